/** What people read when a value does not fit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { plainReason } from "../../handlers/kernel/plain-reasons.ts";

const cases: [string, z.ZodType, unknown, string][] = [
  ["absent", z.string(), undefined, "is missing"],
  ["absent choice", z.enum(["a", "b"]), undefined, "is missing"],
  ["another type", z.string(), 1, "must be a text"],
  ["a number", z.number(), "1", "must be a number"],
  ["half", z.int(), 1.5, "must be a whole number"],
  ["a boolean", z.boolean(), "yes", "must be true or false"],
  ["a list", z.array(z.string()), {}, "must be a list"],
  ["an object", z.strictObject({}), [], "must be an object"],
  ["a choice", z.enum(["a", "b"]), "c", "must be one of a, b"],
  ["one value", z.literal("a"), "b", "must be a"],
  ["an empty text", z.string().min(1), "", "must not be empty"],
  ["a short text", z.string().min(3), "ab", "must have at least 3 characters"],
  ["a long text", z.string().max(1), "ab", "must have at most 1 character"],
  ["too many", z.array(z.string()).max(2), ["a", "b", "c"], "must have at most 2 members"],
  ["too small", z.number().min(3), 2, "must be at least 3"],
  ["not above", z.number().gt(3), 3, "must be more than 3"],
  ["too big", z.number().max(3), 4, "must be at most 3"],
  ["not below", z.number().lt(3), 3, "must be less than 3"],
  ["a step", z.number().multipleOf(5), 7, "must be a multiple of 5"],
  ["a time", z.iso.datetime(), "today", "must be a date and time with its zone, such as 2026-01-31T12:00:00Z"],
  ["a pattern", z.string().regex(/^a$/), "b", "must be of another form"],
  ["a member", z.strictObject({}), { x: 1 }, 'has no member "x"'],
  ["a schema's own words", z.string({ error: "is no name" }), 1, "is no name"],
];
for (const [what, schema, value, reason] of cases)
  test(what, () => assert.equal(schema.safeParse(value, { error: plainReason }).error?.issues[0]?.message, reason));

test("the value itself is never said", () => {
  const schema = z.strictObject({ a: z.enum(["x"]), b: z.int().max(3), c: z.url(), d: z.string().max(3) });
  const secret = "Xy7planted9";
  const { error } = schema.safeParse({ a: secret, b: secret, c: secret, d: secret }, { error: plainReason });
  assert.ok(!JSON.stringify(error?.issues.map(({ message }) => message)).includes(secret));
});
