import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { coerceSysvarValue, numberOf, SYSVAR_VALUE_LIMIT } from "../../handlers/model/sysvar-value.ts";
import type { HubSysvar } from "../../handlers/ports/index.ts";

type Sysvar = Pick<HubSysvar, "type" | "min" | "max" | "valueList">;
const LOGIC: Sysvar = { type: "LOGIC" };
const FLOAT: Sysvar = { type: "FLOAT", min: -10, max: 30 };
const INTEGER: Sysvar = { type: "INTEGER", min: 0, max: 5 };
const LIST: Sysvar = { type: "LIST", valueList: ["aus", "an", "3"] };
const STRING: Sysvar = { type: "STRING" };

const takes: [Sysvar, unknown, unknown][] = [
  [LOGIC, true, true],
  [LOGIC, 0, false],
  [LOGIC, 1, true],
  ...["true", "T", "yes", "y", "ON", "1", " true "].map((text): [Sysvar, unknown, unknown] => [LOGIC, text, true]),
  ...["false", "f", "No", "n", "off", "0"].map((text): [Sysvar, unknown, unknown] => [LOGIC, text, false]),
  [{ type: "ALARM" }, "off", false],
  [FLOAT, 21.5, 21.5],
  [FLOAT, "21.5", 21.5],
  [FLOAT, "-1e1", -10],
  [FLOAT, -10, -10],
  [FLOAT, 30, 30],
  [{ type: "NUMBER" }, "7", 7],
  [{ type: "FLOAT", min: 0, max: 0 }, 99, 99],
  [INTEGER, 5, 5],
  [INTEGER, "4", 4],
  [INTEGER, 3.0, 3],
  [LIST, 0, 0],
  [LIST, 2, 2],
  [LIST, "an", 1],
  [LIST, "1", 1],
  [LIST, "3", 2],
  [STRING, "", ""],
  [STRING, 5, "5"],
  [STRING, true, "true"],
  [STRING, "x".repeat(SYSVAR_VALUE_LIMIT), "x".repeat(SYSVAR_VALUE_LIMIT)],
];
test("a value is taken by the variable's type", () => {
  for (const [sysvar, value, expected] of takes)
    assert.deepEqual(
      coerceSysvarValue(sysvar, value),
      { value: expected },
      `${sysvar.type} ${String(value).slice(0, 20)}`,
    );
});

const refuses: [Sysvar, unknown][] = [
  [LOGIC, 2],
  [LOGIC, "maybe"],
  [LOGIC, ""],
  [LOGIC, null],
  [LOGIC, undefined],
  [LOGIC, []],
  [FLOAT, "warm"],
  [FLOAT, ""],
  [FLOAT, "0x10"],
  [FLOAT, "1 2"],
  [FLOAT, "Infinity"],
  [FLOAT, Number.NaN],
  [FLOAT, true],
  [FLOAT, -10.1],
  [FLOAT, 30.1],
  [INTEGER, 2.5],
  [INTEGER, "2.5"],
  [INTEGER, 6],
  [INTEGER, -1],
  [LIST, 3],
  [LIST, -1],
  [LIST, 0.5],
  [LIST, "AN"],
  [LIST, true],
  [{ type: "LIST" }, 0],
  [STRING, null],
  [STRING, { a: 1 }],
  [STRING, "x".repeat(SYSVAR_VALUE_LIMIT + 1)],
];
test("what the type cannot hold is an error, never a guess", () => {
  for (const [sysvar, value] of refuses)
    assert.ok("error" in coerceSysvarValue(sysvar, value), `${sysvar.type} ${String(value).slice(0, 20)}`);
});

test("a value out of range names the limits", () => {
  assert.deepEqual(coerceSysvarValue(INTEGER, 6), { error: "is out of range", min: 0, max: 5 });
  assert.deepEqual(coerceSysvarValue(LIST, 3), { error: "is not in the list", min: 0, max: 2 });
});

test("whatever is sent, the answer has the type's kind or an error", () => {
  const kinds = {
    LOGIC: "boolean",
    ALARM: "boolean",
    NUMBER: "number",
    FLOAT: "number",
    INTEGER: "number",
    LIST: "number",
    STRING: "string",
  };
  const types = Object.keys(kinds) as HubSysvar["type"][];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.anything(), (type, value) => {
      const coerced = coerceSysvarValue({ type, valueList: ["a", "b"] }, value);
      assert.ok("error" in coerced || typeof coerced.value === kinds[type]);
    }),
  );
});

test("a number survives its way through text", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (n) => numberOf(String(n)) === (n === 0 ? 0 : n) || Object.is(n, -0),
    ),
  );
});
