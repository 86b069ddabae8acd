/**
 * The relay's event log as an outbox: positions are `seq`, the cloud acknowledges what it has for good, and only that
 * moves the cursor. What is not acknowledged in time is sent again from the cursor, in order (go back n): one message
 * at a time until the cloud speaks again, so that an ingest that is down is not flooded.
 */
import type { Clock, EventLog, Log, LoggedEvent, SiteStore } from "../ports.ts";
import { type AckMessage, type EventsMessage, encodeMessage, MessageTooLarge } from "./protocol.ts";

/** Messages that the cloud has not acknowledged: keeps a line of 0.3 s busy, and a flood within bounds. */
export const UNACKNOWLEDGED_LIMIT = 16;
/** Events of one message, and characters of them: about 40 KB compressed, far from the limit of 128 KB. */
const BATCH_EVENTS = 500;
const BATCH_CHARACTERS = 400_000;
/** Milliseconds until what was not acknowledged is sent again; doubles with each time in vain. */
export const ACK_WAIT_MS = 10_000;
const ACK_WAIT_MOST_MS = 300_000;
/** Going back because the cloud asked for it: not more often, its questions come in bursts. */
const AGAIN_EVERY_MS = 1_000;

export interface OutboxOptions {
  eventLog: EventLog;
  store: SiteStore;
  clock: Clock;
  log: Log;
  epoch: number;
  /** Name of the event log. */
  logName: string;
  /** `false` where the broker has not confirmed it. */
  send: (payload: Uint8Array) => Promise<boolean>;
}

interface Cursor {
  log: string;
  to: number;
}

export type EventOutbox = Awaited<ReturnType<typeof openEventOutbox>>;

