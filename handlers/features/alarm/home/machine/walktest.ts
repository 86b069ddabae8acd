/** Walk test: a person goes round, and every sensor that sees them is ticked off. Only in memory. */
import type { Sensor, Zone } from "../config/zones.ts";
import { type Draft, journal, nameOf, remember } from "./draft.ts";

/** Always-on sensors fire also now, and are not counted. */
export const walkedSensors = (zone: Zone): readonly Sensor[] => zone.sensors.filter(({ config }) => !config.always_on);

export function startWalkTest(draft: Draft): void {
  const { state } = draft.saved;
  if (state !== "disarmed" || draft.memory.walk_test) {
    draft.refused = { kind: "invalid_state", state };
    return;
  }
  remember(draft, { walk_test: { started_at_ms: draft.at.now, seen: {} } });
  journal(draft, "test", "walktest_started", { total: walkedSensors(draft.zone).length });
}

export function noteWalkTest(draft: Draft, sensor: Sensor): void {
  const { walk_test } = draft.memory;
  if (!walk_test) return;
  const isNew = !Object.hasOwn(walk_test.seen, sensor.id);
  const seen = { ...walk_test.seen, [sensor.id]: draft.at.now };
  remember(draft, { walk_test: { ...walk_test, seen } });
  if (!isNew) return;
  journal(draft, "test", "walktest_sensor_seen", { sensor_id: sensor.id, sensor_name: nameOf(sensor) });
  draft.effects.push({
    kind: "walktest_progress",
    zone: draft.zone.id,
    sensor: sensor.id,
    seen: Object.keys(seen).length,
    total: walkedSensors(draft.zone).length,
  });
}

export function stopWalkTest(draft: Draft): void {
  const { walk_test } = draft.memory;
  if (!walk_test) {
    draft.refused = { kind: "no_walk_test" };
    return;
  }
  const sensors = walkedSensors(draft.zone);
  const missing = sensors.filter(({ id }) => !Object.hasOwn(walk_test.seen, id)).map(({ id }) => id);
  remember(draft, { walk_test: null });
  journal(draft, "test", "walktest_finished", {
    seen: sensors.length - missing.length,
    total: sensors.length,
    missing,
  });
}
