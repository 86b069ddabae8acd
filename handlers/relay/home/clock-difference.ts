/**
 * How late it can be at most in the cloud, told by the relay's own clock: a deadline is the cloud's time, and a relay
 * may have no battery behind its clock.
 *
 * An echo says that what the relay sent at `sent` (its clock) was in the cloud at `received` (cloud's clock). A message
 * travels forward in time, so the cloud's clock stood at `received` or earlier when the relay's showed `sent`:
 *
 *     cloud ≤ own − (sent − received)
 *
 * The greatest difference is the tightest bound. It errs by the shortest way there took, and only to the safe side: a
 * request may be refused some milliseconds early, never run late. Clocks drift, so a bound loosens with its age and is
 * forgotten; a clock that was set back shows as a message from the future, and everything is measured anew.
 */
import type { Clock } from "../../ports/index.ts";
import type { Echo } from "../protocol/parts.ts";

/** Milliseconds for which a measurement counts: requests of a busy hour share one. */
export const MEASURE_KEPT_MS = 600_000;
/** Two quartz clocks differ by at most about 100 ppm each: 120 ms in ten minutes. */
const DRIFT = 200e-6;
/** Measurements kept: the latest of them decide. */
const KEPT = 64;

export interface ClockDifference {
  measured(echo: Echo): void;
  /** A message that the cloud sent at `at` is here: it cannot be earlier there. */
  heard(at: number): void;
  /** The latest that the cloud's clock can show now; `undefined` where nobody has measured. */
  latest(): number | undefined;
}

export function createClockDifference(clock: Clock): ClockDifference {
  let samples: { sent: number; difference: number }[] = [];

  function latest(): number | undefined {
    const now = clock.now();
    samples = samples.filter(({ sent }) => sent <= now && now - sent <= MEASURE_KEPT_MS);
    if (samples.length === 0) return undefined;
    return Math.min(...samples.map(({ sent, difference }) => now - difference + (now - sent) * DRIFT));
  }

  return {
    measured({ sent, received }) {
      if (sent > clock.now()) return;
      samples.push({ sent, difference: sent - received });
      if (samples.length > KEPT) samples.shift();
    },
    heard(at) {
      const bound = latest();
      if (bound !== undefined && bound < at) samples = [];
    },
    latest,
  };
}
