/** Data points and times of the suite for histories. */
import type { HistoryRetention, HistoryStore, SampleBatch, SeriesName } from "../../handlers/ports/history.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A day of the change of the clocks in Europe, which UTC does not know. */
export const START = Date.UTC(2026, 2, 29);
export const FOR_GOOD: HistoryRetention = { raw: 1_000 * DAY, hour: 0, day: 0, bytes: 0 };

export const seriesName = (parameter: string, channel = "0001AAAA:1", central = "ccu"): SeriesName => ({
  central,
  interfaceId: `${central}-HmIP-RF`,
  channel,
  parameter,
});
export const TEMPERATURE = seriesName("ACTUAL_TEMPERATURE");
export const COUNTER = seriesName("ENERGY_COUNTER");

export const batchOf = (name: SeriesName, samples: readonly (readonly [at: number, value: number])[]): SampleBatch => ({
  series: samples.map(() => name),
  at: samples.map(([at]) => at),
  value: samples.map(([, value]) => value),
});

export type With = (
  use: (store: HistoryStore, reopen: (store: HistoryStore) => Promise<HistoryStore>) => Promise<void>,
) => Promise<void>;
