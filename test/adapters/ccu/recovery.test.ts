import assert from "node:assert/strict";
import dns from "node:dns";
import { describe, mock, test } from "node:test";
import { ANY_TIME, allLoaded, Bench, onBench, RECOVERED_LIMIT_MS } from "./support.ts";

const HOUR = 3_600_000;
const INTERFACES = ["BidCos-RF", "HmIP-RF", "VirtualDevices", "CUxD"] as const;

describe("registration", () => {
  test(
    "the callback url is tried before the CCU hears of it: an unreachable one never gets to rfd",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ interfaces: ["BidCos-RF"] });
      const { ccu } = await bench.driver(simulator.central, { callbacks: { publicHost: "127.0.0.1", publicPort: 1 } });
      await bench.pass(60_000);
      const [status] = ccu.interfaces();
      assert.equal(status?.connected, false);
      assert.match(status?.note ?? "", /callback address http:\/\/127\.0\.0\.1:1\/RPC2 does not work/);
      assert.equal(simulator.calls["BidCos-RF"]?.init, undefined);
    }),
  );

  test(
    "one registration each, ended by stop, and the session with it",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      const { ccu } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
      for (const name of INTERFACES) assert.equal(simulator.registrations(name).length, 1, name);
      await ccu.stop();
      for (const name of INTERFACES) assert.equal(simulator.registrations(name).length, 0, name);
      assert.equal(simulator.calls.json?.["Session.logout"], 1);
      assert.ok(ccu.interfaces().every((one) => !one.connected));
    }),
  );

  test(
    "after a crash, with another port: the former registration is ended, also where dead ones stay for ever",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      const first = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(first.ccu), 30_000, "loading");
      const before = simulator.registrations("VirtualDevices");
      // No stop: the process is gone. A new one, same installation, another callback port.
      const second = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(second.ccu), 30_000, "loading again");
      for (const name of INTERFACES) assert.equal(simulator.registrations(name).length, 1, name);
      assert.notDeepEqual(simulator.registrations("VirtualDevices"), before);
    }),
  );

  test(
    "a quiet day: no second init, so HmIP leaks no client",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ interfaces: ["BidCos-RF", "HmIP-RF", "VirtualDevices"] });
      const { ccu } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
      await bench.pass(HOUR / 2);
      for (const name of ["BidCos-RF", "HmIP-RF", "VirtualDevices"]) assert.equal(simulator.calls[name]?.init, 1, name);
      assert.equal(simulator.process("HmIP-RF").leakedClients, 1);
      assert.ok(ccu.interfaces().every((one) => one.latencyMs !== undefined));
    }),
  );

  test(
    "two centrals, two installations: each hears its own events",
    onBench(async (bench) => {
      const one = await bench.simulator({ interfaces: ["HmIP-RF"] });
      const a = await bench.driver({ ...one.central, name: "a" }, { instanceId: "x" });
      const b = await bench.driver({ ...one.central, name: "b" }, { instanceId: "y" });
      await bench.passUntil(() => allLoaded(a.ccu) && allLoaded(b.ccu), 30_000, "loading");
      assert.equal(one.registrations("HmIP-RF").length, 2);
      one.control.setState("0000D7099D6F12:1", "STATE", 1);
      await bench.quiet();
      assert.deepEqual(a.notes.valuesOf("0000D7099D6F12:1", "STATE"), [1]);
      assert.deepEqual(b.notes.valuesOf("0000D7099D6F12:1", "STATE"), [1]);
      // PONGs of the other go to both; neither takes them for its own, neither loses its way.
      await bench.pass(120_000);
      assert.equal(one.calls["HmIP-RF"]?.init, 2);
    }),
  );
});

