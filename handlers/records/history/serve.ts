/** The port's questions, answered by an engine. What all stores have in common; slices are the caller's. */
import {
  type BucketQuery,
  type DeviceEnergy,
  type EnergyQuery,
  HistoryLimitError,
  type HistoryStatus,
  type HistoryStore,
  type SamplesQuery,
  type SeriesSamples,
} from "../../ports/history.ts";
import { energyOf } from "./energy.ts";
import type { HistoryEngine } from "./engine.ts";

type Answer<K extends "buckets" | "energy" | "series" | "samples" | "status"> = Awaited<ReturnType<HistoryStore[K]>>;

/** Reads of an engine, synchronous. */
export const historyReads = (engine: HistoryEngine) => ({
  buckets(query: BucketQuery): Answer<"buckets"> {
    const record = engine.find(query.series);
    return record ? engine.reads.buckets(record, query) : { tier: "raw", buckets: [] };
  },
  energy: (query: EnergyQuery): DeviceEnergy[] => energyOf(engine.reads, engine.allSeries(), query),
  series: (): Answer<"series"> => engine.allSeries().map(({ name }) => name),
  samples({ series, from, to, limit }: SamplesQuery): SeriesSamples[] {
    let size = 0;
    return series.flatMap((name) => {
      const record = engine.find(name);
      const { at, value } = record ? engine.reads.samplesOrHours(record, from, to) : { at: [], value: [] };
      size += at.length;
      if (size > limit) throw new HistoryLimitError(`more than ${limit} samples`);
      return at.length > 0 ? [{ series: name, at, value }] : [];
    });
  },
  status: (): HistoryStatus => ({
    bytes: engine.tables.bytes(),
    series: engine.allSeries().length,
    samples: engine.samples(),
  }),
});
