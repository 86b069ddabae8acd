/** Energy by hours of a day, days of a month, months of a year. Dates are those of the visitor's own clock. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Energy = Schemas["EnergyResponse"];
export const PERIODS = ["day", "month", "year"] as const;
export type Period = (typeof PERIODS)[number];
/** What a bar stands for. */
export const GROUPS = { day: "hour", month: "day", year: "month" } as const;

export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** The period that a day is in. @param steps periods later, below 0: earlier */
export function rangeOf(period: Period, at: Date, steps = 0): Range {
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  if (period === "day") return { from: new Date(year, month, day + steps), to: new Date(year, month, day + steps + 1) };
  if (period === "month") return { from: new Date(year, month + steps, 1), to: new Date(year, month + steps + 1, 1) };
  return { from: new Date(year + steps, 0, 1), to: new Date(year + steps + 1, 0, 1) };
}

export interface Bar {
  readonly ts: string;
  readonly consumed: number;
  readonly fedIn: number;
}

/** All devices together, by time. @param address of one device alone */
export function barsOf({ devices }: Energy, address: string | undefined): Bar[] {
  const bars = new Map<string, Bar>();
  for (const device of devices) {
    if (address !== undefined && device.address !== address) continue;
    for (const { ts, consumed_wh: consumed, feed_in_wh: fedIn } of device.buckets) {
      const before = bars.get(ts);
      bars.set(ts, { ts, consumed: (before?.consumed ?? 0) + consumed, fedIn: (before?.fedIn ?? 0) + fedIn });
    }
  }
  return [...bars.values()].sort((a, b) => a.ts.localeCompare(b.ts));
}
