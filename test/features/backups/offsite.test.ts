/** Sealed copies elsewhere, and the proof that they can be restored. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryFiles } from "../../../adapters/memory/file-store.ts";
import { beginBackup } from "../../../handlers/features/backups/home/create-backup.ts";
import { FIRST_DRILL_MS, RETRY_MS, startOffsite } from "../../../handlers/features/backups/home/offsite-engine.ts";
import { backUpState } from "../../../handlers/features/backups/home/own-state.ts";
import { open } from "../../../handlers/features/backups/home/seal/open.ts";
import { backupRuns } from "../../../handlers/features/backups/runs.ts";
import { backupSettings } from "../../../handlers/features/backups/settings.ts";
import { type FileStore, FileStoreError, type OwnState } from "../../../handlers/ports/index.ts";
import { backupArchive } from "../../../local/simulator/logic/backup-archive.ts";
import { until } from "../../support/program.ts";
import { createTestSite } from "../../support/site.ts";

const DAY = 86_400_000;
const KEY = Buffer.alloc(32, 5);
const OFFSITE = { target: "folder", folder: "/x", key: KEY.toString("base64"), drill: 7 * DAY * 1e6, keep_last: 2 };

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
async function collect(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of from) all.push(piece);
  return Buffer.concat(all);
}

function bench(offsite: object = OFFSITE, state?: OwnState) {
  const base = createTestSite({
    sections: { backup: { offsite } },
    ccu: { createBackup: () => once(backupArchive()) },
  });
  const files = createMemoryFiles({ clock: base.clock });
  const memory = createMemoryFiles({ clock: base.clock });
  let away = false;
  const place: FileStore = {
    ...memory,
    list: async () => {
      if (away) throw new FileStoreError("the share is not there");
      return memory.list();
    },
  };
  const parts = { files, ...(state ? { state } : {}), offsite: async () => place };
  const site = { ...base, backups: parts };
  const settle = async () => {
    const isRunning = () => [...base.state(backupRuns).values()].some((run) => run.state === "running");
    for (let quiet = 0; quiet < 400; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isRunning()) quiet = 0;
    }
  };
  return {
    site,
    parts,
    files,
    place: memory,
    settle,
    setAway: (on: boolean) => {
      away = on;
    },
    pass: async (ms: number) => {
      base.clock.advance(ms);
      await settle();
    },
    make: async () => {
      base.clock.advance(1000);
      await (await beginBackup(site, files, "ccu-main")).run.ended;
      await settle();
    },
    names: async () => (await memory.list()).map(({ name }) => name),
  };
}

test("a backup is brought away sealed as soon as it is kept, and only then", async () => {
  const { site, parts, make, names, place } = bench();
  const engine = await startOffsite(site, parts);
  assert.equal(engine.report()?.note, "no restore drill yet");
  await make();
  await make();
  await until("both copies", async () => (await names()).length === 2);
  const all = await names();
  assert.deepEqual(all, ["ccu-main-20260101T120001Z.sealed", "ccu-main-20260101T120002Z.sealed"]);
  const file = await place.read(all[0] ?? "");
  const box = await collect(file?.content ?? once(Buffer.alloc(0)));
  assert.ok(!box.includes("firmware_version"), "nothing can be read in it");
  const { manifest, content } = await open(once(box), { key: KEY });
  assert.deepEqual([manifest.central, (await collect(content)).equals(backupArchive())], ["ccu-main", true]);
  await engine.stop();
  await make();
  assert.equal((await names()).length, 2);
});

test("of what was there before only the newest is brought; then everything, also what could not be brought at once", async () => {
  const { site, parts, make, names, setAway, pass } = bench();
  for (let n = 0; n < 3; n++) await make();
  const engine = await startOffsite(site, parts);
  await engine.bring(false);
  assert.equal((await names()).length, 1);
  setAway(true);
  await make();
  await make();
  await until("the fault", () => engine.report()?.note === "the share is not there");
  assert.equal(engine.report()?.status, "degraded");
  setAway(false);
  await pass(RETRY_MS);
  await until("three copies", async () => (await names()).length === 3);
  await until("health", () => engine.report()?.status === "healthy");
  assert.equal(engine.report()?.status, "healthy");
  await engine.bring(true);
  assert.equal(
    (await names()).length,
    2,
    "the newest two stay where a scheduled backup ended (home-assistant/core#159266)",
  );
  await engine.bring(true);
  assert.equal((await names()).length, 2, "what was pruned is not brought again");
  await engine.stop();
});

test("a drill proves the newest copy, says when, and is remembered over a restart", async () => {
  const { site, parts, make, pass } = bench();
  const engine = await startOffsite(site, parts);
  await make();
  await engine.bring(false);
  await pass(FIRST_DRILL_MS);
  await until("the drill", () => engine.report()?.note === "restore drill 0 h ago: 1 copies proven");
  assert.equal(engine.report()?.status, "healthy");
  await pass(3 * DAY);
  assert.match(engine.report()?.note ?? "", /3 days ago/);
  await engine.stop();
  const again = await startOffsite(site, parts);
  assert.match(again.report()?.note ?? "", /3 days ago: 1 copies proven/);
  await pass(4 * DAY);
  await until("the drill", () => again.report()?.note?.startsWith("restore drill 0 h ago"));
  await again.stop();
  site.clock.advance(15 * DAY);
  const late = await startOffsite(site, parts);
  assert.deepEqual([late.report()?.status, late.report()?.noteKey], ["degraded", "drill_late"]);
  await late.stop();
});

for (const [what, harm] of [
  ["altered", (box: Buffer) => box.fill(1, 200, 201)],
  ["cut off", (box: Buffer) => box.subarray(0, box.length - 20)],
  ["another one", () => Buffer.from("no sealed backup at all, and long enough for a header of one")],
] as const)
  test(`a copy that was ${what} is found by the drill, and told`, async () => {
    const { site, parts, make, pass, place, names } = bench();
    const engine = await startOffsite(site, parts);
    await make();
    await until("the copy", async () => (await names()).length === 1);
    const [name = ""] = await names();
    const box = await collect((await place.read(name))?.content ?? once(Buffer.alloc(0)));
    await place.write(name, once(harm(Buffer.from(box))));
    await pass(FIRST_DRILL_MS);
    await until("the drill", () => engine.report()?.noteKey === "drill_failed");
    assert.equal(engine.report()?.status, "degraded");
    assert.ok(site.logged.some((line) => line.includes("cannot be restored")));
    await engine.stop();
  });

test("our own state goes with them, and its records are counted by the drill", async () => {
  const own = {
    copy: async () => ({ bytes: 3, counts: { record: 1 }, content: once(Buffer.from("abc")) }),
    countsOf: async (content: AsyncIterable<Uint8Array>) => ({
      record: (await collect(content)).length === 3 ? records : -1,
    }),
  };
  let records = 1;
  const { site, parts, files, names, pass } = bench(OFFSITE, own);
  const engine = await startOffsite(site, parts);
  const id = await backUpState(site, files, own);
  await engine.bring(true);
  assert.deepEqual(await names(), [`${id}.sealed`]);
  await pass(FIRST_DRILL_MS);
  await until("the drill", () => /1 copies proven/.test(engine.report()?.note ?? ""));
  records = 0;
  await pass(7 * DAY);
  await until("the drill", () => /0 of record, and had 1/.test(engine.report()?.note ?? ""));
  await engine.stop();
});

test("the settings name what is missing, and take no key that is none", () => {
  const faults = (offsite: object) => {
    const parsed = backupSettings.schema.safeParse({ offsite });
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  };
  const key = KEY.toString("base64");
  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ target: "folder", key }), ["offsite.folder is missing"]);
  assert.deepEqual(faults({ target: "webdav", key, url: "ftp://x" }), ["offsite.url must be an http or https address"]);
  const nowhere = "is no address that a CCU or a broker can have";
  for (const host of ["169.254.169.254", "0xA9FEA9FE", "[fe80::1]", "metadata.google.internal"]) {
    assert.deepEqual(faults({ target: "webdav", key, url: `https://${host}/dav` }), [`offsite.url ${nowhere}`], host);
    const s3 = { target: "s3", key, bucket: "b", endpoint: `http://${host}` };
    assert.deepEqual(faults(s3), [`offsite.endpoint ${nowhere}`], host);
  }
  assert.deepEqual(faults({ target: "s3", key }), ["offsite.bucket is missing"]);
  assert.deepEqual(faults({ target: "folder", folder: "/x" }), ["offsite.passphrase is missing, and there is no key"]);
  assert.deepEqual(faults({ target: "folder", folder: "/x", passphrase: "x".repeat(12) }), []);
  assert.equal(faults({ passphrase: "x".repeat(11) }).length, 1);
  assert.equal(faults({ key: "short" }).length, 1);
  assert.equal(faults({ drill: 1 }).length, 1);
  assert.equal(faults({ prefix: "../x" }).length, 1);
});
