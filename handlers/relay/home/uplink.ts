/**
 * What a relay tells the cloud by itself: documents in full after each connect, then changes; events in batches. One
 * loop, so that a device is known before its first event and so that nothing overtakes.
 */
import type { Clock, EventLog, Home, HomeProgram, Log, LoggedEvent, SiteStore } from "../../ports/index.ts";
import type { AuditNote } from "../protocol/audit-notes.ts";
import type { AckMessage, ListeningMessage } from "../protocol/downlink-messages.ts";
import type { RelayTopics } from "../protocol/messages.ts";
import { READ_LEASE_MS, type SendWindow, WINDOW_LISTENING_MS } from "../protocol/send-window.ts";
import { type DocumentKind, PROGRAM_KEY } from "../protocol/uplink-messages.ts";
import { createDocumentSender } from "./document-sender.ts";
import { BATCH_EVENTS, openEventOutbox } from "./event-outbox.ts";
import { createHomeDocuments, structural } from "./home-documents.ts";
import { openLateNotes } from "./late-notes.ts";

/** Values documents tell what events do not (gone stale, configuration): nobody waits for them. */
export const VALUES_EVERY_MS = 30_000;
/** After an error of the log or the store. */
export const RETRY_MS = 5_000;
/** Windows, and milliseconds at least, until messages that wanted no acknowledgement are sent again. */
export const PATIENCE_WINDOWS = 12;
export const PATIENCE_MS = 60_000;
/** Readers that wait at once: more are those of a cloud that asks again and again. */
const WAITING_LIMIT = 100;

export interface UplinkOptions {
  epoch: number;
  logName: string;
  topics: RelayTopics;
  home: Home;
  eventLog: EventLog;
  store: SiteStore;
  clock: Clock;
  log: Log;
  connected: () => boolean;
  /** `false` where the broker has not confirmed. */
  send: (topic: string, payload: Uint8Array) => Promise<boolean>;
  /** Who looks at this home. */
  sendWindow: SendWindow;
  /** Centrals that are about to be added. Default: none. */
  awaited?: () => readonly string[];
  /** What the program says of itself; a change of it is told by `changed`. Default: nothing. */
  program?: () => HomeProgram;
}

interface Waiter {
  /** Number of the newest event when it came. */
  events: number;
  /** What must be acknowledged, once all of it was sent. */
  goal?: { events: number; docs: number };
  done: (all: boolean) => void;
}

export type UplinkState = "sending" | "waiting" | "done";

export interface Uplink {
  /** Events that the log has: for the event sink's `deliver`. */
  appended(events: readonly LoggedEvent[]): void;
  /** For `observeHome`. */
  changed(kind: DocumentKind, key: string): void;
  /** An entry of the audit log that no answer takes to the cloud. Resolves when it is kept here; never rejects. */
  noted(note: AuditNote): Promise<void>;
  /** A new connection; subscriptions are in force. */
  reconnected(): void;
  acknowledged(ack: AckMessage): void;
  listening(message: ListeningMessage): void;
  /** What is new now, and in the next moments, is not held back. */
  urgent(): void;
  /** Sends what is there. `true` when the cloud has all of it; `false` where too many wait, or it ended. */
  flush(lease: number): Promise<boolean>;
  /** Sends what is there; whether the broker took all of it. For the goodbye. */
  drain(): Promise<boolean>;
  resync(): void;
  /** `sending`: not all of it is acknowledged · `waiting`: for its window · `done`: the cloud has all there is to tell. */
  state(): UplinkState;
  counters(): Record<string, number>;
  close(): void;
}

