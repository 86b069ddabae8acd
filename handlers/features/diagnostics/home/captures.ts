/**
 * Entries of the log, gathered for some minutes at levels of their own, for whoever looks into a report. One at a time; in
 * memory only: the process that ends takes them with it (subsystems 6.3).
 *
 *   running ── stop ────────────▶ stopped ┐
 *      │  └─── its time is up ──▶ expired ├─▶ archive, for a day
 *      └────── the home ends ───▶ aborted ┘
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { conflict, notFound, unready } from "../../../kernel/problem.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";
import type { LogBook, LogLevel } from "../../../ports/index.ts";
import type { CaptureSummary } from "../answers/captures.ts";
import { anonymiser } from "./anonymous.ts";
import { bookOf } from "./log-levels.ts";
import { tar } from "./tar.ts";

/** Bytes of the entries of one capture; then the oldest go (subsystems 6.3). */
export const CAPTURE_BYTES = 64 * 1024 * 1024;
/** Archives that are kept, and for how long. */
export const CAPTURES_KEPT = 5;
export const CAPTURE_KEPT_MS = 24 * 3_600_000;
/** Seconds where nobody names any. */
export const CAPTURE_S = 300;

const zip = promisify<Uint8Array, Buffer>(gzip);

export interface CaptureRequest {
  seconds: number;
  anonymise: boolean;
  levels: Readonly<Record<string, LogLevel>>;
  /** Also what is kept already: of a start, everything that was said before. */
  withKept?: true;
}

interface Capture {
  readonly id: string;
  status: CaptureSummary["status"];
  readonly request: CaptureRequest;
  readonly startedAt: number;
  readonly endsAt: number;
  stoppedAt?: number;
  readonly triggeredBy: string | undefined;
  lines: string[];
  /** Of `lines`: those before it are gone. */
  from: number;
  bytes: number;
  events: number;
  dropped: number;
  archive?: Promise<Buffer>;
  archiveSize?: number;
  end(status: CaptureSummary["status"]): Promise<void>;
}

const captures: StateKey<{ all: Capture[] }> = { name: "diagnostics-captures", create: () => ({ all: [] }) };

type Scope = Pick<Site, "state" | "clock" | "secrets" | "log" | "logBook">;

/** Newest first, without those whose day is over. */
function kept(scope: Pick<Site, "state" | "clock">): Capture[] {
  const state = scope.state(captures);
  const now = scope.clock.now();
  const young = state.all.filter(({ stoppedAt }) => stoppedAt === undefined || now - stoppedAt < CAPTURE_KEPT_MS);
  state.all = young.slice(0, CAPTURES_KEPT);
  return state.all;
}

/** Whole lines go, the oldest first. */
function add(capture: Capture, line: string, limit: number): void {
  capture.lines.push(line);
  capture.bytes += Buffer.byteLength(line) + 1;
  capture.events += 1;
  while (capture.bytes > limit && capture.lines.length - capture.from > 1) {
    capture.bytes -= Buffer.byteLength(capture.lines[capture.from] as string) + 1;
    capture.from += 1;
    capture.dropped += 1;
  }
  if (capture.from < 10_000) return;
  capture.lines = capture.lines.slice(capture.from);
  capture.from = 0;
}

export const summaryOf = (capture: Capture): CaptureSummary => ({
  id: capture.id,
  status: capture.status,
  started_at: new Date(capture.startedAt).toISOString(),
  ends_at: new Date(capture.endsAt).toISOString(),
  ...(capture.stoppedAt === undefined ? {} : { stopped_at: new Date(capture.stoppedAt).toISOString() }),
  anonymised: capture.request.anonymise,
  events: capture.events,
  buffer_bytes: capture.bytes,
  ...(capture.archiveSize === undefined ? {} : { archive_size: capture.archiveSize }),
  ...(capture.triggeredBy === undefined ? {} : { triggered_by: capture.triggeredBy }),
});

