/**
 * What went wrong at home, for whoever asks later (subsystems 4.10): an interface lost and found, a CCU away, a radio
 * budget used up, writes that were not taken. Told once while it lasts; the newest are kept.
 */
import { collectRecords } from "../records/all-records.ts";
import { type Incident, type IncidentSeverity, incidentPrefix } from "../records/incidents.ts";
import type { EngineScope } from "./scope.ts";

/** Kept of one central: months of a home that is well, a day of one that flaps every three minutes. */
export const INCIDENTS_KEPT = 500;
/** The same trouble again within this time still is the same. */
export const INCIDENT_QUIET_MS = 10 * 60_000;
/** Different troubles that are remembered as told; beyond it the oldest may be told again early. */
export const INCIDENT_MEMORY = 1000;

export interface IncidentFact {
  /** Absent = the central itself. */
  interface?: string;
  severity: IncidentSeverity;
  /** For people; the same words for the same kind of trouble. */
  summary: string;
  detail?: string;
}

export type Incidents = ReturnType<typeof createIncidents>;

export function createIncidents({
  central,
  store,
  clock,
  log,
}: Pick<EngineScope, "central" | "store" | "clock" | "log">) {
  const prefix = incidentPrefix(central);
  /** Keys of the records, oldest first. Those that somebody cleared are deleted once more, which harms nobody. */
  let keys: string[] = [];
  let number = 0;
  /** Since when a condition lasts, milliseconds since the epoch. */
  const lasting = new Map<string, number>();
  /** When an event was seen last, oldest first. */
  const seen = new Map<string, number>();
  let writing: Promise<void> = Promise.resolve();
  let isOver = false;

  async function write(key: string, incident: Incident): Promise<void> {
    try {
      await store.put("incident", key, incident);
      keys.push(key);
      for (const old of keys.splice(0, Math.max(0, keys.length - INCIDENTS_KEPT))) await store.delete("incident", old);
    } catch (error) {
      log.warn("an incident could not be kept", { central, summary: incident.summary, error });
    }
  }

  function record({ interface: iface, severity, summary, detail }: IncidentFact): void {
    if (isOver) return;
    const now = clock.now();
    number += 1;
    const id = `${String(now).padStart(15, "0")}-${String(number).padStart(6, "0")}`;
    const component = iface === undefined ? central : `${central}/${iface}`;
    const when = new Date(now).toISOString();
    const incident = { id: `${central}/${id}`, when, component, severity, summary, ...(detail ? { detail } : {}) };
    writing = writing.then(() => write(prefix + id, incident));
  }

  return {
    /** Which incidents of earlier runs are kept. */
    async load(): Promise<void> {
      const found = (await collectRecords(store, "incident", { prefix })).map(({ key }) => key);
      keys = [...found, ...keys];
    },

    /** Something is wrong from now on; told when it begins. */
    begin(condition: string, fact: IncidentFact): void {
      if (lasting.has(condition)) return;
      lasting.set(condition, clock.now());
      record(fact);
    },

    /** It is over, which is told only where its beginning was. `fact` says so with the seconds that it lasted. */
    end(condition: string, fact?: (seconds: number) => IncidentFact): void {
      const since = lasting.get(condition);
      if (since === undefined) return;
      lasting.delete(condition);
      if (fact) record(fact(Math.round((clock.now() - since) / 1000)));
    },

    /** Something happened. Until it has not happened for a while, it is told once. */
    note(event: string, fact: IncidentFact): void {
      const now = clock.now();
      const last = seen.get(event);
      seen.delete(event);
      seen.set(event, now);
      for (const oldest of seen.keys()) {
        if (seen.size <= INCIDENT_MEMORY) break;
        seen.delete(oldest);
      }
      if (last === undefined || now - last >= INCIDENT_QUIET_MS) record(fact);
    },

    /** The program ends: what is lost from now on is lost on purpose. */
    stop(): void {
      isOver = true;
    },

    /** Everything told so far is kept. */
    flushed: (): Promise<void> => writing,
  };
}
