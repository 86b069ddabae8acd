/** The tables of a history in a SQLite file of their own (docs/adr: the storage form). */
import type { StatementSync } from "node:sqlite";
import { DAY_MS, HOUR_MS, type Row } from "../../handlers/records/history/fold.ts";
import { packSamples, unpackSamples } from "../../handlers/records/history/packed-samples.ts";
import type { ChunkPlace, HistoryTables, RowTier, SeriesRecord } from "../../handlers/records/history/tables.ts";
import { DatabaseFile, type FileSchema } from "./file.ts";

/** What hours and days come to. */
const rowTable = (tier: RowTier): string =>
  `CREATE TABLE ${tier} (
       series INTEGER NOT NULL,
       start INTEGER NOT NULL,
       count INTEGER NOT NULL,
       min REAL NOT NULL,
       max REAL NOT NULL,
       avg REAL NOT NULL,
       covered INTEGER NOT NULL,
       last_after INTEGER NOT NULL,
       last REAL NOT NULL,
       reading REAL,
       rise REAL,
       reset INTEGER,
       PRIMARY KEY (series, start)
     ) STRICT, WITHOUT ROWID;`;

/**
 * Chunks of some 3 KB share pages of 16 KB: of smaller pages each would leave a part empty. A growing chunk has a table of
 * its own, so that those that do not change any more lie close behind each other.
 */
const SCHEMA: FileSchema = {
  layout: "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL",
  synchronous: "FULL",
  checkedRarely: true,
  afterPowerFailure: "",
  migrations: [
    `CREATE TABLE series (
       id INTEGER PRIMARY KEY,
       central TEXT NOT NULL,
       interface_id TEXT NOT NULL,
       channel TEXT NOT NULL,
       parameter TEXT NOT NULL,
       rolled_hours INTEGER NOT NULL,
       rolled_days INTEGER NOT NULL,
       raw_from INTEGER NOT NULL,
       UNIQUE (central, interface_id, channel, parameter)
     ) STRICT;
     CREATE TABLE tail (
       id INTEGER PRIMARY KEY,
       series INTEGER NOT NULL,
       at INTEGER NOT NULL,
       value REAL NOT NULL
     ) STRICT;
     CREATE TABLE chunk (
       id INTEGER PRIMARY KEY,
       series INTEGER NOT NULL,
       start INTEGER NOT NULL,
       until INTEGER NOT NULL,
       count INTEGER NOT NULL,
       samples BLOB NOT NULL
     ) STRICT;
     CREATE INDEX chunk_place ON chunk (series, start, until, count);
     CREATE TABLE open_chunk (
       series INTEGER PRIMARY KEY,
       start INTEGER NOT NULL,
       until INTEGER NOT NULL,
       count INTEGER NOT NULL,
       samples BLOB NOT NULL
     ) STRICT;
     ${rowTable("hour")}
     ${rowTable("day")}
     CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
};

/** Pages that are given back to the file system at once: a megabyte. */
const PAGES_AT_ONCE = 64;
/** Unused pages that stay, a quarter of a megabyte: the tail needs them again soon. */
const PAGES_KEPT = 16;

/** Starts of rows are kept in hours and days: small numbers take fewer bytes. */
const UNIT: Readonly<Record<RowTier, number>> = { hour: HOUR_MS, day: DAY_MS };

interface RowColumns {
  start: number;
  count: number;
  min: number;
  max: number;
  avg: number;
  covered: number;
  last_after: number;
  last: number;
  reading: number | null;
  rise: number | null;
  reset: number | null;
}
interface SeriesColumns {
  id: number;
  central: string;
  interface_id: string;
  channel: string;
  parameter: string;
  rolled_hours: number;
  rolled_days: number;
  raw_from: number;
}
interface ChunkColumns {
  start: number;
  until: number;
  count: number;
  open: number;
}

const place = ({ start, until, count, open }: ChunkColumns): ChunkPlace => ({
  ...{ start, end: until, count },
  open: open === 1,
});

function rowOf(columns: RowColumns, unit: number): Row {
  const start = columns.start * unit;
  const { count, min, max, avg, covered, last, last_after, reading, rise, reset } = columns;
  return {
    ...{ start, end: start + unit, count, min, max, avg, covered, last, lastAt: start + last_after },
    // what is absent is what most rows have: no rise
    ...{ reading: reading ?? Math.max(last, 0), rise: rise ?? 0, reset: reset === 1 },
  };
}

/** @throws DatabaseFileError */
export function openHistoryTables(path: string): HistoryTables {
  const file = new DatabaseFile(path, SCHEMA);
  const at = prepareSeries(file);
  const chunks = prepareChunks(file);
  const tiers = { hour: prepareRows(file, "hour"), day: prepareRows(file, "day") };
  const all = <T>(statement: StatementSync, ...values: (number | string)[]): T[] =>
    file.guard(() => statement.all(...values)) as unknown as T[];
  const one = <T>(statement: StatementSync, ...values: (number | string)[]): T | undefined =>
    file.guard(() => statement.get(...values)) as unknown as T | undefined;
  const pragma = (name: string): number => Number(one<Record<string, number>>(file.prepare(`PRAGMA ${name}`))?.[name]);
  const read = (tier: RowTier, columns: RowColumns | undefined) => columns && rowOf(columns, UNIT[tier]);

  return {
    transaction: (work) => file.transaction(work),
    ...seriesTables(file, at),
    chunkPlaces: (series, from, to) =>
      all<ChunkColumns>(chunks.places, series, series, from, from, to, series, from, to).map(place),
    chunkBefore(series, before) {
      const found = one<ChunkColumns>(chunks.before, series, before, series, before);
      return found && place(found);
    },
    firstChunk(series) {
      const found = one<ChunkColumns>(chunks.first, series, series);
      return found && place(found);
    },
    readChunk(series, { start, open }) {
      const row = one<{ samples: Uint8Array }>(open ? chunks.readOpen : chunks.read, series, start);
      return row ? unpackSamples(row.samples, start) : { at: [], value: [] };
    },
    putChunk(series, { start, end, samples }, open) {
      const columns = { series, start, until: end, count: samples.at.length, samples: packSamples(samples) };
      file.guard(() => {
        if (open) {
          chunks.seal.run(series, start);
          chunks.putOpen.run(columns);
        } else chunks.put.run(columns);
      });
    },
    deleteChunk: (series, { start, open }) =>
      void file.guard(() => (open ? chunks.deleteOpen : chunks.delete).run(series, start)),
    chunkSamples: () => one<{ samples: number }>(chunks.count)?.samples ?? 0,
    rows: (tier, series, from, to) => {
      const unit = UNIT[tier];
      const bounds = [Math.ceil(from / unit), Math.ceil(Math.min(to, Number.MAX_SAFE_INTEGER) / unit)] as const;
      return all<RowColumns>(tiers[tier].rows, series, ...bounds).map((columns) => rowOf(columns, unit));
    },
    rowBefore: (tier, series, before) =>
      read(tier, one<RowColumns>(tiers[tier].before, series, Math.ceil(before / UNIT[tier]))),
    firstRow: (tier, series) => read(tier, one<RowColumns>(tiers[tier].first, series)),
    putRow: (tier, series, row) => void file.guard(() => tiers[tier].put.run(columnsOf(tier, series, row))),
    deleteRows: (tier, series, before) =>
      Number(file.guard(() => tiers[tier].delete.run(series, Math.ceil(before / UNIT[tier])).changes)),
    bytes: () => (pragma("page_count") - pragma("freelist_count")) * pragma("page_size"),
    shrink() {
      if (pragma("freelist_count") <= PAGES_KEPT) return false;
      file.guard(() => file.prepare(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`).all());
      return pragma("freelist_count") > PAGES_KEPT;
    },
    close: () => file.close(),
  };
}

