/** What an interface process tells where there is no logic layer: values that cost no radio, names that it keeps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PARAMSETS_PER_CALL, readEachChannel, readStoredNames } from "../../../adapters/ccu/without-hub.ts";
import { fakeWire, fault } from "./fake-wire.ts";

/** Devices of so many channels each, all with values, and one more that has none. What a device itself has is not read. */
function inventoryOf(devices: readonly string[], channels = 1) {
  const bundles = devices.map((device) => {
    const addresses = Array.from({ length: channels }, (_, n) => `${device}:${n}`);
    return {
      descriptions: [device, ...addresses, `${device}:99`].map((ADDRESS) => ({ ADDRESS })),
      paramsets: Object.fromEntries([
        [device, { MASTER: {}, VALUES: {} }],
        ...addresses.map((one) => [one, { VALUES: {} }]),
        [`${device}:99`, { MASTER: {} }],
      ]),
    };
  });
  return { bundles: () => bundles, devices: () => devices.values() } as never;
}

function wireOf(family: string, answers: Record<string, unknown> = {}) {
  const batches: number[] = [];
  const { wire, calls } = fakeWire(family, answers);
  const readMany = async (wanted: readonly (readonly [string, string, string])[], options: object) => {
    assert.deepEqual(options, { low: true });
    batches.push(wanted.length);
    return wanted.map(([method, address, key]) => {
      assert.deepEqual([method, key], ["getParamset", "VALUES"]);
      return answers[address] ?? { STATE: true };
    });
  };
  return { wire: { ...wire, readMany } as never, batches, calls };
}

test("names are texts that are not empty; whoever has none is left out", async () => {
  const stored: Record<string, unknown> = { A: "Lamp", B: "", C: 7, D: fault("permanent"), E: { a: 1 }, F: "Switch" };
  const { wire, calls } = wireOf("other", { getMetadata: (address: string) => stored[address] });
  assert.deepEqual(await readStoredNames(wire, inventoryOf(Object.keys(stored))), {
    A: { name: "Lamp" },
    F: { name: "Switch" },
  });
  assert.deepEqual(calls()[0], ["read", "getMetadata", ["A", "NAME"], { low: true }]);
});

test("values are read where that costs no radio, of channels that have some, and of certain devices where that is asked", async () => {
  for (const [family, homegear, isRead] of [
    ["hmip", false, true],
    ["other", true, true],
    ["other", false, false],
    ["bidcos-rf", false, false],
    ["virtual", false, false],
    ["cuxd", false, false],
  ] as const) {
    const { wire } = wireOf(family, { homegear });
    const found = await readEachChannel(wire, inventoryOf(["A", "B"]));
    assert.deepEqual(
      found,
      isRead ? ["A:0", "B:0"].map((address) => ({ address, parameter: "STATE", value: true })) : [],
    );
  }
  const { wire, batches } = wireOf("hmip", { "B:0": fault("permanent"), "B:1": "", "B:2": { X: 1, Y: 2 } });
  assert.deepEqual(await readEachChannel(wire, inventoryOf(["A", "B"], 3), new Set(["B"])), [
    { address: "B:2", parameter: "X", value: 1 },
    { address: "B:2", parameter: "Y", value: 2 },
  ]);
  assert.deepEqual(batches, [3]);
});

test("so many sets of values in one call, one more in the next", async () => {
  for (const [channels, expected] of [
    [PARAMSETS_PER_CALL, [PARAMSETS_PER_CALL]],
    [PARAMSETS_PER_CALL + 1, [PARAMSETS_PER_CALL, 1]],
  ] as const) {
    const { wire, batches } = wireOf("hmip");
    assert.equal((await readEachChannel(wire, inventoryOf(["A"], channels))).length, channels);
    assert.deepEqual(batches, expected);
  }
});
