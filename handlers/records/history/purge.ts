/** Forgets what is too old or too much. Only what is in the next coarser tier already; the oldest first. */
import type { HistoryRetention } from "../../ports/history.ts";
import { DAY_MS, dayOf, HOUR_MS, hourOf } from "./fold.ts";
import type { HistoryTables, RowTier, SeriesRecord } from "./tables.ts";

/** Chunks that are deleted in one transaction: some hundred KB. */
const CHUNKS_AT_ONCE = 100;
/** Days of rows that make room at once when there are too many bytes. */
const HOURS_AT_ONCE_MS = 30 * DAY_MS;
const DAYS_AT_ONCE_MS = 365 * DAY_MS;

/** @returns a generator of slices: after each of them the tables are whole */
export function* purge(
  tables: HistoryTables,
  all: readonly SeriesRecord[],
  now: number,
  retention: HistoryRetention,
): Generator<void> {
  for (const record of all) {
    yield* purgeRaw(tables, record, now - retention.raw);
    if (retention.hour > 0) purgeHours(tables, record, now - retention.hour);
    if (retention.day > 0) tables.deleteRows("day", record.id, Math.min(dayOf(now - retention.day), record.rolledDays));
    yield;
  }
  if (retention.bytes > 0) yield* purgeBytes(tables, all, retention.bytes);
  while (tables.shrink()) yield;
}

/** @returns whether anything was deleted */
function* purgeRaw(tables: HistoryTables, record: SeriesRecord, before: number): Generator<void, boolean> {
  let deleted = false;
  for (;;) {
    const places = tables
      .chunkPlaces(record.id, 0, before)
      .filter(({ end }) => end < before && hourOf(end) + HOUR_MS <= record.rolledHours)
      .slice(0, CHUNKS_AT_ONCE);
    const last = places.at(-1);
    if (last === undefined) return deleted;
    const rawFrom = Math.max(record.rawFrom, hourOf(last.end) + HOUR_MS);
    tables.transaction(() => {
      for (const place of places) tables.deleteChunk(record.id, place);
      tables.putSeries({ ...record, rawFrom });
    });
    record.rawFrom = rawFrom;
    deleted = true;
    yield;
  }
}

/** Whole days; at least as long as single samples are kept: a late one needs the hours of its day. */
function purgeHours(tables: HistoryTables, record: SeriesRecord, before: number): number {
  const oldestRaw = tables.firstChunk(record.id)?.start ?? Number.MAX_SAFE_INTEGER;
  return tables.deleteRows("hour", record.id, dayOf(Math.min(before, record.rolledDays, oldestRaw)));
}

function* purgeBytes(tables: HistoryTables, all: readonly SeriesRecord[], limit: number): Generator<void> {
  while (tables.bytes() > limit) {
    let freed = yield* purgeOldestDay(tables, all);
    freed ||= purgeOldestRows(tables, all, "hour", HOURS_AT_ONCE_MS);
    freed ||= purgeOldestRows(tables, all, "day", DAYS_AT_ONCE_MS);
    if (!freed) return;
    yield;
  }
}

function* purgeOldestDay(tables: HistoryTables, all: readonly SeriesRecord[]): Generator<void, boolean> {
  const firsts = all.flatMap(({ id }) => tables.firstChunk(id)?.start ?? []);
  if (firsts.length === 0) return false;
  const end = dayOf(Math.min(...firsts)) + DAY_MS;
  let freed = false;
  for (const record of all) if (yield* purgeRaw(tables, record, end)) freed = true;
  return freed;
}

function purgeOldestRows(tables: HistoryTables, all: readonly SeriesRecord[], tier: RowTier, span: number): boolean {
  const firsts = all.flatMap(({ id }) => tables.firstRow(tier, id)?.start ?? []);
  if (firsts.length === 0) return false;
  const end = dayOf(Math.min(...firsts)) + span;
  const deleted = all.map((record) =>
    tier === "hour"
      ? purgeHours(tables, record, end)
      : tables.deleteRows("day", record.id, Math.min(end, record.rolledDays)),
  );
  return deleted.some((count) => count > 0);
}
