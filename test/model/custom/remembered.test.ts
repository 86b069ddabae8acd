/** What is worth remembering of a device for its next switching on, and limits where the CCU tells none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findCustom, reading } from "../../../handlers/model/custom/bind.ts";
import { manualTemperature, temperatureLimits } from "../../../handlers/model/custom/climate.ts";
import type { Reading } from "../../../handlers/model/custom/profile.ts";
import { thingOf, valuesOf } from "./things.ts";

const CASES: [model: string, name: string, kept: [Record<string, unknown>, unknown][]][] = [
  [
    "HM-TC-IT-WM-W-EU",
    "SET_TEMPERATURE",
    [
      [{ "2/SET_TEMPERATURE": 21, "2/CONTROL_MODE": "MANU-MODE" }, 21],
      [{ "2/SET_TEMPERATURE": 21, "2/CONTROL_MODE": "AUTO-MODE" }, undefined],
      [{ "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": "MANU-MODE" }, undefined],
      [{ "2/CONTROL_MODE": "MANU-MODE" }, undefined],
    ],
  ],
  [
    "HmIP-eTRV",
    "SET_POINT_TEMPERATURE",
    [
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1 }, 21],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 0 }, undefined],
      [{ "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": 1 }, undefined],
      [{ "1/SET_POINT_TEMPERATURE": 5, "1/SET_POINT_MODE": 1 }, 5],
    ],
  ],
  [
    "HmIP-BDT",
    "LEVEL@4",
    [
      [{ "4/LEVEL": 0.4 }, 0.4],
      [{ "4/LEVEL": 0 }, undefined],
      [{}, undefined],
    ],
  ],
];

for (const [model, name, kept] of CASES)
  test(`${model}: what it was set to by hand or by a person, while it was on`, () => {
    const device = thingOf(model);
    const custom = findCustom(device, name);
    assert.ok(custom?.profile.remember);
    assert.ok(custom.fields[custom.profile.remember.field]?.point);
    for (const [given, expected] of kept)
      assert.equal(custom.profile.remember.value(reading(custom, valuesOf(device, given))), expected);
  });

/** A thermostat that tells of itself what is given. */
const told = (numbers: Record<string, number>, described: { min?: number; max?: number } = {}, last?: unknown) =>
  ({
    number: (field: string) => numbers[field],
    limits: () => described,
    remembered: () => last,
  }) as Partial<Reading> as Reading;

test("limits of temperature: the operator's, the device's, or the usual ones; off is no temperature", () => {
  assert.deepEqual(temperatureLimits(told({ minimum: 10, maximum: 25 }, { min: 5, max: 30 })), { min: 10, max: 25 });
  assert.deepEqual(temperatureLimits(told({}, { min: 6, max: 30 })), { min: 6, max: 30 });
  assert.deepEqual(temperatureLimits(told({})), { min: 5, max: 30.5 });
  for (const off of [told({ minimum: 4.5 }), told({}, { min: 4.5 })]) assert.equal(temperatureLimits(off).min, 5);
});

test("by hand: as warm as last time, else as it is, within the limits", () => {
  const limits = { min: 8, max: 25 };
  for (const [last, setpoint, expected] of [
    [21, 17, 21],
    [undefined, 17, 17],
    [undefined, undefined, 8],
    [4.5, 17, 8],
    [7.5, 17, 8],
    [8, 17, 8],
    [25, 17, 25],
    [25.5, 17, 25],
    ["warm", 17, 8],
  ] as const)
    assert.equal(manualTemperature(told(setpoint === undefined ? {} : { setpoint }, limits, last)), expected);
});
