/** Arguments of operations: what is taken in which spelling, and how a refusal reads (device-model 2.2). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import { Args } from "../../../handlers/model/custom/args.ts";

const args = (given: Record<string, unknown>) => new Args(given, ["a", "b", "seconds", "duration"]);
/** The first error of the refusal. */
function refused(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.equal(error.status, 422);
    return { ...error.errors![0]!, message: error.message, count: error.errors!.length };
  }
  return assert.fail("it was taken");
}

describe("numbers", () => {
  it("come as numbers or as text, within limits that the refusal tells", () => {
    const limits = { min: 1, max: 3 };
    for (const [given, value] of [
      [1, 1],
      [3, 3],
      ["2.5", 2.5],
      [" 2 ", 2],
      ["1e0", 1],
    ] as const)
      assert.equal(args({ a: given }).number("a", limits), value);
    for (const given of ["", " ", "two", true, {}, [], Number.NaN, Infinity, "Infinity"]) {
      const { field, reason, min, max } = refused(() => args({ a: given }).number("a", limits));
      assert.deepEqual([field, reason, min, max], ["a", "takes a number 1…3", 1, 3], String(given));
    }
    for (const given of [0.999, 3.001]) {
      const { field, reason, min, max } = refused(() => args({ a: given }).number("a", limits));
      assert.deepEqual([field, reason, min, max], ["a", `${given} is out of range, takes 1…3`, 1, 3]);
    }
    assert.equal(refused(() => args({ a: 0 }).number("a", { min: 1 })).reason, "0 is out of range, takes from 1");
    assert.equal(refused(() => args({ a: 4 }).number("a", { max: 3 })).reason, "4 is out of range, takes up to 3");
    assert.equal(args({ a: -1e9 }).number("a"), -1e9);
    assert.equal(refused(() => args({ a: "x" }).number("a")).reason, "takes a number");
  });
  it("that are missing are missing, or left out", () => {
    for (const none of [{}, { a: undefined }, { a: null }]) {
      assert.equal(args(none).maybeNumber("a", { min: 1 }), undefined);
      assert.equal(args(none).has("a"), false);
      const { field, reason, min } = refused(() => args(none).number("a", { min: 1 }));
      assert.deepEqual([field, reason, min], ["a", "is missing, takes from 1", 1]);
    }
    assert.equal(refused(() => args({}).number("a")).reason, "is missing");
  });
  it("that must be whole are", () => {
    assert.equal(args({ a: "2" }).integer("a", { min: 1 }), 2);
    assert.equal(args({}).maybeInteger("a"), undefined);
    assert.deepEqual(
      refused(() => args({ a: 1.5 }).integer("a", { min: 1, max: 3 })),
      {
        ...{ field: "a", reason: "takes a whole number", min: 1, max: 3, count: 1 },
        message: "a: takes a whole number",
      },
    );
    const { reason, max } = refused(() => args({}).integer("a", { max: 3 }));
    assert.deepEqual([reason, max], ["is missing, takes up to 3", 3]);
  });
});

describe("texts and labels", () => {
  it("are taken as they are, numbers too", () => {
    assert.equal(args({ a: "x" }).text("a"), "x");
    assert.equal(args({ a: "" }).text("a"), "");
    assert.equal(args({ a: 21.5 }).text("a"), "21.5");
    assert.equal(args({}).maybeText("a"), undefined);
    for (const given of [true, {}, []])
      assert.equal(refused(() => args({ a: given }).text("a")).reason, "takes a text");
    assert.equal(refused(() => args({}).text("a")).reason, "is missing");
  });
  it("are one of a list, in any case of letters", () => {
    const list = ["ON", "Off", ""];
    assert.deepEqual([args({ a: "on" }).label("a", list), args({ a: "OFF" }).label("a", list)], ["ON", "Off"]);
    for (const given of ["", "maybe"])
      assert.equal(refused(() => args({ a: given }).label("a", list)).reason, "is none of ON, Off, ");
    assert.equal(args({}).maybeLabel("a", list), undefined);
    assert.equal(refused(() => args({}).label("a", list)).reason, "is missing");
  });
  it("in objects are asked for by their own names", () => {
    const object = args({ a: { h: 1 } }).maybeObject("a", ["h", "s"]);
    assert.equal(object?.number("h"), 1);
    assert.equal(args({}).maybeObject("a", []), undefined);
    for (const given of ["x", 1, true, [1]])
      assert.equal(refused(() => args({ a: given }).maybeObject("a", ["h"])).reason, "takes an object");
    assert.equal(refused(() => args({ a: { v: 1 } }).maybeObject("a", ["h"])).field, "v");
  });
});

