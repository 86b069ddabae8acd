/**
 * The port `EventLog` on the table.
 *
 * One batch is one item, whose sort key is the number of its first event. It is put at newest + 1 only if nothing is
 * there, and never changed: so the item itself is the commit. There is no counter beside it that could lag behind, and a
 * function that dies at any moment leaves either the whole batch or nothing.
 *
 *   A: last item ends at 40 ─ put at 41 if absent ──── done: 41–60
 *   B: last item ends at 40 ─ put at 41 if absent ─ no ─ last item ends at 60 ─ put at 61 if absent ─ done: 61–63
 *
 * Who reads sees 41 only with all before it, since nothing is ever put but behind an item that was read.
 *
 * Items are removed by DynamoDB itself (`ttl`), for free but in no order; an explicit delete would cost as much as the
 * write. Therefore an item counts as gone an hour before it may be removed, and no item ever lives longer than a later
 * one. Numbers must go on even when the last item is gone: they are promised in the head item, 100,000 at once, like
 * those of SQLite. The head is written once in so many events.
 */
import { randomUUID } from "node:crypto";
import type { Clock, EventDraft, EventLog, LoggedEvent, SiteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_READ_LIMIT } from "../../handlers/records/event-log.ts";
import { type BatchPosition, judgeBatch, type RelayBatch } from "../../handlers/relay/cloud/relay-head.ts";
import { inlineBody, readInlineBody } from "./body.ts";
import { type Item, textOf } from "./item.ts";
import { type Key, keysOf, type SiteKeys, seqSortKey } from "./keys.ts";
import { CARE_EVERY_MS, careFor } from "./log-care.ts";
import {
  batchOf,
  chunkItem,
  decodeEvents,
  encodeEvents,
  endOf,
  firstOf,
  isKept,
  LOG_LIFE_S,
  type LogEnd,
  lastOf,
  numbered,
} from "./log-chunk.ts";
import { beginLog, newestOfEmpty, promiseNumbers } from "./log-head.ts";
import type { DynamoTable } from "./table.ts";

/** Milliseconds for which an instance trusts its own last append. Far below the life of an item: see `#end`. */
const REMEMBERED_MS = 60_000;
/** Appends that other writers may win in a row. One home has one ingest at a time; more means that something is wrong. */
const ATTEMPTS = 100;
/** Events that an item is expected to hold: how many items a read asks for. */
const EXPECTED_PER_ITEM = 20;
/** Items that are searched for a batch that came again. A queue redelivers its latest ten. */
const REDELIVERY_ITEMS = 64;

export type BatchOutcome =
  /** `events`: those that were new. `position`: the relay's outbox may forget everything up to here. */
  | { outcome: "appended"; events: LoggedEvent[]; position: number }
  /** All of it was there. `events`: as they were numbered then (empty where that is long ago). */
  | { outcome: "repeated"; events: LoggedEvent[]; position: number }
  /** Batches between `position` and `from` have not come yet; nothing was written. */
  | { outcome: "missing"; position: number };

export interface DynamoEventLog extends EventLog {
  /**
   * Appends what the relay sent, once: `drafts[n]` has the position `from + n` in its outbox. What overlaps with earlier
   * batches of the same outbox is left out.
   * @throws RangeError where positions and drafts do not fit, or the batch has more than 380 KB after compression
   * (three times what a relay sends in one message)
   */
  appendBatch(batch: RelayBatch, drafts: readonly EventDraft[]): Promise<BatchOutcome>;
  /**
   * Number of the first event that stored values may lack; beyond the newest one where they lack none. Every item says
   * so of those before it, so that a function that ended in between is made good by the next one.
   */
  notCaughtUpFrom(): Promise<number>;
  /** Stored values hold everything up to here: noted with the next append. */
  caughtUp(to: number): void;
  /** Number of the newest event, 0 before the first one: half the calls of `bounds`. */
  newest(): Promise<number>;
  /** The last position that was appended; `undefined` before the first, and after a month of silence. */
  lastBatch(): Promise<BatchPosition | undefined>;
}

/** One per site and instance of a function: it remembers where its own last append ended. */
export function createDynamoEventLog(options: { table: DynamoTable; clock: Clock; site: SiteId }): DynamoEventLog {
  return new TableEventLog(options.table, options.clock, options.site);
}

interface Planned {
  drafts: readonly EventDraft[];
  batch?: RelayBatch;
  afterGap?: boolean;
}
const isGap = ({ batch, afterGap }: Planned): boolean => afterGap || batch?.gap === true;

