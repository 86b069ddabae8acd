/** Several parameters of a device as one value (device-model 3.5): the mode of a garage door, the time that a siren goes on. */
import { badRequest, notFound, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { type CustomDataPoint, customDataPointsOf, reading } from "../../../model/custom/bind.ts";
import { timerLimits, timerSets } from "../../../model/custom/timers.ts";
import { idOf } from "../../../model/device-id.ts";
import type { Device } from "../../../model/types.ts";
import { isRejected, toWire, valueRefusal } from "../../../model/values.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireDevice, requireUnlocked } from "../../shared/lookup.ts";
import { invokeCustom } from "./invoke-custom.ts";

/** What a door is told for each of its modes. */
const DOOR_ORDERS: Readonly<Record<string, string>> = {
  CLOSED: "close",
  OPEN: "open",
  VENTILATION_POSITION: "ventilate",
};

async function setDoorMode(
  scope: RequestScope,
  device: Device,
  custom: CustomDataPoint,
  value: unknown,
): Promise<void> {
  const operation = typeof value === "string" && Object.hasOwn(DOOR_ORDERS, value) ? DOOR_ORDERS[value] : undefined;
  if (operation === undefined) throw badRequest(`must be one of ${Object.keys(DOOR_ORDERS).join(", ")}`);
  await invokeCustom(scope, device.address, custom.name, { operation });
}

/** Number and unit in one write; how long the next alarm lasts. */
async function setDuration(
  scope: RequestScope,
  device: Device,
  custom: CustomDataPoint,
  value: unknown,
): Promise<void> {
  const now = reading(custom, await scope.home.values(idOf(device)));
  const { max = Number.POSITIVE_INFINITY } = timerLimits(now, "duration", "duration_unit");
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= max))
    throw unprocessable(`must be 0 to ${max} seconds`, "Value rejected");
  requireUnlocked(custom.channel);
  const values = timerSets(now, "duration", "duration_unit", seconds).flatMap(([field, part]) => {
    const dataPoint = now.point(field);
    if (!dataPoint) return [];
    const typed = toWire(dataPoint, part);
    if (isRejected(typed)) throw valueRefusal(typed);
    return [{ dataPoint, value: typed }];
  });
  ccuOf(scope, device.central);
  await scope.centrals.writeValues(device, values, { deadline: scope.deadline });
  await recordAudit(scope, scope.identity, {
    action: "data_point_write",
    central: device.central,
    device_address: device.address,
    ...(custom.channel.number === null ? {} : { channel_no: custom.channel.number }),
    parameter: "duration",
    changes: [{ parameter: "duration", after: seconds }],
  });
}

/** @throws Refusal 400 404 422 423 503, CcuFault */
export async function writeCombined(
  scope: RequestScope,
  { address, channel, name }: { address: string; channel: number | null; name: string },
  value: unknown,
): Promise<void> {
  const device = await requireDevice(scope, address);
  const custom = customDataPointsOf(device).points.find((point) => point.channel.number === channel);
  if (name === "DOOR_MODE" && custom?.profile.kind === "cover_garage") return setDoorMode(scope, device, custom, value);
  if (name === "duration" && custom?.profile.kind === "siren" && custom.fields.duration)
    return setDuration(scope, device, custom, value);
  throw notFound(`no combined data point ${name} on channel ${channel} of ${address}`);
}
