/** Work of a CCU that takes longer than anybody waits. */
import { toRefusal } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { withinLimit } from "../../kernel/within-limit.ts";

/**
 * Resolves when the work is done, or has not failed for `ms` milliseconds: then it goes on, and a failure is told in the
 * log as one of `what`. Rejects as the work does.
 */
export async function untilBegun(
  scope: Pick<RequestScope, "clock" | "log">,
  work: Promise<void>,
  ms: number,
  what: string,
): Promise<void> {
  let waited = false;
  work.catch((error: unknown) => {
    if (waited) scope.log.warn(`${what} failed after it had begun`, { reason: toRefusal(error)?.message ?? error });
  });
  await withinLimit(scope.clock, ms, work, () => {
    waited = true;
  });
}
