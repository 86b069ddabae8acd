/** Descriptions of a device → the device as a value of the model. Pure: what it needs to know comes with the context. */
import type { ChannelFlagValues } from "../kernel/site.ts";
import type { DeviceBundle, DeviceDescription, ParameterDescription, ParamsetDescription } from "../ports/index.ts";
import { type Classification, classify, type EventKind } from "./classify.ts";
import { channelName, deviceName } from "./names.ts";
import { keyPrefix } from "./routing-keys.ts";
import type { Channel, DataPoint, DataPointParamset, Device, DeviceBehaviour, EventGroup } from "./types.ts";
import type { UnIgnored } from "./unignore.ts";
import { cleanUnit } from "./units.ts";

/**
 * The seam for custom data points (device-model 2): says which usage a custom definition forces on a parameter;
 * `undefined` = none claims it. Applied after all other rules except the operation mode and the forced sensor.
 * `rest` = no definition names it, but its device is one thing: it is a part (`no_create`) unless it is less than that.
 */
export type UsageClaim = (
  model: string,
  channel: number | null,
  paramset: DataPointParamset,
  parameter: string,
) => "ce_visible" | "data_point" | "no_create" | "rest" | undefined;

export interface BuildContext {
  central: string;
  /** By address of device or channel, from the logic layer. */
  names?: Readonly<Record<string, { name: string; id?: number }>>;
  /** Sorted names of the rooms (functions) of a channel address. */
  rooms?: ReadonlyMap<string, readonly string[]>;
  functions?: ReadonlyMap<string, readonly string[]>;
  /** The operator's flags by channel address. */
  flags?: ReadonlyMap<string, ChannelFlagValues>;
  /** Serial of the CCU: part of the keys of pseudo devices, whose keys stay empty until it is known. */
  serial?: string;
  /** What CHANNEL_OPERATION_MODE says, by channel address (a label); read after the device is built. */
  modes?: ReadonlyMap<string, string>;
  /** The same device as it was: its revision goes on. */
  previous?: Device;
  claim?: UsageClaim;
  /** What a person wants to see although it is hidden by default. */
  unIgnored?: UnIgnored;
  behaviour?: DeviceBehaviour;
}

/** Descriptions that CCUs are known to get wrong (device-model 1.7). */
const REPAIRS: readonly { model: string; channel: number; parameter: string; repair: Partial<ParameterDescription> }[] =
  [
    { model: "HM-CC-VG-1", channel: 1, parameter: "SET_TEMPERATURE", repair: { MIN: 4.5, MAX: 30.5 } },
    { model: "HmIP-FWI", channel: 0, parameter: "CODE_ID", repair: { MAX: 31 } },
  ];

const NONE: readonly string[] = Object.freeze([]);
const NO_POINTS: ReadonlyMap<string, DataPoint> = new Map();

/** The CCU is hostile input: entries that are no description at all are skipped (device-model 1.7). */
function isDescription(value: unknown): value is ParameterDescription {
  return typeof value === "object" && value !== null && typeof (value as ParameterDescription).TYPE === "string";
}

function repaired(model: string, channel: number | null, name: string, description: ParameterDescription) {
  const listIsSound = description.VALUE_LIST === undefined || Array.isArray(description.VALUE_LIST);
  const known = REPAIRS.find((r) => r.parameter === name && r.channel === channel && r.model === model);
  if (known === undefined && listIsSound) return description;
  const { VALUE_LIST, ...rest } = description;
  return { ...rest, ...(listIsSound && VALUE_LIST ? { VALUE_LIST } : {}), ...known?.repair };
}

/** Lower-case spellings of parameters, shared by all devices: there are a thousand names and a quarter of a million uses. */
const lowered = new Map<string, string>();
/** More names than any home has: beyond it they are not kept, against descriptions made up to fill memory. */
const LOWERED_LIMIT = 10_000;
function lower(name: string): string {
  let text = lowered.get(name);
  if (text === undefined) {
    text = name.toLowerCase();
    if (lowered.size < LOWERED_LIMIT) lowered.set(name, text);
  }
  return text;
}

interface ChannelFrame {
  model: string;
  number: number | null;
  address: string;
  type: string;
  mode: string | undefined;
  prefix: string | undefined;
  claim: UsageClaim | undefined;
  unIgnored: UnIgnored | undefined;
}

function claimedUsage(claimed: ReturnType<UsageClaim>, found: Classification): string {
  if (claimed === undefined || found.byMode) return found.usage;
  if (claimed !== "rest") return claimed;
  return found.usage === "data_point" ? "no_create" : found.usage;
}

