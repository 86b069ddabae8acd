/** The port `LogBook` in memory: a ring of entries, and levels by path. What it keeps is lost with the process. */
import type { Clock, LogBook, LogLevel, LogLine, LogOverride } from "../../handlers/ports/index.ts";

/** Entries (subsystems 6.2). */
export const RING_RECORDS = 5_000;
/** Bytes of them all: an entry with a stack has 3 KB, and 5,000 of the longest (8 KB a text) would be 100 MB. */
export const RING_BYTES = 8 * 1024 * 1024;
/** Paths with a level of their own, at once: there are some dozen. */
export const OVERRIDES_LIMIT = 200;

const SEVERITY: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
export const isAtLeast = (level: LogLevel, least: LogLevel): boolean => SEVERITY[level] >= SEVERITY[least];

export interface LogBookOptions {
  clock: Clock;
  /** Default `info`. */
  level?: LogLevel;
  /** Levels by path that hold from the start, and again after a reset. */
  overrides?: Readonly<Record<string, LogLevel>>;
  records?: number;
  bytes?: number;
}

export function createLogBook(options: LogBookOptions): LogBook {
  const ring = createRing(options.records ?? RING_RECORDS, options.bytes ?? RING_BYTES);
  const levels = createLevels(options);
  const followers = new Set<(line: LogLine) => void>();
  let seq = 0;
  return {
    ...levels,
    enter(entry) {
      seq += 1;
      const line: LogLine = { seq, level: entry.level, json: JSON.stringify({ seq, ...entry }) };
      ring.add(line);
      for (const follower of followers) follower(line);
    },
    lastSeq: () => seq,
    read({ after = 0, minLevel = "debug", limit = Number.POSITIVE_INFINITY } = {}) {
      const lines = ring.lines().filter((line) => line.seq > after && isAtLeast(line.level, minLevel));
      return lines.slice(Math.max(0, lines.length - limit));
    },
    follow(follower) {
      // a function of its own: the same follower may follow twice
      const one = (line: LogLine) => follower(line);
      followers.add(one);
      return () => void followers.delete(one);
    },
    counters: () => ({ ...ring.size(), entered: seq, dropped: seq - ring.size().records }),
  };
}

/** The newest entries that fit both limits; one that is larger than all bytes together stands alone. */
function createRing(records: number, bytes: number) {
  let lines: LogLine[] = [];
  let from = 0;
  let held = 0;
  return {
    add(line: LogLine): void {
      lines.push(line);
      held += Buffer.byteLength(line.json);
      while (lines.length - from > records || (held > bytes && lines.length - from > 1)) {
        held -= Buffer.byteLength((lines[from] as LogLine).json);
        from += 1;
      }
      // what fell out is let go in bulk: removing the first of 5,000 entries moves all others
      if (from < records) return;
      lines = lines.slice(from);
      from = 0;
    },
    lines: (): LogLine[] => lines.slice(from),
    size: () => ({ records: lines.length - from, bytes: held }),
  };
}

interface PathLevels {
  stays?: LogLevel;
  expires?: { level: LogLevel; at: number; cancel: () => void };
}

const DEFAULT_PATH = "";

function createLevels({ clock, level = "info", overrides = {} }: LogBookOptions) {
  const set = new Map<string, PathLevels>([[DEFAULT_PATH, { stays: level }]]);
  for (const [path, stays] of Object.entries(overrides)) set.set(path, { stays });
  /** What was found for a path; paths are few, and every entry asks. */
  const found = new Map<string, LogLevel>();

  const holding = ({ expires, stays }: PathLevels): LogLevel | undefined => expires?.level ?? stays;

  function levelOf(path: string): LogLevel {
    const known = found.get(path);
    if (known !== undefined) return known;
    const own = set.get(path);
    const level =
      (own && holding(own)) ?? levelOf(path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : DEFAULT_PATH);
    found.set(path, level);
    return level;
  }
  function expire(path: string): boolean {
    const its = set.get(path);
    if (!its?.expires) return false;
    its.expires.cancel();
    delete its.expires;
    if (its.stays === undefined) set.delete(path);
    found.clear();
    return true;
  }
  return {
    admits: (path: string, its: LogLevel): boolean => isAtLeast(its, levelOf(path)),
    defaultLevel: () => levelOf(DEFAULT_PATH),
    overrides: (): LogOverride[] =>
      [...set]
        .filter(([path]) => path !== DEFAULT_PATH)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, its]) => ({
          path,
          level: holding(its) as LogLevel,
          ...(its.expires ? { expiresAt: its.expires.at } : {}),
        })),
    override({ path, level, expiresAt: at }: LogOverride): boolean {
      const its = set.get(path) ?? {};
      if (!set.has(path) && set.size > OVERRIDES_LIMIT) return false;
      its.expires?.cancel();
      delete its.expires;
      if (at === undefined) its.stays = level;
      else its.expires = { level, at, cancel: clock.after(at - clock.now(), () => void expire(path)) };
      set.set(path, its);
      found.clear();
      return true;
    },
    reset(path: string, expiring?: true): boolean {
      if (expiring || path === DEFAULT_PATH) return expire(path);
      const given = Object.hasOwn(overrides, path) ? overrides[path] : undefined;
      const had = expire(path) || set.get(path)?.stays !== given;
      if (given === undefined) set.delete(path);
      else set.set(path, { stays: given });
      found.clear();
      return had;
    },
  };
}
