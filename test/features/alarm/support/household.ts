/** A zone with its sensors as a person in the house sees it: what happens, what it does about it, and restarts. */
import { MODES, type Mode } from "../../../../handlers/features/alarm/home/config/kinds.ts";
import { SensorConfig, type SensorType } from "../../../../handlers/features/alarm/home/config/sensor.ts";
import { ZoneConfig } from "../../../../handlers/features/alarm/home/config/zone.ts";
import type { Sensor, Zone } from "../../../../handlers/features/alarm/home/config/zones.ts";
import { openedIncident } from "../../../../handlers/features/alarm/home/engine/persistence.ts";
import { newRun } from "../../../../handlers/features/alarm/home/machine/draft.ts";
import type { Effect, JournalDraft } from "../../../../handlers/features/alarm/home/machine/effects.ts";
import { restore } from "../../../../handlers/features/alarm/home/machine/restore.ts";
import { step } from "../../../../handlers/features/alarm/home/machine/step.ts";
import { stamped } from "../../../../handlers/features/alarm/home/machine/stored-state.ts";
import type {
  MachineEvent,
  SensorReading,
  Step,
  TimerKind,
  ZoneRun,
} from "../../../../handlers/features/alarm/home/machine/types.ts";
import type { StoredIncident } from "../../../../handlers/features/alarm/home/seams.ts";

export const ANNA = { source: "rest-operator", actor: "anna" };
export const CENTRAL = "home";
const START = Date.UTC(2026, 10, 30, 20, 0, 0);
export const LOOP_BREAKER = 3;

type SensorDocument = Partial<Record<keyof ReturnType<typeof SensorConfig.parse>, unknown>>;
export function sensor(id: string, type: SensorType, config: SensorDocument = {}): Sensor {
  return {
    id,
    central: CENTRAL,
    interface_id: "HmIP-RF",
    channel_address: `${id.toUpperCase()}:1`,
    parameter: "STATE",
    type,
    name: `The ${id}`,
    config: SensorConfig.parse({ modes: MODES, ...config }),
  };
}

/** The presets of the field: a door with entry delay, a window, a motion detector, a smoke detector, a tamper contact. */
export const presetSensors: readonly Sensor[] = [
  sensor("door", "door", { use_exit_delay: true, use_entry_delay: true, arm_after_closing: true }),
  sensor("window", "window"),
  sensor("motion", "motion", { modes: ["full", "vacation"], use_exit_delay: true, use_entry_delay: true }),
  sensor("smoke", "hazard", { always_on: true, modes: [] }),
  sensor("panic", "panic", { always_on: true, modes: [], panic_silent: true }),
  sensor("tamper", "tamper"),
];

export const presetConfig = {
  modes: {
    full: { exit_delay_s: 30, entry_delay_s: 20, trigger_time_s: 120, max_retrigger_cycles: 1 },
    perimeter: { trigger_time_s: 60, outputs: { arm_disarm_chirps: true, countdown_ticks: true } },
    night: { entry_delay_s: 10 },
  },
};

export const zoneOf = (config: unknown = presetConfig, sensors: readonly Sensor[] = presetSensors): Zone => ({
  id: "house",
  name: "House",
  position: 0,
  config: ZoneConfig.parse(config),
  sensors,
  outputs: [],
});

const quiet: SensorReading = { active: false, reachable: true, sabotage: false, low_battery: false };

export class Household {
  zone: Zone;
  run: ZoneRun = newRun;
  now = START;
  /** Everything that was to be done since the start, in order. */
  readonly effects: Effect[] = [];
  readonly incidents = new Map<number, StoredIncident>();
  private readonly readings = new Map<string, SensorReading>();
  private boots = 1;
  /** Time that the program itself measures: it does not jump with the wall clock. */
  private elapsed = 0;
  private due = new Map<object | string, number>();

  constructor(zone: Zone = zoneOf()) {
    this.zone = zone;
  }

  get state(): string {
    return this.run.saved.state;
  }
  get journal(): JournalDraft[] {
    return this.effects.flatMap((effect) => (effect.kind === "journal" ? [effect.entry] : []));
  }
  /** Tokens of the journal. */
  get events(): string[] {
    return this.journal.map(({ event }) => event);
  }
  of<K extends Effect["kind"]>(kind: K): Extract<Effect, { kind: K }>[] {
    return this.effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
  }

  readonly view = { reading: (id: string): SensorReading => this.readings.get(id) ?? quiet };
  read(id: string, change: Partial<SensorReading>): void {
    this.readings.set(id, { ...this.view.reading(id), ...change });
  }
  private get at() {
    return { view: this.view, now: this.now, next_incident: Math.max(0, ...this.incidents.keys()) + 1 };
  }

