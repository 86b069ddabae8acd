/** Which channels can be outputs of the alarm, and of which classes: told from the device model, whatever the device is. Pure. */
import { type CustomDataPoint, customDataPointsOf } from "../../model/custom/bind.ts";
import type { Channel, Device } from "../../model/types.ts";
import type { OutputClass } from "./home/config/output.ts";

/** Classes that have a channel behind them, in the contract's order. */
export const DEVICE_CLASSES = [
  "acoustic_siren",
  "optical_siren",
  "switched_siren",
  "smoke_sounder",
  "alarm_light",
  "chirp",
] as const satisfies readonly OutputClass[];
export type DeviceClass = (typeof DEVICE_CLASSES)[number];
export const isDeviceClass = (name: string): name is DeviceClass => DEVICE_CLASSES.includes(name as DeviceClass);

/**
 * How a channel is driven. `siren`: tone, lamp and duration in one write; `smoke`: a command; `sound`: a sound module;
 * `switch`: STATE; `dimmer`: LEVEL without a custom data point; `light`: by its custom data point.
 */
export type TargetKind = "siren" | "smoke" | "sound" | "switch" | "dimmer" | "light";

export interface OutputTarget {
  readonly device: Device;
  readonly channel: Channel;
  readonly kind: TargetKind;
  /** In the contract's order. */
  readonly classes: readonly DeviceClass[];
  readonly custom?: CustomDataPoint;
}

/**
 * Channels with a STATE that is no light and no socket: what they do when it is on. `sound`: they sound, and light nothing.
 * Not here, on purpose: locks, valves, heaters and heating circuits also have a STATE, and the sensor channels of
 * HM-Sec-Sir-WM sound only while the siren itself is armed.
 */
const SWITCH_TYPES: ReadonlyMap<string, "any" | "sound"> = new Map([
  ["SWITCH", "any"],
  ["SWITCH_VIRTUAL_RECEIVER", "any"],
  ["SIMPLE_SWITCH_RECEIVER", "any"],
  ["DIGITAL_OUTPUT", "any"],
  ["ALARMACTUATOR", "any"],
  ["SIGNAL_LED", "any"],
  ["SIGNAL_CHIME", "sound"],
  ["SWITCH_PANIC", "sound"],
]);
const DIMMER_TYPES: ReadonlySet<string> = new Set(["DIMMER", "VIRTUAL_DIMMER"]);

const writes = (channel: Channel, parameter: string, type?: string): boolean => {
  const point = channel.values.get(parameter);
  return point?.operations.write === true && (type === undefined || point.description.TYPE === type);
};

type Found = Pick<OutputTarget, "kind" | "classes"> | undefined;

function customTarget({ profile, fields }: CustomDataPoint): Found {
  switch (profile.kind) {
    case "siren": {
      // without an end of its own it is left to nobody
      if (!fields.duration) return undefined;
      const acoustic: DeviceClass[] = fields.acoustic ? ["acoustic_siren"] : [];
      const optical: DeviceClass[] = fields.optical ? ["optical_siren"] : [];
      const chirp: DeviceClass[] = fields.acoustic ? ["chirp"] : [];
      return { kind: "siren", classes: [...acoustic, ...optical, ...chirp] };
    }
    case "siren_smoke":
      return fields.command ? { kind: "smoke", classes: ["smoke_sounder"] } : undefined;
    case "siren_sound":
      return fields.duration ? { kind: "sound", classes: ["chirp"] } : undefined;
    default:
      if (profile.category !== "light" || fields.level?.point.operations.write !== true) return undefined;
      return { kind: "light", classes: fields.on_time ? ["switched_siren", "alarm_light"] : ["alarm_light"] };
  }
}

function plainTarget(channel: Channel): Found {
  const timed: DeviceClass[] = writes(channel, "ON_TIME") ? ["switched_siren"] : [];
  const use = SWITCH_TYPES.get(channel.type);
  if (use !== undefined && writes(channel, "STATE", "BOOL"))
    return { kind: "switch", classes: use === "sound" ? timed : [...timed, "alarm_light"] };
  if (DIMMER_TYPES.has(channel.type) && writes(channel, "LEVEL"))
    return { kind: "dimmer", classes: [...timed, "alarm_light"] };
  return undefined;
}

function targetOf(device: Device, channel: Channel, customs: readonly CustomDataPoint[]): OutputTarget | undefined {
  const custom = customs.find(({ number }) => number === channel.number);
  // a custom data point that is neither siren nor light says that a STATE is something else, except a switch
  const isSwitch = custom === undefined || custom.profile.category === "switch";
  const found = (custom && customTarget(custom)) ?? (isSwitch ? plainTarget(channel) : undefined);
  if (found === undefined || found.classes.length === 0) return undefined;
  return { device, channel, ...found, ...(custom ? { custom } : {}) };
}

/** Every channel that can be an output, ascending by number. */
export function targetsOf(device: Device): OutputTarget[] {
  const customs = customDataPointsOf(device).points;
  return device.channels.flatMap((channel) => targetOf(device, channel, customs) ?? []);
}

/** The channel with that address as an output; `undefined` where it cannot be one, or where the device lacks it. */
export function findTarget(device: Device, channelAddress: string): OutputTarget | undefined {
  const channel = device.channels.find(({ address }) => address === channelAddress);
  return channel && targetOf(device, channel, customDataPointsOf(device).points);
}

/** What people mean when they say the device: virtual channels of a group act on the same thing. */
export const isPrimary = ({ custom }: OutputTarget): boolean => custom?.primary !== false;

export const deviceAddressOf = (channelAddress: string): string => channelAddress.split(":", 1)[0] as string;
