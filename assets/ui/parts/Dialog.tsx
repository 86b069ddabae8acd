/** A dialog in front of the page: the keyboard stays in it, Escape closes it, the focus goes back to where it was. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { ask } from "../state/notices.ts";
import { Icon } from "../views/Icon.tsx";
import { useTyped } from "./unsaved.ts";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** For tables and plots. */
  readonly isWide?: boolean;
}

/** It is open while it is drawn. Who closes it with something typed into its form is asked; a button of its own closes it at once. */
export function Dialog({ title, onClose, children, isWide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { isDirty, onInput } = useTyped();
  const close = async () => {
    if (!isDirty.value || (await ask(t("leave.ask"), t("leave.yes")))) onClose();
  };
  // at once: what is typed meanwhile would go elsewhere
  useLayoutEffect(() => {
    const before = document.activeElement;
    const own = dialog.current;
    own?.showModal();
    return () => {
      // nothing behind an open dialog takes the focus
      own?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={isWide ? "wide" : ""}
      aria-labelledby={id}
      onInput={onInput}
      onCancel={(event) => {
        event.preventDefault();
        void close();
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet round" aria-label={t("dialog.close")} onClick={() => void close()}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
