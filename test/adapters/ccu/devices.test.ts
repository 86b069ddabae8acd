import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const load = async (bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}) => {
  const simulator = await bench.simulator(options);
  const { ccu, notes } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  return { simulator, ccu, notes };
};

describe("what a driver learns of a home", () => {
  test(
    "every device with every announced description, names and values, without any radio traffic",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench);
      const devices = [...simulator.world.devices.values()].filter((device) => device.interface !== "BidCos-Wired");
      assert.deepEqual([...notes.bundles.keys()].sort(), devices.map((device) => device.address).sort());
      for (const device of devices) {
        const bundle = notes.bundles.get(device.address);
        assert.deepEqual(
          bundle?.descriptions.map((one) => one.ADDRESS).sort(),
          device.descriptions.map((one) => one.ADDRESS).sort(),
        );
        for (const description of bundle?.descriptions ?? []) {
          for (const key of ["MASTER", "VALUES"] as const) {
            const own = simulator.world.description(description.ADDRESS, key);
            const expected = description.PARAMSETS.includes(key) && own ? Object.keys(own).sort() : undefined;
            const found: object | undefined = bundle?.paramsets[description.ADDRESS]?.[key];
            assert.deepEqual(found && Object.keys(found).sort(), expected, `${description.ADDRESS} ${key}`);
          }
        }
      }
      assert.equal(notes.hubState.names?.LEQ0410001?.name, "Deckenlampe Küche");
      assert.equal(notes.read.get("0001DBE990F502:6.POWER"), simulator.world.value("0001DBE990F502:6", "POWER"));
      assert.deepEqual(simulator.radio, { "BidCos-RF": 0, "HmIP-RF": 0, VirtualDevices: 0, CUxD: 0 });
    }),
  );

  test(
    "a warm start asks for no description, sends nothing over the air, and reads one bulk per interface",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      const cold = notes.bundles;
      await ccu.stop();
      simulator.resetCounters();
      const again = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(again.ccu), 30_000, "warm start");
      assert.equal(simulator.descriptionCalls, 0);
      assert.equal(
        Object.values(simulator.radio).reduce((a, b) => a + b, 0),
        0,
      );
      assert.equal(simulator.calls.scripts?.["read-values"], 4);
      assert.deepEqual(again.notes.bundles, cold);
    }),
  );

  test(
    "new firmware of a device is read anew, and only that device",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench);
      simulator.resetCounters();
      simulator.control.update("0001D3C99C6A01", (before) => ({
        ...before,
        descriptions: before.descriptions.map((one) => (one.PARENT ? one : { ...one, FIRMWARE: "9.9.9" })),
      }));
      await bench.pass(5000);
      assert.deepEqual(notes.changed, ["0001D3C99C6A01"]);
      assert.equal(notes.bundles.get("0001D3C99C6A01")?.descriptions[0]?.FIRMWARE, "9.9.9");
      assert.ok((simulator.calls["HmIP-RF"]?.getParamsetDescription ?? 0) > 0);
      assert.equal(simulator.calls["BidCos-RF"]?.getParamsetDescription, undefined);
    }),
  );

  test(
    "names in Latin-1 bytes with broken escapes, as stock firmware sends them",
    onBench(async (bench) => {
      const { notes } = await load(bench, { latin1Names: true });
      assert.equal(notes.hubState.names?.LEQ0410001?.name, "Deckenlampe Küche");
      assert.ok(notes.hubState.rooms?.some((room) => room.name === "Gäste-WC"));
      for (const room of notes.hubState.rooms ?? []) assert.doesNotMatch(room.name, /[${}\\]/);
    }),
  );

  test(
    "nan and status texts in the bulk read: those values are unknown, all others are there",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      simulator.nanInBulk(true);
      const { ccu, notes } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
      assert.ok(notes.read.size > 100);
      for (const [key, value] of notes.read) {
        assert.ok(!Number.isNaN(value) && value !== "nan" && value !== "STATE_NOT_AVAILABLE", key);
      }
      assert.equal(notes.read.has("0001DBE990F502:6.POWER"), false);
    }),
  );

  test(
    "a group that nobody has reported to has no value: DEFAULT is not invented",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      const group = ["INT0000001:1", "SET_POINT_TEMPERATURE"] as const;
      const value = simulator.world.value(...group);
      assert.ok(value !== undefined);
      simulator.resetCounters();
      assert.equal(await bench.finish(ccu.getValue("VirtualDevices", ...group)), value);
      // of a device its interface is asked: what the logic layer holds is older
      await bench.finish(ccu.getValue("HmIP-RF", "000A9D8997C101:1", "ACTUAL_TEMPERATURE"));
      assert.deepEqual(
        [simulator.calls.VirtualDevices?.getValue, simulator.calls["HmIP-RF"]?.getValue],
        [undefined, 1],
      );
      await simulator.control.restart({ newBoot: true, forgetValues: true });
      notes.read.clear();
      await bench.pass(90_000);
      assert.ok(allLoaded(ccu));
      assert.ok((simulator.calls.scripts?.["read-values"] ?? 0) > 4);
      assert.equal(notes.read.has(group.join(".")), false);
      await assert.rejects(ccu.getValue("VirtualDevices", ...group), {
        ...{ name: "CcuFault", class: "no_value", code: -5 },
      });
      await assert.rejects(ccu.getValue("HmIP-RF", "000A9D8997C101:1", "ACTUAL_TEMPERATURE"), { class: "no_value" });
    }),
  );
});

