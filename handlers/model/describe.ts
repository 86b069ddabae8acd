/** Values of the model as answers of the API. Pure; every moment is given by the caller. */
import type {
  ChannelSummary,
  DataPointSummary,
  DeviceDetail,
  DeviceSummary,
  EventGroupSummary,
  TriggeredEventSummary,
} from "../features/devices/schemas/devices.ts";
import { healthOf, isAvailable, shownValue, type Values } from "./availability.ts";
import { customMembers, groupRooms } from "./custom/describe.ts";
import { hasSubDevices } from "./groups.ts";
import { channelTypeLabel, type Locale, parameterLabel, valueTranslations } from "./labels.ts";
import { dataPointName } from "./names.ts";
import { firmwareOf, interfaceCapabilities, manufacturer, productGroup, rxMode } from "./product.ts";
import {
  type Channel,
  type DataPoint,
  type Device,
  type EventGroup,
  type InterfaceState,
  type ValueState,
  valueKey,
} from "./types.ts";
import { uiHint } from "./ui-hints.ts";

export type { Locale, Values };

const iso = (at: number): string => new Date(at).toISOString();
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

// ---------------------------------------------------------------- finding

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

// ---------------------------------------------------------------- devices

/** Whether the interface of a device is connected, by the interfaces of its home. An unknown interface is not. */
export const isConnected = (device: Device, interfaces: readonly InterfaceState[]): boolean =>
  interfaces.some((state) => state.id === device.interfaceId && state.connected);

export interface DeviceView {
  /** The interfaces of the home (of all centrals, or of the device's). */
  interfaces: readonly InterfaceState[];
}

export function describeDevice(device: Device, values: Values, view: DeviceView): DeviceSummary {
  const firmware = firmwareOf(device);
  const rx = rxMode(device.description.RX_MODE);
  const rooms = sorted(device.channels.flatMap((channel) => channel.rooms).concat(device.root.rooms));
  const functions = sorted(device.channels.flatMap((channel) => channel.functions).concat(device.root.functions));
  return {
    address: device.address,
    central: device.central,
    interface: device.interface,
    interface_id: device.interfaceId,
    ...(device.iseId === undefined ? {} : { ise_id: device.iseId }),
    model: device.model,
    ...(device.subModel === undefined ? {} : { sub_model: device.subModel }),
    name: device.name,
    manufacturer: manufacturer(device.model),
    product_group: productGroup(device.model, device.interface),
    available: isAvailable(values, isConnected(device, view.interfaces)),
    channels_count: device.channels.length,
    updatable: firmware.updatable,
    update_available: firmware.updateAvailable,
    update_status: firmware.status,
    ...(rooms.length > 0 ? { rooms } : {}),
    ...(functions.length > 0 ? { functions } : {}),
    ...interfaceCapabilities(device.interface),
    has_sub_devices: hasSubDevices(device),
    ...(rx === undefined ? {} : { rx_mode: rx }),
  };
}

export interface DetailView extends DeviceView {
  locale: Locale;
  /** Channels that an operator hides are left out unless asked for. Default true: the detail is complete. */
  includeHidden?: boolean;
}

export function describeDeviceDetail(device: Device, values: Values, view: DetailView): DeviceDetail {
  const summary = describeDevice(device, values, view);
  const firmware = firmwareOf(device);
  const health = healthOf(device, values);
  return {
    ...summary,
    firmware: {
      Current: firmware.current,
      Available: firmware.available,
      Updatable: firmware.updatable,
      UpdateState: firmware.state,
    },
    availability: {
      IsReachable: summary.available,
      ...(health.lastUpdated === undefined ? {} : { LastUpdated: iso(health.lastUpdated) }),
      BatteryLevel: health.batteryLevel,
      LowBattery: health.lowBattery,
      SignalStrength: health.signalStrength,
    },
    channels: device.channels
      .filter((channel) => view.includeHidden !== false || !channel.hidden)
      .map((channel) => describeChannel(device, channel, view.locale)),
  };
}

// ---------------------------------------------------------------- channels

