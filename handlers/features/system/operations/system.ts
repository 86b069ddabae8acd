/** The CCUs themselves, and what happened to the connections with them. */
import { type Operation, ok, operation } from "../../../kernel/operation.ts";
import { SystemCCUList, SystemStatusList } from "../answers/system.ts";
import { listCcus } from "../list-ccus.ts";
import { listStatusEvents } from "../list-status-events.ts";

export const systemOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/system/ccu",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "listSystemCCU",
      summary: "The CCUs: model, version, readiness",
      responses: { 200: SystemCCUList },
    },
    async (scope) => ok({ entries: await listCcus(scope) }),
  ),
  operation(
    {
      method: "GET",
      path: "/system/status",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "listSystemStatus",
      summary: "Recent changes of the connections to the CCUs, oldest first",
      responses: { 200: SystemStatusList },
    },
    async (scope) => ok({ events: await listStatusEvents(scope) }),
  ),
];