function buildPoint(
  frame: ChannelFrame,
  paramset: DataPointParamset,
  parameter: string,
  raw: ParameterDescription,
): { point: DataPoint; found: Classification } {
  const { model, number } = frame;
  const description = repaired(model, number, parameter, raw);
  const unIgnored = frame.unIgnored?.({ model, channel: number, paramset, parameter }) === true;
  const { type: channelType, mode: operationMode } = frame;
  const site = { model, channel: number, channelType, paramset, parameter, operationMode, unIgnored };
  const found = classify(site, description);
  const claimed = found.forcedSensor || unIgnored ? undefined : frame.claim?.(model, number, paramset, parameter);
  const suffix = found.forcedSensor ? "_sensor" : "";
  const point: DataPoint = {
    parameter,
    paramset,
    channel: number,
    description,
    operations: found.operations,
    category: found.category,
    dataPointType: found.dataPointType,
    usage: claimedUsage(claimed, found),
    // what a definition needs to be seen is seen, whatever the rules for unknown devices say (device-model 6.2)
    visible: found.visible || claimed === "ce_visible" || claimed === "data_point",
    unit: cleanUnit(parameter, description.UNIT),
    uniqueId: frame.prefix === undefined ? "" : `${frame.prefix}_${lower(parameter)}${suffix}`,
  };
  return { point, found };
}

type Events = Map<EventKind, string[]>;

function buildPoints(
  frame: ChannelFrame,
  paramset: DataPointParamset,
  descriptions: ParamsetDescription | undefined,
  events?: Events,
): ReadonlyMap<string, DataPoint> {
  if (descriptions === undefined) return NO_POINTS;
  const points = new Map<string, DataPoint>();
  for (const parameter of Object.keys(descriptions)) {
    const description: unknown = descriptions[parameter];
    if (!isDescription(description)) continue;
    const { point, found } = buildPoint(frame, paramset, parameter, description);
    points.set(parameter, point);
    if (events && found.event && point.usage !== "no_create") {
      const list = events.get(found.event);
      if (list) list.push(parameter);
      else events.set(found.event, [parameter]);
    }
  }
  return points.size === 0 ? NO_POINTS : points;
}

const channelNumber = (address: string): number | null => {
  const at = address.indexOf(":");
  const text = at < 0 ? "" : address.slice(at + 1);
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
};

function buildChannel(
  bundle: DeviceBundle,
  description: DeviceDescription,
  number: number | null,
  device: { name: string; model: string },
  context: BuildContext,
): Channel {
  const address = description.ADDRESS;
  const frame: ChannelFrame = {
    model: device.model,
    number,
    address,
    type: description.TYPE,
    mode: context.modes?.get(address),
    prefix: keyPrefix(address, context.serial),
    claim: context.claim,
    unIgnored: context.unIgnored,
  };
  const paramsets = bundle.paramsets[address];
  const events: Events = new Map();
  const values = buildPoints(frame, "VALUES", paramsets?.VALUES, events);
  const ccu = context.names?.[address];
  const flags = context.flags?.get(address);
  return {
    address,
    number,
    type: description.TYPE,
    name: channelName(ccu?.name, device, address, number),
    description,
    values,
    master: buildPoints(frame, "MASTER", paramsets?.MASTER),
    eventGroups: eventGroups(address, events, context.serial),
    rooms: context.rooms?.get(address) ?? NONE,
    functions: context.functions?.get(address) ?? NONE,
    hidden: flags?.hidden ?? false,
    locked: flags?.locked ?? false,
    iseId: ccu?.id,
  };
}

function eventGroups(channelAddress: string, events: Events, serial: string | undefined): EventGroup[] {
  return [...events].map(([kind, parameters]) => ({
    channelAddress,
    kind,
    parameters,
    uniqueId: keyPrefix(channelAddress, serial, `event_group_${kind}`) ?? "",
  }));
}

/**
 * Builds a device with all its channels and data points. The first description must be the device's own (empty
 * PARENT): `undefined` is returned for a bundle without one, which no CCU has a reason to send.
 */
export function buildDevice(bundle: DeviceBundle, context: BuildContext): Device | undefined {
  const own = bundle.descriptions.find((d) => !d.PARENT);
  if (own === undefined || typeof own.ADDRESS !== "string" || own.ADDRESS === "") return undefined;
  const model = own.TYPE;
  const ccu = context.names?.[own.ADDRESS];
  const name = deviceName(ccu?.name, model, own.ADDRESS);
  const channels: Channel[] = [];
  for (const description of bundle.descriptions) {
    if (!description.PARENT) continue;
    const number = channelNumber(description.ADDRESS);
    if (number !== null) channels.push(buildChannel(bundle, description, number, { name, model }, context));
  }
  channels.sort((a, b) => a.number! - b.number!);
  return {
    address: own.ADDRESS,
    central: context.central,
    interface: bundle.interface,
    interfaceId: `${context.central}-${bundle.interface}`,
    model,
    subModel: own.SUBTYPE || undefined,
    name,
    iseId: ccu?.id,
    description: own,
    root: buildChannel(bundle, own, null, { name, model }, context),
    channels,
    revision: (context.previous?.revision ?? 0) + 1,
    ...(context.behaviour ? { behaviour: context.behaviour } : {}),
  };
}
