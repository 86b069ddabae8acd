/** A new floor: its name and its picture. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, textOf } from "../../parts/form.tsx";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { bodyOf, type Picture } from "./model.ts";
import { PictureField } from "./PictureField.tsx";
import { w } from "./words.ts";

interface NewFloorProps {
  readonly onClose: () => void;
  readonly onMade: () => Promise<void>;
}

export function NewFloor({ onClose, onMade }: NewFloorProps) {
  const picture = useSignal<Picture | undefined>(undefined);
  const isShared = useSignal(true);
  const make = async (name: string) => {
    if (picture.value === undefined) return;
    const body = bodyOf({ name, isShared: isShared.value, picture: picture.value, places: [] });
    let id: string | undefined;
    const done = await whileBusy("plan", name, async () => {
      const made = await client.POST("/diagrams", { body });
      id = made.data?.id;
      return made;
    });
    if (!done || id === undefined) return;
    await onMade();
    onClose();
    location.hash = linkTo("plan", id, "edit");
  };
  return (
    <Dialog title={w("add")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make(textOf(new FormData(event.currentTarget), "name"));
        }}
      >
        <label class="field">
          {w("name")}
          <input name="name" required maxLength={100} />
        </label>
        <PictureField
          isRequired={true}
          onPicture={(found) => {
            picture.value = found;
          }}
        />
        {picture.value && <img class="plan-preview" src={picture.value.url} alt="" />}
        <Check
          label={w("share")}
          checked={isShared.value}
          onChange={(on) => {
            isShared.value = on;
          }}
        />
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button type="submit" class="primary" disabled={picture.value === undefined || busy.value.has("plan")}>
            {w("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
