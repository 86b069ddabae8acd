/** Single values: list, read, write, and reading many at once. */
import type { Identity } from "../../../kernel/identity.ts";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { badRequest, notFound, rejected, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Values } from "../../../model/availability.ts";
import { findChannel, findDataPoint, listDataPoints as listDataPointsOf, stateOf } from "../../../model/find.ts";
import type { Locale } from "../../../model/labels.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { isRejected, toWire, valueRefusal } from "../../../model/values.ts";
import type { WritePriority } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { localeOf } from "../../shared/locale.ts";
import { requireChannel, requireUnlocked } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress, ParameterName, QueryText } from "../../shared/parameters.ts";
import { DataPointSummary } from "../answers/data-points.ts";
import { type DataPointView, describeDataPoint } from "../describe-data-point.ts";
import {
  BATCH_LIMIT,
  type Priority,
  SetValueRequest,
  ValuesBatchRequest,
  ValuesBatchResponse,
} from "../schemas/data-points.ts";

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
  return describeDataPoints(device, channel, await scope.home.values(address), viewOf(scope, locale), all);
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
  const state = stateOf(await scope.home.values(address), point);
  return describeDataPoint(device, channel, point, state, viewOf(scope, locale));
}

/** `default`, and whatever a client made up, act as high (contract 3.2). */
const priorityOf = (priority: Priority | undefined): WritePriority =>
  priority === "critical" || priority === "low" ? priority : "high";

/**
 * Writes one value; the read model shows it at once, and takes it back where the CCU does not confirm it.
 * @throws Refusal 400 404 423 503, CcuFault
 */
export async function writeDataPoint(
  scope: RequestScope,
  who: Identity,
  address: string,
  number: number,
  parameter: string,
  value: unknown,
  priority?: Priority,
): Promise<void> {
  const { device, channel } = await requireChannel(scope, address, number);
  const dataPoint = findDataPoint(channel, parameter);
  if (!dataPoint) throw notFound(`no parameter ${parameter} on channel ${channel.address}`);
  if (value === undefined) throw badRequest("value is missing");
  if (dataPoint.paramset !== "VALUES")
    throw rejected(`${parameter} is configuration: write it through paramsets/MASTER`, "Value rejected");
  const typed = toWire(dataPoint, value);
  if (isRejected(typed)) throw valueRefusal(typed);
  requireUnlocked(channel);
  ccuOf(scope, device.central);
  const before = stateOf(await scope.home.values(address), dataPoint);
  await scope.centrals.writeValues(device, [{ dataPoint, value: typed }], {
    deadline: scope.deadline,
    priority: priorityOf(priority),
  });
  await recordAudit(scope, who, {
    action: "data_point_write",
    central: device.central,
    device_address: address,
    channel_no: number,
    parameter,
    changes: [{ parameter, ...(before ? { before: before.value } : {}), after: value }],
  });
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
    const device = await scope.home.device(address);
    return device && { device, values: await scope.home.values(address) };
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

const CHANNEL = { addr: DeviceAddress, no: ChannelNumber } as const;

export const dataPointsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/data-points",
      role: "viewer",
      served: "here",
      tag: "data-points",
      summary: "Data points of a channel with their values",
      params: CHANNEL,
      query: {
        include: QueryText.meta({ description: "`all`: also data points and channels that are hidden by default" }),
      },
      responses: { 200: DataPointSummary.array(), 404: Problem },
    },
    async (context) => {
      const { addr, no } = context.params;
      return ok(await listDataPoints(context, addr, no, context.query.include === "all", localeOf(context)));
    },
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/data-points/{param}",
      role: "viewer",
      served: "here",
      tag: "data-points",
      summary: "One data point with its value",
      params: { ...CHANNEL, param: ParameterName },
      responses: { 200: DataPointSummary, 404: Problem },
    },
    async (context) => {
      const { addr, no, param } = context.params;
      return ok(await readDataPoint(context, addr, no, param, localeOf(context)));
    },
  ),
  operation(
    {
      method: "PUT",
      path: "/devices/{addr}/channels/{no}/data-points/{param}/value",
      operationId: "setDataPointValue",
      role: "operator",
      served: "home",
      tag: "data-points",
      summary: "Write a value",
      params: { ...CHANNEL, param: ParameterName },
      body: SetValueRequest,
      responses: { 202: null, 400: Problem, 404: Problem, 423: Problem, 502: Problem, 503: Problem },
    },
    async (context) => {
      const { addr, no, param } = context.params;
      const { value, priority } = context.body;
      await writeDataPoint(context, context.identity, addr, no, param, value, priority);
      return accepted();
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/values:batch",
      operationId: "valuesBatch",
      role: "viewer",
      served: "here",
      tag: "data-points",
      summary: "Read many values at once; a query that fails does not fail the others",
      body: ValuesBatchRequest,
      responses: { 200: ValuesBatchResponse, 400: Problem, 422: Problem, 503: Problem },
    },
    async (context) => ok(await readBatch(context, context.body, localeOf(context))),
  ),
];
