/** What devices consumed and fed in, from the rises of their counters and the averages of their power (subsystems 5.3). */
import { type DeviceEnergy, type EnergyBucket, type EnergyQuery, HistoryLimitError } from "../../ports/history.ts";
import type { Row } from "./fold.ts";
import { type Period, periodsOf, UTC } from "./periods.ts";
import type { HistoryReads } from "./reads.ts";
import type { RowTier, SeriesRecord } from "./tables.ts";

const PARAMETERS = ["POWER", "ENERGY_COUNTER", "ENERGY_COUNTER_FEED_IN"] as const;
type EnergyParameter = (typeof PARAMETERS)[number];
const isEnergy = (parameter: string): parameter is EnergyParameter =>
  (PARAMETERS as readonly string[]).includes(parameter);

const deviceOf = (channel: string): string => channel.split(":", 1)[0] as string;

const NOTHING = { consumed: 0, feedIn: 0, avgPower: 0, peakPower: 0, reset: false };

/** Several channels of a device add up. */
function add(bucket: EnergyBucket, parameter: EnergyParameter, { avg, max, rise, reset }: Row): EnergyBucket {
  if (parameter === "POWER") return { ...bucket, avgPower: bucket.avgPower + avg, peakPower: bucket.peakPower + max };
  const { consumed, feedIn } = bucket;
  const risen = parameter === "ENERGY_COUNTER" ? { consumed: consumed + rise } : { feedIn: feedIn + rise };
  return { ...bucket, ...risen, reset: bucket.reset || reset };
}

/** Days of UTC are kept; those of other zones are made of hours. */
const tierFor = ({ group, timeZone }: EnergyQuery): RowTier => (group !== "hour" && timeZone === UTC ? "day" : "hour");

/** @throws HistoryLimitError */
export function energyOf(reads: HistoryReads, all: readonly SeriesRecord[], query: EnergyQuery): DeviceEnergy[] {
  const devices = new Map<string, Map<number, EnergyBucket>>();
  const periodOf = periodsOf(query.group, query.timeZone);
  const within = (at: number): Period => {
    const { from, to } = periodOf(at);
    return { from: Math.max(from, query.from), to: Math.min(to, query.to) };
  };
  let size = 0;
  for (const record of all) {
    const { central, channel, parameter } = record.name;
    const device = deviceOf(channel);
    if (central !== query.central || !isEnergy(parameter)) continue;
    if (query.device !== undefined && query.device !== device) continue;
    const buckets = devices.get(device) ?? new Map<number, EnergyBucket>();
    for (const row of reads.grouped(record, tierFor(query), query, within)) {
      const { from: start } = periodOf(row.start);
      if (!buckets.has(start)) size += 1;
      buckets.set(start, add(buckets.get(start) ?? { start, ...NOTHING }, parameter, row));
    }
    if (size > query.limit) throw new HistoryLimitError(`more than ${query.limit} buckets`);
    if (buckets.size > 0) devices.set(device, buckets);
  }
  return [...devices].map(([device, buckets]) => ({
    device,
    buckets: [...buckets.values()].sort((a, b) => a.start - b.start),
  }));
}
