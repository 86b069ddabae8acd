import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP, EVENT_LOG_TRIM_BATCH } from "../../handlers/records/event-log.ts";
import { describeEventLog, draft } from "../../local/testing/event-log.ts";
import { scratch } from "./scratch.ts";

const clock = createManualClock();
const home = siteId("home");
const many = (count: number) => Array.from({ length: count }, (_, n) => draft(n));

describeEventLog("SQLite", {
  async create() {
    const folder = scratch();
    const database = openSqlite(folder.file("ccu.db"), { clock, keepEvents: EVENT_LOG_KEEP });
    return {
      log: database.eventLog,
      async close() {
        database.close();
        folder[Symbol.dispose]();
      },
    };
  },
});

test("seq goes on after a restart, also when the log was emptied", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  let database = openSqlite(path, { clock });
  const written = await database.eventLog(home).append(many(5));
  database.close();

  database = openSqlite(path, { clock });
  assert.deepEqual(await database.eventLog(home).read(0), written);
  assert.equal((await database.eventLog(home).append([draft(5)]))[0]?.seq, 6);
  database.close();

  const file = new DatabaseSync(path);
  file.exec("DELETE FROM event");
  file.close();
  database = openSqlite(path, { clock });
  assert.deepEqual(await database.eventLog(home).bounds(), { oldest: 7, newest: 6 });
  assert.equal((await database.eventLog(home).append([draft(6)]))[0]?.seq, 7);
  database.close();
});

test("it trims to what it shall keep once a batch more has gathered, and refuses to keep less than the contract", async () => {
  using folder = scratch();
  const database = openSqlite(folder.file("ccu.db"), { clock, keepEvents: EVENT_LOG_KEEP });
  const log = database.eventLog(home);
  await log.append(many(EVENT_LOG_KEEP + EVENT_LOG_TRIM_BATCH));
  assert.equal((await log.bounds()).oldest, 1);
  await log.append([draft(0)]);
  const { oldest, newest } = await log.bounds();
  assert.equal(newest - oldest + 1, EVENT_LOG_KEEP);
  database.close();
  assert.throws(
    () => openSqlite(folder.file("b.db"), { clock, keepEvents: EVENT_LOG_KEEP - 1 }).eventLog(home),
    RangeError,
  );
});

test("a batch that cannot be written leaves nothing behind", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  const database = openSqlite(path, { clock });
  const log = database.eventLog(home);
  await log.append([draft(1)]);
  const broken = { topic: "t", tail: Symbol("no text") as unknown as string };
  await assert.rejects(log.append([draft(2), broken]));
  assert.deepEqual(await log.bounds(), { oldest: 1, newest: 1 });
  assert.equal((await log.append([draft(3)]))[0]?.seq, 2);
  database.close();
});

test("after a power failure numbers go on behind all that may have been used, and old cursors are too old", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  let database = openSqlite(path, { clock });
  await database.eventLog(home).append(many(3));
  await database.eventLog(siteId("empty")).bounds();
  database.close();

  // The trace that a run leaves which never closed the file, in an earlier boot of the machine.
  const file = new DatabaseSync(path);
  file.exec("INSERT INTO mark VALUES ('boot', 'another boot')");
  const { ceiling } = file.prepare("SELECT ceiling FROM event_seq").get() as { ceiling: number };
  file.close();
  assert.ok(ceiling > 3);

  database = openSqlite(path, { clock });
  const log = database.eventLog(home);
  assert.deepEqual(await log.bounds(), { oldest: ceiling + 1, newest: ceiling });
  assert.deepEqual(await log.read(0), []);
  assert.equal((await log.append([draft(4)]))[0]?.seq, ceiling + 1);
  assert.deepEqual(await database.eventLog(siteId("empty")).bounds(), { oldest: 1, newest: 0 });
  database.close();
});

/** Appends batches without end and prints the seq of each one that append acknowledged. */
const WRITER = `
import { openSqlite } from ${JSON.stringify(new URL("../../adapters/sqlite/store.ts", import.meta.url).href)};
const { store, eventLog } = openSqlite(process.argv[1], { clock: { now: Date.now, after: () => () => {} } });
const log = eventLog("home");
let n = (await log.bounds()).newest;
for (;;) {
  const batch = Array.from({ length: 1 + (n % 5) }, () => ({ topic: "t", tail: '"n":' + ++n + "}" }));
  const events = await log.append(batch);
  await store.site("home").put("config", "newest", n);
  process.stdout.write(events.at(-1).seq + "\\n");
  await new Promise((resume) => setImmediate(resume));
}`;

async function killAfter(child: ChildProcess, lines: number): Promise<number> {
  const closed = once(child, "close");
  let acknowledged = 0;
  let read = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    acknowledged = Number(line);
    if (++read === lines) child.kill("SIGKILL");
  }
  await closed;
  assert.ok(read >= lines, "the writer ended by itself");
  return acknowledged;
}

test("kill -9: everything that was acknowledged is there, in order, without gap, and numbers go on", async () => {
  using folder = scratch();
  const path = folder.file("ccu.db");
  let before = 0;
  for (const lines of [3, 40, 150]) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", WRITER, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const acknowledged = await killAfter(child, lines);
    assert.ok(acknowledged > before);
    const database = openSqlite(path, { clock, keepEvents: 10_000 });
    const { oldest, newest } = await database.eventLog(home).bounds();
    assert.equal(oldest, 1);
    assert.ok(newest >= acknowledged);
    const events = await database.eventLog(home).read(0, 10_000);
    assert.deepEqual(
      events.map(({ seq, tail }) => [seq, tail]),
      Array.from({ length: newest }, (_, n) => [n + 1, `"n":${n + 1}}`]),
    );
    const record = await database.store.site(home).get<number>("config", "newest");
    assert.ok((record?.value ?? 0) >= acknowledged);
    database.close();
    before = newest;
  }
});
