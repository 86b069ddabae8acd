/** A device leaves its CCU. */

import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { forgetCentralLinks } from "../../../records/central-links.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { orUnsupported, requireDevice } from "../../shared/lookup.ts";

/** DeviceDescription FLAGS: the device cannot be deleted (device-model 1.3). */
const NOT_DELETABLE = 8;

/** Removes the device from the CCU. @throws Refusal 404, 422 where it cannot be deleted, 503; CcuFault */
export async function deleteDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
  flags: { reset: boolean; force: boolean },
): Promise<void> {
  const device = await requireDevice(scope, address);
  if (((device.description.FLAGS ?? 0) & NOT_DELETABLE) !== 0)
    throw unprocessable(`${address} belongs to the CCU itself`, "Device cannot be deleted");
  await orUnsupported(ccuOf(scope, device.central).deleteDevice(device.interface, address, flags, scope.deadline));
  await forgetCentralLinks(scope, idOf(device));
  const note = `reset=${flags.reset} force=${flags.force}`;
  await recordAudit(scope, who, { action: "device_delete", central: device.central, device_address: address, note });
}
