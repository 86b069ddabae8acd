/** REST operations about single values: list, read, write, and reading many at once. */
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { localeOf } from "../../shared/locale.ts";
import { ChannelNumber, DeviceAddress, ParameterName, QueryText } from "../../shared/parameters.ts";
import { DataPointList, DataPointSummary, ValuesBatchResponse } from "../answers/data-points.ts";
import { listDataPoints, readBatch, readDataPoint } from "../data-points.ts";
import { writeDataPoint } from "../home/write-data-point.ts";
import { SetValueRequest, ValuesBatchRequest } from "../schemas/data-points.ts";

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
      responses: { 200: DataPointList, 404: Problem },
    },
    async (scope) =>
      ok(
        await listDataPoints(scope, scope.params.addr, scope.params.no, scope.query.include === "all", localeOf(scope)),
      ),
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
    async (scope) =>
      ok(await readDataPoint(scope, scope.params.addr, scope.params.no, scope.params.param, localeOf(scope))),
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
    async (scope) => accepted(await writeDataPoint(scope, scope.params, scope.body)),
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
    async (scope) => ok(await readBatch(scope, scope.body, localeOf(scope))),
  ),
];
