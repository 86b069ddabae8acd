/** CCUs that answer something else than they should: what is no answer is no knowledge, and one bad value costs one value. */
import assert from "node:assert/strict";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { checkAnswer } from "../../../adapters/ccu/answers.ts";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";
import { createDamageReport, DAMAGE_QUIET_MS, DAMAGE_TOLD } from "../../../adapters/ccu/damage.ts";
import { ASK_AGAIN_MS } from "../../../adapters/ccu/inventory.ts";
import { createBinRpcClient, MAX_IDLE_SOCKETS } from "../../../adapters/ccu/rpc-client.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import {
  CLOSED,
  describeDevice,
  driven,
  GOOD,
  type Hook,
  loaded,
  type Odd,
  parameter,
  spoilt,
  text,
} from "./odd-ccu.ts";
import { ANY_TIME, allLoaded, type Bench, onBench, silent } from "./support.ts";

describe("an answer that is none", () => {
  const NOTHING: Record<string, Odd> = {
    "an empty body": { raw: "" },
    "no parameter": { raw: "<?xml version='1.0'?><methodResponse><params></params></methodResponse>" },
    "a page": { raw: "<html><body>Please log in</body></html>", type: "text/html" },
    "a page of an error": { raw: "<!DOCTYPE html><html><body>500</body></html>", status: 500 },
    "XML that ends too early": { raw: text(GOOD).slice(0, -40) },
    "another type of content": { raw: text(GOOD), type: "text/html; charset=utf-8" },
    "an empty text": "",
    "a list": [],
    "a number": 7,
    "a value that cannot be read": spoilt("#", "<i4></i4>"),
  };
  for (const [what, answer] of Object.entries(NOTHING))
    test(
      `${what} for a description: that one is missing, told, not stored, and asked for again`,
      onBench(async (bench) => {
        let ill = true;
        const made = await driven(bench, (method, _, params) =>
          ill &&
          /multicall|getParamsetDescription/.test(method) &&
          params.includes("AAA0000001:1") &&
          params.includes("VALUES")
            ? answer
            : undefined,
        );
        await loaded(bench, made);
        const { notes, odd, warnings } = made;
        assert.deepEqual(notes.bundles.get("BBB0000001")?.paramsets["BBB0000001:1"]?.VALUES, GOOD);
        assert.deepEqual(Object.keys(notes.bundles.get("AAA0000001")?.paramsets["AAA0000001:1"] ?? {}), ["MASTER"]);
        assert.ok(
          warnings.some((line) => line.includes("AAA0000001:1")),
          "a warning names it",
        );
        assert.deepEqual(
          notes.damage.map(([address]) => address),
          ["AAA0000001:1"],
        );
        const stored = await bench.store.list("description", { prefix: "paramsets/" });
        assert.ok(stored.items.every(({ value }) => !JSON.stringify(value).includes('"VALUES":null')));
        await bench.pass(ASK_AGAIN_MS);
        assert.equal(notes.changed.length, 0, "asked again in vain: nothing new");
        ill = false;
        await bench.pass(ASK_AGAIN_MS + 1000);
        assert.deepEqual(notes.changed, ["AAA0000001"]);
        assert.deepEqual(notes.bundles.get("AAA0000001")?.paramsets["AAA0000001:1"]?.VALUES, GOOD);
        const asked = odd.count("getParamsetDescription");
        await bench.pass(3 * ASK_AGAIN_MS);
        assert.equal(odd.count("getParamsetDescription"), asked, "what is known is not asked for");
      }),
    );

  test(
    "known descriptions survive a reload that is not answered",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      made.odd.hook = (method) => (/multicall|getParamsetDescription/.test(method) ? { raw: "" } : undefined);
      await made.ccu.reloadDevice(made.iface, "AAA0000001");
      assert.deepEqual(made.notes.bundles.get("AAA0000001")?.paramsets["AAA0000001:1"]?.VALUES, GOOD);
    }),
  );

  test(
    "of listDevices: not loaded, and nothing that was known is gone",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      made.odd.hook = (method) => (method === "listDevices" ? { raw: "" } : undefined);
      await assert.rejects(made.ccu.refreshDevices(), { class: "transport" });
      assert.deepEqual(made.notes.gone, []);
    }),
  );

  test(
    "of a write is an answer; of a read it is none",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      made.odd.hook = (method) => (/setValue|getParamset$/.test(method) ? { raw: "" } : undefined);
      await made.ccu.setValue(made.iface, "AAA0000001:1", "LEVEL", { type: "FLOAT", value: 1 }, { deadline: ANY_TIME });
      await assert.rejects(made.ccu.getParamset(made.iface, "AAA0000001:1", "VALUES"), { class: "transport" });
    }),
  );

  test("which methods may answer nothing", () => {
    for (const method of ["setValue", "putParamset", "init", "addLink", "listReplaceableDevices"])
      assert.equal(checkAnswer(method, undefined), "");
    for (const method of [
      "listDevices",
      "getValue",
      "getParamset",
      "getVersion",
      "system.multicall",
      "system.listMethods",
      "getLinks",
    ]) {
      assert.throws(() => checkAnswer(method, undefined), { name: "RpcFormatError" }, method);
    }
    assert.equal(checkAnswer("getLinks", ""), "", "rfd's empty list");
    assert.equal(checkAnswer("getParamset", ""), "");
    assert.throws(() => checkAnswer("getLinks", {}), { name: "RpcFormatError" });
    assert.throws(() => checkAnswer("getParamset", []), { name: "RpcFormatError" });
  });
});

