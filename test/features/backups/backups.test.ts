/** Backups are made, checked and kept; those that come by themselves are pruned, and trouble is told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryFiles } from "../../../adapters/memory/file-store.ts";
import { beginBackup, outcomeOf, startBackup } from "../../../handlers/features/backups/home/create-backup.ts";
import { type BackupEngine, RETRY_MS, SETTLE_MS, startEngine } from "../../../handlers/features/backups/home/engine.ts";
import { downloadBackup, listBackups } from "../../../handlers/features/backups/home/read-backups.ts";
import { BACKUP_ID, newId } from "../../../handlers/features/backups/names.ts";
import { backupRuns } from "../../../handlers/features/backups/runs.ts";
import { backupSettings, SCHEDULE_LEAST_MS } from "../../../handlers/features/backups/settings.ts";
import type { Identity } from "../../../handlers/kernel/identity.ts";
import type { CentralObserver } from "../../../handlers/kernel/site.ts";
import { backupArchive } from "../../../local/simulator/logic/backup-archive.ts";
import { createTestSite, identity, NOW } from "../../support/site.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const admin: Identity = identity("admin");

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function bench(options: { sections?: object; createBackup?: () => unknown; centrals?: string[] } = {}) {
  let archive: () => unknown = options.createBackup ?? (() => once(backupArchive()));
  const base = createTestSite({
    centrals: options.centrals ?? ["ccu-main"],
    sections: { backup: options.sections ?? {} },
    ccu: { createBackup: () => archive() },
  });
  const files = createMemoryFiles({ clock: base.clock });
  let observer: CentralObserver = {};
  const centrals = {
    names: base.centrals.names,
    ccu: base.centrals.ccu,
    observe(one: CentralObserver) {
      observer = one;
      for (const name of base.centrals.names()) one.added?.(name);
      return () => {};
    },
  } as unknown as typeof base.centrals;
  const site = { ...base, backups: { files }, centrals };
  let engine: BackupEngine | undefined;
  /** Until all is over that the engine has begun: packing is done by threads, whose time no clock here knows. */
  const settle = async () => engine?.settled();
  return {
    site,
    files,
    settle,
    start: () => {
      engine = startEngine(site, { files });
      return engine;
    },
    observer: () => observer,
    answer: (make: () => unknown) => {
      archive = make;
    },
    pass: async (ms: number) => {
      base.clock.advance(ms);
      await settle();
    },
    ids: async () => (await listBackups(site)).map(({ id }) => id),
    make: async () => {
      const { run } = await beginBackup(site, files, "ccu-main");
      await run.ended;
      return run;
    },
  };
}

describe("a backup", () => {
  test("is kept with what is known of it, and can be read", async () => {
    const { site, ids } = bench();
    const id = await startBackup(site, admin, "ccu-main");
    await site.state(backupRuns).get("ccu-main")?.ended;
    assert.deepEqual(await ids(), [id]);
    const reply = await downloadBackup(site, admin, id);
    const pieces: Uint8Array[] = [];
    for await (const piece of reply.body as AsyncIterable<Uint8Array>) pieces.push(piece);
    assert.deepEqual(Buffer.concat(pieces), backupArchive());
    const actions = (await site.store.list<{ action: string }>("audit")).items.map(({ value }) => value.action);
    assert.deepEqual(actions.sort(), ["backup_create", "backup_download"]);
  });

  for (const [what, content] of [
    ["nothing", () => once(new Uint8Array())],
    ["a login page", () => once(Buffer.from(`<html>${" ".repeat(2000)}</html>`))],
    ["half an archive", () => once(backupArchive().subarray(0, 3000))],
    ["an archive without its signature", () => once(backupArchive({ without: ["signature"] }))],
  ] as const)
    test(`is none where the CCU sends ${what}: nothing is kept, and the one before stays`, async () => {
      const { make, ids, answer, files, site } = bench();
      await make();
      const before = await files.list();
      site.clock.advance(1000);
      answer(content);
      const run = await make();
      assert.equal(run.state, "failed");
      assert.match(run.reason ?? "", /no whole backup/);
      await assert.rejects(outcomeOf(run), { name: "CcuFault" });
      assert.deepEqual(await files.list(), before);
      assert.equal((await ids()).length, 1);
    });

  test("is asked for once, however many ask", async () => {
    let calls = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { site, files } = bench({
      createBackup: async () => {
        calls++;
        await promise;
        return once(backupArchive());
      },
    });
    const [first, second] = await Promise.all([1, 2].map(() => beginBackup(site, files, "ccu-main")));
    assert.deepEqual([first?.isNew, second?.isNew, first?.run.id === second?.run.id], [true, false, true]);
    resolve();
    await first?.run.ended;
    assert.equal(calls, 1);
    const third = await beginBackup(site, files, "ccu-main");
    assert.deepEqual([third.isNew, third.run.id], [true, `${first?.run.id}-2`]);
    await third.run.ended;
  });

  test("is not listed where its file changed its size, or nobody knows what it is", async () => {
    const { make, ids, files } = bench();
    const { id } = await make();
    await files.write(`${id}.sbk`, once(backupArchive().subarray(0, 1000)));
    assert.deepEqual(await ids(), []);
    await files.write(`${newId("ccu-main", NOW + 5000, new Set())}.sbk`, once(backupArchive()));
    await files.write(`${id}.json`, once(Buffer.from("{")));
    assert.deepEqual(await ids(), []);
  });

  test("much smaller than the one before is kept, and told (OpenCCU#2209)", async () => {
    const { make, answer, site } = bench();
    await make();
    site.clock.advance(1000);
    answer(() => once(backupArchive({ files: { a: "x" } })));
    assert.equal((await make()).shrunk, "1 files instead of 4");
  });

  test("has an id that is a part of addresses and file names, whatever the CCU is called", () => {
    const ids = ["home", "My CCU", "Büro", "../x", "", "-", "x".repeat(64)].map((name) => newId(name, NOW, new Set()));
    for (const id of ids) assert.match(id, BACKUP_ID);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(newId("home", NOW, new Set()), "home-20260101T120000Z");
  });
});