function seriesTables(
  file: DatabaseFile,
  at: ReturnType<typeof prepareSeries>,
): Pick<HistoryTables, "allSeries" | "addSeries" | "putSeries" | "addTail" | "tail" | "clearTail"> {
  return {
    allSeries: () =>
      file.guard(() =>
        (at.series.all() as unknown as SeriesColumns[]).map((row): SeriesRecord => {
          const { central, interface_id: interfaceId, channel, parameter } = row;
          const marks = { rolledHours: row.rolled_hours, rolledDays: row.rolled_days, rawFrom: row.raw_from };
          return { id: row.id, name: { central, interfaceId, channel, parameter }, ...marks };
        }),
      ),
    addSeries({ name: { central, interfaceId, channel, parameter }, rolledHours, rolledDays, rawFrom }) {
      const { lastInsertRowid } = file.guard(() =>
        at.add.run(central, interfaceId, channel, parameter, rolledHours, rolledDays, rawFrom),
      );
      const name = { central, interfaceId, channel, parameter };
      return { id: Number(lastInsertRowid), name, rolledHours, rolledDays, rawFrom };
    },
    putSeries: ({ id, rolledHours, rolledDays, rawFrom }) =>
      void file.guard(() => at.put.run(rolledHours, rolledDays, rawFrom, id)),
    addTail: (series, time, value) => void file.guard(() => at.addTail.run(series, time, value)),
    tail: () => file.guard(() => at.tail.all()) as unknown as { series: number; at: number; value: number }[],
    clearTail: () => void file.guard(() => at.clearTail.run()),
  };
}

