/** The port `EventLog` on SQLite. */
import type { StatementSync } from "node:sqlite";
import type { EventDraft, EventLog, LoggedEvent, SiteId } from "../../handlers/ports/index.ts";
import {
  checkKeep,
  EVENT_LOG_DEFAULT_KEEP,
  EVENT_LOG_READ_LIMIT,
  EVENT_LOG_TRIM_BATCH,
} from "../../handlers/records/event-log.ts";
import type { DatabaseFile } from "./file.ts";

/**
 * Numbers promised to the disk ahead of their use, with one fsync each time. A commit may be lost in a power failure,
 * and with it the knowledge which numbers clients have already seen; what was promised never is.
 */
const SEQ_RESERVE = 100_000;
/** Rows of one read: the statement wants a whole number that SQLite can hold. */
const READ_LIMIT = 1_000_000;

/** After a power failure: every log continues behind all numbers that may have been used, and holds nothing. */
export const START_ANEW = "DELETE FROM event; UPDATE event_seq SET newest = ceiling";

/** Makes a log an outbox: what is sent for good goes first, and where that is not enough, what a reader misses least. */
export interface Outbox {
  /** Events up to here have arrived for good. */
  acknowledged(): number;
}
/**
 * What is told again without having changed: documents tell it too. Every frame's text begins with its kind
 * (handlers/kernel/broadcast.ts).
 */
const REPEATS = `(substr(tail, 1, 16) = '"kind":"refresh"' OR substr(tail, 1, 16) = '"kind":"initial"')`;

interface Row {
  seq: number;
  topic: string;
  tail: string;
  classified: string | null;
}

/**
 * An append is one transaction that includes the counter: after a kill of the process the log holds all of it or
 * nothing, and `seq` goes on where it was. After a power failure the last commits may be gone. Then the log starts anew
 * after every number that may have been used, so that a client that resumes learns that it lost something.
 */
export class SqliteEventLog implements EventLog {
  readonly #file: DatabaseFile;
  readonly #site: SiteId;
  readonly #keep: number;
  readonly #statements: ReturnType<typeof prepareEvents>;
  readonly #outbox: Outbox | undefined;
  /** Events that are kept: with an outbox numbers are missing in between. */
  #kept: number | undefined;

  constructor(file: DatabaseFile, site: SiteId, keep: number = EVENT_LOG_DEFAULT_KEEP, outbox?: Outbox) {
    this.#file = file;
    this.#site = site;
    this.#keep = checkKeep(keep);
    this.#outbox = outbox;
    this.#statements = prepareEvents(file);
  }

