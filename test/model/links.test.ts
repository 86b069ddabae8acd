import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeLinkValues } from "../../handlers/model/links/encode.ts";
import { isLinkable, linkCandidates, sourceRoles } from "../../handlers/model/links/roles.ts";
import type { DeviceDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import { dimmer, parameter, READ, remote, WRITE } from "../support/devices.ts";

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
