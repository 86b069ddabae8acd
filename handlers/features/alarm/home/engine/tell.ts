/** Effects that are told: broadcasts with the payloads of the contract. */
import type { EventSink } from "../../../../ports/index.ts";
import { alarmReadinessChanged, alarmStateChanged, alarmTriggered, alarmWalkTestProgress } from "../../broadcasts.ts";
import type { Zone } from "../config/zones.ts";
import { nameOf, sensorOf } from "../machine/draft.ts";
import type { Effect } from "../machine/effects.ts";
import type { Readiness } from "../machine/types.ts";

/** As the contract has it: lists that may be changed. */
const readinessPayload = (readiness: Readiness) =>
  Object.fromEntries(
    Object.entries(readiness).map(([mode, { ready, blockers, warnings }]) => [
      mode,
      { ready, blockers: [...blockers], warnings: [...warnings] },
    ]),
  );

/** Those that are told; the others are nothing to it. */
export function tellEffect(events: EventSink, zone: Zone, effect: Effect): void {
  if (effect.kind === "state_changed")
    events.publish(alarmStateChanged, {
      zone_id: zone.id,
      zone_name: zone.name,
      old_state: effect.from,
      new_state: effect.to,
      ...(effect.mode && { mode: effect.mode }),
      changed_by: effect.origin.actor,
      source: effect.origin.source,
      ...(effect.incident !== null && { incident_id: effect.incident }),
    });
  else if (effect.kind === "triggered") {
    const { sensor_id, sensor_name, kind: cause } = effect.cause;
    events.publish(alarmTriggered, {
      zone_id: zone.id,
      zone_name: zone.name,
      incident_id: effect.incident,
      cause,
      ...(sensor_id !== undefined && { sensor_id }),
      ...(sensor_name !== undefined && { sensor_name }),
      ...(effect.mode && { mode: effect.mode }),
    });
  } else if (effect.kind === "readiness_changed")
    events.publish(alarmReadinessChanged, { zone_id: zone.id, readiness: readinessPayload(effect.readiness) });
  else if (effect.kind === "walktest_progress") {
    const sensor = sensorOf(zone, effect.sensor);
    events.publish(alarmWalkTestProgress, {
      zone_id: zone.id,
      sensor_id: effect.sensor,
      seen: effect.seen,
      total: effect.total,
      ...(sensor && { sensor_name: nameOf(sensor) }),
    });
  }
}
