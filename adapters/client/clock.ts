/** Time and chance, replaceable in tests: nothing there sleeps. */

export interface ClientClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `work` once after `ms`; the result cancels it. */
  after(ms: number, work: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

export const systemClock: ClientClock = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Between half and the whole of `base` doubled `attempt` times, at most `limit`: many clients do not come back in step. */
export const backoff = (clock: ClientClock, attempt: number, base: number, limit: number): number =>
  Math.min(limit, base * 2 ** Math.min(attempt, 30)) * (0.5 + clock.random() / 2);

/** Waits. @throws the signal's reason */
export function wait(clock: ClientClock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}
