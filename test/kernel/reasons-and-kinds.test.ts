/** What people read of a value that does not fit, and the kinds of values that settings have. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as z from "zod";
import { plainReason } from "../../handlers/kernel/plain-reasons.ts";
import {
  choice,
  duration,
  FIELD_LIST_LIMIT,
  FIELD_TEXT_LIMIT,
  flag,
  isDuration,
  parseDuration,
  text,
  texts,
  whole,
} from "../../handlers/kernel/section-kinds.ts";

const reason = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: plainReason }).error?.issues[0]?.message;

describe("reasons", () => {
  test("count characters, members and bytes, one of them as one", () => {
    const list = (n: number) => Array(n).fill("x");
    for (const [schema, value, wanted] of [
      [z.string().min(2), "x", "must have at least 2 characters"],
      [z.string().max(2), "xyz", "must have at most 2 characters"],
      [z.string().min(1), "", "must not be empty"],
      [z.string().max(0), "x", "must have at most 0 characters"],
      [z.array(z.string()).min(1), [], "must have at least 1 member"],
      [z.array(z.string()).min(2), list(1), "must have at least 2 members"],
      [z.array(z.string()).max(1), list(2), "must have at most 1 member"],
      [z.set(z.string()).max(1), new Set(["a", "b"]), "must have at most 1 member"],
      [z.file().max(1), new File(["ab"], "x"), "must have at most 1 byte"],
      [z.file().min(2), new File(["a"], "x"), "must have at least 2 bytes"],
    ] as const)
      assert.equal(reason(schema, value), wanted);
  });
  test("tell limits of numbers, included or not", () => {
    for (const [schema, value, wanted] of [
      [z.number().min(1), 0, "must be at least 1"],
      [z.number().gt(1), 1, "must be more than 1"],
      [z.number().max(1), 2, "must be at most 1"],
      [z.number().lt(1), 1, "must be less than 1"],
      [z.int().min(1), 0, "must be at least 1"],
    ] as const)
      assert.equal(reason(schema, value), wanted);
  });
  test("name the kind that is wanted, what is missing is missing", () => {
    for (const [schema, kind] of [
      [z.string(), "a text"],
      [z.number(), "a number"],
      [z.int(), "a number"],
      [z.boolean(), "true or false"],
      [z.array(z.string()), "a list"],
      [z.strictObject({}), "an object"],
      [z.record(z.string(), z.string()), "an object"],
      [z.null(), "null"],
    ] as const) {
      assert.equal(reason(schema, Symbol.iterator), `must be ${kind}`);
      assert.equal(reason(schema, undefined), "is missing", kind);
    }
    assert.equal(reason(z.int(), 1.5), "must be a whole number");
    assert.equal(reason(z.literal([1, "a", null]), true), "must be one of 1, a, null");
    assert.equal(reason(z.literal("a"), undefined), "is missing");
  });
  test("show the form of what has one", () => {
    for (const [schema, form] of [
      [z.iso.datetime({ offset: true }), "a date and time with its zone, such as 2026-01-31T12:00:00Z"],
      [z.iso.date(), "a date, such as 2026-01-31"],
      [z.iso.time(), "a time, such as 12:00"],
      [z.url(), "an address, such as https://example.org"],
      [z.uuid(), "a UUID"],
      [z.email(), "an e-mail address"],
      [z.ipv4(), "an IPv4 address"],
      [z.ipv6(), "an IPv6 address"],
      [z.base64(), "of another form"],
    ] as const)
      assert.equal(reason(schema, "!"), `must be ${form}`);
  });
  test("name members that nobody knows, a hundred characters of each", () => {
    assert.equal(reason(z.strictObject({}), { a: 1, b: 2 }), 'has no member "a", "b"');
    assert.equal(reason(z.strictObject({}), { ["x".repeat(101)]: 1 }), `has no member "${"x".repeat(100)}"`);
  });
  test("leave to others what they do not know", () => {
    assert.equal(plainReason({ code: "custom", path: [], input: 1 } as never), undefined);
  });
});

describe("durations of settings", () => {
  test("are spelled in units, one after the other", () => {
    for (const [spelled, ns] of [
      ["0", 0],
      [" 1ns ", 1],
      ["1us", 1e3],
      ["1µs", 1e3],
      ["1ms", 1e6],
      ["1s", 1e9],
      ["1m", 6e10],
      ["1h", 3.6e12],
      ["1d", 8.64e13],
      ["1h30m", 5.4e12],
      ["1.5s", 1.5e9],
      ["0.4ns", 0],
      ["106751d", 106_751 * 8.64e13],
    ] as const)
      assert.equal(parseDuration(spelled), ns, spelled);
    for (const none of ["", "1", "s", "1 s", "1s!", "-1s", "1w", "106752d", "1e3s"])
      assert.equal(parseDuration(none), undefined, none);
  });
  test("are nanoseconds in documents and milliseconds in the program, within bounds that the refusal tells in seconds", () => {
    const schema = duration("30s", { min: 1000, max: 60_000 });
    assert.equal(schema.parse(undefined), 30_000);
    assert.deepEqual([schema.parse(1e9), schema.parse(6e10)], [1000, 60_000]);
    for (const past of [1e9 - 1, 6e10 + 1, 0, -1])
      assert.equal(reason(schema, past), "must be 1 s to 60 s, in nanoseconds");
    for (const odd of ["30s", 1.5e9 + 0.5, null, Number.NaN])
      assert.equal(reason(schema, odd), "must be a whole number of nanoseconds");
    assert.equal(z.encode(schema, 1500), 1.5e9);
    assert.equal(duration("1s").parse(0), 0);
    assert.equal(reason(duration("1s"), -1)?.startsWith("must be 0 s to "), true);
    assert.throws(() => duration("soon"), /soon is no duration/);
  });
  test("are known as such, whatever is wrapped around them", () => {
    assert.equal(isDuration(duration("1s")), true);
    assert.equal(isDuration(duration("1s").optional()), true);
    assert.equal(isDuration(z.number()), false);
    assert.equal(isDuration(z.number().optional()), false);
  });
});

describe("other kinds of settings", () => {
  test("have a default, limits at and one past, and words of their own", () => {
    assert.deepEqual([flag(true).parse(undefined), flag(false).parse(undefined)], [true, false]);
    assert.equal(reason(flag(true), "yes"), "must be true or false");
    const number = whole(5, { min: 1, max: 9 });
    assert.deepEqual([number.parse(undefined), number.parse(1), number.parse(9)], [5, 1, 9]);
    assert.equal(reason(number, 0), "must be at least 1");
    assert.equal(reason(number, 10), "must be at most 9");
    assert.equal(reason(number, 1.5), "must be a whole number");
    assert.equal(reason(whole(0), -1), "must be at least 0");
    assert.deepEqual([text().parse(undefined), text("x").parse(undefined)], ["", "x"]);
    assert.equal(text().parse("x".repeat(FIELD_TEXT_LIMIT)).length, FIELD_TEXT_LIMIT);
    assert.equal(reason(text(), "x".repeat(FIELD_TEXT_LIMIT + 1)), `must have at most ${FIELD_TEXT_LIMIT} characters`);
    assert.equal(reason(text(), 1), "must be a text");
    assert.deepEqual([texts().parse(undefined), texts(["a"]).parse(undefined)], [[], ["a"]]);
    assert.equal(
      reason(texts(), Array(FIELD_LIST_LIMIT + 1).fill("")),
      `must have at most ${FIELD_LIST_LIMIT} members`,
    );
    assert.equal(texts().parse(Array(FIELD_LIST_LIMIT).fill("")).length, FIELD_LIST_LIMIT);
    assert.equal(reason(texts(), "a"), "must be a list of texts");
    assert.equal(texts().safeParse(["x".repeat(FIELD_TEXT_LIMIT + 1)]).success, false);
    const one = choice(["a", "b"], "b");
    assert.deepEqual([one.parse(undefined), one.parse("a")], ["b", "a"]);
    assert.equal(reason(one, "c"), "must be one of a, b");
  });
});
