/** Devices that were taught and wait to be accepted. */
import { z } from "zod";
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { InboxDevice } from "../answers/hub.ts";
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
      responses: { 200: z.array(InboxDevice), 503: Problem },
      cacheable: true,
    },
    async (context) => ok(await listInbox(context)),
  ),
];
