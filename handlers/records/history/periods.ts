/** Hours, days and months of a time zone: a day of the change of the clocks has 23 or 25 hours, and no hour comes twice. */
import type { EnergyGroup } from "../../ports/history.ts";
import { DAY_MS, HOUR_MS } from "./fold.ts";

export const UTC = "UTC";

/** Whether the runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export interface Period {
  readonly from: number;
  readonly to: number;
}

const FIELDS = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;

/** Milliseconds by which the clocks of a zone are ahead of UTC. */
function offsets(timeZone: string): (at: number) => number {
  if (timeZone === UTC) return () => 0;
  const format = new Intl.DateTimeFormat("en-u-hc-h23", { timeZone, ...FIELDS, hourCycle: "h23" });
  return (at) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}

/** The period of a zone that a time lies in. Times that ascend are cheap. */
export function periodsOf(group: EnergyGroup, timeZone: string): (at: number) => Period {
  const offset = offsets(timeZone);
  /** The instant at which the clocks of the zone show this, given as if they showed UTC. */
  const instant = (shown: number): number => {
    const guess = shown - offset(shown);
    const other = shown - offset(guess);
    // midnight that is skipped: the first instant after it
    return offset(other) === offset(guess) ? other : Math.max(guess, other);
  };
  let last: Period | undefined;
  return (at) => {
    if (last && at >= last.from && at < last.to) return last;
    last = group === "hour" ? hourPeriod(at, offset(at)) : calendarPeriod(at + offset(at), group, instant);
    return last;
  };
}

/** Zones that are off by half an hour have hours of their own. */
function hourPeriod(at: number, offset: number): Period {
  const part = ((offset % HOUR_MS) + HOUR_MS) % HOUR_MS;
  const from = Math.floor((at + part) / HOUR_MS) * HOUR_MS - part;
  return { from, to: from + HOUR_MS };
}

function calendarPeriod(shown: number, group: "day" | "month", instant: (shown: number) => number): Period {
  const date = new Date(shown);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (group === "month") return { from: instant(Date.UTC(year, month, 1)), to: instant(Date.UTC(year, month + 1, 1)) };
  const day = Math.floor(shown / DAY_MS) * DAY_MS;
  return { from: instant(day), to: instant(day + DAY_MS) };
}
