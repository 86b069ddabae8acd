/** The port `Store` on one SQLite file. Calls are synchronous inside: each is one statement, microseconds long. */
import type { StatementSync } from "node:sqlite";
import type {
  Clock,
  EventLog,
  ListOptions,
  OwnState,
  PutOptions,
  RecordKind,
  SiteId,
  SiteStore,
  Store,
  StoredRecord,
} from "../../handlers/ports/index.ts";
import {
  checkExpiry,
  checkRecordKey,
  encodeRecordValue,
  isRecordKey,
  pageLimit,
  prefixEnd,
} from "../../handlers/records/records.ts";
import { createOwnState } from "./copy.ts";
import { type Outbox, SqliteEventLog } from "./event-log.ts";
import { holdAlone } from "./exclusive.ts";
import { DatabaseFile } from "./file.ts";

/** Expired records that one statement removes: housekeeping never blocks the process for long. */
const SWEEP_BATCH = 500;

export interface SqliteDatabase {
  store: Store;
  /** The log of one site; the same object for the same site. */
  eventLog(site: SiteId): EventLog;
  /** Copies of the whole file. */
  readonly state: OwnState;
  /** Idempotent; `store.close()` does the same. */
  close(): void;
}

/**
 * Opens or creates the database at `path` (mode 0600, its folder 0700 where it is created).
 * @param options.keepEvents events kept per site, at least EVENT_LOG_KEEP
 * @param options.outbox its logs are outboxes: what they give up when they are full
 * @param options.exclusive refuses where another program has opened it so, and keeps others from it until it is closed
 * @throws DatabaseFileError naming the file where it is damaged, foreign, newer than this program or not writable
 */
export function openSqlite(
  path: string,
  options: { clock: Clock; keepEvents?: number; exclusive?: boolean; outbox?: Outbox },
): SqliteDatabase {
  const release = options.exclusive ? holdAlone(path) : undefined;
  const file = opened(path, release);
  const close = () => {
    file.close();
    release?.();
  };
  const statements = prepareRecords(file);
  const logs = new Map<SiteId, EventLog>();
  return {
    store: {
      site: (site) => new SqliteSiteStore(file, statements, options.clock, site),
      async sweep() {
        sweep(file, statements, options.clock.now());
      },
      async close() {
        close();
      },
    },
    eventLog(site) {
      let log = logs.get(site);
      if (log === undefined) {
        log = new SqliteEventLog(file, site, options.keepEvents, options.outbox);
        logs.set(site, log);
      }
      return log;
    },
    state: createOwnState(path, () => file.handle),
    close,
  };
}

function opened(path: string, release: (() => void) | undefined): DatabaseFile {
  try {
    return new DatabaseFile(path);
  } catch (error) {
    release?.();
    throw error;
  }
}

type Statements = ReturnType<typeof prepareRecords>;

function prepareRecords(file: DatabaseFile) {
  const page = (bound: string, order: string) =>
    `SELECT key, value, version, expires FROM record
     WHERE site = :site AND kind = :kind AND (expires IS NULL OR expires > :now)
       AND key >= :from AND key < :to AND ${bound}
     ORDER BY key ${order} LIMIT :limit`;
  const living = "site = :site AND kind = :kind AND key = :key AND (expires IS NULL OR expires > :now)";
  return {
    get: file.prepare(`SELECT key, value, version, expires FROM record WHERE ${living}`),
    put: file.prepare(
      "INSERT OR REPLACE INTO record (site, kind, key, value, expires) VALUES (:site, :kind, :key, :value, :expires)",
    ),
    // The condition is part of the write: no other process can come between.
    putIf: file.prepare(
      `INSERT OR REPLACE INTO record (site, kind, key, value, expires) SELECT :site, :kind, :key, :value, :expires
       WHERE coalesce((SELECT version FROM record WHERE ${living}), 0) = :ifVersion`,
    ),
    delete: file.prepare(`DELETE FROM record WHERE ${living}`),
    deleteIf: file.prepare(`DELETE FROM record WHERE ${living} AND version = :ifVersion`),
    up: file.prepare(page("key > :after", "ASC")),
    down: file.prepare(page("key < :after", "DESC")),
    sweep: file.prepare(
      "DELETE FROM record WHERE version IN (SELECT version FROM record WHERE expires <= :now LIMIT :limit)",
    ),
  } satisfies Record<string, StatementSync>;
}