describe("a value that cannot be read", () => {
  test(
    "in a parameter's description: a limit is left out, without its type the parameter is; both are asked for again",
    onBench(async (bench) => {
      const bad = { LEVEL: parameter({ MIN: "#" }), OTHER: parameter({ TYPE: "#" }), THIRD: parameter() };
      const made = await driven(bench, (method, [calls], params) => {
        if (method !== "system.multicall" || !params.includes("AAA0000001:1")) return undefined;
        return spoilt(
          (calls as { params: string[] }[]).map(({ params: [, key] }) => [key === "VALUES" ? bad : {}]),
          "<i4></i4>",
        );
      });
      await loaded(bench, made);
      const { MIN: _, ...rest } = parameter();
      const known = () => made.notes.bundles.get("AAA0000001")?.paramsets["AAA0000001:1"]?.VALUES;
      assert.deepEqual(known(), { LEVEL: rest, THIRD: parameter() });
      assert.deepEqual(made.notes.damage, [
        ["AAA0000001:1", "VALUES LEVEL.MIN"],
        ["AAA0000001:1", "VALUES OTHER.TYPE"],
      ]);
      made.odd.hook = () => undefined;
      await bench.pass(ASK_AGAIN_MS + 1000);
      assert.deepEqual(known(), GOOD);
    }),
  );

  test(
    "in a paramset: that value is unknown, the others are read",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      made.odd.hook = (method) =>
        method === "getParamset" ? spoilt({ LEVEL: 0.5, OTHER: "#" }, "<double>1,5</double>") : undefined;
      assert.deepEqual(await made.ccu.getParamset(made.iface, "AAA0000001:1", "VALUES"), { LEVEL: 0.5 });
      assert.deepEqual(made.notes.damage, [["AAA0000001:1", "VALUES OTHER"]]);
    }),
  );

  test(
    "anywhere in the list of devices: the interface is up, everything else is as it would be, somebody is told",
    onBench(async (bench) => {
      const clean = [...describeDevice("AAA0000001", "HM-A"), ...describeDevice("BBB0000001", "HM-B")];
      const members = clean.flatMap((one, i) => Object.keys(one).map((name) => [i, name] as const));
      for (const [i, name] of fc.sample(fc.constantFrom(...members), { numRuns: 12, seed: 20261129 })) {
        const inner = new (bench.constructor as new () => Bench)();
        try {
          const made = await driven(inner, (method) =>
            method === "listDevices"
              ? spoilt(
                  clean.map((one, at) => (at === i ? { ...one, [name]: "#" } : one)),
                  "<i4>1.x</i4>",
                )
              : undefined,
          );
          await loaded(inner, made);
          const [bad, good] = i < 2 ? ["AAA0000001", "BBB0000001"] : ["BBB0000001", "AAA0000001"];
          const expected = clean.filter(({ ADDRESS }) => String(ADDRESS).startsWith(good!));
          assert.deepEqual(made.notes.bundles.get(good!)?.descriptions, expected, `${i} ${name}`);
          assert.equal(made.notes.damage.length, 1, `${i} ${name}`);
          assert.ok(name === "ADDRESS" || made.notes.damage[0]?.[0].startsWith(bad!), `${i} ${name}`);
        } finally {
          await inner.end();
        }
      }
    }),
  );

  test("is told once while it lasts, and no more than a log can bear", () => {
    const clock = createManualClock();
    const told: string[] = [];
    const report = createDamageReport({
      iface: "HmIP-RF",
      listener: { damaged: (_, address) => told.push(address) },
      clock,
      log: silent,
    });
    for (let i = 0; i <= DAMAGE_TOLD; i++) for (let twice = 0; twice < 2; twice++) report(`A:${i}`, "LEVEL");
    assert.equal(told.length, DAMAGE_TOLD);
    clock.advance(DAMAGE_QUIET_MS);
    report("A:1", "LEVEL");
    assert.equal(told.length, DAMAGE_TOLD + 1);
    report("A".repeat(5000), "LEVEL");
    assert.equal(told.at(-1)?.length, 100);
  });
});

