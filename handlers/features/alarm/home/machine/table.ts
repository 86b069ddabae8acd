/**
 * The transitions of a zone as data: `step.ts` runs on this table, and the diagram of docs/alarm.md is drawn from it. The
 * first row that fits holds.
 */
import type { State } from "./types.ts";

/** What can happen to a zone, after sensors were judged by their flags (signals.ts). */
export type SignalKind =
  | "arm"
  | "disarm"
  | "exit_elapsed"
  | "door_closed"
  | "tolerated"
  | "delayed"
  | "instant"
  | "central_lost"
  | "entry_elapsed"
  | "pre_alarm_elapsed"
  | "trigger_elapsed"
  | "rearm_elapsed"
  | "always_on"
  | "siren_sounding";

export type Guard =
  | "has_exit_delay"
  | "still_ready"
  | "has_pre_alarm"
  | "silenced"
  | "silenced_disarms"
  | "cycles_left"
  | "interrupted_disarmed"
  | "interrupted"
  | "disarms_after";

export type Action =
  | "begin_arming"
  | "arm_at_once"
  | "complete_arming"
  | "fail_arming"
  | "nothing"
  | "begin_pending"
  | "note_pending"
  | "note_activity"
  | "trigger"
  | "pre_alarm"
  | "escalate"
  | "end_pre_alarm"
  | "retrigger"
  | "end_always_on"
  | "finish"
  | "rearm"
  | "refuse_rearm"
  | "always_on"
  | "layer_always_on"
  | "disarm"
  | "refuse_state";

export interface Transition {
  readonly from: readonly State[];
  readonly on: SignalKind;
  readonly when?: Guard;
  readonly to: State;
  readonly does: Action;
  /** For the diagram, in the words of a householder. Rows without one change nothing that it shows. */
  readonly says?: string;
}

const ARMABLE: readonly State[] = ["disarmed", "arming", "armed"];
const QUIET: readonly State[] = ["disarmed", "arming", "armed", "pending"];
const ALL: readonly State[] = [...QUIET, "triggered"];

export const TABLE: readonly Transition[] = [
  { from: ALL, on: "disarm", to: "disarmed", does: "disarm", says: "disarm" },

  {
    from: ARMABLE,
    on: "arm",
    when: "has_exit_delay",
    to: "arming",
    does: "begin_arming",
    says: "arm, with exit delay",
  },
  { from: ARMABLE, on: "arm", to: "armed", does: "arm_at_once", says: "arm, without delay" },
  { from: ["pending"], on: "arm", to: "pending", does: "refuse_state" },
  { from: ["triggered"], on: "arm", to: "triggered", does: "refuse_state" },

  {
    from: ["arming"],
    on: "exit_elapsed",
    when: "still_ready",
    to: "armed",
    does: "complete_arming",
    says: "exit delay over",
  },
  {
    from: ["arming"],
    on: "exit_elapsed",
    to: "disarmed",
    does: "fail_arming",
    says: "restarted meanwhile, and not ready",
  },
  {
    from: ["arming"],
    on: "door_closed",
    when: "still_ready",
    to: "armed",
    does: "complete_arming",
    says: "door closed for 5 s",
  },
  { from: ["arming"], on: "door_closed", to: "disarmed", does: "fail_arming" },
  { from: ["arming"], on: "tolerated", to: "arming", does: "nothing" },
  { from: ["arming"], on: "instant", when: "has_pre_alarm", to: "triggered", does: "pre_alarm" },
  { from: ["arming"], on: "instant", to: "triggered", does: "trigger", says: "a sensor without exit delay" },

  { from: ["armed"], on: "delayed", to: "pending", does: "begin_pending", says: "a sensor with entry delay" },
  { from: ["armed"], on: "instant", when: "has_pre_alarm", to: "triggered", does: "pre_alarm" },
  { from: ["armed"], on: "instant", to: "triggered", does: "trigger", says: "any other sensor" },
  { from: ["armed"], on: "central_lost", when: "has_pre_alarm", to: "triggered", does: "pre_alarm" },
  { from: ["armed"], on: "central_lost", to: "triggered", does: "trigger", says: "CCU lost, if configured" },

  { from: ["pending"], on: "delayed", to: "pending", does: "note_pending" },
  { from: ["pending"], on: "instant", when: "has_pre_alarm", to: "triggered", does: "pre_alarm" },
  { from: ["pending"], on: "instant", to: "triggered", does: "trigger", says: "a sensor without entry delay" },
  { from: ["pending"], on: "entry_elapsed", when: "has_pre_alarm", to: "triggered", does: "pre_alarm" },
  { from: ["pending"], on: "entry_elapsed", to: "triggered", does: "trigger", says: "entry delay over" },

  { from: ["triggered"], on: "delayed", to: "triggered", does: "note_activity" },
  { from: ["triggered"], on: "instant", to: "triggered", does: "note_activity" },
  { from: ["triggered"], on: "pre_alarm_elapsed", when: "silenced_disarms", to: "disarmed", does: "end_pre_alarm" },
  {
    from: ["triggered"],
    on: "pre_alarm_elapsed",
    when: "silenced",
    to: "armed",
    does: "end_pre_alarm",
    says: "silenced in the pre-alarm",
  },
  { from: ["triggered"], on: "pre_alarm_elapsed", to: "triggered", does: "escalate" },
  {
    from: ["triggered"],
    on: "trigger_elapsed",
    when: "interrupted_disarmed",
    to: "disarmed",
    does: "end_always_on",
    says: "fire or panic over, was disarmed",
  },
  {
    from: ["triggered"],
    on: "trigger_elapsed",
    when: "interrupted",
    to: "armed",
    does: "end_always_on",
    says: "fire or panic over, was armed",
  },
  {
    from: ["triggered"],
    on: "trigger_elapsed",
    when: "cycles_left",
    to: "triggered",
    does: "retrigger",
    says: "another cycle",
  },
  {
    from: ["triggered"],
    on: "trigger_elapsed",
    when: "disarms_after",
    to: "disarmed",
    does: "finish",
    says: "time over, if configured",
  },
  { from: ["triggered"], on: "trigger_elapsed", to: "armed", does: "finish", says: "time over" },

  {
    from: ["disarmed"],
    on: "rearm_elapsed",
    when: "still_ready",
    to: "armed",
    does: "rearm",
    says: "armed again, if configured",
  },
  { from: ["disarmed"], on: "rearm_elapsed", to: "disarmed", does: "refuse_rearm" },

  { from: QUIET, on: "always_on", to: "triggered", does: "always_on", says: "fire, water, gas or panic" },
  { from: ["triggered"], on: "always_on", to: "triggered", does: "layer_always_on" },
  {
    from: ["arming", "armed", "pending"],
    on: "siren_sounding",
    to: "triggered",
    does: "trigger",
    says: "a siren sounds already",
  },
];
