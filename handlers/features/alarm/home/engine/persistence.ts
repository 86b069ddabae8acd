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

function faultOf(
  effect: Extract<Effect, { kind: "incident_open" | "incident_change" | "incident_close" }>,
): PersistFault {
  if (effect.kind !== "incident_change") return "incident_persist_failed";
  if (effect.change.silenced) return "silence_persist_failed";
  return effect.change.refires === undefined ? "retrigger_account_failed" : "refire_account_failed";
}

export function createPersistence(
  { records, clock, log, health }: { records: AlarmRecords; clock: Clock; log: Log; health: HealthBook },
  boot: () => number,
): Persistence {
  const dirty = new Set<string>();
  let unsaved = false;

  function judge(): void {
    const notes = [
      ...(dirty.size > 0 ? ["alarm state not persisted"] : []),
      ...(unsaved ? ["alarm incident not persisted"] : []),
    ];
    health.set("persistence", ...notes);
  }
  async function write(effect: Effect): Promise<void> {
    if (effect.kind === "incident_open") await records.openIncident(openedIncident(effect));
    else if (effect.kind === "incident_change") await records.changeIncident(effect.id, effect.change);
    else if (effect.kind === "incident_close") await records.closeIncident(effect.id, effect.at_ms, effect.reason);
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
      for (const effect of effects) {
        if (effect.kind !== "incident_open" && effect.kind !== "incident_change" && effect.kind !== "incident_close")
          continue;
        try {
          await inTime(clock, write(effect));
          unsaved = false;
        } catch (error) {
          unsaved = true;
          faults.push(faultOf(effect));
          log.error("an alarm incident was not persisted", { zone, effect: effect.kind, error });
        }
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
    save,
  };
}
