/**
 * A queue of work that waits without limit: what is asked for last is what counts, so nothing of it may be refused.
 * (For what somebody waits for, features/shared/keyed-mutex.ts.)
 * @returns runs `work` when all earlier work is over, however that ended; resolves or rejects as `work` does
 */
export function takingTurns(): <T>(work: () => T | Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}
