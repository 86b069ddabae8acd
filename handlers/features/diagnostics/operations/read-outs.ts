/** Radio, connections, incidents and caches. */
import { media, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { Incidents } from "../../system/answers/incidents.ts";
import { clearIncidents, listIncidents } from "../../system/home/incidents.ts";
import { CacheClearReport, RadioReadings, Reliability, ValuesCacheStats } from "../answers/read-outs.ts";
import { readReliability } from "../home/read-reliability.ts";
import { readRssi } from "../home/read-rssi.ts";
import { clearCacheAnswer, resetDeviceValues, resetValuesCache, valuesCacheStats } from "../home/values-cache.ts";
import { CacheClearRequest, incidentsQuery } from "../schemas.ts";

const tag = "diagnostics";

export const readOutOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/incidents",
      role: "viewer",
      served: "home",
      tag,
      operationId: "listIncidents",
      summary: "What went wrong at home, newest first",
      query: incidentsQuery,
      responses: { 200: Incidents, 400: Problem },
    },
    async (scope) => ok(await listIncidents(scope, scope.query)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/incidents",
      role: "admin",
      served: "home",
      tag,
      operationId: "clearIncidents",
      summary: "Forget what went wrong; what lasts is not told again",
      responses: { 204: null, 503: Problem },
    },
    (scope) => clearIncidents(scope, scope.identity).then(() => noContent()),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/rssi",
      role: "admin",
      served: "home",
      tag,
      operationId: "getDiagnosticsRSSI",
      summary: "How devices and CCUs hear each other, of devices that told it",
      responses: { 200: RadioReadings },
    },
    async (scope) => ok(await readRssi(scope)),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/reliability",
      role: "admin",
      served: "home",
      tag,
      operationId: "getDiagnosticsReliability",
      summary: "How well the interfaces answer",
      query: { central: CentralQuery },
      responses: { 200: Reliability, 503: Problem },
    },
    async (scope) => ok(await readReliability(scope, scope.query.central)),
  ),
  operation(
    {
      method: "GET",
      path: "/admin/values-cache/stats",
      role: "admin",
      served: "home",
      tag,
      operationId: "getValuesCacheStats",
      summary: "Values that outlive the program",
      responses: { 200: ValuesCacheStats, 503: Problem },
    },
    (scope) => ok(valuesCacheStats(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/admin/values-cache/reset",
      role: "admin",
      served: "home",
      tag,
      operationId: "resetValuesCacheGlobal",
      summary: "Forget them: the next start knows no value",
      responses: { 204: null, 503: Problem },
    },
    (scope) => resetValuesCache(scope, scope.identity).then(() => noContent()),
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/values-cache/reset",
      role: "admin",
      served: "home",
      tag: "devices",
      operationId: "resetValuesCacheDevice",
      summary: "Forget the values of a device that outlive the program",
      params: { addr: DeviceAddress },
      responses: { 204: null, 400: Problem, 404: Problem, 503: Problem },
    },
    (scope) => resetDeviceValues(scope, scope.identity, scope.params.addr).then(() => noContent()),
  ),
  operation(
    {
      method: "POST",
      path: "/admin/cache/clear",
      role: "admin",
      served: "home",
      tag,
      operationId: "clearCache",
      summary: "Forget what is kept of a device, an interface, a CCU or all, and read the CCU anew",
      body: CacheClearRequest,
      responses: {
        200: CacheClearReport,
        400: Problem,
        502: [media("application/json", CacheClearReport), Problem],
        503: Problem,
      },
    },
    (scope) => clearCacheAnswer(scope, scope.identity, scope.body),
  ),
];
