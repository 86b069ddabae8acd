/**
 * The history of a home over tables: takes samples in, works them up, forgets them. Synchronous; who uses it in a thread
 * that serves requests does so in slices (`maintain`).
 *
 *   samples -> tail -> chunks --rollUp--> hours --rollUp--> days      each arrow is one transaction
 *
 * A sample that comes late (a clock that was set back) puts its data point's marks back to its hour: what follows is
 * worked up again.
 */
import type { HistoryRetention, SampleBatch, SeriesName } from "../../ports/history.ts";
import { DAY_MS, dayOf, HOUR_MS, hourOf, mergeRows } from "./fold.ts";
import { firstFrom, insertSample, noSamples, type Samples } from "./packed-samples.ts";
import { purge } from "./purge.ts";
import { HistoryReads } from "./reads.ts";
import type { HistoryTables, SeriesRecord } from "./tables.ts";

/** Samples in the tail, which is read at the start and held in memory: some 2 MB. More are put into chunks at once. */
export const TAIL_LIMIT = 50_000;
/** Samples of a chunk: some 3 KB. A query reads a chunk as a whole; a late sample writes it anew. */
export const CHUNK_LIMIT = 1_000;
/** An hour is worked up when it is over for so long (subsystems 5.1): what is under way when it ends is in. */
export const HOUR_LAG_MS = HOUR_MS;
export const DAY_LAG_MS = DAY_MS;
/** Data points that are worked up in one transaction: some ten milliseconds. */
const SERIES_AT_ONCE = 50;

const keyOf = ({ central, interfaceId, channel, parameter }: SeriesName): string =>
  `${central}\n${interfaceId}\n${channel}\n${parameter}`;

export class HistoryEngine {
  readonly tables: HistoryTables;
  readonly reads: HistoryReads;
  readonly #byKey = new Map<string, SeriesRecord>();
  readonly #byId = new Map<number, SeriesRecord>();
  readonly #tails = new Map<number, Samples>();
  #tailSize = 0;

  constructor(tables: HistoryTables) {
    this.tables = tables;
    for (const record of tables.allSeries()) this.#remember(record);
    for (const { series, at, value } of tables.tail()) this.#hold(series, at, value);
    this.reads = new HistoryReads(tables, (id) => this.#tails.get(id) ?? noSamples());
  }

  #remember(record: SeriesRecord): SeriesRecord {
    this.#byKey.set(keyOf(record.name), record);
    this.#byId.set(record.id, record);
    return record;
  }

