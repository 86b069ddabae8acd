/** Patterns that people write to see more: both notations, and what they make of a device. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../handlers/model/build.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import {
  isBlankUnIgnore,
  parseUnIgnore,
  UNIGNORE_LENGTH_LIMIT,
  type UnIgnore,
  unIgnoredBy,
  unIgnoreSpellings,
} from "../../handlers/model/unignore.ts";
import { anyText } from "../support/any-text.ts";
import { bool, bundle, float, integer, press } from "./fixtures.ts";

const parsed = (line: string): UnIgnore => {
  const result = parseUnIgnore(line);
  assert.ok("pattern" in result, `${line}: ${"error" in result && result.error}`);
  return result.pattern;
};
const error = (line: string): string => {
  const result = parseUnIgnore(line);
  assert.ok("error" in result, line);
  return result.error;
};
const values = (model: string | undefined, channel: number | null | undefined, parameter = "ON_TIME"): UnIgnore => ({
  ...{ parameter, paramset: "VALUES", model, channel },
});

test("both notations and both wildcards are understood", () => {
  const everywhere = values(undefined, undefined);
  for (const line of ["ON_TIME", " ON_TIME ", "ON_TIME:VALUES@all:all", "ON_TIME:VALUES@*:*", "*:*:ON_TIME"])
    assert.deepEqual(parsed(line), everywhere, line);
  for (const line of ["ON_TIME:VALUES@HmIP-BDT:4", "hmip-bdt:4:ON_TIME", "ON_TIME : values @ HMIP-BDT : 4"])
    assert.deepEqual(parsed(line), values("hmip-bdt", 4), line);
  assert.deepEqual(parsed("HmIP-BDT:*:ON_TIME"), values("hmip-bdt", undefined));
  assert.deepEqual(parsed("all:4:ON_TIME"), values(undefined, 4));
  assert.deepEqual(parsed("ZEL STG RM FEP 230V:1:LEVEL"), values("zel stg rm fep 230v", 1, "LEVEL"));
  assert.deepEqual(parsed("TEMPERATURE_OFFSET:MASTER@HM-CC-RT-DN:"), {
    ...{ parameter: "TEMPERATURE_OFFSET", paramset: "MASTER", model: "hm-cc-rt-dn", channel: null },
  });
  assert.equal(parsed("SHORT_ON_LEVEL:LINK@HmIP-BDT:4").paramset, "LINK");
});

test("what is wrong is said", () => {
  assert.match(error("A:MASTER@all:1"), /MASTER takes one model/);
  assert.match(error("A:MASTER@X:*"), /no wildcard/);
  assert.match(error("A:B"), /neither/);
  assert.match(error("A:SERVICE@X:1"), /none of VALUES, MASTER, LINK/);
  assert.match(error("A@X:1"), /is not PARAMETER:PARAMSET@MODEL:CHANNEL/);
  assert.match(error("A:VALUES@X:1@2"), /more than one @/);
  assert.match(error("X:one:A"), /channel/);
  assert.match(error("*:*:*"), /parameter/);
  assert.match(error("*"), /parameter/);
  assert.match(error("A:VALUES@:1"), /model/);
});

test("a pattern is as long as it may be, and not longer", () => {
  assert.ok("pattern" in parseUnIgnore("A".repeat(UNIGNORE_LENGTH_LIMIT)));
  assert.match(error("A".repeat(UNIGNORE_LENGTH_LIMIT + 1)), /longer than/);
});

const word = fc.stringMatching(/^[A-Z0-9_.-]{1,20}$/).filter((text) => text.toLowerCase() !== "all");
const channel = fc.option(fc.integer({ min: 0, max: 9999 }), { nil: null });
const PLAIN = { noNullPrototype: true };
const pattern: fc.Arbitrary<UnIgnore> = fc.oneof(
  fc.record(
    {
      parameter: word,
      paramset: fc.constant("VALUES" as const),
      model: fc.option(
        word.map((model) => model.toLowerCase()),
        { nil: undefined },
      ),
      channel: fc.option(channel, { nil: undefined }),
    },
    PLAIN,
  ),
  fc.record(
    {
      parameter: word,
      paramset: fc.constantFrom("MASTER" as const, "LINK" as const),
      model: word.map((model) => model.toLowerCase()),
      channel,
    },
    PLAIN,
  ),
);

/** The one spelling that both the field's programs and this one read. */
function spellUnIgnore({ parameter, paramset, model, channel }: UnIgnore): string {
  if (paramset === "VALUES" && model === undefined && channel === undefined) return parameter;
  const place = channel === undefined ? "all" : (channel ?? "");
  return `${parameter}:${paramset}@${model ?? "all"}:${place}`;
}

