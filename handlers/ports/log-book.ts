/**
 * What the log of a program lets people do while it runs: levels by path, and the newest entries. Entries come without
 * secrets: they are taken out before any sink (adapters/node/redact.ts).
 */

export type LogLevel = "debug" | "info" | "warn" | "error";

/** An entry as clients get it (contract: LogRecord). */
export interface LogRecord {
  seq: number;
  /** ISO time. */
  time: string;
  level: LogLevel;
  /** Dotted: `ccu-anywhere.ccu.xmlrpc`. */
  logger?: string;
  msg: string;
  attrs?: Readonly<Record<string, unknown>>;
}

/** An entry that is kept: its JSON is made once. */
export interface LogLine {
  readonly seq: number;
  readonly level: LogLevel;
  /** A {@link LogRecord}, without line feed. */
  readonly json: string;
}

/**
 * A level of a path and of all paths below it; the most specific one holds. The empty path is the default of all. A path
 * has one that stays and one that expires, which comes first as long as it is there: then the other holds again.
 */
export interface LogOverride {
  readonly path: string;
  readonly level: LogLevel;
  /** Milliseconds since the epoch; absent = it stays. */
  readonly expiresAt?: number;
}

export interface LogQuery {
  /** Only entries after this one. */
  after?: number;
  /** Default `debug`: all. */
  minLevel?: LogLevel;
  /** The newest so many; default all that are kept. */
  limit?: number;
}

export interface LogBook {
  /** Whether an entry of this level is wanted of this path. */
  admits(path: string, level: LogLevel): boolean;
  /** Keeps an entry and tells the followers. Never throws. */
  enter(entry: Omit<LogRecord, "seq">): void;

  /** What holds, by path, but for the default. */
  overrides(): readonly LogOverride[];
  defaultLevel(): LogLevel;
  /** One that stays also ends the one that expires. `false` where there are as many paths as can be kept, and this is none of them. */
  override(override: LogOverride): boolean;
  /**
   * What the program was started with holds again. Only of the kind that expires, where `expiring` is given. `false` where
   * there was none. The default cannot go.
   */
  reset(path: string, expiring?: true): boolean;

  /** Number of the newest entry, 0 before the first one. */
  lastSeq(): number;
  /** Kept entries, oldest first. */
  read(query?: LogQuery): readonly LogLine[];
  /** Calls `follower` with every entry from now on. Quick, never throws. The returned function ends that. */
  follow(follower: (line: LogLine) => void): () => void;
  /** Kept entries and their bytes; how many were entered and how many had to go. */
  counters(): Readonly<Record<"records" | "bytes" | "entered" | "dropped", number>>;
}
