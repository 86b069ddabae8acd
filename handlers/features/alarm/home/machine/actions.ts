/** What the rows of the table do. Each is given where the row leads to. */

import type { OutputClass } from "../config/output.ts";
import { OUTPUT_CLASSES } from "../config/output.ts";
import { armAtOnce, beginArming, completeArming, failArming, rearm, refuseRearm } from "./arming.ts";
import {
  change,
  changeContext,
  chirp,
  type Draft,
  dropTimers,
  fire,
  go,
  isNews,
  isSilenced,
  journal,
  modeConfig,
  nameOf,
  newIncidentId,
  remember,
  startTimer,
} from "./draft.ts";
import { disarm, endAlwaysOn, endPreAlarm, finish } from "./finishing.ts";
import type { Signal } from "./signals.ts";
import type { Action } from "./table.ts";
import type { CauseDocument, PolicyKind, State } from "./types.ts";

/** What may act in the pre-alarm: nobody outside the house hears it. */
export const PRE_ALARM_CLASSES: readonly OutputClass[] = ["chirp", "notification", "alarm_light", "sysvar_mirror"];
/** What a silenced incident may still do for something new. */
export const QUIET_CLASSES: readonly OutputClass[] = ["optical_siren", "alarm_light", "notification", "sysvar_mirror"];
/** Notifications are not repeated with each cycle. */
const REPEATED_CLASSES = OUTPUT_CLASSES.filter((name) => name !== "notification");

const sensorDetails = ({ sensor }: Signal): Record<string, unknown> =>
  sensor ? { sensor_id: sensor.id, sensor_name: nameOf(sensor) } : {};

/** Opens an incident for `cause`, in place of every delay that runs. */
function openIncident(draft: Draft, cause: CauseDocument, policy: PolicyKind): void {
  const id = newIncidentId(draft);
  dropTimers(draft, "exit_delay", "entry_delay", "closing", "auto_rearm");
  change(draft, { incident: id });
  changeContext(draft, {
    cause,
    policy,
    cycle: 0,
    refires: 0,
    pending_cause: null,
    silenced_incident_id: null,
    rearm_mode: null,
    recheck_at_exit: false,
  });
  remember(draft, { hits: {}, noted: {} });
  draft.effects.push({ kind: "incident_open", id, zone: draft.zone.id, at_ms: draft.at.now, cause });
}

/** In the order of the contract: the journal, `alarm.triggered`, `alarm.state_changed`. */
export function announceTrigger(draft: Draft): void {
  const { incident, mode, context } = draft.saved;
  if (incident === null || context.cause === null) return;
  const { kind, ...source } = context.cause;
  journal(draft, "trigger", "triggered", { cause: kind, ...source, ...(mode ? { mode } : {}) });
  draft.effects.push({ kind: "triggered", zone: draft.zone.id, incident, cause: context.cause, mode });
  go(draft, "triggered", mode);
}

export const triggerMs = (draft: Draft): number => 1000 * modeConfig(draft.zone, draft.saved.mode).trigger_time_s;

function trigger(draft: Draft, { cause }: Signal): void {
  openIncident(draft, cause as CauseDocument, "mode");
  startTimer(draft, "trigger", triggerMs(draft));
  fire(draft, "alarm");
  announceTrigger(draft);
}

function preAlarm(draft: Draft, { cause }: Signal): void {
  const seconds = modeConfig(draft.zone, draft.saved.mode).pre_alarm_s;
  openIncident(draft, cause as CauseDocument, "mode");
  startTimer(draft, "pre_alarm", seconds * 1000);
  fire(draft, "pre_alarm", PRE_ALARM_CLASSES);
  journal(draft, "trigger", "pre_alarm_started", { pre_alarm_s: seconds });
  announceTrigger(draft);
}

function escalate(draft: Draft): void {
  dropTimers(draft, "pre_alarm");
  startTimer(draft, "trigger", triggerMs(draft));
  fire(draft, "alarm");
  journal(draft, "trigger", "pre_alarm_escalated");
}

/** Counted before it sounds: a restart does not give it once more. */
function retrigger(draft: Draft): void {
  const { incident, context } = draft.saved;
  const cycle = context.cycle + 1;
  changeContext(draft, { cycle });
  draft.effects.push({ kind: "incident_change", id: incident as number, change: { retriggers: cycle } });
  startTimer(draft, "trigger", triggerMs(draft));
  fire(draft, "retrigger", REPEATED_CLASSES);
  journal(draft, "trigger", "retrigger_cycle", { cycle });
}

function beginPending(draft: Draft, signal: Signal): void {
  const { entry_delay_ms: ms = 0, cause } = signal;
  startTimer(draft, "entry_delay", ms);
  changeContext(draft, { pending_cause: cause ?? null });
  journal(draft, "trigger", "pending_started", { ...sensorDetails(signal), entry_delay_s: ms / 1000 });
  go(draft, "pending", draft.saved.mode);
  if (modeConfig(draft.zone, draft.saved.mode).outputs.countdown_ticks) chirp(draft, "entry_warning");
}

const alwaysOnPolicy = ({ cause, silent }: Signal): PolicyKind =>
  cause?.kind !== "panic" ? "hazard" : silent ? "silent_panic" : "panic";

function alwaysOn(draft: Draft, signal: Signal): void {
  const { state, mode } = draft.saved;
  const interrupted = { state: state === "disarmed" ? ("disarmed" as const) : ("armed" as const), mode };
  openIncident(draft, signal.cause as CauseDocument, alwaysOnPolicy(signal));
  changeContext(draft, { interrupted });
  startTimer(draft, "trigger", triggerMs(draft));
  fire(draft, "alarm");
  announceTrigger(draft);
}

/** More of the outputs join in; the incident and its time stay. What was silenced stays silent, but is told. */
function layerAlwaysOn(draft: Draft, signal: Signal): void {
  const { config } = draft.zone;
  const kind = alwaysOnPolicy(signal);
  const policy = kind === "hazard" ? config.hazard_outputs : config.panic_outputs;
  const layered = kind === "silent_panic" ? { ...policy, silent: true } : policy;
  const silenced = isSilenced(draft.saved);
  if (!isNews(draft, `always_on ${silenced} ${signal.sensor?.id ?? signal.cause?.actor}`)) return;
  fire(draft, "additional", silenced ? QUIET_CLASSES : null, layered);
  const { kind: cause, ...source } = signal.cause as CauseDocument;
  journal(draft, "trigger", "always_on_activation", { cause, ...source });
}

const noteIn =
  (event: string) =>
  (draft: Draft, signal: Signal): void => {
    if (isNews(draft, `${event} ${signal.sensor?.id}`)) journal(draft, "trigger", event, sensorDetails(signal));
  };

export const actions: Readonly<Record<Action, (draft: Draft, signal: Signal, to: State) => void>> = {
  begin_arming: beginArming,
  arm_at_once: armAtOnce,
  complete_arming: completeArming,
  fail_arming: failArming,
  nothing: () => {},
  begin_pending: beginPending,
  note_pending: noteIn("sensor_activity_pending"),
  note_activity: noteIn("sensor_activity"),
  trigger,
  pre_alarm: preAlarm,
  escalate,
  end_pre_alarm: endPreAlarm,
  retrigger,
  end_always_on: endAlwaysOn,
  finish,
  rearm,
  refuse_rearm: refuseRearm,
  always_on: alwaysOn,
  layer_always_on: layerAlwaysOn,
  disarm,
  refuse_state: (draft) => {
    draft.refused = { kind: "invalid_state", state: draft.saved.state };
  },
};
