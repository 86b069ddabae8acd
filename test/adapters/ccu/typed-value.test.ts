import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FLOAT_TOLERANCE, same, toWire, validate } from "../../../adapters/ccu/typed-value.ts";
import type { ParameterDescription, TypedValue } from "../../../handlers/ports/index.ts";

const MODE: ParameterDescription = {
  TYPE: "ENUM",
  OPERATIONS: 3,
  FLAGS: 1,
  VALUE_LIST: ["NOP", "ON", "", "OFF"],
  MIN: "NOP",
  MAX: "OFF",
};
const check = (paramset: string, value: TypedValue["value"], description: Partial<ParameterDescription> = {}) =>
  validate("X:1", paramset, { MODE: { type: "ENUM", value } }, { MODE: { ...MODE, ...description } });

describe("a choice on its way to the wire", () => {
  it("is an index or a label of the list, and goes as it is", () => {
    for (const value of [0, 3, "NOP", "OFF"]) {
      check("MASTER", value);
      assert.equal(toWire("MODE", { type: "ENUM", value }), value);
    }
    for (const value of [4, -1, 1.5, "", "off", "NOPE", "length"])
      assert.throws(() => check("MASTER", value), { class: "permanent", message: /has no value/ }, String(value));
    assert.throws(() => toWire("MODE", { type: "ENUM", value: true }), /a choice is needed/);
  });
});

describe("a number", () => {
  const whole = (value: number) => toWire("N", { type: "INTEGER", value });
  const float = (value: number, description: Partial<ParameterDescription>) =>
    validate(
      "X:1",
      "MASTER",
      { L: { type: "FLOAT", value } },
      { L: { TYPE: "FLOAT", OPERATIONS: 3, FLAGS: 1, ...description } },
    );

  it("is whole up to 32 bits", () => {
    for (const value of [2 ** 31 - 1, 1 - 2 ** 31]) assert.equal(whole(value), value);
    for (const value of [2 ** 31, -(2 ** 31), 0.5]) assert.throws(() => whole(value), /an integer is needed/);
  });

  it("lies in its range, as exactly as rfd writes its limits", () => {
    for (const value of [-FLOAT_TOLERANCE, 0, 1, 1 + FLOAT_TOLERANCE]) float(value, { MIN: 0, MAX: 1 });
    for (const value of [-2 * FLOAT_TOLERANCE, 1 + 2 * FLOAT_TOLERANCE])
      assert.throws(() => float(value, { MIN: 0, MAX: 1 }), /outside of 0 to 1/);
    // no range
    for (const [MIN, MAX] of [
      [0, 0],
      [1, 0],
      [0, undefined],
      [undefined, 0],
      [0, ""],
    ] as const)
      float(7, { ...(MIN === undefined ? {} : { MIN }), ...(MAX === undefined ? {} : { MAX }) });
    // what the device itself names, beyond its range
    float(9, { MIN: 0, MAX: 1, DEFAULT: 9 });
    float(9, { MIN: 0, MAX: 1, SPECIAL: [{ ID: "OLD", VALUE: 9 }] });
  });

  it("is stored already where it differs by less than rfd keeps", () => {
    const stored = (value: number, wanted: number) => same(value, { type: "FLOAT", value: wanted });
    assert.deepEqual(
      [stored(FLOAT_TOLERANCE, 0), stored(2 * FLOAT_TOLERANCE, 0), stored(1e6 + 1, 1e6), stored(1e6 + 2, 1e6)],
      [true, false, true, false],
    );
    assert.deepEqual([same("1", { type: "FLOAT", value: 1 }), same(1, { type: "INTEGER", value: 1 })], [false, true]);
  });
});

describe("what may be written", () => {
  it("OPERATIONS 0 closes a parameter, except in the links of rfd", () => {
    assert.throws(() => check("MASTER", 1, { OPERATIONS: 0 }), /read-only/);
    check("LINK", 1, { OPERATIONS: 0 });
    assert.throws(() => check("LINK", 1, { OPERATIONS: 1 }), /read-only/);
  });
});
