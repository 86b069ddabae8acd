/** From a device to its custom data points: the profile's parts found on its channels (device-model 2.1, 2.2). */

import { channelKey } from "../routing-keys.ts";
import { type Channel, type DataPoint, type Device, type DeviceBehaviour, valueKey } from "../types.ts";
import { type BoundField, type Field, type Profile, type ReadableValues, Reading } from "./profile.ts";
import { type Registration, registrationsOf } from "./registry.ts";

export interface CustomDataPoint {
  /** `STATE`, or `STATE@4` where several of the device are called so. */
  readonly name: string;
  readonly parameter: string;
  readonly profile: Profile;
  /** The channel that it sits on; the device itself for some button locks. */
  readonly channel: Channel;
  /** Number on the API, where the device itself counts as 0. */
  readonly number: number;
  readonly primary: boolean;
  readonly uniqueId: string;
  readonly fields: Readonly<Record<string, BoundField>>;
  readonly behaviour: DeviceBehaviour | undefined;
}

/** Channels that act on the same thing. */
export interface ChannelGroup {
  /** Number of the primary channel. */
  readonly number: number;
  readonly channels: readonly number[];
}

export interface DeviceCustomDataPoints {
  readonly points: readonly CustomDataPoint[];
  readonly groups: readonly ChannelGroup[];
}

const NONE: DeviceCustomDataPoints = { points: [], groups: [] };

export const reading = (custom: CustomDataPoint, values: ReadableValues): Reading =>
  new Reading(custom.fields, values, custom.primary, custom.behaviour);

const asField = (field: string | Field): Field => (typeof field === "string" ? { parameter: field } : field);

/** Number of the channel of a part: `null` is the device itself. */
function placeOf(field: Field, base: number | "device", own: number | null): number | null {
  if (field.channel !== undefined) return field.channel;
  if (field.at === "device" || base === "device") return null;
  return field.at === undefined ? own : base + field.at;
}

type Channels = ReadonlyMap<number | null, Channel>;

function bindFields(profile: Profile, base: number | "device", own: number | null, channels: Channels) {
  const fields: Record<string, BoundField> = {};
  for (const [name, entry] of Object.entries(profile.fields)) {
    const field = asField(entry);
    const channel = channels.get(placeOf(field, base, own));
    const paramset = field.paramset ?? "VALUES";
    const point: DataPoint | undefined = channel?.[paramset === "VALUES" ? "values" : "master"].get(field.parameter);
    if (point) fields[name] = { point, key: valueKey(point.channel, paramset, point.parameter) };
  }
  return fields;
}

type Unnamed = Omit<CustomDataPoint, "name" | "behaviour">;

function bindOne(
  { profile }: Registration,
  base: number | "device",
  own: number | null,
  channels: Channels,
): Unnamed | undefined {
  const channel = channels.get(own);
  if (!channel) return undefined;
  const fields = bindFields(profile, base, own, channels);
  const named = fields[profile.named]?.point;
  // a device that lacks what the thing is named after is not that thing
  if (!named) return undefined;
  return {
    parameter: named.parameter,
    profile,
    channel,
    number: own ?? 0,
    primary: own === null || own === base,
    uniqueId: channelKey(channel),
    fields,
  };
}

/** Feedback channel, primary and virtual channels; the first definition that claims a channel has it. */
function groupsOf(
  registrations: readonly Registration[],
  byChannel: ReadonlyMap<number | null, Unnamed>,
  channels: Channels,
): ChannelGroup[] {
  const groups: ChannelGroup[] = [];
  const taken = new Set<number>();
  for (const { profile, channels: bases } of registrations)
    for (const base of bases) {
      if (base === "device" || taken.has(base) || byChannel.get(base)?.profile !== profile) continue;
      const receivers = [0, ...(profile.secondaries ?? [])].map((offset) => base + offset);
      const group = receivers.filter((number) => byChannel.get(number)?.profile === profile);
      const feedback = profile.feedback === undefined ? undefined : base + profile.feedback;
      if (feedback !== undefined && channels.has(feedback)) group.push(feedback);
      const free = group.filter((number) => !taken.has(number)).sort((a, b) => a - b);
      for (const number of free) taken.add(number);
      groups.push({ number: base, channels: free });
    }
  return groups.sort((a, b) => a.number - b.number);
}

function bind(device: Device): DeviceCustomDataPoints {
  const registrations = registrationsOf(device.model);
  if (registrations.length === 0) return NONE;
  const channels: Channels = new Map([device.root, ...device.channels].map((channel) => [channel.number, channel]));
  const byChannel = new Map<number | null, Unnamed>();
  for (const registration of registrations)
    for (const base of registration.channels) {
      const offsets = registration.profile.secondaries ?? [];
      const owns = base === "device" ? [null] : [base, ...offsets.map((offset) => base + offset)];
      for (const own of owns) {
        const bound = bindOne(registration, base, own, channels);
        if (bound) byChannel.set(own, bound);
      }
    }
  return {
    points: named([...byChannel.values()], device.behaviour),
    groups: groupsOf(registrations, byChannel, channels),
  };
}

function named(points: Unnamed[], behaviour: DeviceBehaviour | undefined): CustomDataPoint[] {
  const counts = new Map<string, number>();
  for (const { parameter } of points) counts.set(parameter, (counts.get(parameter) ?? 0) + 1);
  return points
    .map((point) => ({
      ...point,
      behaviour,
      name: counts.get(point.parameter) === 1 ? point.parameter : `${point.parameter}@${point.number}`,
    }))
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
}

/** A device is a value: what it has is found once. */
const bound = new WeakMap<Device, DeviceCustomDataPoints>();

export function customDataPointsOf(device: Device): DeviceCustomDataPoints {
  let found = bound.get(device);
  if (!found) {
    found = bind(device);
    bound.set(device, found);
  }
  return found;
}

/** By `PARAM` or `PARAM@channel`; a bare name that several have means the first of them. */
export function findCustom(device: Device, name: string): CustomDataPoint | undefined {
  const { points } = customDataPointsOf(device);
  return (
    points.find((point) => point.name === name) ??
    points.find((point) => point.parameter === name || `${point.parameter}@${point.number}` === name)
  );
}
