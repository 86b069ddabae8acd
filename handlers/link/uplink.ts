/**
 * What a relay tells the cloud by itself: documents in full after each connect, then changes; events in batches. One
 * loop, so that a device is known before its first event and so that nothing overtakes.
 */
import type { Clock, EventLog, Home, Log, LoggedEvent, SiteStore } from "../ports.ts";
import { createDocumentSender } from "./document-sender.ts";
import { openEventOutbox } from "./event-outbox.ts";
import { createHomeDocuments, structural } from "./home-documents.ts";
import type { AckMessage, DocumentKind, LinkTopics, ListeningMessage } from "./protocol.ts";

/** Milliseconds from the first event to the message that carries it: while somebody listens, and while nobody does. */
export const WINDOW_LISTENING_MS = 25;
export const WINDOW_IDLE_MS = 5_000;
/** Values documents tell what events do not (gone stale, configuration): nobody waits for them. */
export const VALUES_EVERY_MS = 30_000;
/** After an error of the log or the store. */
const RETRY_MS = 5_000;

export interface UplinkOptions {
  epoch: number;
  logName: string;
  topics: LinkTopics;
  home: Home;
  eventLog: EventLog;
  store: SiteStore;
  clock: Clock;
  log: Log;
  connected: () => boolean;
  /** `false` where the broker has not confirmed. */
  send: (topic: string, payload: Uint8Array) => Promise<boolean>;
  /** The cloud's time, as well as it is known. */
  cloudTime: () => number;
}

export type UplinkState = "sending" | "waiting" | "done";

export interface Uplink {
  /** Events that the log has: for the event sink's `deliver`. */
  appended(events: readonly LoggedEvent[]): void;
  /** For `observeHome`. */
  changed(kind: DocumentKind, key: string): void;
  /** A new connection; subscriptions are in force. */
  reconnected(): void;
  acknowledged(ack: AckMessage): void;
  listening(message: ListeningMessage): void;
  resync(): void;
  /** `sending`: not all of it is acknowledged · `waiting`: for its window · `done`: the cloud has all there is to tell. */
  state(): UplinkState;
  counters(): Record<string, number>;
  close(): void;
}

export async function createUplink(options: UplinkOptions): Promise<Uplink> {
  const { epoch, topics, home, clock, log } = options;
  const documents = createHomeDocuments(home, () => clock.now());
  const docs = createDocumentSender({
    documents,
    epoch,
    clock,
    log,
    send: (payload) => options.send(topics.doc, payload),
  });
  const outbox = await openEventOutbox({ ...options, send: (payload) => options.send(topics.events, payload) });
  let listeners: ListeningMessage = { clients: 0, until: 0 };
  /** When what is new must be sent; `undefined` = nothing new. */
  let newsAt: number | undefined;
  let valuesAt: number | undefined;
  let running = false;
  let again = false;
  let closed = false;
  let timer: { at: number; cancel: () => void } | undefined;

  const window = (): number =>
    listeners.clients > 0 && listeners.until > options.cloudTime() ? WINDOW_LISTENING_MS : WINDOW_IDLE_MS;
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
    void run();
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
      soon(window());
    },
    changed(kind, key) {
      documents.changed(kind, key);
      if (structural(kind)) soon(window());
      else if (valuesAt === undefined) {
        valuesAt = clock.now() + VALUES_EVERY_MS;
        if (!running) schedule();
      }
    },
    reconnected() {
      outbox.reconnected();
      docs.reconnected();
      newsAt = clock.now();
      wake();
    },
    acknowledged(ack) {
      outbox.acknowledged(ack);
      if (ack.epoch === epoch && ack.docs !== undefined) docs.acknowledged(ack.docs);
      if (outbox.pending()) {
        // the window was full, or something must go again: it has waited long enough
        newsAt = clock.now();
        wake();
      } else if (!running) schedule();
    },
    listening(message) {
      listeners = message;
      if (newsAt !== undefined) soon(window());
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
    },
  };
}
