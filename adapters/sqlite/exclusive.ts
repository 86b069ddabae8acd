/**
 * One program at a time on a database. Two would both register with the CCU, both write what they believe, and both
 * number events.
 *
 * The lock is one of the operating system, held through SQLite on an empty file of its own: it ends with the process,
 * however that ends, and leaves nothing behind that somebody has to remove. (A lock on the database itself would keep
 * backups and shells out.)
 */
import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DatabaseFileError } from "./file.ts";

/** SQLITE_BUSY */
const BUSY = 5;
/** What nobody refers to is collected, and closed with that: a lock would end while its program goes on. */
const held = new Set<DatabaseSync>();

/**
 * Holds `<path>.lock` until the returned function is called or the process ends.
 * @throws DatabaseFileError where another program holds it, or the file cannot be made
 */
export function holdAlone(path: string): () => void {
  const file = `${path}.lock`;
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Never opened by anything else in this process: closing any other descriptor of it would drop the lock (POSIX).
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec("BEGIN IMMEDIATE");
    chmodSync(file, 0o600);
    const mine = lock;
    held.add(mine);
    return () => {
      if (held.delete(mine)) mine.close();
    };
  } catch (error) {
    lock?.close();
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode !== undefined && (errcode & 0xff) === BUSY)
      throw new DatabaseFileError(
        path,
        "another running program uses it: end that one, or give this one a data folder of its own",
        error,
      );
    throw new DatabaseFileError(file, message, error);
  }
}
