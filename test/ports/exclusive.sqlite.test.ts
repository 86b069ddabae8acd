import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { DatabaseFileError } from "../../adapters/sqlite/file.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { scratch } from "./scratch.ts";

const clock = createManualClock();
const inUse = (error: unknown): boolean => {
  assert.ok(error instanceof DatabaseFileError);
  assert.match(error.message, /ccu\.db: another running program uses it/);
  return true;
};

/** Opens the database alone, says so, and stays. */
const PROGRAM = `
import { openSqlite } from ${JSON.stringify(new URL("../../adapters/sqlite/store.ts", import.meta.url).href)};
openSqlite(process.argv[1], { clock: { now: Date.now, after: () => () => {} }, exclusive: true });
process.stdout.write("open\\n");
setInterval(() => {}, 1000);`;
const args = (path: string) => ["--input-type=module", "-e", PROGRAM, path];

async function startProgram(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, args(path), { stdio: ["ignore", "pipe", "inherit"] });
  assert.ok(child.stdout);
  const [said] = await once(child.stdout, "data");
  assert.equal(String(said), "open\n");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}

test("one program at a time: the second is refused, and the first keeps what it has", async () => {
  using folder = scratch();
  const path = folder.file("deep/er/ccu.db");
  const first = openSqlite(path, { clock, exclusive: true });
  assert.throws(() => openSqlite(path, { clock, exclusive: true }), inUse);
  // that this process tried again must not have opened the door to others
  const other = spawnSync(process.execPath, args(path), { encoding: "utf8", timeout: 20_000 });
  assert.match(other.stderr, /another running program uses it/);
  assert.notEqual(other.status, 0);
  await first.store.site(siteId("home")).put("user", "anna", 1);
  first.close();
  first.close();
  openSqlite(path, { clock, exclusive: true }).close();
  assert.equal(statSync(`${path}.lock`).mode & 0o777, 0o600);
});

test("a program that was killed leaves nothing behind that somebody would have to remove", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  const child = await startProgram(path);
  try {
    assert.throws(() => openSqlite(path, { clock, exclusive: true }), inUse);
  } finally {
    await kill(child);
  }
  const database = openSqlite(path, { clock, exclusive: true });
  database.close();
});

test("backups and shells are not kept out, nor whoever does not ask to be alone", () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  const database = openSqlite(path, { clock, exclusive: true });
  const shell = new DatabaseSync(path, { readOnly: true });
  assert.ok(shell.prepare("SELECT count(*) AS n FROM record").get());
  shell.close();
  openSqlite(path, { clock }).close();
  assert.throws(() => openSqlite(path, { clock, exclusive: true }), inUse);
  database.close();
});

test("what cannot be opened gives the lock back; a lock that cannot be made is named", () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  writeFileSync(path, "this is no database, and long enough to be taken for one ".repeat(40));
  for (const _ of [1, 2]) {
    assert.throws(() => openSqlite(path, { clock, exclusive: true }), /damaged or no SQLite database/);
  }
  writeFileSync(folder.file("other.db.lock"), "no database either, and long enough ".repeat(100));
  assert.throws(() => openSqlite(folder.file("other.db"), { clock, exclusive: true }), /other\.db\.lock/);
});
