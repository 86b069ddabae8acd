/** The program ends itself, and whoever supervises it (systemd, Docker, the CCU's monit) starts it again. */

import { conflict, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { StateKey } from "../../../kernel/site.ts";

/** A second request within this time is refused: the first one is on its way (facts 6.10). */
export const RESTART_LATCH_MS = 30_000;
/** Time for the answer to leave before the program ends. */
export const RESTART_DELAY_MS = 250;

const latch: StateKey<{ until: number }> = { name: "restart", create: () => ({ until: Number.NEGATIVE_INFINITY }) };

/** @throws Refusal 404 where nobody would start it again, 409 where it is about to end */
export function restartProgram({ restart, clock, state, log }: RequestScope): { status: string; at: string } {
  if (!restart)
    throw notFound("nothing would start this program again: it runs without a supervisor", "Not supervised");
  const now = clock.now();
  const held = state(latch);
  if (now < held.until) throw conflict("a restart is under way", "Restart under way");
  held.until = now + RESTART_LATCH_MS;
  log.info("restart as asked for");
  clock.after(RESTART_DELAY_MS, restart);
  return { status: "restarting", at: new Date(now + RESTART_DELAY_MS).toISOString() };
}