/** A reading that is the last value, and a rise that there is none of, are not written. */
function columnsOf(tier: RowTier, series: number, row: Row) {
  const { count, min, max, avg, last, rise, reading } = row;
  return {
    ...{ series, count, min, max, avg, last, start: row.start / UNIT[tier], covered: Math.round(row.covered) },
    last_after: row.lastAt - row.start,
    reading: reading === Math.max(last, 0) ? null : reading,
    rise: rise === 0 ? null : rise,
    reset: row.reset ? 1 : null,
  };
}

const prepareSeries = (file: DatabaseFile) => ({
  series: file.prepare("SELECT * FROM series"),
  add: file.prepare(
    `INSERT INTO series (central, interface_id, channel, parameter, rolled_hours, rolled_days, raw_from)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ),
  put: file.prepare("UPDATE series SET rolled_hours = ?, rolled_days = ?, raw_from = ? WHERE id = ?"),
  addTail: file.prepare("INSERT INTO tail (series, at, value) VALUES (?, ?, ?)"),
  tail: file.prepare("SELECT series, at, value FROM tail ORDER BY id"),
  clearTail: file.prepare("DELETE FROM tail"),
});

const PLACE = "start, until, count, 0 AS open FROM chunk";
const OPEN_PLACE = "start, until, count, 1 AS open FROM open_chunk";
const prepareChunks = (file: DatabaseFile) => ({
  // chunks do not overlap: of those that begin before the range only the last one can reach into it
  places: file.prepare(
    `SELECT ${PLACE} WHERE series = ?
       AND start >= coalesce((SELECT max(start) FROM chunk WHERE series = ? AND start <= ?), 0) AND until >= ? AND start < ?
     UNION ALL SELECT ${OPEN_PLACE} WHERE series = ? AND until >= ? AND start < ? ORDER BY start`,
  ),
  before: file.prepare(
    `SELECT * FROM (SELECT * FROM (SELECT ${PLACE} WHERE series = ? AND start < ? ORDER BY start DESC LIMIT 1)
     UNION ALL SELECT ${OPEN_PLACE} WHERE series = ? AND start < ?) ORDER BY start DESC LIMIT 1`,
  ),
  first: file.prepare(
    `SELECT * FROM (SELECT * FROM (SELECT ${PLACE} WHERE series = ? ORDER BY start LIMIT 1)
     UNION ALL SELECT ${OPEN_PLACE} WHERE series = ?) ORDER BY start LIMIT 1`,
  ),
  read: file.prepare("SELECT samples FROM chunk WHERE series = ? AND start = ?"),
  readOpen: file.prepare("SELECT samples FROM open_chunk WHERE series = ? AND start = ?"),
  put: file.prepare(
    `INSERT INTO chunk (series, start, until, count, samples) VALUES (:series, :start, :until, :count, :samples)`,
  ),
  putOpen: file.prepare(
    `INSERT OR REPLACE INTO open_chunk (series, start, until, count, samples)
     VALUES (:series, :start, :until, :count, :samples)`,
  ),
  seal: file.prepare(
    `INSERT INTO chunk (series, start, until, count, samples)
     SELECT series, start, until, count, samples FROM open_chunk WHERE series = ? AND start <> ?`,
  ),
  delete: file.prepare("DELETE FROM chunk WHERE series = ? AND start = ?"),
  deleteOpen: file.prepare("DELETE FROM open_chunk WHERE series = ? AND start = ?"),
  count: file.prepare(
    "SELECT coalesce((SELECT sum(count) FROM chunk), 0) + coalesce((SELECT sum(count) FROM open_chunk), 0) AS samples",
  ),
});

const prepareRows = (file: DatabaseFile, tier: RowTier) => ({
  rows: file.prepare(`SELECT * FROM ${tier} WHERE series = ? AND start >= ? AND start < ? ORDER BY start`),
  before: file.prepare(`SELECT * FROM ${tier} WHERE series = ? AND start < ? ORDER BY start DESC LIMIT 1`),
  first: file.prepare(`SELECT * FROM ${tier} WHERE series = ? ORDER BY start LIMIT 1`),
  put: file.prepare(
    `INSERT OR REPLACE INTO ${tier} (series, start, count, min, max, avg, covered, last_after, last, reading, rise, reset)
     VALUES (:series, :start, :count, :min, :max, :avg, :covered, :last_after, :last, :reading, :rise, :reset)`,
  ),
  delete: file.prepare(`DELETE FROM ${tier} WHERE series = ? AND start < ?`),
});
