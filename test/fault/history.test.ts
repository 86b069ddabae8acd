/**
 * A history that is killed while it writes, works up and purges: whatever was acknowledged is there, once; the batch under
 * way is there as a whole or not at all. (CCU-Historian #247, #265: a file that could not be read after a power cut.)
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import type { HistoryStore } from "../../handlers/ports/history.ts";
import { scratch } from "../ports/scratch.ts";
import { randomOf } from "../relay/network.ts";
import { batchAt, NAMES, RETENTION, SAMPLES_OF_A_BATCH, START, timeOf } from "./history-batches.ts";

const KILLS = process.env.CCU_ANYWHERE_TEST_FULL ? 60 : 8;
const DAY = 86_400_000;

/** Runs the writer until it has written some batches more, and kills it a moment later. Resolves to the last safe one. */
async function writeAndKill(file: string, first: number, batches: number, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "history-writer.ts"), file, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = first - 1;
  const exit = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === first + batches) setTimeout(() => child.kill("SIGKILL"), delayMs);
  }
  const [, signal] = (await exit) as [number | null, string];
  assert.equal(signal, "SIGKILL");
  return last;
}

const whole = async (store: HistoryStore, batches: number) => {
  const to = START + Math.ceil((timeOf(batches) - START + 1) / DAY) * DAY;
  const query = { from: START, to, buckets: (to - START) / DAY, now: timeOf(batches + 1) };
  return Promise.all(
    NAMES.map(async (series) => {
      const { buckets } = await store.buckets({ series, ...query });
      const max = Math.max(...buckets.map((bucket) => bucket.max));
      return { count: buckets.reduce((sum, { count }) => sum + count, 0), max };
    }),
  );
};

test(`${KILLS} kills at any moment`, async () => {
  using folder = scratch();
  const file = folder.file("history.db");
  const random = randomOf(11);
  let next = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const safe = await writeAndKill(file, next, 3 + Math.floor(random() * 30), random() * 15);
    const { store, setAside } = await openSqliteHistory(file);
    assert.equal(setAside, undefined);
    if (kill % 2 === 0) await store.maintain(timeOf(safe + 1), RETENTION);
    const [first, ...others] = await whole(store, safe + 1);
    const batches = (first?.count ?? 0) / SAMPLES_OF_A_BATCH;
    assert.ok(batches === safe + 1 || batches === safe + 2, `${batches} batches, ${safe + 1} were acknowledged`);
    assert.equal(first?.max, batches * SAMPLES_OF_A_BATCH - 1);
    for (const other of others) assert.deepEqual(other, first, "a batch is there as a whole");
    const [device] = await store.energy({
      ...{ central: "ccu", from: START, to: timeOf(batches + 1), group: "day", timeZone: "UTC" },
      ...{ now: timeOf(batches + 1), limit: 10_000 },
    });
    const consumed = device?.buckets.reduce((sum, bucket) => sum + bucket.consumed, 0);
    assert.equal(consumed, batches * SAMPLES_OF_A_BATCH - 1, "every watt hour once");
    await store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    assert.equal(db.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
    db.close();
    next = batches;
  }
});

test("a file that is damaged is kept under another name, and the history begins anew", async () => {
  using folder = scratch();
  const file = folder.file("history.db");
  const handle = openSync(file, "w");
  writeSync(handle, "this was a history once".repeat(1_000));
  closeSync(handle);
  const { store, setAside } = await openSqliteHistory(file);
  assert.match(setAside ?? "", /history\.db\.damaged-/);
  await store.append({ series: [NAMES[0]], at: [START], value: [1] });
  assert.equal((await store.status()).samples, 1);
  await store.close();
  assert.equal(readdirSync(folder.path).filter((name) => name.includes("damaged")).length, 1);
});

test("a file of which the end is missing, after a power failure, is kept under another name", async () => {
  using folder = scratch();
  const file = folder.file("history.db");
  const last = await writeAndKill(file, 0, 200, 0);
  const db = new DatabaseSync(file);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE); UPDATE mark SET value = 'another boot of the machine' WHERE name = 'boot'");
  db.close();
  assert.ok(last >= 200);
  truncateSync(file, 3 * 16_384 + 77);
  const { store, setAside } = await openSqliteHistory(file);
  assert.notEqual(setAside, undefined);
  await store.close();
});

test("a file that another program holds is told, and written again later", async () => {
  using folder = scratch();
  const file = folder.file("history.db");
  const { store } = await openSqliteHistory(file);
  const blocker = new DatabaseSync(file);
  blocker.exec("BEGIN IMMEDIATE");
  await assert.rejects(store.append({ series: [NAMES[0]], at: [START], value: [2] }), {
    name: "HistoryStoreError",
    reason: /^another process holds it/,
  });
  blocker.exec("ROLLBACK");
  blocker.close();
  await store.append({ series: [NAMES[0]], at: [START], value: [2] });
  assert.equal((await store.status()).samples, 1);
  await store.close();
});

test("a disk that is full is told, reads go on, and what was written stays", async () => {
  using folder = scratch();
  const file = folder.file("history.db");
  // no file of this program may grow beyond a megabyte: for SQLite that is a full disk
  const program = [process.execPath, join(import.meta.dirname, "history-full.ts"), file];
  const shell = spawn("bash", ["-c", 'ulimit -f 1024; exec "$0" "$@"', ...program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: shell.stdout })) lines.push(line);
  const { batches, reason, read } = JSON.parse(lines.at(-1) ?? "{}");
  assert.match(reason, /disk/);
  assert.equal(read, batches * SAMPLES_OF_A_BATCH, "what is kept can still be read");
  const { store, setAside } = await openSqliteHistory(file);
  assert.equal(setAside, undefined);
  const [first] = await whole(store, batches);
  assert.equal(first?.count, batches * SAMPLES_OF_A_BATCH);
  await store.append(batchAt(batches));
  await store.close();
});
