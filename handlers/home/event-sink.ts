/** From what happened to numbered events on their way to subscribers: serialise once, log, then deliver, in order. */
import { type Broadcast, draftEvent } from "../kernel/broadcast.ts";
import type { Clock, EventDraft, EventLog, EventSink, Log, LoggedEvent } from "../ports/index.ts";

/** Events that wait while the log does not take any: about an hour of a busy home (40 events/s), some 50 MB. */
export const EVENT_BACKLOG_LIMIT = 100_000;
/** Events of one append: keeps one transaction of the log short. */
export const APPEND_LIMIT = 1000;
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 30_000;

export interface EventSinkOptions {
  log: EventLog;
  clock: Clock;
  /** Called with events that are readable in the log; a failure of it is logged and changes nothing. */
  deliver: (events: LoggedEvent[]) => void;
  logger: Log;
}

type Observer = (payload: unknown) => void;
interface Queued {
  draft: EventDraft;
  /** Events before it were dropped. */
  afterGap?: true;
}

/** How many of them go into one append: a gap is told of the first one only. */
function batchSize(queue: readonly Queued[]): number {
  const most = Math.min(queue.length, APPEND_LIMIT);
  for (let size = 1; size < most; size += 1) if (queue[size]?.afterGap) return size;
  return most;
}

/**
 * Everything published in one tick is appended together; what arrives during an append goes with the next one. Only
 * after the log has them are events delivered. While the log fails they wait, in order, and are tried again with
 * growing pauses; past {@link EVENT_BACKLOG_LIMIT} each new one takes the place of the one before it, and the log is told
 * that there is a gap before it: subscribers hear of it in its place, and what happened last is not among what is lost.
 */
export function createEventSink({ log, clock, deliver, logger }: EventSinkOptions): EventSink {
  const observers = new Map<Broadcast, Set<Observer>>();
  let queue: Queued[] = [];
  let running = false;
  let dropped = 0;
  let waiting: (() => void)[] = [];

  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));

  /** Appends until the log takes it: all or nothing, so that a repetition is safe. */
  async function append(batch: readonly Queued[]): Promise<LoggedEvent[]> {
    const drafts = batch.map(({ draft }) => draft);
    const afterGap = batch[0]?.afterGap ?? false;
    for (let delay = RETRY_FIRST_MS; ; delay = Math.min(delay * 2, RETRY_MOST_MS)) {
      try {
        return await log.append(drafts, { afterGap });
      } catch (error) {
        logger.error("event log does not take events", { error, waiting: queue.length + batch.length });
        await pause(delay);
      }
    }
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const size = batchSize(queue);
      const batch = size < queue.length ? queue.slice(0, size) : queue;
      queue = batch === queue ? [] : queue.slice(size);
      const logged = await append(batch);
      if (dropped > 0) {
        logger.error("events were dropped while the event log failed", { dropped });
        dropped = 0;
      }
      try {
        deliver(logged);
      } catch (error) {
        logger.error("delivering events failed", { error, seq: logged[0]?.seq });
      }
    }
    running = false;
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  }

  return {
    publish(broadcast, payload, kind = "change") {
      for (const observer of observers.get(broadcast) ?? [])
        try {
          observer(payload);
        } catch (error) {
          logger.error("an observer of events failed", { broadcast: broadcast.name, error });
        }
      if (broadcast.internal) return;
      const draft = draftEvent(broadcast, payload as Record<string, unknown>, kind, clock.now());
      if (queue.length >= EVENT_BACKLOG_LIMIT) {
        dropped += 1;
        queue[queue.length - 1] = { draft, afterGap: true };
        return;
      }
      queue.push({ draft });
      if (running) return;
      running = true;
      queueMicrotask(() => void drain());
    },
    observe(broadcast, observer) {
      const own = observers.get(broadcast) ?? new Set();
      observers.set(broadcast, own.add(observer as Observer));
      return () => void own.delete(observer as Observer);
    },
    flushed: () => (running ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}
