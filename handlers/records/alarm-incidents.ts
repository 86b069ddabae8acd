/** Incidents of the alarm panel, by number. */
import * as z from "zod";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";
import { changeRecord, LEAVE } from "./change-record.ts";
import { lastNumber, numberedKey } from "./numbered.ts";

/** Record of kind `alarm-incident`. Times: milliseconds since the epoch. */
const IncidentRecord = z.object({
  id: z.int().min(1),
  zone_id: z.string(),
  opened_at_ms: z.number(),
  closed_at_ms: z.number().nullable(),
  cause: z.looseObject({ kind: z.string() }),
  silenced: z.boolean(),
  retriggers: z.int().min(0),
  refires: z.int().min(0),
  /** Seconds of sound that were debited. */
  acoustic_s: z.number().min(0),
  close_reason: z.string().nullable(),
});
export type IncidentRecord = z.output<typeof IncidentRecord>;

const readAs = (value: unknown): IncidentRecord | undefined => IncidentRecord.safeParse(value).data;
const contended = (id: number) => new Error(`incident ${id} is being changed elsewhere`);

/** Greater than every number that was ever given: the newest incident is never pruned. */
export const nextIncidentId = async (store: SiteStore): Promise<number> =>
  (await lastNumber(store, "alarm-incident")) + 1;

/** @throws Error where there is one of that number */
export async function openIncident(store: SiteStore, incident: IncidentRecord): Promise<void> {
  const version = await store.put("alarm-incident", numberedKey(incident.id), incident, { ifVersion: 0 });
  if (version === undefined) throw new Error(`there is an incident ${incident.id} already`);
}

export const readIncident = async (store: SiteStore, id: number): Promise<IncidentRecord | undefined> =>
  readAs((await store.get("alarm-incident", numberedKey(id)))?.value);

/** An incident that is gone, or cannot be read, stays as it is. @returns what it is afterwards */
export async function changeIncident(
  store: SiteStore,
  id: number,
  change: (incident: IncidentRecord) => Partial<IncidentRecord>,
): Promise<IncidentRecord | undefined> {
  const { after } = await changeRecord<unknown>(
    store,
    "alarm-incident",
    numberedKey(id),
    (found) => {
      const incident = readAs(found);
      return incident ? { ...incident, ...change(incident), id } : LEAVE;
    },
    () => contended(id),
  );
  return readAs(after);
}

/** Those that nobody closed, oldest first. One that cannot be read is none. */
export async function openIncidents(store: SiteStore): Promise<IncidentRecord[]> {
  const open: IncidentRecord[] = [];
  for await (const { value } of allRecords(store, "alarm-incident")) {
    const incident = readAs(value);
    if (incident && incident.closed_at_ms === null) open.push(incident);
  }
  return open;
}

/**
 * Debits seconds of sound of an incident.
 * @returns how many of them its budget still had: 0 where it is used up
 * @throws Error where there is no such incident that can be read: whoever sounds counts himself then
 */
export async function debitAcoustic(store: SiteStore, id: number, seconds: number, mostS: number): Promise<number> {
  let granted = 0;
  const after = await changeIncident(store, id, ({ acoustic_s }) => {
    granted = Math.max(0, Math.min(seconds, mostS - acoustic_s));
    return { acoustic_s: acoustic_s + granted };
  });
  if (after === undefined) throw new Error(`there is no incident ${id}`);
  return granted;
}

/** Removes incidents that were closed before a time, except the newest of all. @returns how many */
export async function pruneIncidents(store: SiteStore, before: number): Promise<number> {
  const newest = numberedKey(await lastNumber(store, "alarm-incident"));
  const old: string[] = [];
  for await (const { key, value } of allRecords(store, "alarm-incident")) {
    const closedAt = readAs(value)?.closed_at_ms;
    if (key !== newest && closedAt !== null && (closedAt ?? 0) < before) old.push(key);
  }
  for (const key of old) await store.delete("alarm-incident", key);
  return old.length;
}
