/** The machine's time. */
import type { Clock } from "../../handlers/ports/index.ts";

/** Node fires at once beyond 2^31-1 ms (24.8 days): longer waits are made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    let left = Math.max(0, ms);
    let timer: NodeJS.Timeout;
    const wait = () => {
      const step = Math.min(left, LONGEST_TIMER);
      left -= step;
      timer = setTimeout(() => (left > 0 ? wait() : task()), step);
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};
