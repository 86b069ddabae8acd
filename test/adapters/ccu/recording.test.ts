import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Double } from "../../../adapters/ccu/codec/value.ts";
import { plain, plainParams } from "../../../adapters/ccu/recording/plain.ts";
import { randomizer } from "../../../adapters/ccu/recording/randomize.ts";
import { createRecorder, RECORDED_BYTES, RECORDED_ENTRIES } from "../../../adapters/ccu/recording/recorder.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { Ccu, CcuRecording, GoldenRecording, MapRecording } from "../../../handlers/ports/index.ts";
import { parseCommandLine } from "../../../local/simulator/program.ts";
import { readReplay } from "../../../local/simulator/replay.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const AUTH = { username: "Admin", password: "Xy7planted-of-the-ccu" };
const recordingOf = (ccu: Ccu): CcuRecording => ccu.recording ?? assert.fail("the driver records nothing");
const golden = (ccu: Ccu) => recordingOf(ccu).file("golden") as GoldenRecording;

/** A driver whose start, some reads and a write, and what the CCU tells are recorded. */
async function record(bench: Bench, randomize = false) {
  const simulator = await bench.simulator({ auth: AUTH });
  const { ccu, notes } = await bench.driver(simulator.central, {
    created: (one) => recordingOf(one).start({ until: bench.clock.now() + 3_600_000, randomize }),
  });
  await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
  await bench.pass(20_000);
  const device = [...notes.bundles.values()].find(({ interface: iface, paramsets }) =>
    iface === "HmIP-RF" ? Object.values(paramsets).some(({ VALUES }) => VALUES?.STATE && VALUES.ON_TIME) : false,
  );
  const channel = Object.entries(device?.paramsets ?? {}).find(([, sets]) => sets.VALUES?.ON_TIME)?.[0] as string;
  await bench.finish(ccu.setValue("HmIP-RF", channel, "STATE", { type: "BOOL", value: true }, { deadline: ANY_TIME }));
  await bench.pass(5_000);
  return { simulator, ccu, notes, channel };
}

async function replayed(bench: Bench, file: unknown) {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  bench.cleanup.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "recording.json");
  writeFileSync(path, JSON.stringify(file));
  const simulator = await bench.simulator({ recording: path });
  return bench.driver(simulator.central, { instanceId: "inst2" });
}

