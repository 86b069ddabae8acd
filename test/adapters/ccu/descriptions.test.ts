/** Descriptions in the spellings of the field, as one; and waiting that ends early. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  channelNumber,
  groupByDevice,
  listOf,
  normaliseDevice,
  normaliseDevices,
  normaliseParamset,
  plainText,
} from "../../../adapters/ccu/normalise.ts";
import { Debounce, Pause, within } from "../../../adapters/ccu/waiting.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a description of a device", () => {
  test("has lists, numbers and flags, however they came", () => {
    const raw = {
      ...{ ADDRESS: "A:1", TYPE: "SWITCH", VERSION: "3", PARAMSETS: "", CHILDREN: ["B", "", 7], TEAM_CHANNELS: "" },
      ...{
        UPDATABLE: 1,
        LINK_SOURCE_ROLES: ["X", "Y"],
        LINK_TARGET_ROLES: "Z W",
        INDEX: "1",
        FLAGS: true,
        RX_MODE: 1.9,
      },
      ...{ FIRMWARE: 1.2, ROAMING: "x", GROUP: null },
    };
    assert.deepEqual(normaliseDevice(raw), {
      ...{ ADDRESS: "A:1", TYPE: "SWITCH", VERSION: 3, PARENT: "A", PARAMSETS: [], CHILDREN: ["B", "7"] },
      ...{ TEAM_CHANNELS: [], UPDATABLE: true, LINK_SOURCE_ROLES: "X Y", LINK_TARGET_ROLES: "Z W", INDEX: 1, FLAGS: 1 },
      ...{ RX_MODE: 1, FIRMWARE: "1.2" },
    });
  });
  test("has what it lacks by its kind: a channel its device, both their paramsets", () => {
    assert.deepEqual(normaliseDevice({ ADDRESS: "A:1", TYPE: "" }), {
      ...{ ADDRESS: "A:1", TYPE: "", VERSION: 0, PARENT: "A", PARAMSETS: ["MASTER", "VALUES"] },
    });
    for (const no of ["0", 0, false]) {
      assert.deepEqual(normaliseDevice({ ADDRESS: "A", TYPE: 5, UPDATABLE: no, AES_ACTIVE: no }), {
        ...{ ADDRESS: "A", TYPE: "5", VERSION: 0, PARENT: "", PARAMSETS: ["MASTER"], UPDATABLE: false, AES_ACTIVE: 0 },
      });
    }
    for (const none of ["", null, [], { TYPE: "T" }, { ADDRESS: "A" }, { ADDRESS: "", TYPE: "T" }])
      assert.equal(normaliseDevice(none as never), undefined);
  });
  test("that is none is told with the address where that can be read", () => {
    const lost: string[] = [];
    const list = normaliseDevices([{ ADDRESS: "A", TYPE: "T" }, "x", { ADDRESS: "B" }], (address, what) =>
      lost.push(`${address} ${what}`),
    );
    assert.deepEqual([list.map(({ ADDRESS }) => ADDRESS), lost], [["A"], ["? description"]]);
  });
  test("stands with its device, channels by number; one without a device is nobody's", () => {
    const of = (ADDRESS: string) => normaliseDevice({ ADDRESS, TYPE: "T" })!;
    const groups = groupByDevice(["A:10", "A:2", "A", "B:1"].map(of));
    assert.deepEqual(
      [...groups].map(([address, all]) => [address, all.map(({ ADDRESS }) => ADDRESS)]),
      [["A", ["A", "A:2", "A:10"]]],
    );
    assert.deepEqual([channelNumber("A"), channelNumber("A:0"), channelNumber("A:12")], [-1, 0, 12]);
  });
});

describe("a description of parameters", () => {
  test("has limits, unit, list and special values, however they came", () => {
    const full = {
      ...{
        TYPE: "FLOAT",
        OPERATIONS: "7",
        FLAGS: 1,
        MIN: 0,
        MAX: 1,
        DEFAULT: 0.5,
        UNIT: "s",
        CONTROL: "X.Y",
        TAB_ORDER: "2",
      },
      ...{ ID: "OTHER", VALUE_LIST: ["A", null, 3], SPECIAL: [{ ID: "NOT_USED", VALUE: 1.01 }, "x"] },
    };
    assert.deepEqual(normaliseParamset({ P: full }).P, {
      ...{
        TYPE: "FLOAT",
        OPERATIONS: 7,
        FLAGS: 1,
        MIN: 0,
        MAX: 1,
        DEFAULT: 0.5,
        UNIT: "s",
        CONTROL: "X.Y",
        TAB_ORDER: 2,
      },
      ...{ ID: "OTHER", VALUE_LIST: ["A", "", "3"], SPECIAL: [{ ID: "NOT_USED", VALUE: 1.01 }] },
    });
    const bare = { SPECIAL: { NOT_USED: 5 }, MIN: null, CONTROL: "", ID: "P", VALUE_LIST: "" };
    assert.deepEqual(normaliseParamset({ P: bare }).P, {
      ...{ TYPE: "STRING", OPERATIONS: 0, FLAGS: 0, SPECIAL: [{ ID: "NOT_USED", VALUE: 5 }] },
    });
  });
  test("that is none costs itself, and is told", () => {
    const lost: string[] = [];
    const raw = { A: "x", B: { TYPE: "BOOL" }, ["__proto__" as string]: { TYPE: "BOOL" } };
    assert.deepEqual(Object.keys(normaliseParamset(raw, (name) => lost.push(name))), ["B"]);
    assert.deepEqual(lost, ["A"]);
    assert.deepEqual(normaliseParamset(""), {});
  });
  test("lists and texts of anything", () => {
    assert.deepEqual([listOf(""), listOf([1]), listOf({})], [[], [1], []]);
    assert.deepEqual(
      ["x", 1, true, null, {}, []].map((one) => plainText(one as never)),
      ["x", "1", "true", "", "", ""],
    );
  });
});

describe("waiting", () => {
  test("ends by its time or early, once", async () => {
    const clock = createManualClock();
    const pause = new Pause(clock);
    let woken = 0;
    const sleep = () => void pause.sleep(100).then(() => woken++);
    sleep();
    clock.advance(99);
    await settle();
    assert.equal(woken, 0);
    clock.advance(1);
    await settle();
    assert.equal(woken, 1);
    sleep();
    pause.end();
    pause.end();
    await settle();
    assert.deepEqual([woken, clock.pending()], [2, 0]);
  });

  test("stopped, it waits for nothing, now and later", async () => {
    const clock = createManualClock();
    const pause = new Pause(clock);
    const begun = pause.sleep(100);
    pause.stop();
    await begun;
    await pause.sleep(100);
    assert.equal(clock.pending(), 0);
  });
  test("many requests are one task; one that was stopped asks for nothing any more", () => {
    const clock = createManualClock();
    let runs = 0;
    const debounce = new Debounce(clock, 100, () => runs++);
    debounce.request();
    clock.advance(60);
    debounce.request();
    clock.advance(39);
    assert.equal(runs, 0);
    clock.advance(1);
    assert.equal(runs, 1);
    debounce.request();
    debounce.cancel();
    clock.advance(100);
    assert.equal(runs, 1);
    debounce.request();
    clock.advance(100);
    assert.equal(runs, 2);
    debounce.request();
    debounce.stop();
    debounce.request();
    clock.advance(100);
    assert.deepEqual([runs, clock.pending()], [2, 0]);
  });
  test("for a promise ends with it, either way, or by its time", async () => {
    const clock = createManualClock();
    for (const settled of [Promise.resolve(), Promise.reject(new Error("no"))]) await within(clock, 100, settled);
    let isOver = false;
    void within(clock, 100, new Promise(() => {})).then(() => {
      isOver = true;
    });
    clock.advance(99);
    await settle();
    assert.equal(isOver, false);
    clock.advance(1);
    await settle();
    assert.equal(isOver, true);
  });
});
