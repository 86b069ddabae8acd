/** A form that has changes which are not saved yet. */
import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { holdUnsaved } from "../state/leave.ts";

/** Whoever leaves meanwhile is asked. @param text the question */
export function useUnsaved(isDirty: boolean, text: string = t("leave.ask")): void {
  const owner = useRef({});
  // before the address can change: what was just saved is not asked about
  useLayoutEffect(() => {
    holdUnsaved(owner.current, isDirty ? text : undefined);
    return () => holdUnsaved(owner.current, undefined);
  }, [isDirty]);
}

interface Typed {
  readonly isDirty: Signal<boolean>;
  /** For `onInput` of the form. */
  readonly onInput: (event: { readonly target: EventTarget | null }) => void;
}

/** The same for a form whose fields nobody follows: it is changed when somebody has typed or chosen, until `isDirty` is taken back. */
export function useTyped(): Typed {
  const isDirty = useSignal(false);
  useUnsaved(isDirty.value);
  return {
    isDirty,
    onInput: ({ target }) => {
      const isSearch = target instanceof HTMLInputElement && target.type === "search";
      if (target instanceof HTMLElement && !isSearch && target.closest("form") !== null) isDirty.value = true;
    },
  };
}
