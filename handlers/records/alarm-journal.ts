/** The journal of the alarm panel: entries are appended, read newest first, and pruned when they are old. */
import * as z from "zod";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";
import { lastNumber, numberedKey } from "./numbered.ts";

const JournalRecord = z.object({
  /** Milliseconds since the epoch. */
  at_ms: z.number(),
  /** Empty: it concerns the whole panel. */
  zone_id: z.string(),
  class: z.enum(["arm", "disarm", "trigger", "silence", "bypass", "fault", "test", "config"]),
  event: z.string(),
  actor: z.string().optional(),
  source: z.string().optional(),
  incident_id: z.int().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  /** Somebody was forced: kept, and told to nobody who could stand beside him. */
  hidden: z.literal(true).optional(),
});
/** Record of kind `alarm-journal`, key: its number. */
export type JournalRecord = z.output<typeof JournalRecord>;
export type JournalEntry = JournalRecord & { id: number };

/** Entries that are kept, however young: at a thousand a day they reach back as far as the retention does. */
export const JOURNAL_KEPT = 100_000;

/** Appends in order. One writer at a time: whoever has the home's engine. Rejects where the store fails. */
export function createJournalWriter(store: SiteStore): (entries: readonly JournalRecord[]) => Promise<number[]> {
  let last: number | undefined;
  return async (entries) => {
    const ids: number[] = [];
    for (const entry of entries) {
      last ??= await lastNumber(store, "alarm-journal");
      const id = last + 1;
      if ((await store.put("alarm-journal", numberedKey(id), entry, { ifVersion: 0 })) === undefined) {
        // somebody else has written meanwhile: counted anew
        last = undefined;
        throw new Error(`the journal of the alarm panel has an entry ${id} already`);
      }
      last = id;
      ids.push(id);
    }
    return ids;
  };
}

export interface JournalQuery {
  zone?: string | undefined;
  class?: JournalRecord["class"] | undefined;
  /** Milliseconds since the epoch: not before, and before. */
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  /** Also entries that tell of duress. */
  withHidden?: boolean;
}

const fits = (entry: JournalRecord, { zone, class: wanted, from, to, withHidden }: JournalQuery): boolean =>
  (withHidden === true || !entry.hidden) &&
  (zone === undefined || entry.zone_id === zone) &&
  (wanted === undefined || entry.class === wanted) &&
  (from === undefined || entry.at_ms >= from) &&
  (to === undefined || entry.at_ms < to);

/** Newest first. One that cannot be read is left out. @throws the signal's reason */
export async function readJournal(
  store: SiteStore,
  query: JournalQuery,
  signal?: AbortSignal,
): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  const options = { reverse: true, ...(signal && { signal }) };
  for await (const { key, value } of allRecords(store, "alarm-journal", options)) {
    const entry = JournalRecord.safeParse(value).data;
    if (entry && fits(entry, query)) found.push({ id: Number(key), ...entry });
    if (found.length >= query.limit) break;
  }
  return found;
}

/**
 * Removes entries from before a time, and what is more than {@link JOURNAL_KEPT}. The newest stays, so that its number is
 * never given again. @returns how many
 */
export async function pruneJournal(store: SiteStore, before: number, kept: number = JOURNAL_KEPT): Promise<number> {
  const last = await lastNumber(store, "alarm-journal");
  const old: string[] = [];
  for await (const { key, value } of allRecords(store, "alarm-journal")) {
    const at = JournalRecord.safeParse(value).data?.at_ms ?? 0;
    const number = Number(key);
    if (number !== last && (at < before || number <= last - kept)) old.push(key);
  }
  for (const key of old) await store.delete("alarm-journal", key);
  return old.length;
}
