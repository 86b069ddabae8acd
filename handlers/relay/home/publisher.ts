/** The one way out of a relay: at most so many publishes a second, answers before events, nothing while offline. */
import type { Clock } from "../../ports/index.ts";
import { PUBLISH_RATE_LIMIT, type RelayTransport } from "../protocol/messages.ts";

/** Publishes that the broker has not confirmed: AWS IoT Core allows 100 of a connection. */
const UNCONFIRMED_LIMIT = 50;
/** Answers that wait for the broker: what may run at once, in parts. */
export const WAITING_LIMIT = 1000;
const SECOND = 1000;

interface Entry {
  topic: string;
  payload: Uint8Array;
  retain: boolean;
  /** Kept over a broken connection until then (own clock); absent = fails with it. */
  until?: number;
  done: (sent: boolean) => void;
}

export interface Publisher {
  /** `false` where it was not sent, or nobody knows: the caller repeats it. Never rejects. */
  send(topic: string, payload: Uint8Array, options?: { retain?: boolean; until?: number }): Promise<boolean>;
  close(): void;
}

export function createPublisher(transport: RelayTransport, clock: Clock, rate = PUBLISH_RATE_LIMIT): Publisher {
  /** Times of the last publishes, oldest first, never more than `rate`. */
  const times: number[] = [];
  const urgent: Entry[] = [];
  const ordinary: Entry[] = [];
  let unconfirmed = 0;
  let cancelTimer: (() => void) | undefined;
  let closed = false;

  function failAll(entries: Entry[], which: (entry: Entry) => boolean): void {
    const failed = entries.filter(which);
    const kept = entries.filter((entry) => !which(entry));
    entries.splice(0, entries.length, ...kept);
    for (const entry of failed) entry.done(false);
  }

  /** Milliseconds until the next publish is allowed. */
  function pause(): number {
    const oldest = times.length < rate ? undefined : times[times.length - rate];
    return oldest === undefined ? 0 : Math.max(0, oldest + SECOND - clock.now());
  }

  function later(ms: number): void {
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      pump();
    });
  }

  function publish(entry: Entry): void {
    times.push(clock.now());
    if (times.length > rate) times.shift();
    unconfirmed += 1;
    const { topic, payload, retain } = entry;
    // within a promise: what throws at once is not sent, and counts no longer as on its way
    const sending = new Promise<void>((resolve) => resolve(transport.publish(topic, payload, { retain })));
    sending.then(
      () => {
        unconfirmed -= 1;
        entry.done(true);
        pump();
      },
      () => {
        unconfirmed -= 1;
        // not again at once: the next connection, or the next publish, takes it along, else a later attempt
        if (entry.until !== undefined && entry.until > clock.now() && !closed) urgent.unshift(entry);
        else entry.done(false);
        if (!closed && urgent.length + ordinary.length > 0) later(SECOND);
      },
    );
  }

  function pump(): void {
    while (!closed && transport.connected() && unconfirmed < UNCONFIRMED_LIMIT) {
      const wait = pause();
      if (wait > 0) {
        if (urgent.length + ordinary.length > 0) later(wait);
        return;
      }
      const entry = urgent.shift() ?? ordinary.shift();
      if (entry === undefined) return;
      if (entry.until !== undefined && entry.until <= clock.now()) entry.done(false);
      else publish(entry);
    }
  }

  const leave = transport.onConnection((connected) => {
    if (connected) pump();
    else failAll(ordinary, () => true);
  });

  return {
    send(topic, payload, { retain = false, until } = {}) {
      return new Promise((done) => {
        const queue = until === undefined ? ordinary : urgent;
        if (closed || queue.length >= WAITING_LIMIT || (until === undefined && !transport.connected())) {
          done(false);
          return;
        }
        queue.push({ topic, payload, retain, until, done });
        pump();
      });
    },
    close() {
      closed = true;
      leave();
      cancelTimer?.();
      failAll(urgent, () => true);
      failAll(ordinary, () => true);
    },
  };
}
