/** The zones that run: each step is taken, persisted, and then done. Called by one turn at a time. */
import type { Clock, EventSink, Log } from "../../../../ports/index.ts";
import type { Zone } from "../config/zones.ts";
import { engineOrigin } from "../machine/draft.ts";
import type { Effect, JournalDraft } from "../machine/effects.ts";
import { type Restore, restore } from "../machine/restore.ts";
import { step } from "../machine/step.ts";
import type { MachineEvent, Refusal, SensorView, Step, StepContext, ZoneRun, ZoneState } from "../machine/types.ts";
import type { Outputs } from "../seams.ts";
import type { Journal } from "./journal.ts";
import type { Persistence, PersistFault } from "./persistence.ts";
import { tellEffect } from "./tell.ts";
import type { Timers } from "./timers.ts";
import type { SensorTurn } from "./turns.ts";

interface Running {
  zone: Zone;
  run: ZoneRun;
  /** As it was persisted last. */
  stored: ZoneState | undefined;
}

export interface ZoneParts {
  readonly clock: Clock;
  readonly events: EventSink;
  readonly log: Log;
  readonly view: SensorView;
  readonly outputs: Outputs;
  readonly journal: Journal;
  readonly persistence: Persistence;
  readonly timers: Timers;
  readonly firstIncident: number;
}

export interface Taken {
  readonly refused?: Refusal | { readonly kind: "faulted" };
  /** The zone afterwards; absent: there is none. */
  readonly run?: ZoneRun;
}

/** Effects that act on the world: before them everything is persisted. */
const acts = ({ kind }: Effect): boolean =>
  kind === "fire" || kind === "stop" || kind === "state_changed" || kind.startsWith("incident_");

/** What must not sound again unless it was counted. */
const uncounted = (faults: readonly PersistFault[]): boolean =>
  faults.includes("retrigger_account_failed") || faults.includes("refire_account_failed");

export function createZones(parts: ZoneParts) {
  const { clock, events, log, view, outputs, journal, persistence, timers } = parts;
  const running = new Map<string, Running>();
  const counts = { triggered: 0, state_changes: 0 };
  let nextIncident = parts.firstIncident;

  const at = (): StepContext => ({ view, now: clock.now(), next_incident: nextIncident });
  function commit(zone: Running, { run, effects }: Step): void {
    zone.run = run;
    nextIncident += effects.filter(({ kind }) => kind === "incident_open").length;
  }
  const unstored = ({ run, stored }: Running): ZoneState | undefined => (run.saved === stored ? undefined : run.saved);

  function act(zone: Zone, effect: Effect, isCounted: boolean): void {
    const failed = (error: unknown) => log.error("an output of the alarm panel failed", { zone: zone.id, error });
    if (effect.kind === "fire") {
      if (isCounted || effect.activation.phase === "alarm") outputs.fire(effect.activation).catch(failed);
    } else if (effect.kind === "stop") outputs.stop(effect.zone, effect.reason).catch(failed);
    else if (effect.kind === "chirp") outputs.chirp(effect.zone, effect.chirp);
    else if (effect.kind === "state_changed") {
      counts.state_changes += 1;
      outputs.stateChanged(effect.zone, effect.to, effect.mode);
    } else if (effect.kind === "triggered") counts.triggered += 1;
  }

  const faultEntry = (zone: Zone, event: PersistFault): JournalDraft => ({
    zone_id: zone.id,
    class: "fault",
    event,
    ...engineOrigin("store"),
  });

  /** Persists, acts, writes the journal, tells: in this order. */
  async function carryOut(
    zone: Running,
    effects: readonly Effect[],
    persisted?: readonly PersistFault[],
  ): Promise<void> {
    const faults = persisted ?? (await persistence.persist(zone.zone.id, unstored(zone), effects));
    if (!faults.includes("state_persist_failed")) zone.stored = zone.run.saved;
    const isCounted = !uncounted(faults);
    for (const effect of effects) act(zone.zone, effect, isCounted);
    const entries = effects.flatMap((effect) => (effect.kind === "journal" ? [effect.entry] : []));
    await journal.write([...entries, ...faults.map((fault) => faultEntry(zone.zone, fault))]);
    for (const effect of effects) tellEffect(events, zone.zone, effect);
    timers.follow(zone.zone.id, zone.run);
  }

  /** Something is asked for. Arming that cannot be persisted is refused: the house would not be armed after a restart. */
  async function request(id: string, event: MachineEvent): Promise<Taken> {
    const zone = running.get(id);
    if (!zone) return {};
    const before = zone.run;
    const done = step(zone.zone, before, event, at());
    if (done.refused) return { refused: done.refused, run: before };
    if (event.kind === "arm" && done.run.saved !== zone.stored) {
      const faults = await persistence.persist(id, done.run.saved, done.effects);
      if (faults.length > 0) {
        await persistence.save(id, before.saved);
        await journal.write(faults.map((fault) => faultEntry(zone.zone, fault)));
        return { refused: { kind: "faulted" }, run: before };
      }
      commit(zone, done);
      await carryOut(zone, done.effects, faults);
      return { run: done.run };
    }
    commit(zone, done);
    await carryOut(zone, done.effects);
    return { run: done.run };
  }

  /** Sensors: what changes nothing but the journal is persisted together. */
  async function sensors(turns: readonly SensorTurn[]): Promise<void> {
    const waiting = new Map<Running, Effect[]>();
    for (const { zone: id, event } of turns) {
      const zone = running.get(id);
      if (!zone) continue;
      const done = step(zone.zone, zone.run, event, at());
      commit(zone, done);
      const effects = [...(waiting.get(zone) ?? []), ...done.effects];
      waiting.set(zone, effects);
      if (!done.effects.some(acts)) continue;
      waiting.delete(zone);
      await carryOut(zone, effects);
    }
    for (const [zone, effects] of waiting) {
      if (effects.length > 0 || unstored(zone)) await carryOut(zone, effects);
      else timers.follow(zone.zone.id, zone.run);
    }
  }

  return {
    request,
    sensors,
    get: (id: string): { zone: Zone; run: ZoneRun } | undefined => running.get(id),
    all: (): readonly { zone: Zone; run: ZoneRun }[] => [...running.values()],
    counts: (): Readonly<typeof counts> => counts,

    /** A zone that was not running yet goes on where it was. */
    async begin(zone: Zone, input: Restore): Promise<void> {
      const done = restore(zone, input, at());
      const entry: Running = { zone, run: done.run, stored: undefined };
      running.set(zone.id, entry);
      commit(entry, done);
      outputs.stateChanged(zone.id, done.run.saved.state, done.run.saved.mode);
      // what was never stored and is disarmed needs no row
      if (input.stored === undefined && done.effects.length === 0) entry.stored = done.run.saved;
      await carryOut(entry, done.effects);
    },

    /** Its configuration is another one; its state stays. */
    configure(zone: Zone): void {
      const entry = running.get(zone.id);
      if (entry) entry.zone = zone;
    },

    /** It is gone. */
    async end(id: string): Promise<void> {
      running.delete(id);
      timers.forget(id);
      outputs.stop(id, "zone_removed").catch((error: unknown) => log.error("an alarm zone was not stopped", { error }));
      await persistence.remove(id);
    },

    /** With what is left of every delay now: for the end of the program, and after a failure. */
    async saveAll(which: (id: string) => boolean): Promise<void> {
      for (const [id, zone] of running)
        if (which(id) && (await persistence.save(id, zone.run.saved))) zone.stored = zone.run.saved;
    },
  };
}
export type Zones = ReturnType<typeof createZones>;
