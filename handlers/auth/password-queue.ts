/**
 * Whose password is checked next. A check takes a third of a second of the only thread for it, and anybody may ask for
 * one: so each address gets its fair share, and nobody waits long. Who waits too long is told to come again.
 */

import { createBoundedCache } from "../kernel/bounded-cache.ts";
import { type Refusal, tooMany } from "../kernel/problem.ts";
import { withinLimit } from "../kernel/within-limit.ts";
import type { Clock } from "../ports/index.ts";

/** Checks that wait at the same time. More could not have their turn within {@link QUEUE_WAIT_MS} on any machine. */
export const QUEUE_LIMIT = 64;
/** Of those, checks of one address: more devices of a household than log in anew in the same moment. */
export const QUEUED_PER_ADDRESS = 8;
/** Milliseconds until a waiting check is given up: what a person waits for a login before doing something else. */
export const QUEUE_WAIT_MS = 4_000;
/** Milliseconds after which a check of an address no longer counts against it. */
const SHARE_WINDOW_MS = 10_000;
/** Addresses of which is remembered what they had, and that they are somebody's. */
const ADDRESSES_KEPT = 10_000;

interface Waiting {
  readonly network: string;
  start(): void;
  refuse(refusal: Refusal): void;
}

export interface PasswordQueue {
  /** Runs `check` when it is the address's turn. Rejects with a 429 refusal where that takes too long. */
  run<T>(network: string, check: () => Promise<T>): Promise<T>;
  /** Somebody proved who he is from this address: it comes before those of which nobody knows anything. */
  proven(network: string): void;
}

const busy = () =>
  tooMany("too many logins are waiting to be checked", "Too many login attempts", QUEUE_WAIT_MS / 1000);

export function createPasswordQueue(clock: Clock): PasswordQueue {
  const waiting: Waiting[] = [];
  const shares = createBoundedCache<string, { checks: number; until: number }>(ADDRESSES_KEPT);
  const known = createBoundedCache<string, true>(ADDRESSES_KEPT);
  let running = false;

  const hadOf = (network: string): number => {
    const share = shares.get(network);
    return share === undefined || share.until <= clock.now() ? 0 : share.checks;
  };
  /** Known addresses first, then who had least, then who came last: who has waited long may have gone already. */
  const isBefore = (a: Waiting, b: Waiting): boolean => {
    const ranks = [known.has(a.network) ? 0 : 1, known.has(b.network) ? 0 : 1] as const;
    if (ranks[0] !== ranks[1]) return ranks[0] < ranks[1];
    return hadOf(a.network) < hadOf(b.network);
  };
  const leave = (one: Waiting): void => {
    const at = waiting.indexOf(one);
    if (at >= 0) waiting.splice(at, 1);
  };

  function next(): void {
    if (running || waiting.length === 0) return;
    const first = waiting.reduceRight((best, one) => (isBefore(one, best) ? one : best));
    leave(first);
    running = true;
    shares.set(first.network, { checks: hadOf(first.network) + 1, until: clock.now() + SHARE_WINDOW_MS });
    first.start();
  }

  /** Makes room for one more: whoever would be last leaves. `false` = that is the newcomer. */
  function makeRoom(newcomer: Waiting): boolean {
    if (waiting.filter(({ network }) => network === newcomer.network).length >= QUEUED_PER_ADDRESS) return false;
    if (waiting.length < QUEUE_LIMIT) return true;
    const last = waiting.reduce((worst, one) => (isBefore(worst, one) ? one : worst));
    if (isBefore(last, newcomer)) return false;
    leave(last);
    last.refuse(busy());
    return true;
  }

  return {
    async run(network, check) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const turn: Waiting = { network, start: resolve, refuse: reject };
      if (running && !makeRoom(turn)) throw busy();
      waiting.push(turn);
      next();
      await withinLimit(clock, QUEUE_WAIT_MS, promise, () => {
        // whose turn has come in the same moment goes on: nobody else would end it
        if (!waiting.includes(turn)) return;
        leave(turn);
        throw busy();
      });
      try {
        return await check();
      } finally {
        running = false;
        next();
      }
    },
    proven: (network) => void known.set(network, true),
  };
}
