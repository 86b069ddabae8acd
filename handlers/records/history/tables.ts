/** What the history keeps, as tables: one implementation for each kind of store, all of them synchronous. */
import type { SeriesName } from "../../ports/history.ts";
import type { Row } from "./fold.ts";
import type { Samples } from "./packed-samples.ts";

/** A data point, and how far its past is worked up. Times in milliseconds. */
export interface SeriesRecord {
  readonly id: number;
  readonly name: SeriesName;
  /** Hours before it have their row. */
  rolledHours: number;
  /** Days before it have their row. */
  rolledDays: number;
  /** Single samples before it were forgotten: what comes late from there comes too late. */
  rawFrom: number;
}

/** Samples that belong together: a run of one data point within one day (UTC). */
export interface Chunk {
  readonly start: number;
  /** Of its last sample. */
  readonly end: number;
  readonly samples: Samples;
}
/** `open`: the youngest of its data point, which grows. */
export interface ChunkPlace {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly open: boolean;
}

export type RowTier = "hour" | "day";

export interface HistoryTables {
  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T;

  allSeries(): SeriesRecord[];
  addSeries(record: Omit<SeriesRecord, "id">): SeriesRecord;
  putSeries(record: SeriesRecord): void;

  /** Samples as they came: the newest, before they are put in chunks. */
  addTail(series: number, at: number, value: number): void;
  /** In order of arrival. */
  tail(): Iterable<{ series: number; at: number; value: number }>;
  clearTail(): void;

  /** Places of the chunks that have samples of [from, to), in order of time. */
  chunkPlaces(series: number, from: number, to: number): ChunkPlace[];
  /** Place of the last chunk that begins before a time. */
  chunkBefore(series: number, before: number): ChunkPlace | undefined;
  /** Place of the first chunk. */
  firstChunk(series: number): ChunkPlace | undefined;
  readChunk(series: number, place: ChunkPlace): Samples;
  putChunk(series: number, chunk: Chunk, open: boolean): void;
  deleteChunk(series: number, place: ChunkPlace): void;
  /** Samples in all chunks. */
  chunkSamples(): number;

  /** In order of time. */
  rows(tier: RowTier, series: number, from: number, to: number): Row[];
  /** The last row that begins before a time. */
  rowBefore(tier: RowTier, series: number, before: number): Row | undefined;
  firstRow(tier: RowTier, series: number): Row | undefined;
  putRow(tier: RowTier, series: number, row: Row): void;
  deleteRows(tier: RowTier, series: number, before: number): number;

  /** Bytes in use. */
  bytes(): number;
  /** Gives some of what is unused back; `true` where there may be more. */
  shrink(): boolean;
  close(): void;
}
