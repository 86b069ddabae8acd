/** Measured values over time: ranges, lines that share a time axis, files. Times are milliseconds since the epoch. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Bucket = Schemas["HistoryBucket"];

const HOUR = 3_600_000;
export const RANGES = {
  hours: 6 * HOUR,
  day: 24 * HOUR,
  week: 168 * HOUR,
  month: 720 * HOUR,
  year: 8_760 * HOUR,
} as const;
export type RangeName = keyof typeof RANGES;
export const WEEK_MS = RANGES.week;
/** Points of a line: about two pixels each on a desk, far below the server's limit of 2,000. */
export const BUCKETS = 400;
/** A zoom ends here: no device reports more often than every few seconds. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 5 * RANGES.year;

export interface Span {
  readonly from: number;
  readonly to: number;
}

export const spanOf = (range: RangeName, now: number): Span => ({ from: now - RANGES[range], to: now });

/** @param factor below 1: nearer @param now what lies behind it is not known yet */
export function zoomed({ from, to }: Span, factor: number, now: number): Span {
  const length = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (to - from) * factor));
  const end = Math.min(now, (from + to) / 2 + length / 2);
  return { from: Math.round(end - length), to: Math.round(end) };
}

/** @param share of the span, below 0: earlier */
export function moved({ from, to }: Span, share: number, now: number): Span {
  const end = Math.min(now, to + (to - from) * share);
  return { from: Math.round(end - (to - from)), to: Math.round(end) };
}

export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly buckets: readonly Bucket[];
  /** Milliseconds that it is drawn later than it was: for the week before. */
  readonly shift: number;
}

/** One column of times (seconds, ascending) and one of values for each line; `null` where a line has none. */
export function joined(lines: readonly Line[]): [number[], ...(number | null)[][]] {
  const rows = new Map<number, (number | null)[]>();
  lines.forEach(({ buckets, shift }, index) => {
    for (const { ts, avg, count } of buckets) {
      const at = (Date.parse(ts) + shift) / 1000;
      const row = rows.get(at) ?? lines.map(() => null);
      row[index] = count === 0 && !Number.isFinite(avg) ? null : avg;
      rows.set(at, row);
    }
  });
  const times = [...rows.keys()].sort((a, b) => a - b);
  return [times, ...lines.map((_, index) => times.map((at) => rows.get(at)![index]!))];
}

export interface Figures {
  readonly min: number;
  readonly max: number;
  readonly avg: number;
  readonly last: number;
}

/** `undefined` where nothing was recorded. */
export function figuresOf(buckets: readonly Bucket[]): Figures | undefined {
  const known = buckets.filter(({ avg }) => Number.isFinite(avg));
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const weight = (bucket: Bucket) => bucket.covered_ms ?? 1;
  const sum = known.reduce((total, bucket) => total + weight(bucket), 0) || known.length;
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
    avg: known.reduce((total, bucket) => total + bucket.avg * (sum === known.length ? 1 : weight(bucket)), 0) / sum,
    last: last.avg,
  };
}

/** A cell that no spreadsheet takes for a formula. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** RFC 4180: times in UTC, numbers with a point. */
export function csvOf(lines: readonly Line[]): string {
  const [times, ...columns] = joined(lines);
  const head = [cell("time"), ...lines.map(({ name, unit }) => cell(unit === "" ? name : `${name} (${unit})`))];
  const rows = times.map((at, row) => [
    new Date(at * 1000).toISOString(),
    ...columns.map((column) => (column[row] === null ? "" : String(column[row]))),
  ]);
  return [head, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

// ---------------------------------------------------------------- diagrams that are kept

/** Lines of one diagram: more than the eye tells apart. */
export const LINES_LIMIT = 8;

export interface Kept {
  readonly series: readonly string[];
  readonly range: RangeName;
  readonly compare: boolean;
}

/** What somebody else has kept may be anything. */
export function readKept(config: Readonly<Record<string, unknown>>): Kept {
  const { series, range, compare } = config;
  const names = Array.isArray(series) ? series.filter((one): one is string => typeof one === "string") : [];
  const known = typeof range === "string" && Object.hasOwn(RANGES, range) ? (range as RangeName) : "day";
  return { series: names.slice(0, LINES_LIMIT), range: known, compare: compare === true };
}

const DAY_S = 86_400;
/** Days between two times of an axis: one that names days has none twice, nor has one that names months. */
const STEPS = { day: [1, 2, 3, 5, 7, 10, 14, 28], month: [30, 60, 90, 180, 365, 730] } as const;

/** Steps of the axis of times, in seconds; of one that names the time of day: whatever fits. */
export const incrementsOf = (naming: "clock" | keyof typeof STEPS): { incrs?: number[] } =>
  naming === "clock" ? {} : { incrs: STEPS[naming].map((days) => days * DAY_S) };
