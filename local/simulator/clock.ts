import type { Clock } from "../../handlers/ports/index.ts";

/** The machine's clock. Its timers never keep the process alive. */
export const machineClock: Clock = {
  now: Date.now,
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
