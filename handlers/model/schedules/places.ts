/** Where a device keeps its schedule (device-model 4.1), and what it is a schedule for. */
import type { Channel, Device } from "../types.ts";
import { type ClimateLayout, climateLayout } from "./climate.ts";
import { type TargetChannel, targetChannels } from "./targets.ts";
import type { Points } from "./written.ts";

export type Domain = "switch" | "light" | "cover" | "valve" | "lock";

/** Groups of a week program that any known device has. */
export const GROUPS_LIMIT = 75;

/** How a WEEK_PROFILE channel's MASTER holds its groups. */
export interface SimpleLayout {
  readonly kind: "simple";
  /** Groups 1 … `groups`. */
  readonly groups: number;
  /** What follows `NN_WP_`. */
  readonly fields: ReadonlySet<string>;
  /** `undefined` where nothing tells it. */
  readonly domain: Domain | undefined;
  readonly targets: readonly TargetChannel[];
}
export type ScheduleLayout = ClimateLayout | SimpleLayout;

export interface SchedulePlace<L extends ScheduleLayout = ScheduleLayout> {
  readonly device: Device;
  /** Owner of the MASTER paramset; the device's root on classic thermostats. */
  readonly channel: Channel;
  readonly layout: L;
}

const CLIMATE_CHANNELS: ReadonlySet<string> = new Set([
  "CLIMATECONTROL_RT_TRANSCEIVER",
  "CLIMATECONTROL_REGULATOR",
  "HEATING_CLIMATECONTROL_TRANSCEIVER",
]);
const isWeekProfile = (channel: Channel): boolean => channel.type.endsWith("WEEK_PROFILE");

/** By the schedule's channel, else by what the device acts with. */
const DOMAINS: readonly (readonly [RegExp, Domain])[] = [
  [/^(WATER_SWITCH|SERVO)/, "valve"],
  [/^(DIMMER|UNIVERSAL_LIGHT|OPTICAL_SIGNAL)/, "light"],
  [/^(BLIND|SHADING|SHUTTER_(TRANSMITTER|VIRTUAL_RECEIVER))/, "cover"],
  [/^SWITCH/, "switch"],
];

function domainOf(device: Device, schedule: Channel): Domain | undefined {
  // locks use a SWITCH_WEEK_PROFILE
  if (device.channels.some(({ type }) => type.startsWith("DOOR_LOCK") || type.startsWith("KEYMATIC"))) return "lock";
  for (const { type } of [schedule, ...device.channels])
    for (const [pattern, domain] of DOMAINS) if (pattern.test(type)) return domain;
  return undefined;
}

/** Name of a group's parameter. */
export const groupKey = (group: number, field: string): string => `${String(group).padStart(2, "0")}_WP_${field}`;

function simpleLayout(device: Device, channel: Channel): SimpleLayout | undefined {
  const points: Points = channel.master;
  let groups = 0;
  while (groups < GROUPS_LIMIT && points.has(groupKey(groups + 1, "WEEKDAY"))) groups++;
  if (groups === 0) return undefined;
  const prefix = groupKey(1, "");
  const fields = [...points.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return {
    kind: "simple",
    groups,
    fields: new Set(fields),
    domain: domainOf(device, channel),
    targets: targetChannels(device),
  };
}

/** The schedule that this very channel (or root) holds. */
function placeOf(device: Device, channel: Channel | undefined): SchedulePlace | undefined {
  if (!channel) return undefined;
  const layout = simpleLayout(device, channel) ?? climateLayout(channel.master);
  return layout && { device, channel, layout };
}

/** The device's schedule: its week program, else the heating schedule of a channel, else that of the device itself. */
export function deviceSchedule(device: Device): SchedulePlace | undefined {
  const { channels } = device;
  const candidates = [
    ...channels.filter(isWeekProfile),
    ...channels.filter(({ type }) => CLIMATE_CHANNELS.has(type)),
    device.root,
  ];
  for (const channel of candidates) {
    const place = placeOf(device, channel);
    if (place) return place;
  }
  return undefined;
}

/** The schedule of a channel. Channel 0 and the climate channel of a classic thermostat speak for the device's root. */
export function channelSchedule(device: Device, number: number): SchedulePlace | undefined {
  const channel = device.channels.find((one) => one.number === number);
  const own = placeOf(device, channel);
  if (own || !(number === 0 || (channel && CLIMATE_CHANNELS.has(channel.type)))) return own;
  return placeOf(device, device.root);
}

/** Number in the API's channel reference: the root has none, and answers to 0. */
export const channelNumber = ({ channel }: SchedulePlace): number => channel.number ?? 0;

export const isClimate = (place: SchedulePlace): place is SchedulePlace<ClimateLayout> =>
  place.layout.kind === "climate";
export const isSimple = (place: SchedulePlace): place is SchedulePlace<SimpleLayout> => place.layout.kind === "simple";