describe("a method that is not known", () => {
  const KNOWN = /^(init|listDevices|getParamsetDescription|getParamset|setValue|system.multicall)$/;
  const HOOKS: Record<string, Hook> = {
    "ping closes the connection": (method) => (method === "ping" ? CLOSED : undefined),
    "ping is answered by HTTP 404": (method) =>
      method === "ping" ? { raw: "Not Found", status: 404, type: "text/plain" } : undefined,
    "ping is answered by a page": (method) =>
      method === "ping" ? { raw: "<html></html>", type: "text/html" } : undefined,
    "everything that is not essential closes the connection": (method) => (KNOWN.test(method) ? undefined : CLOSED),
  };
  for (const [what, hook] of Object.entries(HOOKS))
    test(
      `${what}: no outage, one registration`,
      onBench(async (bench) => {
        const made = await driven(bench, hook);
        await loaded(bench, made);
        await bench.pass(120_000);
        assert.ok(allLoaded(made.ccu));
        assert.equal(made.odd.count("init"), 1);
        // once more where the pooled connection might just have been dead
        assert.ok(made.odd.count("ping") <= 2, "not provoked again");
        await made.ccu.setValue(
          made.iface,
          "AAA0000001:1",
          "LEVEL",
          { type: "FLOAT", value: 1 },
          { deadline: ANY_TIME },
        );
      }),
    );

  test(
    "nobody answers any method: an outage",
    onBench(async (bench) => {
      const made = await driven(bench, () => CLOSED);
      await bench.pass(60_000);
      assert.equal(made.ccu.interfaces()[0]?.connected, false);
      assert.equal(made.odd.count("init"), 0);
      made.odd.hook = () => undefined;
      await bench.passUntil(() => allLoaded(made.ccu), 60_000, "recovery");
      made.odd.hook = () => CLOSED;
      await bench.passUntil(() => !made.ccu.interfaces()[0]?.connected, 60_000, "the outage is seen");
    }),
  );
});

describe("registration", () => {
  test(
    "its id cannot be guessed, is kept, and is not told to other clients by pings",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      await bench.pass(25_000);
      const [, secret = ""] = /^inst1-odd-BidCos-Wired-([0-9a-f]{24})$/.exec(made.odd.id) ?? [];
      assert.notEqual(secret, "");
      assert.notEqual(made.odd.pinged, "");
      assert.ok(!made.odd.pinged.includes(secret));
      const again = await driven(bench);
      await loaded(bench, again);
      assert.equal(again.odd.id, made.odd.id, "over a restart");
      const other = await driven(bench, undefined, "BidCos-RF");
      await loaded(bench, other);
      assert.ok(!other.odd.id.includes(secret), "of another interface it tells nothing");
    }),
  );
});

describe("reload", () => {
  test(
    "a channel that cannot be described costs nothing that the list of devices has told",
    onBench(async (bench) => {
      const made = await driven(bench);
      await loaded(bench, made);
      const before = made.notes.bundles.get("AAA0000001");
      for (const answer of [
        { raw: "" },
        spoilt("#", "<i4/>"),
        { raw: Buffer.from(xml.encodeFault(-1, "Failure")).toString("latin1") },
      ]) {
        made.odd.hook = (method, [address]) =>
          method === "getDeviceDescription" && address === "AAA0000001:1" ? answer : undefined;
        await made.ccu.reloadDevice(made.iface, "AAA0000001");
        assert.deepEqual(made.notes.bundles.get("AAA0000001"), before);
      }
      assert.deepEqual(made.notes.damage[0]?.[0], "AAA0000001:1");
    }),
  );
});

describe("stop means stop", () => {
  test(
    "whatever was under way: no timer is left, nothing is asked afterwards",
    onBench(async (bench) => {
      for (const method of ["listDevices", "listBidcosInterfaces", "system.multicall", "init"]) {
        let release = () => {};
        const until = new Promise<void>((resolve) => {
          release = resolve;
        });
        const made = await driven(bench, undefined, "BidCos-RF", { method, until });
        const stopped = made.ccu.stop();
        release();
        await bench.finish(stopped);
        const asked = made.odd.calls.length;
        await bench.pass(600_000);
        assert.equal(made.odd.calls.length, asked, method);
      }
    }),
  );
});

describe("connections over BIN-RPC", () => {
  test("few are kept and used again, however many calls there were", async () => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      const reader = new bin.FrameReader();
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        for (const _ of reader.push(chunk)) socket.write(bin.encodeResponse("ok"));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = createBinRpcClient(
      { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
      createManualClock(),
    );
    const settled = async () => {
      for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => setImmediate(resolve));
    };
    for (let i = 0; i < 20; i++) assert.equal(await client.call("setValue", []), "ok");
    await settled();
    assert.ok(sockets.size <= MAX_IDLE_SOCKETS, `${sockets.size} after writes`);
    await Promise.all(Array.from({ length: 10 }, () => client.call("getValue", [], { idempotent: true })));
    await settled();
    assert.equal(sockets.size, MAX_IDLE_SOCKETS);
    const kept = [...sockets];
    await client.call("getValue", [], { idempotent: true });
    assert.deepEqual([...sockets], kept, "used again");
    client.close();
    await settled();
    assert.equal(sockets.size, 0);
    server.close();
  });
});
