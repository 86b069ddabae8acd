/** Changes in the logic layer: what is asked, what is shown at once, what is read again, and what is not there. Without sockets. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HubConnection, noHub } from "../../../adapters/ccu/hub.ts";
import type { ScriptRunner } from "../../../adapters/ccu/rega/runner.ts";
import type { Script } from "../../../adapters/ccu/rega/script.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault, type HubSnapshot } from "../../../handlers/ports/index.ts";
import { settle, UNTIL } from "./fake-wire.ts";

type Answer = Record<string, unknown> | CcuFault;
const LISTS: Record<string, Answer> = {
  "read-system": { version: "PRODUCT%3Dccu3%0AVERSION%3D3.83.6", hostname: "ccu", serial: "X1", haApp: "" },
  "read-names": { devices: [[11, "A", "HmIP-RF", "Lampe", true]], channels: [[12, "A:1", "Lampe:1"]] },
  "read-rooms": { rooms: [[5, "Bad", ["A:1"]]], functions: [[6, "Licht", []]] },
  "read-programs": { programs: [[21, "Abend", "", true, false, true, 0]] },
  "read-sysvars": {
    sysvars: [[31, "V", "", "VARDP", 4, 0, "1.5", "", "0", "10", "", "", "", false, true, false, ""]],
  },
  "read-messages": {
    service: [[41, "AL-A%3A0.UNREACH", 1, "A%3A0", "Lampe", 1, true, 1, 1, [], "", "true"]],
    alarm: [[42, "Rauch", 1, "", "", 1, true, 1, 1, [], "", "true"]],
  },
  "read-inbox": { inbox: [[51, "B", "B", "HmIP-X", "HmIP-RF"]] },
  "read-update": { supported: "1", current: "3.83.6", available: "3.85.0", running: "" },
};

async function bench(answers: Record<string, Answer> = {}) {
  const clock = createManualClock();
  const scripts: [name: string, args: object, deadline: number | undefined][] = [];
  let shown: HubSnapshot[] = [];
  let ready = 0;
  let closed = 0;
  const latin1: boolean[] = [];
  const runner = {
    async run<A>(script: Script<A>, deadline?: number): Promise<A> {
      scripts.push([script.name, script.args, deadline]);
      const answer = answers[script.name] ?? LISTS[script.name] ?? { ok: true, id: 99, executed: true, name: "Neu" };
      if (answer instanceof CcuFault) throw answer;
      return script.read({ ...answer, end: true });
    },
    useLatin1: (isLatin1: boolean) => void latin1.push(isLatin1),
    close: async () => {
      closed += 1;
    },
  } as ScriptRunner;
  const hub = new HubConnection({
    config: { name: "c", host: "ccu.lan", interfaces: [] },
    ...{ runner, clock, log: { debug() {}, info() {}, warn() {}, error() {} } },
    deliver: (snapshot) => shown.push(snapshot),
    ready: () => {
      ready += 1;
    },
  });
  const quiet = async () => {
    for (let turn = 0; turn < 30; turn++) await settle();
  };
  hub.start();
  await quiet();
  scripts.length = 0;
  shown = [];
  return {
    ...{ hub, answers, clock, quiet, latin1 },
    ready: () => ready,
    closed: () => closed,
    scripts: () => scripts.splice(0),
    /** What was shown since the last look, until now. */
    shown: () => Object.assign({}, ...shown.splice(0)) as HubSnapshot,
  };
}
type Bench = Awaited<ReturnType<typeof bench>>;

