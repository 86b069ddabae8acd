/** One after the other, where two at a time would undo each other. */
import { unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StateKey } from "../../kernel/site.ts";
import { withinLimit } from "../../kernel/within-limit.ts";

/** Who waits longer than this for his turn is refused (device-model 2.6). */
export const MUTEX_WAIT_MS = 5_000;

/** By key: what has to be over before the next may begin. */
const mutexes: StateKey<Map<string, Promise<unknown>>> = { name: "keyed-mutex", create: () => new Map() };

/**
 * Runs `work` when all earlier work of the same key is over, however that ended.
 * @throws Refusal 503 where the turn has not come in time: then nothing was done
 */
export async function withMutex<T>(
  { state, clock }: Pick<RequestScope, "state" | "clock">,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const waiting = state(mutexes);
  const before = waiting.get(key);
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const last = before ? before.then(() => over) : over;
  waiting.set(key, last);
  try {
    if (before && !(await isOverInTime(before, clock))) throw unready(`${key} is still busy with an earlier command`);
    return await work();
  } finally {
    finish();
    if (waiting.get(key) === last) waiting.delete(key);
  }
}

const isOverInTime = (work: Promise<unknown>, clock: RequestScope["clock"]): Promise<boolean> =>
  withinLimit(
    clock,
    MUTEX_WAIT_MS,
    work.then(() => true),
    () => false,
  );
