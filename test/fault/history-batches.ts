/** The samples that the program writes, by their number. */
import type { HistoryRetention, SampleBatch } from "../../handlers/ports/history.ts";
import { seriesName } from "../../local/testing/history.ts";

export const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
/** Some hours at once, so that hours, days and purges come often. */
const STEP = 2 * HOUR;
const PER_BATCH = 40;
/** The least that there is: everything is purged as soon as it may be. */
export const RETENTION: HistoryRetention = { raw: HOUR, hour: 24 * HOUR, day: 0, bytes: 0 };

export const NAMES = [seriesName("ENERGY_COUNTER"), seriesName("LEVEL"), seriesName("POWER", "0002BBBB:4")] as const;
export const SAMPLES_OF_A_BATCH = PER_BATCH;

export const timeOf = (batch: number): number => START + batch * STEP;

export function batchAt(batch: number): SampleBatch {
  const all = NAMES.flatMap((name) =>
    Array.from({ length: PER_BATCH }, (_, i) => ({
      name,
      at: timeOf(batch) + Math.floor((i * STEP) / PER_BATCH),
      value: batch * PER_BATCH + i,
    })),
  );
  return { series: all.map(({ name }) => name), at: all.map(({ at }) => at), value: all.map(({ value }) => value) };
}
