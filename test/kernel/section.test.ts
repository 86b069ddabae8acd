import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import * as z from "zod";
import { field, fixedSections, group, section } from "../../handlers/kernel/section.ts";
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

const about = { text: "…" };
const sample = section("north.sample", () => ({
  enabled: field(about, flag(false)),
  every: field({ ...about, restart: true }, duration("30s", { min: 1_000 })),
  inbound: group({
    token: field({ ...about, class: "secret" }, text()),
    hosts: field(about, texts(["a"])),
  }),
  kind: field(about, choice(["one", "two"], "two")),
  count: field(about, whole(3, { min: 1, max: 5 })),
}));

describe("a section of the configuration", () => {
  test("an empty document has every default; durations are milliseconds in the program", () => {
    assert.deepEqual(fixedSections().read(sample), {
      enabled: false,
      every: 30_000,
      inbound: { token: "", hosts: ["a"] },
      kind: "two",
      count: 3,
    });
  });

  test("a document is read once, partly given or not", () => {
    const sections = fixedSections({ "north.sample": { every: 2e9, inbound: { token: "x" } } });
    const { every, inbound } = sections.read(sample);
    assert.deepEqual({ every, inbound }, { every: 2_000, inbound: { token: "x", hosts: ["a"] } });
    assert.equal(sections.read(sample), sections.read(sample));
  });

  test("encoding gives the document back", () => {
    const document = { enabled: true, every: 5e9, inbound: { token: "t", hosts: [] }, kind: "one" as const, count: 5 };
    assert.deepEqual(z.encode(sample.schema, sample.schema.parse(document)), document);
  });

  test("fields have their path, class and restart", () => {
    assert.deepEqual(
      sample.fields.map(({ path, members, class: kind, restart }) => [path, members.join("/"), kind, restart]),
      [
        ["north.sample.enabled", "enabled", undefined, undefined],
        ["north.sample.every", "every", undefined, true],
        ["north.sample.inbound.token", "inbound/token", "secret", undefined],
        ["north.sample.inbound.hosts", "inbound/hosts", undefined, undefined],
        ["north.sample.kind", "kind", undefined, undefined],
        ["north.sample.count", "count", undefined, undefined],
      ],
    );
    assert.deepEqual(
      sample.fields.filter(({ schema }) => isDuration(schema)).map(({ path }) => path),
      ["north.sample.every"],
    );
  });

  for (const [what, document] of Object.entries({
    "an unknown member": { nothing: 1 },
    "an unknown member of a group": { inbound: { nothing: 1 } },
    "a text for a number": { count: "3" },
    "one below the least": { count: 0 },
    "one above the most": { count: 6 },
    "a duration below the least": { every: 1e9 - 1 },
    "half a nanosecond": { every: 1e9 + 0.5 },
    "a text one too long": { inbound: { token: "x".repeat(FIELD_TEXT_LIMIT + 1) } },
    "a list one too long": { inbound: { hosts: Array(FIELD_LIST_LIMIT + 1).fill("x") } },
    "another word": { kind: "three" },
    null: { enabled: null },
  }))
    test(`${what} is refused`, () => assert.equal(sample.schema.safeParse(document).success, false));

  for (const [what, document] of Object.entries({
    "the least": { count: 1, every: 1e9 },
    "the most": {
      count: 5,
      inbound: { token: "x".repeat(FIELD_TEXT_LIMIT), hosts: Array(FIELD_LIST_LIMIT).fill("x") },
    },
  }))
    test(`${what} is taken`, () => assert.equal(sample.schema.safeParse(document).success, true));

  test("a field that says nothing about itself is a mistake of ours", () => {
    assert.throws(() => section("x", () => ({ a: z.string().optional() })).fields, /x\.a says nothing/);
  });
});

describe("durations as text", () => {
  for (const [written, ns] of Object.entries({
    "30s": 30e9,
    "1h30m": 5_400e9,
    "1.5s": 1.5e9,
    "500ms": 5e8,
    "2d": 172_800e9,
    "9360h": 33_696e12,
    "10us": 1e4,
    " 5m ": 300e9,
    "0": 0,
    "0s": 0,
  }))
    test(written, () => assert.equal(parseDuration(written), ns));
  for (const written of ["", "30", "s", "-5s", "5 s", "5x", "1e3s", "5s!", "Infinity", "999999999999d"])
    test(`${written || "nothing"} is none`, () => assert.equal(parseDuration(written), undefined));
  test("whatever is written, the answer is a whole number of 63 bits or none", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(\d{1,9}(\.\d{1,3})?(ns|us|ms|s|m|h|d)){1,4}$/)),
        (written) => {
          const ns = parseDuration(written);
          assert.ok(ns === undefined || (Number.isInteger(ns) && ns >= 0 && ns < 2 ** 63));
        },
      ),
    );
  });
});
