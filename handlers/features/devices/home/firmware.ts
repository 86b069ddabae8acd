/** Firmware of devices: which there is, and sending it (device-model 1.6, protocol 14.4). */
import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { updateObstacle } from "../../../model/firmware-update.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, onEveryCentral } from "../../shared/central-scope.ts";
import { orUnsupported, requireDevice } from "../../shared/lookup.ts";
import type { FirmwareUpdateStarted } from "../answers/upkeep.ts";

/** Percent of a radio's transmission time from which on a transfer is slow (contract). */
const DUTY_CYCLE_WARNING = 80;

/** Every CCU looks which firmware images it has. @throws Refusal 502, 503 */
export const refreshFirmware = (scope: RequestScope): Promise<void> =>
  onEveryCentral(scope, (ccu) => ccu.refreshFirmware());

/** Percent, where it is worth a warning. */
async function dutyCycleWarning(scope: RequestScope, central: string, iface: string): Promise<number | undefined> {
  const state = (await scope.home.interfaces(central)).find(({ name }) => name === iface);
  const percent = Math.min(100, Math.round(state?.dutyCycle ?? 0));
  return percent >= DUTY_CYCLE_WARNING ? percent : undefined;
}

/**
 * Starts transfer or installation of the firmware that the CCU has for a device.
 * @throws Refusal 404, 422 where there is nothing to update, 503; CcuFault
 */
export async function updateFirmware(
  scope: RequestScope,
  who: Identity,
  address: string,
): Promise<FirmwareUpdateStarted> {
  const device = await requireDevice(scope, address);
  const { central, interface: iface } = device;
  const ccu = ccuOf(scope, central);
  const obstacle = updateObstacle(device);
  if (obstacle !== undefined) throw unprocessable(`${address}: ${obstacle}`, "Nothing to update");
  const warning = await dutyCycleWarning(scope, central, iface);
  await orUnsupported(ccu.updateFirmware(iface, address, scope.deadline));
  await recordAudit(scope, who, { action: "device_firmware_update", central, device_address: address });
  return { status: "scheduled", ...(warning === undefined ? {} : { duty_cycle_warning: warning }) };
}
