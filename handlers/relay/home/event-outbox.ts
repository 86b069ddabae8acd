/**
 * The relay's event log as an outbox: positions are `seq`, the cloud acknowledges what it has for good, and only that
 * moves the cursor. What is not acknowledged in time is sent again from the cursor, in order (go back n): one message
 * at a time until the cloud speaks again, so that an ingest that is down is not flooded.
 */
import type { Clock, EventLog, Log, LoggedEvent, SiteStore } from "../../ports/index.ts";
import { encodeMessage, MessageTooLarge } from "../protocol/codec.ts";
import type { AckMessage } from "../protocol/downlink-messages.ts";
import type { EventsMessage } from "../protocol/uplink-messages.ts";

/** Messages that the cloud has not acknowledged: keeps a line of 0.3 s busy, and a flood within bounds. */
export const UNACKNOWLEDGED_LIMIT = 16;
/** Values that stay behind the log are brought up to it after so long, or so many events: a reader must not wait for more. */
export const CATCH_UP_AFTER_MS = 24 * 3_600_000;
export const CATCH_UP_AFTER_EVENTS = 20_000;
/** Events of one message, and characters of them: about 40 KB compressed, far from the limit of 128 KB. */
export const BATCH_EVENTS = 500;
export const BATCH_CHARACTERS = 400_000;
/** Milliseconds until what was not acknowledged is sent again; doubles with each time in vain. */
export const ACK_WAIT_MS = 10_000;
const ACK_WAIT_MOST_MS = 300_000;
/**
 * Every so many messages one wants an acknowledgement: each costs as much as a message with events. What gets lost in
 * between shows with the next message, since the cloud takes none out of turn.
 */
export const ASK_EVERY = 8;
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
  /** Somebody reads: values are to follow the events at once. */
  catchUp?: () => boolean;
  /** Milliseconds after which messages that wanted no acknowledgement are sent again where none came. */
  patience?: () => number;
}

interface Cursor {
  log: string;
  to: number;
}

