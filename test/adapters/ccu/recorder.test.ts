/** What is written down, exchange by exchange, without a CCU. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRecorder } from "../../../adapters/ccu/recording/recorder.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { GoldenRecording, MapRecording } from "../../../handlers/ports/index.ts";

const BEGUN = Date.UTC(2026, 0, 1);
const WIRE = { interface: "HmIP-RF", protocol: "xmlrpc" } as const;
const how = (at: number) => ({ at, direction: "call", ...WIRE });

function recording() {
  const clock = createManualClock(BEGUN);
  const devices = [{ interface: "HmIP-RF", descriptions: [], paramsets: {} }];
  const parts = {
    central: "c",
    clock,
    hide: ["hunter22", "pass", "abc"],
    devices: () => devices,
    names: () => ({ A: "Lamp" }),
  };
  const recorder = createRecorder(parts);
  recorder.start({ until: BEGUN + 60_000, randomize: false });
  const golden = () => (recorder.file("golden") as GoldenRecording).exchanges;
  return { clock, recorder, devices, golden };
}

test("a call has what was asked and answered, when, and how long that took", () => {
  const { clock, recorder, golden, devices } = recording();
  assert.equal(recorder.active, true);
  clock.advance(1000);
  const first = recorder.call({ ...WIRE, method: "getValue", params: ["A:1", "LEVEL"] });
  clock.advance(20);
  const second = recorder.call({ ...WIRE, method: "getValue", params: ["A:1", "hunter22 pass abc"] });
  second?.({ fault: { code: -5, message: "no hunter22" } });
  clock.advance(5);
  first?.({ result: 0.5 });
  recorder.callback({ ...WIRE, method: "event", params: ["", "A:1", "LEVEL", 0.5] });
  assert.deepEqual(golden(), [
    { ...how(1020), method: "getValue", params: ["A:1", "*** *** abc"], fault: { code: -5, message: "no ***" }, ms: 0 },
    { ...how(1000), method: "getValue", params: ["A:1", "LEVEL"], result: 0.5, ms: 25 },
    { ...how(1025), direction: "callback", method: "event", params: ["", "A:1", "LEVEL", 0.5] },
  ]);
  const { exchanges, ...head } = recorder.file("golden") as GoldenRecording;
  assert.equal(exchanges.length, 3);
  assert.deepEqual(head, {
    ...{ format: "golden", version: 1, central: "c", started_at: "2026-01-01T00:00:00.000Z" },
    ...{ randomized: false, truncated: false, devices, names: { A: "Lamp" } },
  });
});

test("a batch is written down as its calls, each with its answer; one whose answer does not fit stays a batch", () => {
  const calls = ["A", "B", "C"].map((address) => ({ methodName: "getDeviceDescription", params: [address] }));
  const batch = { ...WIRE, method: "system.multicall", params: [calls] };
  const { recorder, golden } = recording();
  recorder.call(batch)?.({ result: [["one"], { faultCode: -2, faultString: "unknown" }, { faultString: 7 }] });
  const single = (address: string) => ({ ...how(0), method: "getDeviceDescription", params: [address] });
  assert.deepEqual(golden(), [
    { ...single("A"), result: "one", ms: 0 },
    { ...single("B"), fault: { code: -2, message: "unknown" }, ms: 0 },
    { ...single("C"), fault: { message: "7" }, ms: 0 },
  ]);
  for (const outcome of [{ result: [["one"]] }, { result: "" }, { fault: { code: -1, message: "unknown method" } }]) {
    const other = recording();
    other.recorder.call(batch)?.(outcome);
    assert.deepEqual(other.golden(), [{ ...how(0), method: "system.multicall", params: [calls], ...outcome, ms: 0 }]);
  }
  const bare = recording();
  bare.recorder.call(batch)?.({ result: ["one", ["two", "more"], []] });
  assert.deepEqual(
    bare.golden().map((one) => ("result" in one ? one.result : "fault")),
    ["one", "two", null],
  );
});

test("by question there are the answers that differ from the one before, and no callbacks", () => {
  const { recorder } = recording();
  const ask = (method: string, params: unknown[], outcome: object) =>
    recorder.call({ ...WIRE, method, params })?.(outcome);
  for (const result of [1, 1, 2, 1]) ask("getValue", ["A:1", "LEVEL"], { result });
  ask("getValue", ["A:2", "LEVEL"], { fault: { message: "no" } });
  ask("toString", [], { result: true });
  recorder.callback({ ...WIRE, method: "event", params: ["", "A:1", "LEVEL", 1] });
  const { format, calls } = recorder.file("map") as MapRecording;
  assert.deepEqual(
    [format, JSON.parse(JSON.stringify(calls))],
    [
      "map",
      {
        "HmIP-RF": {
          getValue: {
            '["A:1","LEVEL"]': [{ result: 1 }, { result: 2 }, { result: 1 }],
            '["A:2","LEVEL"]': [{ fault: { message: "no" } }],
          },
          toString: { "[]": [{ result: true }] },
        },
      },
    ],
  );
});

test("what ends after the recording, or began before it, is not in it", () => {
  const { recorder, golden, clock } = recording();
  const call = { ...WIRE, method: "ping", params: [] };
  const late = recorder.call(call);
  const former = recorder.call(call);
  recorder.start({ until: BEGUN + 1000, randomize: false });
  former?.({ result: 1 });
  assert.equal(clock.pending(), 1, "the end of the former one is not waited for");
  const open = recorder.call(call);
  clock.advance(999);
  assert.equal(recorder.active, true);
  clock.advance(1);
  assert.equal(recorder.active, false);
  late?.({ result: 1 });
  open?.({ result: 1 });
  assert.equal(recorder.call(call), undefined);
  recorder.callback(call);
  assert.deepEqual(golden(), []);
  assert.deepEqual(recorder.status(), { active: false, entries: 0, randomize: false });
  recorder.stop();
  assert.equal(clock.pending(), 0);
});
