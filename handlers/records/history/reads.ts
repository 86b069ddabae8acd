/** What the tables of a history tell about a data point: its samples, hours and days, whatever of it is worked up already. */
import type { BucketQuery, HistoryBucket, HistoryTier } from "../../ports/history.ts";
import {
  type Before,
  beforeOf,
  DAY_MS,
  dayOf,
  foldSamples,
  groupRows,
  HOUR_MS,
  hourOf,
  isCounter,
  type Row,
  type SpanOf,
} from "./fold.ts";
import { firstFrom, insertSample, noSamples, type Samples, samplesWithin } from "./packed-samples.ts";
import type { HistoryTables, RowTier, SeriesRecord } from "./tables.ts";

/** Chunks that are looked through for a reading above zero, before the hours are asked. */
const READING_CHUNKS = 3;

/** Samples that are read for one answer: a quarter of a second. 2,000 buckets of a minute have 120,000 at one a second. */
export const RAW_READ_LIMIT = 500_000;

/** A whole range of time, and what is known of it until now. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

const UNIT_MS: Readonly<Record<RowTier, number>> = { hour: HOUR_MS, day: DAY_MS };
const ceilTo = (at: number, unit: number): number => Math.ceil(at / unit) * unit;
const floorTo = (at: number, unit: number): number => Math.floor(at / unit) * unit;

export class HistoryReads {
  readonly #tables: HistoryTables;
  readonly #tailOf: (series: number) => Samples;

  constructor(tables: HistoryTables, tailOf: (series: number) => Samples) {
    this.#tables = tables;
    this.#tailOf = tailOf;
  }

  /** The samples of [from, to). */
  samples(series: number, from: number, to: number): Samples {
    const all = noSamples();
    for (const place of this.#tables.chunkPlaces(series, from, to)) {
      const { at, value } = samplesWithin(this.#tables.readChunk(series, place), from, to);
      for (let i = 0; i < at.length; i++) {
        all.at.push(at[i] as number);
        all.value.push(value[i] as number);
      }
    }
    const { at, value } = samplesWithin(this.#tailOf(series), from, to);
    for (let i = 0; i < at.length; i++) insertSample(all, at[i] as number, value[i] as number);
    return all;
  }

  firstSampleFrom(series: number, from: number): number | undefined {
    const tail = this.#tailOf(series).at;
    const inTail = tail[firstFrom(tail, from)];
    const [place] = this.#tables.chunkPlaces(series, from, Number.MAX_SAFE_INTEGER);
    if (place === undefined) return inTail;
    const inChunk = place.start >= from ? place.start : this.#firstOf(series, from);
    return inTail === undefined || (inChunk !== undefined && inChunk < inTail) ? inChunk : inTail;
  }
  #firstOf(series: number, from: number): number | undefined {
    for (const place of this.#tables.chunkPlaces(series, from, Number.MAX_SAFE_INTEGER)) {
      const { at } = this.#tables.readChunk(series, place);
      const found = at[firstFrom(at, from)];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The last value before a time. */
  before({ id, name }: SeriesRecord, time: number): Before | undefined {
    const tail = this.#tailOf(id);
    const inTail = firstFrom(tail.at, time) - 1;
    const place = this.#tables.chunkBefore(id, time);
    const chunk = place ? this.#tables.readChunk(id, place) : noSamples();
    const inChunk = firstFrom(chunk.at, time) - 1;
    const isTail = inTail >= 0 && (inChunk < 0 || (tail.at[inTail] as number) >= (chunk.at[inChunk] as number));
    const [samples, index] = isTail ? [tail, inTail] : [chunk, inChunk];
    if (index < 0) return this.#beforeRows(id, time);
    const [at, value] = [samples.at[index] as number, samples.value[index] as number];
    return { at, value, reading: value > 0 || !isCounter(name.parameter) ? value : this.#reading(id, at) };
  }

  #beforeRows(series: number, time: number): Before | undefined {
    const row =
      this.#tables.rowBefore("hour", series, hourOf(time)) ?? this.#tables.rowBefore("day", series, dayOf(time));
    return row && beforeOf(row);
  }

  /** The last reading of a counter that is above zero. */
  #reading(series: number, time: number): number {
    const lastAbove = ({ at, value }: Samples): number | undefined => {
      for (let i = firstFrom(at, time) - 1; i >= 0; i--) if ((value[i] as number) > 0) return value[i];
      return undefined;
    };
    let found = lastAbove(this.#tailOf(series));
    let place = this.#tables.chunkBefore(series, time);
    for (let tried = 0; found === undefined && place && tried < READING_CHUNKS; tried++) {
      found = lastAbove(this.#tables.readChunk(series, place));
      place = this.#tables.chunkBefore(series, place.start);
    }
    return found ?? this.#beforeRows(series, time)?.reading ?? 0;
  }

  /** Hours from their samples; both ends are whole hours. */
  foldHours(record: SeriesRecord, from: number, to: number, now = Number.MAX_SAFE_INTEGER): Row[] {
    if (from >= to) return [];
    return this.#fold(record, { from, to, now }, (at) => ({ from: hourOf(at), to: hourOf(at) + HOUR_MS }));
  }

  #fold(record: SeriesRecord, { from, to, now }: Range, spanOf: SpanOf): Row[] {
    const samples = this.samples(record.id, from, to);
    const { at } = samples;
    const rows: Row[] = [];
    let before = at.length > 0 ? this.before(record, from) : undefined;
    for (let first = 0; first < at.length; ) {
      const span = spanOf(at[first] as number);
      const end = firstFrom(at, span.to);
      const row = foldSamples(samples, { before, from: span.from, to: Math.min(span.to, now), first, end });
      rows.push(row);
      before = beforeOf(row);
      first = end;
    }
    return rows;
  }

  /** Hours or days of [from, to), at its ends parts of them; in order of time. */
  rows(record: SeriesRecord, tier: RowTier, range: Range): Row[] {
    const { from, to, now } = range;
    const unit = UNIT_MS[tier];
    const [first, last] = [ceilTo(from, unit), floorTo(to, unit)];
    if (first > last) return this.#part(record, tier, range);
    return [
      ...(from < first ? this.#part(record, tier, { from, to: first, now }) : []),
      ...this.#whole(record, tier, { from: first, to: last, now }),
      ...(last < to ? this.#part(record, tier, { from: last, to, now }) : []),
    ];
  }

  /** Less than a unit: from the finer tier, where that is still kept. */
  #part(record: SeriesRecord, tier: RowTier, range: Range): Row[] {
    if (tier === "day") return this.rows(record, "hour", range);
    const { from } = range;
    if (from >= record.rawFrom) return this.#fold(record, range, () => range);
    const rows = this.#tables.rows("hour", record.id, hourOf(from), hourOf(from) + 1);
    const kept = rows.length > 0 ? rows : this.#daysBeforeHours(record, { ...range, to: hourOf(from) + 1 });
    return kept.map((row) => ({ ...row, start: Math.max(row.start, from) }));
  }

  #whole(record: SeriesRecord, tier: RowTier, { from, to, now }: Range): Row[] {
    if (from >= to) return [];
    const { id, rolledHours, rolledDays } = record;
    if (tier === "hour") {
      const older = this.#daysBeforeHours(record, { from, to, now });
      const stored = this.#tables.rows("hour", id, from, Math.min(to, rolledHours));
      return [...older, ...stored, ...this.foldHours(record, Math.max(from, rolledHours), to, now)];
    }
    const stored = this.#tables.rows("day", id, from, Math.min(to, rolledDays));
    const open = Math.max(from, rolledDays);
    if (open >= to) return stored;
    const spanOf = (at: number) => ({ from: dayOf(at), to: dayOf(at) + DAY_MS });
    return [...stored, ...this.grouped(record, "hour", { from: open, to, now }, spanOf)];
  }

  /** Days whose hours are no longer kept. */
  #daysBeforeHours({ id, rolledDays }: SeriesRecord, { from, to }: Range): Row[] {
    const first = this.#tables.firstRow("hour", id);
    const end = Math.min(to, first ? dayOf(first.start) : rolledDays);
    if (dayOf(from) >= end) return [];
    return this.#tables.rows("day", id, dayOf(from), end).map((row) => ({ ...row, start: Math.max(row.start, from) }));
  }

  buckets(record: SeriesRecord, query: BucketQuery): { tier: HistoryTier; buckets: HistoryBucket[] } {
    const { from, to, buckets } = query;
    const width = Math.max(1, Math.floor((to - from) / buckets));
    // whole milliseconds: what the widths leave over belongs to the last one
    const spanOf = (at: number) => {
      const index = Math.min(buckets - 1, Math.floor((at - from) / width));
      const start = from + index * width;
      return { from: start, to: index === buckets - 1 ? to : Math.min(start + width, to) };
    };
    const tier = this.#tierFor(record, query, width);
    if (tier === "raw") return { tier, buckets: this.#fold(record, query, spanOf).map(bucketOf) };
    return { tier, buckets: this.grouped(record, tier, query, spanOf).map(bucketOf) };
  }

  /** {@link rows} by the span that they begin in. */
  grouped(record: SeriesRecord, tier: RowTier, range: Range, spanOf: SpanOf): Row[] {
    const rows = this.rows(record, tier, range);
    if (rows.length === 0) return [];
    return groupRows(rows, this.before(record, range.from), range.now, spanOf);
  }

  /** Subsystems 5.2. Single samples that were purged, or are too many to be read, are shown as hours. */
  #tierFor({ id, rawFrom }: SeriesRecord, { from, to }: { from: number; to: number }, width: number): HistoryTier {
    if (width >= DAY_MS) return "day";
    if (width >= HOUR_MS) return "hour";
    const samples = this.#tables.chunkPlaces(id, from, to).reduce((sum, { count }) => sum + count, 0);
    if (samples > RAW_READ_LIMIT) return "hour";
    return from < rawFrom && this.#tables.rowBefore("hour", id, rawFrom) !== undefined ? "hour" : "raw";
  }

  /** Samples; of the time before they are kept, hours with their averages. */
  samplesOrHours(record: SeriesRecord, from: number, to: number): Samples {
    const hours = this.#tables.rows("hour", record.id, from, Math.min(to, record.rawFrom));
    const raw = this.samples(record.id, Math.max(from, record.rawFrom), to);
    if (hours.length === 0) return raw;
    return {
      at: [...hours.map(({ start }) => start), ...raw.at],
      value: [...hours.map(({ avg }) => avg), ...raw.value],
    };
  }
}

const bucketOf = ({ start, count, min, max, avg, covered }: Row): HistoryBucket => ({
  start,
  count,
  min,
  max,
  avg,
  covered,
});
