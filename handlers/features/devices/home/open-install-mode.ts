/** The pairing window for one known device. */
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { INSTALL_MODE_SECONDS } from "../../hub/schemas/install-mode.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireDevice } from "../../shared/lookup.ts";

/** Opens the pairing window for one known device; 0 s closes it. @throws Refusal 404, 503; CcuFault */
export async function openInstallMode(
  scope: RequestScope,
  who: Identity,
  address: string,
  seconds = INSTALL_MODE_SECONDS,
): Promise<void> {
  const device = await requireDevice(scope, address);
  const { central, interface: iface } = device;
  await ccuOf(scope, central).setInstallMode(iface, seconds > 0, seconds, { address }, scope.deadline);
  const note = `interface=${iface} seconds=${seconds}`;
  await recordAudit(scope, who, { action: "device_install_mode", central, device_address: address, note });
}

/**
 * The same for the command, which has no way to close the window: 0 and less mean the default. @throws as
 * {@link openInstallMode}
 */
export async function openInstallModeOf(
  scope: RequestScope,
  who: Identity,
  { address, duration_seconds: wanted = 0 }: { address: string; duration_seconds?: number | undefined },
): Promise<{ address: string; duration_seconds: number }> {
  const seconds = wanted > 0 ? wanted : INSTALL_MODE_SECONDS;
  await openInstallMode(scope, who, address, seconds);
  return { address, duration_seconds: seconds };
}