/** Each command: what the CCU is asked, what is shown before anything is read, which list is read afterwards. */
const COMMANDS: [
  name: string,
  run: (hub: HubConnection) => Promise<unknown>,
  script: [name: string, args: object],
  shown: (snapshot: HubSnapshot) => unknown,
  expected: unknown,
  reads: string[],
][] = [
  [
    "rename",
    (hub) => hub.rename("A:1", "Neu", UNTIL),
    ["rename", { address: "A:1", name: "Neu" }],
    (s) => s.names,
    { "A:1": { name: "Neu" } },
    [],
  ],
  [
    "executeProgram",
    (hub) => hub.executeProgram(21, true, UNTIL),
    ["run-program", { id: 21, check: true }],
    (s) => s,
    {},
    ["read-programs"],
  ],
  [
    "setProgramActive",
    (hub) => hub.setProgramActive(21, false, UNTIL),
    ["set-program-active", { id: 21, active: false }],
    (s) => s.programs?.map((one) => one.active),
    [false],
    ["read-programs"],
  ],
  [
    "deleteProgram",
    (hub) => hub.deleteProgram(21, UNTIL),
    ["delete-program", { id: 21 }],
    (s) => s.programs,
    [],
    ["read-programs"],
  ],
  [
    "setSysvar",
    (hub) => hub.setSysvar("V", "NUMBER", 2.5, UNTIL),
    ["set-sysvar", { name: "V", type: "NUMBER", value: 2.5 }],
    (s) => s.sysvars?.map((one) => one.value),
    [2.5],
    ["read-sysvars"],
  ],
  [
    "createSysvar",
    (hub) => hub.createSysvar({ name: "W", type: "LOGIC" }, UNTIL),
    ["create-sysvar", { name: "W", type: "LOGIC" }],
    (s) => s.sysvars?.map((one) => [one.id, one.name]),
    [
      [31, "V"],
      [99, "W"],
    ],
    ["read-sysvars"],
  ],
  [
    "changeSysvar",
    (hub) => hub.changeSysvar("V", { unit: "K" }, UNTIL),
    ["change-sysvar", { name: "V", unit: "K" }],
    (s) => s.sysvars?.map((one) => one.unit),
    ["K"],
    ["read-sysvars"],
  ],
  [
    "deleteSysvar",
    (hub) => hub.deleteSysvar("V", UNTIL),
    ["delete-sysvar", { name: "V" }],
    (s) => s.sysvars,
    [],
    ["read-sysvars"],
  ],
  [
    "createGroup",
    (hub) => hub.createGroup("room", "Flur", UNTIL),
    ["create-group", { kind: "room", name: "Flur" }],
    (s) => s.rooms?.map((one) => [one.id, one.name]),
    [
      [5, "Bad"],
      [99, "Flur"],
    ],
    ["read-rooms"],
  ],
  [
    "renameGroup",
    (hub) => hub.renameGroup("function", 6, "Lampen", UNTIL),
    ["rename-group", { kind: "function", id: 6, name: "Lampen" }],
    (s) => s.functions?.map((one) => one.name),
    ["Lampen"],
    ["read-rooms"],
  ],
  [
    "deleteGroup",
    (hub) => hub.deleteGroup("room", 5, UNTIL),
    ["delete-group", { kind: "room", id: 5 }],
    (s) => s.rooms,
    [],
    ["read-rooms"],
  ],
  [
    "setChannelGroups",
    (hub) => hub.setChannelGroups("function", "A:1", [6], UNTIL),
    ["set-channel-groups", { kind: "function", address: "A:1", ids: [6] }],
    (s) => s.functions?.map((one) => one.channels),
    [["A:1"]],
    ["read-rooms"],
  ],
  [
    "acknowledge",
    (hub) => hub.acknowledge("service", 41, UNTIL),
    ["acknowledge", { kind: "service", id: 41 }],
    (s) => s.serviceMessages,
    [],
    ["read-messages"],
  ],
  [
    "acknowledge an alarm",
    (hub) => hub.acknowledge("alarm", 42, UNTIL),
    ["acknowledge", { kind: "alarm", id: 42 }],
    (s) => s.alarmMessages,
    [],
    ["read-messages"],
  ],
  [
    "acceptInbox",
    (hub) => hub.acceptInbox("B", UNTIL),
    ["accept-inbox", { address: "B" }],
    (s) => s.inbox,
    [],
    ["read-inbox", "read-names"],
  ],
  ["reboot", (hub) => hub.reboot(UNTIL), ["reboot", {}], (s) => s, {}, []],
  ["installUpdate", (hub) => hub.installUpdate(UNTIL), ["install-update", {}], (s) => s.update?.inProgress, true, []],
];

describe("a change", () => {
  for (const [name, run, script, of, expected, reads] of COMMANDS) {
    test(`${name}: the CCU is asked by the deadline, what is certain is shown at once, and the list is read again`, async () => {
      const made = await bench();
      let before: HubSnapshot | undefined;
      const done = run(made.hub).then(() => {
        before = made.shown();
      });
      await done;
      assert.deepEqual(of(before as HubSnapshot), expected);
      const [first, ...rest] = made.scripts();
      assert.equal(first?.[0], script[0]);
      assert.partialDeepStrictEqual(first?.[1], script[1]);
      assert.equal(first?.[2], UNTIL, "a change that comes too late is none");
      await made.quiet();
      assert.deepEqual(
        [...rest, ...made.scripts()].map(([one]) => one),
        reads,
      );
    });

    test(`${name}: what is not there, or not possible, is a fault, and nothing is shown or read`, async () => {
      const made = await bench({ [script[0]]: { ok: false } });
      await assert.rejects(
        run(made.hub),
        (error) => error instanceof CcuFault && /permanent|unsupported/.test(error.class),
      );
      await made.quiet();
      assert.deepEqual([made.shown(), made.scripts().length], [{}, 1]);
    });

    test(`${name}: a fault of the CCU is told as it is`, async () => {
      const made = await bench({ [script[0]]: new CcuFault("transport", "no answer") });
      await assert.rejects(run(made.hub), /no answer/);
      await made.quiet();
      assert.deepEqual([made.shown(), made.scripts().length], [{}, 1]);
    });
  }

  test("of a program tells whether it ran", async () => {
    const made = await bench({ "run-program": { ok: true, executed: false } });
    assert.equal(await made.hub.executeProgram(21, true, UNTIL), false);
    made.answers["run-program"] = { ok: true, executed: true };
    assert.equal(await made.hub.executeProgram(21, false, UNTIL), true);
    assert.equal(await made.hub.rename("A", "Neu", UNTIL), "Neu");
  });

  test("of firmware that nobody has found says nothing of an update", async () => {
    const made = await bench({ "read-update": { supported: "" } });
    await made.hub.installUpdate(UNTIL);
    assert.deepEqual(made.shown(), {});
  });

  test("whose list cannot be read afterwards is done all the same", async () => {
    const made = await bench();
    made.answers["read-programs"] = new CcuFault("transport", "busy");
    await made.hub.setProgramActive(21, false, UNTIL);
    await made.quiet();
    assert.deepEqual(
      made.shown().programs?.map(({ active }) => active),
      [false],
    );
  });
});

