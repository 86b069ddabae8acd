/**
 * A form that does one thing: what that is, why it was refused, its fields, its button. Whoever leaves it with something typed
 * is asked; it is emptied (`form.reset()`) when it has done it.
 */
import type { ComponentChildren } from "preact";
import { t } from "../i18n/index.ts";
import type { Action } from "./action.ts";
import { ErrorNote } from "./states.tsx";
import { useTyped } from "./unsaved.ts";

interface ActionFormProps {
  /** What it does; without one it only asks. */
  readonly action?: Action;
  readonly title?: string;
  readonly text?: string;
  /** On its button. */
  readonly submit: string;
  readonly isOff?: boolean;
  /** What is typed only chooses what is shown or done once: whoever leaves is not asked. */
  readonly isQuery?: boolean;
  readonly onSubmit: (form: HTMLFormElement) => void | Promise<void>;
  /** In a dialog: how it is left. */
  readonly onCancel?: () => void;
  readonly children: ComponentChildren;
}

export function ActionForm(props: ActionFormProps) {
  const { action, title, text, submit, isOff = false, isQuery = false, onSubmit, onCancel, children } = props;
  const typed = useTyped();
  return (
    <form
      class={onCancel ? "stack" : "panel stack"}
      {...(!isQuery && { onInput: typed.onInput, onReset: typed.onReset })}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit(event.currentTarget);
      }}
    >
      {title && <h2>{title}</h2>}
      {text && <p class={onCancel ? "" : "dim"}>{text}</p>}
      {action?.problem && <ErrorNote problem={action.problem} />}
      {children}
      <div class="row end">
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {t("confirm.cancel")}
          </button>
        )}
        <button type="submit" class="primary" disabled={isOff || action?.isBusy}>
          {submit}
        </button>
      </div>
    </form>
  );
}