  send(event: MachineEvent): Step {
    return this.take(step(this.zone, this.run, event, this.at));
  }
  private take(done: Step): Step {
    this.run = done.run;
    this.effects.push(...done.effects);
    for (const effect of done.effects) this.keep(effect);
    this.schedule();
    return done;
  }
  /** Timers run by their length from when they were set, whatever the wall clock says later. */
  private schedule(): void {
    const before = this.due;
    this.due = new Map();
    const entries: [object | string, number][] = [
      ...this.run.saved.timers.map((timer): [object, number] => [timer, timer.deadline_ms]),
      ...Object.entries(this.run.memory.holds).map(([id, at]): [string, number] => [`${id} ${at}`, at]),
    ];
    for (const [key, at] of entries) this.due.set(key, before.get(key) ?? this.elapsed + Math.max(0, at - this.now));
  }
  /** Incidents as the store has them. */
  private keep(effect: Effect): void {
    if (effect.kind === "incident_open") this.incidents.set(effect.id, openedIncident(effect));
    if (effect.kind !== "incident_change" && effect.kind !== "incident_close") return;
    const row = this.incidents.get(effect.id);
    if (!row) return;
    const change =
      effect.kind === "incident_change" ? effect.change : { closed_at_ms: effect.at_ms, close_reason: effect.reason };
    this.incidents.set(effect.id, { ...row, ...change });
  }

  arm(mode: Mode, options: { force?: boolean; skip_delay?: boolean; bypass?: string[] } = {}): Step {
    return this.send({ kind: "arm", mode, force: false, skip_delay: false, bypass: [], ...options, ...ANNA });
  }
  disarm(): Step {
    return this.send({ kind: "disarm", ...ANNA });
  }
  silence(): Step {
    return this.send({ kind: "silence", ...ANNA });
  }
  /** An edge; a value that was unknown makes it the first one. */
  activate(id: string): Step {
    const first = this.view.reading(id).active === null;
    this.read(id, { active: true });
    return this.send({ kind: "activated", sensor: id, ...(first && { first }) });
  }
  clear(id: string): Step {
    this.read(id, { active: false });
    return this.send({ kind: "cleared", sensor: id });
  }
  /** Opened and closed, or seen and gone. */
  pass(id: string): void {
    this.activate(id);
    this.clear(id);
  }
  lose(id: string): Step {
    this.read(id, { reachable: false });
    return this.send({ kind: "unavailable", sensor: id });
  }

  timer(kind: TimerKind): number | undefined {
    const timer = this.run.saved.timers.find((each) => each.kind === kind);
    return timer && timer.deadline_ms - this.now;
  }
  /** Time passes, and whatever is due happens when it is. */
  wait(ms: number): void {
    const end = this.elapsed + ms;
    for (let next = this.next(); next && next.at <= end; next = this.next()) {
      this.advance(next.at - this.elapsed);
      this.send(next.event);
    }
    this.advance(end - this.elapsed);
  }
  private advance(ms: number): void {
    this.now += ms;
    this.elapsed += ms;
  }
  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.now += ms;
  }
  private next(): { at: number; event: MachineEvent } | undefined {
    const timers = this.run.saved.timers.map((timer) => ({
      at: this.due.get(timer) as number,
      event: { kind: "timer", timer: timer.kind } as const,
    }));
    const holds = Object.entries(this.run.memory.holds).map(([id, at]) => ({
      at: this.due.get(`${id} ${at}`) as number,
      event: { kind: "hold_elapsed", sensor: id } as const,
    }));
    return [...timers, ...holds].sort((a, b) => a.at - b.at)[0];
  }

  /** What the store has of the zone. */
  persisted(): unknown {
    return JSON.parse(JSON.stringify(stamped(this.run.saved, this.now, this.boots)));
  }
  /** Killed and started again. `clock`: what the wall clock says then, where it is not right. Unknown: sensors not heard of yet. */
  restart(options: { downMs?: number; clock?: number; stored?: unknown; unknown?: readonly string[] } = {}): Step {
    const stored = "stored" in options ? options.stored : this.persisted();
    this.due = new Map();
    this.now = options.clock ?? this.now + (options.downMs ?? 5000);
    this.boots += 1;
    for (const id of options.unknown ?? []) this.read(id, { active: null });
    const named = (stored as { incident?: number | null } | undefined)?.incident ?? null;
    const incidents = [...this.incidents.values()].filter((row) => row.closed_at_ms === null || row.id === named);
    return this.take(restore(this.zone, { stored, incidents, loop_breaker: LOOP_BREAKER }, this.at));
  }
}
