/** REST operations about calculated data points: dew point, battery level, window open … */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { localeOf } from "../../shared/locale.ts";
import { ChannelNumber, DeviceAddress, ParameterName } from "../../shared/parameters.ts";
import { CalculatedDPDetail, CalculatedDPList } from "../answers/custom-data-points.ts";
import { listCalculated, readCalculated } from "../calculated-data-points.ts";

const CHANNEL = { addr: DeviceAddress, no: ChannelNumber } as const;

export const calculatedDataPointOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/calc-dps",
      operationId: "listCalculatedDataPoints",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Values made of others: dew point, battery level, window open …",
      params: CHANNEL,
      responses: { 200: CalculatedDPList, 400: Problem, 404: Problem },
    },
    async (scope) => ok(await listCalculated(scope, scope.params.addr, scope.params.no, localeOf(scope))),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/calc-dps/{name}",
      operationId: "getCalculatedDataPoint",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "One calculated value, and what it is made of",
      params: { ...CHANNEL, name: ParameterName },
      responses: { 200: CalculatedDPDetail, 400: Problem, 404: Problem },
    },
    async (scope) =>
      ok(await readCalculated(scope, scope.params.addr, scope.params.no, scope.params.name, localeOf(scope))),
  ),
];
