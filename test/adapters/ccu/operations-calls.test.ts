/** What is asked of an interface, call by call: methods, arguments by family, and what answers mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Double } from "../../../adapters/ccu/codec/value.ts";
import { InterfaceLinks } from "../../../adapters/ccu/links.ts";
import { InterfaceOperations, MAX_INSTALL_SECONDS, READ_BACK_MS } from "../../../adapters/ccu/operations.ts";
import type { ParamsetDescription, TypedValue } from "../../../handlers/ports/index.ts";
import { fakeWire, fault, settle, UNTIL } from "./fake-wire.ts";

const on: TypedValue = { type: "BOOL", value: true };
const half: TypedValue = { type: "FLOAT", value: 0.5 };
const bool = { TYPE: "BOOL", OPERATIONS: 3, FLAGS: 1 };

function start(family: string, answers: Record<string, unknown> = {}) {
  const { wire, clock, log, tell, warnings, calls, told } = fakeWire(family, answers);
  const paramsets: Record<string, ParamsetDescription> = {
    "A:1 VALUES": {
      ...{ STATE: bool, PRESS: { ...bool, TYPE: "ACTION" } },
      LEVEL: { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1 },
    },
    "A:1 MASTER": { LOCKED: bool, TIME: { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1 } },
  };
  const inventory = {
    paramset: (address: string, key: string) => paramsets[`${address} ${key}`],
    has: (address: string) => address.startsWith("A"),
    doubted: (addresses: string[]) => tell(`doubted ${addresses}`),
  };
  const operations = new InterfaceOperations({ ...{ wire, inventory, clock, log } } as never);
  const links = new InterfaceLinks({ wire, operations } as never);
  return { clock, operations, links, warnings, calls, told, paramsets };
}

test("a value is read in its type", async () => {
  const { operations, calls } = start("hmip", { getValue: "1" });
  assert.equal(await operations.getValue("A:1", "STATE"), true);
  assert.equal(await operations.getValue("A:1", "UNKNOWN"), "1");
  assert.deepEqual(calls()[0], ["read", "getValue", ["A:1", "STATE"]]);
});

test("a parameter set is read in the types of its own description; that of a link as it comes", async () => {
  const raw = { STATE: "1", LOCKED: "1", UNKNOWN: "1" };
  const { operations } = start("hmip", { getParamset: raw });
  assert.deepEqual(await operations.getParamset("A:1", "VALUES"), { ...raw, STATE: true });
  assert.deepEqual(await operations.getParamset("A:1", "MASTER"), { ...raw, LOCKED: true });
  assert.deepEqual(await operations.getParamset("A:1", "B:1"), raw);
});

test("a value is written when it may be; of values the newest counts, of presses each; rfd alone is told how to radio", async () => {
  for (const [family, rx] of [
    ["bidcos-rf", ["BURST"]],
    ["hmip", []],
    ["bidcos-wired", []],
  ] as const) {
    const { operations, calls } = start(family);
    await operations.setValue("A:1", "LEVEL", half, { deadline: UNTIL, rxMode: "BURST" });
    await operations.setValue(
      "A:1",
      "PRESS",
      { type: "ACTION", value: true },
      { deadline: UNTIL, priority: "critical" },
    );
    assert.deepEqual(calls(), [
      [
        ...["write", "setValue", ["A:1", "LEVEL", new Double(0.5), ...rx]],
        { channel: "A:1", priority: "high", deadline: UNTIL, key: "A:1.LEVEL" },
      ],
      ["write", "setValue", ["A:1", "PRESS", true], { channel: "A:1", priority: "critical", deadline: UNTIL }],
    ]);
  }
  const { operations, calls } = start("hmip");
  const write = (channel: string, name: string) => operations.setValue(channel, name, on, { deadline: UNTIL });
  await assert.rejects(write("A:1", "OTHER"), { code: -5 });
  await assert.rejects(write("A:2", "STATE"), { code: -3 });
  await assert.rejects(write("B:1", "STATE"), { code: -2 });
  assert.deepEqual(calls(), []);
});

test("of configuration only what differs is written, and nothing where nothing does", async () => {
  const { operations, calls } = start("hmip", { getParamset: { LOCKED: false, TIME: 0.5 } });
  const put = (values: Record<string, TypedValue>) =>
    operations.putParamset("A:1", "MASTER", values, { deadline: UNTIL });
  assert.equal(await put({ LOCKED: on, TIME: half }), "sent");
  const job = { channel: "A:1", priority: "high", deadline: UNTIL, configuration: true };
  assert.deepEqual(calls(), [
    ["read", "getParamset", ["A:1", "MASTER"]],
    ["write", "putParamset", ["A:1", "MASTER", { LOCKED: true }], job],
  ]);
  assert.equal(await put({ TIME: half }), "sent");
  assert.equal(calls().length, 1);
});

test("values are written as they are, at once", async () => {
  const { operations, calls } = start("bidcos-rf");
  await operations.putParamset("A:1", "VALUES", { STATE: on }, { deadline: UNTIL, priority: "low", rxMode: "WAKEUP" });
  assert.deepEqual(calls(), [
    [
      ...["write", "putParamset", ["A:1", "VALUES", { STATE: true }, "WAKEUP"]],
      { channel: "A:1", priority: "low", deadline: UNTIL },
    ],
  ]);
});

test("what may be written depends on the kind of parameter set", async () => {
  const hidden = { ...bool, OPERATIONS: 0 };
  const narrow = { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1, MIN: 0, MAX: 0.1 };
  const { operations, calls, paramsets } = start("hmip", {
    getParamsetDescription: { LOCKED: hidden, LEVEL: narrow },
    getParamset: {},
  });
  paramsets["A:1 MASTER"] = { LOCKED: hidden, LEVEL: narrow };
  paramsets["A:1 VALUES"] = { LOCKED: hidden, LEVEL: narrow };
  const written = async (key: string, values: Record<string, TypedValue>) => {
    const outcome = await operations
      .putParamset("A:1", key, values, { deadline: UNTIL })
      .catch(({ message }) => message);
    const params = calls().find(([kind]) => kind === "write")?.[2] as unknown[] | undefined;
    return outcome === "sent" ? params : outcome;
  };
  const profile: TypedValue = { type: "STRING", value: "2" };
  // rfd describes whatever belongs to a link with OPERATIONS 0, and the profile of the WebUI nowhere
  assert.deepEqual(await written("B:1", { LOCKED: on, UI_HINT: profile }), [
    ...["A:1", "B:1"],
    { LOCKED: true, UI_HINT: "2" },
  ]);
  assert.match(String(await written("B:1", { LEVEL: half })), /outside of 0 to 0.1/);
  for (const key of ["MASTER", "VALUES"]) {
    assert.match(String(await written(key, { LOCKED: on })), /read-only/);
    assert.equal(await written(key, { UI_HINT: profile }), `A:1 has no parameter UI_HINT in ${key}`);
  }
  assert.match(String(await written("MASTER", { LEVEL: half })), /outside of 0 to 0.1/);
  assert.deepEqual(await written("VALUES", { LEVEL: half }), ["A:1", "VALUES", { LEVEL: new Double(0.5) }]);
});

test("what rfd says it took is read back, and once more after five seconds", async () => {
  for (const [reads, isTaken] of [
    [[false, true], true],
    [[false, false, true], true],
    [[false, false, false], false],
  ] as const) {
    let at = 0;
    const { operations, clock, warnings } = start("bidcos-rf", { getParamset: () => ({ LOCKED: reads[at++] }) });
    const put = operations.putParamset("A:1", "MASTER", { LOCKED: on }, { deadline: UNTIL });
    const settled = isTaken ? put : assert.rejects(put, { class: "permanent", message: /did not take LOCKED/ });
    await settle();
    if (reads.length === 3) {
      assert.equal(at, 2);
      clock.advance(READ_BACK_MS - 1);
      await settle();
      assert.equal(at, 2);
      clock.advance(1);
    }
    await settled;
    assert.deepEqual([at, warnings.length], [reads.length, isTaken ? 0 : 1]);
  }
  const expired = start("bidcos-rf", { getParamset: { LOCKED: false }, putParamset: "expired" });
  assert.equal(await expired.operations.putParamset("A:1", "MASTER", { LOCKED: on }, { deadline: UNTIL }), "expired");
  assert.equal(expired.calls().length, 2, "what was not sent is not read back");
});

test("descriptions of links are asked for once, unless a part of them was unreadable or links have changed", async () => {
  const link = { LONG: { TYPE: "BOOL", OPERATIONS: 3, FLAGS: 1 } };
  const { operations, links, calls } = start("bidcos-rf", { getParamsetDescription: link });
  const asked = async () => {
    assert.deepEqual(Object.keys(await operations.getParamsetDescription("A:1", "B:1")), ["LONG"]);
    return calls().length;
  };
  assert.deepEqual([await asked(), await asked()], [1, 0]);
  await links.add("A:1", "B:1", "", "", UNTIL);
  assert.equal(calls().length, 1);
  assert.deepEqual([await asked(), await asked()], [1, 0]);
  operations.forgetLinks("B:1");
  assert.equal(await asked(), 0);
  const damaged = start("bidcos-rf", { getParamsetDescription: { ...link, X: "?" } });
  for (let n = 0; n < 2; n += 1) await damaged.operations.getParamsetDescription("A:1", "B:1");
  assert.deepEqual([damaged.calls().length, damaged.told()[0]], [2, "damaged A:1 LINK X"]);
  const known = start("hmip");
  assert.deepEqual(Object.keys(await known.operations.getParamsetDescription("A:1", "MASTER")), ["LOCKED", "TIME"]);
  assert.deepEqual(known.calls(), []);
  await known.operations.getParamsetDescription("A:2", "MASTER");
  await known.operations.getParamsetDescription("A:2", "MASTER");
  assert.equal(known.calls().length, 2, "that is the inventory's to keep");
});

test("devices are removed with the flags that were asked for", async () => {
  const { operations, calls, told } = start("hmip");
  for (const flags of [
    {},
    { reset: true },
    { force: true },
    { defer: true },
    { reset: true, force: true, defer: true },
  ])
    await operations.deleteDevice("A", flags, UNTIL);
  assert.deepEqual(
    calls().map(([, , params]) => params),
    [0, 1, 2, 4, 7].map((bits) => ["A", bits]),
  );
  assert.equal(told()[0], "doubted A");
});

test("pairing: arguments by family, seconds within what rfd takes, and a key in one spelling", async () => {
  const mode = async (family: string, ...given: [boolean, number, object?]) => {
    const { operations, calls } = start(family);
    await operations.setInstallMode(given[0], given[1], given[2], UNTIL);
    return calls().map(([, method, params]) => [method, params]);
  };
  const plain = (params: unknown[]) => [["setInstallMode", params]];
  assert.deepEqual(await mode("hmip", true, 60.9), plain([true, 60]));
  assert.deepEqual(await mode("hmip", false, 60), plain([false]));
  assert.deepEqual(await mode("bidcos-rf", true, MAX_INSTALL_SECONDS + 1), plain([true, MAX_INSTALL_SECONDS, 1]));
  assert.deepEqual(await mode("bidcos-rf", true, 0), plain([true, 1, 1]));
  assert.deepEqual(await mode("bidcos-rf", true, 60, { address: "A" }), plain([true, 60, "A"]));
  assert.deepEqual(await mode("bidcos-rf", false, 60, { address: "A" }), plain([false]));
  const white = (entry: object) => [["setInstallModeWithWhitelist", [true, 60, [entry]]]];
  assert.deepEqual(await mode("hmip", true, 60, { sgtin: "30-ab" }), white({ ADDRESS: "30AB" }));
  const key = "0123-4567-89ab-cdef-0123-4567-89AB-CDEF";
  assert.deepEqual(
    await mode("hmip", true, 60, { sgtin: "30", key }),
    white({ ADDRESS: "30", KEY_MODE: "LOCAL", KEY: "0123456789ABCDEF0123456789ABCDEF" }),
  );
  assert.deepEqual(await mode("hmip", false, 60, { sgtin: "30" }), plain([false]));
  for (const bad of ["", key.slice(1), `${key}0`, key.replace("0", "G")])
    await assert.rejects(mode("hmip", true, 60, { sgtin: "30", key: bad }), { class: "permanent" });
});

test("how long pairing still lasts: as the CCU says, else as it was asked for", async () => {
  const told = (getInstallMode: unknown) => start("hmip", { getInstallMode }).operations.getInstallMode();
  assert.deepEqual([await told(59.9), await told("30"), await told(-5)], [59, 30, 0]);
  await assert.rejects(told(fault("unsupported")), { class: "unsupported" });
  const { operations, clock } = start("hmip", { getInstallMode: fault("unsupported") });
  await operations.setInstallMode(true, 60, undefined, UNTIL);
  clock.advance(500);
  assert.equal(await operations.getInstallMode(), 60);
  clock.advance(500);
  assert.equal(await operations.getInstallMode(), 59);
  clock.advance(90_000);
  assert.equal(await operations.getInstallMode(), 0);
  await operations.setInstallMode(false, 60, undefined, UNTIL);
  await assert.rejects(operations.getInstallMode(), { class: "unsupported" });
  const away = start("hmip", { getInstallMode: fault("transport") });
  await away.operations.setInstallMode(true, 60, undefined, UNTIL);
  await assert.rejects(away.operations.getInstallMode(), { class: "transport" });
});

test("what only some families can do is refused by the others", async () => {
  const unsupported = (work: Promise<unknown>) => assert.rejects(work, { class: "unsupported" });
  const hmip = start("hmip", { getSuppressedServiceMessages: ["LOW_BAT", 7], searchDevices: 3 });
  const wired = start("bidcos-wired", { searchDevices: "2" });
  await unsupported(hmip.operations.determineParameter("A:1", "MASTER", "X", UNTIL));
  await unsupported(hmip.operations.searchDevices(UNTIL));
  await unsupported(start("virtual").operations.searchDevices(UNTIL));
  await unsupported(wired.operations.suppress("A:0", "LOW_BAT", true, UNTIL));
  await unsupported(wired.operations.suppressed("A:0"));
  assert.equal(await wired.operations.searchDevices(UNTIL), 2);
  assert.deepEqual(wired.calls(), [["act", "searchDevices", [], UNTIL, 300_000]]);
  assert.equal(await start("bidcos-wired", { searchDevices: "x" }).operations.searchDevices(UNTIL), 0);
  await hmip.operations.suppress("A:0", "LOW_BAT", true, UNTIL);
  assert.deepEqual(await hmip.operations.suppressed("A:0"), ["LOW_BAT", "7"]);
  assert.deepEqual(hmip.calls(), [
    ["act", "suppressServiceMessages", ["A:0", "LOW_BAT", true], UNTIL],
    ["read", "getSuppressedServiceMessages", ["A:0"]],
  ]);
  for (const family of ["bidcos-rf", "other"]) {
    const { operations, calls } = start(family);
    await operations.determineParameter("A:1", "MASTER", "X", UNTIL);
    assert.deepEqual(calls(), [["act", "determineParameter", ["A:1", "MASTER", "X"], UNTIL]]);
  }
});

test("links are read whole or not; rfd calls links inside of a device broken when asked for all", async () => {
  const link = { SENDER: "A:1", RECEIVER: "B:1", NAME: "n", DESCRIPTION: "d", FLAGS: "3" };
  const inside = { ...link, RECEIVER: "A:2" };
  const getLinks = [link, inside, { ...link, SENDER: "" }, { ...link, RECEIVER: 0.5, FLAGS: "x" }, "no link"];
  const flagsOf = async (family: string, address: string) => {
    const { links, calls } = start(family, { getLinks });
    const all = await links.list(address);
    assert.deepEqual(calls(), [["read", "getLinks", [address, 0]]]);
    assert.deepEqual(all[0], { sender: "A:1", receiver: "B:1", name: "n", description: "d", flags: 3 });
    return all.map(({ flags }) => flags);
  };
  assert.deepEqual(await flagsOf("bidcos-rf", ""), [3, 2, 0]);
  assert.deepEqual(await flagsOf("bidcos-rf", "A"), [3, 3, 0]);
  assert.deepEqual(await flagsOf("hmip", ""), [3, 3, 0]);
  assert.deepEqual(await start("hmip", { getLinks: "" }).links.list(""), []);
});

test("links are made, named, removed and used; names for rfd as the WebUI stores them", async () => {
  for (const [family, name] of [
    ["bidcos-rf", "KÃ¼che"],
    ["hmip", "Küche"],
  ] as const) {
    const { links, calls } = start(family, { reportValueUsage: true });
    await links.add("A:1", "B:1", "Küche", "", UNTIL);
    await links.setInfo("A:1", "B:1", "", "Küche", UNTIL);
    await links.remove("A:1", "B:1", UNTIL);
    await links.activate("B:1", "A:1", true, { deadline: UNTIL });
    assert.equal(await links.reportUsage("A:1", "PRESS", 1, UNTIL), true);
    assert.deepEqual(calls(), [
      ["act", "addLink", ["A:1", "B:1", name, ""], UNTIL],
      ["act", "setLinkInfo", ["A:1", "B:1", "", name], UNTIL],
      ["act", "removeLink", ["A:1", "B:1"], UNTIL],
      ["write", "activateLinkParamset", ["B:1", "A:1", true], { channel: "B:1", priority: "high", deadline: UNTIL }],
      ["act", "reportValueUsage", ["A:1", "PRESS", 1], UNTIL],
    ]);
  }
  for (const reportValueUsage of [false, 0])
    assert.equal(await start("hmip", { reportValueUsage }).links.reportUsage("A:1", "P", 1, UNTIL), false);
  for (const family of ["virtual", "cuxd"]) {
    const { links } = start(family);
    const works = [
      ...[links.list(""), links.add("A", "B", "", "", UNTIL), links.remove("A", "B", UNTIL)],
      ...[links.activate("A", "B", true, { deadline: UNTIL }), links.reportUsage("A", "P", 1, UNTIL)],
    ];
    for (const work of works) await assert.rejects(work, { class: "unsupported" });
  }
  const activate = (family: string, answers: object) =>
    start(family, answers as never).links.activate("B:1", "A:1", true, { deadline: UNTIL });
  await assert.rejects(activate("hmip", { activateLinkParamset: fault("permanent", -1) }), { class: "unsupported" });
  await assert.rejects(activate("hmip", { activateLinkParamset: fault("permanent", -2) }), { class: "permanent" });
  await assert.rejects(activate("hmip", { activateLinkParamset: fault("radio", -1) }), { class: "radio" });
  await assert.rejects(activate("bidcos-rf", { activateLinkParamset: fault("permanent", -1) }), { class: "permanent" });
  await assert.rejects(activate("bidcos-rf", { activateLinkParamset: "expired" }), { class: "transport" });
  await assert.rejects(activate("bidcos-rf", { homegear: true }), { class: "unsupported" });
});

test("parameter sets of many channels are read together; each answer, or fault, stands for its own", async () => {
  const answers = [{ STATE: "1", LEVEL: "0.5" }, fault("no_value", -5), { ODD: "x" }];
  const { wire } = fakeWire("hmip");
  const asked: unknown[] = [];
  Object.assign(wire, {
    readMany: async (wanted: unknown[]) => {
      asked.push(...wanted);
      return answers;
    },
  });
  const inventory = { paramset: (address: string) => (address === "A:1" ? { STATE: bool } : undefined) };
  const reading = new InterfaceOperations({ wire, inventory } as never);
  const [first, second, third] = await reading.getParamsets(["A:1", "A:2", "A:3"], "VALUES");
  assert.deepEqual(first, { STATE: true, LEVEL: "0.5" });
  assert.equal((second as { code?: number }).code, -5);
  assert.deepEqual(third, { ODD: "x" });
  assert.deepEqual(
    asked,
    ["A:1", "A:2", "A:3"].map((address) => ["getParamset", address, "VALUES"]),
  );
});
