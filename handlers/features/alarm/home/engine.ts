/**
 * The alarm panel while the home runs: one thing after the other, persisted before it is done, timers from the deadlines in
 * the states. What it decides is decided by `machine/`; what sounds is the business of `Outputs`.
 */
import { centralReadinessChanged, connectivityChanged } from "../../../broadcasts/broadcasts.ts";
import type { Site } from "../../../kernel/site.ts";
import { withinLimit } from "../../../kernel/within-limit.ts";
import type { Zone } from "./config/zones.ts";
import { createHealthBook } from "./engine/health.ts";
import { createJournal } from "./engine/journal.ts";
import { createConfigFaults, type Loaded, load } from "./engine/load.ts";
import { createPersistence, inTime, RETRY_MS } from "./engine/persistence.ts";
import { createRequests } from "./engine/requests.ts";
import { createTimers, type Timers } from "./engine/timers.ts";
import { createTurns } from "./engine/turns.ts";
import { createZones, type Zones } from "./engine/zones.ts";
import { isSilenced, modeConfig, timerOf } from "./machine/draft.ts";
import { readinessOf } from "./machine/readiness.ts";
import type { MachineEvent, SensorView, State, TimerKind, ZoneRun } from "./machine/types.ts";
import { startSchedules } from "./schedules.ts";
import type { AlarmEngine, AlarmRecords, CodeGate, CreateOutputs, Outputs, ZoneStatus } from "./seams.ts";
import { watchSensors } from "./sensors.ts";

/** What has no end of its own is to be stopped in this time when the program ends (facts 1.1). */
export const SHUTDOWN_MS = 10_000;
/** Milliseconds after which the values of a CCU that is back have been read. */
export const VALUES_READ_MS = 15_000;

/**
 * Milliseconds that the end of an entry delay waits for a code that was entered before it: a small computer needs some
 * tenths of a second to check one, and nobody's siren shall sound for that. Wrong codes make it no longer than once this.
 */
export const CODE_GRACE_MS = 2_000;

export interface EngineParts {
  readonly site: Pick<Site, "home" | "events" | "centrals" | "clock" | "log">;
  readonly records: AlarmRecords;
  readonly gate: CodeGate;
  readonly outputs: CreateOutputs;
  /** `alarm.restart_loop_breaker`. */
  readonly loopBreaker: () => number;
  /** IANA name for schedules. Default: that of the program. */
  readonly timeZone?: string;
}

export interface EngineFigures {
  readonly alarm_triggered_total: number;
  readonly alarm_state_changes_total: number;
  readonly alarm_journal_entries_total: number;
  readonly alarm_health_transitions_total: number;
}
export interface StartedEngine {
  readonly engine: AlarmEngine;
  figures(): EngineFigures;
  /** Resolves when nothing waits: for tests. */
  idle(): Promise<void>;
  /** Never rejects. States stay as they are: the next start goes on with them. */
  stop(): Promise<void>;
}

function countdownOf({ saved }: ZoneRun, now: number): ZoneStatus["countdown"] {
  for (const kind of ["exit_delay", "entry_delay"] as const) {
    const timer = timerOf(saved, kind);
    if (timer)
      return {
        kind,
        // a clock that was set does not make a delay longer than it is
        deadline_ms: now + Math.min(Math.max(timer.deadline_ms - now, 0), timer.total_ms),
        total_ms: timer.total_ms,
      };
  }
  return null;
}

function statusOf(zone: Zone, run: ZoneRun, view: SensorView, now: number): ZoneStatus {
  const { saved, memory } = run;
  return {
    zone,
    state: saved.state,
    mode: saved.mode,
    bypassed: saved.bypass,
    incident: saved.incident === null ? null : { id: saved.incident, silenced: isSilenced(saved) },
    countdown: countdownOf(run, now),
    readiness: readinessOf(zone, view, saved.bypass),
    walk_test: memory.walk_test,
  };
}

