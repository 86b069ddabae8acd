import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { InboxDevices } from "../answers/hub.ts";
import { listInbox } from "../list-inbox.ts";

export const inboxOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/inbox",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "listInbox",
      summary: "Devices of all CCUs that wait to be accepted",
      responses: { 200: InboxDevices, 503: Problem },
      cacheable: true,
    },
    async (scope) => ok(await listInbox(scope)),
  ),
];
