/** Writes that wait in front of the interfaces. */
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import type { Throttles } from "../answers/commands.ts";

/** What waits in front of the interfaces of this process, since it started. @throws Refusal 503 where it reaches no CCU */
export function listThrottles(scope: Pick<RequestScope, "centrals">): Throttles {
  const names = scope.centrals.names();
  if (names.length === 0) throw unready("no central is connected to this server", "CCU not connected");
  const throttles = names.flatMap((central) =>
    ccuOf(scope, central)
      .traffic()
      .map((traffic) => ({
        interface_id: `${central}-${traffic.interface}`,
        in_flight: traffic.inFlight,
        waiting: traffic.waiting,
        superseded: traffic.superseded,
        // a write past the burst waits here; nothing is downgraded
        burst_downgrades: 0 as const,
        waited_for_burst_slot: traffic.throttled,
      })),
  );
  return { throttles };
}
