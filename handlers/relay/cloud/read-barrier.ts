/**
 * The read barrier: the relay of a home that nobody looks at holds its news back for half an hour. Whoever reads asks it
 * first, and waits a little; all that read at the same moment share one question, and those of the next minute need none.
 */

import { withinLimit } from "../../kernel/within-limit.ts";
import type { Clock, Log } from "../../ports/index.ts";
import { READ_LEASE_MS } from "../protocol/send-window.ts";
import type { BrokerAccess } from "./broker-access.ts";
import { type Freshness, isHeldBack } from "./freshness.ts";

/** Milliseconds that a read waits for what an idle relay has held back. */
export const BARRIER_MS = 2_000;
/** Milliseconds after a relay did not answer within which no other read of this instance waits for it. */
export const BARRIER_AGAIN_MS = 3_000;

export interface BarrierOptions {
  site: string;
  clock: Clock;
  log: Log;
  broker: BrokerAccess;
  /** Notes for everybody that the relay holds nothing back until then. */
  putCurrent: (until: number) => Promise<void>;
}

/** @returns whether there may be more to read than what was found */
export function createReadBarrier({ site, clock, log, broker, putCurrent }: BarrierOptions) {
  let running: Promise<boolean> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  /** The last question that was answered, and until when its answer counts. */
  let answered = { epoch: Number.NaN, until: Number.NEGATIVE_INFINITY };

  async function ask(epoch: number): Promise<boolean> {
    // what happens between the question and its arrival is told too: the relay counts from there
    const until = clock.now() + READ_LEASE_MS;
    const { requester } = await broker.open();
    if (!(await requester.flush(site, epoch, READ_LEASE_MS, BARRIER_MS))) return false;
    await putCurrent(until);
    answered = { epoch, until };
    return true;
  }

  function bounded(epoch: number): Promise<boolean> {
    const asked = ask(epoch).catch((error: unknown) => {
      log.warn("relay not asked for its news", { site, error });
      return false;
    });
    return withinLimit(clock, BARRIER_MS, asked, () => false);
  }

  return async (found: Freshness): Promise<boolean> => {
    const now = clock.now();
    if (!found.presence || !isHeldBack(found, now)) return false;
    // found before the answer to somebody else's question was there: what it brought has to be read, not asked for
    if (answered.epoch === found.presence.epoch && now < answered.until) return true;
    // a relay that hangs must not slow down every read: the answer says how old it is
    if (running === undefined && now - failedAt < BARRIER_AGAIN_MS) return false;
    running ??= bounded(found.presence.epoch).finally(() => {
      running = undefined;
    });
    const all = await running;
    if (!all) failedAt = clock.now();
    return all;
  };
}
