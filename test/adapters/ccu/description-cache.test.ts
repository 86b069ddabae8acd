/** Descriptions as they are kept: what is asked, what is remembered, and what a store or a CCU that fails costs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DescriptionCache, type FetchDescriptions } from "../../../adapters/ccu/descriptions.ts";
import { DeviceReads } from "../../../adapters/ccu/device-reads.ts";
import { silentFault } from "../../../adapters/ccu/faults.ts";
import { normaliseDevice } from "../../../adapters/ccu/normalise.ts";
import type { Wire } from "../../../adapters/ccu/wire.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { type DeviceDescription, type InterfaceName, type SiteStore, siteId } from "../../../handlers/ports/index.ts";
import { fakeWire, fault } from "./fake-wire.ts";

const STATE = { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1 };
const described = (ADDRESS: string, more: object = {}): DeviceDescription =>
  normaliseDevice({
    ADDRESS,
    TYPE: "SWITCH",
    VERSION: 1,
    FIRMWARE: "1.0",
    PARAMSETS: ["MASTER", "VALUES"],
    ...more,
  } as never)!;
const group = (address: string) => [
  described(address, { PARAMSETS: ["MASTER"] }),
  described(`${address}:1`, { PARAMSETS: ["VALUES"] }),
];
const newStore = (): SiteStore => createMemoryStore({ clock: createManualClock() }).site(siteId("s"));

function bench(store = newStore(), iface: InterfaceName = "HmIP-RF") {
  const warnings: string[] = [];
  const damage: string[] = [];
  const asked: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const cache = new DescriptionCache(store, "c", iface, log, (address, what) => void damage.push(`${address} ${what}`));
  cache.useVersion("1");
  /** What the CCU answers, by address. */
  const answers: Record<string, unknown> = {};
  const fetch: FetchDescriptions = async (wanted) => {
    assert.ok(wanted.length > 0, "nothing is asked for where nothing is missing");
    asked.push(...wanted.map(({ address, paramset }) => `${address} ${paramset}`));
    return wanted.map(({ address }) => (answers[address] ?? { STATE }) as never);
  };
  return {
    ...{ cache, warnings, damage, answers, store },
    bundle: (address: string, fresh = false) => cache.bundle(group(address), fetch, fresh),
    asked: () => asked.splice(0),
    versions: async () => (await store.list("description")).items.map(({ version }) => version),
    kept: async () => (await store.list("description")).items.length,
  };
}

