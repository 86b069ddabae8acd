/** The devices that run on batteries, and how those are. */
import type { HomeDevice } from "../../../adapters/client/index.ts";
import { pointsOf } from "./tiles.ts";

export interface Battery {
  readonly device: HomeDevice;
  /** `undefined`: the device has not told yet. */
  readonly isLow: boolean | undefined;
  /** Volts. */
  readonly voltage: number | undefined;
}

const LOW = ["LOW_BAT", "LOWBAT", "LOWBAT_REPORTING"];
const VOLTAGE = ["OPERATING_VOLTAGE", "BATTERY_STATE"];

const stateOf = (device: HomeDevice, channel: number, parameter: string): unknown =>
  device.values.get(`${channel}.${parameter}`)?.value;

function batteryOf(device: HomeDevice): Battery | undefined {
  const points = pointsOf(device);
  const low = points.find(({ point, channel }) => channel === 0 && LOW.includes(point.parameter));
  if (low === undefined) return undefined;
  const state = stateOf(device, low.channel, low.point.parameter);
  const volts = points
    .filter(({ point }) => VOLTAGE.includes(point.parameter))
    .map((one) => stateOf(device, one.channel, one.point.parameter));
  return {
    device,
    isLow: typeof state === "boolean" ? state : undefined,
    // 0 V is what devices say that do not measure it
    voltage: volts.find((value): value is number => typeof value === "number" && value > 0),
  };
}

/** What is low first, then what is not known, then the rest; each by name. */
export function batteriesOf(devices: readonly HomeDevice[], compare: (a: string, b: string) => number): Battery[] {
  const rank = ({ isLow }: Battery) => (isLow === true ? 0 : isLow === undefined ? 1 : 2);
  return devices
    .map(batteryOf)
    .filter((one) => one !== undefined)
    .sort((a, b) => rank(a) - rank(b) || compare(a.device.summary.name, b.device.summary.name));
}
