import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeLinkValues } from "../../handlers/model/links/encode.ts";
import { classifyLinkParameter, durationLabel, timePresets } from "../../handlers/model/links/parameters.ts";
import { isLinkable, linkCandidates, sourceRoles } from "../../handlers/model/links/roles.ts";
import type { DeviceDescription, ParamsetDescription } from "../../handlers/ports.ts";
import { dimmer, parameter, READ, remote, WRITE } from "../support/devices.ts";

describe("what a parameter of a link is about", () => {
  for (const [name, keypressGroup, category, more] of [
    ["SHORT_JT_OFF", "short", "jump_target", { hiddenByDefault: true }],
    ["LONG_ELSE_JT_ON", "long", "jump_target", { hiddenByDefault: true }],
    ["SHORT_CT_RAMPON", "short", "condition", { hiddenByDefault: true }],
    ["LONG_MULTIEXECUTE", "long", "action", { hiddenByDefault: true }],
    ["SHORT_PROFILE_ACTION_TYPE", "short", "action", { hiddenByDefault: true }],
    ["SHORT_ON_LEVEL", "short", "level", { displayAsPercent: true, hasLastValue: true }],
    ["LONG_DIM_MIN_LEVEL", "long", "level", { displayAsPercent: true }],
    ["LEVEL", "common", "level", { displayAsPercent: true }],
    ["SHORT_ON_LEVEL_PRIO", "short", "other", { hiddenByDefault: false, displayAsPercent: false }],
    ["SHORT_ON_TIME_BASE", "short", "time", { timePairId: "SHORT_ON_TIME", timeSelector: "timeOnOff" }],
    ["LONG_RAMPON_TIME_FACTOR", "long", "time", { timePairId: "LONG_RAMPON_TIME", timeSelector: "rampOnOff" }],
    ["SHORT_OFFDELAY_TIME_BASE", "short", "time", { timePairId: "SHORT_OFFDELAY_TIME", timeSelector: "delay" }],
    ["BLINK_TIME_BASE", "common", "time", { timePairId: "BLINK_TIME", timeSelector: undefined }],
    ["SHORT_ON_TIME", "short", "other", { timePairId: undefined }],
    ["UI_HINT", "common", "other", { hiddenByDefault: false }],
    ["SHORT_", "common", "other", {}],
  ] as const)
    it(`${name}: ${keypressGroup}, ${category}`, () => {
      const found = classifyLinkParameter(name);
      assert.deepEqual([found.keypressGroup, found.category], [keypressGroup, category]);
      for (const [member, value] of Object.entries(more))
        assert.equal(found[member as keyof typeof found], value, member);
    });

  it("knows the last value from the description, too", () => {
    const special = parameter("FLOAT", 0, { SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] });
    assert.equal(classifyLinkParameter("SHORT_HUE", special).hasLastValue, true);
    assert.equal(classifyLinkParameter("SHORT_HUE", parameter("FLOAT", 0)).hasLastValue, false);
  });

  it("has a class for every name", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("__proto__", "SHORT_constructor")), (name) => {
        assert.ok(classifyLinkParameter(name).category.length > 0);
      }),
    );
  });
});

describe("durations", () => {
  it("are offered by what they are for", () => {
    assert.deepEqual(
      timePresets("delay", "en").map(({ label }) => label),
      ["not active", "5 s", "10 s", "30 s", "1 min", "2 min", "5 min", "10 min", "30 min", "1 h"],
    );
    assert.deepEqual(timePresets("timeOnOff", "de").at(-1), { base: 7, factor: 31, label: "dauerhaft" });
    assert.deepEqual(timePresets("timeOnOff", "de").at(-2), { base: 7, factor: 24, label: "24 h" });
    assert.deepEqual(timePresets("rampOnOff", "en")[2], { base: 0, factor: 5, label: "500 ms" });
  });
  it("are written in the largest unit that fits", () => {
    assert.deepEqual(
      [durationLabel(1, 30, "en"), durationLabel(2, 24, "en"), durationLabel(6, 6, "de"), durationLabel(0, 15, "de")],
      ["30 s", "2 min", "1 h", "1500 ms"],
    );
  });
});

// ---------------------------------------------------------------- roles