/** Resolves when every zone goes on, or when the store could not be read: then it is tried again, and health says so. */
export async function startAlarmEngine(parts: EngineParts): Promise<StartedEngine> {
  const { site, records, gate } = parts;
  const { clock, events, log } = site;
  const health = createHealthBook({ events, log });
  const journal = createJournal({ records, clock, events, log, health });
  const configFaults = createConfigFaults(log);
  let boot = 0;
  let zones: Zones | undefined;
  let configured: readonly Zone[] = [];
  let stopped = false;
  let isBegun = false;
  const cancels = new Map<string, () => void>();

  const turns = createTurns(async (batch) => zones?.sensors(batch), log);
  const watch = watchSensors(site, (zone, event) => turns.sensor({ zone, event }));
  const inTurn = (zone: string, event: MachineEvent): void =>
    void turns.urgent(async () => zones?.request(zone, event)).catch(() => {});
  function elapsed(zone: string, timer: TimerKind): void {
    const deadline = () => zones?.get(zone)?.run.saved.timers.find(({ kind }) => kind === timer)?.deadline_ms;
    const asked = timer === "entry_delay" ? requests.underWay(zone) : undefined;
    const before = deadline();
    const goOn = (): void => {
      // disarmed in time, or already another delay
      if (!stopped && deadline() === before) inTurn(zone, { kind: "timer", timer });
    };
    if (asked === undefined) goOn();
    else void withinLimit(clock, CODE_GRACE_MS, asked, goOn).then(goOn, goOn);
  }
  const timers: Timers = createTimers(
    { clock, events },
    {
      elapsed,
      holdElapsed: (zone, sensor) => inTurn(zone, { kind: "hold_elapsed", sensor }),
      audible(id) {
        const found = zones?.get(id);
        if (found && modeConfig(found.zone, found.run.saved.mode).outputs.countdown_ticks)
          outputs.chirp(id, "countdown_tick");
      },
    },
  );
  const persistence = createPersistence({ records, clock, log, health }, () => boot);
  const requests = createRequests(() => zones, { turns, journal, gate, events });
  const states = (): Map<string, State> =>
    new Map((zones?.all() ?? []).map(({ zone, run }) => [zone.id, run.saved.state]));

  const engine: AlarmEngine = {
    ...requests,
    status: () => configured.flatMap(({ id }) => engine.zone(id) ?? []),
    zone(id) {
      const found = zones?.get(id);
      return found && statusOf(found.zone, found.run, watch, clock.now());
    },
    health: () => health.read(),
    journal: (entry) => journal.write([entry]),
    reload: () =>
      turns.urgent(reload).catch((error: unknown) => log.error("alarm zones were not read anew", { error })),
  };
  const outputs: Outputs = parts.outputs(
    {
      engine,
      journal: (entry) => void journal.write([entry]),
      sounding: (zone, output) => turns.sensor({ zone, event: { kind: "siren_sounding", output } }),
      health: (notes) => health.set("outputs", ...notes),
    },
    (id, seconds, mostS) => records.debitAcoustic(id, seconds, mostS),
  );
  const schedules = startSchedules({ clock, events, log }, engine, parts.timeZone);

  function know(all: readonly Zone[]): void {
    configured = all;
    outputs.configure(all);
    schedules.configure(all);
  }

  async function begin({ nextIncident, zones: all, faults, restores }: Loaded): Promise<void> {
    await watch.configure(all);
    const firstIncident = nextIncident;
    zones = createZones({ clock, events, log, view: watch, outputs, journal, persistence, timers, firstIncident });
    know(all);
    await journal.write(configFaults(faults));
    for (const zone of all) {
      const input = restores.get(zone.id);
      // one zone that cannot go on costs none of the others
      await (input && zones.begin(zone, input))?.catch((error: unknown) => {
        log.error("an alarm zone could not be restored", { zone: zone.id, error });
        health.set(`zone ${zone.id}`, `alarm zone ${zone.id} not restored`);
      });
    }
    isBegun = true;
    void outputs.reconcile(states());
  }

  /** Zones that cannot be read at the moment, and run, go on as they were. */
  async function reload(): Promise<void> {
    if (!zones) return;
    const { zones: read, faults } = await inTime(clock, records.zones());
    await journal.write(configFaults(faults));
    const broken = new Set(faults.flatMap(({ event, zone }) => (event === "zone_config_unparseable" ? [zone] : [])));
    const kept = configured.filter(({ id }) => broken.has(id));
    const all = [...read, ...kept].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
    const gone = configured.filter(({ id }) => !all.some((zone) => zone.id === id));
    await watch.configure(all);
    know(all);
    for (const { id } of gone) await zones.end(id);
    for (const zone of all)
      if (zones.get(zone.id)) zones.configure(zone);
      else await zones.begin(zone, { stored: undefined, incidents: [], loop_breaker: parts.loopBreaker() });
    for (const { id } of all) turns.sensor({ zone: id, event: { kind: "reading_changed" } });
  }

  async function start(): Promise<void> {
    try {
      const loaded = await load(records, clock, parts.loopBreaker());
      boot = loaded.boot;
      await begin(loaded);
      health.set("start");
    } catch (error) {
      if (zones) throw error;
      log.error("the alarm panel could not be started", { error });
      health.set("start", "alarm zones cannot be read");
      if (!stopped)
        cancels.set(
          "start",
          clock.after(RETRY_MS, () => void turns.urgent(start).catch(() => {})),
        );
    }
  }

  /** States and incidents that were not persisted are tried again until they are. */
  function retrySaving(): void {
    const again = async () => {
      await persistence.payOff();
      await zones?.saveAll((id) => persistence.dirty().has(id));
    };
    cancels.set(
      "save",
      clock.after(RETRY_MS, () => {
        if (persistence.dirty().size > 0 || persistence.owes()) void turns.urgent(again).catch(() => {});
        retrySaving();
      }),
    );
  }

  /** Not before every zone is in its state: one that is not yet would pass for disarmed. */
  const reconcile = (central: string): void => void (isBegun && outputs.reconcile(states(), central));
  cancels.set(
    "centrals",
    events.observe(centralReadinessChanged, ({ central, ready }) => {
      if (ready) reconcile(central);
    }),
  );
  /** A CCU that was only away is as ready as before: what it did not hear is told at once, what it says is looked at later. */
  cancels.set(
    "connections",
    events.observe(connectivityChanged, ({ central, reachable }) => {
      if (!reachable) return;
      reconcile(central);
      const key = `return of ${central}`;
      cancels.get(key)?.();
      cancels.set(
        key,
        clock.after(VALUES_READ_MS, () => reconcile(central)),
      );
    }),
  );
  await turns.urgent(start);
  retrySaving();

  return {
    engine,
    figures: () => ({
      alarm_triggered_total: zones?.counts().triggered ?? 0,
      alarm_state_changes_total: zones?.counts().state_changes ?? 0,
      alarm_journal_entries_total: journal.written(),
      alarm_health_transitions_total: health.transitions(),
    }),
    idle: () => turns.idle(),
    async stop() {
      stopped = true;
      for (const cancel of cancels.values()) cancel();
      schedules.stop();
      watch.stop();
      timers.stop();
      await turns.urgent(async () => zones?.saveAll(() => true)).catch(() => {});
      turns.close();
      journal.stop();
      await outputs.shutdown(SHUTDOWN_MS);
    },
  };
}
