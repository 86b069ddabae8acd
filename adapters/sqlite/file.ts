/** One SQLite database file: opening, migrating, noticing damage, and errors that name the file. */
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { START_ANEW } from "./event-log.ts";

/** Milliseconds that a statement waits for another process (a backup, a shell) before it fails. It blocks this process. */
const BUSY_TIMEOUT = 2000;
/** Bytes to which the write-ahead log is cut after a checkpoint: 16 MB, so that a burst does not stay on the card forever. */
const WAL_SIZE_LIMIT = 16 * 1024 * 1024;

/**
 * Each entry brings the database one schema version further; entries are never changed, only added. The version is
 * kept in `user_version`.
 *
 * record.version is the rowid of a table that never reuses one: a write replaces the row and so gets a version that no
 * record ever had, with one index and no counter of our own.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE record (
     version INTEGER PRIMARY KEY AUTOINCREMENT,
     site TEXT NOT NULL,
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     expires REAL,
     UNIQUE (site, kind, key)
   ) STRICT;
   CREATE INDEX record_expires ON record (expires) WHERE expires IS NOT NULL;
   CREATE TABLE event (
     site TEXT NOT NULL,
     seq INTEGER NOT NULL,
     topic TEXT NOT NULL,
     tail TEXT NOT NULL,
     classified TEXT,
     PRIMARY KEY (site, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE event_seq (
     site TEXT PRIMARY KEY,
     newest INTEGER NOT NULL,
     ceiling INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
];

/** What a database file is for. */
export interface FileSchema {
  /** As {@link MIGRATIONS}. One of them must make the table `mark (name, value)`. */
  migrations: readonly string[];
  /** Done at the first start after a power failure. */
  afterPowerFailure: string;
  /** Set before the file has its first page. */
  layout?: string;
  /** `NORMAL` (default): a power failure may take the last commits back. `FULL`: it cannot. */
  synchronous?: "NORMAL" | "FULL";
  /** The file is checked as a whole only after a power failure: for large ones. Default: at every start. */
  checkedRarely?: true;
}
const RECORDS_AND_EVENTS: FileSchema = { migrations: MIGRATIONS, afterPowerFailure: START_ANEW };

/** The file cannot be used: damaged, no database, from a newer program, not writable. The message names it. */
export class DatabaseFileError extends Error {
  readonly path: string;
  /** Without the path. */
  readonly reason: string;
  constructor(path: string, reason: string, cause?: unknown) {
    super(`database ${path}: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = "DatabaseFileError";
    this.path = path;
    this.reason = reason;
  }
}

export class DatabaseFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #schema: FileSchema;
  #open = true;

  /**
   * Creates the file (readable by its owner only) where there is none, checks and migrates it where there is one.
   * @throws DatabaseFileError
   */
  constructor(path: string, schema: FileSchema = RECORDS_AND_EVENTS) {
    this.path = path;
    this.#schema = schema;
    this.#db = this.guard(() => {
      if (path !== ":memory:") createPrivate(path);
      return new DatabaseSync(path);
    });
    try {
      this.guard(() => this.#prepareFile());
    } catch (error) {
      this.#open = false;
      this.#db.close();
      throw error;
    }
  }

  /** Runs `work`; an error of SQLite or of the file system becomes one that names the file. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof DatabaseFileError || !isStorageError(error)) throw error;
      throw new DatabaseFileError(this.path, explain(error), error);
    }
  }

  /** For what SQLite does with whole databases. */
  get handle(): DatabaseSync {
    return this.#db;
  }

  prepare(sql: string): StatementSync {
    return this.guard(() => this.#db.prepare(sql));
  }

  /** All of `work` or nothing. It must not await. */
  transaction<T>(work: () => T): T {
    return this.guard(() => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        this.#db.exec("COMMIT");
        return result;
      } catch (error) {
        // SQLite may have rolled back by itself (disk full): the first error is the one that counts.
        if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** Like a transaction, and on the disk when it returns: a power failure cannot take it back. Slow (one fsync). */
  durably(work: () => void): void {
    this.guard(() => this.#db.exec("PRAGMA synchronous = FULL"));
    try {
      this.transaction(work);
    } finally {
      this.guard(() => this.#db.exec(`PRAGMA synchronous = ${this.#schema.synchronous ?? "NORMAL"}`));
    }
  }

  /** Idempotent. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.guard(() => {
      this.#db.exec("DELETE FROM mark WHERE name = 'boot'");
      this.#db.close();
    });
  }

  #prepareFile(): void {
    const { layout = "", synchronous = "NORMAL", checkedRarely = false } = this.#schema;
    // NORMAL: a commit survives the end of this process; after a power failure the last ones may be missing, the file is whole.
    this.#db.exec(`${layout}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
      PRAGMA busy_timeout = ${BUSY_TIMEOUT}; PRAGMA journal_size_limit = ${WAL_SIZE_LIMIT}; PRAGMA foreign_keys = ON;`);
    const boot = bootId();
    if (!checkedRarely || this.#wasCutOff(boot)) this.#check();
    this.#migrate();
    this.#markBoot(boot);
  }

  #check(): void {
    const verdict = this.#db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (verdict !== "ok") throw new DatabaseFileError(this.path, `it is damaged (${verdict})`);
  }

  /** A run that ended without `close` in another boot of the machine was cut off by a power failure. */
  #wasCutOff(boot: string): boolean {
    if (this.#db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'mark'").get() === undefined) return false;
    const previous = this.#db.prepare("SELECT value FROM mark WHERE name = 'boot'").get()?.value;
    return previous !== undefined && previous !== boot;
  }

  #markBoot(boot: string): void {
    this.durably(() => {
      if (this.#wasCutOff(boot)) this.#db.exec(this.#schema.afterPowerFailure);
      this.#db.prepare("INSERT OR REPLACE INTO mark VALUES ('boot', ?)").run(boot);
    });
  }

  #migrate(): void {
    const { migrations } = this.#schema;
    const version = Number(this.#db.prepare("PRAGMA user_version").get()?.user_version);
    if (version > migrations.length)
      throw new DatabaseFileError(
        this.path,
        `it has schema version ${version}, this program knows ${migrations.length}: it belongs to a newer release`,
      );
    if (version === 0 && this.#db.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined)
      throw new DatabaseFileError(this.path, "it is a database of another program");
    migrations.slice(version).forEach((sql, index) => {
      this.transaction(() => this.#db.exec(`${sql}; PRAGMA user_version = ${version + index + 1}`));
    });
  }
}

/** SQLite gives its -wal and -shm files the mode of the database. */
function createPrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}

/** Changes with every start of the machine. Where the system does not tell, every unclean end counts as a power failure. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return `process ${process.pid} ${Date.now()}`;
  }
}

/** Result codes of SQLite (https://www.sqlite.org/rescode.html) in words for whoever runs the program. */
const REASONS: Record<number, string> = {
  5: "another process holds it",
  8: "it is read-only",
  10: "the disk reports an error",
  11: "it is damaged",
  13: "the disk is full",
  14: "it cannot be opened",
  26: "it is damaged or no SQLite database",
};

function explain(error: Error & { errcode?: number }): string {
  const reason = error.errcode === undefined ? undefined : REASONS[error.errcode & 0xff];
  return reason === undefined ? error.message : `${reason} (${error.message})`;
}

const isStorageError = (error: unknown): error is Error & { errcode?: number } =>
  error instanceof Error && ("errcode" in error || "syscall" in error);
