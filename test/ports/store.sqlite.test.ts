import assert from "node:assert/strict";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { DatabaseFileError } from "../../adapters/sqlite/file.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { describeStore } from "../../local/testing/store.ts";
import { scratch } from "./scratch.ts";

const clock = createManualClock();
const home = siteId("home");

describeStore("SQLite", {
  async create(clock) {
    const folder = scratch();
    const { store } = openSqlite(folder.file("ccu.db"), { clock });
    return {
      ...store,
      async close() {
        await store.close();
        folder[Symbol.dispose]();
      },
    };
  },
});

test("records and versions survive a restart", async () => {
  using folder = scratch();
  const path = folder.file("deep/er/ccu.db");
  let database = openSqlite(path, { clock });
  const first = await database.store.site(home).put("user", "anna", { role: "admin" });
  const second = await database.store.site(home).put("user", "ben", 1);
  await database.store.site(home).delete("user", "ben");
  database.close();
  database.close();

  database = openSqlite(path, { clock });
  const site = database.store.site(home);
  assert.deepEqual(await site.get("user", "anna"), { key: "anna", value: { role: "admin" }, version: first });
  const third = await site.put("user", "ben", 2, { ifVersion: 0 });
  assert.ok(third !== undefined && second !== undefined && third > second);
  await database.store.close();
});

test("the files are readable by their owner only", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  const database = openSqlite(path, { clock });
  await database.store.site(home).put("user", "anna", 1);
  const files = readdirSync(folder.path);
  assert.deepEqual(files.sort(), ["ccu.db", "ccu.db-shm", "ccu.db-wal"]);
  for (const name of files) assert.equal(statSync(folder.file(name)).mode & 0o777, 0o600, name);
  database.close();
  chmodSync(path, 0o644);
  openSqlite(path, { clock }).close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

/** Opening must fail with an error that names the file and matches. */
function refuses(path: string, reason: RegExp): void {
  assert.throws(
    () => openSqlite(path, { clock }),
    (error) => {
      assert.ok(error instanceof DatabaseFileError);
      assert.ok(error.message.includes(path), error.message);
      assert.match(error.message, reason);
      return true;
    },
  );
}

test("a file that is no database, or a damaged one, is refused by name and left alone", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  writeFileSync(path, "this is not a database, whatever its name says".repeat(100));
  refuses(path, /damaged or no SQLite database/);
  assert.match(String(statSync(path).size), /^4600$/);

  const damaged = folder.file("damaged.db");
  const database = openSqlite(damaged, { clock });
  for (let n = 0; n < 500; n++) await database.store.site(home).put("audit", `entry ${n}`, "x".repeat(200));
  database.close();
  const page = Buffer.alloc(4096, 0xa5);
  const file = new DatabaseSync(damaged);
  const pages = Number(file.prepare("PRAGMA page_count").get()?.page_count);
  file.close();
  const { openSync, writeSync, closeSync } = await import("node:fs");
  const handle = openSync(damaged, "r+");
  for (let at = 2; at < pages - 1; at += 2) writeSync(handle, page, 0, page.length, at * 4096);
  closeSync(handle);
  refuses(damaged, /damaged/);
});

test("a folder in place of the file, a foreign database and a newer schema are refused by name", () => {
  using folder = scratch();
  refuses(folder.path, /.+/);

  const foreign = folder.file("foreign.db");
  const other = new DatabaseSync(foreign);
  other.exec("CREATE TABLE photo (id INTEGER)");
  other.close();
  refuses(foreign, /another program/);

  const newer = folder.file("newer.db");
  openSqlite(newer, { clock }).close();
  const future = new DatabaseSync(newer);
  future.exec("PRAGMA user_version = 999");
  future.close();
  refuses(newer, /schema version 999.*newer release/);
});

test("two processes on one file: a conditional write is decided in the file", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  const [one, two] = [openSqlite(path, { clock }), openSqlite(path, { clock })];
  const version = await one.store.site(home).put("lock", "k", "one", { ifVersion: 0 });
  assert.ok(version !== undefined);
  assert.equal(await two.store.site(home).put("lock", "k", "two", { ifVersion: 0 }), undefined);
  assert.ok((await two.store.site(home).put("lock", "k", "two", { ifVersion: version })) !== undefined);
  assert.equal((await one.store.site(home).get("lock", "k"))?.value, "two");
  one.close();
  two.close();
});

test("a closed database rejects, it does not throw past the promise", async () => {
  using folder = scratch();
  const database = openSqlite(folder.file("ccu.db"), { clock });
  const site = database.store.site(home);
  database.close();
  await assert.rejects(site.get("user", "anna"));
  await assert.rejects(site.put("user", "anna", 1));
});
