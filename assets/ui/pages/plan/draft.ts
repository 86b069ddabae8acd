/** The floor that is being edited: as it is on the screen, until it is saved. */
import { signal } from "@preact/signals";
import { holdUnsaved } from "../../state/leave.ts";
import type { Floor } from "./model.ts";
import { w } from "./words.ts";

const OWNER = {};

export const draft = signal<Floor | undefined>(undefined);

export function begin(floor: Floor): void {
  draft.value = floor;
  holdUnsaved(OWNER, undefined);
}

export function change(next: Partial<Floor>): void {
  if (draft.value === undefined) return;
  draft.value = { ...draft.value, ...next };
  holdUnsaved(OWNER, w("leave.ask"));
}

export function end(): void {
  draft.value = undefined;
  holdUnsaved(OWNER, undefined);
}
