/** Events of sensors, judged by their flags: hold time, cross-zoning, baseline, bypass, delays (facts 1.4, 1.5, 1.9). */
import type { Sensor } from "../config/zones.ts";
import { ARM_AFTER_CLOSING_MS } from "./arming.ts";
import {
  changeContext,
  chirp,
  type Draft,
  dropTimers,
  isMember,
  isNews,
  journal,
  nameOf,
  remember,
  startTimer,
} from "./draft.ts";
import { counts, dispatch, entryDelayOf } from "./signals.ts";
import type { Cause, CauseDocument } from "./types.ts";
import { noteWalkTest } from "./walktest.ts";

/** Two sensors of a group count within this (facts 1.1). */
export const CROSS_ZONE_MS = 60_000;

const detailsOf = (sensor: Sensor) => ({ sensor_id: sensor.id, sensor_name: nameOf(sensor) });
const causeOf = (kind: Cause, sensor: Sensor): CauseDocument => ({
  kind,
  ...detailsOf(sensor),
  central: sensor.central,
});
const without = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter((each) => each !== id) : ids;

/**
 * True where a sensor of a group is alone so far. A group that has fewer than two sensors that count in this mode could
 * never be complete: its sensor counts by itself.
 */
function waitsForSecond(draft: Draft, sensor: Sensor): boolean {
  const { group } = sensor.config;
  if (group === "") return false;
  const others = draft.zone.sensors.filter((s) => s.id !== sensor.id && s.config.group === group && counts(draft, s));
  if (others.length === 0) return false;
  const { now } = draft.at;
  const hit = Object.hasOwn(draft.memory.hits, group) ? draft.memory.hits[group] : undefined;
  // a clock that was set back does not make a hit of the past one of the future
  const fresh = hit !== undefined && now >= hit.at_ms && now - hit.at_ms <= CROSS_ZONE_MS;
  if (fresh && hit.sensor_id !== sensor.id) {
    remember(draft, { hits: Object.fromEntries(Object.entries(draft.memory.hits).filter(([name]) => name !== group)) });
    return false;
  }
  remember(draft, { hits: { ...draft.memory.hits, [group]: { sensor_id: sensor.id, at_ms: now } } });
  if (!fresh) journal(draft, "trigger", "cross_zone_first_hit", { ...detailsOf(sensor), group });
  return true;
}

/** An activation that has lasted as long as it must. */
function judge(draft: Draft, sensor: Sensor, cause: Cause): void {
  const { state, context } = draft.saved;
  if (state === "disarmed" || !counts(draft, sensor)) return;
  if (cause !== "sensor_unavailable" && context.open_at_arm.includes(sensor.id)) return;
  if (state === "arming") dropTimers(draft, "closing");
  const tolerated = state === "arming" && sensor.config.use_exit_delay;
  if (tolerated) dispatch(draft, { on: "tolerated", sensor });
  if (tolerated || (state !== "triggered" && waitsForSecond(draft, sensor))) return;
  const ms = entryDelayOf(draft, sensor);
  // whoever came while the program was down has had the delay already
  const late = cause === "activation_during_downtime" && state === "armed";
  const on = ms > 0 && state !== "arming" && !late ? "delayed" : "instant";
  dispatch(draft, { on, sensor, entry_delay_ms: ms, cause: causeOf(cause, sensor) });
}

function whileDisarmed(draft: Draft, sensor: Sensor): void {
  const { context, timers } = draft.saved;
  if (sensor.type === "tamper" && isNews(draft, `tamper ${sensor.id}`))
    journal(draft, "fault", "tamper_while_disarmed", detailsOf(sensor));
  if (sensor.config.chime) chirp(draft, "chime");
  const timer = timers.find(({ kind }) => kind === "auto_rearm");
  if (!timer || !isMember(sensor, context.rearm_mode)) return;
  startTimer(draft, "auto_rearm", timer.total_ms);
  if (isNews(draft, `deferred ${sensor.id}`))
    journal(draft, "arm", "auto_rearm_deferred", { ...detailsOf(sensor), mode: context.rearm_mode });
}

