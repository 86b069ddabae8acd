/** A zone after a restart: state and incident as they were persisted, sensors and clock as they are now (facts 1.18). */
import type { Zone } from "../config/zones.ts";
import type { StoredIncident } from "../seams.ts";
import { QUIET_CLASSES, triggerMs } from "./actions.ts";
import {
  change,
  changeContext,
  type Draft,
  draftOf,
  dropTimers,
  emptyMemory,
  engineOrigin,
  fire,
  go,
  isSilenced,
  journal,
  remember,
  sensorOf,
  startTimer,
  stop,
  timerOf,
} from "./draft.ts";
import { endAlwaysOn, finish } from "./finishing.ts";
import { readinessOf } from "./readiness.ts";
import { adoptOrphan, closedMeanwhile, closeOrphans, reopenLost } from "./restore-incident.ts";
import { activated, cleared } from "./sensor-events.ts";
import { dispatch } from "./signals.ts";
import { parseState } from "./stored-state.ts";
import type { State, Step, StepContext, Timer, TimerKind } from "./types.ts";

/** A clock that is set right after the start may step back by so much. */
const CLOCK_STEP_MS = 2000;
/** Nobody switches a house on again after a year in the middle of a delay: the clock is wrong. */
const DOWNTIME_MOST_MS = 366 * 86_400_000;
/** How long arming that ended while the program was down waits for sensors of which nothing is known yet. */
export const RESTORE_SETTLE_MS = 30_000;

export interface Restore {
  /** As stored; `undefined`: nothing is. */
  readonly stored: unknown;
  /** Rows of the zone that are open, and the one that the state names, newest last. */
  readonly incidents: readonly StoredIncident[];
  /** After so many re-fires nothing acoustic fires any more (`alarm.restart_loop_breaker`). */
  readonly loop_breaker: number;
}

const isPlausible = (timers: readonly Timer[], now: number): boolean =>
  timers.every(({ persisted_at_ms: at }) => now >= at - CLOCK_STEP_MS && now <= at + DOWNTIME_MOST_MS);

interface Restoring extends Draft {
  readonly plausible: boolean;
  readonly input: Restore;
}

/** Milliseconds that are left of a timer: zero or less where it ended meanwhile. Without a clock: as persisted, one at least. */
function left(draft: Restoring, kind: TimerKind): number | undefined {
  const timer = timerOf(draft.saved, kind);
  if (!timer) return undefined;
  return draft.plausible ? Math.min(timer.deadline_ms - draft.at.now, timer.total_ms) : Math.max(timer.remaining_ms, 1);
}
function resume(draft: Restoring, kind: TimerKind, ms: number): void {
  startTimer(draft, kind, ms, timerOf(draft.saved, kind)?.total_ms ?? ms);
}

function restoreArming(draft: Restoring): void {
  const exit = left(draft, "exit_delay") ?? 0;
  const closing = left(draft, "closing");
  if (exit > 0 && (closing === undefined || closing > 0)) {
    resume(draft, "exit_delay", exit);
    if (closing !== undefined) resume(draft, "closing", closing);
    journal(draft, "arm", "arming_resumed", { mode: draft.saved.mode, remaining_s: Math.ceil(exit / 1000) });
    return;
  }
  changeContext(draft, { recheck_at_exit: true });
  dropTimers(draft, "closing");
  const unknown = draft.zone.sensors.some(
    (sensor) =>
      !sensor.config.always_on &&
      !draft.saved.bypass.includes(sensor.id) &&
      draft.at.view.reading(sensor.id).active === null,
  );
  if (!unknown) {
    dispatch(draft, { on: "exit_elapsed" });
    return;
  }
  startTimer(draft, "exit_delay", RESTORE_SETTLE_MS);
  journal(draft, "arm", "arming_resumed", { mode: draft.saved.mode, waits_for_sensors: true });
}

function restorePending(draft: Restoring): void {
  const { pending_cause, open_at_arm } = draft.saved.context;
  const ms = left(draft, "entry_delay") ?? 0;
  if (!draft.plausible) {
    const sensor = pending_cause?.sensor_id;
    journal(draft, "trigger", "pending_demoted_implausible_clock", { ...pending_cause });
    dropTimers(draft, "entry_delay");
    // whoever came in while the clock was lost is not taken for a burglar by the same door
    changeContext(draft, { pending_cause: null, open_at_arm: sensor ? [...open_at_arm, sensor] : open_at_arm });
    go(draft, "armed", draft.saved.mode);
    return;
  }
  if (ms > 0) {
    resume(draft, "entry_delay", ms);
    journal(draft, "trigger", "pending_resumed", { ...pending_cause, remaining_s: Math.ceil(ms / 1000) });
    return;
  }
  journal(draft, "trigger", "pending_elapsed_while_down", { ...pending_cause });
  dispatch(draft, { on: "entry_elapsed", cause: { ...pending_cause, kind: "pending_elapsed" } });
}

