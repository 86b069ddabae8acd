/** Devices that were taught and wait to be accepted. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { hubsWith, listedCentral } from "../shared/central-scope.ts";
import type { InboxDevice, InboxOfCentral } from "./answers/hub.ts";

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

/** Of the named CCU, or the only one. @throws Refusal 400 where the CCU is unknown or ambiguous, 503 before it told */
export async function listInboxOf(scope: RequestScope, named: string | undefined): Promise<InboxOfCentral> {
  const central = await listedCentral(scope, named);
  return { devices: central ? await listInbox(scope, central.name) : [] };
}
