/** A driver that was stopped: nothing is asked of the CCU and no timer runs afterwards, whatever was about to happen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Debounce, Pause } from "../../../adapters/ccu/waiting.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CLOSED, daemonOf, describeDevice, driven, loaded, logicWithoutValues, OddCcu } from "./odd-ccu.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

test(
  "it was about to load anew, to look for devices, and for its logic layer",
  onBench(async (bench) => {
    const start = await driven(bench, undefined, "BidCos-RF");
    const { odd, ccu } = start;
    await loaded(bench, start);
    await bench.pass(61_000);
    const { daemon, id } = daemonOf(odd, bench);
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

/** A device has just grown, another is missing, the description of a third was none, and values could not be read. */
async function aboutToAskAgain(bench: Bench) {
  const odd = await new OddCcu().start(bench);
  const { asked, port } = await logicWithoutValues(bench);
  odd.hook = (method, _, params) =>
    /multicall|getParamsetDescription/.test(method) && /BBB0000001:1.*VALUES/.test(params) ? "none" : undefined;
  const interfaces = [{ name: "BidCos-RF", port: odd.port }];
  const { ccu, notes } = await bench.driver({ name: "odd", host: "127.0.0.1", interfaces, ports: { ReGa: port } });
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  await bench.pass(61_000);
  const { daemon, id } = daemonOf(odd, bench);
  odd.devices = odd.devices.filter(({ ADDRESS }) => !String(ADDRESS).startsWith("AAA"));
  odd.devices.push(...describeDevice("CCC0000001", "HM-C"));
  await daemon.call("newDevices", [id, describeDevice("CCC0000001", "HM-C")]);
  await bench.passUntil(() => notes.bundles.has("CCC0000001"), 5000, "the new device");
  assert.deepEqual(notes.gone, []);
  odd.calls.length = 0;
  asked.length = 0;
  const sent = (name: string) => asked.filter((one) => one === name).length;
  /** An event. */
  const tell = async (level: number) => {
    await daemon.call("event", [id, "BBB0000001:1", "LEVEL", level]);
    await bench.quiet();
  };
  return { ccu, odd, notes, asked, sent, tell };
}

test(
  "what it could not read is read again: values of a device that has grown, all values, descriptions, who is missing",
  onBench(async (bench) => {
    const { odd, notes, sent } = await aboutToAskAgain(bench);
    await bench.pass(1000);
    assert.equal(sent("read-values"), 1, "of the new device");
    await bench.pass(30_000);
    assert.equal(sent("read-values"), 2, "all of them");
    await bench.pass(29_000);
    assert.match(JSON.stringify(odd.calls), /getParamsetDescription.*BBB0000001:1/);
    await bench.passUntil(() => notes.gone.length > 0, 241_000, "who is missing");
    assert.deepEqual(notes.gone, ["AAA0000001"]);
  }),
);

test(
  "stopped, it reads none of that, and waits for nothing",
  onBench(async (bench) => {
    const { ccu, odd, asked, notes, tell } = await aboutToAskAgain(bench);
    await tell(0.25);
    assert.equal(notes.heard.length, 1);
    await ccu.stop();
    await tell(0.75);
    assert.equal(bench.clock.pending(), 0);
    odd.calls.length = 0;
    await bench.pass(600_000);
    assert.deepEqual([odd.calls, asked, notes.gone, notes.heard.length], [[], [], [], 1]);
  }),
);

test(
  "stopped while the load of its radio module is read, or the values that it starts with: it waits for nothing",
  onBench(async (bench) => {
    const held = Promise.withResolvers<void>();
    const start = await driven(bench, undefined, "BidCos-RF", { method: "listBidcosInterfaces", until: held.promise });
    await loaded(bench, start);
    await start.ccu.stop();
    await bench.quiet();
    assert.equal(bench.clock.pending(), 0);
    held.resolve();

    const odd = await new OddCcu().start(bench);
    const values = Promise.withResolvers<void>();
    const { asked, port } = await logicWithoutValues(bench, { "read-values": values.promise });
    const interfaces = [{ name: "BidCos-RF", port: odd.port }];
    const { ccu } = await bench.driver({ name: "odd", host: "127.0.0.1", interfaces, ports: { ReGa: port } });
    assert.ok(asked.includes("read-values"));
    const stopped = ccu.stop();
    values.resolve();
    await stopped;
    await bench.quiet();
    assert.equal(bench.clock.pending(), 0);
  }),
);

test(
  "stopped when its logic layer was about to be read anew, after an outage or for a device that took the place of another",
  onBench(async (bench) => {
    const start = await driven(bench, undefined, "BidCos-RF");
    const { odd, ccu } = start;
    await loaded(bench, start);
    odd.hook = () => CLOSED;
    await bench.passUntil(() => !allLoaded(ccu), 60_000, "the outage");
    odd.hook = (method) => (method === "replaceDevice" ? true : undefined);
    await bench.passUntil(() => allLoaded(ccu), 60_000, "the recovery");
    await ccu.replaceDevice("BidCos-RF", "AAA0000001", "BBB0000001", ANY_TIME);
    await ccu.stop();
    await bench.quiet();
    assert.equal(bench.clock.pending(), 0);
  }),
);

test("what is asked for after the stop never comes: no timer is begun for it", async () => {
  const clock = createManualClock();
  let ran = 0;
  const debounce = new Debounce(clock, 1000, () => void ran++);
  debounce.request();
  debounce.request();
  clock.advance(1000);
  assert.equal(ran, 1, "asked for twice, done once");
  debounce.request();
  debounce.stop();
  debounce.request();
  const pause = new Pause(clock);
  const slept = pause.sleep(1000);
  pause.stop();
  await slept;
  void pause.sleep(1000);
  assert.equal(clock.pending(), 0);
  clock.advance(5000);
  assert.equal(ran, 1);
});