describe("recovery, at most 60 s after the CCU is back, without a second registration", () => {
  async function loaded(bench: Bench) {
    const simulator = await bench.simulator();
    const { ccu, notes } = await bench.driver(simulator.central);
    await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
    await bench.pass(45_000);
    return { simulator, ccu, notes };
  }
  const hears = async (bench: Bench, { simulator, notes }: Awaited<ReturnType<typeof loaded>>) => {
    const before = notes.heard.length;
    simulator.control.setState("LEQ0410001:1", "STATE", !simulator.world.value("LEQ0410001:1", "STATE"));
    simulator.control.setState("0000D7099D6F12:1", "STATE", notes.heard.length % 2 ? 0 : 1);
    await bench.quiet();
    const heard = notes.heard.slice(before).map((event) => event.iface);
    return heard.includes("BidCos-RF") && heard.includes("HmIP-RF");
  };
  const single = (simulator: Awaited<ReturnType<typeof loaded>>["simulator"]) => {
    for (const name of INTERFACES) assert.equal(simulator.registrations(name).length, 1, name);
  };

  test(
    "the CCU boots and has forgotten everybody, too fast for anyone to notice",
    onBench(async (bench) => {
      const home = await loaded(bench);
      await home.simulator.control.restart({ newBoot: true });
      assert.equal(home.simulator.registrations("HmIP-RF").length, 0);
      const back = () =>
        INTERFACES.every((name) => home.simulator.registrations(name).length === 1) && allLoaded(home.ccu);
      const took = await bench.passUntil(back, RECOVERED_LIMIT_MS, "registered again");
      assert.ok(took <= 60_000, `${took} ms`);
      assert.ok(await hears(bench, home));
      single(home.simulator);
    }),
  );

  test(
    "away for ten minutes, then 503 and HTML while it boots",
    onBench(async (bench) => {
      const home = await loaded(bench);
      await home.simulator.control.gate("refused");
      for (const name of INTERFACES) home.simulator.control.loseCallback(name);
      await bench.pass(600_000);
      assert.ok(home.ccu.interfaces().every((one) => !one.connected && one.note));
      await assert.rejects(
        home.ccu.setValue(
          "HmIP-RF",
          "0001D3C99C6A01:3",
          "STATE",
          { type: "BOOL", value: true },
          { deadline: ANY_TIME },
        ),
        {
          class: "transport",
        },
      );
      await home.simulator.control.gate("text");
      await bench.pass(40_000);
      assert.match(home.ccu.interfaces()[0]?.note ?? "", /CCU not ready/);
      await home.simulator.control.gate("html");
      await bench.pass(40_000);
      assert.match(home.ccu.interfaces()[1]?.note ?? "", /CCU not ready/);
      await home.simulator.control.gate("open");
      const took = await bench.passUntil(() => allLoaded(home.ccu), 60_000, "recovery");
      assert.ok(took <= 60_000);
      assert.ok(await hears(bench, home));
      single(home.simulator);
    }),
  );

  test(
    "the CCU loses the callback and says nothing: commands work, so it must be noticed by PONG",
    onBench(async (bench) => {
      const home = await loaded(bench);
      home.simulator.control.loseCallback("BidCos-RF");
      home.simulator.control.loseCallback("HmIP-RF");
      await bench.passUntil(
        () => home.simulator.registrations("BidCos-RF").length + home.simulator.registrations("HmIP-RF").length === 2,
        60_000,
        "registered again",
      );
      await bench.passUntil(() => allLoaded(home.ccu), 10_000, "loaded");
      assert.ok(await hears(bench, home));
      single(home.simulator);
    }),
  );

  test(
    "a daemon restarts and remembers us: what it knows is read again, init is not called",
    onBench(async (bench) => {
      const home = await loaded(bench);
      await bench.pass(60_000);
      home.simulator.resetCounters();
      await home.simulator.control.restartInterface("BidCos-RF");
      await bench.pass(30_000);
      assert.equal(home.simulator.calls["BidCos-RF"]?.init, undefined);
      assert.equal(home.simulator.calls["BidCos-RF"]?.listDevices, 1);
      assert.ok(await hears(bench, home));
    }),
  );

  test(
    "an interface that sends no PONG: left alone while it is quiet, registered anew when another one shows a boot",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      simulator.control.fault("HmIP-RF", "ping", undefined, "Invalid XML-RPC message");
      const { ccu, notes } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
      await bench.pass(1_200_000);
      assert.equal(simulator.calls["HmIP-RF"]?.init, 1);
      await simulator.control.restart({ newBoot: true });
      const back = () => INTERFACES.every((name) => simulator.registrations(name).length === 1) && allLoaded(ccu);
      await bench.passUntil(back, RECOVERED_LIMIT_MS, "registered again");
      assert.ok(await hears(bench, { simulator, ccu, notes }));
    }),
  );

  test(
    "one interface away does not touch the others",
    onBench(async (bench) => {
      const home = await loaded(bench);
      home.simulator.resetCounters();
      await home.simulator.control.gate("refused", "HmIP-RF");
      await bench.pass(60_000);
      const connected = Object.fromEntries(home.ccu.interfaces().map((one) => [one.name, one.connected]));
      assert.deepEqual(connected, { "BidCos-RF": true, "HmIP-RF": false, VirtualDevices: true, CUxD: true });
      assert.equal(home.simulator.calls["BidCos-RF"]?.init, undefined);
      await home.simulator.control.gate("open", "HmIP-RF");
      await bench.passUntil(() => allLoaded(home.ccu), 60_000, "recovery");
      single(home.simulator);
    }),
  );

  test(
    "reconnect: orderly deregistration, then anew",
    onBench(async (bench) => {
      const home = await loaded(bench);
      home.simulator.resetCounters();
      const done = home.ccu.reconnect("BidCos-RF");
      await bench.quiet();
      await done;
      assert.ok((home.simulator.calls["BidCos-RF"]?.init ?? 0) >= 2, "one to end, one to begin");
      single(home.simulator);
      assert.ok(await hears(bench, home));
    }),
  );

  test("the CCU is not there at start, and moves to another address later", async () => {
    const bench = new Bench();
    let address = "127.0.0.1";
    // Only the name of this test is resolved by it.
    const lookup = mock.method(dns, "lookup", (...args: unknown[]) => {
      const done = args.at(-1) as (error: null, found: unknown, family?: number) => void;
      const found = args[0] === "ccu.test" ? address : String(args[0]);
      if ((args[1] as { all?: boolean }).all) done(null, [{ address: found, family: 4 }]);
      else done(null, found, 4);
    });
    try {
      const first = await bench.simulator({ interfaces: ["BidCos-RF", "HmIP-RF"] });
      const config = { ...first.central, host: "ccu.test" };
      await first.control.gate("refused");
      const { ccu, notes } = await bench.driver(config);
      await bench.pass(120_000);
      assert.equal(notes.bundles.size, 0);
      await first.control.gate("open");
      await bench.passUntil(() => allLoaded(ccu), 60_000, "first appearance");
      const { json, ...ports } = first.ports;
      await first.stop();
      await bench.pass(60_000);
      const second = await bench.simulator({
        host: "127.0.0.2",
        interfaces: ["BidCos-RF", "HmIP-RF"],
        ports: { ...ports, json: json as number },
      });
      address = "127.0.0.2";
      await bench.passUntil(() => allLoaded(ccu), 60_000, "after the move");
      assert.equal(second.registrations("BidCos-RF").length, 1);
      assert.equal(second.registrations("HmIP-RF").length, 1);
      second.control.setState("0000D7099D6F12:1", "STATE", 1);
      await bench.quiet();
      assert.ok(notes.valuesOf("0000D7099D6F12:1", "STATE").length > 0, "callbacks of the new address are let in");
    } finally {
      await bench.end();
      lookup.mock.restore();
    }
  });
});
