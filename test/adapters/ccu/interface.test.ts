/** One interface as a whole: what it asks the CCU after what the CCU tells it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSED, daemonOf, describeDevice, driven, loaded, logicWithoutValues, OddCcu } from "./odd-ccu.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

test(
  "while its devices are read an interface is connected and can be asked, and not loaded yet",
  onBench(async (bench) => {
    const held = Promise.withResolvers<void>();
    const start = await driven(bench, undefined, "HmIP-RF", { method: "listDevices", until: held.promise });
    const { ccu, odd } = start;
    await bench.passUntil(() => odd.count("init") > 0, 30_000, "the registration");
    assert.partialDeepStrictEqual(ccu.interfaces(), [{ connected: true, loaded: false }]);
    odd.hook = (method) => (method === "getInstallMode" ? 17 : undefined);
    // refused where it is not connected; here it waits for its turn
    const asked = ccu.getInstallMode("HmIP-RF");
    held.resolve();
    assert.equal(await asked, 17);
    await loaded(bench, start);
    assert.partialDeepStrictEqual(ccu.interfaces(), [{ connected: true, loaded: true }]);
  }),
);

async function calledBack(bench: Bench) {
  const start = await driven(bench, undefined, "HmIP-RF");
  const { odd, notes } = start;
  await loaded(bench, start);
  await bench.pass(61_000);
  const { daemon, id } = daemonOf(odd, bench);
  /** What is asked within four seconds of a callback, but for the watchdog's questions. */
  const after = async (method: string, ...params: Parameters<typeof daemon.call>[1]) => {
    odd.calls.length = 0;
    await daemon.call(method, [id, ...params]);
    await bench.pass(4000);
    return odd.calls.filter(([one]) => one !== "ping" && one !== "system.multicall");
  };
  return { odd, notes, after };
}

test(
  "values are read of the device that has grown, not again of the one that had before",
  onBench(async (bench) => {
    const { odd, after } = await calledBack(bench);
    for (const address of ["CCC0000001", "DDD0000001"]) {
      odd.devices.push(...describeDevice(address, "HM-C"));
      const calls = await after("newDevices", describeDevice(address, "HM-C"));
      const read = calls.filter(([method, , key]) => method === "getParamset" && key === "VALUES");
      assert.deepEqual(read, [["getParamset", `${address}:1`, "VALUES"]]);
    }
  }),
);

test(
  "a device that is said to have changed is read anew, and only it; where its links changed nothing is",
  onBench(async (bench) => {
    const { after } = await calledBack(bench);
    assert.deepEqual(await after("updateDevice", "AAA0000001", 1), []);
    for (const hint of [0, 2]) {
      const calls = await after("updateDevice", "AAA0000001", hint);
      assert.ok(calls.length > 0);
      assert.deepEqual(
        calls.filter(([, address]) => !String(address).startsWith("AAA0000001")),
        [],
      );
    }
  }),
);

test(
  "a device that was replaced is gone as soon as it is not listed, and the one in its place is read anew",
  onBench(async (bench) => {
    const { odd, notes, after } = await calledBack(bench);
    odd.devices = odd.devices.filter(({ ADDRESS }) => !String(ADDRESS).startsWith("AAA"));
    const calls = await after("replaceDevice", "AAA0000001", "BBB0000001");
    assert.deepEqual(notes.gone, ["AAA0000001"]);
    assert.ok(calls.some(([method, address]) => method === "getDeviceDescription" && address === "BBB0000001"));
  }),
);

test(
  "an interface that was never there is asked rarely after ten minutes, as long as another one of this CCU is",
  onBench(async (bench) => {
    const [there, absent] = [await new OddCcu().start(bench), await new OddCcu().start(bench)];
    absent.hook = () => CLOSED;
    const interfaces = [
      { name: "HmIP-RF", port: there.port },
      { name: "BidCos-Wired", port: absent.port },
    ];
    const { ccu } = await bench.driver({ name: "odd", host: "127.0.0.1", interfaces, ports: { ReGa: 1 } });
    await bench.pass(620_000);
    assert.deepEqual(
      ccu.interfaces().map(({ connected }) => connected),
      [true, false],
    );
    absent.calls.length = 0;
    await bench.pass(240_000);
    assert.deepEqual(absent.calls, []);
    await bench.pass(61_000);
    assert.ok(absent.calls.length > 0);
  }),
);