export async function openEventOutbox(options: OutboxOptions) {
  const { eventLog, store, clock, log, epoch, logName } = options;
  let { newest } = await eventLog.bounds();
  const kept = (await store.get<Cursor>("link", "cursor"))?.value;
  /** Acknowledged for good. */
  let cursor = kept?.log === logName ? kept.to : newest;
  let sent = cursor;
  /** The position before which something is lost: told with the message that begins there. */
  let gapAt = kept?.log === logName ? undefined : cursor + 1;
  let unacknowledged: number[] = [];
  let progressAt = clock.now();
  let wait = ACK_WAIT_MS;
  /** The last wait was in vain: one message at a time. */
  let careful = false;
  let wentBackAt = Number.NEGATIVE_INFINITY;
  /** The cloud has asked too soon after the last time: it gets its answer then, unless what is on its way suffices. */
  let againAt: number | undefined;
  let saving = false;
  const counts = { messages: 0, events: 0, gaps: 0, resent: 0, oversize: 0 };
  if (kept?.log !== logName) await store.put("link", "cursor", { log: logName, to: cursor } satisfies Cursor);

  function save(): void {
    if (saving) return;
    saving = true;
    const to = cursor;
    store
      .put("link", "cursor", { log: logName, to } satisfies Cursor)
      // an old cursor only means that some events are sent once more
      .catch((error: unknown) => log.warn("position of the outbox not kept", { error }))
      .finally(() => {
        saving = false;
        if (to !== cursor) save();
      });
  }

  function goBack(): void {
    if (sent > cursor) counts.resent += 1;
    sent = cursor;
    unacknowledged = [];
    wentBackAt = clock.now();
    againAt = undefined;
  }

  const full = (): boolean => unacknowledged.length >= (careful ? 1 : UNACKNOWLEDGED_LIMIT);

  function message(events: readonly LoggedEvent[]): Buffer {
    const from = (events[0] as LoggedEvent).seq;
    return encodeMessage({
      epoch,
      log: logName,
      at: clock.now(),
      from,
      to: from + events.length - 1,
      ...(from === gapAt ? { gap: true } : {}),
      events: events.map(({ seq: _, ...draft }) => draft),
    } satisfies EventsMessage);
  }

  /** As many of the events as one message takes; `undefined` where not even the first one fits. */
  function fit(events: readonly LoggedEvent[]): { payload: Buffer; to: number; count: number } | undefined {
    for (let count = events.length; count >= 1; count = Math.floor(count / 2)) {
      try {
        const some = events.slice(0, count);
        return { payload: message(some), to: (some[count - 1] as LoggedEvent).seq, count };
      } catch (error) {
        if (!(error instanceof MessageTooLarge)) throw error;
      }
    }
    return undefined;
  }

  /** Sends one message; `false` where nothing can be sent now. */
  async function sendOne(): Promise<boolean> {
    const page = contiguous(await eventLog.read(sent, BATCH_EVENTS));
    const [first] = page;
    if (first === undefined) {
      // the numbers up to here exist no more
      const bounds = await eventLog.bounds();
      newest = Math.max(newest, bounds.newest);
      gapAt = newest + 1;
      sent = newest;
      cursor = newest;
      unacknowledged = [];
      save();
      return false;
    }
    if (first.seq > sent + 1) gapAt = first.seq;
    // what is on its way must not be taken for lost by the one that tells of a gap
    if (first.seq === gapAt && unacknowledged.length > 0) return false;
    const fitting = fit(page);
    if (fitting === undefined) {
      log.error("event too large for the cloud, left out", { topic: first.topic, seq: first.seq });
      counts.oversize += 1;
      sent = first.seq;
      gapAt = first.seq + 1;
      return true;
    }
    const before = sent;
    if (!(await options.send(fitting.payload)) || sent !== before) return false;
    if (unacknowledged.length === 0) progressAt = clock.now();
    sent = fitting.to;
    unacknowledged.push(sent);
    counts.messages += 1;
    counts.events += fitting.count;
    if (first.seq === gapAt) counts.gaps += 1;
    return true;
  }

  return {
    appended(seq: number): void {
      newest = Math.max(newest, seq);
    },
    /** Nobody knows what became of what was on its way. */
    reconnected(): void {
      careful = false;
      wait = ACK_WAIT_MS;
      goBack();
    },
    pending: (): boolean => sent < newest && !full(),
    /** Sends until everything is on its way, the window is full, or the connection fails. */
    async flush(): Promise<void> {
      while (sent < newest && !full()) if (!(await sendOne())) return;
    },
    acknowledged({ log: of, to, again }: AckMessage): void {
      if (of !== logName || to === undefined || to > newest) return;
      if (to > cursor) {
        cursor = to;
        if (gapAt !== undefined && cursor >= gapAt) gapAt = undefined;
        sent = Math.max(sent, cursor);
        unacknowledged = unacknowledged.filter((position) => position > cursor);
        progressAt = clock.now();
        wait = ACK_WAIT_MS;
        careful = false;
        againAt = undefined;
        save();
      } else if (again && to < cursor && clock.now() - wentBackAt >= AGAIN_EVERY_MS) {
        // the cloud has lost what it had (a table that was restored)
        cursor = to;
        save();
      }
      if (!again || sent <= cursor) return;
      if (clock.now() - wentBackAt >= AGAIN_EVERY_MS) goBack();
      else againAt = wentBackAt + AGAIN_EVERY_MS;
    },
    /** When `overdue` must be asked again (own clock), `undefined` = nothing waits. */
    overdueAt: (): number | undefined =>
      sent > cursor ? Math.min(progressAt + wait, againAt ?? Number.POSITIVE_INFINITY) : undefined,
    /** Goes back where an acknowledgement is overdue; `true` where it did. */
    overdue(): boolean {
      if (sent <= cursor) return false;
      if (againAt !== undefined && clock.now() >= againAt) {
        goBack();
        return true;
      }
      if (clock.now() < progressAt + wait) return false;
      careful = true;
      wait = Math.min(wait * 2, ACK_WAIT_MOST_MS);
      progressAt = clock.now();
      goBack();
      return true;
    },
    counters: () => ({ ...counts, waiting: newest - cursor, acknowledgedTo: cursor }),
  };
}

/** The events up to the first hole, within the characters of a batch. */
function contiguous(events: readonly LoggedEvent[]): LoggedEvent[] {
  let characters = 0;
  const end = events.findIndex((event, index) => {
    characters += event.tail.length + (event.classifiedTail?.length ?? 0);
    return index > 0 && (characters > BATCH_CHARACTERS || event.seq !== (events[0] as LoggedEvent).seq + index);
  });
  return end < 0 ? [...events] : events.slice(0, end);
}