describe("descriptions", () => {
  test("are asked for once for all of a type, and not after a start", async () => {
    const one = bench();
    const { paramsets } = await one.bundle("A");
    assert.deepEqual(paramsets, { A: { MASTER: { STATE } }, "A:1": { VALUES: { STATE } } });
    assert.deepEqual([one.asked(), one.cache.fetched], [["A MASTER", "A:1 VALUES"], 2]);
    await one.bundle("B");
    assert.deepEqual([one.asked(), one.cache.fetched, await one.kept()], [[], 2, 1]);
    const later = bench(one.store);
    assert.deepEqual((await later.bundle("B")).paramsets.B, { MASTER: { STATE } });
    assert.deepEqual([later.asked(), await later.versions()], [[], [1]], "nor is anything written then");
    await later.bundle("B", true);
    assert.equal(later.asked().length, 2, "unless they are wanted anew");
  });

  test("that are alike are kept once, also right after they were read", async () => {
    const { bundle } = bench();
    const { paramsets } = await bundle("A");
    assert.equal(paramsets.A?.MASTER?.STATE, paramsets["A:1"]?.VALUES?.STATE);
  });

  test("that one device was asked for anew are those of all its kind", async () => {
    const { bundle, answers, asked } = bench();
    await bundle("A");
    const NEW = { ...STATE, TYPE: "FLOAT" };
    answers.A = { NEW };
    await bundle("A", true);
    asked();
    assert.deepEqual((await bundle("B")).paramsets.B, { MASTER: { NEW } });
    assert.deepEqual(asked(), []);
  });

  test("of CUxD are those of one device: no two of a type need be alike", async () => {
    const { bundle, asked } = bench(newStore(), "CUxD");
    await bundle("CUX1");
    await bundle("CUX2");
    assert.equal(asked().length, 4);
  });

  test("of another version of the CCU are asked for anew; the former ones go with the next sweep", async () => {
    const { bundle, asked, cache, kept } = bench();
    await bundle("A");
    cache.useVersion("1");
    await bundle("A");
    assert.equal(asked().length, 2);
    cache.useVersion("2");
    await bundle("A");
    assert.deepEqual([asked().length, await kept()], [2, 2]);
    await cache.sweep();
    assert.equal(await kept(), 1);
    await bundle("A");
    assert.equal(asked().length, 0);
    cache.useVersion("1");
    await bundle("A");
    assert.equal(asked().length, 2, "nor are they kept in memory");
  });

  test("that were forgotten are counted, and asked for anew", async () => {
    const { bundle, asked, cache, kept } = bench();
    await bundle("A");
    asked();
    assert.equal(await cache.forget(group("A").slice(0, 1)), 2);
    assert.equal(await kept(), 0);
    await bundle("A");
    assert.equal(asked().length, 2);
    assert.equal(await cache.forget(), 2);
    assert.equal(await cache.forget(), 0);
  });

  test("a store that fails costs the memory, not the devices", async () => {
    const store = newStore();
    const ill: SiteStore = {
      ...store,
      get: () => Promise.reject(new Error("disk")),
      put: () => Promise.reject(new Error("disk")),
    };
    const { bundle, warnings, asked } = bench(ill);
    assert.deepEqual((await bundle("A")).paramsets.A, { MASTER: { STATE } });
    assert.deepEqual([asked().length, warnings.length], [2, 2], "told once for reading and once for writing");
    await bundle("B");
    assert.deepEqual(asked(), [], "while it runs it remembers them itself");
  });

  test("what is no answer is asked for again; what the CCU says that there is none of is not", async () => {
    for (const [answer, again, isIncomplete] of [
      [fault("permanent", -2), 0, false],
      [fault("unsupported"), 0, false],
      [fault("permanent", -1), 1, false],
      [silentFault(1000), 1, true],
    ] as const) {
      const { bundle, answers, asked, cache, damage } = bench();
      answers["A:1"] = answer;
      const { paramsets } = await bundle("A");
      assert.deepEqual(paramsets, { A: { MASTER: { STATE } } });
      assert.deepEqual(
        [cache.incomplete.has("A"), damage.length],
        [isIncomplete, isIncomplete ? 1 : 0],
        answer.message,
      );
      asked();
      await bundle("A");
      assert.equal(asked().length, again, `${answer.class} ${answer.code}`);
      delete answers["A:1"];
      await bundle("A");
      assert.equal(cache.incomplete.has("A"), false);
    }
  });

  test("a fault that concerns everything is the caller's: nothing is known then", async () => {
    for (const kind of ["transport", "radio", "auth"] as const) {
      const { bundle, answers, kept } = bench();
      answers["A:1"] = fault(kind);
      await assert.rejects(bundle("A"), { class: kind });
      assert.equal(await kept(), 0);
    }
  });

  test("one that is read in part serves for now, and never replaces a whole one", async () => {
    const { bundle, answers, asked, cache, damage } = bench();
    answers["A:1"] = { STATE, LEVEL: "damaged" };
    assert.deepEqual((await bundle("A")).paramsets["A:1"], { VALUES: { STATE } });
    assert.deepEqual([damage, cache.incomplete.has("A")], [["A:1 VALUES LEVEL"], true]);
    answers["A:1"] = { STATE, LEVEL: { ...STATE, TYPE: "FLOAT" } };
    const whole = (await bundle("A")).paramsets["A:1"]?.VALUES;
    assert.deepEqual([Object.keys(whole ?? {}), cache.incomplete.has("A")], [["STATE", "LEVEL"], false]);
    answers["A:1"] = { STATE: "damaged" };
    asked();
    assert.deepEqual((await bundle("A", true)).paramsets["A:1"]?.VALUES, whole);
    assert.equal(cache.incomplete.has("A"), true);
  });
});