export async function openEventOutbox(options: OutboxOptions) {
  const { eventLog, store, clock, log, epoch, logName, catchUp = () => false } = options;
  const patience = options.patience ?? (() => ACK_WAIT_MS);
  let { newest } = await eventLog.bounds();
  const kept = (await store.get<Cursor>("link", "cursor"))?.value;
  /** Acknowledged for good. */
  let cursor = kept?.log === logName ? kept.to : newest;
  let sent = cursor;
  /** The position before which something is lost: told with the message that begins there. */
  let gapAt = kept?.log === logName ? undefined : cursor + 1;
  let unacknowledged: number[] = [];
  /** Position of the last message that asked for an acknowledgement, and when it did. */
  let askedTo = Number.NEGATIVE_INFINITY;
  let askedAt = clock.now();
  /** Messages since then. */
  let quietMessages = 0;
  let lastSentAt = clock.now();
  /** Up to here the cloud was told to bring its values. Unknown after a start. */
  let caughtUpTo = Number.NEGATIVE_INFINITY;
  let caughtUpAt = clock.now();
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
    const put = async () => void (await store.put("link", "cursor", { log: logName, to } satisfies Cursor));
    put()
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
    caughtUpTo = Math.min(caughtUpTo, cursor);
    unacknowledged = [];
    askedTo = Number.NEGATIVE_INFINITY;
    quietMessages = ASK_EVERY;
    wentBackAt = clock.now();
    againAt = undefined;
  }

  const isAsked = (): boolean => askedTo > cursor;
  const mustCatchUp = (to: number): boolean =>
    catchUp() || clock.now() - caughtUpAt >= CATCH_UP_AFTER_MS || to - Math.max(caughtUpTo, 0) >= CATCH_UP_AFTER_EVENTS;
  const full = (): boolean => unacknowledged.length >= (careful ? 1 : UNACKNOWLEDGED_LIMIT);

  function message(events: readonly LoggedEvent[], how: Pick<EventsMessage, "catchUp" | "quiet">): Buffer {
    const from = (events[0] as LoggedEvent).seq;
    return encodeMessage({
      epoch,
      log: logName,
      at: clock.now(),
      from,
      to: from + events.length - 1,
      ...(from === gapAt ? { gap: true } : {}),
      acknowledged: cursor,
      ...how,
      events: events.map(({ seq: _, afterGap: __, ...draft }) => draft),
    } satisfies EventsMessage);
  }

  /** As many of the events as one message takes; `undefined` where not even the first one fits. */
  function fit(
    events: readonly LoggedEvent[],
    how: Pick<EventsMessage, "catchUp" | "quiet">,
  ): { payload: Buffer; to: number; count: number } | undefined {
    for (let count = events.length; count >= 1; count = Math.floor(count / 2)) {
      try {
        const some = events.slice(0, count);
        return { payload: message(some, how), to: (some[count - 1] as LoggedEvent).seq, count };
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
    if (first.seq === gapAt && unacknowledged.length > 0) {
      if (isAsked()) return false;
      goBack();
      return true;
    }
    const catchesUp = mustCatchUp((page.at(-1) as LoggedEvent).seq);
    const isQuiet = !catchesUp && !careful && quietMessages + 1 < ASK_EVERY;
    const fitting = fit(page, { ...(catchesUp ? { catchUp: true } : {}), ...(isQuiet ? { quiet: true } : {}) });
    if (fitting === undefined) {
      log.error("event too large for the cloud, left out", { topic: first.topic, seq: first.seq });
      counts.oversize += 1;
      sent = first.seq;
      gapAt = first.seq + 1;
      return true;
    }
    const before = sent;
    if (!(await options.send(fitting.payload)) || sent !== before) return false;
    sent = fitting.to;
    lastSentAt = clock.now();
    if (isQuiet) quietMessages += 1;
    else {
      if (!isAsked()) askedAt = lastSentAt;
      askedTo = sent;
      quietMessages = 0;
    }
    if (catchesUp) {
      caughtUpTo = sent;
      caughtUpAt = lastSentAt;
    }
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
    /** Somebody waits for the acknowledgement of all that was sent: what asked for none is sent again, in one message. */
    ask(): void {
      if (sent > cursor && !isAsked()) goBack();
    },
    pending: (): boolean => sent < newest && !full(),
    /** Nothing more may go before something is acknowledged. */
    isFull: (): boolean => full(),
    /** Events that nobody has tried to send. */
    held: (): number => newest - sent,
    /** Up to where there are events, where they were sent, and where acknowledged. */
    newest: (): number => newest,
    sentTo: (): number => sent,
    acknowledgedTo: (): number => cursor,
    /** The cloud was told to bring its values up to all that was sent. */
    isCaughtUp: (): boolean => caughtUpTo >= sent,
    /** The cloud has brought its values up to here by another way. */
    caughtUp(to: number): void {
      caughtUpTo = Math.max(caughtUpTo, Math.min(to, sent));
      caughtUpAt = clock.now();
    },
    /** Sends until everything is on its way, the window is full, or the connection fails. */
    async flush(): Promise<void> {
      while (sent < newest && !full()) if (!(await sendOne())) return;
    },
    acknowledged({ log: of, to, again }: AckMessage): void {
      if (of !== logName || to === undefined || to > newest) return;
      if (to > cursor) {
        cursor = to;
        sent = Math.max(sent, cursor);
        unacknowledged = unacknowledged.filter((position) => position > cursor);
        askedAt = clock.now();
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
      sent > cursor
        ? Math.min(isAsked() ? askedAt + wait : lastSentAt + patience(), againAt ?? Number.POSITIVE_INFINITY)
        : undefined,
    /** Goes back where an acknowledgement is overdue; `true` where it did. */
    overdue(): boolean {
      if (sent <= cursor) return false;
      const now = clock.now();
      const isAgain = againAt !== undefined && now >= againAt;
      const isSilent = !isAsked() && now >= lastSentAt + patience();
      if (isAgain || isSilent) {
        goBack();
        return true;
      }
      if (!isAsked() || now < askedAt + wait) return false;
      careful = true;
      wait = Math.min(wait * 2, ACK_WAIT_MOST_MS);
      askedAt = now;
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
