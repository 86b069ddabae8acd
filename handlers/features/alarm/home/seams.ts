/** Where the alarm's engine meets its outputs, its codes, its records and those who ask it for something. */
import type { ToldZoneStatus } from "../../../ports/told-alarm.ts";
import type { Mode } from "./config/kinds.ts";
import type { ConfigFault, Zone } from "./config/zones.ts";
import type {
  Activation,
  ChirpKind,
  IncidentChange,
  IncidentCloseReason,
  JournalDraft,
  StopReason,
} from "./machine/effects.ts";
import type { CauseDocument, Origin, Readiness, Refusal, State, WalkTest, ZoneState } from "./machine/types.ts";

// ---------------------------------------------------------------- outputs

/** Sounds, lights, messages and variables. None of these rejects; faults go to `OutputEvents`. */
export interface Outputs {
  /** Zones with their outputs, at the start and whenever they were changed. */
  configure(zones: readonly Zone[]): void;
  /** Resolves when every write was handed to the CCU's queue, not when it happened. */
  fire(activation: Activation): Promise<void>;
  /** Resolves as `fire` does; that it happened is verified afterwards. */
  stop(zone: string, reason: StopReason): Promise<void>;
  chirp(zone: string, kind: ChirpKind): void;
  /** A zone is in another state: mirrors and keypads follow. */
  stateChanged(zone: string, state: State, mode: Mode | null): void;
  /**
   * Which outputs sound without an activation of this process, of centrals that can be asked now. For a zone that is
   * disarmed they are stopped here (unless shared); the others are reported: `OutputEvents.sounding`.
   */
  reconcile(states: ReadonlyMap<string, State>, central?: string): Promise<void>;
  /** Resolves when nothing that has no end of its own sounds any more, or after `deadlineMs`. */
  shutdown(deadlineMs: number): Promise<void>;
}

/** What outputs tell the engine. */
export interface OutputEvents {
  /** A fault or a test: written to the journal with its time. */
  journal(entry: JournalDraft): void;
  /** A siren of a zone that is not disarmed sounds, and nobody here did it. */
  sounding(zone: string, output: string): void;
  /** What is wrong with the outputs now, in English; empty: nothing. */
  health(notes: readonly string[]): void;
  /** Inbound: a variable or a keypad wants something. */
  readonly engine: AlarmEngine;
}
/** `debit`: see `AlarmRecords.debitAcoustic`. */
export type CreateOutputs = (events: OutputEvents, debit: AlarmRecords["debitAcoustic"]) => Outputs;

// ---------------------------------------------------------------- codes

export type Verb = "arm" | "disarm" | "silence";
export type CodeVerdict =
  /** `actor`: whose code it was. */
  | { readonly ok: true; readonly actor?: string; readonly duress?: boolean }
  | {
      readonly ok: false;
      readonly event: "code_missing" | "invalid_code" | "code_locked_out" | "code_permission_denied";
      readonly details?: Readonly<Record<string, unknown>>;
    };

/** Whether a request carries the right code (facts 1.11). Never rejects: what cannot be checked is refused. */
export interface CodeGate {
  check(verb: Verb, zone: Zone, intent: Intent): Promise<CodeVerdict>;
  /** For panels: whether a person at the zone is asked for a code. */
  required(zone: Zone): { readonly arm: boolean; readonly disarm: boolean };
}

// ---------------------------------------------------------------- requests

export interface Intent extends Origin {
  readonly zone: string;
  readonly code?: string;
}
export interface ArmIntent extends Intent {
  readonly mode: string;
  readonly force?: boolean;
  readonly skipDelay?: boolean;
  readonly bypass?: readonly string[];
}

/** `faulted`: it could not be persisted. Disarming and silencing happen all the same, and health tells it. */
export type RequestRefusal =
  | Refusal
  | { readonly kind: "unknown_zone" }
  | { readonly kind: "invalid_code" }
  | { readonly kind: "faulted" };
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: RequestRefusal };

export interface Armed {
  readonly state: "arming" | "armed";
  /** Sensor ids. */
  readonly bypassed: readonly string[];
  readonly exit_delay_s: number;
}

/** Status of a zone as it is now; what of it is told elsewhere, too, is written there. */
export interface ZoneStatus extends Omit<ToldZoneStatus, "walktest"> {
  readonly zone: Zone;
  readonly state: State;
  readonly mode: Mode | null;
  readonly readiness: Readiness;
  readonly walk_test: WalkTest | null;
}

export interface AlarmHealth {
  readonly healthy: boolean;
  /** English, stable; empty where healthy. */
  readonly note: string;
}

/** Requests are served one after the other with everything else that happens in the home. None of them rejects. */
export interface AlarmEngine {
  arm(intent: ArmIntent): Promise<Outcome<Armed>>;
  /** Never refused for a reason of state. */
  disarm(intent: Intent): Promise<Outcome<void>>;
  silence(intent: Intent): Promise<Outcome<void>>;
  /** Every zone, without a code. */
  silenceAll(origin: Origin): Promise<void>;
  acknowledge(intent: Intent): Promise<Outcome<void>>;
  panic(intent: Intent & { readonly silent: boolean }): Promise<Outcome<void>>;
  startWalkTest(intent: Intent): Promise<Outcome<void>>;
  stopWalkTest(intent: Intent): Promise<Outcome<void>>;
  /** By position, then name. */
  status(): readonly ZoneStatus[];
  zone(id: string): ZoneStatus | undefined;
  health(): AlarmHealth;
  /** Writes an entry of the journal and tells of it: changed configurations, faults of keypads. */
  journal(entry: JournalDraft): Promise<void>;
  /** Zones, sensors, outputs or codes were written: they are read anew. States stay; a zone that is gone is stopped. */
  reload(): Promise<void>;
}

// ---------------------------------------------------------------- records

export interface StoredIncident {
  readonly id: number;
  readonly zone_id: string;
  readonly opened_at_ms: number;
  readonly closed_at_ms: number | null;
  readonly cause: CauseDocument;
  readonly silenced: boolean;
  readonly retriggers: number;
  readonly refires: number;
  /** Seconds of sound that were debited. */
  readonly acoustic_s: number;
  readonly close_reason: IncidentCloseReason | null;
}

/** What the engine keeps in the store (handlers/records/alarm-*). Every call rejects where the store fails. */
export interface AlarmRecords {
  /** Zones by position, then name, with what could not be read. */
  zones(): Promise<{ readonly zones: readonly Zone[]; readonly faults: readonly ConfigFault[] }>;
  /** `undefined`: none is kept. A row that cannot be read as an object is `"unreadable"`. */
  state(zone: string): Promise<unknown>;
  saveState(zone: string, state: ZoneState): Promise<void>;
  removeState(zone: string): Promise<void>;
  /** Raised by one with each start, before anything else. */
  countBoot(): Promise<number>;
  /** Greater than every id that was ever given. */
  nextIncidentId(): Promise<number>;
  openIncident(incident: StoredIncident): Promise<void>;
  changeIncident(id: number, change: IncidentChange): Promise<void>;
  closeIncident(id: number, atMs: number, reason: IncidentCloseReason): Promise<void>;
  /** Debits seconds of sound, before the sound; resolves to how many of them the budget `mostS` of the incident still had. */
  debitAcoustic(id: number, seconds: number, mostS: number): Promise<number>;
  incident(id: number): Promise<StoredIncident | undefined>;
  openIncidents(): Promise<readonly StoredIncident[]>;
  /** In this order. Resolves to the ids that they got. */
  append(entries: readonly JournalDraft[], atMs: number): Promise<readonly number[]>;
}
