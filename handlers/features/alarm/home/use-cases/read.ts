/** What is read where the alarm panel runs: sensors, outputs, the walk test, the journal. */
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { type JournalEntry, readJournal as readEntries } from "../../../../records/alarm-journal.ts";
import { readZoneRecord, type ZoneRecord } from "../../../../records/alarm-zones.ts";
import type { AlarmWalkTestStatus } from "../../answers/state.ts";
import type { AlarmJournalEntry } from "../../schemas/journal.ts";
import { JOURNAL_ROWS } from "../../schemas/limits.ts";
import { AlarmOutput, AlarmSensor } from "../../schemas/zones.ts";
import { noZone, requireAlarm, requireZone } from "../running.ts";

/** As it was written. @throws SwitchedOff; Refusal 404, 503 */
async function storedZone(scope: RequestScope, id: string): Promise<ZoneRecord> {
  requireAlarm(scope);
  const record = await scope.store.get("alarm-zone", id);
  const zone = record && readZoneRecord(id, record.value).zone;
  if (!zone) throw noZone(id);
  return zone;
}

/** What no answer can say is left out: the journal tells of it. @throws as {@link storedZone} */
export async function listSensors(scope: RequestScope, zone: string): Promise<AlarmSensor[]> {
  return (await storedZone(scope, zone)).sensors.flatMap((row) => AlarmSensor.safeParse(row).data ?? []);
}

/** @throws as {@link storedZone} */
export async function listOutputs(scope: RequestScope, zone: string): Promise<AlarmOutput[]> {
  return (await storedZone(scope, zone)).outputs.flatMap((row) => AlarmOutput.safeParse(row).data ?? []);
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Always-on sensors are no part of it: they raise the alarm also while it runs. @throws Refusal 404, 503 */
export function readWalkTest(scope: RequestScope, id: string): AlarmWalkTestStatus {
  const { zone, walk_test } = requireZone(scope, id);
  if (walk_test === null) return { active: false, sensors: [] };
  const { seen, started_at_ms } = walk_test;
  const sensors = zone.sensors
    .filter(({ config }) => !config.always_on)
    .map(({ id: sensor, name }) => {
      const at = Object.hasOwn(seen, sensor) ? seen[sensor] : undefined;
      return {
        id: sensor,
        ...(name !== "" && { name }),
        tested: at !== undefined,
        ...(at !== undefined && { last_triggered_at: isoTime(at) }),
      };
    });
  return { active: true, started_at: isoTime(started_at_ms), sensors };
}

export interface JournalWish {
  zone?: string | undefined;
  class?: AlarmJournalEntry["class"] | undefined;
  /** ISO times: not before, and before. */
  from?: string | undefined;
  to?: string | undefined;
  limit?: number | undefined;
}

const entryOf = ({ at_ms, hidden: _hidden, ...entry }: JournalEntry): AlarmJournalEntry => ({
  ...entry,
  when: isoTime(at_ms),
});

/** Newest first. @throws SwitchedOff; Refusal 503; the signal's reason */
export async function readJournal(scope: RequestScope, wish: JournalWish): Promise<AlarmJournalEntry[]> {
  requireAlarm(scope);
  const { zone, class: wanted, from, to, limit = JOURNAL_ROWS } = wish;
  const query = {
    ...{ zone: zone === "" ? undefined : zone, class: wanted, limit },
    ...{ from: from === undefined ? undefined : Date.parse(from), to: to === undefined ? undefined : Date.parse(to) },
  };
  return (await readEntries(scope.store, query, scope.signal)).map(entryOf);
}
