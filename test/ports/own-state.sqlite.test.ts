/** Copies of a database in use: consistent, counted, without a trace afterwards. */
import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { FileStoreError, siteId } from "../../handlers/ports/index.ts";
import { scratchFolder } from "../support/program.ts";

async function collect(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of from) all.push(piece);
  return Buffer.concat(all);
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test("a copy holds everything of one moment, while others write; it opens as a database of ours", async (t) => {
  const folder = scratchFolder(t);
  const clock = createManualClock(0);
  const path = join(folder, "x.db");
  const database = openSqlite(path, { clock, exclusive: true });
  t.after(() => database.close());
  const store = database.store.site(siteId("home"));
  for (let n = 0; n < 2000; n++) await store.put("user", `u${n}`, { n, pad: "x".repeat(500) });
  await store.put("token", "t", {});
  let isOver = false;
  const writing = (async () => {
    for (let n = 0; !isOver; n++) {
      // two that belong together
      await store.put("config", "left", n);
      await store.put("config", "right", n);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const { bytes, counts, content } = await database.state.copy();
  assert.deepEqual([counts["record.user"], counts["record.token"]], [2000, 1]);
  const whole = await collect(content);
  isOver = true;
  await writing;
  assert.equal(whole.length, bytes);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(".copy-")),
    [],
  );
  assert.deepEqual(await database.state.countsOf(once(whole)), counts);

  const other = join(folder, "other.db");
  writeFileSync(other, whole, { mode: 0o600 });
  const restored = openSqlite(other, { clock });
  t.after(() => restored.close());
  assert.deepEqual((await restored.store.site(siteId("home")).get("user", "u7"))?.value, {
    n: 7,
    pad: "x".repeat(500),
  });
});

test("what was not read to its end is removed, and so is what a killed program left", async (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "x.db");
  const database = openSqlite(path, { clock: createManualClock(0) });
  t.after(() => database.close());
  writeFileSync(`${path}.copy-abc`, "left");
  const { content } = await database.state.copy();
  const copies = () => readdirSync(folder).filter((name) => name.includes(".copy-"));
  assert.equal(copies().length, 1);
  assert.equal(statSync(join(folder, copies()[0] ?? "")).mode & 0o077, 0);
  for await (const _ of content) break;
  assert.deepEqual(copies(), []);
  await assert.rejects(database.state.countsOf(once(Buffer.from("no database"))), FileStoreError);
  assert.deepEqual(copies(), []);
});
