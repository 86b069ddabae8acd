/** What the running panel says of itself. */
import type { ToldAlarm, ToldZone, ToldZoneStatus } from "../../../ports/told-alarm.ts";
import type { NamedZone } from "../../../records/alarm-zones.ts";
import { MODES } from "./config/kinds.ts";
import type { RunningAlarm } from "./running.ts";
import type { ZoneStatus } from "./seams.ts";

const statusOf = ({ zone: _zone, walk_test, ...told }: ZoneStatus): ToldZoneStatus => ({
  ...told,
  walktest: walk_test !== null,
});

function zoneOf({ engine, gate }: RunningAlarm, { id, name, position, config }: NamedZone): ToldZone {
  const found = engine.zone(id);
  const required = found ? gate.required(found.zone) : { arm: false, disarm: false };
  const configured = found?.zone.config.modes ?? {};
  return {
    ...{ id, name, position, ...(config && { config }) },
    modes: MODES.filter((mode) => configured[mode] !== undefined),
    ...{ code_arm: required.arm, code_disarm: required.disarm },
    ...(found && { status: statusOf(found) }),
  };
}

export const tellAlarm = (running: RunningAlarm): ToldAlarm => ({
  isOn: true,
  healthy: running.engine.health().healthy,
  zones: running.stored().map((zone) => zoneOf(running, zone)),
});
