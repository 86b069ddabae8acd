/** One event of a zone, whatever it is: the state after it, and what is to be done. */
import type { Zone } from "../config/zones.ts";
import { type Draft, draftOf, engineOrigin, journal, remember, sensorOf, stop, timerOf } from "./draft.ts";
import { markSilenced } from "./finishing.ts";
import { readinessOf, sameReadiness } from "./readiness.ts";
import { activated, centralBack, centralLost, cleared, holdElapsed, sabotaged, unavailable } from "./sensor-events.ts";
import { dispatch } from "./signals.ts";
import type { SignalKind } from "./table.ts";
import type { MachineEvent, Origin, Step, StepContext, TimerKind, ZoneRun } from "./types.ts";
import { startWalkTest, stopWalkTest } from "./walktest.ts";

const elapsed: Readonly<Record<TimerKind, SignalKind>> = {
  exit_delay: "exit_elapsed",
  closing: "door_closed",
  entry_delay: "entry_elapsed",
  pre_alarm: "pre_alarm_elapsed",
  trigger: "trigger_elapsed",
  auto_rearm: "rearm_elapsed",
};

/** A timer that was dropped meanwhile means nothing. */
function timerElapsed(draft: Draft, kind: TimerKind): void {
  if (!timerOf(draft.saved, kind)) return;
  const { pending_cause } = draft.saved.context;
  dispatch(draft, {
    on: elapsed[kind],
    ...(kind === "entry_delay" ? { cause: { ...pending_cause, kind: "pending_elapsed" as const } } : {}),
  });
}

function silence(draft: Draft): void {
  const { incident } = draft.saved;
  markSilenced(draft);
  stop(draft, "silence");
  journal(draft, "silence", incident === null ? "silence_requested" : "silenced");
}

function acknowledge(draft: Draft): void {
  if (draft.saved.incident === null) draft.refused = { kind: "no_incident" };
  else journal(draft, "silence", "acknowledged");
}

function arm(draft: Draft, event: Extract<MachineEvent, { kind: "arm" }>): void {
  if (draft.zone.config.modes[event.mode] === undefined) draft.refused = { kind: "unknown_mode" };
  else dispatch(draft, { on: "arm", arm: event });
}

function originOf(event: MachineEvent): Origin {
  if ("source" in event) return { source: event.source, actor: event.actor };
  if (event.kind === "timer" || event.kind === "hold_elapsed") return engineOrigin("timer");
  if (event.kind === "siren_sounding") return engineOrigin("reconcile");
  return engineOrigin(event.kind === "central_lost" || event.kind === "central_back" ? "central" : "sensor");
}

/** Those that concern one sensor; one that is not of the zone any more means nothing. */
function applySensor(draft: Draft, event: Extract<MachineEvent, { sensor: string }>): void {
  const sensor = sensorOf(draft.zone, event.sensor);
  if (!sensor) return;
  if (event.kind === "activated") activated(draft, sensor, event.first === true);
  else if (event.kind === "cleared") cleared(draft, sensor);
  else if (event.kind === "unavailable") unavailable(draft, sensor);
  else if (event.kind === "sabotage") sabotaged(draft, sensor);
  else if (event.kind === "hold_elapsed") holdElapsed(draft, sensor);
}

type Others = Exclude<MachineEvent, { sensor: string }>;
const others: { readonly [K in Others["kind"]]: (draft: Draft, event: Extract<Others, { kind: K }>) => void } = {
  arm,
  disarm: (draft) => dispatch(draft, { on: "disarm" }),
  silence,
  acknowledge,
  walktest_start: startWalkTest,
  walktest_stop: stopWalkTest,
  panic: (draft, { silent, actor }) => dispatch(draft, { on: "always_on", silent, cause: { kind: "panic", actor } }),
  central_lost: (draft, { central }) => centralLost(draft, central),
  central_back: (draft, { central }) => centralBack(draft, central),
  timer: (draft, { timer }) => timerElapsed(draft, timer),
  siren_sounding: (draft, { output }) =>
    dispatch(draft, { on: "siren_sounding", cause: { kind: "adopted", output_id: output } }),
  reading_changed: () => {},
};

function apply(draft: Draft, event: MachineEvent): void {
  if ("sensor" in event) applySensor(draft, event);
  else others[event.kind](draft, event as never);
}

/** Tells of readiness where a verdict of some mode is another one. */
export function announceReadiness(draft: Draft): void {
  const readiness = readinessOf(draft.zone, draft.at.view, draft.saved.bypass);
  if (sameReadiness(readiness, draft.memory.readiness)) return;
  remember(draft, { readiness });
  draft.effects.push({ kind: "readiness_changed", zone: draft.zone.id, readiness });
}

/** Where it is refused, nothing has changed and nothing is to be done. */
export function step(zone: Zone, run: ZoneRun, event: MachineEvent, at: StepContext): Step {
  const draft = draftOf(zone, run, at, originOf(event));
  apply(draft, event);
  if (draft.refused) return { run, effects: [], refused: draft.refused };
  announceReadiness(draft);
  return { run: { saved: draft.saved, memory: draft.memory }, effects: draft.effects };
}
