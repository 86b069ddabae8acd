/** What the machine wants done. Data only; the shell and the outputs do it, in order. */
import type { Mode } from "../config/kinds.ts";
import type { OutputClass } from "../config/output.ts";
import type { OutputPolicy } from "../config/zone.ts";
import type { CauseDocument, Origin, Readiness, State } from "./types.ts";

export const JOURNAL_CLASSES = ["arm", "disarm", "trigger", "silence", "bypass", "fault", "test", "config"] as const;
export type JournalClass = (typeof JOURNAL_CLASSES)[number];

/** An entry before it has its id and its time. */
export interface JournalDraft extends Origin {
  /** Empty: of no zone. */
  readonly zone_id: string;
  readonly class: JournalClass;
  readonly event: string;
  readonly incident_id?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Duress: never broadcast, never in an answer. */
  readonly hidden?: true;
}

/** `pre_alarm`: only chirp, notification, light and variable; `additional`: layered on a running alarm. */
export type ActivationPhase = "pre_alarm" | "alarm" | "retrigger" | "additional" | "restored";

/** Outputs of a zone are to be sounded. */
export interface Activation {
  readonly zone: string;
  readonly incident: number;
  /** Of the zone, or the one that was interrupted; null: it was disarmed. */
  readonly mode: Mode | null;
  readonly policy: OutputPolicy;
  readonly phase: ActivationPhase;
  readonly cycle: number;
  /** Classes that may fire; null: all. */
  readonly classes: readonly OutputClass[] | null;
}

export type ChirpKind = "arm_squawk" | "disarm_squawk" | "countdown_tick" | "entry_warning" | "chime";

export type IncidentCloseReason = "disarm" | "post_trigger" | "incident_lost";

/** Changes of an incident; what is absent stays. */
export interface IncidentChange {
  readonly silenced?: true;
  readonly retriggers?: number;
  readonly refires?: number;
}

export type Effect =
  /** Persisted before any output fires. */
  | {
      readonly kind: "incident_open";
      readonly id: number;
      readonly zone: string;
      readonly at_ms: number;
      readonly cause: CauseDocument;
    }
  | { readonly kind: "incident_change"; readonly id: number; readonly change: IncidentChange }
  | {
      readonly kind: "incident_close";
      readonly id: number;
      readonly at_ms: number;
      readonly reason: IncidentCloseReason;
    }
  | { readonly kind: "journal"; readonly entry: JournalDraft }
  | {
      readonly kind: "state_changed";
      readonly zone: string;
      readonly from: State;
      readonly to: State;
      readonly mode: Mode | null;
      readonly origin: Origin;
      readonly incident: number | null;
    }
  | {
      readonly kind: "triggered";
      readonly zone: string;
      readonly incident: number;
      readonly cause: CauseDocument;
      readonly mode: Mode | null;
    }
  | { readonly kind: "readiness_changed"; readonly zone: string; readonly readiness: Readiness }
  | {
      readonly kind: "walktest_progress";
      readonly zone: string;
      readonly sensor: string;
      readonly seen: number;
      readonly total: number;
    }
  | { readonly kind: "fire"; readonly activation: Activation }
  /** Everything of the zone, or what is acoustic of it. `silence` leaves notifications alone, and so does every other reason. */
  | { readonly kind: "stop"; readonly zone: string; readonly reason: StopReason }
  | { readonly kind: "chirp"; readonly zone: string; readonly chirp: ChirpKind };

export type StopReason = "silence" | "disarm" | "finished" | "retrigger" | "restore" | "zone_removed";