describe("the logic layer", () => {
  test("is ready once it has answered, and again after an outage; stopped, it tells nobody anything", async () => {
    const made = await bench();
    assert.deepEqual(
      [made.ready(), made.hub.available, made.hub.idOf("A:1"), made.hub.idOf("Z")],
      [1, true, 12, undefined],
    );
    made.hub.recovered();
    await made.quiet();
    assert.ok(
      made.scripts().some(([name]) => name === "read-names"),
      "everything anew",
    );
    assert.equal(made.ready(), 1);
    made.shown();
    await made.hub.stop();
    assert.equal(made.closed(), 1);
    made.hub.recovered();
    await made.hub.setProgramActive(21, false, UNTIL);
    await made.quiet();
    assert.deepEqual([made.shown(), made.clock.pending()], [{}, 0]);
  });

  test("says who it is as far as it knows; texts go as bytes to stock firmware, as UTF-8 to the others", async () => {
    const made = await bench();
    for (const [version, hostname, serial, haApp, system, isLatin1] of [
      [
        "PRODUCT=ccu3\nVERSION=3.83.6\n",
        "ccu",
        "X1",
        "",
        { model: "ccu3", version: "3.83.6", hostname: "ccu", serial: "X1" },
        true,
      ],
      ["VERSION=3.85.7\nPRODUCT=raspmatic_rpi4\n", "", "", "1", { model: "raspmatic_rpi4", version: "3.85.7" }, false],
      ["PRODUCT=openccu_ccu3", "h", "", "", { model: "openccu_ccu3", hostname: "h" }, false],
      ["PRODUCT=ccu2", "", "", "", { model: "ccu2" }, true],
      ["PRODUCT=ccu", "", "", "", { model: "ccu" }, true],
      ["XPRODUCT=a\nVERSION=", "", "", "", {}, false],
      ["", "", "", "", {}, false],
    ] as const) {
      made.answers["read-system"] = { version, hostname, serial, haApp };
      made.latin1.length = 0;
      await made.hub.refresh(["system"]);
      assert.deepEqual(made.shown().system, { ...system, url: "http://ccu.lan", isHaApp: haApp === "1" });
      assert.deepEqual(made.latin1, [isLatin1], version);
    }
  });

  test("reads on demand what belongs together once; of everything, everything", async () => {
    const { hub, scripts, quiet } = await bench();
    await hub.refresh(["rooms", "functions", "sysvars"]);
    assert.deepEqual(
      scripts().map(([name]) => name),
      ["read-rooms", "read-sysvars"],
    );
    await hub.refresh([]);
    assert.deepEqual(new Set(scripts().map(([name]) => name)), new Set(Object.keys(LISTS)));
    await quiet();
  });

  test("tells who uses a variable, and says so where there is none of that name", async () => {
    const made = await bench({ "sysvar-usage": { ok: true, programs: [[21, "Abend", true, false]] } });
    assert.deepEqual(
      (await made.hub.sysvarUsage("V")).map(({ id }) => id),
      [21],
    );
    made.answers["sysvar-usage"] = { ok: false };
    await assert.rejects(made.hub.sysvarUsage("W"), /no variable W/);
  });

  test("without a user of the WebUI, what its pages do is not supported; nor is anything where there is no such layer", async () => {
    const made: Bench = await bench();
    assert.equal(made.hub.json, undefined);
    assert.throws(() => made.hub.web, { class: "unsupported" });
    await assert.rejects(made.hub.downloadFirmware("https://x", UNTIL), { class: "unsupported" });
    assert.equal(noHub().class, "unsupported");
    assert.match(noHub().message, /no logic layer/);
  });
});
