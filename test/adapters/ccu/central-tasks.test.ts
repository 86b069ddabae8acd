/** What a central is asked to do, as it hands that on: to which interface, what it does afterwards, and a restore step by step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { restoreBackup } from "../../../adapters/ccu/backups.ts";
import { centralTasks, type TaskParts } from "../../../adapters/ccu/central-tasks.ts";
import type { PageRequest, WebPages } from "../../../adapters/ccu/web-pages.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { EXPIRED } from "../../../handlers/ports/index.ts";
import { fault, UNTIL } from "./fake-wire.ts";

const CHECKED = "<form action='?action=backup_restore_go'>";
/** A restart after an update takes the CCU so long at most, milliseconds. */
const GOING_MS = 600_000;

/** Interfaces by name, with their family; what they are asked is noted. */
function bench(families: Readonly<Record<string, string>>, refresh: Readonly<Record<string, Error>> = {}) {
  const told: unknown[][] = [];
  const note =
    (...what: unknown[]) =>
    (...args: unknown[]) =>
      void told.push([...what, ...args]);
  const units = Object.entries(families).map(([name, family]) => ({
    ...{ wire: { family }, connection: { watchClosely: note(name, "watched") }, restart: note(name, "restarted") },
    connected() {
      if (family === "away") throw fault("transport");
      return this;
    },
    upkeep: {
      hasFirmware: family !== "virtual",
      async replace(...args: unknown[]) {
        if (args[0] === "BAD") throw fault("permanent");
        told.push([name, "replaced", ...args]);
      },
      async refreshFirmware() {
        told.push([name, "refreshed"]);
        if (refresh[name]) throw refresh[name];
      },
      traffic: () => ({ interface: name }),
    },
    inventory: {
      async forget(device?: string) {
        told.push([name, "forgot", device]);
        return 2;
      },
    },
    links: {
      async list(...args: unknown[]) {
        told.push([name, "links", ...args]);
        return [];
      },
    },
  }));
  const hub = {
    web: { pages: { open: async () => ({}), text: async () => CHECKED } },
    async testDevice(...args: unknown[]) {
      told.push(["tested", ...args]);
      return true;
    },
    reboot: async () => void told.push(["reboot"]),
    installUpdate: async () => void told.push(["installUpdate"]),
  };
  const tasks = centralTasks({
    ...{ central: "c", clock: createManualClock(0) },
    unit(name) {
      const found = Object.keys(families).indexOf(name);
      if (found < 0) throw fault("permanent");
      return units[found] as never;
    },
    units: () => units as never,
    logic: () => hub as never,
    replaced: note("replaced"),
    forgotten: note("forgotten"),
  } satisfies TaskParts);
  return { tasks, told: () => told.splice(0) };
}

test("a CCU that is about to restart is watched closely by every interface, for ten minutes", async () => {
  const { tasks, told } = bench({ A: "hmip", B: "virtual" });
  const watched = ["A", "B"].map((name) => [name, "watched", GOING_MS]);
  await tasks.reboot(UNTIL);
  assert.deepEqual(told(), [["reboot"], ...watched]);
  await tasks.installUpdate(UNTIL);
  assert.deepEqual(told(), [["installUpdate"], ...watched]);
  await tasks.restoreBackup((async function* () {})(), 0, UNTIL);
  assert.deepEqual(told(), watched);
});

test("names are looked for where a device took the place of another, and only there", async () => {
  const { tasks, told } = bench({ A: "hmip" });
  await tasks.replaceDevice("A", "OLD", "NEW", UNTIL);
  assert.deepEqual(told(), [["A", "replaced", "OLD", "NEW", UNTIL], ["replaced"]]);
  await assert.rejects(tasks.replaceDevice("A", "BAD", "NEW", UNTIL), { class: "permanent" });
  assert.deepEqual(told(), []);
});

test("a device is tested by the logic layer, where its interface has devices that could answer", async () => {
  for (const [family, refused] of [
    ["hmip", undefined],
    ["bidcos-rf", undefined],
    ["other", undefined],
    ["virtual", "unsupported"],
    ["cuxd", "unsupported"],
    ["away", "transport"],
  ] as const) {
    const { tasks, told } = bench({ A: family });
    const tested = tasks.testDevice("A", "X:1", 5000, UNTIL);
    if (refused) await assert.rejects(tested, { class: refused });
    else assert.equal(await tested, true);
    assert.deepEqual(told(), refused ? [] : [["tested", "X", 5000, UNTIL]]);
  }
});