  /** A gap is a number that no event has: it needs no column, and the relay's outbox reads it like any other hole. */
  async append(
    events: readonly EventDraft[],
    { afterGap = false }: { afterGap?: boolean } = {},
  ): Promise<LoggedEvent[]> {
    if (events.length === 0) return [];
    this.#reserve(events.length + 1);
    const kept = this.#kept;
    // counted anew where this fails
    this.#kept = undefined;
    return this.#file.transaction(() => {
      let seq = this.#counter().newest + (afterGap ? 1 : 0);
      const logged = events.map((draft): LoggedEvent => ({ seq: ++seq, ...draft }));
      if (afterGap) Object.assign(logged[0] as LoggedEvent, { afterGap: true });
      for (const event of logged)
        this.#statements.insert.run(this.#site, event.seq, event.topic, event.tail, event.classifiedTail ?? null);
      this.#statements.count.run({ site: this.#site, newest: seq });
      if (this.#outbox) this.#giveUp(this.#outbox, kept === undefined ? undefined : kept + logged.length);
      else this.#trim(seq);
      return logged;
    });
  }

  async read(after: number, limit: number = EVENT_LOG_READ_LIMIT): Promise<LoggedEvent[]> {
    const rows = this.#file.guard(() =>
      this.#statements.read.all(this.#site, after, Math.trunc(Math.min(Math.max(limit, 0), READ_LIMIT))),
    );
    let before = after;
    return (rows as unknown as Row[]).map(({ seq, topic, tail, classified }, index) => {
      const isHole = seq > before + 1 && (index > 0 || this.#hasBefore(seq));
      before = seq;
      return {
        seq,
        topic,
        tail,
        ...(classified === null ? {} : { classifiedTail: classified }),
        ...(isHole ? { afterGap: true as const } : {}),
      };
    });
  }

  /** Whether something before it is kept: else it is not missing but trimmed, which `bounds` tells. */
  #hasBefore(seq: number): boolean {
    return (this.#oldest() ?? seq) < seq;
  }

  async bounds(): Promise<{ oldest: number; newest: number }> {
    return this.#file.guard(() => {
      const { newest } = this.#counter();
      return { oldest: this.#oldest() ?? newest + 1, newest };
    });
  }

  #counter(): { newest: number; ceiling: number } {
    const row = this.#statements.counter.get(this.#site);
    return row === undefined ? { newest: 0, ceiling: 0 } : (row as { newest: number; ceiling: number });
  }

  #oldest(): number | undefined {
    return (this.#statements.oldest.get(this.#site)?.oldest as number | null) ?? undefined;
  }

  #reserve(count: number): void {
    const { newest, ceiling } = this.#file.guard(() => this.#counter());
    if (newest + count <= ceiling) return;
    this.#file.durably(() => {
      this.#statements.reserve.run({ site: this.#site, ceiling: newest + count + SEQ_RESERVE });
    });
  }

  #trim(newest: number): void {
    const oldest = this.#oldest() ?? newest;
    if (newest - oldest + 1 > this.#keep + EVENT_LOG_TRIM_BATCH)
      this.#statements.trim.run(this.#site, newest - this.#keep);
  }

  /** Whatever is removed leaves a hole in the numbers: its reader sees that something is missing. */
  #giveUp({ acknowledged }: Outbox, known: number | undefined): void {
    const { held, arrived, repeats, oldestFirst } = this.#statements;
    const kept = known ?? Number(held.get(this.#site)?.held ?? 0);
    let excess = kept > this.#keep + EVENT_LOG_TRIM_BATCH ? kept - this.#keep : 0;
    this.#kept = kept - excess;
    if (excess === 0) return;
    const done = acknowledged();
    excess -= Number(arrived.run(this.#site, this.#site, done, excess).changes);
    if (excess > 0) excess -= Number(repeats.run(this.#site, this.#site, excess).changes);
    if (excess > 0) oldestFirst.run(this.#site, this.#site, excess);
  }
}

const REMOVE_FIRST = "DELETE FROM event WHERE site = ? AND seq IN (SELECT seq FROM event WHERE site = ?";

function prepareEvents(file: DatabaseFile) {
  return {
    insert: file.prepare("INSERT INTO event (site, seq, topic, tail, classified) VALUES (?, ?, ?, ?, ?)"),
    read: file.prepare(
      "SELECT seq, topic, tail, classified FROM event WHERE site = ? AND seq > ? ORDER BY seq LIMIT ?",
    ),
    oldest: file.prepare("SELECT min(seq) AS oldest FROM event WHERE site = ?"),
    held: file.prepare("SELECT count(*) AS held FROM event WHERE site = ?"),
    arrived: file.prepare(`${REMOVE_FIRST} AND seq <= ? ORDER BY seq LIMIT ?)`),
    repeats: file.prepare(`${REMOVE_FIRST} AND ${REPEATS} ORDER BY seq LIMIT ?)`),
    oldestFirst: file.prepare(`${REMOVE_FIRST} ORDER BY seq LIMIT ?)`),
    trim: file.prepare("DELETE FROM event WHERE site = ? AND seq <= ?"),
    counter: file.prepare("SELECT newest, ceiling FROM event_seq WHERE site = ?"),
    count: file.prepare(
      `INSERT INTO event_seq (site, newest, ceiling) VALUES (:site, :newest, :newest)
       ON CONFLICT (site) DO UPDATE SET newest = :newest`,
    ),
    reserve: file.prepare(
      `INSERT INTO event_seq (site, newest, ceiling) VALUES (:site, 0, :ceiling)
       ON CONFLICT (site) DO UPDATE SET ceiling = max(ceiling, :ceiling)`,
    ),
  } satisfies Record<string, StatementSync>;
}
