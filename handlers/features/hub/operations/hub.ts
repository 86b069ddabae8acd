/** The single values of each CCU: counters, firmware, connection, install mode. */
import { z } from "zod";
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { HubDataPoints, HubMetricsEntry, SystemUpdateEntry } from "../answers/hub.ts";
import { listHubDataPoints, listSystemMetrics, listSystemUpdates } from "../read-hub.ts";

const read = { method: "GET", role: "viewer", served: "here", tag: "hub" } as const;

export const hubOperations: Operation[] = [
  operation(
    {
      ...read,
      path: "/hub/data-points",
      operationId: "getHubDataPoints",
      summary: "Counters, firmware, connection and install mode of each CCU",
      responses: { 200: z.array(HubDataPoints) },
    },
    async (context) => ok(await listHubDataPoints(context)),
  ),
  operation(
    {
      ...read,
      path: "/system/update",
      operationId: "listSystemUpdates",
      summary: "Firmware of each CCU: present and available",
      responses: { 200: z.array(SystemUpdateEntry), 503: Problem },
    },
    async (context) => ok(await listSystemUpdates(context)),
  ),
  operation(
    {
      ...read,
      path: "/system/metrics",
      operationId: "listSystemMetrics",
      summary: "Health, latency and age of the last event of each CCU",
      responses: { 200: z.array(HubMetricsEntry), 503: Problem },
    },
    async (context) => ok(await listSystemMetrics(context)),
  ),
];
