/** Channels that can be outputs or remote keys of the alarm, for whoever sets it up. Told from the read model alone. */
import { VIRTUAL_REMOTE_MODELS } from "../../model/classify.ts";
import { reading } from "../../model/custom/bind.ts";
import { compareDevices, idOf } from "../../model/device-id.ts";
import { knownValueLabel, type Locale } from "../../model/labels.ts";

import type { Values } from "../../model/shown-value.ts";
import type { Channel, Device } from "../../model/types.ts";
import type { Home } from "../../ports/index.ts";
import { type DeviceClass, isPrimary, type OutputTarget, targetsOf } from "./targets.ts";

export interface ChannelPlace {
  readonly central: string;
  readonly device_address: string;
  readonly device_name: string;
  readonly model: string;
  readonly channel_address: string;
  readonly channel_no: number;
  readonly channel_name: string;
}

export interface OutputCandidate extends ChannelPlace {
  readonly rooms: string[];
  readonly functions: string[];
  readonly classes: DeviceClass[];
  readonly kind: string;
  readonly available_tones?: string[];
  readonly available_tone_labels?: string[];
  readonly available_lights?: string[];
  readonly available_light_labels?: string[];
  readonly available_soundfiles?: string[];
  readonly available_soundfile_labels?: string[];
  readonly dimmable?: boolean;
}

export interface RemoteKeyCandidate extends ChannelPlace {
  readonly parameters: ("PRESS_SHORT" | "PRESS_LONG")[];
}

const placeOf = (device: Device, channel: Channel): ChannelPlace => ({
  central: device.central,
  device_address: device.address,
  device_name: device.name,
  model: device.model,
  channel_address: channel.address,
  channel_no: channel.number ?? 0,
  channel_name: channel.name,
});

/** `available_<name>s` with the parallel list of texts for people; nothing where there is no choice. */
function choices(name: string, values: readonly string[], locale: Locale): Record<string, string[]> {
  if (values.length === 0) return {};
  const labels = values.map((value) => knownValueLabel(value, locale) ?? value);
  return { [`available_${name}s`]: [...values], [`available_${name}_labels`]: labels };
}

function describe(target: OutputTarget, values: Values, locale: Locale): OutputCandidate {
  const { device, channel, custom, kind, classes } = target;
  const now = custom && reading(custom, values);
  return {
    ...placeOf(device, channel),
    rooms: [...channel.rooms],
    functions: [...channel.functions],
    classes: [...classes],
    kind: custom?.profile.kind ?? (kind === "dimmer" ? "light" : kind),
    ...(now ? choices("tone", now.labels("acoustic"), locale) : {}),
    ...(now ? choices("light", now.labels("optical"), locale) : {}),
    ...(now ? choices("soundfile", now.labels("soundfile"), locale) : {}),
    ...(classes.includes("alarm_light") ? { dimmable: kind === "light" || kind === "dimmer" } : {}),
  };
}

/** By central, device and channel; without channels that people hid, and of a group only the one that people mean. */
export async function outputCandidates(
  home: Pick<Home, "devices" | "values">,
  locale: Locale,
  only?: DeviceClass,
): Promise<OutputCandidate[]> {
  const found: OutputCandidate[] = [];
  for (const device of [...(await home.devices())].sort(byPlace)) {
    const targets = targetsOf(device).filter(
      (target) => isPrimary(target) && !target.channel.hidden && (only === undefined || target.classes.includes(only)),
    );
    if (targets.length === 0) continue;
    const values = await home.values(idOf(device));
    const isIdle = ({ custom }: OutputTarget) => custom?.profile.idle?.(reading(custom, values)) === true;
    found.push(...targets.filter((target) => !isIdle(target)).map((target) => describe(target, values, locale)));
  }
  return found;
}

const byPlace = (a: Device, b: Device): number =>
  a.central === b.central ? compareDevices(a, b) : a.central < b.central ? -1 : 1;

const PRESSES = ["PRESS_SHORT", "PRESS_LONG"] as const;

/** Keys that people hold in their hands; those that the CCU itself has are none. By central, device and channel. */
export async function remoteKeyCandidates(home: Pick<Home, "devices">): Promise<RemoteKeyCandidate[]> {
  const devices = (await home.devices()).filter(({ model }) => !VIRTUAL_REMOTE_MODELS.has(model));
  return [...devices].sort(byPlace).flatMap((device) =>
    device.channels.flatMap((channel) => {
      const parameters = PRESSES.filter((name) => channel.values.has(name));
      return parameters.length === 0 || channel.hidden ? [] : [{ ...placeOf(device, channel), parameters }];
    }),
  );
}
