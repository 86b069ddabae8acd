/** Topics: whatever things are called, a command's topic speaks of the same thing, and no name leaves its level. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCommand, segment, topicsOf, unsegment } from "../../../handlers/features/mqtt/home/topics.ts";

const name = fc.string({
  unit: fc.oneof(
    fc.constantFrom("/", "+", "#", "%", " ", "ü", "\0", "\n", "a", "$", "2"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 20,
});
const base = fc.constantFrom("openccu-loom", "a/b", "haus");
const channel = fc.option(fc.nat(9999), { nil: null });

test("a name is one level, without wildcards, and can be read again", () => {
  fc.assert(
    fc.property(name, (text) => {
      assert.doesNotMatch(segment(text), /[/+#\p{Cc}]/u);
      assert.equal(unsegment(segment(text)), text);
    }),
  );
});

test("commands: what is published is what is understood", () => {
  fc.assert(
    fc.property(base, name, name, name, channel, (root, central, address, parameter, number) => {
      fc.pre(central !== "bridge" && address !== "cdps");
      const topics = topicsOf(root);
      const place = { central, interfaceId: `x-${central}`, address };
      const of = { central, address, channel: number };
      assert.deepEqual(parseCommand(root, `${topics.value(place, number, "VALUES", parameter)}/set`), {
        what: "value",
        ...of,
        parameter,
      });
      assert.deepEqual(parseCommand(root, `${topics.value(place, number, "MASTER", parameter)}/set`), {
        what: "master",
        ...of,
        parameter,
      });
      assert.deepEqual(parseCommand(root, `${topics.custom(place, number, "light")}/set`), {
        what: "custom",
        ...of,
        kind: "light",
      });
      assert.deepEqual(parseCommand(root, `${topics.custom(place, number, "light")}/set/turn_on`), {
        what: "custom",
        ...of,
        kind: "light",
        operation: "turn_on",
      });
      assert.deepEqual(parseCommand(root, `${topics.sysvar(central, parameter)}/set`), {
        what: "sysvar",
        central,
        name: parameter,
      });
      assert.deepEqual(parseCommand(root, `${topics.update(place)}/set`), { what: "update", central, address });
      assert.equal(topics.centralOf(topics.availability(place)), central);
    }),
  );
});

test("garbage is no command, and never throws", () => {
  const level = fc.constantFrom(
    "",
    "set",
    "values",
    "custom",
    "hub",
    "sysvars",
    "device",
    "devices",
    "cdps",
    "1",
    "x",
    "%2f",
    "%",
  );
  fc.assert(
    fc.property(fc.array(level, { maxLength: 10 }), (levels) => {
      const found = parseCommand("b", `b/${levels.join("/")}`);
      if (found) assert.ok(!levels.includes(""));
    }),
  );
  for (const topic of [
    "",
    "b",
    "b/",
    "c/x/y/z/1/values/A/set",
    "b/x/y/z/1/values/A/set/more/x",
    "b/x/y/z/one/values/A/set",
  ])
    assert.equal(parseCommand("b", topic), undefined, topic);
});

test("the other commands", () => {
  const parse = (topic: string) => parseCommand("b", `b/${topic}`);
  assert.deepEqual(parse("ccu/devices/0001/cdps/LEVEL@4/turn_on/invoke"), {
    what: "invoke",
    central: "ccu",
    address: "0001",
    name: "LEVEL@4",
    operation: "turn_on",
  });
  assert.deepEqual(parse("ccu/hub/programs/12/trigger"), { what: "program", central: "ccu", id: "12", act: "trigger" });
  assert.deepEqual(parse("ccu/hub/programs/12/set"), { what: "program", central: "ccu", id: "12", act: "set" });
  assert.deepEqual(parse("ccu/hub/install_mode/ccu-HmIP-RF/set"), {
    what: "install_mode",
    central: "ccu",
    interfaceId: "ccu-HmIP-RF",
  });
  assert.equal(parse("ccu/hub/programs/12/state"), undefined);
});