const channel = (source: unknown, target: unknown) => ({
  description: { LINK_SOURCE_ROLES: source, LINK_TARGET_ROLES: target } as DeviceDescription,
});

describe("who can be linked with whom", () => {
  const key = channel("SWITCH  REMOTE_CONTROL", "");
  const lamp = channel("", ["LEVEL", "REMOTE_CONTROL"]);
  const contact = channel("WINDOW_SWITCH", undefined);
  it("whoever says what the other understands, in this direction", () => {
    assert.equal(isLinkable(key, "sender", lamp), true);
    assert.equal(isLinkable(lamp, "receiver", key), true);
    assert.equal(isLinkable(lamp, "sender", key), false);
    assert.equal(isLinkable(contact, "sender", lamp), false);
    assert.equal(isLinkable(key, "sender", contact), false);
  });
  it("an unknown source with whatever has the opposite role", () => {
    assert.equal(isLinkable(undefined, "sender", lamp), true);
    assert.equal(isLinkable(undefined, "sender", key), false);
    assert.equal(isLinkable(undefined, "receiver", key), true);
  });
  it("roles come as text, as list, or as something else", () => {
    assert.deepEqual(sourceRoles(channel(" A  B ", "")), ["A", "B"]);
    for (const none of [undefined, null, 7, {}, [1]]) assert.deepEqual(sourceRoles(channel(none, "")), []);
  });
  it("never the channel itself", () => {
    const both = (address: string) => ({ address, ...channel("A", "A") });
    const device = { channels: [both("X:1"), both("X:2")] };
    const found = linkCandidates([device as never], { address: "X:1", channel: both("X:1") as never, role: "sender" });
    assert.deepEqual(
      found.map((one) => one.channel.address),
      ["X:2"],
    );
    assert.deepEqual(linkCandidates([dimmer(), remote()], { address: "", channel: undefined, role: "sender" }), []);
  });
});

// ---------------------------------------------------------------- values

const DESCRIPTION: ParamsetDescription = {
  SHORT_ON_TIME: parameter("FLOAT", 0, { MIN: 0, MAX: 108000, SPECIAL: [{ ID: "NOT_USED", VALUE: 111600 }] }),
  SHORT_ACTION: parameter("ENUM", 0, { VALUE_LIST: ["INACTIVE", "JUMP"] }),
  FACTOR: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 31 }),
  READ_ONLY: parameter("INTEGER", READ, { MIN: 0, MAX: 31 }),
  SENSOR: parameter("", 0),
  INTERNAL: parameter("INTEGER", 0, { FLAGS: 3 }),
};

describe("values of a link", () => {
  it("fit the description, or are refused with its limits", () => {
    const { values, refused, hidden } = encodeLinkValues(DESCRIPTION, [
      ["SHORT_ON_TIME", 108000],
      ["SHORT_ACTION", "JUMP"],
      ["FACTOR", 32],
      ["READ_ONLY", 1],
      ["SENSOR", "X:1"],
      ["NOPE", 1],
      ["__proto__", 1],
      ["INTERNAL", 1],
    ]);
    assert.deepEqual(values, {
      SHORT_ON_TIME: { type: "FLOAT", value: 108000 },
      SHORT_ACTION: { type: "ENUM", value: 1 },
    });
    assert.deepEqual(refused.map(({ error }) => error).slice(0, 2), [
      { field: "FACTOR", reason: "32 is out of range", min: 0, max: 31 },
      { field: "READ_ONLY", reason: "is read-only" },
    ]);
    assert.deepEqual(
      refused.map(({ error }) => error.field),
      ["FACTOR", "READ_ONLY", "SENSOR", "NOPE", "__proto__"],
    );
    assert.deepEqual(hidden, ["INTERNAL"]);
  });

  it("take what stands outside of the limits by name or number, and the WebUI's own note", () => {
    const encode = (value: unknown) => encodeLinkValues(DESCRIPTION, [["SHORT_ON_TIME", value]]);
    for (const value of ["NOT_USED", 111600])
      assert.deepEqual(encode(value).values.SHORT_ON_TIME, { type: "FLOAT", value: 111600 });
    assert.equal(encode(108000.1).refused.length, 1);
    assert.deepEqual(encodeLinkValues(DESCRIPTION, [["UI_HINT", "3"]]).values.UI_HINT, { type: "STRING", value: "3" });
  });
});
