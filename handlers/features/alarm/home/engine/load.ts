/** What the store has of the alarm panel, read at the start. It is tried again until it can be read: nothing is begun without it. */
import type { Clock, Log } from "../../../../ports/index.ts";
import type { ConfigFault, Zone } from "../config/zones.ts";
import type { JournalDraft } from "../machine/effects.ts";
import type { Restore } from "../machine/restore.ts";
import type { AlarmRecords, StoredIncident } from "../seams.ts";
import { inTime } from "./persistence.ts";

export interface Loaded {
  readonly boot: number;
  readonly nextIncident: number;
  readonly zones: readonly Zone[];
  readonly faults: readonly ConfigFault[];
  readonly restores: ReadonlyMap<string, Restore>;
}

/** Rejects where the store fails. */
export async function load(records: AlarmRecords, clock: Clock, loop_breaker: number): Promise<Loaded> {
  const ask = <T>(work: Promise<T>): Promise<T> => inTime(clock, work);
  const boot = await ask(records.countBoot());
  const nextIncident = await ask(records.nextIncidentId());
  const { zones, faults } = await ask(records.zones());
  const open = await ask(records.openIncidents());
  const restores = new Map<string, Restore>();
  for (const { id } of zones) {
    const stored = await ask(records.state(id));
    const incidents = open.filter(({ zone_id }) => zone_id === id);
    const named = await namedIncident(records, stored, incidents);
    restores.set(id, { stored, incidents: [...incidents, ...named], loop_breaker });
  }
  return { boot, nextIncident, zones, faults, restores };
}

/** The incident that a state names, where it is not among those that are open. */
async function namedIncident(
  records: AlarmRecords,
  stored: unknown,
  open: readonly StoredIncident[],
): Promise<readonly StoredIncident[]> {
  const id: unknown =
    typeof stored === "object" && stored !== null ? (stored as { incident?: unknown }).incident : null;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 1 || open.some((row) => row.id === id)) return [];
  const row = await records.incident(id);
  return row ? [row] : [];
}

/** A row that cannot be read is told once for each reason. */
export function createConfigFaults(log: Log): (faults: readonly ConfigFault[]) => JournalDraft[] {
  const told = new Set<string>();
  return (faults) =>
    faults.flatMap(({ zone, event, id, reason }): JournalDraft[] => {
      const key = `${event} ${zone} ${id} ${reason}`;
      if (told.has(key)) return [];
      told.add(key);
      log.warn("a row of the alarm panel's configuration cannot be read", { zone, event, id, reason });
      return [
        { zone_id: zone, class: "fault", event, source: "engine", actor: "engine:config", details: { id, reason } },
      ];
    });
}
