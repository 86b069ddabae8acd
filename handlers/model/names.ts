/** How devices, channels and data points are called (device-model 1.22). */
import type { Channel, Device } from "./types.ts";

/** Name of the device on the CCU, else `<model>_<address>`. */
export const deviceName = (ccuName: string | undefined, model: string, address: string): string =>
  ccuName && ccuName !== address ? ccuName : `${model}_${address}`;

/** Name of the channel on the CCU, unless it is the CCU's default `<model> <address>`; else `<device>:<number>`. */
export function channelName(
  ccuName: string | undefined,
  device: { name: string; model: string },
  address: string,
  number: number | null,
): string {
  if (ccuName && ccuName !== address && ccuName !== `${device.model} ${address}`) return ccuName;
  return number === null ? device.name : `${device.name}:${number}`;
}

/** `SET_POINT_TEMPERATURE` → `Set Point Temperature`. */
export const titleCase = (parameter: string): string =>
  parameter
    .toLowerCase()
    .split("_")
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

const NUMBERED = /^(.*):(\d+)$/s;

/** The name without the `:n` that the CCU or the default put behind it, and whether there was one. */
export function baseName(name: string): { base: string; numbered: boolean } {
  const match = NUMBERED.exec(name);
  return match ? { base: match[1]!, numbered: true } : { base: name, numbered: false };
}

/** Channels that have a parameter, per device: computed once for each device value. */
const carriers = new WeakMap<Device, Map<string, Channel[]>>();
function channelsWith(device: Device, parameter: string): readonly Channel[] {
  let byParameter = carriers.get(device);
  if (!byParameter) {
    byParameter = new Map();
    for (const channel of device.channels)
      for (const name of channel.values.keys()) {
        const list = byParameter.get(name);
        if (list) list.push(channel);
        else byParameter.set(name, [channel]);
      }
    carriers.set(device, byParameter);
  }
  return byParameter.get(parameter) ?? [];
}

/** ` chN` where the parameter alone would not tell which channel is meant. */
function channelMarker(device: Device, channel: Channel, parameter: string): string {
  if (channel.number === null || channel.number === 0) return "";
  const others = channelsWith(device, parameter);
  if (others.length < 2) return "";
  const own = baseName(channel.name);
  const ambiguous = own.numbered || others.some((other) => other !== channel && baseName(other.name).base === own.base);
  return ambiguous ? ` ch${channel.number}` : "";
}

/**
 * Name of a data point for people: channel and parameter, without the device's name in front of it.
 * `label` is the parameter in the client's language.
 */
export function dataPointName(device: Device, channel: Channel, parameter: string, label: string): string {
  const { base } = baseName(channel.name);
  const full = `${base} ${label}${channelMarker(device, channel, parameter)}`.trim();
  return withoutDevice(device, full);
}

/** Nobody wants to read the device's name twice; where nothing else is left it stays. */
export function withoutDevice(device: Pick<Device, "name">, full: string): string {
  const rest = full.startsWith(device.name) ? full.slice(device.name.length).trim() : full;
  return rest === "" ? full : rest;
}
