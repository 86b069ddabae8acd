/** Values between the house and the wire: types, limits, and what other spellings mean. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Double } from "../../../adapters/ccu/codec/value.ts";
import {
  cast,
  castParamset,
  FLOAT_TOLERANCE,
  same,
  toWire,
  validate,
  wireStruct,
} from "../../../adapters/ccu/typed-value.ts";
import type { ParameterDescription, TypedValue } from "../../../handlers/ports/index.ts";

const described = (TYPE: string, more: Partial<ParameterDescription> = {}): ParameterDescription => ({
  ...{ TYPE, OPERATIONS: 3, FLAGS: 1 },
  ...more,
});

describe("a value on its way to the wire", () => {
  test("has the type that it says, or is refused with its name", () => {
    const fits: [TypedValue["type"], unknown, unknown][] = [
      ["BOOL", true, true],
      ["ACTION", false, false],
      ["ENUM", 2, 2],
      ["ENUM", "ON", "ON"],
      ["INTEGER", 2 ** 31 - 1, 2 ** 31 - 1],
      ["INTEGER", -(2 ** 31 - 1), -(2 ** 31 - 1)],
      ["FLOAT", 0.5, new Double(0.5)],
      ["STRING", "x", "x"],
      ["STRING", 5, "5"],
    ];
    for (const [type, value, expected] of fits) assert.deepEqual(toWire("P", { type, value } as TypedValue), expected);
    const refused: [TypedValue["type"], unknown, RegExp][] = [
      ["BOOL", 1, /P: a boolean/],
      ["ACTION", "true", /P: a boolean/],
      ["ENUM", 1.5, /P: a choice/],
      ["ENUM", true, /P: a choice/],
      ["INTEGER", 2 ** 31, /P: an integer/],
      ["INTEGER", -(2 ** 31), /P: an integer/],
      ["INTEGER", 0.5, /P: an integer/],
      ["INTEGER", "1", /P: an integer/],
      ["FLOAT", Number.NaN, /P: a finite number/],
      ["FLOAT", "0.5", /P: a finite number/],
    ];
    for (const [type, value, message] of refused)
      assert.throws(() => toWire("P", { type, value } as TypedValue), { class: "permanent", message });
    assert.deepEqual(wireStruct({ A: { type: "BOOL", value: true }, B: { type: "STRING", value: "x" } }), {
      A: true,
      B: "x",
    });
  });

  test("is in the description, writable, of its type and within its limits", () => {
    const check =
      (paramset: string, typed: TypedValue, description: ParameterDescription | undefined, name = "P") =>
      () =>
        validate("X:1", paramset, { [name]: typed }, description ? { [name]: description } : {});
    const five: TypedValue = { type: "INTEGER", value: 5 };
    assert.throws(check("VALUES", five, undefined), { code: -5, message: "X:1 has no parameter P in VALUES" });
    assert.throws(check("VALUES", five, undefined, "constructor"), { code: -5 });
    assert.throws(check("VALUES", five, described("INTEGER", { OPERATIONS: 5 })), /read-only/);
    assert.throws(check("VALUES", five, described("FLOAT")), /P is FLOAT, not INTEGER/);
    for (const [a, b] of [
      ["BOOL", "ACTION"],
      ["ACTION", "BOOL"],
      ["ENUM", "INTEGER"],
      ["INTEGER", "ENUM"],
    ] as const) {
      const value = /BOOL|ACTION/.test(b) ? true : 1;
      check("VALUES", { type: b, value } as TypedValue, described(a))();
      assert.throws(check("VALUES", { type: b, value } as TypedValue, described("STRING")), /not/);
    }
    const hint: TypedValue = { type: "STRING", value: "1" };
    check("LINK", hint, undefined, "UI_HINT")();
    assert.throws(check("MASTER", hint, undefined, "UI_HINT"));
    assert.throws(check("LINK", hint, undefined, "OTHER"));
    assert.throws(check("LINK", five, undefined, "UI_HINT"));
  });

  test("limits: of configuration alone, with what the device says to be special", () => {
    const allowed = (value: number, more: Partial<ParameterDescription>, paramset = "MASTER", type = "FLOAT") => {
      try {
        validate("X:1", paramset, { P: { type, value } as TypedValue }, { P: described(type, more) });
        return true;
      } catch {
        return false;
      }
    };
    const limits = { MIN: 0, MAX: 10 };
    for (const [value, isAllowed] of [
      [0, true],
      [10, true],
      [10 + FLOAT_TOLERANCE / 2, true],
      [-FLOAT_TOLERANCE / 2, true],
      [10 + FLOAT_TOLERANCE * 2, false],
      [-FLOAT_TOLERANCE * 2, false],
    ] as const)
      assert.equal(allowed(value, limits), isAllowed, String(value));
    assert.equal(allowed(11, limits, "MASTER", "INTEGER"), false);
    assert.equal(allowed(11, limits, "VALUES"), true, "the model knows better");
    assert.equal(allowed(11, { ...limits, DEFAULT: 11 }), true);
    assert.equal(allowed(11, { ...limits, SPECIAL: [{ ID: "NOT_USED", VALUE: "11" }] }), true);
    assert.equal(allowed(12, { ...limits, SPECIAL: [{ ID: "NOT_USED", VALUE: 11 }] }), false);
    for (const none of [{}, { MIN: 0 }, { MAX: 10 }, { MIN: 0, MAX: 0 }, { MIN: "", MAX: "" }])
      assert.equal(allowed(11, none), true, JSON.stringify(none));
  });
});

describe("a value from the wire", () => {
  test("becomes what its description says, where that is possible", () => {
    const list = { VALUE_LIST: ["OFF", "ON"] };
    const cases: [unknown, ParameterDescription | undefined, unknown][] = [
      [true, described("FLOAT"), 1],
      [false, described("INTEGER"), 0],
      ["1.5", described("FLOAT"), 1.5],
      [" ", described("FLOAT"), " "],
      ["x", described("INTEGER"), "x"],
      [2, described("INTEGER"), 2],
      ["ON", described("ENUM", list), 1],
      ["OFF", described("ENUM", list), 0],
      ["7", described("ENUM", list), 7],
      ["7", described("ENUM"), 7],
      ["x7", described("ENUM"), "x7"],
      [1, described("ENUM", list), 1],
      [0, described("BOOL"), false],
      [2, described("ACTION"), true],
      ["true", described("BOOL"), true],
      ["1", described("BOOL"), true],
      ["false", described("BOOL"), false],
      ["0", described("BOOL"), false],
      ["maybe", described("BOOL"), "maybe"],
      [5, described("STRING"), "5"],
      [true, described("STRING"), "true"],
      ["x", described("STRING"), "x"],
      ["x", undefined, "x"],
    ];
    for (const [raw, description, expected] of cases)
      assert.deepEqual(cast(raw as never, description), expected, `${raw} ${description?.TYPE}`);
    assert.deepEqual(castParamset("", {}), {});
    const raw = { A: "1", B: "1", ["__proto__" as string]: 1 };
    assert.deepEqual(castParamset(raw, { A: described("INTEGER") }), { A: 1, B: "1" });
  });

  test("is the one that was wanted: to six decimals, of large numbers to six digits", () => {
    const float = (value: number): TypedValue => ({ type: "FLOAT", value });
    assert.equal(same(0.5, float(0.5000009)), true);
    assert.equal(same(0.5, float(0.5000011)), false);
    assert.equal(same(100.00009, float(100)), true);
    assert.equal(same(100.00011, float(100)), false);
    assert.equal(same(-100.00009, float(-100)), true);
    assert.equal(same("0.5", float(0.5)), false);
    assert.equal(same(1, { type: "INTEGER", value: 1 }), true);
    assert.equal(same("1", { type: "INTEGER", value: 1 }), false);
  });
});
