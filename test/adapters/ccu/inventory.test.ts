/** What an interface is asked about its devices, what is told of them, and when somebody is gone: without sockets. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RpcFormatError, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { DescriptionCache } from "../../../adapters/ccu/descriptions.ts";
import { isNoAnswer, toCcuFault } from "../../../adapters/ccu/faults.ts";
import { ASK_AGAIN_MS, Inventory } from "../../../adapters/ccu/inventory.ts";
import type { Wire } from "../../../adapters/ccu/wire.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { CcuFault, siteId } from "../../../handlers/ports/index.ts";
import { Notes, silent } from "./support.ts";

/** A device that changed settles for so long; whoever is missing is looked for once more after the longer time. */
const SETTLE_MS = 2_000;
const RECHECK_MS = 300_000;
const LEVEL = { TYPE: "FLOAT", OPERATIONS: 7, FLAGS: 1, MIN: 0, MAX: 1, DEFAULT: 0, ID: "LEVEL" };

const away = () => new CcuFault("transport", "ECONNREFUSED");
/** Somebody is there and answered nothing that could be read. */
const noAnswer = () => toCcuFault(new RpcFormatError("an empty body"), "getParamsetDescription");
const settle = async () => {
  for (let turn = 0; turn < 60; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** A device with one channel, as a CCU describes them. */
const pair = (address: string, more: RpcStruct = {}): RpcStruct[] => [
  {
    ...{ ADDRESS: address, TYPE: "HM-X", VERSION: 1, FIRMWARE: "1.0", PARENT: "", PARAMSETS: ["MASTER"] },
    CHILDREN: [`${address}:1`],
    ...more,
  },
  { ADDRESS: `${address}:1`, TYPE: "DIMMER", VERSION: 1, PARENT: address, PARAMSETS: ["MASTER", "VALUES"] },
];

function bench(...addresses: string[]) {
  const clock = createManualClock();
  const notes = new Notes();
  const calls: string[] = [];
  const grown: string[] = [];
  /** What the CCU lists now. */
  const state = {
    list: addresses.flatMap((address) => pair(address)) as RpcValue[],
    /** Thrown instead of an answer, by method. */
    faults: {} as Record<string, CcuFault | undefined>,
    values: { LEVEL } as RpcStruct,
  };
  const answer = (method: string, address: string, paramset?: string): RpcValue => {
    calls.push([method, address, paramset].filter(Boolean).join(" "));
    const fault = state.faults[method] ?? state.faults[`${method} ${address}`];
    if (fault) throw fault;
    if (method === "listDevices") return state.list;
    if (method === "getDeviceDescription") {
      const found = (state.list as RpcStruct[]).find(({ ADDRESS }) => ADDRESS === address);
      if (!found) throw new CcuFault("permanent", "unknown", -2);
      return found;
    }
    return paramset === "VALUES" ? state.values : {};
  };
  const wire = {
    name: "BidCos-RF",
    async read(method: string, [address]: [string], options: { received?: (message: Uint8Array) => void } = {}) {
      const value = answer(method, address ?? "");
      options.received?.(new TextEncoder().encode(JSON.stringify(value)));
      return value;
    },
    async readMany(asked: [string, string, string][]) {
      return asked.map((one) => {
        try {
          return answer(...one);
        } catch (error) {
          // as the wire does: what concerns one call costs that one
          if ((error as CcuFault).class === "transport" && !isNoAnswer(error as CcuFault)) throw error;
          return error;
        }
      });
    },
  } as unknown as Wire;
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const cache = new DescriptionCache(store, "c", "BidCos-RF", silent, (address, what) =>
    notes.damaged("BidCos-RF", address, what),
  );
  const inventory = new Inventory({
    ...{ wire, cache, listener: notes, clock, log: silent },
    damaged: (address, what) => notes.damaged("BidCos-RF", address, what),
    grown: (device) => void grown.push(device),
  });
  return {
    ...{ clock, notes, state, inventory, cache, grown, wire, store },
    calls: () => calls.splice(0),
    load: () => inventory.load(async () => []),
    async pass(ms: number) {
      clock.advance(ms);
      await settle();
    },
    /** What was told since the last look: of a start, later, and who is gone. */
    told: () => [notes.initial.splice(0), notes.changed.splice(0), notes.gone.splice(0)],
  };
}

describe("a load", () => {
  test("tells every device with its descriptions, as what was there before", async () => {
    const { inventory, load, told, calls, notes } = bench("A", "B");
    await load();
    assert.deepEqual(told(), [["A", "B"], [], []]);
    assert.deepEqual(calls(), [
      "listDevices",
      ...["A MASTER", "A:1 MASTER", "A:1 VALUES"].map((one) => `getParamsetDescription ${one}`),
    ]);
    assert.deepEqual([inventory.size, [...inventory.devices()]], [2, ["A", "B"]]);
    assert.deepEqual([inventory.has("A:1"), inventory.has("C")], [true, false]);
    assert.equal(inventory.description("B:1")?.TYPE, "DIMMER");
    assert.equal(inventory.description("C:1"), undefined);
    assert.equal(inventory.paramset("A:1", "VALUES")?.LEVEL?.TYPE, "FLOAT");
    assert.equal(inventory.paramset("A:1", "LINK"), undefined);
    assert.deepEqual(
      [...inventory.roots()].map(({ ADDRESS }) => ADDRESS),
      ["A", "B"],
    );
    assert.equal(inventory.bundles().length, 2);
    assert.deepEqual(Object.keys(notes.bundles.get("A")?.paramsets ?? {}), ["A", "A:1"]);
  });

  test("asks once for what two of a type share, and nothing of what it was told in an earlier run", async () => {
    const { load, calls, wire, store, notes, clock } = bench("A");
    await load();
    calls();
    const again = new Inventory({
      ...{ wire, listener: notes, clock, log: silent },
      cache: new DescriptionCache(store, "c", "BidCos-RF", silent),
    });
    await again.load(async () => []);
    assert.deepEqual(calls(), ["listDevices"]);
  });

  test("hands devices over fifty at a time: the first ones are usable while the rest loads", async () => {
    const names = Array.from({ length: 120 }, (_, n) => `D${String(n).padStart(3, "0")}`);
    const { inventory, notes, load } = bench(...names);
    const sizes: number[] = [];
    const { devices } = notes;
    notes.devices = (bundles, initial) => {
      sizes.push(bundles.length);
      devices.call(notes, bundles, initial);
    };
    await load();
    assert.deepEqual([sizes, inventory.size], [[50, 50, 20], 120]);
  });

  test("that fails in its middle has told what it knows, and says so", async () => {
    const { load, state, told, inventory } = bench("A", "B");
    (state.list[2] as { TYPE: string }).TYPE = "HM-Y";
    state.faults["getParamsetDescription B"] = away();
    await assert.rejects(load(), /ECONNREFUSED/);
    assert.deepEqual([told()[0], inventory.size], [["A"], 1]);
    state.faults = {};
    await load();
    assert.deepEqual(told()[0], ["B"], "who is known as it is need not be told again");
  });

  test("reads values once the devices are told; what reports meanwhile is newer", async () => {
    const { inventory, notes } = bench("A");
    await inventory.load(async () => {
      assert.deepEqual(notes.initial, ["A"]);
      inventory.events([{ address: "A:1", parameter: "LEVEL", value: 1 }]);
      return [
        { address: "A:1", parameter: "LEVEL", value: 0 },
        { address: "A:1", parameter: "WORKING", value: false },
      ];
    });
    assert.deepEqual([...notes.read], [["A:1.WORKING", false]]);
    const count = notes.count;
    await inventory.readValues(async () => []);
    assert.equal(notes.count, count, "nothing is nothing to tell");
    await inventory.readValues(async () => [{ address: "A:1", parameter: "LEVEL", value: 0.5 }]);
    assert.equal(notes.read.get("A:1.LEVEL"), 0.5, "what reported before the read began is older");
  });
});

describe("an event that comes before its device is told", () => {
  const event = { address: "A:1", parameter: "LOWBAT", value: true };
  const read = async () => [event, { address: "B:1", parameter: "LEVEL", value: 0 }];

  test("reached nobody, so what is read of it counts: a battery that is low, a device that is lost", async () => {
    const { inventory, notes } = bench("A", "B");
    const loaded = inventory.load(read);
    inventory.events([event]);
    await loaded;
    assert.deepEqual(
      [...notes.read],
      [
        ["A:1.LOWBAT", true],
        ["B:1.LEVEL", 0],
      ],
    );
  });

  test("after a reconnect the device is told already, and the event is newer", async () => {
    const { inventory, notes } = bench("A", "B");
    await inventory.load(async () => []);
    const loaded = inventory.load(read);
    inventory.events([{ ...event, value: false }]);
    await loaded;
    assert.deepEqual([...notes.read], [["B:1.LEVEL", 0]]);
  });
});

describe("a later look", () => {
  test("tells what is new and what changed, and nothing else", async () => {
    const { inventory, load, told, state, grown } = bench("A", "B");
    await load();
    told();
    await inventory.synchronise();
    assert.deepEqual(told(), [[], [], []]);
    state.list.push(...pair("C"));
    (state.list[0] as { FIRMWARE: string }).FIRMWARE = "1.1";
    await inventory.synchronise();
    assert.deepEqual(told(), [[], ["A", "C"], []]);
    assert.deepEqual(grown, ["C"], "somebody has to read its values");
  });

  test("waits for the one before it: what is new is told once; one that failed stops no other", async () => {
    const { inventory, load, told, state } = bench("A");
    await load();
    told();
    state.list.push(...pair("C"));
    await Promise.all([inventory.synchronise(), inventory.synchronise()]);
    assert.deepEqual(told(), [[], ["C"], []]);
    state.list.push(...pair("D"));
    const once = {
      get listDevices() {
        state.faults = {};
        return away();
      },
    };
    state.faults = once;
    await Promise.all([assert.rejects(inventory.synchronise(), { class: "transport" }), inventory.synchronise()]);
    assert.deepEqual(told(), [[], ["D"], []]);
  });

  test("who is missing is gone when it is missing again, five minutes later; a home does not vanish as a whole", async () => {
    const { inventory, load, told, state, pass } = bench("A", "B");
    await load();
    told();
    const all = state.list;
    state.list = pair("A");
    await inventory.synchronise();
    assert.deepEqual(told(), [[], [], []]);
    await pass(RECHECK_MS - 1);
    assert.deepEqual(told()[2], []);
    await pass(1);
    assert.deepEqual(told()[2], ["B"]);
    assert.equal(inventory.has("B"), false);
    state.list = [];
    await inventory.synchronise(true);
    assert.deepEqual([told()[2], inventory.has("A")], [[], true], "an empty list is a CCU that is not ready");
    state.list = all;
    await inventory.synchronise();
    assert.deepEqual(told(), [[], ["B"], []], "who comes back is new");
  });

  test("who is said to be gone is gone as soon as the list agrees, and stays while it does not", async () => {
    const { inventory, load, told, state, pass } = bench("A", "B");
    await load();
    told();
    inventory.doubted(["B", "A:1"]);
    await pass(SETTLE_MS);
    assert.deepEqual(told()[2], [], "it is listed");
    inventory.doubted(["B"]);
    state.list = pair("A");
    await pass(SETTLE_MS - 1);
    assert.deepEqual(told()[2], []);
    await pass(1);
    assert.deepEqual(told()[2], ["B"]);
  });

  test("a channel that is said to be gone is no reason to look", async () => {
    const { inventory, load, calls, pass } = bench("A");
    await load();
    calls();
    inventory.doubted(["A:1"]);
    await pass(SETTLE_MS);
    assert.deepEqual(calls(), []);
  });

  test("a device that changed is read anew, past what is kept; one that is not known is looked for", async () => {
    const { inventory, load, told, calls, state, pass, notes } = bench("A");
    await load();
    told();
    calls();
    state.values = { LEVEL, STOP: { ...LEVEL, ID: "STOP", TYPE: "ACTION" } };
    inventory.changed(["A:1", "A"]);
    await settle();
    assert.deepEqual(calls().slice(0, 2), ["getDeviceDescription A", "getDeviceDescription A:1"]);
    assert.deepEqual(told(), [[], ["A"], []]);
    assert.deepEqual(Object.keys(notes.bundles.get("A")?.paramsets["A:1"]?.VALUES ?? {}), ["LEVEL", "STOP"]);
    state.list.push(...pair("N"));
    inventory.changed(["N"]);
    await pass(SETTLE_MS);
    assert.deepEqual(told(), [[], ["N"], []]);
  });

  test("what could not be read is asked for again after a minute", async () => {
    const { inventory, load, told, state, pass } = bench("A", "B");
    await load();
    told();
    state.faults.getDeviceDescription = away();
    state.faults.listDevices = away();
    inventory.changed(["A"]);
    inventory.doubted(["B"]);
    await pass(SETTLE_MS);
    assert.deepEqual(told(), [[], [], []]);
    state.faults = {};
    state.list = pair("A", { FIRMWARE: "2.0" });
    await pass(ASK_AGAIN_MS - SETTLE_MS);
    assert.deepEqual(told(), [[], [], []], "not yet");
    await pass(SETTLE_MS);
    const [, changed, gone] = told();
    assert.deepEqual([new Set(changed), gone], [new Set(["A"]), ["B"]]);
  });

  test("a second look at who is missing that fails is as thorough when it is made up for", async () => {
    const { inventory, load, told, state, pass } = bench("A", "B");
    await load();
    state.list = pair("A");
    await load();
    told();
    state.faults.listDevices = away();
    await pass(RECHECK_MS);
    // one that need not be thorough does not take that from it
    inventory.announced({ read: () => pair("N") });
    await pass(SETTLE_MS);
    assert.deepEqual([told(), inventory.size], [[[], [], []], 2]);
    state.faults = {};
    await pass(ASK_AGAIN_MS);
    assert.deepEqual(told(), [[], ["N"], ["B"]]);
  });

  test("a description that was not answered properly is asked for again, and told when it is whole", async () => {
    const { load, told, state, pass, notes, calls } = bench("A");
    state.faults["getParamsetDescription A:1"] = noAnswer();
    await load();
    assert.deepEqual(told()[0], ["A"], "it is there without it");
    assert.equal(notes.bundles.get("A")?.paramsets["A:1"], undefined);
    assert.ok(notes.damage.some(([address]) => address === "A:1"));
    calls();
    await pass(ASK_AGAIN_MS);
    assert.ok(calls().includes("getParamsetDescription A:1 VALUES"));
    assert.deepEqual(told(), [[], [], []], "in vain: nothing to tell");
    state.faults = {};
    await pass(ASK_AGAIN_MS);
    assert.deepEqual(told(), [[], ["A"], []]);
    assert.ok(notes.bundles.get("A")?.paramsets["A:1"]?.VALUES?.LEVEL);
    calls();
    await pass(ASK_AGAIN_MS * 3);
    assert.deepEqual(calls(), [], "whole is whole");
  });

  test("forgotten, a device is delivered anew although nothing about it changed", async () => {
    const { inventory, load, told, calls } = bench("A", "B");
    await load();
    told();
    calls();
    assert.equal(await inventory.forget("A"), 3, "one type is forgotten, its three descriptions");
    await load();
    assert.deepEqual(told()[0], ["A"]);
    assert.equal(calls().filter((one) => one.startsWith("getParamsetDescription")).length, 3);
    assert.equal(await inventory.forget(), 3);
    await load();
    assert.deepEqual(told()[0], ["A", "B"]);
  });
});

describe("an announcement", () => {
  const announced = (...list: RpcStruct[]) => ({ read: () => list });

  test("of a device that the CCU does not list yet is told when it has settled; of one that is known it is nothing", async () => {
    const { inventory, load, told, pass, calls } = bench("A");
    await load();
    told();
    calls();
    inventory.announced(announced(...pair("A")));
    await pass(SETTLE_MS);
    assert.deepEqual(calls(), []);
    inventory.announced(announced(...pair("N")));
    await pass(SETTLE_MS - 1);
    assert.deepEqual(told(), [[], [], []]);
    await pass(1);
    assert.deepEqual(told(), [[], ["N"], []]);
  });

  test("that comes while its device is being read is no news any more when it has been", async () => {
    const { inventory, load, told, calls, state, pass, clock } = bench("A", "B");
    let announced = 0;
    // values of the first device are described, the second one is not known yet
    Object.defineProperty(state, "values", {
      get() {
        if (announced++ === 0) inventory.announced({ read: () => pair("B") });
        return { LEVEL };
      },
    });
    await load();
    assert.deepEqual([told(), announced], [[["A", "B"], [], []], 1]);
    calls();
    await pass(SETTLE_MS);
    assert.deepEqual([calls(), clock.pending()], [[], 0]);
  });

  test("stopped, nothing is asked any more", async () => {
    const { inventory, load, pass, calls, clock } = bench("A");
    await load();
    calls();
    inventory.announced(announced(...pair("N")));
    inventory.doubted(["A"]);
    inventory.stop();
    await pass(ASK_AGAIN_MS + RECHECK_MS);
    assert.deepEqual([calls(), clock.pending()], [[], 0]);
  });
});
