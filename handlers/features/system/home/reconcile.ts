/** Everything is read anew. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { onEveryCentral } from "../../shared/central-scope.ts";

/** Reads devices and logic layer of every CCU anew and lets the read model follow. @throws Refusal 502, 503 */
export const reconcile = (scope: RequestScope): Promise<void> =>
  onEveryCentral(scope, async (ccu) => {
    await ccu.refreshDevices();
    await ccu.refreshHub();
  });