/** Once for each activation, also across a restart. */
function alwaysOnActivated(draft: Draft, sensor: Sensor): void {
  const { fired_always_on } = draft.saved.context;
  if (fired_always_on.includes(sensor.id)) return;
  changeContext(draft, { fired_always_on: [...fired_always_on, sensor.id] });
  const kind = sensor.type === "panic" ? "panic" : "hazard";
  dispatch(draft, { on: "always_on", sensor, silent: sensor.config.panic_silent, cause: causeOf(kind, sensor) });
}

/** @param first nothing was known of it before: it may have been active for long */
export function activated(draft: Draft, sensor: Sensor, first: boolean): void {
  if (sensor.config.always_on) alwaysOnActivated(draft, sensor);
  else if (draft.memory.walk_test) {
    if (!first) noteWalkTest(draft, sensor);
  } else if (draft.saved.state === "disarmed") {
    if (!first) whileDisarmed(draft, sensor);
  } else if (sensor.config.hold_time > 0) hold(draft, sensor);
  else judge(draft, sensor, first ? "activation_during_downtime" : "sensor");
}

function hold(draft: Draft, sensor: Sensor): void {
  const { hold_time } = sensor.config;
  if (!counts(draft, sensor) || draft.saved.context.open_at_arm.includes(sensor.id)) return;
  remember(draft, { holds: { ...draft.memory.holds, [sensor.id]: draft.at.now + hold_time * 1000 } });
}

export function holdElapsed(draft: Draft, sensor: Sensor): void {
  if (!Object.hasOwn(draft.memory.holds, sensor.id)) return;
  forgetHold(draft, sensor.id);
  if (draft.at.view.reading(sensor.id).active === true) judge(draft, sensor, "sensor");
}
function forgetHold(draft: Draft, id: string): void {
  if (Object.hasOwn(draft.memory.holds, id))
    remember(draft, { holds: Object.fromEntries(Object.entries(draft.memory.holds).filter(([each]) => each !== id)) });
}

export function cleared(draft: Draft, sensor: Sensor): void {
  const { open_at_arm, fired_always_on } = draft.saved.context;
  forgetHold(draft, sensor.id);
  if (open_at_arm.includes(sensor.id) || fired_always_on.includes(sensor.id))
    changeContext(draft, {
      open_at_arm: without(open_at_arm, sensor.id),
      fired_always_on: without(fired_always_on, sensor.id),
    });
  const { state, mode } = draft.saved;
  if (state === "arming" && sensor.config.arm_after_closing && isMember(sensor, mode))
    startTimer(draft, "closing", ARM_AFTER_CLOSING_MS);
}

export function unavailable(draft: Draft, sensor: Sensor): void {
  const { state } = draft.saved;
  if (state === "disarmed" || !counts(draft, sensor)) return;
  if (state === "armed" && sensor.config.trigger_when_unavailable) judge(draft, sensor, "sensor_unavailable");
  else if (isNews(draft, `unavailable ${sensor.id}`))
    journal(draft, "fault", "sensor_unavailable_while_armed", detailsOf(sensor));
}

export function sabotaged(draft: Draft, sensor: Sensor): void {
  if (isNews(draft, `sabotage ${sensor.id}`)) journal(draft, "fault", "sensor_sabotage", detailsOf(sensor));
}

export function centralLost(draft: Draft, central: string): void {
  const { state, context } = draft.saved;
  if (context.lost_centrals.includes(central) || !draft.zone.sensors.some((s) => s.central === central)) return;
  changeContext(draft, { lost_centrals: [...context.lost_centrals, central] });
  if (state === "disarmed") return;
  const watched = draft.zone.sensors.some((s) => s.central === central && counts(draft, s));
  if (state === "armed" && watched && draft.zone.config.central_loss === "trigger")
    dispatch(draft, { on: "central_lost", cause: { kind: "central_lost", central } });
  else journal(draft, "fault", "central_lost_while_armed", { central });
}

export function centralBack(draft: Draft, central: string): void {
  const { lost_centrals } = draft.saved.context;
  if (!lost_centrals.includes(central)) return;
  changeContext(draft, { lost_centrals: without(lost_centrals, central) });
  journal(draft, "fault", "central_restored", { central });
}
