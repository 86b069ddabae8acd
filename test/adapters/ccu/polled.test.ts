import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { RpcFault } from "../../../adapters/ccu/codec/value.ts";
import { isUnreadable } from "../../../adapters/ccu/faults.ts";
import { createJsonClient, tclWords } from "../../../adapters/ccu/json-client.ts";
import { normaliseDevice, normaliseParamset } from "../../../adapters/ccu/normalise.ts";
import { castParamset } from "../../../adapters/ccu/typed-value.ts";
import { CONFIRM_MS, POLL_MS } from "../../../adapters/ccu/value-poll.ts";
import { CcuFault, type TypedValue } from "../../../handlers/ports/index.ts";
import { ANY_TIME, allLoaded, type Bench, onBench, RECOVERED_LIMIT_MS } from "./support.ts";

const SWITCH = "CUX4000001:1";
const THERMOMETER = "CUX9002001:1";
const TIMER = "CUX2800001:1";
const bool = (value: boolean): TypedValue => ({ type: "BOOL", value });

/** A driver that reaches CUxD through the WebUI only. */
const load = async (bench: Bench, iface = "CUxD") => {
  const simulator = await bench.simulator({ interfaces: [iface, "HmIP-RF"] });
  const interfaces = simulator.central.interfaces.map((one) =>
    one.name === iface ? { name: iface, rpc_type: "jsonrpc" as const } : one,
  );
  const { ccu, notes } = await bench.driver({ ...simulator.central, interfaces });
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  await bench.pass(10_000);
  return { simulator, ccu, notes };
};

