/** How the Matter bridge is. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { MatterStatus } from "../answers.ts";
import { engineOf } from "./access.ts";
import { readExposures } from "./exposures.ts";

export async function matterStatus(scope: RequestScope): Promise<MatterStatus> {
  const { isOn = false, node, topology, fault, window } = engineOf(scope)?.state() ?? {};
  const status = node?.status();
  const rows = await readExposures(scope.store);
  const missing = (topology?.missing() ?? []).map(({ row, reason }) => ({
    central_name: row.central,
    device_address: row.device,
    dp_key: row.name,
    reason,
  }));
  return {
    enabled: isOn,
    listening: node !== undefined,
    ...(status ? { listen_addr: `:${status.port}` } : {}),
    endpoint_count: status?.endpoints ?? 0,
    fabric_count: status?.fabrics ?? 0,
    enabled_count: [...rows.values()].filter(({ enabled }) => enabled).length,
    advertising: status?.advertising ?? false,
    commissioning_window_open: window !== undefined,
    ...(window ? { commissioning_window_duration_seconds: window.seconds } : {}),
    ...(isOn && fault !== undefined ? { fault } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  };
}