  #hold(series: number, at: number, value: number): void {
    const tail = this.#tails.get(series) ?? noSamples();
    this.#tails.set(series, tail);
    if (insertSample(tail, at, value)) this.#tailSize += 1;
  }

  find(name: SeriesName): SeriesRecord | undefined {
    return this.#byKey.get(keyOf(name));
  }
  allSeries(): SeriesRecord[] {
    return [...this.#byId.values()];
  }

  samples(): number {
    return this.tables.chunkSamples() + this.#tailSize;
  }

  append({ series, at, value }: SampleBatch): void {
    const added: SeriesRecord[] = [];
    const changed = new Map<SeriesRecord, Pick<SeriesRecord, "rolledHours" | "rolledDays">>();
    const taken: { id: number; at: number; value: number }[] = [];
    const fresh = new Map<string, SeriesRecord>();
    this.tables.transaction(() => {
      for (let i = 0; i < series.length; i++) {
        const [name, time] = [series[i] as SeriesName, Math.round(at[i] as number)];
        const sample = (value[i] as number) + 0;
        if (!Number.isFinite(sample) || !Number.isSafeInteger(time)) continue;
        const record = this.find(name) ?? fresh.get(keyOf(name)) ?? this.#begin(name, time, added, fresh);
        if (time < record.rawFrom) continue;
        this.tables.addTail(record.id, time, sample);
        taken.push({ id: record.id, at: time, value: sample });
        if (time < record.rolledHours) lower(changed, record, time);
      }
      for (const [record, marks] of changed) this.tables.putSeries({ ...record, ...marks });
    });
    // only now: what was rolled back is not remembered
    for (const record of added) this.#remember(record);
    for (const [record, marks] of changed) Object.assign(record, marks);
    for (const { id, at: time, value: sample } of taken) this.#hold(id, time, sample);
    if (this.#tailSize > TAIL_LIMIT) this.pack();
  }

  #begin(name: SeriesName, at: number, added: SeriesRecord[], fresh: Map<string, SeriesRecord>): SeriesRecord {
    const marks = { rolledHours: hourOf(at), rolledDays: dayOf(at), rawFrom: 0 };
    const record = this.tables.addSeries({ name, ...marks });
    added.push(record);
    fresh.set(keyOf(name), record);
    return record;
  }

  /** Puts the tail into chunks, all of it or nothing. */
  pack(): void {
    if (this.#tailSize === 0) return;
    this.tables.transaction(() => {
      for (const [series, tail] of this.#tails) this.#packSeries(series, tail);
      this.tables.clearTail();
    });
    this.#tails.clear();
    this.#tailSize = 0;
  }

  #packSeries(series: number, { at, value }: Samples): void {
    for (let first = 0; first < at.length; ) {
      const day = dayOf(at[first] as number);
      const end = firstFrom(at, day + DAY_MS);
      this.#packDay(series, day, { at: at.slice(first, end), value: value.slice(first, end) });
      first = end;
    }
  }

  /** The day's chunks are written anew from the one on that the first new sample belongs to: mostly the open one alone. */
  #packDay(series: number, day: number, added: Samples): void {
    const { tables } = this;
    const before = tables.chunkBefore(series, (added.at[0] as number) + 1);
    const from = before && before.start >= day ? before.start : (added.at[0] as number);
    const all = noSamples();
    for (const place of tables.chunkPlaces(series, from, day + DAY_MS)) {
      const { at, value } = tables.readChunk(series, place);
      for (let i = 0; i < at.length; i++) insertSample(all, at[i] as number, value[i] as number);
      tables.deleteChunk(series, place);
    }
    for (let i = 0; i < added.at.length; i++) insertSample(all, added.at[i] as number, added.value[i] as number);
    const isYoungest =
      tables.chunkBefore(series, Number.MAX_SAFE_INTEGER) === undefined || this.#isAfterAll(series, all);
    for (let first = 0; first < all.at.length; first += CHUNK_LIMIT) {
      const end = Math.min(first + CHUNK_LIMIT, all.at.length);
      const samples = { at: all.at.slice(first, end), value: all.value.slice(first, end) };
      const open = isYoungest && end === all.at.length && end - first < CHUNK_LIMIT;
      tables.putChunk(series, { start: samples.at[0] as number, end: samples.at.at(-1) as number, samples }, open);
    }
  }

  #isAfterAll(series: number, { at }: Samples): boolean {
    const youngest = this.tables.chunkBefore(series, Number.MAX_SAFE_INTEGER);
    return youngest === undefined || youngest.start < (at[0] as number);
  }

  /** In slices: after each of them the tables are whole. */
  *maintain(now: number, retention: HistoryRetention): Generator<void> {
    this.pack();
    yield;
    const all = this.allSeries();
    for (let first = 0; first < all.length; first += SERIES_AT_ONCE) {
      const some = all.slice(first, first + SERIES_AT_ONCE);
      while (this.#rollUp(some, now)) yield;
    }
    yield* purge(this.tables, this.allSeries(), now, retention);
  }

  /** Works up a day of each at most, in one transaction: each waits for the disk. `true` where there is more. */
  #rollUp(some: readonly SeriesRecord[], now: number): boolean {
    const ends = { hours: hourOf(now - HOUR_LAG_MS), days: dayOf(now - DAY_LAG_MS) };
    const due = some.filter((record) => this.#isDue(record, ends));
    if (due.length === 0) return false;
    const rolled = this.tables.transaction(() =>
      due.map((record) => {
        const next = { ...record };
        if (next.rolledHours < ends.hours) this.#rollHours(next, ends.hours);
        // days of hours that were worked up, and of those only: a late sample may have put the hours back
        const days = Math.min(ends.days, dayOf(next.rolledHours));
        if (next.rolledDays < days) this.#rollDays(next, days);
        this.tables.putSeries(next);
        return next;
      }),
    );
    // only now: what was rolled back is not remembered
    for (const [i, record] of due.entries()) Object.assign(record, rolled[i]);
    return true;
  }

  #isDue({ rolledHours, rolledDays }: SeriesRecord, ends: { hours: number; days: number }): boolean {
    return rolledHours < ends.hours || rolledDays < Math.min(ends.days, dayOf(rolledHours));
  }

  #rollHours(record: SeriesRecord, end: number): void {
    const { reads, tables } = this;
    const from = reads.firstSampleFrom(record.id, record.rolledHours);
    const start = from === undefined || from >= end ? end : hourOf(from);
    const to = Math.min(end, start + DAY_MS);
    for (const row of reads.foldHours(record, start, to)) tables.putRow("hour", record.id, row);
    record.rolledHours = to;
  }

  #rollDays(record: SeriesRecord, end: number): void {
    const { reads, tables } = this;
    const first = tables.rows("hour", record.id, record.rolledDays, end)[0];
    const start = first === undefined ? end : dayOf(first.start);
    const to = Math.min(end, start + DAY_MS);
    const hours = tables.rows("hour", record.id, start, to);
    if (hours.length > 0)
      tables.putRow("day", record.id, mergeRows({ before: reads.before(record, start), from: start, to }, hours));
    record.rolledDays = to;
  }
}

function lower(
  changed: Map<SeriesRecord, Pick<SeriesRecord, "rolledHours" | "rolledDays">>,
  record: SeriesRecord,
  at: number,
): void {
  const { rolledHours, rolledDays } = changed.get(record) ?? record;
  changed.set(record, {
    rolledHours: Math.min(rolledHours, hourOf(at)),
    rolledDays: Math.min(rolledDays, dayOf(at)),
  });
}