test("what is spelled is read back as it was meant", () => {
  fc.assert(
    fc.property(pattern, (wanted) => {
      const line = spellUnIgnore(wanted);
      assert.deepEqual(parsed(line), wanted);
      assert.equal(spellUnIgnore(parsed(line)), line);
    }),
    { numRuns: 1000, seed: 20260101 },
  );
});

test("no line makes it fail, and what it reads it can spell", () => {
  const pieces = fc.array(fc.constantFrom(":", "@", "*", "all", "#", " ", "A", "VALUES", "MASTER", "1", "é"));
  const line = fc.oneof(
    anyText(),
    pieces.map((all) => all.join("")),
  );
  fc.assert(
    fc.property(line, (text) => {
      isBlankUnIgnore(text);
      unIgnoredBy([text])?.({ model: "X", channel: 1, paramset: "VALUES", parameter: "A" });
      const result = parseUnIgnore(text);
      if ("pattern" in result) assert.deepEqual(parseUnIgnore(spellUnIgnore(result.pattern)), result);
    }),
    { numRuns: 3000, seed: 20260101 },
  );
});

// ---------------------------------------------------------------- what becomes of a device

const dimmer = () =>
  bundle("HmIP-RF", "HmIP-BDT", "0001DIM0000001", {
    0: { type: "MAINTENANCE", values: { OPERATING_VOLTAGE: float(5, 0, 25, "V"), UNREACH: bool(5) } },
    4: {
      type: "DIMMER_VIRTUAL_RECEIVER",
      values: {
        LEVEL: float(7, 0, 1),
        ON_TIME: float(2, 0, 100),
        SECTION: integer(5, 0, 9),
        PROCESS: integer(5, 0, 1),
      },
      master: { EVENT_DELAY: integer(3, 0, 9) },
    },
  });
const build = (...patterns: string[]) =>
  buildDevice(dimmer(), { central: "home", claim: customClaim, unIgnored: unIgnoredBy(patterns) })!;
const seen = (device: ReturnType<typeof build>, number: number, name: string) => {
  const channel = device.channels.find((one) => one.number === number)!;
  const { usage, visible } = channel.values.get(name) ?? channel.master.get(name)!;
  return [usage, visible];
};

test("ignored, hidden and used-up parameters are shown when somebody wants them", () => {
  const before = build();
  assert.deepEqual(seen(before, 4, "PROCESS"), ["ignored", false]);
  assert.deepEqual(seen(before, 4, "SECTION"), ["no_create", false]);
  assert.deepEqual(seen(before, 4, "EVENT_DELAY"), ["ignored", false]);
  const after = build("PROCESS", "HmIP-BDT:4:SECTION", "EVENT_DELAY:MASTER@HmIP-BDT:4", "0:0:OPERATING_VOLTAGE");
  for (const name of ["PROCESS", "SECTION", "EVENT_DELAY"])
    assert.deepEqual(seen(after, 4, name), ["data_point", true]);
  assert.deepEqual(seen(after, 0, "OPERATING_VOLTAGE"), seen(before, 0, "OPERATING_VOLTAGE"), "another model's");
  assert.deepEqual(seen(after, 4, "LEVEL"), seen(before, 4, "LEVEL"), "the rest is as it was");
  assert.deepEqual(seen(build("EVENT_DELAY"), 4, "EVENT_DELAY"), ["ignored", false], "VALUES only");
});

test("presses that no one listens to become events again", () => {
  const plug = (...patterns: string[]) =>
    buildDevice(
      bundle("HmIP-RF", "HmIP-PS", "0001PS00000001", { 1: { type: "KEY", values: { PRESS_SHORT: press() } } }),
      {
        central: "home",
        unIgnored: unIgnoredBy(patterns),
      },
    )!.channels[0]!.eventGroups;
  assert.deepEqual(plug(), []);
  assert.deepEqual(plug("PRESS_SHORT")[0]?.parameters, ["PRESS_SHORT"]);
});

test("candidates are offered in every spelling that is understood", () => {
  const place = { model: "HmIP-BDT", channel: 4, paramset: "VALUES", parameter: "PROCESS" } as const;
  const offered = unIgnoreSpellings(place);
  assert.deepEqual(offered, ["PROCESS", "PROCESS:VALUES@HmIP-BDT:all", "PROCESS:VALUES@HmIP-BDT:4"]);
  for (const line of offered) assert.equal(unIgnoredBy([line])?.(place), true, line);
  const root = { ...place, paramset: "MASTER", channel: null, parameter: "X" } as const;
  assert.deepEqual(unIgnoreSpellings(root), ["X:MASTER@HmIP-BDT:"]);
  assert.equal(unIgnoredBy(unIgnoreSpellings(root))?.(root), true);
  assert.deepEqual(unIgnoreSpellings({ ...place, parameter: "CONFIG_PENDING" }), []);
});