test("firmware is looked for by all that have some; one that looked is enough, else the first fault is told", async () => {
  const [ill, away] = [fault("permanent"), fault("transport")];
  for (const [families, failing, outcome] of [
    [{ A: "hmip", B: "bidcos-rf", V: "virtual" }, {}, undefined],
    [{ A: "hmip", B: "bidcos-rf" }, { A: ill }, undefined],
    [{ A: "hmip", B: "bidcos-rf" }, { A: ill, B: away }, ill],
    [{ A: "away" }, {}, { class: "transport" }],
    [{ V: "virtual" }, {}, { class: "unsupported" }],
    [{}, {}, { class: "unsupported" }],
  ] as const) {
    const { tasks, told } = bench(families, failing);
    if (outcome) await assert.rejects(tasks.refreshFirmware(), outcome);
    else await tasks.refreshFirmware();
    const asked = Object.entries(families).filter(
      ([, family]) => family !== "virtual" && (family as string) !== "away",
    );
    assert.deepEqual(
      told(),
      asked.map(([name]) => [name, "refreshed"]),
    );
  }
});

test("what is forgotten of one interface or of all is read by all of them, and how much it was is told", async () => {
  const { tasks, told } = bench({ A: "hmip", B: "virtual" });
  const restarted = [["A", "restarted"], ["B", "restarted"], ["forgotten"]];
  assert.equal(await tasks.clearCache({ interface: "B", device: "X" }), 2);
  assert.deepEqual(told(), [["B", "forgot", "X"], ...restarted]);
  assert.equal(await tasks.clearCache(), 4);
  assert.deepEqual(told(), [["A", "forgot", undefined], ["B", "forgot", undefined], ...restarted]);
  await assert.rejects(tasks.clearCache({ interface: "C" }), { class: "permanent" });
  assert.deepEqual(told(), []);
  assert.deepEqual(tasks.traffic(), [{ interface: "A" }, { interface: "B" }]);
});

test("links are those of one channel, or of all", async () => {
  const { tasks, told } = bench({ A: "hmip" });
  await tasks.links("A");
  await tasks.links("A", "X:1");
  assert.deepEqual(told(), [
    ["A", "links", ""],
    ["A", "links", "X:1"],
  ]);
});

/** What the CCU answers to each step; an error is thrown. */
function restoring(answers: Readonly<Record<string, string | Error>> = {}, late = 0) {
  const asked: { action: string; isPost: boolean; idleMs: number | undefined; key: string | undefined }[] = [];
  const sent: string[] = [];
  const clock = createManualClock(1000);
  const pages = {
    open: async () => {
      clock.advance(late);
      return {};
    },
    async text(_: object, { query = {}, idleMs, body, length, type }: PageRequest) {
      const { action = "", key } = query;
      asked.push({ action, isPost: body !== undefined, idleMs, key });
      if (body) {
        let text = "";
        for await (const piece of body as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString("latin1");
        assert.equal(text.length, length);
        assert.match(type ?? "", /^multipart\/form-data; boundary=----ccu-anywhere-[0-9a-f]{24}$/);
        assert.ok(text.startsWith(`--${type?.split("boundary=")[1]}\r\n`));
        sent.push(text);
      }
      const answer = answers[action] ?? (action === "backup_restore_check" ? CHECKED : "");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const content = async function* () {
    yield Buffer.from("the ");
    yield Buffer.from("backup");
  };
  return { done: restoreBackup(pages as unknown as WebPages, clock, content(), 10, 1000), asked, sent };
}

test("a backup is handed over, checked and taken: each step has its time, and no answer to the last one is a likely one", async () => {
  for (const last of ["", fault("transport")]) {
    const { done, asked, sent } = restoring({ backup_restore_go: last });
    await done;
    assert.deepEqual(asked, [
      { action: "backup_upload", isPost: true, idleMs: 600_000, key: undefined },
      { action: "backup_restore_check", isPost: false, idleMs: 600_000, key: undefined },
      { action: "backup_restore_go", isPost: false, idleMs: 30_000, key: "" },
    ]);
    assert.match(sent.join(), /name="backup_file"; filename="backup\.sbk"\r\n[^\r]*\r\n\r\nthe backup\r\n--/);
  }
});

test("a backup that the CCU does not take is told why, and nothing is begun", async () => {
  const long = "0123456789".repeat(20);
  for (const [page, message] of [
    ["<h1>Not  this\n one</h1><script>no()</script>", /does not take the backup: Not this one$/],
    [`<p>${long}</p>`, new RegExp(`: ${long.slice(0, 120)}$`)],
    ["<br>", /it says nothing$/],
    [`<input name="txtKey">${CHECKED}`, /security key/],
    [`<input id='key'>${CHECKED}`, /security key/],
    [`<input name=key>${CHECKED}`, /security key/],
  ] as const) {
    const { done, asked } = restoring({ backup_restore_check: page });
    await assert.rejects(done, { class: "permanent", message });
    assert.equal(asked.length, 2);
  }
  for (const why of [fault("permanent"), new TypeError("a mistake of ours")])
    await assert.rejects(restoring({ backup_restore_go: why }).done, why);
  const { done, asked } = restoring({}, 1);
  await assert.rejects(done, { cause: EXPIRED });
  assert.deepEqual(asked, []);
});
