/** Arming: by a person, by the end of the exit delay, and again after an alarm. */
import type { Mode } from "../config/kinds.ts";
import type { Zone } from "../config/zones.ts";
import {
  change,
  changeContext,
  chirp,
  type Draft,
  dropTimers,
  engineOrigin,
  go,
  isMember,
  journal,
  modeConfig,
  nameOf,
  remember,
  startTimer,
} from "./draft.ts";
import { blockersOf, openBlockers } from "./readiness.ts";
import type { Signal } from "./signals.ts";
import type { SensorView } from "./types.ts";

/** Quiet time after a door was closed: it may be slammed, and opened again for the umbrella (facts 1.1). */
export const ARM_AFTER_CLOSING_MS = 5000;

/** Members that are not known to be inactive. */
export const baselineOf = (zone: Zone, mode: Mode, view: SensorView): string[] =>
  zone.sensors
    .filter((sensor) => isMember(sensor, mode) && view.reading(sensor.id).active !== false)
    .map(({ id }) => id);

/** Bypasses as asked and as configured; with `force` whatever still blocks. Refuses, or journals each new one. */
function prepare(draft: Draft, mode: Mode, asked: readonly string[], force: boolean): boolean {
  const { zone, at, saved } = draft;
  const known = asked.filter((id) => zone.sensors.some((sensor) => sensor.id === id));
  const { blocked, autoBypassed } = blockersOf(zone, mode, at.view);
  const chosen = new Set([...saved.bypass, ...known, ...autoBypassed]);
  const blockers = blocked.filter((id) => !chosen.has(id));
  if (blockers.length > 0 && !force) {
    draft.refused = { kind: "not_ready", blockers };
    return false;
  }
  const bypass = [...new Set([...chosen, ...blockers])].sort();
  const reasonOf = (id: string): string =>
    known.includes(id) ? "requested" : autoBypassed.includes(id) ? "automatic" : "forced";
  for (const id of bypass.filter((each) => !saved.bypass.includes(each))) {
    const sensor = zone.sensors.find((each) => each.id === id);
    journal(draft, "bypass", "sensor_bypassed", {
      sensor_id: id,
      ...(sensor ? { sensor_name: nameOf(sensor) } : {}),
      reason: reasonOf(id),
    });
  }
  change(draft, { bypass });
  return true;
}

function forgetBefore(draft: Draft): void {
  if (draft.memory.walk_test) journal(draft, "test", "walktest_aborted_by_arm");
  if (draft.saved.timers.some(({ kind }) => kind === "auto_rearm")) journal(draft, "disarm", "auto_rearm_cancelled");
  remember(draft, { walk_test: null, holds: {}, hits: {} });
  dropTimers(draft, "exit_delay", "closing", "auto_rearm");
  changeContext(draft, { pending_cause: null, rearm_mode: null, recheck_at_exit: false });
}

/** The state `armed` begins: what is active now is the baseline. */
export function enterArmed(draft: Draft, mode: Mode): void {
  dropTimers(draft, "exit_delay", "closing");
  remember(draft, { hits: {} });
  changeContext(draft, { open_at_arm: baselineOf(draft.zone, mode, draft.at.view), recheck_at_exit: false });
  go(draft, "armed", mode);
}
const squawk = (draft: Draft, mode: Mode): void => {
  if (modeConfig(draft.zone, mode).outputs.arm_disarm_chirps) chirp(draft, "arm_squawk");
};

export function beginArming(draft: Draft, { arm }: Signal): void {
  if (!arm || !prepare(draft, arm.mode, arm.bypass, arm.force)) return;
  const { exit_delay_s } = modeConfig(draft.zone, arm.mode);
  forgetBefore(draft);
  changeContext(draft, { open_at_arm: baselineOf(draft.zone, arm.mode, draft.at.view) });
  startTimer(draft, "exit_delay", exit_delay_s * 1000);
  journal(draft, "arm", "arming_started", { mode: arm.mode, exit_delay_s });
  go(draft, "arming", arm.mode);
}

export function armAtOnce(draft: Draft, { arm }: Signal): void {
  if (!arm || !prepare(draft, arm.mode, arm.bypass, arm.force)) return;
  forgetBefore(draft);
  journal(draft, "arm", "armed", { mode: arm.mode });
  enterArmed(draft, arm.mode);
  squawk(draft, arm.mode);
}

export function completeArming(draft: Draft, { on }: Signal): void {
  const mode = draft.saved.mode as Mode;
  journal(draft, "arm", on === "door_closed" ? "armed_after_closing" : "armed", { mode });
  enterArmed(draft, mode);
  squawk(draft, mode);
}

/** Only after a restart: nothing arms while it is not ready, without anybody there to force it. */
export function failArming(draft: Draft): void {
  const { mode } = draft.saved;
  journal(draft, "fault", "arm_failed_on_restore", { mode, blockers: openBlockers(draft) });
  dropTimers(draft, "exit_delay", "closing");
  change(draft, { bypass: [] });
  changeContext(draft, { open_at_arm: [], recheck_at_exit: false });
  go(draft, "disarmed", null);
}

export function rearm(draft: Draft): void {
  const mode = draft.saved.context.rearm_mode as Mode;
  dropTimers(draft, "auto_rearm");
  changeContext(draft, { rearm_mode: null });
  if (!prepare(draft, mode, [], false)) return;
  if (draft.memory.walk_test) journal(draft, "test", "walktest_aborted_by_arm");
  remember(draft, { walk_test: null, holds: {}, hits: {} });
  journal(draft, "arm", "auto_rearmed", { mode }, engineOrigin("auto_rearm"));
  enterArmed(draft, mode);
  squawk(draft, mode);
}

export function refuseRearm(draft: Draft): void {
  const { rearm_mode: mode } = draft.saved.context;
  journal(draft, "fault", "failed_to_arm", { mode, blockers: openBlockers(draft) }, engineOrigin("auto_rearm"));
  dropTimers(draft, "auto_rearm");
  changeContext(draft, { rearm_mode: null });
}
