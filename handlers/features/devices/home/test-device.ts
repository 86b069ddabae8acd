/** Communication test: the CCU sends something to a device and waits for its answer (subsystems 4.6). */
import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { withinLimit } from "../../../kernel/within-limit.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { orUnsupported, requireDevice } from "../../shared/lookup.ts";
import type { CommunicationTestResult } from "../answers/upkeep.ts";
import { isTeam } from "./teams.ts";

/** Milliseconds that a CCU gives a device: a sleeping one answers when it wakes up. */
const TEST_WINDOW_MS = 30_000;
/** Milliseconds of the asker's patience that are left for telling that nothing came. */
export const ANSWER_RESERVE_MS = 2_000;
/** HmIP-Wired devices belong to HmIP-RF; groups and CUxD have nothing that could answer. */
const TESTING: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-RF", "BidCos-Wired"]);

/**
 * Ends in a result, also where the device stays silent: within the time that whoever asked waits.
 * @throws Refusal 404, 422 where the interface cannot, 503; CcuFault
 */
export async function testDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
): Promise<CommunicationTestResult> {
  const device = await requireDevice(scope, address);
  const { central, interface: iface } = device;
  const ccu = ccuOf(scope, central);
  if (!TESTING.has(iface)) throw unprocessable(`devices of ${iface} cannot be tested`, "Not supported");
  if (isTeam(device)) throw unprocessable(`${address} is a team: test its members`, "Not supported");
  const startedAt = scope.clock.now();
  const patience = scope.answerBy - startedAt - ANSWER_RESERVE_MS;
  const window = Math.max(0, Math.min(TEST_WINDOW_MS, patience));
  const test = orUnsupported(ccu.testDevice(iface, address, window, scope.deadline));
  // the driver has the same limit; one that does not keep it must not cost the answer
  const passed = await withinLimit(scope.clock, window, test, () => false);
  const endedAt = scope.clock.now();
  await recordAudit(scope, who, {
    action: "device_communication_test",
    central,
    device_address: address,
    note: `passed=${passed}`,
  });
  return {
    passed,
    started_at: new Date(startedAt).toISOString(),
    ...(passed ? { completed_at: new Date(endedAt).toISOString() } : {}),
    duration_ms: endedAt - startedAt,
    timed_out: !passed,
  };
}
