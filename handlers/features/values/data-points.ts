/** Single values: list, read, and reading many at once. */

import { notFound, unprocessable } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import { findChannel, findDataPoint, listDataPoints as listDataPointsOf, stateOf } from "../../model/find.ts";
import type { Locale } from "../../model/labels.ts";
import type { Values } from "../../model/shown-value.ts";
import type { Channel, Device } from "../../model/types.ts";
import { findDevice, requireChannel } from "../shared/lookup.ts";
import type { DataPointSummary, ValuesBatchResponse } from "./answers/data-points.ts";
import { type DataPointView, describeDataPoint } from "./describe-data-point.ts";
import { BATCH_LIMIT, type ValuesBatchRequest } from "./schemas/data-points.ts";

const viewOf = (scope: RequestScope, locale: Locale): DataPointView => ({ locale, now: scope.clock.now() });

/** Data points of a channel: runtime values, then configuration. A hidden channel has none unless `all`. */
export const describeDataPoints = (
  device: Device,
  channel: Channel,
  values: Values,
  view: DataPointView,
  all = false,
): DataPointSummary[] =>
  channel.hidden && !all
    ? []
    : listDataPointsOf(channel, all).map((point) =>
        describeDataPoint(device, channel, point, stateOf(values, point), view),
      );

/** @throws Refusal 404 */
export async function listDataPoints(
  scope: RequestScope,
  address: string,
  number: number,
  all: boolean,
  locale: Locale,
): Promise<DataPointSummary[]> {
  const { device, channel } = await requireChannel(scope, address, number);
  return describeDataPoints(device, channel, await scope.home.values(idOf(device)), viewOf(scope, locale), all);
}

/** One data point, hidden ones included: who names it wants it. @throws Refusal 404 */
export async function readDataPoint(
  scope: RequestScope,
  address: string,
  number: number,
  parameter: string,
  locale: Locale,
): Promise<DataPointSummary> {
  const { device, channel } = await requireChannel(scope, address, number);
  const point = findDataPoint(channel, parameter);
  if (!point) throw notFound(`no parameter ${parameter} on channel ${channel.address}`);
  const state = stateOf(await scope.home.values(idOf(device)), point);
  return describeDataPoint(device, channel, point, state, viewOf(scope, locale));
}

type BatchRow = ValuesBatchResponse["results"][number];

/** Answers every query in its place. @throws Refusal 422 outside 1 … {@link BATCH_LIMIT} */
export async function readBatch(
  scope: RequestScope,
  { queries }: ValuesBatchRequest,
  locale: Locale,
): Promise<ValuesBatchResponse> {
  if (queries.length === 0) throw unprocessable("queries is empty");
  if (queries.length > BATCH_LIMIT)
    throw unprocessable(`at most ${BATCH_LIMIT} queries`, "Validation failed", [
      { field: "queries", reason: `has ${queries.length} entries`, max: BATCH_LIMIT },
    ]);
  const view = viewOf(scope, locale);
  const known = new Map<string, Promise<{ device: Device; values: Values } | undefined>>();
  const load = async (address: string) => {
    const device = await findDevice(scope, address);
    return device && { device, values: await scope.home.values(idOf(device)) };
  };
  const answer = async (query: ValuesBatchRequest["queries"][number]): Promise<BatchRow> => {
    let found = known.get(query.address);
    if (!found) {
      found = load(query.address);
      known.set(query.address, found);
    }
    const home = await found;
    if (!home) return { ...query, error: "device not found" };
    const channel = findChannel(home.device, query.channel);
    if (!channel) return { ...query, error: "channel not found" };
    const point = findDataPoint(channel, query.parameter);
    if (!point) return { ...query, error: "parameter not found" };
    if (!point.visible || channel.hidden) return { ...query, error: "parameter hidden" };
    const summary = describeDataPoint(home.device, channel, point, stateOf(home.values, point), view);
    return { ...query, summary };
  };
  return { results: await Promise.all(queries.map(answer)) };
}
