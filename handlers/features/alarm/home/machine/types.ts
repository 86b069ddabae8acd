/**
 * What the alarm's state machine takes and gives. It is pure: the same zone, state, event, view and time give the same
 * state and effects. `home/engine.ts` keeps the states, persists them before it runs the effects, and keeps the time.
 */
import type { Mode } from "../config/kinds.ts";
import type { OutputPolicy } from "../config/zone.ts";
import type { Effect } from "./effects.ts";

export const STATES = ["disarmed", "arming", "armed", "pending", "triggered"] as const;
export type State = (typeof STATES)[number];

/** Persisted with the state. `closing`: quiet time after a door was closed; `trigger`: the triggered phase. */
export const TIMER_KINDS = ["exit_delay", "entry_delay", "closing", "pre_alarm", "trigger", "auto_rearm"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** All times in milliseconds, of the wall clock since the epoch. The last three members are stamped when it is persisted. */
export interface Timer {
  readonly kind: TimerKind;
  readonly deadline_ms: number;
  readonly total_ms: number;
  readonly remaining_ms: number;
  readonly persisted_at_ms: number;
  /** How often the engine had been started. */
  readonly boot_count: number;
}

/** Open set for clients; these are all that the engine gives. */
export type Cause =
  | "sensor"
  | "pending_elapsed"
  | "central_lost"
  | "sensor_unavailable"
  | "activation_during_downtime"
  | "adopted"
  | "hazard"
  | "panic";

/** Why an incident was opened. Every one names what did it: a sensor, a central, an output or a person. */
export interface CauseDocument {
  readonly kind: Cause;
  readonly sensor_id?: string;
  readonly sensor_name?: string;
  readonly central?: string;
  readonly output_id?: string;
  readonly actor?: string;
}

/** Which policy the outputs of an incident follow. `silent_panic`: nothing acoustic, whatever the zone says. */
export type PolicyKind = "mode" | "hazard" | "panic" | "silent_panic";

export interface ZoneContext {
  /**
   * Baseline: members that were active when arming completed, or of which nothing was known. They trigger after they have
   * been inactive: what is late or was open before is no intruder.
   */
  readonly open_at_arm: readonly string[];
  /** Why the entry delay runs. */
  readonly pending_cause: CauseDocument | null;
  readonly silenced_incident_id: number | null;
  /** Cause and policy of the open incident. */
  readonly cause: CauseDocument | null;
  readonly policy: PolicyKind;
  /** Output cycles after the first. */
  readonly cycle: number;
  /** How often a restart fired the outputs of this incident again. */
  readonly refires: number;
  /** An always-on sensor interrupted this. */
  readonly interrupted: { readonly state: "disarmed" | "armed"; readonly mode: Mode | null } | null;
  /** Always-on sensors whose present activation has fired already. */
  readonly fired_always_on: readonly string[];
  /** Mode that the timer `auto_rearm` arms. */
  readonly rearm_mode: Mode | null;
  /** Centrals whose loss has been told. */
  readonly lost_centrals: readonly string[];
  /** The exit delay ended while the program was down: readiness is checked again before it arms. */
  readonly recheck_at_exit: boolean;
}

/** Exactly what is persisted of a zone (facts 1.2). */
export interface ZoneState {
  readonly state: State;
  /** Target while arming, active while armed, pending or triggered; null while disarmed. */
  readonly mode: Mode | null;
  /** Until the next disarm. Sensor ids. */
  readonly bypass: readonly string[];
  readonly incident: number | null;
  readonly timers: readonly Timer[];
  readonly context: ZoneContext;
}

export interface ModeReadiness {
  readonly ready: boolean;
  readonly blockers: readonly string[];
  readonly warnings: readonly string[];
}
export type Readiness = Readonly<Partial<Record<Mode, ModeReadiness>>>;

export interface WalkTest {
  readonly started_at_ms: number;
  /** Sensor id -> when it was last active. */
  readonly seen: Readonly<Record<string, number>>;
}

/** What a zone forgets with a restart. */
export interface ZoneMemory {
  readonly walk_test: WalkTest | null;
  /** Sensors whose hold time runs -> milliseconds at which it ends. */
  readonly holds: Readonly<Record<string, number>>;
  /** Cross-zoning: group -> first hit. */
  readonly hits: Readonly<Record<string, { readonly sensor_id: string; readonly at_ms: number }>>;
  /** As last announced. */
  readonly readiness: Readiness;
  /** Event and sensor -> when the journal last told of it. */
  readonly noted: Readonly<Record<string, number>>;
}

export interface ZoneRun {
  readonly saved: ZoneState;
  readonly memory: ZoneMemory;
}

/** What is known of a sensor now. `active` null: nothing is known, which never triggers. */
export interface SensorReading {
  readonly active: boolean | null;
  readonly reachable: boolean;
  readonly sabotage: boolean;
  readonly low_battery: boolean;
}
export interface SensorView {
  reading(sensorId: string): SensorReading;
}

/** Who wants something, and by which way: `rest-operator`, `ws-operator`, `mqtt`, `keypad`, `remote`, `schedule`, `sysvar`, `engine`. */
export interface Origin {
  readonly source: string;
  readonly actor: string;
}

export type MachineEvent =
  | ({
      readonly kind: "arm";
      readonly mode: Mode;
      readonly force: boolean;
      readonly skip_delay: boolean;
      readonly bypass: readonly string[];
    } & Origin)
  | ({ readonly kind: "disarm" | "silence" | "acknowledge" | "walktest_start" | "walktest_stop" } & Origin)
  | ({ readonly kind: "panic"; readonly silent: boolean } & Origin)
  /** The view has the new reading already. `first`: nothing was known of it before. */
  | { readonly kind: "activated"; readonly sensor: string; readonly first?: boolean }
  | { readonly kind: "cleared" | "unavailable" | "available" | "sabotage"; readonly sensor: string }
  | { readonly kind: "central_lost" | "central_back"; readonly central: string }
  /** Low battery, configuration, or another thing that only readiness depends on. */
  | { readonly kind: "reading_changed" }
  | { readonly kind: "timer"; readonly timer: TimerKind }
  | { readonly kind: "hold_elapsed"; readonly sensor: string }
  /** A siren sounds that nobody here sounded. */
  | { readonly kind: "siren_sounding"; readonly output: string };

/** What a refused request answers; `state` is then unchanged. */
export type Refusal =
  | { readonly kind: "unknown_mode" }
  | { readonly kind: "invalid_state"; readonly state: State }
  | { readonly kind: "not_ready"; readonly blockers: readonly string[] }
  | { readonly kind: "no_incident" }
  | { readonly kind: "no_walk_test" };

export interface Step {
  readonly run: ZoneRun;
  /** In the order in which they happen. */
  readonly effects: readonly Effect[];
  readonly refused?: Refusal;
}

/** What a step needs besides the zone: `next_incident` is the id of the first incident that it opens; more count on. */
export interface StepContext {
  readonly view: SensorView;
  readonly now: number;
  readonly next_incident: number;
}

export type { Effect, OutputPolicy };
