/** What the alarm panel of a home says of itself, also to processes that answer for the home elsewhere. */

export type ToldAlarmState = "disarmed" | "arming" | "armed" | "pending" | "triggered";

export interface ToldReadiness {
  readonly ready: boolean;
  /** Ids of sensors. */
  readonly blockers: readonly string[];
  readonly warnings: readonly string[];
}

/** A zone as it is. Times: milliseconds since the epoch, clock of the home. */
export interface ToldZoneStatus {
  readonly state: ToldAlarmState;
  /** `null` while disarmed. */
  readonly mode: string | null;
  readonly bypassed: readonly string[];
  readonly incident: { readonly id: number; readonly silenced: boolean } | null;
  readonly countdown: {
    readonly kind: "exit_delay" | "entry_delay";
    readonly deadline_ms: number;
    readonly total_ms: number;
  } | null;
  /** By mode. */
  readonly readiness: Readonly<Record<string, ToldReadiness>>;
  readonly walktest: boolean;
}

export interface ToldZone {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  /** As it was written; absent where there is none, or where all of them together are too much to tell. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Modes that it can be armed in. */
  readonly modes: readonly string[];
  /** A code is asked for. */
  readonly code_arm: boolean;
  readonly code_disarm: boolean;
  /** Absent: its configuration cannot be read, so it is in no state. */
  readonly status?: ToldZoneStatus;
}

export interface ToldAlarm {
  /** Switched on. */
  readonly isOn: boolean;
  readonly healthy: boolean;
  /** By position, then name. */
  readonly zones: readonly ToldZone[];
}
