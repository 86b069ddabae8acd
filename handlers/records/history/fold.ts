/** What samples come to: an hour from its samples, a day from its hours. Pure functions. */
import type { Samples } from "./packed-samples.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * A value is taken to hold until the next one, but not longer than this: devices of HomeMatic report at least once a day
 * (the cyclic info message), whatever they measure. A day without a word says nothing about the value.
 */
export const HOLD_LIMIT_MS = DAY_MS;

/** What was known before a span of time. */
export interface Before {
  readonly at: number;
  readonly value: number;
  /** Of counters: the last reading above zero. */
  readonly reading: number;
}

/** What is kept of an hour or a day. */
export interface Row {
  /** [start, end): an hour, a day, or the part of one that was asked for or is over. */
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly avg: number;
  readonly covered: number;
  /** The last sample. */
  readonly lastAt: number;
  readonly last: number;
  /** Of counters: the last reading above zero, the rise since the reading before the span, and whether it ran backwards. */
  readonly reading: number;
  readonly rise: number;
  readonly reset: boolean;
}

/** Parameters that only rise: energy, gas, rain (device-model). Their rise is kept, too. */
export const isCounter = (parameter: string): boolean => /(^|_)COUNTER(_|$)/.test(parameter);

/**
 * How far a counter rose: never backwards. A lower reading is a counter that began anew at zero. Zero itself is no
 * progress and no beginning: meters report it for a moment after a restart, and go on where they were. Less than zero is
 * no reading at all.
 */
export function countOn(reading: number, value: number): { reading: number; rise: number; reset: boolean } {
  if (value < 0) return { reading, rise: 0, reset: false };
  if (value >= reading) return { reading: value, rise: value - reading, reset: false };
  return value === 0 ? { reading, rise: 0, reset: true } : { reading: value, rise: value, reset: true };
}

export const beforeOf = ({ lastAt, last, reading }: Row): Before => ({ at: lastAt, value: last, reading });

/** Sum of values times how long they held, around a reference: a value that never changes is its own average, exactly. */
class Held {
  readonly #reference: number;
  #area = 0;
  covered = 0;

  constructor(reference: number) {
    this.#reference = reference;
  }

  add(value: number, since: number, from: number, to: number): void {
    const span = Math.min(to, since + HOLD_LIMIT_MS) - Math.max(since, from);
    if (span <= 0) return;
    this.#area += (value - this.#reference) * span;
    this.covered += span;
  }

  addArea(average: number, covered: number): void {
    this.#area += (average - this.#reference) * covered;
    this.covered += covered;
  }

  /** `undefined` where nothing held for any time. */
  average(): number | undefined {
    return this.covered > 0 ? this.#reference + this.#area / this.covered : undefined;
  }
}

/** Rounding must not show an average outside of its own values. */
const between = (low: number, value: number, high: number): number => Math.min(Math.max(value, low), high);

/** [from, to), and what was known before it. */
export interface Span {
  readonly before?: Before | undefined;
  readonly from: number;
  /** Not later than now: nothing is known of what comes. */
  readonly to: number;
}
/** Of the samples those from index `first` to before index `end`. */
export interface SampleSpan extends Span {
  readonly first?: number;
  readonly end?: number;
}

/**
 * The value that still held at the beginning counts, in the average as among the least and the greatest: what reports only
 * changes was 0 W until the moment in which it reports 1000 W.
 * @param samples those of the span; at least one
 */
export function foldSamples({ at, value }: Samples, { before, from, to, first = 0, end = at.length }: SampleSpan): Row {
  const held = new Held(value[first] as number);
  let [min, max, sum, rise, reset] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, false];
  let [last, lastAt, reading] = [before?.value ?? 0, before?.at ?? Number.NEGATIVE_INFINITY, before?.reading];
  for (let i = first; i < end; i++) {
    const [time, now] = [at[i] as number, value[i] as number];
    held.add(last, lastAt, from, time);
    if (i === first && held.covered > 0) min = max = last;
    if (now < min) min = now;
    if (now > max) max = now;
    sum += now;
    const step = countOn(reading ?? Math.max(now, 0), now);
    reading = step.reading;
    rise += step.rise;
    reset ||= step.reset;
    [last, lastAt] = [now, time];
  }
  held.add(last, lastAt, from, to);
  const count = end - first;
  const avg = between(min, held.average() ?? sum / count, max);
  return {
    start: from,
    end: to,
    count,
    min,
    max,
    avg,
    covered: held.covered,
    lastAt,
    last,
    reading: reading ?? 0,
    rise,
    reset,
  };
}

/**
 * One row of several. Between them nothing came: the last value held on.
 * @param rows in order of time, within the span, at least one
 */
export function mergeRows({ before, from, to }: Span, rows: readonly Row[]): Row {
  const held = new Held((rows[0] as Row).avg);
  let [known, over, min, max] = [before, from, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [count, plain, rise, reset] = [0, 0, 0, false];
  for (const row of rows) {
    if (known) held.add(known.value, known.at, over, row.start);
    if (count === 0 && known && held.covered > 0) min = max = known.value;
    held.addArea(row.avg, row.covered);
    min = Math.min(min, row.min);
    max = Math.max(max, row.max);
    count += row.count;
    plain += row.avg * row.count;
    rise += row.rise;
    reset ||= row.reset;
    [known, over] = [beforeOf(row), row.end];
  }
  const { value: last, at: lastAt, reading } = known as Before;
  held.add(last, lastAt, over, to);
  const avg = between(min, held.average() ?? plain / count, max);
  return { start: from, end: to, count, min, max, avg, covered: held.covered, lastAt, last, reading, rise, reset };
}

/** The span that a time belongs to. */
export type SpanOf = (at: number) => { readonly from: number; readonly to: number };

/**
 * Rows by the span that they begin in.
 * @param rows in order of time
 * @param now nothing is known of later
 */
export function groupRows(rows: readonly Row[], before: Before | undefined, now: number, spanOf: SpanOf): Row[] {
  const grouped: Row[] = [];
  let known = before;
  for (let first = 0; first < rows.length; ) {
    const { from, to } = spanOf((rows[first] as Row).start);
    let end = first + 1;
    while (end < rows.length && (rows[end] as Row).start < to) end += 1;
    const row = mergeRows({ before: known, from, to: Math.min(to, now) }, rows.slice(first, end));
    grouped.push(row);
    known = beforeOf(row);
    first = end;
  }
  return grouped;
}

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;
export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;