describe("a recording", () => {
  test(
    "has calls, callbacks and scripts with their answers, single ones out of batches, and no secret",
    onBench(async (bench) => {
      const { ccu, channel } = await record(bench);
      const { exchanges, devices, names, truncated } = golden(ccu);
      const methods = (protocol: string, direction = "call") =>
        new Set(exchanges.filter((e) => e.protocol === protocol && e.direction === direction).map((e) => e.method));
      assert.ok(methods("xmlrpc").has("listDevices") && methods("xmlrpc").has("init"));
      assert.ok(methods("binrpc").has("listDevices"), "CUxD speaks BIN-RPC");
      assert.ok([...methods("script")].some((name) => name.startsWith("read-")));
      assert.ok(methods("xmlrpc", "callback").has("event") && !methods("xmlrpc").has("system.multicall"));
      assert.ok(devices.length > 5 && Object.keys(names).length > 5 && !truncated);
      const event = exchanges.find((e) => e.method === "event" && e.params[1] === channel && e.params[2] === "STATE");
      assert.deepEqual(event?.params, ["", channel, "STATE", true]);
      const text = JSON.stringify(golden(ccu));
      for (const secret of [AUTH.password, "_session_id_", "Session.login"]) assert.ok(!text.includes(secret), secret);
      const { calls } = recordingOf(ccu).file("map") as MapRecording;
      assert.deepEqual(Object.keys(calls["HmIP-RF"]?.setValue ?? {}), [JSON.stringify([channel, "STATE", true])]);
    }),
  );

  test(
    "replayed, another driver sees the same devices, names, values and events, in their time",
    onBench(async (bench) => {
      const { ccu, notes, channel } = await record(bench);
      const second = await replayed(bench, golden(ccu));
      await bench.passUntil(() => allLoaded(second.ccu), 60_000, "loading the replayed CCU");
      await bench.pass(60_000);
      assert.deepEqual([...second.notes.bundles.keys()].sort(), [...notes.bundles.keys()].sort());
      for (const [address, bundle] of notes.bundles)
        assert.deepEqual(second.notes.bundles.get(address), bundle, address);
      assert.deepEqual(second.notes.hubState.names, notes.hubState.names);
      assert.deepEqual(second.notes.hubState.sysvars, notes.hubState.sysvars);
      for (const [key, value] of notes.read) assert.deepEqual(second.notes.read.get(key), value, key);
      assert.deepEqual(second.notes.valuesOf(channel, "STATE"), notes.valuesOf(channel, "STATE"));
      assert.ok(notes.valuesOf(channel, "STATE").includes(true));
    }),
  );

  test(
    "begun in the middle, it has the devices nevertheless; faults are repeated",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      const { ccu, notes } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      recordingOf(ccu).start({ until: bench.clock.now() + 60_000, randomize: false });
      const bundle = [...notes.bundles.values()].find((one) => one.interface === "HmIP-RF");
      const channel = bundle?.descriptions[1]?.ADDRESS as string;
      simulator.control.fault("HmIP-RF", "getValue", -1, "GENERIC_ERROR");
      await assert.rejects(bench.finish(ccu.getValue("HmIP-RF", channel, "RSSI_DEVICE")));
      for (const format of ["map", "golden"] as const) {
        const second = await replayed(bench, recordingOf(ccu).file(format));
        await bench.passUntil(() => allLoaded(second.ccu), 60_000, "loading the replayed CCU");
        assert.deepEqual([...second.notes.bundles.keys()].sort(), [...notes.bundles.keys()].sort());
        await assert.rejects(bench.finish(second.ccu.getValue("HmIP-RF", channel, "RSSI_DEVICE")), { code: -1 });
        await second.ccu.stop();
      }
    }),
  );

  test(
    "randomized, no address or serial number is left, and it is a home all the same",
    onBench(async (bench) => {
      const { ccu, notes } = await record(bench, true);
      const file = golden(ccu);
      const text = JSON.stringify(file);
      const own = [...notes.bundles.values()]
        .map(({ descriptions }) => descriptions[0]?.ADDRESS as string)
        .filter((address) => !/^(BidCoS|HmIP-RCV)/i.test(address));
      assert.ok(own.length > 5);
      for (const address of own) assert.ok(!text.includes(address), address);
      assert.equal(file.devices.length, notes.bundles.size);
      const second = await replayed(bench, file);
      await bench.passUntil(() => allLoaded(second.ccu), 60_000, "loading the replayed CCU");
      await bench.pass(20_000);
      assert.equal(second.notes.bundles.size, notes.bundles.size);
      const told = (from: typeof notes) => Object.values(from.hubState.names ?? {}).map(({ name }) => name);
      assert.equal(told(second.notes).length, told(notes).length);
    }),
  );

  test(
    "ends when its time is up, and a new one forgets the old one",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      const { ccu } = await bench.driver(simulator.central);
      const recording = recordingOf(ccu);
      assert.deepEqual(recording.status(), { active: false, entries: 0 });
      assert.equal(recording.file("map"), undefined);
      const until = bench.clock.now() + 5_000;
      recording.start({ until, randomize: false });
      assert.deepEqual(recording.status(), { active: true, entries: 0, randomize: false, endsAt: until });
      await bench.passUntil(() => !recording.status().active, 10_000, "the end");
      const { entries } = recording.status();
      await bench.pass(60_000);
      assert.equal(recording.status().entries, entries);
      recording.start({ until: bench.clock.now() + 5_000, randomize: false });
      assert.equal(recording.status().entries, 0);
    }),
  );
});

