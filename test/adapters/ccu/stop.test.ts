/** A driver that was stopped: nothing is asked of the CCU and no timer runs afterwards, whatever was about to happen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { describeDevice, driven, loaded } from "./odd-ccu.ts";
import { onBench } from "./support.ts";

test(
  "it was about to load anew, to look for devices, and for its logic layer",
  onBench(async (bench) => {
    const start = await driven(bench, undefined, "BidCos-RF");
    const { odd, ccu } = start;
    await loaded(bench, start);
    await bench.pass(61_000);
    const [, url, id] = odd.calls.find(([method]) => method === "init") as [string, string, string];
    const { hostname, port } = new URL(url);
    const daemon = createXmlRpcClient({ host: hostname, port: Number(port) }, bench.clock);
    bench.cleanup.push(() => daemon.close());
    odd.devices.push(...describeDevice("CCC0000001", "HM-C"));
    // a daemon that restarted and kept our registration asks for the devices, and tells of a new one
    await daemon.call("listDevices", [id]);
    await daemon.call("newDevices", [id, describeDevice("CCC0000001", "HM-C")]);
    daemon.close();
    await bench.quiet();
    assert.ok(bench.clock.pending() > 3);
    await ccu.stop();
    await bench.quiet();
    odd.calls.length = 0;
    assert.equal(bench.clock.pending(), 0);
    await bench.pass(600_000);
    assert.deepEqual(odd.calls, []);
  }),
);
