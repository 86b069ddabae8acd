/**
 * Whatever happens to an answer of the WebUI on its way (late, empty, a page, half of it, twice, garbled, none), what a CCU was
 * told to do is done once at most, and nothing that it did not say is believed. Pages, scripts, and logins of its users.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { contentsOf } from "../../../handlers/features/backups/home/archive/check.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { backupArchive } from "../../../local/simulator/logic/backup-archive.ts";
import type { Fate } from "../../../local/simulator/unkind/unkindness.ts";
import { ANY_TIME, allLoaded, type Bench, onBench, RECOVERED_LIMIT_MS } from "./support.ts";

const ALL: readonly Fate[] = [
  { kind: "slow", ms: 3_000 },
  { kind: "slow", ms: 40_000 },
  { kind: "empty" },
  { kind: "html" },
  { kind: "truncated" },
  { kind: "cut" },
  { kind: "silent" },
  { kind: "doubled" },
  { kind: "garbled" },
];
const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);
/** What tells the most; all of them in `npm run test:full`. */
const FATES = isFull ? ALL : ALL.filter(({ kind }) => ["empty", "truncated", "silent", "doubled"].includes(kind));
/** Where each is a test of its own, fewer still. */
const SOME = isFull ? ALL : ALL.filter(({ kind }) => ["truncated", "silent"].includes(kind));
const named = (fate: Fate) => (fate.kind === "slow" ? `slow (${fate.ms / 1000} s)` : fate.kind);

async function start(bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}) {
  const simulator = await bench.simulator({ sessions: 100, ...options });
  const { ccu, notes } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu) && notes.hubState.update !== undefined, 30_000, "loading");
  /** What became of it: its outcome, or the fault. Anything else than a `CcuFault` is a bug. */
  const outcome = async <T>(work: Promise<T>, where: string): Promise<{ value?: T; fault?: CcuFault }> => {
    try {
      return { value: await bench.finish(work, 1_500_000) };
    } catch (error) {
      assert.ok(error instanceof CcuFault, `${where}: ${error}`);
      return { fault: error };
    } finally {
      simulator.control.clearFaults();
    }
  };
  return { simulator, ccu, outcome };
}

describe("levels of the CCU's users", () => {
  const USERS = [{ username: "Otto", password: "pw", level: 2 }];
  for (const method of ["Session.login", "CCU.getAuthEnabled", "SysVar.getAll", "Session.logout"])
    test(
      `${method} is answered badly: the level is right, or not known`,
      onBench(async (bench) => {
        const { simulator, ccu, outcome } = await start(bench, { users: USERS });
        for (const fate of FATES) {
          simulator.control.suffer(method, fate);
          const { value, fault } = await outcome(ccu.checkUser("Otto", "pw", ANY_TIME), `${method} ${named(fate)}`);
          assert.ok(fault?.class === "transport" || value === 2, `${named(fate)}: ${fault?.class ?? value}`);
          assert.equal(await bench.finish(ccu.checkUser("Otto", "pw", ANY_TIME)), 2, `after ${named(fate)}`);
        }
      }),
    );

  test(
    "a session that the CCU ends at once is no user without rights",
    onBench(async (bench) => {
      const { simulator, ccu } = await start(bench, { users: USERS });
      const login = simulator.sessions.login.bind(simulator.sessions);
      let ended = 0;
      simulator.sessions.login = (level) => {
        const id = login(level);
        if (level === 2 && ended++ === 0) simulator.sessions.clear();
        return id;
      };
      assert.equal(await bench.finish(ccu.checkUser("Otto", "pw", ANY_TIME)), 2);
      assert.equal(ended, 2);
    }),
  );
});

describe("backups", () => {
  test(
    "a page that is answered badly makes no backup, or a whole one",
    onBench(async (bench) => {
      const { simulator, ccu } = await start(bench);
      const made = async () => contentsOf(await ccu.createBackup());
      const whole = await bench.finish(made());
      for (const fate of FATES) {
        simulator.control.suffer("create_backup", fate);
        try {
          const { files, bytes } = await bench.finish(made(), 1_500_000);
          assert.deepEqual([files, bytes], [whole.files, whole.bytes], named(fate));
        } catch (error) {
          assert.ok(
            error instanceof CcuFault || (error as Error).name === "ArchiveDamaged",
            `${named(fate)}: ${(error as Error).stack}`,
          );
        }
        assert.partialDeepStrictEqual(
          await bench.finish(made(), 60_000),
          { files: whole.files },
          `after ${named(fate)}`,
        );
      }
    }),
  );

  async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  for (const action of ["backup_upload", "backup_restore_check", "backup_restore_go"])
    for (const fate of SOME)
      test(
        `${action}, ${named(fate)}: the CCU restores what it has checked, or nothing`,
        onBench(async (bench) => {
          const { simulator, ccu, outcome } = await start(bench, { interfaces: ["BidCos-RF"] });
          const archive = backupArchive();
          simulator.control.suffer(action, fate);
          const restored = ccu.restoreBackup(pieces(archive), archive.length, ANY_TIME).then(() => true);
          const { value } = await outcome(restored, named(fate));
          const { restored: there } = simulator.logic.backups;
          if (value) assert.deepEqual(there, archive, "who is told that it is done can rely on it");
          else if (action !== "backup_restore_go") assert.equal(there, undefined);
        }),
      );
});

