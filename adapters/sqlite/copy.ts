/** A consistent copy of a database that is in use (port `OwnState`), and what is in one. */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { FileStoreError, type OwnState, type StateCopy } from "../../handlers/ports/index.ts";

/** Pages of one step, 4 KB each: between two of them the program works on. */
const RATE = 500;
/** A copy lies beside its database until it was read. */
const MARK = ".copy-";

const countOf = (db: DatabaseSync, sql: string): number => Number(db.prepare(sql).get()?.n ?? 0);

/** Rows of each table, and of the records each kind by itself. @throws FileStoreError where it is damaged */
function countsOf(path: string): Record<string, number> {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path);
    // one file, with nothing beside it
    db.exec("PRAGMA journal_mode = DELETE");
    const verdict = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (verdict !== "ok") throw new FileStoreError(`the copy of the database is damaged (${String(verdict)})`);
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").all();
    const counts: Record<string, number> = {};
    for (const { name } of tables)
      counts[String(name)] = countOf(db, `SELECT count(*) AS n FROM "${String(name).replaceAll('"', '""')}"`);
    if (counts.record !== undefined)
      for (const { kind, n } of db.prepare("SELECT kind, count(*) AS n FROM record GROUP BY kind").all())
        counts[`record.${String(kind)}`] = Number(n);
    return counts;
  } catch (error) {
    if (error instanceof FileStoreError) throw error;
    throw new FileStoreError(`the copy of the database cannot be read: ${(error as Error).message}`, error);
  } finally {
    db?.close();
  }
}

const removed = async (path: string): Promise<void> => {
  for (const ending of ["", "-wal", "-shm", "-journal"]) await rm(path + ending, { force: true });
};

async function* readAndRemove(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } finally {
    await removed(path);
  }
}

/** @param db of the file at `path` */
export function createOwnState(path: string, db: () => DatabaseSync): OwnState {
  const beside = () => `${path}${MARK}${randomBytes(6).toString("hex")}`;

  /** What a killed program left. */
  async function tidy(): Promise<void> {
    const left = (await readdir(dirname(path))).filter((name) => name.startsWith(basename(path) + MARK));
    for (const name of left) await rm(join(dirname(path), name), { force: true });
  }

  return {
    async copy(): Promise<StateCopy> {
      await tidy();
      const place = beside();
      try {
        // before SQLite writes into it: it is for its owner only
        await writeFile(place, "", { mode: 0o600, flag: "wx" });
        await backup(db(), place, { rate: RATE });
        await chmod(place, 0o600);
        const counts = countsOf(place);
        const { size } = await stat(place);
        return { bytes: size, counts, content: readAndRemove(place) };
      } catch (error) {
        await removed(place);
        if (error instanceof FileStoreError) throw error;
        throw new FileStoreError(`the database cannot be copied: ${(error as Error).message}`, error);
      }
    },
    async countsOf(content) {
      const place = beside();
      try {
        await writeFile(place, content, { mode: 0o600, flag: "wx" });
        return countsOf(place);
      } finally {
        await removed(place);
      }
    },
  };
}