describe("durations", () => {
  const limits = { min: 0, max: 400_000 };
  const seconds = (given: Record<string, unknown>, bare: "s" | "ms" = "s") => args(given).seconds(bare, limits);
  it("are texts of numbers with units", () => {
    for (const [text, value] of [
      ["90s", 90],
      ["1m30s", 90],
      ["500ms", 0.5],
      ["1.5h", 5400],
      ["100h59m59.999s", 363_599.999],
      ["250us", 0.000_25],
      ["250µs", 0.000_25],
      ["10ns", 1e-8],
      [" 2s ", 2],
    ] as const)
      assert.ok(Math.abs(seconds({ duration: text }) - value) < 1e-9, text);
    for (const text of ["soon", "1d", "-1s", "1s2", "s", "1.s", "1,5s", `${"1s".repeat(20)}1s`])
      assert.equal(refused(() => seconds({ duration: text })).field, "duration", text);
    assert.equal(seconds({ duration: "1s".repeat(20) }), 20, "forty characters");
  });
  it("without a unit are seconds, or milliseconds where the category counts so", () => {
    assert.deepEqual([seconds({ duration: 1500 }), seconds({ duration: 1500 }, "ms")], [1500, 1.5]);
    assert.deepEqual([seconds({ duration: "1500" }), seconds({ duration: "1500" }, "ms")], [1500, 1.5]);
    // whoever writes seconds means seconds
    assert.deepEqual([seconds({ seconds: 1500 }), seconds({ seconds: 1500 }, "ms")], [1500, 1500]);
    assert.equal(seconds({ seconds: "1m", duration: 3 }), 60);
    assert.equal(args({ a: 4, duration: 3 }).maybeSeconds("s", limits, ["b", "a"]), 4);
    assert.equal(args({}).maybeSeconds("s", limits), undefined);
  });
  it("have limits in seconds, whatever they were spelled in", () => {
    assert.equal(seconds({ duration: 400_000_000 }, "ms"), 400_000);
    const { field, min, max } = refused(() => seconds({ duration: 400_000_001 }, "ms"));
    assert.deepEqual([field, min, max], ["duration", 0, 400_000]);
    assert.equal(refused(() => seconds({ seconds: -1 })).field, "seconds");
    const missing = refused(() => seconds({}));
    assert.deepEqual([missing.field, missing.reason, missing.max], ["seconds", "is missing, takes 0…400000", 400_000]);
  });
});

describe("arguments that nobody asked for", () => {
  it("are refused with the names that are known", () => {
    const one = refused(() => new Args({ x: 1 }, ["a", "b"]));
    assert.deepEqual([one.field, one.reason], ["x", "is not known; the operation takes a, b"]);
    assert.equal(refused(() => new Args({ x: 1 }, [])).reason, "is not known; the operation takes no arguments");
    assert.equal(one.message, "unknown: x; the operation takes a, b");
  });
  it("five of them, and forty characters of each", () => {
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`${"x".repeat(39)}${n}y`, 1]));
    const { count, field } = refused(() => new Args(many, []));
    assert.deepEqual([count, field], [5, `${"x".repeat(39)}1`]);
  });
  it("without a value are no arguments", () => {
    assert.equal(new Args({ x: null, y: undefined, a: 1 }, ["a"]).number("a"), 1);
  });
  it("inherited names are none", () => {
    assert.equal(new Args(Object.create({ a: 1 }), ["a"]).raw("a"), undefined);
    assert.throws(() => new Args({}, ["a"]).raw("b"), RangeError);
  });
  it("in several spellings: the first that is given", () => {
    assert.equal(args({ b: 1 }).spelling("a", "b"), "b");
    assert.equal(args({ a: 1, b: 1 }).spelling("a", "b"), "a");
    assert.equal(args({}).spelling("a", "b"), "a");
  });
});
