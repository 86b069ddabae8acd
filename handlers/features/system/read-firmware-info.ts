/** The firmware of CCUs, as far as they told it. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { listSystemUpdates } from "../hub/read-hub.ts";
import { listedCentral } from "../shared/central-scope.ts";
import type { FirmwareInfo } from "./answers/commands.ts";

/** Of the named CCU, or the only one. @throws Refusal 400 where the CCU is unknown or ambiguous */
export async function readFirmwareInfo(scope: RequestScope, named: string | undefined): Promise<FirmwareInfo> {
  const central = await listedCentral(scope, named);
  const update = central && (await listSystemUpdates(scope, central.name))[0];
  if (!update?.observed) return { observed: false };
  return {
    observed: true,
    in_progress: update.in_progress,
    current_firmware: update.current_firmware ?? "",
    available_firmware: update.available_firmware ?? "",
    update_available: update.update_available,
    check_script_available: update.available_firmware !== undefined,
  };
}