describe("an interface behind the WebUI's JSON-RPC", () => {
  for (const iface of ["CUxD", "BidCos-RF"])
    test(
      `${iface}: devices, descriptions and values are those that its own protocol gives`,
      onBench(async (bench) => {
        const { simulator, notes } = await load(bench, iface);
        assert.equal(simulator.calls[iface]?.init, undefined, "it is not registered with");
        const plain = await bench.driver(simulator.central, { instanceId: "inst2" });
        await bench.passUntil(() => allLoaded(plain.ccu), 30_000, "loading");
        await bench.pass(10_000);
        assert.ok([...notes.bundles.values()].some((bundle) => bundle.interface === iface));
        for (const [address, bundle] of notes.bundles) assert.deepEqual(bundle, plain.notes.bundles.get(address));
        // rfd reports its service messages as events on top of what is read
        for (const [key, value] of plain.notes.read) assert.equal(notes.read.get(key), value, key);
        for (const { address, parameter, value } of plain.notes.heard.filter((one) => one.iface === iface)) {
          assert.equal(notes.read.get(`${address}.${parameter}`), value);
        }
      }),
    );

  test(
    "what changes is seen by the next poll, once; a press by its time",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench);
      assert.deepEqual(
        notes.heard.filter(({ iface }) => iface === "CUxD"),
        [],
      );
      const [parameter = ""] = [...(simulator.world.cellsOf(THERMOMETER).keys() ?? [])].filter((id) =>
        /TEMPERATURE/.test(id),
      );
      simulator.control.setState(THERMOMETER, parameter, 7.5);
      simulator.world.report(TIMER, { PRESS_SHORT: true });
      await bench.passUntil(() => notes.valuesOf(THERMOMETER, parameter).length > 0, POLL_MS, "the reading");
      assert.deepEqual(notes.valuesOf(THERMOMETER, parameter), [7.5]);
      simulator.world.report(TIMER, { PRESS_SHORT: true });
      await bench.pass(POLL_MS);
      assert.equal(notes.valuesOf(TIMER, "PRESS_SHORT").length, 2, "the same value at another time");
      await bench.pass(2 * POLL_MS);
      assert.deepEqual(notes.valuesOf(THERMOMETER, parameter), [7.5], "nothing is told twice");
    }),
  );

  test(
    "a write is confirmed soon; what it is typed as arrives",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      await bench.finish(ccu.setValue("CUxD", SWITCH, "STATE", bool(true), { deadline: ANY_TIME }));
      await bench.quiet();
      assert.equal(simulator.world.value(SWITCH, "STATE"), true);
      const took = await bench.passUntil(() => notes.valuesOf(SWITCH, "STATE").at(-1) === true, 10_000, "confirmation");
      assert.ok(took <= CONFIRM_MS + 1000);
      assert.equal(await ccu.getValue("CUxD", SWITCH, "STATE"), true);
      await bench.finish(
        ccu.putParamset(
          "CUxD",
          SWITCH,
          "VALUES",
          { STATE: bool(false), ON_TIME: { type: "FLOAT", value: 3 } },
          { deadline: ANY_TIME },
        ),
      );
      await bench.passUntil(() => notes.valuesOf(SWITCH, "STATE").at(-1) === false, 10_000, "confirmation");
      await bench.finish(
        ccu.putParamset(
          "CUxD",
          SWITCH,
          "MASTER",
          { SWITCH_CMD: { type: "STRING", value: "/bin/ü" } },
          { deadline: ANY_TIME },
        ),
      );
      assert.deepEqual(await ccu.getParamset("CUxD", SWITCH, "MASTER"), { SWITCH_CMD: "/bin/ü" });
    }),
  );

  test(
    "devices come and go within minutes; faults are what they would be",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      simulator.control.remove("CUX2800001");
      await bench.passUntil(() => notes.gone.includes("CUX2800001"), 12 * POLL_MS, "the device that went");
      await assert.rejects(ccu.getValue("CUxD", "CUX2800001:1", "WORKING"), { class: "permanent", code: -2 });
      await assert.rejects(ccu.getInstallMode("CUxD"), { class: "unsupported" });
    }),
  );

  test(
    "an outage shows, and ends by itself",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      const state = () => ccu.interfaces().find(({ name }) => name === "CUxD")?.connected;
      await simulator.control.gate("refused", "web");
      await bench.passUntil(() => state() === false, 60_000, "the outage");
      await assert.rejects(ccu.setValue("CUxD", SWITCH, "STATE", bool(true), { deadline: ANY_TIME }), {
        class: "transport",
      });
      simulator.world.report(SWITCH, { STATE: true });
      await simulator.control.gate("open", "web");
      await bench.passUntil(() => state() === true, RECOVERED_LIMIT_MS, "the way back");
      await bench.passUntil(() => notes.read.get(`${SWITCH}.STATE`) === true, 60_000, "what happened meanwhile");
    }),
  );

  test(
    "without the user of the WebUI there is no such way",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ interfaces: ["CUxD"] });
      const { ports } = simulator;
      const config = { name: "x", host: "127.0.0.1", ports: { ReGa: ports.rega ?? 0 } };
      const { ccu } = await bench.driver({ ...config, interfaces: [{ name: "CUxD", rpc_type: "jsonrpc" }] });
      assert.match(ccu.interfaces()[0]?.note ?? "", /needs the user/);
    }),
  );

  test("whatever the web interface answers: a value, or a fault of the known kinds", async () => {
    const methods = [
      ["listDevices"],
      ["getDeviceDescription", "A"],
      ["getParamsetDescription", "A:1", "VALUES"],
      ["getParamset", "A:1", "VALUES"],
      ["getValue", "A:1", "STATE"],
      ["setValue", "A:1", "STATE", true],
      ["putParamset", "A:1", "VALUES", { STATE: true }],
      ["ping"],
      ["toString"],
    ] as const;
    const word = fc.constantFrom(
      "NAME",
      "TYPE",
      "MIN",
      "DEFAULT",
      "VALUE_LIST",
      "SPECIAL",
      "ADDRESS",
      "address",
      "__proto__",
      "toString",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(word, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(...methods), async (answer, [method, ...params]) => {
        const client = createJsonClient("CUxD", async () => answer);
        try {
          const value = await client.call(method, params as never);
          normaliseParamset(value);
          normaliseDevice(value);
          castParamset(value, {});
        } catch (error) {
          assert.ok(error instanceof CcuFault || error instanceof RpcFault, String(error));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a list that is none says nothing: it is a fault, not an empty list", async () => {
    for (const answer of [null, "", {}, 7, true, "truncated ["])
      for (const [method, ...params] of [["listDevices"], ["getParamsetDescription", "A:1", "VALUES"]] as const) {
        const client = createJsonClient("CUxD", async () => answer);
        await assert.rejects(
          client.call(method, params),
          (error: CcuFault) => isUnreadable(error),
          `${method} ${answer}`,
        );
      }
    const empty = createJsonClient("CUxD", async () => []);
    assert.deepEqual(await empty.call("listDevices", []), []);
    assert.deepEqual(await empty.call("getParamsetDescription", ["A:1", "MASTER"]), {});
  });

  test("a parameter that cannot be read costs itself, and the description is not taken for whole", async () => {
    const good = { NAME: "STATE", TYPE: "BOOL", OPERATIONS: "7", FLAGS: "1" };
    for (const bad of [null, "STATE", {}, { NAME: 7 }, []]) {
      const client = createJsonClient("CUxD", async () => [bad, good]);
      const lost: string[] = [];
      const set = normaliseParamset(await client.call("getParamsetDescription", ["A:1", "VALUES"]), (name) =>
        lost.push(name),
      );
      assert.deepEqual([Object.keys(set), lost.length], [["STATE"], 1], JSON.stringify(bad));
    }
  });

  test("a struct where a text belongs is no text, whatever its members are called", () => {
    const odd = { toString: 1, valueOf: 2 };
    assert.deepEqual(normaliseParamset({ X: { TYPE: "ENUM", VALUE_LIST: ["A", odd] } }).X?.VALUE_LIST, ["A", ""]);
    assert.deepEqual(normaliseDevice({ ADDRESS: "A", TYPE: "T", CHILDREN: ["A:1", odd] })?.CHILDREN, ["A:1"]);
  });

  test("Tcl's lists", () => {
    assert.deepEqual(tclWords("A {B C} {} D"), ["A", "B C", "", "D"]);
    assert.deepEqual(tclWords(""), []);
  });
});
