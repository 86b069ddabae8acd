/** Halves go to the even neighbour, and only what is exactly a half is one: told by all digits that a double has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { roundEven } from "../../../handlers/model/calculated/climate.ts";

/** Far more digits than a double of this size has. */
const DIGITS = 25;
function byDigits(value: number, digits: number): number {
  const tail = Math.abs(value)
    .toFixed(digits + DIGITS)
    .slice(-DIGITS);
  if (!/^50+$/.test(tail)) return Number(value.toFixed(digits));
  const scale = 10 ** digits;
  return (2 * Math.round((value * scale) / 2)) / scale;
}

test("rounding agrees with the digits", () => {
  const half = fc.tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.constantFrom(1, 2, 4, 8, 16));
  const value = fc.oneof(
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    half.map(([number, part]) => number / part),
  );
  fc.assert(
    fc.property(value, fc.constantFrom(0, 1, 2), (number, digits) => {
      const rounded = roundEven(number, digits);
      assert.ok(rounded === byDigits(number, digits), `${number} to ${digits}: ${rounded}`);
    }),
    { numRuns: 20_000, seed: 20260101 },
  );
});

test("a half goes to the even neighbour", () => {
  assert.deepEqual(
    [0.25, 0.75, -0.25, 0.35].map((value) => roundEven(value, 1)),
    [0.2, 0.8, -0.2, 0.3],
  );
  assert.deepEqual(
    [0.125, 0.375, 1.005].map((value) => roundEven(value, 2)),
    [0.12, 0.38, 1],
  );
});
