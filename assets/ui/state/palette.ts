/** The palette finds pages, rooms, devices and what can be done. Here: how it is opened; it comes itself when somebody asks for it. */
import { signal } from "@preact/signals";
import { recall, remember } from "./remembered.ts";

/** `help`: the keys are told first. */
export const palette = signal<"closed" | "search" | "help">("closed");

/** Speech and tremor press single keys by accident: whoever wants to can do without (WCAG 2.1.4). */
export const hasSingleKeys = signal(recall("single-keys") !== "off");

export function chooseSingleKeys(on: boolean): void {
  hasSingleKeys.value = on;
  remember("single-keys", on ? "on" : "off");
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** What a key opens; `undefined`: it is somebody else's. */
function opened(event: KeyboardEvent): "search" | "help" | undefined {
  const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === "k" && !shiftKey ? "search" : undefined;
  if (!hasSingleKeys.value || isTyping(target)) return undefined;
  return key === "/" ? "search" : key === "?" ? "help" : undefined;
}

/** @returns how to stop */
export function listenForPalette(): () => void {
  const listen = (event: KeyboardEvent) => {
    // a question, or any other dialog, has to be answered first
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]") !== null) return;
    const view = opened(event);
    if (view === undefined) return;
    event.preventDefault();
    palette.value = view;
  };
  addEventListener("keydown", listen);
  return () => removeEventListener("keydown", listen);
}
