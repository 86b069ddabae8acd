/** Who has entered too many wrong codes waits, longer each time. By source: a keypad or a broker, not a person. */
import { createBoundedCache } from "../../../../kernel/bounded-cache.ts";
import type { Clock } from "../../../../ports/index.ts";

/** Wrong codes until the source is locked out (contract, subsystems 1.1). */
export const WRONG_CODES = 5;
/** Milliseconds of the first lockout; each further one without a right code between takes twice as long … */
export const LOCKOUT_MS = 60_000;
/** … up to this. */
export const LOCKOUT_MOST_MS = 900_000;
/** Sources that are remembered. They are words of this program; a few dozen at most. */
const SOURCES_KEPT = 1_000;

interface Attempts {
  wrong: number;
  lockouts: number;
  /** Of the lockout that runs: its end and its length. */
  until: number;
  lasts: number;
}

export interface Lockout {
  /** Milliseconds that the source has to wait; 0: it may try. */
  remaining(source: string): number;
  wrong(source: string): void;
  right(source: string): void;
}

/** Lives as long as the program: a restart forgets it (contract). */
export function createLockout(clock: Clock): Lockout {
  const bySource = createBoundedCache<string, Attempts>(SOURCES_KEPT);
  return {
    remaining(source) {
      const { until, lasts } = bySource.get(source) ?? { until: 0, lasts: 0 };
      // where the clock was set back nobody waits for longer than he has to
      return Math.max(0, Math.min(until - clock.now(), lasts));
    },
    wrong(source) {
      const before = bySource.get(source) ?? { wrong: 0, lockouts: 0, until: 0, lasts: 0 };
      if (before.wrong + 1 < WRONG_CODES) {
        bySource.set(source, { ...before, wrong: before.wrong + 1 });
        return;
      }
      const lasts = Math.min(LOCKOUT_MS * 2 ** Math.min(before.lockouts, 10), LOCKOUT_MOST_MS);
      bySource.set(source, { wrong: 0, lockouts: before.lockouts + 1, until: clock.now() + lasts, lasts });
    },
    right(source) {
      bySource.delete(source);
    },
  };
}
