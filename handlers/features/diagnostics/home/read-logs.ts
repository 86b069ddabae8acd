/** The newest entries of the log: as a list, as a file, and as they come. */
import type { Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { LogBook, LogLevel, LogLine } from "../../../ports/index.ts";
import { firstThatFit, lastThatFit } from "./collected.ts";
import { openStream, requireStream } from "./endless.ts";
import { bookOf } from "./log-levels.ts";

export const NDJSON = "application/x-ndjson";
export const EVENT_STREAM = "text/event-stream";
/** Milliseconds between comments that keep proxies from ending a quiet stream (subsystems 6.2). */
export const HEARTBEAT_MS = 15_000;
/** Entries of one piece of a stream: a reader that is slow gets them as it reads, from the ring. */
const PIECE_LINES = 256;
/** Milliseconds after which a client of a stream that ended by itself asks again. */
const RETRY_MS = 5_000;

interface LogsQuery {
  limit: number;
  min_level?: LogLevel | undefined;
  format: "json" | "ndjson";
  download?: string | undefined;
}

const jsonOf = ({ json }: LogLine): string => json;

/** @throws Refusal 503 */
export function listLogs(scope: Pick<RequestScope, "logBook" | "collected">, query: LogsQuery): Reply<200, unknown> {
  const book = bookOf(scope);
  const found = book.read({ limit: query.limit, ...(query.min_level ? { minLevel: query.min_level } : {}) });
  const lines = scope.collected ? lastThatFit(found, jsonOf) : found;
  const { type, body, name } =
    query.format === "ndjson"
      ? { type: NDJSON, body: lines.map(({ json }) => `${json}\n`).join(""), name: "openccu-loom-logs.ndjson" }
      : {
          type: "application/json; charset=utf-8",
          // every entry is JSON already
          body: `{"last_seq":${book.lastSeq()},"records":[${lines.map(jsonOf).join(",")}]}`,
          name: "openccu-loom-logs.json",
        };
  const headers = {
    "cache-control": "no-store",
    ...(query.download === "1" ? { "content-disposition": `attachment; filename="${name}"` } : {}),
  };
  return { status: 200, type, body, headers };
}

/** After an end, whatever its reason, a client asks again from where it was. */
const OPENING = `retry: ${RETRY_MS}\n\n`;
const eventOf = ({ seq, json }: LogLine): string => `id: ${seq}\nevent: log\ndata: ${json}\n\n`;

/** A number that the ring has never given comes from before a restart: then everything that is kept is news. */
const startOf = (book: LogBook, since: number | undefined): number =>
  since === undefined ? book.lastSeq() : since > book.lastSeq() ? 0 : since;

/** What came after the cursor, and where the cursor stands then. */
function next(book: LogBook, cursor: number, minLevel: LogLevel): { text: string; cursor: number } {
  const newest = book.lastSeq();
  const { records } = book.counters();
  const lost = newest - records - cursor;
  const gap = lost > 0 ? `: ${lost} entries are no longer kept\n\n` : "";
  const lines = book.read({ after: cursor, minLevel }).slice(0, PIECE_LINES);
  const isWhole = lines.length < PIECE_LINES;
  return { text: gap + lines.map(eventOf).join(""), cursor: isWhole ? newest : (lines.at(-1) as LogLine).seq };
}

async function* follow(
  scope: RequestScope,
  book: LogBook,
  since: number | undefined,
  minLevel: LogLevel,
): AsyncGenerator<string, void, undefined> {
  const waiter = openStream(scope);
  const leave = book.follow(waiter.wake);
  let cursor = startOf(book, since);
  try {
    // the client sees at once that it is connected
    yield OPENING;
    for (;;) {
      const piece = next(book, cursor, minLevel);
      cursor = piece.cursor;
      if (piece.text !== "") yield piece.text;
      if (waiter.isOver()) return;
      if (piece.text !== "") continue;
      const before = book.lastSeq();
      await waiter.wait(HEARTBEAT_MS);
      if (book.lastSeq() === before && !waiter.isOver()) yield ": ping\n\n";
    }
  } finally {
    leave();
    waiter.end();
  }
}

/** What is kept after the cursor, as far as it fits; without a cursor the newest, so that there is one the next time. */
function collected(book: LogBook, since: number | undefined, minLevel: LogLevel): string {
  const lines = book.read({ after: since === undefined ? 0 : startOf(book, since), minLevel });
  const kept = since === undefined ? lines.slice(-1) : firstThatFit(lines, eventOf);
  return OPENING + kept.map(eventOf).join("");
}

/** Server-sent events. @throws Refusal 429, 503 */
export function streamLogs(
  scope: RequestScope,
  { since, minLevel = "debug" }: { since: number | undefined; minLevel: LogLevel | undefined },
): Reply<200, unknown> {
  const book = bookOf(scope);
  // `no-transform` and the second header: no proxy gathers or compresses what shall be seen at once
  const headers = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
  if (!scope.collected) requireStream(scope);
  const body = scope.collected ? collected(book, since, minLevel) : follow(scope, book, since, minLevel);
  return { status: 200, type: EVENT_STREAM, body, headers };
}