describe("backups by themselves", () => {
  const DAILY = { schedule: DAY * 1e6, keep_last: 2 };

  test("come one interval after the start, never at it, and the last ones stay", async () => {
    const { pass, ids, settle, start } = bench({ sections: DAILY });
    const engine = start();
    await settle();
    await pass(DAY - 1);
    assert.deepEqual(await ids(), []);
    await pass(1);
    assert.equal((await ids()).length, 1);
    for (let n = 0; n < 4; n++) await pass(DAY);
    assert.deepEqual(await ids(), ["ccu-main-20260105T120000Z", "ccu-main-20260106T120000Z"]);
    assert.equal(engine.report()?.status, "healthy");
    await engine.stop();
    await pass(10 * DAY);
    assert.equal((await ids()).length, 2);
  });

  test("come though the program is started more often than they do", async () => {
    const { pass, ids, settle, start, make } = bench({ sections: DAILY });
    await make();
    await pass(3 * DAY);
    const engine = start();
    await settle();
    await pass(SETTLE_MS - 1);
    assert.equal((await ids()).length, 1);
    await pass(1);
    assert.equal((await ids()).length, 2);
    await engine.stop();
  });

  test("are tried again after a failure, which is told; nothing is pruned meanwhile", async () => {
    const { pass, ids, settle, start, answer } = bench({ sections: { ...DAILY, keep_last: 1 } });
    const engine = start();
    await settle();
    await pass(DAY);
    const good = await ids();
    answer(() => once(Buffer.from("no")));
    await pass(DAY);
    assert.deepEqual(await ids(), good);
    assert.deepEqual([engine.report()?.status, engine.report()?.noteKey], ["degraded", "backup_trouble"]);
    answer(() => once(backupArchive()));
    await pass(RETRY_MS);
    assert.equal(engine.report()?.status, "healthy");
    assert.equal((await ids()).length, 1);
    assert.notDeepEqual(await ids(), good);
    await engine.stop();
  });

  test("that are suspiciously small do not push out the good ones before", async () => {
    const { pass, ids, settle, start, answer } = bench({ sections: { ...DAILY, keep_last: 1 } });
    const engine = start();
    await settle();
    await pass(DAY);
    answer(() => once(backupArchive({ files: { a: "x" } })));
    await pass(DAY);
    assert.equal((await ids()).length, 2);
    assert.match(engine.report()?.note ?? "", /much smaller/);
    await engine.stop();
  });

  test("of one CCU say nothing about another; what people make is not pruned", async () => {
    const { site, files, pass, ids, settle, start, observer } = bench({
      sections: { ...DAILY, keep_last: 1 },
      centrals: ["a", "b"],
    });
    const engine = start();
    await settle();
    observer().removed?.("b");
    await pass(DAY);
    assert.deepEqual(
      (await ids()).map((id) => id[0]),
      ["a"],
    );
    await (await beginBackup(site, files, "a")).run.ended;
    assert.equal((await ids()).length, 2);
    await engine.stop();
  });

  test("a manifest that a killed program left is removed after a day", async () => {
    const { site, files, settle, start } = bench();
    const id = newId("ccu-main", NOW, new Set());
    await files.write(`${id}.json`, once(Buffer.from("{}")));
    site.clock.advance(DAY);
    const engine = start();
    await settle();
    await engine.stop();
    assert.deepEqual(await files.list(), []);
  });

  test("the section takes no interval below an hour", () => {
    const schema = backupSettings.schema;
    assert.equal(schema.safeParse({ schedule: SCHEDULE_LEAST_MS * 1e6 }).success, true);
    assert.equal(schema.safeParse({ schedule: SCHEDULE_LEAST_MS * 1e6 - 1e6 }).success, false);
    assert.partialDeepStrictEqual(schema.parse({}), { schedule: 0, keep_last: 0, offsite: { target: "none" } });
  });
});

test("where no backups are kept none is listed, and none is begun", async () => {
  const site = createTestSite();
  assert.deepEqual(await listBackups(site), []);
  await assert.rejects(startBackup(site, admin, "ccu-main"), { status: 503 });
  await assert.rejects(downloadBackup(site, admin, "x-20260101T120000Z"), { status: 503 });
});