describe("what changes in a home", () => {
  test(
    "pairing, deleting",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      simulator.control.remove("0000D7099D6F12");
      await bench.pass(5000);
      assert.deepEqual(notes.gone, ["0000D7099D6F12"]);
      simulator.pair({ ...(await newcomer()), address: "0000D7099D6F77" });
      await bench.pass(5000);
      assert.deepEqual(notes.changed, ["0000D7099D6F77"]);
      await ccu.refreshHub("inbox");
      assert.ok(notes.hubState.inbox?.some((device) => device.address === "0000D7099D6F77"));
      await ccu.acceptInboxDevice("0000D7099D6F77", ANY_TIME);
      assert.ok(!notes.hubState.inbox?.some((device) => device.address === "0000D7099D6F77"));
    }),
  );

  test(
    "events: in order, equal ones too; PONGs are not events",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      for (const [channel, parameter, times] of [
        ["JEQ0730012:1", "PRESS_SHORT", 2],
        ["JEQ0730012:2", "PRESS_CONT", 8],
      ] as const) {
        for (let i = 0; i < times; i++) {
          simulator.control.press(channel, parameter);
          await bench.quiet();
        }
        assert.equal(notes.valuesOf(channel, parameter).length, times, "a key that is held or pressed twice");
      }
      for (let i = 0; i < 20; i++) simulator.control.setState("0001DBE990F502:6", "POWER", i + 0.5);
      await bench.quiet();
      assert.deepEqual(
        notes.valuesOf("0001DBE990F502:6", "POWER"),
        Array.from({ length: 20 }, (_, i) => i + 0.5),
      );
      await bench.pass(60_000);
      assert.ok(!notes.heard.some((event) => event.parameter === "PONG"));
      assert.ok(ccu.interfaces().every((one) => one.lastCallbackAt !== undefined));
    }),
  );

  test(
    "strangers' ids, unknown methods and odd parameters: answered plainly, nothing happens, nothing breaks",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench, { interfaces: ["BidCos-RF"] });
      const [registration] = simulator.registrations("BidCos-RF");
      const url = new URL(registration?.url ?? "");
      const client = createXmlRpcClient(
        { host: url.hostname, port: Number(url.port), path: url.pathname },
        bench.clock,
      );
      bench.cleanup.push(() => client.close());
      const id = registration?.id ?? "";
      const before = notes.count;
      const calls: [string, RpcValue[], RpcValue][] = [
        ["event", ["somebody else", "A:1", "STATE", true], ""],
        ["event", [], ""],
        ["event", [id, 5, {}, []], ""],
        ["newDevices", [id, ""], ""],
        ["newDevices", [id, [{ ADDRESS: 7 }, "x", {}]], ""],
        ["deleteDevices", [id, ""], ""],
        ["setReadyConfig", [id, "A"], ""],
        ["anything", [], ""],
        ["listDevices", [id], []],
        [
          "system.multicall",
          [[{ methodName: "event", params: ["x", "A:1", "STATE", 1] }, "odd", {}]],
          [[""], [""], [""]],
        ],
        ["system.multicall", [""], []],
      ];
      for (const [method, params, expected] of calls)
        assert.deepEqual(await client.call(method, params), expected, method);
      const methods = (await client.call("system.listMethods", [id])) as string[];
      for (const method of ["event", "system.multicall", "newDevices"]) assert.ok(methods.includes(method));
      await bench.quiet();
      assert.deepEqual(notes.damage, [
        ["5", "event ?"],
        ["?", "description"],
      ]);
      assert.equal(notes.count, before + notes.damage.length, "nothing but that is told");
      await client.call("event", [id, "UNKNOWN001:1", "STATE", true]);
      await bench.quiet();
      assert.deepEqual(notes.valuesOf("UNKNOWN001:1", "STATE"), [true], "unknown devices are for the model to ignore");
    }),
  );
});

async function newcomer() {
  const { NEWCOMERS } = await import("../../../local/simulator/household.ts");
  return NEWCOMERS[0]!;
}

