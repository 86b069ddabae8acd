/** Changes that are not saved yet: whoever leaves the page is asked first. */
import { signal } from "@preact/signals";

/** What would be lost, in the words of the question; `undefined` where nothing would. */
export const unsaved = signal<string | undefined>(undefined);

addEventListener("beforeunload", (event) => {
  if (unsaved.value !== undefined) event.preventDefault();
});
