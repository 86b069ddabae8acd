/** Whether a device can be reached, and how its battery and radio are (device-model 1.18). */
import { calculatedOf } from "./calculated/points.ts";
import { shownValue, type Values } from "./shown-value.ts";
import { type Device, type InterfaceState, valueKey } from "./types.ts";

/** What is known of values, however it is kept. */
type Known = Pick<Values, "get">;

/** Looked up with every value that changes. */
const UNREACH = valueKey(0, "VALUES", "UNREACH");
const STICKY_UNREACH = valueKey(0, "VALUES", "STICKY_UNREACH");

const maintenance = (values: Known, parameter: string): unknown =>
  shownValue(values.get(valueKey(0, "VALUES", parameter)));

/**
 * `connected` is the state of the device's interface: while the CCU cannot be asked, nothing behind it is available.
 * Then UNREACH of channel 0 decides, then STICKY_UNREACH; a device without either is available.
 */
export function isAvailable(values: Known, connected: boolean): boolean {
  if (!connected) return false;
  const unreach = shownValue(values.get(UNREACH));
  if (typeof unreach === "boolean") return !unreach;
  const sticky = shownValue(values.get(STICKY_UNREACH));
  return typeof sticky === "boolean" ? !sticky : true;
}

export interface DeviceHealth {
  batteryLevel: number | null;
  lowBattery: boolean | null;
  signalStrength: number | null;
  /** At the CCU or the gateway. */
  peerStrength: number | null;
  /** Milliseconds since the epoch; `undefined` where nothing was observed. */
  lastUpdated: number | undefined;
}

/** BATTERY_STATE up to here are volts and give no level (device-model 1.18). */
const VOLTS_LIMIT = 10;

function lowBattery(values: Values): boolean | null {
  for (const channel of [0, 1, 2])
    for (const parameter of channel === 0 ? ["LOW_BAT", "LOWBAT"] : ["LOW_BAT"]) {
      const low = shownValue(values.get(valueKey(channel, "VALUES", parameter)));
      if (typeof low === "boolean") return low;
    }
  return null;
}

/** Percent: calculated from the voltage where the batteries are known, else as the device reports it. */
function batteryLevel(device: Device, values: Values): number | null {
  const channel = device.channels.find((c) => c.number === 0);
  const calculated = channel && calculatedOf(device, channel).find((p) => p.name === "OPERATING_VOLTAGE_LEVEL");
  const level = calculated?.value(values);
  if (typeof level === "number") return Math.round(level);
  const battery = maintenance(values, "BATTERY_STATE");
  return typeof battery === "number" && battery > VOLTS_LIMIT ? Math.round(battery) : null;
}

export function healthOf(device: Device, values: Values): DeviceHealth {
  const decibels = (parameter: string): number | null => {
    const value = maintenance(values, parameter);
    return typeof value === "number" ? Math.trunc(value) : null;
  };
  let lastUpdated: number | undefined;
  for (const state of values.values())
    if (state.source !== "unobserved" && (lastUpdated === undefined || state.changedAt > lastUpdated))
      lastUpdated = state.changedAt;
  return {
    batteryLevel: batteryLevel(device, values),
    lowBattery: lowBattery(values),
    signalStrength: decibels("RSSI_DEVICE"),
    peerStrength: decibels("RSSI_PEER"),
    lastUpdated,
  };
}

/** Whether the interface of a device is connected, by the interfaces of its home. An unknown interface is not. */
export const isConnected = (device: Device, interfaces: readonly InterfaceState[]): boolean =>
  interfaces.some((state) => state.id === device.interfaceId && state.connected);
