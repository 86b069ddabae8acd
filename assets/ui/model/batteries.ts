/** The devices that run on batteries, how those are, which kind they are, and when somebody has changed them. */
import type { HomeDevice } from "../../../adapters/client/index.ts";
import { isRecord } from "./preferences.ts";
import { pointsOf } from "./tiles.ts";

export interface Battery {
  readonly device: HomeDevice;
  /** `undefined`: the device has not told yet. */
  readonly isLow: boolean | undefined;
  /** Volts. */
  readonly voltage: number | undefined;
  /** `AA`, `CR2032` …; `undefined`: nobody knows which the model takes. */
  readonly type: string | undefined;
  readonly cells: number | undefined;
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
  const { battery_type: type, battery_quantity: cells } = low.point.additional_information ?? {};
  return {
    device,
    isLow: typeof state === "boolean" ? state : undefined,
    // 0 V is what devices say that do not measure it
    voltage: volts.find((value): value is number => typeof value === "number" && value > 0),
    type: typeof type === "string" ? type : undefined,
    cells: typeof cells === "number" ? cells : undefined,
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

export interface Needed {
  readonly pieces: readonly { readonly type: string; readonly count: number }[];
  /** Devices whose kind of battery is not known. */
  readonly unnamed: number;
}

/** What has to be bought for all of them. */
export function neededFor(low: readonly Pick<Battery, "type" | "cells">[]): Needed {
  const counts = new Map<string, number>();
  for (const { type, cells } of low) if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + (cells ?? 1));
  return {
    pieces: [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => (a.type < b.type ? -1 : 1)),
    unnamed: low.filter(({ type }) => type === undefined).length,
  };
}

// ---------------------------------------------------------------- when they were changed

/** Devices of one user's notes; the oldest notes go. */
export const NOTES_LIMIT = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const batteryId = ({ central, address }: { central: string; address: string }): string =>
  `${central}/${address}`;

/** Days as `2026-11-30` by device. @param kept whatever is there: others may have written it */
export function readChanged(kept: unknown): Map<string, string> {
  const entries = Object.entries(isRecord(kept) ? kept : {});
  return new Map(entries.filter((one): one is [string, string] => typeof one[1] === "string" && DAY.test(one[1])));
}

/** @returns what is kept then @param day `undefined`: it is forgotten */
export function withChanged(kept: unknown, id: string, day: string | undefined): Record<string, string> {
  const { [id]: _, ...others } = Object.fromEntries(readChanged(kept));
  return Object.fromEntries([...Object.entries(others), ...(day === undefined ? [] : [[id, day]])].slice(-NOTES_LIMIT));
}