describe("heating groups", () => {
  const TYPE = "hmip.heating.group";
  const FREE = "000393C9A2B402";

  for (const page of ["CCU.getHeatingGroupList", "create", "suitableGroupMembers"])
    test(
      `${page} is answered badly: what it tells is right, or not known`,
      onBench(async (bench) => {
        const { simulator, ccu, outcome } = await start(bench);
        const ask = async () => ({
          groups: await ccu.heatingGroups(),
          types: await ccu.heatingGroupTypes(),
          candidates: await ccu.heatingGroupCandidates(TYPE),
        });
        const right = await bench.finish(ask());
        for (const fate of FATES) {
          simulator.control.suffer(page, fate);
          const { value } = await outcome(ask(), named(fate));
          if (value) assert.deepEqual(value, right, named(fate));
          assert.deepEqual(await bench.finish(ask(), 60_000), right, `after ${named(fate)}`);
        }
      }),
    );

  for (const page of [
    "CCU.getHeatingGroupList",
    "create",
    "save",
    "Interface.setMetadata",
    "Device.setOperateGroupOnly",
  ])
    for (const fate of page === "save" ? FATES : SOME)
      test(
        `a group is saved, ${page} ${named(fate)}: it is there once, or a fault is told and nothing is marked`,
        onBench(async (bench) => {
          const { simulator, ccu, outcome } = await start(bench);
          simulator.logic.heating.groups[0]?.members.splice(1);
          simulator.control.suffer(page, fate);
          const wanted = { name: "Büro", type: TYPE, forbidSingleOperation: true, members: [FREE] };
          const { value } = await outcome(ccu.saveHeatingGroup(wanted, ANY_TIME), named(fate));
          const there = simulator.logic.heating.groups.filter(({ name }) => name === "Büro");
          assert.ok(there.length <= 1, "once");
          if (value) {
            assert.equal(there.length, 1);
            assert.deepEqual(
              value.members.map(({ address }) => address),
              [FREE],
            );
          }
          const isMarked = simulator.logic.metadata.get(`${FREE} inHeatingGroup`) === "true";
          if (there.length === 0) assert.equal(isMarked, false, "marked, but in no group");
          if (value) assert.equal(isMarked, true);
        }),
      );

  for (const fate of FATES)
    test(
      `a group is deleted, ${named(fate)}: it is gone, or a fault is told`,
      onBench(async (bench) => {
        const { simulator, ccu, outcome } = await start(bench);
        simulator.control.suffer("delete", fate);
        const { fault } = await outcome(ccu.deleteHeatingGroup(1, ANY_TIME), named(fate));
        if (!fault) assert.deepEqual(simulator.logic.heating.groups, []);
      }),
    );
});

describe("the machine", () => {
  for (const fate of FATES)
    test(
      `firmware is fetched, restarted and installed, ${named(fate)}: each once`,
      onBench(async (bench) => {
        const { simulator, ccu, outcome } = await start(bench, { interfaces: ["BidCos-RF"] });
        simulator.control.suffer("CCU.downloadFirmware", fate);
        await outcome(ccu.downloadFirmware("https://ccu3-update.homematic.com/x", ANY_TIME), named(fate));
        assert.equal(simulator.logic.images.length, 1, "fetched once");
        let restarts = 0;
        const { onReboot } = simulator.logic;
        simulator.logic.onReboot = () => {
          restarts += 1;
          onReboot();
        };
        for (const [script, act] of [
          ["reboot", () => ccu.reboot(ANY_TIME)],
          ["install-update", () => ccu.installUpdate(ANY_TIME)],
        ] as const) {
          restarts = 0;
          simulator.control.suffer(script, fate);
          simulator.control.suffer("ReGa.runScript", fate);
          await outcome(act(), `${script} ${named(fate)}`);
          await bench.passUntil(() => allLoaded(ccu) && restarts > 0, 400_000 + RECOVERED_LIMIT_MS, script);
          await bench.pass(30_000);
          assert.equal(restarts, 1, script);
        }
      }),
    );
});
