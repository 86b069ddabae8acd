/** Work of a CCU that takes longer than anybody waits. */
import { toRefusal } from "../../kernel/problem.ts";
import type { Site } from "../../kernel/site.ts";

/**
 * Resolves when the work is done, or has not failed for `ms` milliseconds: then it goes on, and a failure is told in the
 * log as one of `what`. Rejects as the work does.
 */
export async function begun(
  site: Pick<Site, "clock" | "log">,
  work: Promise<void>,
  ms: number,
  what: string,
): Promise<void> {
  let waited = false;
  let cancel = () => {};
  const patience = new Promise<void>((resolve) => {
    cancel = site.clock.after(ms, () => {
      waited = true;
      resolve();
    });
  });
  work.catch((error: unknown) => {
    if (waited) site.log.warn(`${what} failed after it had begun`, { reason: toRefusal(error)?.message ?? error });
  });
  await Promise.race([work, patience]).finally(() => cancel());
}
