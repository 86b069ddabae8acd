/** The configuration that the CCU has of a device is sent to it once more. */
import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { interfaceCapabilities } from "../../../model/product.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { orUnsupported, requireDevice } from "../../shared/lookup.ts";
import { isTeam } from "./teams.ts";

/**
 * Resolves when the CCU has taken the order; CONFIG_PENDING shows how it goes, and the engine reads the configuration
 * anew when it falls. @throws Refusal 404, 422 where interface or CCU cannot, 503; CcuFault
 */
export async function restoreConfig(scope: RequestScope, who: Identity, address: string): Promise<void> {
  const device = await requireDevice(scope, address);
  const { central, interface: iface } = device;
  const ccu = ccuOf(scope, central);
  if (!interfaceCapabilities(iface).config_restore_supported || isTeam(device))
    throw unprocessable(`${address} of ${iface} has no configuration that could be restored`, "Not supported");
  await orUnsupported(ccu.restoreConfig(iface, address, scope.deadline));
  await recordAudit(scope, who, { action: "device_config_restore", central, device_address: address });
}
