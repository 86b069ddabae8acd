/** Records whose keys are numbers that grow: incidents and the journal of the alarm panel. */
import type { RecordKind, SiteStore } from "../ports/index.ts";

/** Digits of the largest number that a JavaScript number holds exactly. */
const DIGITS = 16;

/** Sorts as the number does. */
export const numberedKey = (number: number): string => String(number).padStart(DIGITS, "0");

/** The highest number of a kind, 0 where there is none. */
export async function lastNumber(store: SiteStore, kind: RecordKind): Promise<number> {
  const { items } = await store.list(kind, { reverse: true, limit: 1 });
  return items[0] === undefined ? 0 : Number(items[0].key);
}