/** Whatever the last window would have been followed by, without another cycle. */
function endWindow(draft: Restoring): void {
  const { interrupted } = draft.saved.context;
  if (!interrupted) {
    const to = draft.zone.config.post_trigger === "disarm" ? "disarmed" : "armed";
    finish(draft, undefined, to, "trigger_window_elapsed_while_down");
    return;
  }
  journal(draft, "trigger", "trigger_window_elapsed_while_down", { to: interrupted.state });
  endAlwaysOn(draft, undefined, interrupted.state);
}

/** Counted before it sounds, so that a program that dies of its own siren does not sound it for ever. */
function refire(draft: Restoring): void {
  const { incident, context } = draft.saved;
  const refires = context.refires + 1;
  const degraded = refires > draft.input.loop_breaker;
  changeContext(draft, { refires });
  draft.effects.push({ kind: "incident_change", id: incident as number, change: { refires } });
  if (degraded) journal(draft, "fault", "restart_loop_breaker_degraded", { refires });
  fire(draft, "restored", degraded ? QUIET_CLASSES : null);
  journal(draft, "trigger", "triggered_restored", { cause: context.cause?.kind, refires });
}

function restoreWindow(draft: Restoring): void {
  const preAlarm = left(draft, "pre_alarm");
  const ms = preAlarm === undefined ? (left(draft, "trigger") ?? 0) : preAlarm + triggerMs(draft);
  if (ms <= 0) {
    endWindow(draft);
    return;
  }
  if (preAlarm !== undefined && preAlarm > 0) resume(draft, "pre_alarm", preAlarm);
  else {
    dropTimers(draft, "pre_alarm");
    startTimer(draft, "trigger", ms, Math.max(ms, timerOf(draft.saved, "trigger")?.total_ms ?? triggerMs(draft)));
  }
  if (isSilenced(draft.saved)) {
    stop(draft, "restore");
    journal(draft, "silence", "silenced_incident_restored");
    return;
  }
  const { incident, context, mode } = draft.saved;
  if (!draft.plausible) journal(draft, "trigger", "triggered_restored_implausible_clock");
  else if (preAlarm !== undefined && preAlarm > 0) journal(draft, "trigger", "triggered_restored", { pre_alarm: true });
  else refire(draft);
  if (incident !== null && context.cause)
    draft.effects.push({ kind: "triggered", zone: draft.zone.id, incident, cause: context.cause, mode });
}

function restoreTriggered(draft: Restoring): void {
  const row = draft.input.incidents.find(({ id }) => id === draft.saved.incident);
  if (row?.closed_at_ms != null) {
    closedMeanwhile(draft, row);
    return;
  }
  if (!row) reopenLost(draft);
  else if (row.silenced) changeContext(draft, { silenced_incident_id: row.id });
  restoreWindow(draft);
}

/** Nothing arms by itself at a restart: what should have armed meanwhile is told. */
function restoreDisarmed(draft: Restoring): void {
  const ms = left(draft, "auto_rearm");
  if (ms === undefined) return;
  if (ms > 0) {
    resume(draft, "auto_rearm", ms);
    return;
  }
  const { rearm_mode: mode } = draft.saved.context;
  dropTimers(draft, "auto_rearm");
  changeContext(draft, { rearm_mode: null });
  journal(draft, "fault", "failed_to_arm", { mode, reason: "the program was not running when it was due" });
}

/** Sensors of which something is known already; the others are judged when they are heard of. */
function compareSensors(draft: Restoring): void {
  const { open_at_arm, fired_always_on } = draft.saved.context;
  for (const id of new Set([...open_at_arm, ...fired_always_on])) {
    const sensor = sensorOf(draft.zone, id);
    if (sensor && draft.at.view.reading(id).active === false) cleared(draft, sensor);
  }
  for (const sensor of draft.zone.sensors)
    if (draft.at.view.reading(sensor.id).active === true) activated(draft, sensor, true);
}

const byState: Readonly<Record<State, (draft: Restoring) => void>> = {
  disarmed: restoreDisarmed,
  arming: restoreArming,
  armed: () => {},
  pending: restorePending,
  triggered: restoreTriggered,
};

/** The zone as it goes on, and what is to be done first. */
export function restore(zone: Zone, input: Restore, at: StepContext): Step {
  const { state, fault } = parseState(input.stored);
  const draft: Restoring = {
    ...draftOf(zone, { saved: state, memory: emptyMemory }, at, engineOrigin("restore")),
    plausible: isPlausible(state.timers, at.now),
    input,
  };
  if (fault !== undefined) journal(draft, "fault", "state_unreadable_on_restore", { reason: fault });
  if (!draft.plausible)
    journal(draft, "fault", "implausible_clock_on_restore", { persisted_at_ms: state.timers[0]?.persisted_at_ms });
  if (state.state !== "triggered") change(draft, { incident: null });
  const orphan = closeOrphans(draft, input.incidents);
  if (orphan) adoptOrphan(draft, orphan);
  else byState[state.state](draft);
  compareSensors(draft);
  remember(draft, { readiness: readinessOf(zone, at.view, draft.saved.bypass) });
  return { run: { saved: draft.saved, memory: draft.memory }, effects: draft.effects };
}
