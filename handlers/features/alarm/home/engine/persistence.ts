/** States and incidents go to the store before anything is done about them. A store that fails is told, and holds up nothing. */
import { withinLimit } from "../../../../kernel/within-limit.ts";
import type { Clock, Log } from "../../../../ports/index.ts";
import type { Effect } from "../machine/effects.ts";
import { stamped } from "../machine/stored-state.ts";
import type { ZoneState } from "../machine/types.ts";
import type { AlarmRecords, StoredIncident } from "../seams.ts";
import type { HealthBook } from "./health.ts";

/** A store that does not answer for so long has failed: a house that burns does not wait for its disk. */
export const STORE_LIMIT_MS = 1000;
/** A state that was not persisted is tried again so often. */
export const RETRY_MS = 10_000;

export const inTime = <T>(clock: Clock, work: Promise<T>): Promise<T> =>
  withinLimit(clock, STORE_LIMIT_MS, work, () => {
    throw new Error(`the store did not answer within ${STORE_LIMIT_MS} ms`);
  });

/** Changes of incidents that wait for a store that takes none: more than a night of alarms. The oldest gives way. */
export const OWED_LIMIT = 1000;

export type PersistFault =
  | "incident_persist_failed"
  | "silence_persist_failed"
  | "retrigger_account_failed"
  | "refire_account_failed"
  | "state_persist_failed";

export interface Persistence {
  /** What of it failed; empty: all of it is stored. `state` undefined: it is the one that is stored already. */
  persist(zone: string, state: ZoneState | undefined, effects: readonly Effect[]): Promise<readonly PersistFault[]>;
  remove(zone: string): Promise<void>;
  /** Zones whose stored state is not the one that they are in. */
  dirty(): ReadonlySet<string>;
  /** Something of incidents waits for the store. */
  owes(): boolean;
  /** Writes what waits, in order, as far as the store takes it. Never rejects. */
  payOff(): Promise<void>;
  /** With the time that is left of every timer now. Never rejects. */
  save(zone: string, state: ZoneState): Promise<boolean>;
}

/** An incident as it begins. */
export const openedIncident = ({
  id,
  zone,
  at_ms,
  cause,
}: Extract<Effect, { kind: "incident_open" }>): StoredIncident => ({
  ...{ id, zone_id: zone, opened_at_ms: at_ms, closed_at_ms: null, cause },
  ...{ silenced: false, retriggers: 0, refires: 0, acoustic_s: 0, close_reason: null },
});

type IncidentEffect = Extract<Effect, { kind: "incident_open" | "incident_change" | "incident_close" }>;
const isOfIncident = (effect: Effect): effect is IncidentEffect =>
  effect.kind === "incident_open" || effect.kind === "incident_change" || effect.kind === "incident_close";

function faultOf(effect: IncidentEffect): PersistFault {
  if (effect.kind !== "incident_change") return "incident_persist_failed";
  if (effect.change.silenced) return "silence_persist_failed";
  return effect.change.refires === undefined ? "retrigger_account_failed" : "refire_account_failed";
}

export function createPersistence(
  { records, clock, log, health }: { records: AlarmRecords; clock: Clock; log: Log; health: HealthBook },
  boot: () => number,
): Persistence {
  const dirty = new Set<string>();
  /** What the store did not take of incidents, oldest first: nothing of an incident is written before it. */
  let owed: IncidentEffect[] = [];
  /** It may have been written all the same, after nobody waited any more. */
  const tried = new WeakSet<IncidentEffect>();

  function judge(): void {
    const notes = [
      ...(dirty.size > 0 ? ["alarm state not persisted"] : []),
      ...(owed.length > 0 ? ["alarm incident not persisted"] : []),
    ];
    health.set("persistence", ...notes);
  }
  async function write(effect: IncidentEffect): Promise<void> {
    const isRepeated = tried.has(effect);
    tried.add(effect);
    if (effect.kind === "incident_change") await records.changeIncident(effect.id, effect.change);
    else if (effect.kind === "incident_close") await records.closeIncident(effect.id, effect.at_ms, effect.reason);
    else if (!isRepeated || (await records.incident(effect.id)) === undefined)
      await records.openIncident(openedIncident(effect));
  }
  /** Of one incident, or of all of them; up to the first that the store does not take. */
  async function payOff(incident?: number): Promise<void> {
    for (const effect of owed.filter(({ id }) => incident === undefined || id === incident))
      try {
        await inTime(clock, write(effect));
        owed = owed.filter((other) => other !== effect);
      } catch (error) {
        log.error("an alarm incident was not persisted", { incident: effect.id, effect: effect.kind, error });
        break;
      }
    judge();
  }
  function owe(effect: IncidentEffect): void {
    owed.push(effect);
    if (owed.length <= OWED_LIMIT) return;
    const lost = owed.shift();
    log.error("a change of an alarm incident was lost", { incident: lost?.id, effect: lost?.kind });
  }
  async function save(zone: string, state: ZoneState): Promise<boolean> {
    try {
      await inTime(clock, records.saveState(zone, stamped(state, clock.now(), boot())));
      dirty.delete(zone);
    } catch (error) {
      dirty.add(zone);
      log.error("the state of an alarm zone was not persisted", { zone, state: state.state, error });
    }
    judge();
    return !dirty.has(zone);
  }

  return {
    async persist(zone, state, effects) {
      const faults: PersistFault[] = [];
      for (const effect of effects.filter(isOfIncident)) {
        owe(effect);
        await payOff(effect.id);
        if (owed.includes(effect)) faults.push(faultOf(effect));
      }
      if (state && !(await save(zone, state))) faults.push("state_persist_failed");
      else judge();
      return faults;
    },
    async remove(zone) {
      dirty.delete(zone);
      await inTime(clock, records.removeState(zone)).catch((error: unknown) =>
        log.error("the state of an alarm zone that is gone was not removed", { zone, error }),
      );
      judge();
    },
    dirty: () => dirty,
    owes: () => owed.length > 0,
    payOff: () => payOff(),
    save,
  };
}