export function describeChannel(device: Device, channel: Channel, locale: Locale): ChannelSummary {
  const keys = channel.description.PARAMSETS;
  const [room, ...otherRooms] = groupRooms(device, channel);
  return {
    address: channel.address,
    // the device's own paramset has no number in the model and none in any list of channels
    number: channel.number ?? -1,
    name: channel.name,
    type: channel.type,
    type_label: channelTypeLabel(channel.type, locale),
    paramset_key: channel.values.size === 0 && channel.master.size > 0 ? "MASTER" : "VALUES",
    ...(Array.isArray(keys) && keys.length > 0 ? { paramset_keys: [...keys] } : {}),
    data_points_count: channel.values.size + channel.master.size,
    ...customMembers(device, channel),
    ...(room !== undefined && otherRooms.length === 0 ? { room } : {}),
    ...(channel.rooms.length > 0 ? { rooms: [...channel.rooms] } : {}),
    ...(channel.functions.length > 0 ? { functions: [...channel.functions] } : {}),
    hidden: channel.hidden,
    locked: channel.locked,
  };
}

// ---------------------------------------------------------------- data points

/** Categories without a state that could be read: presses and commands (device-model 1.8, ACTION). */
const STATELESS: ReadonlySet<string> = new Set(["action", "action_select", "action_number", "button"]);
export const isStateless = ({ category, description }: DataPoint): boolean =>
  description.TYPE === "ACTION" && (category === undefined || STATELESS.has(category));

export interface DataPointView {
  locale: Locale;
  /** Milliseconds since the epoch: the age of a value counts up to here. */
  now: number;
}

function describeState(state: ValueState | undefined, now: number): Partial<DataPointSummary> {
  if (state === undefined || state.source === "unobserved") return { observed: false, source: "unobserved" };
  const changed = iso(state.changedAt);
  const age = Math.floor((now - state.seenAt) / 1000);
  return {
    observed: true,
    source: state.source,
    modified_at: changed,
    last_changed_at: changed,
    last_seen_at: iso(state.seenAt),
    ...(age > 0 ? { value_age_seconds: age } : {}),
  };
}

function describeLimits({ description }: DataPoint): Partial<DataPointSummary> {
  return {
    ...(description.MIN === undefined ? {} : { min: description.MIN }),
    ...(description.MAX === undefined ? {} : { max: description.MAX }),
    ...(description.DEFAULT === undefined ? {} : { default: description.DEFAULT }),
  };
}

/** `state` comes from `stateOf` or from the home's values; `undefined` = never observed. */
export function describeDataPoint(
  device: Device,
  channel: Channel,
  point: DataPoint,
  state: ValueState | undefined,
  view: DataPointView,
): DataPointSummary {
  const { description, parameter } = point;
  const label = parameterLabel(parameter, channel.type, view.locale);
  const translations = valueTranslations(description.VALUE_LIST, view.locale);
  return {
    parameter,
    unique_id: point.uniqueId,
    parameter_label: label,
    translated_name: dataPointName(device, channel, parameter, label),
    label_omitted: false,
    value: isStateless(point) ? null : (shownValue(state) ?? null),
    observed: false,
    ...describeState(state, view.now),
    operations: point.operations,
    ...(point.category === undefined ? {} : { category: point.category }),
    ...(point.dataPointType === undefined ? {} : { data_point_type: point.dataPointType }),
    usage: point.usage,
    ...(description.CONTROL ? { control: description.CONTROL } : {}),
    type: description.TYPE,
    ...(description.VALUE_LIST?.length ? { value_list: description.VALUE_LIST } : {}),
    ...(translations ? { value_translations: translations } : {}),
    ...(point.unit === undefined ? {} : { unit: point.unit }),
    ...describeLimits(point),
    ui_hint: uiHint(parameter, description, point.unit),
  };
}

// ---------------------------------------------------------------- event groups

function lastTriggered(channel: Channel, group: EventGroup, values: Values): TriggeredEventSummary | undefined {
  let newest: { parameter: string; state: ValueState } | undefined;
  for (const parameter of group.parameters) {
    const state = values.get(valueKey(channel.number, "VALUES", parameter));
    if (state && state.source !== "unobserved" && (!newest || state.changedAt > newest.state.changedAt))
      newest = { parameter, state };
  }
  return (
    newest && { parameter: newest.parameter, value: newest.state.value, triggered_at: iso(newest.state.changedAt) }
  );
}

export function describeEventGroup(
  device: Device,
  channel: Channel,
  group: EventGroup,
  values: Values,
  view: DeviceView,
): EventGroupSummary {
  const last = lastTriggered(channel, group, values);
  return {
    channel_address: group.channelAddress,
    unique_id: group.uniqueId,
    kind: group.kind,
    event_types: group.parameters.map((parameter) => parameter.toLowerCase()),
    parameters: [...group.parameters],
    available: isAvailable(values, isConnected(device, view.interfaces)),
    ...(last ? { last_triggered_event: last } : {}),
  };
}
