/** A step in the making: the state so far and what is to be done. Everything that the actions of the table do, they do by these. */
import type { Mode } from "../config/kinds.ts";
import { ModeConfig, type OutputPolicy } from "../config/zone.ts";
import type { Sensor, Zone } from "../config/zones.ts";
import type { ActivationPhase, ChirpKind, Effect, JournalClass, StopReason } from "./effects.ts";
import type {
  Origin,
  Refusal,
  State,
  StepContext,
  Timer,
  TimerKind,
  ZoneContext,
  ZoneMemory,
  ZoneRun,
  ZoneState,
} from "./types.ts";

export const engineOrigin = (reason: string): Origin => ({ source: "engine", actor: `engine:${reason}` });

export const emptyContext: ZoneContext = {
  open_at_arm: [],
  pending_cause: null,
  silenced_incident_id: null,
  cause: null,
  policy: "mode",
  cycle: 0,
  refires: 0,
  interrupted: null,
  fired_always_on: [],
  rearm_mode: null,
  lost_centrals: [],
  recheck_at_exit: false,
};
export const disarmedState: ZoneState = {
  state: "disarmed",
  mode: null,
  bypass: [],
  incident: null,
  timers: [],
  context: emptyContext,
};
export const emptyMemory: ZoneMemory = { walk_test: null, holds: {}, hits: {}, readiness: {}, noted: {} };
export const newRun: ZoneRun = { saved: disarmedState, memory: emptyMemory };

export interface Draft {
  readonly zone: Zone;
  readonly at: StepContext;
  /** Who causes what happens in this step. */
  readonly origin: Origin;
  saved: ZoneState;
  memory: ZoneMemory;
  readonly effects: Effect[];
  refused?: Refusal;
}

export const draftOf = (zone: Zone, run: ZoneRun, at: StepContext, origin: Origin): Draft => ({
  zone,
  at,
  origin,
  saved: run.saved,
  memory: run.memory,
  effects: [],
});

export const sensorOf = (zone: Zone, id: string): Sensor | undefined => zone.sensors.find((sensor) => sensor.id === id);
export const nameOf = (sensor: Sensor): string => sensor.name || sensor.channel_address;

const defaultMode = ModeConfig.parse({});
/** A mode that was taken out of the configuration while it was armed goes on with the defaults. */
export const modeConfig = (zone: Zone, mode: Mode | null): ModeConfig =>
  (mode && zone.config.modes[mode]) || defaultMode;

/** Always-on sensors belong to no mode. */
export const isMember = (sensor: Sensor, mode: Mode | null): boolean =>
  mode !== null && !sensor.config.always_on && sensor.config.modes.includes(mode);

export function journal(
  draft: Draft,
  kind: JournalClass,
  event: string,
  details: Readonly<Record<string, unknown>> = {},
  origin: Origin = draft.origin,
): void {
  const { incident } = draft.saved;
  draft.effects.push({
    kind: "journal",
    entry: {
      zone_id: draft.zone.id,
      class: kind,
      event,
      source: origin.source,
      actor: origin.actor,
      ...(incident === null ? {} : { incident_id: incident }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
  });
}

export const change = (draft: Draft, changes: Partial<ZoneState>): void => {
  draft.saved = { ...draft.saved, ...changes };
};
export const changeContext = (draft: Draft, changes: Partial<ZoneContext>): void =>
  change(draft, { context: { ...draft.saved.context, ...changes } });
export const remember = (draft: Draft, changes: Partial<ZoneMemory>): void => {
  draft.memory = { ...draft.memory, ...changes };
};

/** A sensor that flaps a thousand times a second is told of once a minute: the journal is there to be read. */
export const NOTE_EVERY_MS = 60_000;

/** Whether the journal has not told of this for a minute; then it is time to. */
export function isNews(draft: Draft, what: string): boolean {
  const { noted } = draft.memory;
  const before = Object.hasOwn(noted, what) ? noted[what] : undefined;
  const { now } = draft.at;
  if (before !== undefined && now >= before && now - before < NOTE_EVERY_MS) return false;
  remember(draft, { noted: { ...noted, [what]: now } });
  return true;
}

/** The zone is in another state from now on, or in another mode. Its incident is named, also one that has just been closed. */
export function go(draft: Draft, to: State, mode: Mode | null, incident: number | null = draft.saved.incident): void {
  const { state: from, mode: before } = draft.saved;
  change(draft, { state: to, mode });
  if (from === to && before === mode) return;
  draft.effects.push({ kind: "state_changed", zone: draft.zone.id, from, to, mode, origin: draft.origin, incident });
}

export const timerOf = (state: ZoneState, kind: TimerKind): Timer | undefined =>
  state.timers.find((timer) => timer.kind === kind);
export function dropTimers(draft: Draft, ...kinds: readonly TimerKind[]): void {
  if (draft.saved.timers.some(({ kind }) => kinds.includes(kind)))
    change(draft, { timers: draft.saved.timers.filter(({ kind }) => !kinds.includes(kind)) });
}
/** @param total whole length in milliseconds where less of it is left */
export function startTimer(draft: Draft, kind: TimerKind, ms: number, total = ms): void {
  const { now } = draft.at;
  const timer: Timer = {
    kind,
    deadline_ms: now + ms,
    total_ms: total,
    remaining_ms: ms,
    persisted_at_ms: now,
    boot_count: 0,
  };
  change(draft, { timers: [...draft.saved.timers.filter((other) => other.kind !== kind), timer] });
}

const defaultPolicy = defaultMode.outputs;
/** What the outputs of the zone follow now. */
export function policyOf(draft: Pick<Draft, "zone" | "saved">): OutputPolicy {
  const { config } = draft.zone;
  const { context, mode } = draft.saved;
  if (context.policy === "hazard") return config.hazard_outputs;
  if (context.policy === "panic") return config.panic_outputs;
  if (context.policy === "silent_panic") return { ...config.panic_outputs, silent: true };
  return mode === null ? defaultPolicy : modeConfig(draft.zone, mode).outputs;
}

export function fire(
  draft: Draft,
  phase: ActivationPhase,
  classes: Extract<Effect, { kind: "fire" }>["activation"]["classes"] = null,
  policy: OutputPolicy = policyOf(draft),
): void {
  const { incident, mode, context } = draft.saved;
  if (incident === null) return;
  const activation = { zone: draft.zone.id, incident, mode, policy, phase, cycle: context.cycle, classes };
  draft.effects.push({ kind: "fire", activation });
}
export const stop = (draft: Draft, reason: StopReason): void =>
  void draft.effects.push({ kind: "stop", zone: draft.zone.id, reason });
export const chirp = (draft: Draft, kind: ChirpKind): void =>
  void draft.effects.push({ kind: "chirp", zone: draft.zone.id, chirp: kind });

/** Of an incident that is opened now. */
export const newIncidentId = ({ at, effects }: Draft): number =>
  at.next_incident + effects.filter(({ kind }) => kind === "incident_open").length;

export const isSilenced = ({ incident, context }: ZoneState): boolean =>
  incident !== null && context.silenced_incident_id === incident;
