/** How loaded the radio is: what modules report by event, and what the interface process tells when it is asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { daemonOf, driven, loaded } from "./odd-ccu.ts";
import { onBench } from "./support.ts";

test(
  "loads that are reported by event are shown and told as events, too; what is no number changes nothing",
  onBench(async (bench) => {
    const made = await driven(bench, undefined, "BidCos-RF");
    await loaded(bench, made);
    const { odd, ccu, notes } = made;
    const init = odd.calls.find(([method, , id]) => method === "init" && id !== "") as [string, string, string];
    const url = new URL(init[1]);
    const caller = createXmlRpcClient({ host: "127.0.0.1", port: Number(url.port), path: url.pathname }, bench.clock);
    bench.cleanup.push(caller.close);
    const report = async (parameter: string, value: number | string | boolean) => {
      await caller.call("event", [odd.id, "AAA0000001:0", parameter, value]);
      await bench.quiet();
      const { dutyCycle, carrierSense } = ccu.interfaces()[0] ?? {};
      return [dutyCycle, carrierSense];
    };
    const heard = notes.heard.length;
    assert.deepEqual(await report("CARRIER_SENSE_LEVEL", 12.5), [undefined, 12.5]);
    assert.deepEqual(await report("DUTY_CYCLE_LEVEL", 40), [40, 12.5]);
    assert.deepEqual(await report("CARRIER_SENSE_LEVEL", "much"), [40, 12.5]);
    assert.deepEqual(await report("DUTY_CYCLE_LEVEL", true), [40, 12.5]);
    assert.deepEqual(await report("LEVEL", 7), [40, 12.5]);
    assert.equal(notes.heard.length - heard, 5);
    // a PONG of the CCU itself is the driver's alone, one of a device that has such a parameter is not
    await caller.call("event", [odd.id, "CENTRAL", "PONG", "somebody#1"]);
    await caller.call("event", [odd.id, "CENTRAL:0", "PONG", "somebody#1"]);
    await bench.quiet();
    assert.equal(notes.heard.length - heard, 5);
    await caller.call("event", [odd.id, "CENTRALE:0", "PONG", "x"]);
    await bench.quiet();
    assert.equal(notes.heard.length - heard, 6);
  }),
);

test(
  "the highest load of all gateways, asked for every three minutes; what is none is left out",
  onBench(async (bench) => {
    let gateways: { DUTY_CYCLE: number | string }[] = [{ DUTY_CYCLE: 3 }, { DUTY_CYCLE: 17 }, { DUTY_CYCLE: -1 }];
    const made = await driven(
      bench,
      (method) => (method === "listBidcosInterfaces" ? gateways : undefined),
      "BidCos-RF",
    );
    await loaded(bench, made);
    const shown = () => made.ccu.interfaces()[0]?.dutyCycle;
    await bench.quiet();
    assert.equal(shown(), 17);
    const { count } = made.notes;
    await bench.pass(179_000);
    gateways = [{ DUTY_CYCLE: "21" }, { DUTY_CYCLE: "many" }];
    assert.equal(shown(), 17);
    await bench.pass(2_000);
    assert.equal(shown(), 21);
    gateways = [{ DUTY_CYCLE: -1 }];
    await bench.pass(180_000);
    assert.equal(shown(), 21, "nothing new is known");
    gateways = [{ DUTY_CYCLE: 0 }];
    await bench.pass(180_000);
    assert.equal(shown(), 0, "no load is one, too");
    assert.ok(made.notes.count > count);
  }),
);

test(
  "is asked for once in three minutes, also after a reload; an interface without radio is not asked",
  onBench(async (bench) => {
    for (const [iface, expected] of [
      ["BidCos-RF", 1],
      ["BidCos-Wired", 0],
    ] as const) {
      const made = await driven(bench, (method) => (method === "listBidcosInterfaces" ? [] : undefined), iface);
      await loaded(bench, made);
      await bench.pass(61_000);
      const { daemon, id } = daemonOf(made.odd, bench);
      const asked = () => made.odd.count("listBidcosInterfaces");
      const before = asked();
      // the daemon has started anew: everything is read again five seconds later
      await daemon.call("listDevices", [id]);
      await bench.quiet();
      await bench.pass(5_000);
      assert.equal(asked() - before, expected);
      await bench.pass(179_000);
      assert.equal(asked() - before, expected);
      await bench.pass(1_000);
      assert.equal(asked() - before, 2 * expected);
      await made.ccu.stop();
    }
  }),
);
