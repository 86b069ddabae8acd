/** What a client sees of a value. */
import type { ValueState } from "./types.ts";

/** Values of a device by `valueKey`. */
export type Values = ReadonlyMap<string, ValueState>;

/** The pending write, else the last value; `undefined` = never observed, `null` = unknown. */
export const shownValue = (state: ValueState | undefined): unknown =>
  state === undefined ? undefined : state.optimistic ? state.optimistic.value : state.value;
