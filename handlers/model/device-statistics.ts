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