/** A CCU that does what its own list contradicts. */
async function oddCcu(bench: Bench, odd: Record<string, (params: RpcValue[]) => RpcValue | Promise<RpcValue>> = {}) {
  const calls: [string, RpcValue[]][] = [];
  const device = {
    ADDRESS: "JEQ1",
    TYPE: "HM-X",
    VERSION: 3,
    PARENT: "",
    PARAMSETS: ["MASTER"],
    CHILDREN: ["JEQ1:1", ""],
  };
  const channel = {
    ADDRESS: "JEQ1:1",
    TYPE: "SWITCH",
    VERSION: 3,
    PARENT: "JEQ1",
    PARAMSETS: ["MASTER", "VALUES"],
    INDEX: 1,
  };
  const methods: Record<string, (params: RpcValue[]) => RpcValue | Promise<RpcValue>> = {
    "system.listMethods": () => ["init", "ping"],
    getVersion: () => "2.6.0",
    init: () => "",
    ping: () => [true],
    listDevices: () => [device, channel],
    getParamsetDescription: ([address, key]) =>
      address === "JEQ1:1" && key === "MASTER"
        ? { DELAY: { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1, MIN: 0, MAX: 10, DEFAULT: 0 } }
        : {},
    listBidcosInterfaces: () => "",
    ...odd,
  };
  const noted = Object.entries(methods).map(([name, run]) => [
    name,
    (params: RpcValue[]) => {
      calls.push([name, params]);
      return run(params);
    },
  ]);
  const server = await serveXmlRpc({ methods: Object.fromEntries(noted), style: "rfd" }, { port: 0 });
  bench.cleanup.push(() => server.close());
  bench.activity.push(() => calls.length);
  return { config: { name: "odd", host: "127.0.0.1", interfaces: [{ name: "BidCos-RF", port: server.port }] }, calls };
}

describe("a CCU that contradicts itself", () => {
  test(
    "deleteDevices is believed only when the device is not listed any more",
    onBench(async (bench) => {
      let listed = true;
      const root = { ADDRESS: "JEQ1", TYPE: "HM-X", VERSION: 3, PARENT: "", PARAMSETS: "", CHILDREN: "" };
      const odd = await oddCcu(bench, { listDevices: () => (listed ? [root] : "") });
      const { ccu, notes } = await bench.driver(odd.config);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      assert.deepEqual(
        notes.bundles.get("JEQ1")?.descriptions[0]?.PARAMSETS,
        [],
        "an empty list came as an empty text",
      );
      const [url, id] = (odd.calls.find(([name]) => name === "init") as [string, [string, string]])[1];
      const { port } = new URL(url);
      const client = createXmlRpcClient({ host: "127.0.0.1", port: Number(port) }, bench.clock);
      bench.cleanup.push(() => client.close());
      await client.call("deleteDevices", [id, ["JEQ1", "JEQ1:1"]]);
      await bench.pass(10_000);
      assert.deepEqual(notes.gone, []);
      listed = false;
      await client.call("deleteDevices", [id, ["JEQ1", "JEQ1:1"]]);
      await bench.pass(10_000);
      assert.deepEqual(notes.gone, ["JEQ1"]);
    }),
  );

  test(
    "rfd says ok and takes nothing: reading back tells, and the caller hears of it",
    onBench(async (bench) => {
      const odd = await oddCcu(bench, { getParamset: () => ({ DELAY: 1.5 }), putParamset: () => "" });
      const { ccu } = await bench.driver(odd.config);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      const writing = ccu.putParamset(
        "BidCos-RF",
        "JEQ1:1",
        "MASTER",
        { DELAY: { type: "FLOAT", value: 3 } },
        { deadline: ANY_TIME },
      );
      writing.catch(() => undefined);
      await bench.pass(10_000);
      await assert.rejects(writing, { class: "permanent", message: /did not take DELAY/ });
    }),
  );

  test(
    "a daemon that loops on init's callbacks is answered while our own call still waits",
    onBench(async (bench) => {
      const heard: RpcValue[] = [];
      const odd = await oddCcu(bench, {
        init: async ([url, id]) => {
          if (id === "") return "";
          const client = createXmlRpcClient(
            { host: "127.0.0.1", port: Number(new URL(String(url)).port) },
            bench.clock,
          );
          heard.push(
            await client.call("system.listMethods", [id as string]),
            await client.call("listDevices", [id as string]),
          );
          client.close();
          return "";
        },
      });
      const { ccu } = await bench.driver(odd.config);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      assert.deepEqual(heard[1], []);
    }),
  );

  test(
    "descriptions that fault: absent; faults for ever are remembered, others asked again",
    onBench(async (bench) => {
      let asked = 0;
      const odd = await oddCcu(bench, {
        getParamsetDescription: ([address, key]) => {
          asked++;
          if (address === "JEQ1") throw new RpcFault(-3, "Unknown paramset");
          if (key === "MASTER") throw new RpcFault(-1, "Failure");
          return { STATE: { TYPE: "BOOL", OPERATIONS: "7", FLAGS: "1" } };
        },
      });
      const first = await bench.driver(odd.config);
      await bench.passUntil(() => allLoaded(first.ccu), 60_000, "loading");
      assert.equal(asked, 3);
      assert.deepEqual(first.notes.bundles.get("JEQ1")?.paramsets, {
        "JEQ1:1": { VALUES: { STATE: { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1 } } },
      });
      await first.ccu.stop();
      const second = await bench.driver(odd.config);
      await bench.passUntil(() => allLoaded(second.ccu), 60_000, "loading again");
      assert.equal(asked, 4, "only what failed by chance is asked again");
    }),
  );
});
