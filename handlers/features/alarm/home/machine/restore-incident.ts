/** Incidents that a kill left without their state, and states without their incident. */
import type { StoredIncident } from "../seams.ts";
import { announceTrigger, triggerMs } from "./actions.ts";
import { change, changeContext, type Draft, dropTimers, fire, journal, newIncidentId, startTimer } from "./draft.ts";
import { disarm, endAlwaysOn, finish } from "./finishing.ts";
import type { CauseDocument, PolicyKind } from "./types.ts";

const isAlwaysOn = ({ kind }: CauseDocument): boolean => kind === "hazard" || kind === "panic";

/**
 * Closes open incidents that belong to no state. Returns the one that is to be adopted: incidents are persisted before
 * the state and closed before it, so that an open one of a zone that is not triggered is one that has just begun.
 */
export function closeOrphans(draft: Draft, incidents: readonly StoredIncident[]): StoredIncident | undefined {
  const { state, incident } = draft.saved;
  const open = incidents.filter((row) => row.closed_at_ms === null && row.id !== incident);
  const newest = open.at(-1);
  const adopts = newest && state !== "triggered" && (state !== "disarmed" || isAlwaysOn(newest.cause));
  for (const { id, cause } of adopts ? open.slice(0, -1) : open) {
    draft.effects.push({ kind: "incident_close", id, at_ms: draft.at.now, reason: "incident_lost" });
    journal(draft, "fault", "orphan_incident_closed", { incident_id: id, cause: cause.kind });
  }
  return adopts ? newest : undefined;
}

export function adoptOrphan(draft: Draft, { id, cause }: StoredIncident): void {
  const { state, mode } = draft.saved;
  const policy: PolicyKind = cause.kind === "hazard" ? "hazard" : cause.kind === "panic" ? "panic" : "mode";
  const interrupted = isAlwaysOn(cause)
    ? { state: state === "disarmed" ? ("disarmed" as const) : ("armed" as const), mode }
    : null;
  dropTimers(draft, "exit_delay", "entry_delay", "closing", "auto_rearm");
  change(draft, { incident: id });
  changeContext(draft, { cause, policy, interrupted, cycle: 0, refires: 0, pending_cause: null, rearm_mode: null });
  startTimer(draft, "trigger", triggerMs(draft));
  fire(draft, "alarm");
  journal(draft, "fault", "orphan_incident_adopted", { incident_id: id, cause: cause.kind });
  announceTrigger(draft);
}

/** The state names an incident that the store does not have: it goes on under a new number. */
export function reopenLost(draft: Draft): void {
  const id = newIncidentId(draft);
  const { context, incident } = draft.saved;
  const cause: CauseDocument = context.cause ?? { kind: "adopted", actor: draft.origin.actor };
  const silenced = incident !== null && context.silenced_incident_id === incident;
  journal(draft, "fault", "incident_lost_on_restore", { incident_id: incident });
  change(draft, { incident: id });
  changeContext(draft, { cause, silenced_incident_id: silenced ? id : null });
  draft.effects.push({ kind: "incident_open", id, zone: draft.zone.id, at_ms: draft.at.now, cause });
  if (silenced) draft.effects.push({ kind: "incident_change", id, change: { silenced: true } });
}

/** It was closed, and the program died before the state was persisted: that is done now, without closing it again. */
export function closedMeanwhile(draft: Draft, row: StoredIncident): void {
  const { interrupted } = draft.saved.context;
  const before = draft.effects.length;
  if (row.close_reason === "disarm") {
    disarm(draft);
  } else if (interrupted) endAlwaysOn(draft, undefined, interrupted.state);
  else finish(draft, undefined, draft.zone.config.post_trigger === "disarm" ? "disarmed" : "armed");
  const done = draft.effects.splice(before);
  draft.effects.push(...done.filter(({ kind }) => kind !== "incident_close" && kind !== "incident_change"));
}
