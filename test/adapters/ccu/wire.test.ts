/** Calls to one interface process: several at once, and what may still be sent when its turn comes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { Wire } from "../../../adapters/ccu/wire.ts";
import { CcuFault, EXPIRED } from "../../../handlers/ports/index.ts";
import { CLOSED, type Hook, OddCcu, SILENT, text } from "./odd-ccu.ts";
import { type Bench, onBench } from "./support.ts";

async function wired(bench: Bench, hook: Hook = () => undefined, name = "HmIP-RF") {
  const odd = await new OddCcu().start(bench);
  odd.hook = hook;
  const wire = new Wire({ name: "c", host: "127.0.0.1", interfaces: [] }, { name, port: odd.port }, bench.clock);
  bench.cleanup.push(() => wire.client.close());
  return { odd, wire };
}
const ASKED = ["AAA0000001", "BBB0000001"].map((address) => ["getDeviceDescription", address] as const);
const outcome = (answer: RpcValue | CcuFault): unknown =>
  answer instanceof CcuFault ? answer.class : ((answer as { ADDRESS?: string }).ADDRESS ?? answer);

test(
  "one answer of several that is none, or a fault, costs itself",
  onBench(async (bench) => {
    for (const [odd, found] of [
      [[{ ADDRESS: "X" }], "X"],
      [[{ ADDRESS: "X" }, "more"], "transport"],
      ["no list", "transport"],
      [{ faultCode: -2, faultString: "unknown device" }, "permanent"],
      [{ faultCode: -10, faultString: "pending" }, "pending"],
    ] as const) {
      const { wire } = await wired(bench, (method) =>
        method === "system.multicall" ? ([odd, [{ ADDRESS: "Y" }]] as RpcValue) : undefined,
      );
      assert.deepEqual((await wire.readMany(ASKED)).map(outcome), [found, "Y"]);
    }
  }),
);

test(
  "several are asked in one call where the process takes that; else, or where its answer does not fit, one by one",
  onBench(async (bench) => {
    const methods = (calls: OddCcu["calls"]) => calls.map(([method]) => method);
    const many = await wired(bench);
    assert.deepEqual((await many.wire.readMany(ASKED)).map(outcome), ["AAA0000001", "BBB0000001"]);
    assert.deepEqual(methods(many.odd.calls), ["system.multicall", ...ASKED.map(([method]) => method)]);
    many.odd.calls.length = 0;
    assert.deepEqual((await many.wire.readMany(ASKED.slice(0, 1))).map(outcome), ["AAA0000001"]);
    assert.deepEqual(methods(many.odd.calls), ["getDeviceDescription"], "one is no batch");
    for (const short of [[[{ ADDRESS: "X" }]], "", 7, new RpcFault(-1, "system.multicall: unknown method name")]) {
      const { odd, wire } = await wired(bench, (method) => {
        if (method !== "system.multicall") return undefined;
        if (short instanceof RpcFault) throw short;
        return short;
      });
      assert.deepEqual((await wire.readMany(ASKED)).map(outcome), ["AAA0000001", "BBB0000001"]);
      assert.deepEqual(methods(odd.calls), ["system.multicall", ...ASKED.map(([method]) => method)]);
    }
  }),
);

test(
  "what acts is sent until its deadline, and not after it, at once or when its turn comes",
  onBench(async (bench) => {
    const { odd, wire } = await wired(bench, (method) => (method === "deleteDevice" ? "" : undefined));
    const now = bench.clock.now();
    await wire.act("deleteDevice", ["A", 0], now);
    await wire.beside("deleteDevice", ["B", 0], now, 1000);
    const late = { cause: EXPIRED };
    await assert.rejects(wire.act("deleteDevice", ["C", 0], now - 1), late);
    await assert.rejects(wire.beside("deleteDevice", ["D", 0], now - 1, 1000), late);
    const held = Promise.withResolvers<void>();
    odd.held = { method: "getValue", until: held.promise };
    const read = wire.read("getValue", ["A:1", "LEVEL"]).catch(() => undefined);
    const waits = assert.rejects(wire.act("deleteDevice", ["E", 0], now), late);
    bench.clock.advance(1);
    held.resolve();
    await Promise.all([read, waits]);
    assert.deepEqual(
      odd.calls.filter(([method]) => method === "deleteDevice").map(([, address]) => address),
      ["A", "B"],
    );
  }),
);

test(
  "whoever watches the connection is told of a call that reached nobody, or a CCU that starts, not of an answer that cannot be read",
  onBench(async (bench) => {
    for (const [odd, isTold] of [
      [CLOSED, true],
      [{ raw: "starting", status: 503 }, true],
      [{ raw: "<html>", type: "text/html" }, true],
      [{ raw: text(1).slice(0, -9) }, false],
      [{ raw: "", status: 200 }, false],
      [7, false],
    ] as const) {
      const { wire } = await wired(bench, (method) => (method === "getParamset" ? odd : undefined));
      let told = 0;
      wire.unreachable = () => void told++;
      const fault = await wire.read("getParamset", ["A", "MASTER"]).catch((error: CcuFault) => error);
      assert.equal((fault as CcuFault).class, "transport");
      assert.equal(told, isTold ? 1 : 0, JSON.stringify(odd));
    }
  }),
);

test(
  "what concerns all calls ends them: wrong credentials, or nobody there",
  onBench(async (bench) => {
    const { odd, wire } = await wired(bench, () => ({ raw: "", status: 401 }));
    await assert.rejects(wire.readMany(ASKED), { class: "auth" });
    assert.equal(odd.calls.length, 1, "the others are not tried");
    const nowhere = new Wire(
      { name: "c", host: "127.0.0.1", interfaces: [] },
      { name: "HmIP-RF", port: 1 },
      bench.clock,
    );
    await assert.rejects(nowhere.readMany(ASKED), { class: "transport" });
  }),
);

test(
  "bulk reads that are not answered: two in a row are single losses, one more is an outage, and then they are counted anew",
  onBench(async (bench) => {
    let answers = false;
    const { wire } = await wired(bench, (method) =>
      method === "getDeviceDescription" && !answers ? SILENT : undefined,
    );
    const read = async (): Promise<string> => {
      const [answer] = (await bench.finish(wire.readMany(ASKED.slice(0, 1), { timeoutMs: 1000 })).catch(() => [])) as [
        RpcValue | CcuFault | undefined,
      ];
      return answer === undefined ? "outage" : answer instanceof CcuFault ? "loss" : "answer";
    };
    const reads: string[] = [];
    for (let n = 0; n < 7; n++) reads.push(await read());
    answers = true;
    reads.push(await read());
    answers = false;
    for (let n = 0; n < 3; n++) reads.push(await read());
    const three = ["loss", "loss", "outage"];
    assert.deepEqual(reads, [...three, ...three, "loss", "answer", ...three]);
  }),
);