class TableEventLog implements DynamoEventLog {
  readonly #table: DynamoTable;
  readonly #clock: Clock;
  readonly #keys: SiteKeys;
  #remembered: { end: LogEnd; until: number } | undefined;
  #caughtUpTo = 0;
  /** Appends of this instance wait for each other: they would only take each other's place. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(table: DynamoTable, clock: Clock, site: SiteId) {
    this.#table = table;
    this.#clock = clock;
    this.#keys = keysOf(site);
  }

  append(events: readonly EventDraft[], { afterGap = false }: { afterGap?: boolean } = {}): Promise<LoggedEvent[]> {
    if (events.length === 0) return Promise.resolve([]);
    return this.#inTurn(async () => (await this.#commit(() => ({ drafts: events, afterGap }))).events);
  }

  appendBatch(batch: RelayBatch, drafts: readonly EventDraft[]): Promise<BatchOutcome> {
    const { log, from, to } = batch;
    if (drafts.length === 0 || drafts.length !== to - from + 1)
      return Promise.reject(new RangeError(`positions ${from} to ${to} do not fit ${drafts.length} events`));
    return this.#inTurn(async () => {
      let judged = judgeBatch(undefined, batch);
      const { events } = await this.#commit((end) => {
        judged = judgeBatch(end.last, batch);
        if (judged.verdict !== "append") return undefined;
        const added: RelayBatch = { log, from: judged.from, to, ...(judged.gap ? { gap: true } : {}) };
        return { drafts: drafts.slice(judged.from - from), batch: added };
      });
      if (judged.verdict === "missing") return { outcome: "missing", position: judged.position };
      if (judged.verdict === "append") return { outcome: "appended", events, position: to };
      return { outcome: "repeated", events: await this.#formerly(batch), position: judged.position };
    });
  }

  async lastBatch(): Promise<BatchPosition | undefined> {
    return (await this.#lastItem())?.last;
  }

  async read(after: number, limit: number = EVENT_LOG_READ_LIMIT): Promise<LoggedEvent[]> {
    const wanted = Math.trunc(Math.max(limit, 0));
    if (!(wanted > 0) || !(after < Number.MAX_SAFE_INTEGER)) return [];
    const from = Math.max(0, Math.trunc(after)) + 1;
    const events: LoggedEvent[] = [];
    let start: Key | undefined;
    do {
      const page = await this.#table.query({
        pk: this.#keys.log,
        range: { text: "#sk >= :from", values: { from: seqSortKey(from) } },
        // Every item holds at least one event.
        limit: Math.min(wanted - events.length, Math.ceil((wanted - events.length) / EXPECTED_PER_ITEM) + 1),
        start,
      });
      // A cursor within an item: its rest comes first.
      if (start === undefined && (page.items[0] === undefined || firstOf(page.items[0]) !== from))
        events.push(...(await this.#around(from)));
      for (const item of page.items) events.push(...(await this.#events(item)));
      start = page.next;
    } while (start !== undefined && events.length < wanted);
    return events.slice(0, wanted);
  }

  async notCaughtUpFrom(): Promise<number> {
    const { notCaughtUpFrom } = this.#recall() ?? (await this.#end());
    return Math.max(notCaughtUpFrom, this.#caughtUpTo + 1);
  }

  caughtUp(to: number): void {
    this.#caughtUpTo = Math.max(this.#caughtUpTo, to);
  }

  async newest(): Promise<number> {
    return (await this.#lastItem())?.newest ?? this.#newestOfEmpty();
  }

  async bounds(): Promise<{ oldest: number; newest: number }> {
    const end = await this.#lastItem();
    if (end === undefined) {
      const newest = await this.#newestOfEmpty();
      return { oldest: newest + 1, newest };
    }
    const first = await this.#firstKept(end);
    return { oldest: first ?? end.newest + 1, newest: end.newest };
  }

  async #newestOfEmpty(): Promise<number> {
    return newestOfEmpty(await this.#table.get(this.#keys.head), this.#clock.now());
  }

  // ---------------------------------------------------------------- appending

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task);
    this.#queue = done.catch(() => {});
    return done;
  }

  /** @param plan what to append behind this end of the log; `undefined` = nothing, which is decided on a fresh end only. */
  async #commit(plan: (end: LogEnd) => Planned | undefined): Promise<{ events: LoggedEvent[] }> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const remembered = this.#recall();
      const end = remembered ?? (await this.#end());
      const planned = plan(end);
      if (planned === undefined) {
        if (remembered === undefined) return { events: [] };
        this.#remembered = undefined;
        continue;
      }
      // Whatever fails from here on: the next append looks for itself.
      this.#remembered = undefined;
      const next = await this.#put(end, planned);
      if (next === undefined) continue;
      this.#remembered = { end: next, until: this.#clock.now() + REMEMBERED_MS };
      return { events: numbered(end.newest + 1, planned.drafts, isGap(planned)) };
    }
    throw new Error(`event log: ${ATTEMPTS} other appends came first`);
  }

  /** `undefined` where another append came first. */
  async #put(end: LogEnd, planned: Planned): Promise<LogEnd | undefined> {
    const { drafts, batch } = planned;
    const now = this.#clock.now();
    const cared = now - end.caredAt >= CARE_EVERY_MS ? await careFor(this.#table, this.#keys, end, now) : end;
    const newest = end.newest + drafts.length;
    const next: LogEnd = {
      ...cared,
      newest,
      ttl: Math.max(cared.ttl, Math.ceil(now / 1000) + LOG_LIFE_S),
      ceiling: newest <= end.ceiling ? end.ceiling : await promiseNumbers(this.#table, this.#keys, newest),
      last: batch ? { log: batch.log, position: batch.to } : end.last,
      notCaughtUpFrom: this.#caughtUpTo >= end.newest ? end.newest + 1 : end.notCaughtUpFrom,
    };
    const mark = randomUUID();
    const first = end.newest + 1;
    const body = await inlineBody(encodeEvents(drafts));
    const item = chunkItem(this.#keys, { first, count: drafts.length, mark, batch, gap: isGap(planned), body }, next);
    const outcome = await this.#table.put(item, { text: "attribute_not_exists(#pk)" });
    if (outcome.done) return next;
    if (!outcome.repeated) return undefined;
    // The answer to an earlier attempt was lost: the item there may be this one.
    const there = outcome.item ?? (await this.#table.get(this.#keys.chunk(first)));
    return there && textOf(there, "mark") === mark ? next : undefined;
  }

  /**
   * What this instance appended last. Safe even where others have appended since: the put fails then. It could succeed
   * only where the successor was removed by age, weeks later.
   */
  #recall(): LogEnd | undefined {
    return this.#remembered && this.#remembered.until > this.#clock.now() ? this.#remembered.end : undefined;
  }

  async #lastItem(): Promise<LogEnd | undefined> {
    const { items } = await this.#table.query({ pk: this.#keys.log, reverse: true, limit: 1 });
    const item = items[0];
    // One that is too old to be kept may have had successors that are removed already.
    return item && isKept(item, this.#clock.now()) ? endOf(item) : undefined;
  }

  async #end(): Promise<LogEnd> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const end = (await this.#lastItem()) ?? (await beginLog(this.#table, this.#keys, this.#clock.now()));
      if (end !== undefined) return end;
    }
    throw new Error("event log: its head item changes all the time");
  }

  // ---------------------------------------------------------------- reading

  /** Events from this number on of the item that holds it and begins before it. */
  async #around(seq: number): Promise<LoggedEvent[]> {
    if (seq <= 1) return [];
    const { items } = await this.#table.query({
      pk: this.#keys.log,
      range: { text: "#sk < :seq", values: { seq: seqSortKey(seq) } },
      reverse: true,
      limit: 1,
    });
    const item = items[0];
    if (item === undefined || lastOf(item) < seq) return [];
    return (await this.#events(item)).filter((event) => event.seq >= seq);
  }

  async #events(item: Item): Promise<LoggedEvent[]> {
    if (!isKept(item, this.#clock.now())) return [];
    return decodeEvents(item, await readInlineBody(item));
  }

  async #firstKept(end: LogEnd): Promise<number | undefined> {
    const now = this.#clock.now();
    let start: Key | undefined;
    do {
      const page = await this.#table.query({
        pk: this.#keys.log,
        range: { text: "#sk >= :from", values: { from: seqSortKey(end.oldest) } },
        attributes: ["sk", "ttl"],
        // Mostly the first one; what is too old is looked through page by page until it is removed.
        limit: start === undefined ? 1 : 1000,
        start,
      });
      const kept = page.items.find((item) => isKept(item, now));
      if (kept) return firstOf(kept);
      start = page.next;
    } while (start !== undefined);
    return undefined;
  }

  async #formerly({ log, from, to }: RelayBatch): Promise<LoggedEvent[]> {
    const { items } = await this.#table.query({ pk: this.#keys.log, reverse: true, limit: REDELIVERY_ITEMS });
    const found: LoggedEvent[] = [];
    for (const item of items.reverse()) {
      const batch = batchOf(item);
      if (batch?.log !== log || batch.to < from || batch.from > to) continue;
      const shift = batch.from - firstOf(item);
      found.push(...(await this.#events(item)).filter(({ seq }) => seq + shift >= from && seq + shift <= to));
    }
    return found;
  }
}
