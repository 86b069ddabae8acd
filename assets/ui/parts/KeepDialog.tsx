/** What is kept on the server under a name, for oneself or for everybody here: a diagram, a floor. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/index.ts";
import { Dialog } from "./Dialog.tsx";
import { Check, textOf } from "./form.tsx";

/** Characters of a name, as the server takes it. */
const NAME_LIMIT = 100;

interface KeepDialogProps {
  readonly title: string;
  /** Of the field of the name, of the box that shares it, and on the button. */
  readonly labels: { readonly name: string; readonly share: string; readonly save: string };
  readonly name?: string;
  readonly isShared: boolean;
  readonly isOff: boolean;
  /** Another button beside the one that saves; its `value` is told as `by`. */
  readonly other?: ComponentChildren;
  readonly onSave: (name: string, isShared: boolean, by: string) => Promise<void>;
  readonly onClose: () => void;
  /** Between name and box. */
  readonly children?: ComponentChildren;
}

export function KeepDialog(props: KeepDialogProps) {
  const { title, labels, name = "", isOff, other, onSave, onClose, children } = props;
  const isShared = useSignal(props.isShared);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const by = (event.submitter as HTMLButtonElement | null)?.value ?? "";
          void onSave(textOf(new FormData(event.currentTarget), "name"), isShared.value, by);
        }}
      >
        <label class="field">
          {labels.name}
          <input name="name" required maxLength={NAME_LIMIT} defaultValue={name} />
        </label>
        {children}
        <Check
          label={labels.share}
          checked={isShared.value}
          onChange={(on) => {
            isShared.value = on;
          }}
        />
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          {other}
          <button type="submit" class="primary" disabled={isOff}>
            {labels.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