interface Row {
  key: string;
  value: string;
  version: number;
  expires: number | null;
}

/** Greater than every text: SQLite sorts blobs after texts. */
const END_OF_KEYS = new Uint8Array(0);

class SqliteSiteStore implements SiteStore {
  readonly #file: DatabaseFile;
  readonly #statements: Statements;
  readonly #clock: Clock;
  readonly #site: SiteId;

  constructor(file: DatabaseFile, statements: Statements, clock: Clock, site: SiteId) {
    this.#file = file;
    this.#statements = statements;
    this.#clock = clock;
    this.#site = site;
  }

  async get<T>(kind: RecordKind, key: string): Promise<StoredRecord<T> | undefined> {
    if (!isRecordKey(key)) return undefined;
    const row = this.#file.guard(() => this.#statements.get.get(this.#living(kind, key)));
    return row && record<T>(row as unknown as Row);
  }

  async put(kind: RecordKind, key: string, value: unknown, options: PutOptions = {}): Promise<number | undefined> {
    checkRecordKey(key);
    checkExpiry(options.expiresAt);
    const written = {
      site: this.#site,
      kind,
      key,
      value: encodeRecordValue(value),
      expires: options.expiresAt ?? null,
    };
    const { ifVersion } = options;
    const { changes, lastInsertRowid } = this.#file.guard(() =>
      ifVersion === undefined
        ? this.#statements.put.run(written)
        : this.#statements.putIf.run({ ...written, now: this.#clock.now(), ifVersion }),
    );
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  async delete(kind: RecordKind, key: string, options: { ifVersion?: number } = {}): Promise<boolean> {
    if (!isRecordKey(key)) return false;
    const { ifVersion } = options;
    const living = this.#living(kind, key);
    const { changes } = this.#file.guard(() =>
      ifVersion === undefined
        ? this.#statements.delete.run(living)
        : this.#statements.deleteIf.run({ ...living, ifVersion }),
    );
    return changes === 1;
  }

  async list<T>(kind: RecordKind, options: ListOptions = {}): Promise<{ items: StoredRecord<T>[]; next?: string }> {
    const { prefix = "", after, reverse = false } = options;
    if (!prefix.isWellFormed()) return { items: [] };
    const limit = pageLimit(options.limit);
    const statement = reverse ? this.#statements.down : this.#statements.up;
    const rows = this.#file.guard(() =>
      statement.all({
        site: this.#site,
        kind,
        now: this.#clock.now(),
        from: prefix,
        to: prefixEnd(prefix) ?? END_OF_KEYS,
        after: after ?? (reverse ? END_OF_KEYS : ""),
        // One more than asked tells whether another page follows.
        limit: limit + 1,
      }),
    ) as unknown as Row[];
    const items = rows.slice(0, limit).map((row) => record<T>(row));
    return rows.length > limit ? { items, next: (items.at(-1) as StoredRecord).key } : { items };
  }

  #living(kind: RecordKind, key: string) {
    return { site: this.#site, kind, key, now: this.#clock.now() };
  }
}

function sweep(file: DatabaseFile, statements: Statements, now: number): void {
  file.guard(() => {
    while (Number(statements.sweep.run({ now, limit: SWEEP_BATCH }).changes) === SWEEP_BATCH);
  });
}

const record = <T>(row: Row): StoredRecord<T> => ({
  key: row.key,
  value: JSON.parse(row.value) as T,
  version: row.version,
  ...(row.expires === null ? {} : { expiresAt: row.expires }),
});
