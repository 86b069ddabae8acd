/** What is read where the alarm panel runs: sensors, outputs, the walk test, the journal. */
import { allows, type Identity } from "../../../../kernel/identity.ts";
import { ok, type Reply } from "../../../../kernel/operation.ts";
import { forbidden } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { type JournalEntry, readJournal as readEntries } from "../../../../records/alarm-journal.ts";
import { readZoneRecord, type ZoneRecord } from "../../../../records/alarm-zones.ts";
import { csvReply, csvTable, wantsCsv } from "../../../shared/csv.ts";
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

export interface JournalAsked extends JournalWish {
  format?: "json" | "csv" | undefined;
  include_hidden?: boolean | undefined;
}
const COLUMNS = ["id", "when", "zone_id", "class", "event", "actor", "source", "incident_id", "details"] as const;

const entryOf = ({ at_ms, hidden: _hidden, ...entry }: JournalEntry): AlarmJournalEntry => ({
  ...entry,
  when: isoTime(at_ms),
});

/** Newest first. @param withHidden also what tells of duress @throws SwitchedOff; Refusal 503; the signal's reason */
export async function readJournal(
  scope: RequestScope,
  wish: JournalWish,
  withHidden = false,
): Promise<AlarmJournalEntry[]> {
  requireAlarm(scope);
  const { zone, class: wanted, from, to, limit = JOURNAL_ROWS } = wish;
  const query = {
    ...{ zone: zone === "" ? undefined : zone, class: wanted, limit, withHidden },
    ...{ from: from === undefined ? undefined : Date.parse(from), to: to === undefined ? undefined : Date.parse(to) },
  };
  return (await readEntries(scope.store, query, scope.signal)).map(entryOf);
}

/**
 * The journal as JSON, or as a table where that is asked for. Hidden entries are for admins alone: whoever stands beside
 * somebody who is forced is seldom one. @throws as {@link readJournal}; Refusal 403
 */
export async function answerJournal(
  scope: RequestScope,
  who: Identity,
  { format, include_hidden: withHidden = false, ...wish }: JournalAsked,
  accept: string | undefined,
): Promise<Reply<200>> {
  if (withHidden && !allows(who, "admin")) throw forbidden("hidden entries are for admins");
  const entries = await readJournal(scope, wish, withHidden);
  if (!(format === "csv" || (format === undefined && wantsCsv(accept)))) return ok(entries);
  return csvReply(csvTable(COLUMNS, entries), "alarm-journal.csv");
}
