/**
 * The past of data points: samples as they came, and what hours and days were made of them. One store for each home, next
 * to its CCUs. Times are milliseconds since the epoch, ranges are half-open: [from, to).
 */

/** A data point, as the contract's history names it. */
export interface SeriesName {
  readonly central: string;
  /** `<central>-<interface>`. */
  readonly interfaceId: string;
  /** Address of the channel: `<device>:<number>`. */
  readonly channel: string;
  readonly parameter: string;
}

/** Samples in the order in which they were taken; the members of one index belong together. */
export interface SampleBatch {
  readonly series: readonly SeriesName[];
  readonly at: readonly number[];
  readonly value: readonly number[];
}

export type HistoryTier = "raw" | "hour" | "day";

/** What the samples of a span of time come to. */
export interface HistoryBucket {
  readonly start: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** Each value weighs as long as it held. */
  readonly avg: number;
  /** Milliseconds of the span in which a value was known. */
  readonly covered: number;
}

export interface BucketQuery {
  readonly series: SeriesName;
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
  /** Nothing is known of later. */
  readonly now: number;
}

/** `hour`, `day` and `month` of a time zone. */
export type EnergyGroup = "hour" | "day" | "month";
export interface EnergyQuery {
  readonly central: string;
  /** Address of a device; absent: all of them. */
  readonly device?: string;
  readonly from: number;
  readonly to: number;
  readonly group: EnergyGroup;
  /** IANA name. */
  readonly timeZone: string;
  readonly now: number;
  /** Buckets of all devices together; past it the query is refused ({@link HistoryLimitError}). */
  readonly limit: number;
}
export interface EnergyBucket {
  readonly start: number;
  /** Wh; never negative. */
  readonly consumed: number;
  readonly feedIn: number;
  /** W. */
  readonly avgPower: number;
  readonly peakPower: number;
  /** A counter ran backwards. */
  readonly reset: boolean;
}
export interface DeviceEnergy {
  readonly device: string;
  readonly buckets: readonly EnergyBucket[];
}

export interface SamplesQuery {
  readonly series: readonly SeriesName[];
  readonly from: number;
  readonly to: number;
  /** Samples of all series together; past it the query is refused ({@link HistoryLimitError}). */
  readonly limit: number;
}
export interface SeriesSamples {
  readonly series: SeriesName;
  /** Ascending, each time once. Where single samples are no longer kept: the start of each hour, with its average. */
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/** How long the tiers are kept, in milliseconds; 0 = for good. Raw samples have an end always. */
export interface HistoryRetention {
  readonly raw: number;
  readonly hour: number;
  readonly day: number;
  /** Bytes of the whole store; 0 = no limit. The oldest goes first: raw samples, then hours, then days. */
  readonly bytes: number;
}

export interface HistoryStatus {
  /** Of the disk (or the memory) that is in use. */
  readonly bytes: number;
  readonly series: number;
  /** Samples that are kept one by one. */
  readonly samples: number;
}

/** An answer would be larger than the caller takes. */
export class HistoryLimitError extends Error {
  override readonly name = "HistoryLimitError";
}

/** The store cannot be used. `reason` is fit for everybody: it names no path. */
export class HistoryStoreError extends Error {
  override readonly name = "HistoryStoreError";
  readonly reason: string;
  constructor(message: string, reason: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

export interface HistoryStore {
  /**
   * All of the batch or nothing; resolves when it survives a kill of the process. Of two samples of one data point and
   * one millisecond the later one stays. Samples of hours whose raw samples were purged are left out.
   * @throws HistoryStoreError
   */
  append(batch: SampleBatch): Promise<void>;
  /** Buckets without a sample are left out. Of an unknown data point: none. */
  buckets(query: BucketQuery): Promise<{ tier: HistoryTier; buckets: readonly HistoryBucket[] }>;
  /** By address of the device; devices that have no energy data are left out. */
  energy(query: EnergyQuery): Promise<readonly DeviceEnergy[]>;
  /** Every data point of which anything is kept, in no order. */
  series(): Promise<readonly SeriesName[]>;
  /** Of unknown data points: nothing. */
  samples(query: SamplesQuery): Promise<readonly SeriesSamples[]>;
  /**
   * Makes hours and days of what is old enough, then forgets what is too old or too much. Nothing is forgotten that is in
   * no coarser tier yet. Reads and appends go on meanwhile; what a kill interrupts is done by the next call.
   * @throws HistoryStoreError
   */
  maintain(now: number, retention: HistoryRetention): Promise<void>;
  status(): Promise<HistoryStatus>;
  close(): Promise<void>;
}

/** Opens the store of a home, or makes it. `setAside`: a damaged one was there; it is kept under this name. */
export type OpenHistory = () => Promise<{ store: HistoryStore; setAside?: string }>;
