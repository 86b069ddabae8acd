/** What the devices of a CCU consumed and fed in (subsystems 5.3). */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { DeviceEnergy, EnergyBucket, EnergyGroup } from "../../../ports/history.ts";
import type { EnergyAnswer } from "../answers.ts";
import { asked, rangeOf, requireCentralWithPast, requireHistory } from "./access.ts";

/** Buckets of all devices in one answer: hours of a year of five devices, some 5 MB. */
export const ENERGY_BUCKETS_LIMIT = 50_000;

export interface EnergyRequest {
  readonly central: string;
  readonly from: string;
  readonly to: string;
  readonly group: EnergyGroup;
  readonly device?: string | undefined;
  readonly tz: string;
}

/** Sums of decimals: a millionth of a watt hour is no difference. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const sumOf = (buckets: readonly EnergyBucket[], member: "consumed" | "feedIn"): number =>
  rounded(buckets.reduce((sum, bucket) => sum + bucket[member], 0));

function rowOf({ device, buckets }: DeviceEnergy, name: string): EnergyAnswer["devices"][number] {
  return {
    address: device,
    name,
    buckets: buckets.map(({ start, consumed, feedIn, avgPower, peakPower, reset }) => ({
      ts: new Date(start).toISOString(),
      consumed_wh: rounded(consumed),
      feed_in_wh: rounded(feedIn),
      avg_power_w: rounded(avgPower),
      peak_power_w: rounded(peakPower),
      reset,
    })),
    total_consumed_wh: sumOf(buckets, "consumed"),
    total_feed_in_wh: sumOf(buckets, "feedIn"),
  };
}

/** @throws Refusal 400, 404 where history is off, 503 */
export async function readEnergy(scope: RequestScope, request: EnergyRequest): Promise<EnergyAnswer> {
  const history = requireHistory(scope);
  const { central, group, device, tz: timeZone } = request;
  const range = rangeOf(request);
  const query = { central, group, timeZone, ...range, now: scope.clock.now(), limit: ENERGY_BUCKETS_LIMIT };
  const all = await asked(history, async () => {
    await requireCentralWithPast(scope, history, central);
    return history.store.energy(device === undefined ? query : { ...query, device });
  });
  const names = new Map((await scope.home.devices(central)).map(({ address, name }) => [address, name]));
  const devices = all
    .map((one) => rowOf(one, names.get(one.device) || one.device))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  const total = (member: "total_consumed_wh" | "total_feed_in_wh") =>
    rounded(devices.reduce((sum, one) => sum + one[member], 0));
  return {
    group,
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    devices,
    total_consumed_wh: total("total_consumed_wh"),
    total_feed_in_wh: total("total_feed_in_wh"),
  };
}
