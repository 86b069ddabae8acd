/** REST operations about custom data points: what a device is for people, and what it can be asked to do. */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { CustomDPList, CustomDPSummary } from "../answers/custom-data-points.ts";
import { listCustomDataPoints, readCustom } from "../custom-data-points.ts";
import { invokeCustom } from "../home/invoke-custom.ts";
import { CustomDPInvokeRequest, CustomName, OperationName } from "../schemas/custom-data-points.ts";

const POINT = { addr: DeviceAddress, name: CustomName } as const;

export const customDataPointOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/cdps",
      operationId: "listCustomDataPoints",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "What the device is for people: lights, blinds, thermostats, locks …",
      params: { addr: DeviceAddress },
      responses: { 200: CustomDPList, 404: Problem },
    },
    async (scope) => ok(await listCustomDataPoints(scope, scope.params.addr)),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/cdps/{name}",
      operationId: "getCustomDataPoint",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "One custom data point with its state",
      params: POINT,
      responses: { 200: CustomDPSummary, 404: Problem },
    },
    async (scope) => ok(await readCustom(scope, scope.params.addr, scope.params.name)),
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/cdps/{name}/{operation}",
      operationId: "invokeCustomDataPoint",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Ask a device to do something: turn_on, set_position, set_temperature, lock …",
      params: { ...POINT, operation: OperationName },
      body: CustomDPInvokeRequest,
      bodyOptional: true,
      responses: {
        204: null,
        400: Problem,
        404: Problem,
        422: Problem,
        423: Problem,
        502: Problem,
        503: Problem,
      },
    },
    (scope) =>
      after(
        invokeCustom(scope, scope.params.addr, scope.params.name, { ...scope.body, operation: scope.params.operation }),
        noContent(),
      ),
  ),
];