describe("a device is read with its channels", () => {
  const reads = (answers: Record<string, unknown>, known?: DeviceDescription) => {
    const { wire, calls, told, tell } = fakeWire("hmip", answers);
    const made = new DeviceReads(
      wire as unknown as Wire,
      (address, what) => tell(`${address} ${what}`),
      () => known,
    );
    return { made, calls, told };
  };
  const raw = (address: string, more: object = {}) => ({
    ADDRESS: address,
    TYPE: "T",
    VERSION: 1,
    PARAMSETS: [],
    ...more,
  });
  const addresses = (all: readonly DeviceDescription[]) => all.map(({ ADDRESS }) => ADDRESS);

  test("the list of all is waited for five minutes; whoever wants it as it came is given it", async () => {
    const { made, calls } = reads({ listDevices: [raw("A")] });
    assert.deepEqual(await made.list(), [raw("A")]);
    const received = () => {};
    await made.list(received);
    assert.deepEqual(calls(), [
      ["read", "listDevices", [], { timeoutMs: 300_000 }],
      ["read", "listDevices", [], { timeoutMs: 300_000, received }],
    ]);
    assert.deepEqual(await reads({ listDevices: "" }).made.list(), [], "an empty text is an empty list");
  });

  test("descriptions are asked for twenty at a time", async () => {
    for (const [count, expected] of [
      [0, []],
      [20, [20]],
      [21, [20, 1]],
    ] as const) {
      const batches: number[] = [];
      const readMany = async (wanted: readonly (readonly string[])[], options: object) => {
        assert.deepEqual(options, { low: true, timeoutMs: 30_000 });
        batches.push(wanted.length);
        return wanted.map(([, address, paramset]) => `${address} ${paramset}`);
      };
      const made = new DeviceReads({ readMany } as unknown as Wire, assert.fail, () => undefined);
      const wanted = Array.from({ length: count }, (_, n) => ({
        ...{ address: `A:${n}`, slot: "" },
        paramset: "VALUES" as const,
      }));
      assert.deepEqual(
        await made.paramsets(wanted),
        wanted.map(({ address }) => `${address} VALUES`),
      );
      assert.deepEqual(batches, expected);
    }
  });

  test("one by one; a channel that cannot be described costs itself, or nothing where it is known", async () => {
    const of: Record<string, unknown> = {
      A: raw("A", { CHILDREN: ["A:0", "A:1"] }),
      "A:0": raw("A:0"),
      "A:1": fault("permanent"),
    };
    const getDeviceDescription = (address: string) => of[address];
    const { made, told } = reads({ getDeviceDescription });
    assert.deepEqual(addresses(await made.describe("A")), ["A", "A:0"]);
    assert.deepEqual(told(), ["A:1 description"]);
    const known = reads({ getDeviceDescription }, normaliseDevice(raw("A:1") as never));
    assert.deepEqual(addresses(await known.made.describe("A")), ["A", "A:0", "A:1"]);
    for (const fatal of [fault("transport"), fault("auth")]) {
      of["A:1"] = fatal;
      await assert.rejects(made.describe("A"), { class: fatal.class });
    }
    of["A:1"] = silentFault(1);
    await assert.rejects(made.describe("A"), { class: "transport" });
  });

  test("by the list of all devices, where the interface cannot describe one", async () => {
    const answers = {
      getDeviceDescription: fault("unsupported"),
      listDevices: [raw("A", { PARENT: "" }), raw("A:1", { PARENT: "A" }), raw("B", { PARENT: "" })],
    };
    assert.deepEqual(addresses(await reads(answers).made.describe("A")), ["A", "A:1"]);
    await assert.rejects(reads(answers).made.describe("C"), { class: "permanent", code: -2 });
    await assert.rejects(reads({ getDeviceDescription: fault("radio") }).made.describe("A"), { class: "radio" });
    await assert.rejects(reads({ getDeviceDescription: "" }).made.describe("A"), { class: "permanent", code: -2 });
  });
});
