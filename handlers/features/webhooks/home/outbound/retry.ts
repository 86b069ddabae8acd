/** When a webhook that failed is sent again, and when it is given up. */
import type { WebhookAnswer } from "../../../../ports/webhook-sender.ts";

/** Attempts of one webhook, with pauses of 1 s, 4 s, 16 s, 64 s and 256 s: a receiver may restart, or be updated. */
export const ATTEMPTS_LIMIT = 6;
const PAUSE_FIRST_MS = 1_000;
const PAUSE_FACTOR = 4;
/** Longest pause that a receiver can ask for: what waits behind it grows old. */
export const PAUSE_MOST_MS = 300_000;

export type Verdict = { kind: "delivered" } | { kind: "retry"; reason: string } | { kind: "given up"; reason: string };

/** Refusals that may pass by themselves: request timeout, too early, too many requests, and every fault of a server. */
const mayPass = (status: number) => [408, 425, 429].includes(status) || status >= 500;

export function verdictOf({ status }: WebhookAnswer): Verdict {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const reason = status >= 300 && status < 400 ? `${status}: redirects are not followed` : `answered ${status}`;
  return { kind: mayPass(status) ? "retry" : "given up", reason };
}

/**
 * Milliseconds to the next attempt, with up to a quarter left to chance.
 * @param failed attempts so far, from 1
 * @param chance 0 to 1
 */
export function pauseAfter(failed: number, chance: number, retryAfterMs = 0): number {
  const own = PAUSE_FIRST_MS * PAUSE_FACTOR ** (failed - 1) * (1 + chance / 4);
  return Math.min(Math.max(own, retryAfterMs), PAUSE_MOST_MS);
}
