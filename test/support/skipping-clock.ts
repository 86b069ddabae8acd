/** The machine's clock, which a test moves ahead: nobody waits fifteen seconds for a garage door. */
import type { Clock } from "../../handlers/ports/index.ts";

export interface SkippingClock extends Clock {
  /** So many milliseconds are over: what waited for them runs at once, in its order. */
  skip(ms: number): void;
}

export function createSkippingClock(): SkippingClock {
  let skipped = 0;
  const now = () => Date.now() + skipped;
  const waiting = new Map<symbol, { due: number; task: () => void; timer: NodeJS.Timeout }>();
  function end(id: symbol): (() => void) | undefined {
    const found = waiting.get(id);
    clearTimeout(found?.timer);
    waiting.delete(id);
    return found?.task;
  }
  const timerOf = (id: symbol, ms: number) => setTimeout(() => end(id)?.(), ms).unref();
  return {
    now,
    after(ms, task) {
      const id = Symbol();
      waiting.set(id, { due: now() + ms, task, timer: timerOf(id, ms) });
      return () => void end(id);
    },
    skip(ms) {
      skipped += ms;
      for (const [id, one] of [...waiting].sort(([, a], [, b]) => a.due - b.due)) {
        clearTimeout(one.timer);
        if (one.due <= now()) end(id)?.();
        else one.timer = timerOf(id, one.due - now());
      }
    },
  };
}
