/** The filter by parameter: stars and question marks, and nothing of a regular expression. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { globMatcher } from "../../../handlers/features/shared/glob.ts";
import { nameFilter } from "../../../handlers/features/webhooks/home/outbound/filters.ts";

const plain = fc.string({
  unit: fc.constantFrom("A", "b", "_", ".", "+", "(", "[", "\\", "^", "$", "1", "\n"),
  maxLength: 12,
});

test("text without stars and question marks means itself", () => {
  fc.assert(
    fc.property(plain, plain, (glob, text) => {
      fc.pre(glob !== "");
      assert.equal(globMatcher(glob)(text), glob.toLowerCase() === text.toLowerCase());
    }),
  );
});

test("a star stands for anything, a question mark for one character", () => {
  fc.assert(
    fc.property(plain, plain, plain, (before, middle, after) => {
      assert.equal(globMatcher(`${before}*${after}`)(before + middle + after), true);
      assert.equal(globMatcher(`${before}?${after}`)(`${before}x${after}`), true);
    }),
  );
});

test("a hostile glob ends: runs of stars are one", () => {
  const started = performance.now();
  globMatcher(`${"*".repeat(2_000)}x`)("a".repeat(4_000));
  globMatcher(`${"*a".repeat(50)}b`)("a".repeat(4_000));
  assert.ok(performance.now() - started < 2_000);
});

test("names of events as in subscriptions", () => {
  const wanted = nameFilter({ events: ["datapoint.*", "hub.sysvar_changed"], centrals: [], parameter_glob: "" });
  assert.deepEqual(["datapoint.value_changed", "hub.sysvar_changed", "hub.inbox_changed", "datapoint"].map(wanted), [
    true,
    true,
    false,
    true,
  ]);
});