describe("its limits", () => {
  const begin = (hide: string[] = []) => {
    const clock = createManualClock(0);
    const recorder = createRecorder({ central: "ccu", clock, hide, devices: () => [], names: () => ({}) });
    recorder.start({ until: 3_600_000, randomize: false });
    const call = (method: string, result: unknown) =>
      recorder.call({ interface: "HmIP-RF", protocol: "xmlrpc", method, params: [] })?.({ result });
    return { recorder, call };
  };
  test("so many entries and no more", () => {
    const { recorder, call } = begin();
    for (let n = 0; n < RECORDED_ENTRIES; n++) call("getValue", n);
    assert.deepEqual([recorder.active, recorder.status().entries], [true, RECORDED_ENTRIES]);
    call("getValue", "one past");
    assert.deepEqual([recorder.active, recorder.status().entries], [false, RECORDED_ENTRIES]);
    assert.equal((recorder.file("golden") as GoldenRecording).truncated, true);
  });
  test("so many bytes and no more", () => {
    const empty = begin();
    empty.call("listDevices", "");
    const [entry] = (empty.recorder.file("golden") as GoldenRecording).exchanges;
    const room = RECORDED_BYTES - JSON.stringify(entry).length;
    for (const [size, fits] of [
      [room, true],
      [room + 1, false],
    ] as const) {
      const { recorder, call } = begin();
      call("listDevices", "x".repeat(size));
      assert.deepEqual([recorder.active, recorder.status().entries], [fits, fits ? 1 : 0]);
      call("listDevices", "");
      assert.deepEqual([recorder.active, recorder.status().entries], [false, fits ? 1 : 0], "and nothing more");
    }
  });
  test("secrets: by member, by method, by text", () => {
    const { recorder } = begin(["Xy7planted"]);
    const call = (method: string, params: readonly unknown[], result?: unknown) =>
      recorder.call({ interface: "HmIP-RF", protocol: "xmlrpc", method, params })?.({ result });
    call("setInstallModeWithWhitelist", [true, 60, [{ ADDRESS: "A", KEY: "Xy8planted", KEY_MODE: "LOCAL" }]]);
    call("changeKey", ["Xy8planted"]);
    call("anything", ["says Xy7planted"], { password: "Xy8planted", nested: [{ SGTIN: "Xy8planted" }] });
    recorder.callback({ interface: "x", protocol: "xmlrpc", method: "event", params: ["", "Xy7planted"] });
    assert.doesNotMatch(JSON.stringify(recorder.file("golden")), /Xy[78]planted/);
    assert.doesNotMatch(JSON.stringify(recorder.file("map")), /Xy[78]planted/);
    assert.deepEqual(plain({ password: "", token: null, valueKey: "LEVEL", paramsetKey: "VALUES" }), {
      ...{ password: "", token: null, valueKey: "LEVEL", paramsetKey: "VALUES" },
    });
    assert.deepEqual(plainParams("setValue", [new Double(21), Buffer.from("a")]), [21, { $base64: "YQ==" }]);
  });
});

describe("other addresses", () => {
  const SERIAL = fc
    .tuple(fc.stringMatching(/^[A-Z]{3}$/), fc.stringMatching(/^\d{7}$/))
    .map(([letters, digits]) => letters + digits);
  const device = (address: string) =>
    ({ interface: "BidCos-RF", paramsets: {}, descriptions: [{ ADDRESS: address }] }) as never;
  test("any addresses, in any text: each becomes one other, no two the same, lengths stay", () => {
    fc.assert(
      fc.property(fc.uniqueArray(SERIAL, { minLength: 1, maxLength: 20 }), (addresses) => {
        const other = randomizer(addresses.map(device), []);
        const first = addresses.map((address) => other(address));
        assert.deepEqual(other(addresses.map((a) => `${a}:1`).join(" ")), first.map((a) => `${a}:1`).join(" "));
        assert.equal(new Set(first).size, addresses.length);
        for (const [at, address] of addresses.entries()) {
          assert.ok(!addresses.includes(first[at] as string));
          assert.match(first[at] as string, /^[A-Z]{3}\d{7}$/, address);
        }
      }),
    );
  });
  test("what every CCU has stays, words stay, addresses of networks go", () => {
    const other = randomizer(["BidCoS-RF", "HmIP-RCV-1", "CENTRAL"].map(device), [
      { at: 0, direction: "callback", interface: "x", protocol: "xmlrpc", method: "event", params: ["", "LEVEL", 1] },
    ]);
    const text = "BidCoS-RF:1 HmIP-RCV-1 CENTRAL LEVEL 127.0.0.1";
    assert.equal(other(text), text);
    assert.match(other("http://192.168.178.20:2001"), /^http:\/\/198\.18\.\d+\.\d+:2001$/);
  });
});

test("the program takes a recording, and says of a file that it is none", async () => {
  assert.equal(parseCommandLine(["--recording", "a.json"])?.recording, "a.json");
  assert.throws(() => parseCommandLine(["--recording", "a.json", "--descriptions", "b"]), /one of them/);
  const clock = createManualClock(0);
  await assert.rejects(readReplay(join(tmpdir(), "no-such-recording.json"), clock), /no-such-recording/);
  await assert.rejects(readReplay(join(import.meta.dirname, "..", "..", "..", "package.json"), clock), /no recording/);
});