/** A driver of one interface and a logic layer. */
async function withLogic(bench: Bench, held: Parameters<typeof logicWithoutValues>[1] = {}, more = {}) {
  const odd = await new OddCcu().start(bench);
  const { asked, port } = await logicWithoutValues(bench, held, more);
  const interfaces = [{ name: "BidCos-RF", port: odd.port }];
  const { ccu } = await bench.driver({ name: "odd", host: "127.0.0.1", interfaces, ports: { ReGa: port } });
  const loads = () => allLoaded(ccu);
  /** Scripts since the last look, without those that are sent again and again. */
  const scripts = () => asked.splice(0).filter((one) => /^read-(names|rooms|system|update)$/.test(one));
  return { odd, ccu, loads, scripts, asked };
}

test(
  "all values that could not be read are read again, also where those of a device that has grown meanwhile could",
  onBench(async (bench) => {
    const more: Record<string, object> = {};
    const { odd, loads, asked } = await withLogic(bench, {}, more);
    await bench.passUntil(loads, 30_000, "loading");
    more["read-values"] = { values: [] };
    const { daemon, id } = daemonOf(odd, bench);
    odd.devices.push(...describeDevice("CCC0000001", "HM-C"));
    const reads = () => asked.splice(0).filter((name) => name === "read-values").length;
    assert.equal(reads(), 1, "which failed");
    await daemon.call("newDevices", [id, describeDevice("CCC0000001", "HM-C")]);
    await bench.pass(4000);
    assert.equal(reads(), 1, "of the device that has grown");
    await bench.pass(27_000);
    assert.equal(reads(), 1, "all others");
    await bench.pass(61_000);
    assert.equal(reads(), 0);
  }),
);

test(
  "a logic layer that says nothing is waited for ten seconds, then values have to do without",
  onBench(async (bench) => {
    const { loads } = await withLogic(bench, { "read-system": new Promise(() => {}) });
    await bench.pass(9_999);
    assert.equal(loads(), false);
    await bench.pass(1);
    assert.equal(loads(), true);
  }),
);

test(
  "five seconds after a device took the place of another its name and rooms are read, and nothing else",
  onBench(async (bench) => {
    const { odd, ccu, loads, scripts } = await withLogic(bench);
    await bench.passUntil(loads, 30_000, "loading");
    odd.hook = (method) => (method === "replaceDevice" ? true : undefined);
    scripts();
    await ccu.replaceDevice("BidCos-RF", "AAA0000001", "BBB0000001", ANY_TIME);
    await bench.pass(4_999);
    assert.deepEqual(scripts(), []);
    await bench.pass(1);
    assert.deepEqual(scripts(), ["read-names", "read-rooms"]);
  }),
);

test(
  "two seconds after an interface came back the logic layer is read anew, once",
  onBench(async (bench) => {
    const { odd, loads, scripts } = await withLogic(bench);
    await bench.passUntil(loads, 30_000, "loading");
    odd.hook = () => CLOSED;
    await bench.passUntil(() => !loads(), 60_000, "the outage");
    odd.hook = () => undefined;
    await bench.passUntil(loads, 60_000, "the recovery");
    scripts();
    await bench.pass(1_999);
    assert.deepEqual(scripts(), []);
    await bench.pass(1);
    assert.equal(scripts()[0], "read-system");
  }),
);

test(
  "a driver that is stopped is waited for four and a half seconds, whatever hangs",
  onBench(async (bench) => {
    const { ccu, loads } = await withLogic(bench);
    await bench.passUntil(loads, 30_000, "loading");
    Object.assign(bench.store, { delete: () => new Promise(() => {}) });
    let isStopped = false;
    const stopping = ccu.stop().then(() => {
      isStopped = true;
    });
    await bench.pass(4_499);
    assert.equal(isStopped, false);
    await bench.pass(1);
    await stopping;
  }),
);
