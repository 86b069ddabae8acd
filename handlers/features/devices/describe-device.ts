/** A device and its channels as the API shows them. */

import { healthOf, isAvailable, isConnected } from "../../model/availability.ts";
import { customMembers, groupRooms } from "../../model/custom/describe.ts";
import { hasSubDevices } from "../../model/groups.ts";
import { iso } from "../../model/iso-time.ts";
import { channelTypeLabel, type Locale } from "../../model/labels.ts";
import { firmwareOf, interfaceCapabilities, manufacturer, productGroup, rxMode } from "../../model/product.ts";
import type { Values } from "../../model/shown-value.ts";
import type { Channel, Device, InterfaceState } from "../../model/types.ts";
import type { ChannelSummary, DeviceDetail, DeviceSummary } from "./answers/devices.ts";

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

export interface DeviceView {
  /** The interfaces of the home (of all centrals, or of the device's). */
  interfaces: readonly InterfaceState[];
}

/** A row with what it was made from besides the device. */
interface Row {
  readonly values: Values;
  readonly connected: boolean;
  readonly summary: DeviceSummary;
}
/** The last row of each device: of a list that is made anew because one value has changed, the others are as they were. */
const rows = new WeakMap<Device, Row>();

/** The same object while nothing of it changes. */
export function describeDevice(device: Device, values: Values, view: DeviceView): DeviceSummary {
  const connected = isConnected(device, view.interfaces);
  const last = rows.get(device);
  if (last?.values === values && last.connected === connected) return last.summary;
  const summary = summaryOf(device, values, connected);
  rows.set(device, { values, connected, summary });
  return summary;
}

function summaryOf(device: Device, values: Values, connected: boolean): DeviceSummary {
  const firmware = firmwareOf(device);
  const health = healthOf(device, values);
  const available = isAvailable(values, connected);
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
    available,
    channels_count: device.channels.length,
    updatable: firmware.updatable,
    update_available: firmware.updateAvailable,
    update_status: firmware.status,
    ...(rooms.length > 0 ? { rooms } : {}),
    ...(functions.length > 0 ? { functions } : {}),
    ...interfaceCapabilities(device.interface),
    has_sub_devices: hasSubDevices(device),
    ...(rx === undefined ? {} : { rx_mode: rx }),
    firmware: {
      Current: firmware.current,
      Available: firmware.available,
      Updatable: firmware.updatable,
      UpdateState: firmware.state,
    },
    availability: {
      IsReachable: available,
      ...(health.lastUpdated === undefined ? {} : { LastUpdated: iso(health.lastUpdated) }),
      BatteryLevel: health.batteryLevel,
      LowBattery: health.lowBattery,
      SignalStrength: health.signalStrength,
    },
  };
}

export interface DetailView extends DeviceView {
  locale: Locale;
  /** Channels that an operator hides are left out unless asked for. Default true: the detail is complete. */
  includeHidden?: boolean;
}

export function describeDeviceDetail(device: Device, values: Values, view: DetailView): DeviceDetail {
  return {
    ...describeDevice(device, values, view),
    channels: device.channels
      .filter((channel) => view.includeHidden !== false || !channel.hidden)
      .map((channel) => describeChannel(device, channel, view.locale)),
  };
}

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
