/** Channels and data points of a device, and their states. */

import type { Values } from "./shown-value.ts";
import { type Channel, type DataPoint, type Device, type ValueState, valueKey } from "./types.ts";

/** The channel of that number, or the device itself for `null`. */
export const findChannel = (device: Device, number: number | null): Channel | undefined =>
  number === null ? device.root : device.channels.find((channel) => channel.number === number);

/** A data point of a channel: VALUES first, then MASTER, unless one is asked for. */
export const findDataPoint = (
  channel: Channel,
  parameter: string,
  paramset?: DataPoint["paramset"],
): DataPoint | undefined =>
  paramset === "MASTER"
    ? channel.master.get(parameter)
    : (channel.values.get(parameter) ?? (paramset ? undefined : channel.master.get(parameter)));

/** Data points of a channel: VALUES then MASTER; only visible ones unless `all`. */
export function listDataPoints(channel: Channel, all = false): DataPoint[] {
  const points = [...channel.values.values(), ...channel.master.values()];
  return all ? points : points.filter((point) => point.visible);
}

/** State of a data point; `undefined` = never observed. */
export const stateOf = (values: Values, point: DataPoint): ValueState | undefined =>
  values.get(valueKey(point.channel, point.paramset, point.parameter));