export async function createUplink(options: UplinkOptions): Promise<Uplink> {
  const { epoch, topics, home, clock, log, sendWindow } = options;
  const documents = createHomeDocuments(
    home,
    () => clock.now(),
    () => sendWindow.isReading(),
    options.awaited,
    options.program,
  );
  const notes = await openLateNotes(options.store, log, () => soon(WINDOW_LISTENING_MS));
  const docs = createDocumentSender({
    notes,
    documents,
    epoch,
    clock,
    log,
    send: (payload) => options.send(topics.doc, payload),
  });
  const outbox = await openEventOutbox({
    ...options,
    send: (payload) => options.send(topics.events, payload),
    catchUp: () => sendWindow.isReading(),
    patience: () => Math.max(PATIENCE_MS, sendWindow.length() * PATIENCE_WINDOWS),
  });
  /** Those who wait until all that there was when they came is acknowledged. */
  let waiting: Waiter[] = [];
  /** When what is new must be sent; `undefined` = nothing new. */
  let newsAt: number | undefined;
  let valuesAt: number | undefined;
  let running = false;
  let again = false;
  let closed = false;
  let timer: { at: number; cancel: () => void } | undefined;

  const isDue = (at: number | undefined): boolean => at !== undefined && at <= clock.now();

  function schedule(): void {
    const times = [newsAt, valuesAt, docs.fullDueAt(), docs.overdueAt(), outbox.overdueAt()];
    const at = Math.min(...times.filter((time): time is number => time !== undefined));
    if (timer?.at === at) return;
    timer?.cancel();
    timer = undefined;
    if (closed || !options.connected() || at === Number.POSITIVE_INFINITY) return;
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      timer = undefined;
      wake();
    });
    timer = { at, cancel };
  }

  async function round(): Promise<void> {
    const before = [...waiting];
    if (before.length > 0) outbox.ask();
    docs.overdue();
    if (outbox.overdue()) newsAt = clock.now();
    if (isDue(docs.fullDueAt())) {
      await docs.full();
      newsAt ??= clock.now();
    }
    if (isDue(newsAt)) {
      newsAt = undefined;
      await docs.news(structural);
      await outbox.flush();
      // the broker did not confirm, or a gap waits for what is before it
      if (outbox.pending()) newsAt ??= clock.now() + RETRY_MS;
    }
    if (isDue(valuesAt)) {
      valuesAt = undefined;
      await docs.news(() => true);
    }
    const sent = before.filter(({ goal, events }) => goal === undefined && events <= outbox.sentTo());
    if (sent.length > 0 && docs.fullDueAt() === undefined) await aim(sent);
  }

  /** What they wait for is on its way: from now on they wait for its acknowledgement. */
  async function aim(these: readonly Waiter[]): Promise<void> {
    const events = outbox.sentTo();
    if (!outbox.isCaughtUp()) {
      await docs.catchUp();
      catchUpsAt.set(docs.sentTo(), events);
    }
    for (const one of these) one.goal = { events, docs: docs.sentTo() };
    reached();
  }

  /** Positions of events that the cloud's values hold when it acknowledges such a message of documents. */
  const catchUpsAt = new Map<number, number>();
  function reached(): void {
    for (const [n, events] of catchUpsAt)
      if (n <= docs.acknowledgedTo()) {
        catchUpsAt.delete(n);
        outbox.caughtUp(events);
      }
    const isReached = ({ goal }: Waiter): boolean =>
      goal !== undefined && goal.events <= outbox.acknowledgedTo() && goal.docs <= docs.acknowledgedTo();
    for (const { done } of waiting.filter(isReached)) done(true);
    waiting = waiting.filter((one) => !isReached(one));
  }

  async function run(): Promise<void> {
    do {
      again = false;
      try {
        await round();
      } catch (error) {
        log.error("relay cannot read what it has to send", { error });
        newsAt = Math.max(newsAt ?? 0, clock.now() + RETRY_MS);
      }
    } while (again && !closed && options.connected());
    running = false;
    schedule();
  }

  function wake(): void {
    if (closed || !options.connected()) return;
    again = true;
    if (running) return;
    running = true;
    current = run();
  }
  let current = Promise.resolve();

  function everythingNow(): void {
    newsAt = clock.now();
    valuesAt = clock.now();
    wake();
  }

  function soon(within: number): void {
    const at = clock.now() + within;
    if (newsAt !== undefined && newsAt <= at) return;
    newsAt = at;
    if (!running) schedule();
  }

  return {
    appended(events) {
      const last = events.at(-1);
      if (last === undefined) return;
      outbox.appended(last.seq);
      // a full message does not become cheaper by waiting
      soon(outbox.held() >= BATCH_EVENTS ? WINDOW_LISTENING_MS : sendWindow.length());
    },
    changed(kind, key) {
      documents.changed(kind, key);
      if (structural(kind)) soon(sendWindow.length());
      else if (valuesAt === undefined) {
        valuesAt = clock.now() + Math.max(VALUES_EVERY_MS, sendWindow.length());
        if (!running) schedule();
      }
    },
    noted: (note) => notes.add(note),
    reconnected() {
      // who was told something by the last connection, or start, relies on it
      sendWindow.reading(READ_LEASE_MS);
      outbox.reconnected();
      docs.reconnected();
      newsAt = clock.now();
      wake();
    },
    acknowledged(ack) {
      const [isFull, sent] = [outbox.isFull(), outbox.sentTo()];
      outbox.acknowledged(ack);
      if (ack.epoch === epoch && ack.docs !== undefined) docs.acknowledged(ack.docs);
      reached();
      if (outbox.pending() && (isFull || outbox.sentTo() < sent)) {
        // nothing more could go, or something must go again: it has waited long enough
        newsAt = clock.now();
        wake();
      } else if (!running) schedule();
    },
    listening(message) {
      sendWindow.listening(message);
      if (newsAt !== undefined) soon(sendWindow.length());
    },
    urgent() {
      sendWindow.urgent();
      if (newsAt !== undefined) soon(sendWindow.length());
    },
    async flush(lease) {
      sendWindow.reading(lease);
      if (closed || waiting.length >= WAITING_LIMIT) return false;
      // nobody tells when it has something else to say
      if (options.program) documents.changed("program", PROGRAM_KEY);
      const all = new Promise<boolean>((done) => waiting.push({ events: outbox.newest(), done }));
      everythingNow();
      return all;
    },
    async drain() {
      everythingNow();
      await current;
      return outbox.held() <= 0 && valuesAt === undefined && docs.fullDueAt() === undefined;
    },
    resync() {
      docs.resync();
      wake();
    },
    state() {
      if (running || docs.overdueAt() !== undefined || outbox.overdueAt() !== undefined) return "sending";
      const isWaiting = newsAt !== undefined || valuesAt !== undefined || docs.fullDueAt() !== undefined;
      return isWaiting || outbox.pending() ? "waiting" : "done";
    },
    counters: () => {
      const d = docs.counters();
      return { ...outbox.counters(), docMessages: d.messages, docSets: d.sets, docOversize: d.oversize };
    },
    close() {
      closed = true;
      timer?.cancel();
      for (const { done } of waiting.splice(0)) done(false);
    },
  };
}
