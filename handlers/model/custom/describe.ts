/** Custom data points as answers of the API. */

import { baseName, withoutDevice } from "../names.ts";
import type { Channel, Device } from "../types.ts";
import { type ChannelGroup, type CustomDataPoint, customDataPointsOf, reading } from "./bind.ts";
import { operationsOf } from "./plan.ts";
import type { ReadableValues } from "./profile.ts";

/** What tells it from the others of its device: `Button Lock`, `ch4`, `vch5`; empty where there is nothing to tell. */
function markerOf(device: Device, custom: CustomDataPoint): string {
  const { profile, channel, primary } = custom;
  if (!baseName(channel.name).numbered && profile.postfix === undefined) return "";
  const alike = customDataPointsOf(device).points.filter((p) => p.primary && p.profile.category === profile.category);
  if (profile.single || (primary && alike.length === 1)) return profile.postfix ?? "";
  return `${primary ? "ch" : "vch"}${custom.number}`;
}

function nameOf(device: Device, custom: CustomDataPoint, marker: string): string {
  const full = `${baseName(custom.channel.name).base} ${marker}`.trim();
  return withoutDevice(device, full);
}

/** Whether it can do anything as the device is set up; what cannot is left out of lists. */
export const isInUse = (custom: CustomDataPoint, values: ReadableValues): boolean =>
  custom.profile.idle?.(reading(custom, values)) !== true;

/** A custom data point, named as in the API's summary of it. */
export interface CustomView {
  name: string;
  unique_id: string;
  category: string;
  kind?: string;
  /** 0 also for the device itself. */
  channel_no: number;
  channels?: number[];
  /** What this very device takes, in its present mode. */
  supported_operations: string[];
  capabilities?: Record<string, boolean>;
  config?: Record<string, unknown>;
  /** What is not known is absent. */
  state: Record<string, unknown>;
  translated_name?: string;
  parameter_name?: string;
}

export function describeCustom(device: Device, custom: CustomDataPoint, values: ReadableValues): CustomView {
  const { profile, name, number, uniqueId } = custom;
  const now = reading(custom, values);
  const marker = markerOf(device, custom);
  return {
    name,
    unique_id: uniqueId,
    category: profile.category,
    kind: profile.kind,
    channel_no: number,
    channels: [number],
    supported_operations: operationsOf(custom, values),
    ...(profile.capabilities && { capabilities: profile.capabilities(now) }),
    ...(profile.config && { config: profile.config(now) }),
    state: { ...profile.state(now), ...profile.details?.(device, values) },
    translated_name: nameOf(device, custom, marker),
    parameter_name: marker,
  };
}

// ---------------------------------------------------------------- channels

/** At least two groups of more than one channel: then each is a device in people's minds (device-model 1.22). */
export const hasCustomSubDevices = ({ groups }: { groups: readonly ChannelGroup[] }): boolean =>
  groups.filter(({ channels }) => channels.length > 1).length >= 2;

function subDeviceName(device: Device, { number }: ChannelGroup): string {
  const master = device.channels.find((channel) => channel.number === number);
  const { base, numbered } = baseName(master?.name ?? "");
  return master && !numbered && base !== "" ? base : `${device.name} ${number}`;
}

/** What custom data points know of a channel, named as in the API's summary of it. */
export interface CustomMembers {
  category?: string;
  custom_dp_name?: string;
  is_custom_dp_primary?: boolean;
  group_no?: number;
  is_group_master?: boolean;
  is_in_multi_group?: boolean;
  sub_device_name?: string;
}

export function customMembers(device: Device, channel: Channel): CustomMembers {
  const customs = customDataPointsOf(device);
  const custom = customs.points.find((point) => point.channel.address === channel.address);
  const group = channel.number === null ? undefined : customs.groups.find((g) => g.channels.includes(channel.number!));
  return {
    ...(custom && {
      category: custom.profile.category,
      custom_dp_name: custom.name,
      is_custom_dp_primary: custom.primary,
    }),
    ...(group && {
      group_no: group.number,
      is_group_master: group.number === channel.number,
      is_in_multi_group: group.channels.length > 1,
      ...(hasCustomSubDevices(customs) && { sub_device_name: subDeviceName(device, group) }),
    }),
  };
}

/** The room of the group's master, where the channel itself has none. */
export function groupRooms(device: Device, channel: Channel): readonly string[] {
  if (channel.rooms.length > 0) return channel.rooms;
  const group = customDataPointsOf(device).groups.find((g) => g.channels.includes(channel.number ?? -1));
  return device.channels.find((c) => c.number === group?.number)?.rooms ?? [];
}
