/** Stretches of time that people ask about. Times are milliseconds since the epoch, days those of the browser. */

export interface Span {
  readonly from: number;
  readonly to: number;
}
export const RANGE_NAMES = ["hour", "today", "night", "yesterday"] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

const HOUR_MS = 3_600_000;
/** Hours at which a night begins and ends. */
const [EVENING, MORNING] = [22, 8];

/** @param days from today, 0 = today */
const at = (now: number, days: number, hour: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour).getTime();
};

/** What lies behind `now` has not happened yet. */
export function rangeOf(name: RangeName, now: number): Span {
  if (name === "hour") return { from: now - HOUR_MS, to: now };
  if (name === "today") return { from: at(now, 0, 0), to: now };
  if (name === "yesterday") return { from: at(now, -1, 0), to: at(now, 0, 0) };
  const morning = at(now, 0, MORNING);
  return { from: at(now, -1, EVENING), to: Math.min(now, morning) };
}

/** Longest and shortest range: a slider of a week still finds a minute, below a minute there is nothing to slide. */
export const LONGEST_MS = 7 * 24 * HOUR_MS;
export const SHORTEST_MS = 60_000;

/** Of two typed times; `undefined` where they are none, or too near or too far from each other. */
export function typedRange(from: string, to: string): Span | undefined {
  const span = { from: new Date(from).getTime(), to: new Date(to).getTime() };
  const length = span.to - span.from;
  return length >= SHORTEST_MS && length <= LONGEST_MS ? span : undefined;
}

/** As a field of the type `datetime-local` has it. */
export function typedTime(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Counts of times in equal parts of a span: how much happened when. */
export function density(times: readonly number[], { from, to }: Span, parts: number): number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const time of times) {
    if (time < from || time > to) continue;
    const part = Math.min(parts - 1, Math.floor(((time - from) / (to - from)) * parts));
    counts[part] = counts[part]! + 1;
  }
  return counts;
}
