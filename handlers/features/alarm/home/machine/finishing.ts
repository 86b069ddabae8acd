/** How alarms end: by their time, by silence in the pre-alarm, by disarming. */
import type { Mode } from "../config/kinds.ts";
import { enterArmed } from "./arming.ts";
import {
  change,
  changeContext,
  chirp,
  type Draft,
  dropTimers,
  emptyContext,
  engineOrigin,
  go,
  journal,
  modeConfig,
  remember,
  startTimer,
  stop,
} from "./draft.ts";
import type { IncidentCloseReason } from "./effects.ts";
import type { Signal } from "./signals.ts";
import type { State } from "./types.ts";

/** Effects only; the state keeps the incident's id until it has been left. */
function closeIncident(draft: Draft, reason: IncidentCloseReason): void {
  const { incident } = draft.saved;
  if (incident !== null) draft.effects.push({ kind: "incident_close", id: incident, at_ms: draft.at.now, reason });
}
function forgetIncident(draft: Draft): void {
  change(draft, { incident: null });
  changeContext(draft, {
    cause: null,
    policy: "mode",
    cycle: 0,
    refires: 0,
    silenced_incident_id: null,
    interrupted: null,
  });
}

/** Back to what the house was before, or should be now. */
function leave(draft: Draft, to: State, mode: Mode | null): void {
  const { incident } = draft.saved;
  dropTimers(draft, "trigger", "pre_alarm");
  if (to === "armed" && mode) enterArmed(draft, mode);
  else {
    change(draft, { bypass: [] });
    changeContext(draft, { open_at_arm: [] });
    go(draft, "disarmed", null, incident);
  }
  forgetIncident(draft);
}

function scheduleRearm(draft: Draft, mode: Mode | null): void {
  const { auto_rearm_s } = draft.zone.config;
  if (auto_rearm_s === 0 || mode === null) return;
  changeContext(draft, { rearm_mode: mode });
  startTimer(draft, "auto_rearm", auto_rearm_s * 1000);
  journal(draft, "arm", "auto_rearm_scheduled", { mode, auto_rearm_s });
}

/** The time of the alarm is over. */
export function finish(draft: Draft, _signal: unknown, to: State, event = "trigger_time_elapsed"): void {
  const { mode } = draft.saved;
  stop(draft, "finished");
  closeIncident(draft, "post_trigger");
  journal(draft, "trigger", event, { to });
  if (to === "disarmed") journal(draft, "disarm", "disarmed_post_trigger", { mode }, engineOrigin("post_trigger"));
  leave(draft, to, mode);
  if (to === "disarmed") scheduleRearm(draft, mode);
}
export const endPreAlarm = (draft: Draft, signal: Signal, to: State): void =>
  finish(draft, signal, to, "pre_alarm_silenced");

export function endAlwaysOn(draft: Draft, _signal: unknown, to: State): void {
  const mode = draft.saved.context.interrupted?.mode ?? null;
  stop(draft, "finished");
  closeIncident(draft, "post_trigger");
  journal(draft, "trigger", "always_on_elapsed", { to });
  leave(draft, to, mode);
}

/** Marks the incident, so that no cycle, escalation or restart sounds again. */
export function markSilenced(draft: Draft): void {
  const { incident, context } = draft.saved;
  if (incident === null || context.silenced_incident_id === incident) return;
  changeContext(draft, { silenced_incident_id: incident });
  draft.effects.push({ kind: "incident_change", id: incident, change: { silenced: true } });
}

/** Never refused. On a zone that is disarmed it cancels arming again, and is done. */
export function disarm(draft: Draft): void {
  const { state, mode, incident, timers, context } = draft.saved;
  if (timers.some(({ kind }) => kind === "auto_rearm")) {
    journal(draft, "disarm", "auto_rearm_cancelled");
    dropTimers(draft, "auto_rearm");
    changeContext(draft, { rearm_mode: null });
  }
  if (state === "disarmed") return;
  markSilenced(draft);
  stop(draft, "disarm");
  closeIncident(draft, "disarm");
  journal(draft, "disarm", "disarmed", mode ? { mode } : {});
  change(draft, { bypass: [], timers: [] });
  remember(draft, { holds: {}, hits: {} });
  go(draft, "disarmed", null, incident);
  change(draft, {
    incident: null,
    context: { ...emptyContext, fired_always_on: context.fired_always_on, lost_centrals: context.lost_centrals },
  });
  if (modeConfig(draft.zone, mode).outputs.arm_disarm_chirps) chirp(draft, "disarm_squawk");
}
