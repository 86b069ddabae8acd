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
  /** For `onReset`: a form that is emptied after what it does has nothing to lose. */
  readonly onReset: () => void;
}

const KNOWS_AUTOFILL = CSS.supports("selector(:autofill)");
/** A name or password that the browser keeps: nobody has typed it. */
const isFilledByBrowser = (field: HTMLElement): boolean => KNOWS_AUTOFILL && field.matches(":autofill");

/** The same for a form whose fields nobody follows: it is changed when somebody has typed or chosen, until `isDirty` is taken back. */
export function useTyped(): Typed {
  const isDirty = useSignal(false);
  useUnsaved(isDirty.value);
  return {
    isDirty,
    onInput: ({ target }) => {
      if (!(target instanceof HTMLElement) || target.closest("form") === null) return;
      const isSearch = target instanceof HTMLInputElement && target.type === "search";
      if (!isSearch && !isFilledByBrowser(target)) isDirty.value = true;
    },
    onReset: () => {
      isDirty.value = false;
    },
  };
}
