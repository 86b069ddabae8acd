/** What keeps devices going, call by call: which method of which interface, and what its answer means. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Double } from "../../../adapters/ccu/codec/value.ts";
import { DELIVERING_MS, FirmwareWatch, IDLE_MS, UPDATING_MS } from "../../../adapters/ccu/firmware-watch.ts";
import { testDevice } from "../../../adapters/ccu/rega/device-test.ts";
import { InterfaceUpkeep, UPDATE_BEGUN_MS } from "../../../adapters/ccu/upkeep.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { DeviceDescription, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { fakeWire, fault, settle, UNTIL } from "./fake-wire.ts";

const DEVICE = "A";
const described = (address: string, parent = address.split(":")[0] as string) => ({
  ...{ ADDRESS: address, TYPE: "T", VERSION: 1, PARENT: address.includes(":") ? parent : "", PARAMSETS: ["MASTER"] },
});

function start(family: string, answers: Record<string, unknown> = {}) {
  const { wire, clock, log, tell, warnings, calls, told } = fakeWire(family, answers);
  const paramsets: Record<string, ParamsetDescription> = {
    A: { OPEN: { TYPE: "BOOL", OPERATIONS: 3, FLAGS: 1 }, CLOSED: { TYPE: "BOOL", OPERATIONS: 1, FLAGS: 1 } },
    "A:1": { LEVEL: { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1, MIN: 0, MAX: 1 } },
  };
  const inventory = {
    description: (address: string) =>
      address === DEVICE ? { ...described(DEVICE), CHILDREN: ["A:1", "A:2"] } : undefined,
    paramset: (address: string) => paramsets[address],
    changed: (addresses: string[]) => tell(`changed ${addresses}`),
    doubted: (addresses: string[]) => tell(`doubted ${addresses}`),
    synchronise: async () => tell("synchronised"),
  };
  const upkeep = new InterfaceUpkeep({ ...{ wire, inventory, clock, log } } as never);
  return { clock, upkeep, warnings, calls, told };
}

test("traffic is that of the queue and of the client, by the interface's name", () => {
  assert.deepEqual(start("hmip").upkeep.traffic(), { interface: "I", sent: 1, calls: 2 });
});

test("teams are asked for where there are some, and are channels", async () => {
  const listTeams = [described("*T:1"), described("*T")];
  for (const [family, count] of [
    ["bidcos-rf", 1],
    ["other", 1],
    ["hmip", 0],
    ["virtual", 0],
  ] as const) {
    const { upkeep, calls } = start(family, { listTeams });
    assert.equal((await upkeep.teams()).length, count, family);
    assert.equal(calls().length, count);
  }
  assert.deepEqual(await start("other", { listTeams: fault("unsupported") }).upkeep.teams(), []);
  await assert.rejects(start("other", { listTeams: fault("radio") }).upkeep.teams(), { class: "radio" });
});

test("a channel joins a team, or leaves it for its own", async () => {
  for (const family of ["bidcos-rf", "hmip", "other"]) {
    const { upkeep, calls, told } = start(family);
    await upkeep.setTeam("A:1", "*T:1", UNTIL);
    await upkeep.setTeam("A:1", "A:1", UNTIL);
    assert.deepEqual(calls(), [
      ["act", "setTeam", ["A:1", "*T:1"], UNTIL],
      ["act", "setTeam", ["A:1", ""], UNTIL],
    ]);
    assert.deepEqual(told(), ["changed A:1", "changed A:1"]);
  }
  await assert.rejects(start("virtual").upkeep.setTeam("A:1", "x", UNTIL), { class: "unsupported" });
  const refused = start("bidcos-rf", { setTeam: fault("radio") });
  await assert.rejects(refused.upkeep.setTeam("A:1", "x", UNTIL), { name: "CcuFault" });
  assert.deepEqual(refused.told(), []);
});

test("replacement: devices that can be replaced, and what the CCU says of it", async () => {
  const listReplaceableDevices = [described("B"), described("B:1")];
  for (const [family, count] of [
    ["bidcos-rf", 1],
    ["hmip", 1],
    ["virtual", 0],
    ["cuxd", 0],
  ] as const)
    assert.equal((await start(family, { listReplaceableDevices }).upkeep.replaceable("A")).length, count, family);
  const { upkeep, calls, told } = start("hmip", { replaceDevice: true });
  await upkeep.replace("A", "B", UNTIL);
  assert.deepEqual(calls(), [["act", "replaceDevice", ["A", "B"], UNTIL, 300_000]]);
  assert.deepEqual(told(), ["doubted A", "changed B"]);
  for (const replaceDevice of [false, 0]) {
    const refused = start("hmip", { replaceDevice });
    await assert.rejects(refused.upkeep.replace("A", "B", UNTIL), { class: "permanent" });
    assert.deepEqual(refused.told(), []);
  }
  for (const family of ["virtual", "cuxd"])
    await assert.rejects(start(family).upkeep.replace("A", "B", UNTIL), { class: "unsupported" });
});

test("a configuration is sent again: by a method where there is one, else by writing what is stored and valid", async () => {
  const bidcos = start("bidcos-rf");
  await bidcos.upkeep.restoreConfig("A:1", UNTIL);
  assert.deepEqual(bidcos.calls(), [["act", "restoreConfigToDevice", ["A"], UNTIL]]);
  await assert.rejects(start("virtual").upkeep.restoreConfig("A", UNTIL), { class: "unsupported" });
  let reads = 0;
  const getParamset = () => [{ OPEN: true, CLOSED: true, UNKNOWN: 1 }, { LEVEL: 0.5 }][reads++];
  const hmip = start("hmip", { getParamset });
  await hmip.upkeep.restoreConfig("A", UNTIL);
  const job = (channel: string) => ({ channel, configuration: true, priority: "low", deadline: UNTIL });
  assert.deepEqual(hmip.calls(), [
    ["read", "getParamset", ["A", "MASTER"]],
    ["write", "putParamset", ["A", "MASTER", { OPEN: true }], job("A")],
    ["read", "getParamset", ["A:1", "MASTER"]],
    ["write", "putParamset", ["A:1", "MASTER", { LEVEL: new Double(0.5) }], job("A:1")],
  ]);
  const invalid = start("hmip", { getParamset: () => ({ LEVEL: 2, CLOSED: true }) });
  await invalid.upkeep.restoreConfig("A", UNTIL);
  assert.deepEqual([invalid.calls().filter(([kind]) => kind === "write").length, invalid.warnings.length], [0, 1]);
  await assert.rejects(start("hmip").upkeep.restoreConfig("B", UNTIL), { code: -2 });
  await assert.rejects(
    start("hmip", { getParamset: { OPEN: true }, putParamset: "expired" }).upkeep.restoreConfig("A", UNTIL),
    {
      class: "transport",
    },
  );
});

test("one channel that refuses its configuration keeps no other from it; a device that is away does", async () => {
  let reads = 0;
  const getParamset = () => [{ OPEN: true }, { LEVEL: 0.5 }][reads++ % 2];
  for (const [of, writes] of [
    ["permanent", 2],
    ["radio", 1],
  ] as const) {
    const { upkeep, calls } = start("hmip", {
      getParamset,
      putParamset: (address: string) => (address === "A" ? fault(of) : "sent"),
    });
    await assert.rejects(upkeep.restoreConfig("A", UNTIL), { class: of });
    assert.equal(calls().filter(([kind]) => kind === "write").length, writes);
    reads = 0;
  }
});

test("firmware: each family's own method; HmIP by the state of the device, as it is now", async () => {
  for (const [family, params] of [
    ["bidcos-rf", ["A"]],
    ["bidcos-wired", [["A"]]],
  ] as const) {
    const { upkeep, calls, told } = start(family, { updateFirmware: true });
    await upkeep.updateFirmware("A:1", UNTIL);
    assert.deepEqual(calls(), [["beside", "updateFirmware", params, UNTIL, 1_800_000]]);
    assert.deepEqual(told(), ["changed A"]);
  }
  for (const [state, outcome] of [
    ["READY_FOR_UPDATE", "installFirmware"],
    ["LIVE_READY_FOR_UPDATE", "installFirmware"],
    ["NEW_FIRMWARE_AVAILABLE", "updateFirmware"],
    // whoever does not say how far it is may have something to do
    [undefined, "updateFirmware"],
    ["UP_TO_DATE", /newest/],
    ["LIVE_UP_TO_DATE", /newest/],
    ["DO_UPDATE_PENDING", /is being updated/],
    ["PERFORMING_UPDATE", /is being updated/],
  ] as const) {
    const getDeviceDescription = { ...described("A"), FIRMWARE_UPDATE_STATE: state };
    const { upkeep, calls, told } = start("hmip", { getDeviceDescription });
    if (typeof outcome === "string") {
      await upkeep.updateFirmware("A", UNTIL);
      assert.deepEqual(
        calls().map(([, method]) => method),
        ["getDeviceDescription", outcome],
      );
    } else {
      await assert.rejects(upkeep.updateFirmware("A", UNTIL), { class: "permanent", message: outcome });
      assert.deepEqual(told(), []);
    }
  }
  await assert.rejects(start("bidcos-rf").upkeep.updateFirmware("B", UNTIL), { code: -2 });
  await assert.rejects(start("cuxd").upkeep.updateFirmware("A", UNTIL), { class: "unsupported" });
});

test("an update that is refused at once is refused; one that is still silent after a while has begun", async () => {
  for (const updateFirmware of [false, 0, fault("radio")]) {
    const { upkeep, told, clock } = start("bidcos-rf", { updateFirmware });
    await assert.rejects(upkeep.updateFirmware("A", UNTIL), { name: "CcuFault" });
    assert.deepEqual([told(), clock.pending()], [[], 0]);
  }
  for (const [end, warnings] of [
    [true, 0],
    [false, 1],
    [fault("radio"), 1],
  ] as const) {
    const gate = Promise.withResolvers<unknown>();
    const one = start("bidcos-rf", { updateFirmware: () => gate.promise });
    let isOver = false;
    const updated = one.upkeep.updateFirmware("A", UNTIL).then(() => {
      isOver = true;
    });
    one.clock.advance(UPDATE_BEGUN_MS - 1);
    await settle();
    assert.equal(isOver, false);
    one.clock.advance(1);
    await updated;
    assert.deepEqual(one.told(), ["changed A"]);
    gate.resolve(end);
    await settle();
    assert.deepEqual([one.told(), one.warnings.length], [["changed A"], warnings], "read again when it is done");
  }
});

test("the list of firmware is looked for where there is one", async () => {
  for (const [family, has] of [
    ["bidcos-rf", true],
    ["hmip", true],
    ["bidcos-wired", false],
    ["virtual", false],
  ] as const)
    assert.equal(start(family).upkeep.hasFirmware, has);
  const { upkeep, calls, told } = start("hmip");
  await upkeep.refreshFirmware();
  assert.deepEqual([calls(), told()], [[["read", "refreshDeployedDeviceFirmwareList", []]], ["synchronised"]]);
});

test("reception: levels that were measured, of the interfaces that measure", async () => {
  const rssiInfo = { A: { B: [-60, 65_536], C: [65_536, -70.5], D: "" }, E: 5 };
  for (const family of ["bidcos-rf", "hmip", "other"]) {
    assert.deepEqual(await start(family, { rssiInfo }).upkeep.radioPaths(), [
      { device: "A", peer: "B", received: -60 },
      { device: "A", peer: "C", sent: -70 },
      { device: "A", peer: "D" },
    ]);
  }
  for (const family of ["bidcos-wired", "virtual", "cuxd"]) {
    const { upkeep, calls } = start(family, { rssiInfo });
    assert.deepEqual([await upkeep.radioPaths(), calls()], [[], []]);
  }
  assert.deepEqual(await start("hmip", { rssiInfo: fault("unsupported") }).upkeep.radioPaths(), []);
});

test("descriptions are read anew when they are old: after a minute, five, six hours, by what devices are at", async () => {
  for (const [state, ms] of [
    ["PERFORMING_UPDATE", UPDATING_MS],
    ["DELIVER_FIRMWARE_IMAGE", DELIVERING_MS],
    ["UP_TO_DATE", IDLE_MS],
  ] as const) {
    const clock = createManualClock();
    let looks = 0;
    const roots = [{ ...described("A"), FIRMWARE_UPDATE_STATE: state } as unknown as DeviceDescription];
    const watch = new FirmwareWatch(
      clock,
      () => roots,
      async () => {
        looks++;
        throw fault("transport");
      },
    );
    watch.begin();
    clock.advance(ms - 1);
    assert.equal(looks, 0, state);
    clock.advance(1);
    await settle();
    assert.equal(looks, 1, state);
    // that it failed, or that everything was read anew meanwhile, is no reason to look sooner
    watch.begin();
    clock.advance(ms - 1);
    assert.equal(looks, 1, state);
    clock.advance(1 + ms);
    assert.equal(looks, 3, state);
    assert.equal(clock.pending(), 1);
    watch.stop();
    assert.equal(clock.pending(), 0);
  }
});

describe("a test of a device", () => {
  /** `polls`: what is said each time the test is asked for; the last one stays. */
  function testing(started: unknown, polls: unknown[], timeoutMs: number) {
    const clock = createManualClock();
    const asked: [string, number][] = [];
    const begun = clock.now();
    const run = async ({ name }: { name: string }) => {
      asked.push([name, clock.now() - begun]);
      return name === "start-test" ? started : polls.length > 1 ? polls.shift() : polls[0];
    };
    const outcome = testDevice({ run } as never, clock, "A", timeoutMs, UNTIL);
    const pass = async (ms: number) => {
      await settle();
      for (let left = ms; left > 0; left -= 500) {
        clock.advance(500);
        for (let turn = 0; turn < 3; turn++) await settle();
      }
    };
    return { outcome, asked, pass, clock };
  }

  test("is asked for every two seconds, and once more when its time is over", async () => {
    for (const [answered, polls, at] of [
      [true, [false, true], [2000, 4000]],
      [false, [false], [2000, 4000, 5000]],
      [true, [false, false, true], [2000, 4000, 5000]],
    ] as const) {
      const { outcome, asked, pass, clock } = testing("2026-01-01 00:00:00", [...polls], 5000);
      await pass(8000);
      assert.equal(await outcome, answered);
      assert.deepEqual(
        asked.slice(1).map(([, ms]) => ms),
        at,
      );
      assert.equal(clock.pending(), 0);
    }
  });

  test("of a device that the logic layer does not know, or does not know any more, is refused", async () => {
    for (const [started, polls] of [
      [undefined, [true]],
      ["2026-01-01 00:00:00", [false, undefined]],
    ] as const) {
      const { outcome, pass } = testing(started, [...polls], 5000);
      const refused = assert.rejects(outcome, { class: "permanent", message: /does not know A/ });
      await pass(5000);
      await refused;
    }
  });
});
