import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TopicIndex } from "../../handlers/stream/audience.ts";
import { PatternSet, translatePattern } from "../../handlers/stream/patterns.ts";

const TRUTH: [pattern: string, topic: string, matches: boolean][] = [
  ["*", "device.0001.lifecycle", true],
  ["*", "", true],
  ["device.*", "device.0001.lifecycle", true],
  ["device.*", "device", true],
  ["device.*", "devices.0001", false],
  ["device.*", "Device.0001", false],
  ["device.0001.*", "device.0001.channels.1.trigger", true],
  ["device.0001.*", "device.00012.lifecycle", false],
  ["device", "device.0001.lifecycle", false],
  ["device.0001.lifecycle", "device.0001.lifecycle", true],
  ["device.0001.channels.*", "device.0001.lifecycle", false],
  ["*.lifecycle", "device.0001.lifecycle", false],
  ["hub.*.sysvars.*", "hub.ccu.sysvars.Home", false],
  ["hub.*.sysvars.*", "hub.*.sysvars.Home", true],
  ["system.*.status", "system.ccu.status", false],
  ["alarm.panel", "alarm.panel", true],
  ["alarm.*", "alarm.panel", true],
  ["hub.ccu.sysvars.a.b", "hub.ccu.sysvars.a.b", true],
  [".*", "device.0001", false],
  ["", "device", false],
];
for (const [pattern, topic, matches] of TRUTH)
  test(`${pattern || "(empty)"} ${matches ? "matches" : "does not match"} ${topic || "(empty)"}`, () => {
    assert.equal(new PatternSet([pattern]).matches(topic), matches);
  });

const NOTATIONS: [written: string, meant: string][] = [
  ["devices/#", "device.*"],
  ["devices/0001D3/#", "device.0001D3.*"],
  ["device/0001D3/channels/1/#", "device.0001D3.channels.1.*"],
  ["devices/0001D3", "device.0001D3"],
  ["#", "*"],
  ["hub/#", "hub.*"],
  ["hub/ccu/sysvars/#", "hub.ccu.sysvars.*"],
  ["device.*", "device.*"],
  ["devices.*", "devices.*"],
  ["hub.ccu.sysvars.Licht/Flur", "hub.ccu.sysvars.Licht/Flur"],
  ["hub.ccu.sysvars.#", "hub.ccu.sysvars.#"],
];
for (const [written, meant] of NOTATIONS)
  test(`${written} means ${meant}`, () => assert.equal(translatePattern(written), meant));

/** The rule of the facts, word by word: what the index must agree with. */
const byTheRule = (pattern: string, topic: string) =>
  pattern === "*" ||
  pattern === topic ||
  (pattern.endsWith(".*") && (topic === pattern.slice(0, -2) || topic.startsWith(pattern.slice(0, -1))));

const segment = fc.constantFrom("a", "b", "c", "*", "", "d1");
const topic = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("."));
const pattern = fc.oneof(
  topic,
  topic.map((t) => `${t}.*`),
  fc.constant("*"),
);

test("a set matches where one of its patterns does", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 6 }), topic, (patterns, of) => {
      assert.equal(
        new PatternSet(patterns).matches(of),
        patterns.some((p) => byTheRule(p, of)),
      );
    }),
    { numRuns: 500 },
  );
});

test("of a set those patterns are found that match, each once, late ones among them", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 6 }), topic, (patterns, of) => {
      assert.deepEqual(
        [...new PatternSet(patterns).matching(of)].sort(),
        [...new Set(patterns)].filter((p) => byTheRule(p, of)).sort(),
      );
    }),
    { numRuns: 500 },
  );
});

test("the index finds each audience that matches, once, whatever has joined and left", () => {
  const member = fc.record({
    patterns: fc.array(pattern, { maxLength: 4 }),
    leaves: fc.boolean(),
    classify: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(member, { maxLength: 8 }), topic, (members, of) => {
      const index = new TopicIndex<number>();
      for (const [id, { patterns, classify }] of members.entries()) index.join(id, new PatternSet(patterns), classify);
      for (const [id, { patterns, leaves }] of members.entries()) if (leaves) index.leave(id, new PatternSet(patterns));
      const found = index.matching(of).flatMap(({ plain, classified }) => [...plain, ...classified]);
      const expected = members.flatMap(({ patterns, leaves }, id) =>
        !leaves && patterns.some((p) => byTheRule(p, of)) ? [id] : [],
      );
      assert.deepEqual(found.sort(), expected.sort());
    }),
    { numRuns: 500 },
  );
});

test("connections with the same set in another order share one audience, and the last to leave ends it", () => {
  const index = new TopicIndex<string>();
  index.join("x", new PatternSet(["a.*", "b"]), false);
  index.join("y", new PatternSet(["b", "a.*", "b"]), true);
  assert.equal(index.size, 1);
  assert.equal(index.matching("a.1").length, 1);
  index.leave("x", new PatternSet(["a.*", "b"]));
  index.leave("y", new PatternSet(["a.*", "b"]));
  assert.equal(index.size, 0);
  assert.equal(index.matching("a.1").length, 0);
});
