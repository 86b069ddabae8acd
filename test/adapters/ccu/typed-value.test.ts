import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toWire, validate } from "../../../adapters/ccu/typed-value.ts";
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

describe("what may be written", () => {
  it("OPERATIONS 0 closes a parameter, except in the links of rfd", () => {
    assert.throws(() => check("MASTER", 1, { OPERATIONS: 0 }), /read-only/);
    check("LINK", 1, { OPERATIONS: 0 });
    assert.throws(() => check("LINK", 1, { OPERATIONS: 1 }), /read-only/);
  });
});
