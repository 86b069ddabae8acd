/** Changes that are not saved yet: whoever leaves the page is asked first. */
import { signal } from "@preact/signals";

/** What would be lost, in the words of the question; `undefined` where nothing would. */
export const unsaved = signal<string | undefined>(undefined);

/** Several forms of one page: what one of them has saved, another one has not. */
const held = new Map<object, string>();

/** @param owner the form @param text the question; `undefined`: nothing of it would be lost any more */
export function holdUnsaved(owner: object, text: string | undefined): void {
  if (text === undefined) held.delete(owner);
  else held.set(owner, text);
  unsaved.value = [...held.values()].at(-1);
}

addEventListener("beforeunload", (event) => {
  if (unsaved.value !== undefined) event.preventDefault();
});