async function pack(capture: Capture): Promise<Buffer> {
  const { lines, from, dropped, request } = capture;
  const logs = Buffer.from(
    lines
      .slice(from)
      .map((line) => `${line}\n`)
      .join(""),
  );
  // the archive takes the place of the lines
  capture.lines = [];
  capture.from = 0;
  const meta = { ...summaryOf(capture), log_levels: request.levels, entries_dropped: dropped };
  const files = [
    { name: "capture.meta.json", content: Buffer.from(`${JSON.stringify(meta, null, 2)}\n`) },
    { name: "logs.ndjson", content: logs },
  ];
  const archive = await zip(tar(files, capture.stoppedAt ?? capture.startedAt));
  capture.archiveSize = archive.length;
  return archive;
}

/** Levels that hold as long as the capture does. */
function raiseLevels(book: LogBook, levels: CaptureRequest["levels"], expiresAt: number): () => void {
  for (const [path, level] of Object.entries(levels)) book.override({ path, level, expiresAt });
  return () => {
    for (const path of Object.keys(levels)) book.reset(path, true);
  };
}

/** @throws Refusal 409 while one is running, 503 where nobody keeps a log */
export function startCapture(
  scope: Scope,
  request: CaptureRequest,
  triggeredBy: string | undefined,
  limit = CAPTURE_BYTES,
): CaptureSummary {
  const book = bookOf(scope);
  if (kept(scope).some(({ status }) => status === "running"))
    throw conflict("a capture is running: stop it first", "Capture running");
  const { clock } = scope;
  const startedAt = clock.now();
  const endsAt = startedAt + request.seconds * 1000;
  const anonymise = request.anonymise ? anonymiser(scope) : (text: string) => text;
  const lower = raiseLevels(book, request.levels, endsAt);
  const digest = createHash("sha256").update(scope.secrets.token(16)).digest("hex");
  const capture: Capture = {
    ...{ id: `cap_${digest.slice(0, 16)}`, status: "running", request, startedAt, endsAt, triggeredBy },
    ...{ lines: [], from: 0, bytes: 0, events: 0, dropped: 0 },
    async end(status) {
      if (capture.status !== "running") return;
      capture.status = status;
      capture.stoppedAt = clock.now();
      leave();
      cancel();
      lower();
      capture.archive = pack(capture);
      await capture.archive.catch((error: unknown) => scope.log.error("a capture could not be packed", { error }));
    },
  };
  const take = (json: string) => add(capture, anonymise(json), limit);
  if (request.withKept) for (const { json } of book.read()) take(json);
  const leave = book.follow(({ json }) => take(json));
  const cancel = clock.after(request.seconds * 1000, () => void capture.end("expired"));
  const state = scope.state(captures);
  state.all = [capture, ...state.all].slice(0, CAPTURES_KEPT);
  return summaryOf(capture);
}

export const listCaptures = (scope: Scope): CaptureSummary[] => kept(scope).map(summaryOf);

/** @throws Refusal 404, 503 where nobody keeps a log */
function find(scope: Scope, id: string): Capture {
  bookOf(scope);
  const found = kept(scope).find((one) => one.id === id);
  if (!found) throw notFound(`no capture ${id}; it is kept for a day, and only until the program ends`);
  return found;
}

/** @throws Refusal 404 */
export const readCapture = (scope: Scope, id: string): CaptureSummary => summaryOf(find(scope, id));

/** @throws Refusal 404, 409 where it has ended */
export async function stopCapture(scope: Scope, id: string): Promise<CaptureSummary> {
  const capture = find(scope, id);
  if (capture.status !== "running") throw conflict("the capture is not running", "Capture not running");
  await capture.end("stopped");
  return summaryOf(capture);
}

/** The archive (tar.gz). @throws Refusal 404, 409 while it is running, 503 where it could not be made */
export async function captureArchive(scope: Scope, id: string): Promise<Buffer> {
  const { archive } = find(scope, id);
  if (!archive) throw conflict("the capture is running: stop it first", "Capture running");
  const bytes = await archive.catch(() => undefined);
  if (!bytes) throw unready("the archive could not be made; the log has the reason");
  return bytes;
}

/** The home ends. */
export async function endCaptures(site: Pick<Site, "state">): Promise<void> {
  for (const capture of site.state(captures).all) await capture.end("aborted");
}
