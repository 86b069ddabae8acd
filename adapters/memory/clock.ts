/** Time that passes only when told to: for tests and for scripts that replay recorded events. */
import type { Clock } from "../../handlers/ports/index.ts";

export interface ManualClock extends Clock {
  /** Lets `ms` pass and runs what falls due, in order of its time, each at its own time. */
  advance(ms: number): void;
  /** Tasks that still wait. */
  pending(): number;
}

/** @param start milliseconds since the epoch; default 2026-01-01T00:00:00Z. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  let tasks: { at: number; task: () => void }[] = [];
  return {
    now: () => now,
    after(ms, task) {
      const entry = { at: now + Math.max(0, ms), task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = earliest(tasks);
        if (next === undefined || next.at > end) break;
        tasks = tasks.filter((other) => other !== next);
        now = next.at;
        next.task();
      }
      now = end;
    },
    pending: () => tasks.length,
  };
}

/** Of two at the same time, the one that was planned first. */
function earliest(tasks: readonly { at: number; task: () => void }[]) {
  let first = tasks[0];
  for (const entry of tasks) if (first !== undefined && entry.at < first.at) first = entry;
  return first;
}
