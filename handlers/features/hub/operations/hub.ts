import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { HubDataPointsList, HubMetrics, SystemUpdates } from "../answers/hub.ts";
import { listHubDataPoints, listSystemMetrics, listSystemUpdates } from "../read-hub.ts";

const read = { method: "GET", role: "viewer", served: "here", tag: "hub" } as const;

export const hubOperations: Operation[] = [
  operation(
    {
      ...read,
      path: "/hub/data-points",
      operationId: "getHubDataPoints",
      summary: "Counters, firmware, connection and install mode of each CCU",
      responses: { 200: HubDataPointsList },
    },
    async (scope) => ok(await listHubDataPoints(scope)),
  ),
  operation(
    {
      ...read,
      path: "/system/update",
      operationId: "listSystemUpdates",
      summary: "Firmware of each CCU: present and available",
      responses: { 200: SystemUpdates, 503: Problem },
    },
    async (scope) => ok(await listSystemUpdates(scope)),
  ),
  operation(
    {
      ...read,
      path: "/system/metrics",
      operationId: "listSystemMetrics",
      summary: "Health, latency and age of the last event of each CCU",
      responses: { 200: HubMetrics, 503: Problem },
    },
    async (scope) => ok(await listSystemMetrics(scope)),
  ),
];
