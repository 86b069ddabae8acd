/** The port `EventLog` on SQLite. */
import type { StatementSync } from "node:sqlite";
import {
  checkKeep,
  EVENT_LOG_DEFAULT_KEEP,
  EVENT_LOG_READ_LIMIT,
  EVENT_LOG_TRIM_BATCH,
} from "../../handlers/event-log.ts";
import type { EventDraft, EventLog, LoggedEvent, SiteId } from "../../handlers/ports.ts";
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

  constructor(file: DatabaseFile, site: SiteId, keep: number = EVENT_LOG_DEFAULT_KEEP) {
    this.#file = file;
    this.#site = site;
    this.#keep = checkKeep(keep);
    this.#statements = prepareEvents(file);
  }

  async append(events: readonly EventDraft[]): Promise<LoggedEvent[]> {
    if (events.length === 0) return [];
    this.#reserve(events.length);
    return this.#file.transaction(() => {
      let seq = this.#counter().newest;
      const logged = events.map((draft) => ({ seq: ++seq, ...draft }));
      for (const event of logged)
        this.#statements.insert.run(this.#site, event.seq, event.topic, event.tail, event.classifiedTail ?? null);
      this.#statements.count.run({ site: this.#site, newest: seq });
      this.#trim(seq);
      return logged;
    });
  }

  async read(after: number, limit: number = EVENT_LOG_READ_LIMIT): Promise<LoggedEvent[]> {
    const rows = this.#file.guard(() =>
      this.#statements.read.all(this.#site, after, Math.trunc(Math.min(Math.max(limit, 0), READ_LIMIT))),
    );
    return (rows as unknown as Row[]).map(({ seq, topic, tail, classified }) =>
      classified === null ? { seq, topic, tail } : { seq, topic, tail, classifiedTail: classified },
    );
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
}

function prepareEvents(file: DatabaseFile) {
  return {
    insert: file.prepare("INSERT INTO event (site, seq, topic, tail, classified) VALUES (?, ?, ?, ?, ?)"),
    read: file.prepare(
      "SELECT seq, topic, tail, classified FROM event WHERE site = ? AND seq > ? ORDER BY seq LIMIT ?",
    ),
    oldest: file.prepare("SELECT min(seq) AS oldest FROM event WHERE site = ?"),
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
