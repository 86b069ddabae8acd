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

/** Bars that a period has room for, whether or not something was measured in each. */
export function slotsOf(period: Period, { from, to }: Range): number {
  if (period === "year") return 12;
  const hours = Math.round((to.getTime() - from.getTime()) / 3_600_000);
  // a day has 23 or 25 hours where clocks are changed
  return period === "day" ? hours : Math.round(hours / 24);
}

/** Where the bar of a time stands among them, from 0. */
export function slotOf(period: Period, { from }: Range, at: Date): number {
  if (period === "year") return at.getMonth();
  return period === "month" ? at.getDate() - 1 : Math.floor((at.getTime() - from.getTime()) / 3_600_000);
}

/** Slots between two times that are written below the bars. */
const STEPS: Readonly<Record<Period, number>> = { day: 6, month: 7, year: 3 };
/** The times that are written below the bars, and the slot that each begins. */
export function ticksOf(period: Period, range: Range): { readonly slot: number; readonly at: Date }[] {
  const { from } = range;
  const ticks: { slot: number; at: Date }[] = [];
  for (let step = 0; step < slotsOf(period, range); step += STEPS[period]) {
    const at = new Date(from);
    if (period === "year") at.setMonth(step);
    else if (period === "month") at.setDate(1 + step);
    else at.setHours(step);
    ticks.push({ slot: slotOf(period, range, at), at });
  }
  return ticks;
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
