/** Devices that were taught and wait to be accepted. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { hubsWith } from "../shared/central-scope.ts";
import type { InboxDevice } from "./answers/hub.ts";

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
