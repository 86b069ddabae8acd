/** Figures about all devices of a home, from what is known of them. Pure. */
import { healthOf, isAvailable } from "./availability.ts";
import { firmwareOf } from "./product.ts";
import type { Values } from "./shown-value.ts";
import type { Device, InterfaceState } from "./types.ts";

/** A device with its values. */
export interface KnownDevice {
  device: Device;
  values: Values;
}

export interface DeviceCounts {
  total: number;
  /** They did not answer, or the CCU cannot be asked about them. */
  unreachable: number;
  /** They can take new firmware at all (`updatable` of a device), whether there is some or not. */
  firmware_updatable: number;
}

const connectedIds = (interfaces: readonly InterfaceState[]): ReadonlySet<string> =>
  new Set(interfaces.filter(({ connected }) => connected).map(({ id }) => id));

/** Counts by interface id; an interface without devices is there with zeros. */
export function countDevices(
  known: readonly KnownDevice[],
  interfaces: readonly InterfaceState[],
): Record<string, DeviceCounts> {
  const connected = connectedIds(interfaces);
  const counts = new Map<string, DeviceCounts>();
  const of = (id: string): DeviceCounts => {
    const found = counts.get(id) ?? { total: 0, unreachable: 0, firmware_updatable: 0 };
    counts.set(id, found);
    return found;
  };
  for (const { id } of interfaces) of(id);
  for (const { device, values } of known) {
    const count = of(device.interfaceId);
    count.total += 1;
    if (!isAvailable(values, connected.has(device.interfaceId))) count.unreachable += 1;
    if (firmwareOf(device).updatable) count.firmware_updatable += 1;
  }
  return Object.fromEntries(counts);
}

/** How the two ends of a device's radio hear each other, and its battery. */
export interface RadioReading {
  address: string;
  name: string;
  interface_id: string;
  central: string;
  /** dBm at the device, and at the CCU or the gateway; null where it was never told. */
  rssi_device: number | null;
  rssi_peer: number | null;
  battery_level: number | null;
  low_battery: boolean | null;
  reachable: boolean;
}

/** Of devices that have told one of the two. */
export function radioReadings(known: readonly KnownDevice[], interfaces: readonly InterfaceState[]): RadioReading[] {
  const connected = connectedIds(interfaces);
  return known.flatMap(({ device, values }) => {
    const { signalStrength, peerStrength, batteryLevel, lowBattery } = healthOf(device, values);
    if (signalStrength === null && peerStrength === null) return [];
    return {
      address: device.address,
      name: device.name,
      interface_id: device.interfaceId,
      central: device.central,
      rssi_device: signalStrength,
      rssi_peer: peerStrength,
      battery_level: batteryLevel,
      low_battery: lowBattery,
      reachable: isAvailable(values, connected.has(device.interfaceId)),
    };
  });
}

/** How well a device is heard. */
export interface SignalQuality {
  address: string;
  name: string;
  model: string;
  interface_id: string;
  is_reachable: boolean;
  /** RSSI at the device, dBm; null where it never told (wired ones do not). */
  signal_strength: number | null;
  low_battery: boolean | null;
}

export function signalQualities(known: readonly KnownDevice[], interfaces: readonly InterfaceState[]): SignalQuality[] {
  const connected = connectedIds(interfaces);
  return known.map(({ device, values }) => {
    const { signalStrength, lowBattery } = healthOf(device, values);
    return {
      address: device.address,
      name: device.name,
      model: device.model,
      interface_id: device.interfaceId,
      is_reachable: isAvailable(values, connected.has(device.interfaceId)),
      signal_strength: signalStrength,
      low_battery: lowBattery,
    };
  });
}
