/** Devices that were taught and wait to be accepted. */
import { z } from "zod";
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { hubsWith } from "../../shared/central-scope.ts";
import { InboxDevice } from "../schemas/hub.ts";

/** Waiting devices of all centrals, or of the named one. A HomeMatic address is the serial number on the label. */
export const listInbox = async (scope: RequestScope, central?: string): Promise<InboxDevice[]> =>
  (await hubsWith(scope, "inbox", central)).flatMap((c) =>
    c.hub.inbox.map((device) => ({
      central: c.central.name,
      address: device.address,
      model: device.model,
      interface: device.interface,
      serial: device.address,
      first_seen: device.firstSeen,
    })),
  );

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
