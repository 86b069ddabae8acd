import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../handlers/model/build.ts";
import { findChannel, findDataPoint, listDataPoints } from "../../handlers/model/find.ts";
import type { DataPoint } from "../../handlers/model/types.ts";
import { visibilityOf } from "../../handlers/model/visibility.ts";
import type { DeviceBundle, ParameterDescription } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bool, bundle, choice, float, input, parameter, press, thermostat } from "./fixtures.ts";

const build = (b: DeviceBundle, context = {}) => buildDevice(b, { central: "home", ...context })!;
const points = (b: DeviceBundle, number: number | null, context = {}): Map<string, DataPoint> =>
  new Map(listDataPoints(findChannel(build(b, context), number)!, true).map((p) => [p.parameter, p]));

test("every parameter becomes a data point, of VALUES and MASTER", () => {
  const device = build(bidcosSwitch());
  assert.deepEqual(
    device.channels.map((c) => [c.number, c.values.size, c.master.size]),
    [
      [0, 3, 0],
      [1, 4, 1],
      [2, 2, 0],
    ],
  );
  assert.equal(device.root.number, null);
  assert.equal(device.interfaceId, "home-BidCos-RF");
  assert.equal(device.revision, 1);
  assert.equal(build(bidcosSwitch(), { previous: device }).revision, 2);
});

test("categories follow type, operations and name", () => {
  const all = points(
    bundle("HmIP-RF", "HmIP-X", "ADDR00001", {
      1: {
        type: "X",
        values: {
          SWITCH: bool(7),
          NUMBER: float(7, 0, 1),
          SELECT: choice(7, ["A", "B"]),
          TEXTUAL: parameter("STRING", 7),
          READING: float(5, 0, 1),
          CONTACT: choice(5, ["CLOSED", "OPEN"]),
          FLAG: bool(5),
          COMMAND: parameter("ACTION", 2),
          CHOOSE: { ...parameter("ACTION", 2), VALUE_LIST: ["A"] },
          ON_TIME: float(2, 0, 1),
          PICK: choice(2, ["A"]),
          DO: bool(2),
          RESET_MOTION: parameter("ACTION", 2),
          PRESS_SHORT: press(),
          PRESS_LONG: parameter("ACTION", 4),
          TOGGLE: parameter("ACTION", 7),
        },
      },
    }),
    1,
  );
  const category = Object.fromEntries([...all].map(([name, p]) => [name, p.category]));
  assert.deepEqual(category, {
    SWITCH: "switch",
    NUMBER: "number",
    SELECT: "select",
    TEXTUAL: "text",
    READING: "sensor",
    CONTACT: "binary_sensor",
    FLAG: "binary_sensor",
    COMMAND: "action",
    CHOOSE: "action_select",
    ON_TIME: "action_number",
    PICK: "action_select",
    DO: "action",
    RESET_MOTION: "button",
    PRESS_SHORT: "button",
    PRESS_LONG: undefined,
    TOGGLE: "switch",
  });
  assert.equal(all.get("ON_TIME")?.dataPointType, "number");
  assert.equal(all.get("COMMAND")?.dataPointType, "button");
  assert.equal(all.get("PRESS_LONG")?.usage, "event");
});

test("MASTER without operations can be read and written; VALUES without stay as they are", () => {
  const b = bundle("BidCos-RF", "HM-X", "ADDR00001", {
    1: { type: "X", values: { A: bool(0) }, master: { B: bool(0) } },
  });
  const all = points(b, 1);
  assert.deepEqual(all.get("A")?.operations, { read: false, write: false, event: false });
  assert.deepEqual(all.get("B")?.operations, { read: true, write: true, event: false });
});

test("the valve of a radiator thermostat is a reading, under a key of its own", () => {
  const level = points(thermostat(), 1).get("LEVEL")!;
  assert.equal(level.category, "sensor");
  assert.equal(level.operations.write, false);
  assert.equal(level.uniqueId, "loom_0003etrv000001_1_level_sensor");
});

test("visibility: shown, hidden, ignored, kept, and bound to a channel", () => {
  const at = (model: string, channel: number | null, name: string, paramset: "VALUES" | "MASTER" = "VALUES") =>
    visibilityOf({ model, channel, paramset, parameter: name });
  assert.equal(at("HmIP-PSM", 3, "STATE"), "shown");
  assert.equal(at("HmIP-PSM", 0, "UNREACH"), "hidden");
  assert.equal(at("HmIP-PSM", 3, "PROCESS"), "ignored");
  assert.equal(at("HmIP-PSM", 3, "LEVEL_STATUS"), "ignored");
  assert.equal(at("HmIP-WTH", 1, "PARTY_START_TIME"), "ignored");
  assert.equal(at("HmIP-SWSD", 1, "SMOKE_DETECTOR_ALARM_STATUS"), "shown");
  assert.equal(at("HM-Sec-Win", 1, "WORKING"), "shown");
  assert.equal(at("HM-Sec-Key", 1, "DIRECTION"), "shown");
  assert.equal(at("HM-Sec-Key-S", 1, "DIRECTION"), "hidden", "the longer model does not inherit");
  assert.equal(at("HmIP-BROLL-2", 0, "OPERATING_VOLTAGE"), "ignored");
  assert.equal(at("HmIP-PCBS-BAT", 0, "OPERATING_VOLTAGE"), "shown", "the battery version measures");
  assert.equal(at("HM-Sec-SC", 0, "LOWBAT"), "shown");
  assert.equal(at("HM-Sec-SC", 1, "LOWBAT"), "ignored");
  assert.equal(at("HmIP-PS", 1, "PRESS_SHORT"), "ignored");
  assert.equal(at("HmIP-PSM", 1, "PRESS_SHORT"), "shown");
  assert.equal(at("HmIP-eTRV-2", 1, "TEMPERATURE_OFFSET", "MASTER"), "hidden");
  assert.equal(at("HmIP-eTRV-2", 1, "BOOST_TIME_PERIOD", "MASTER"), "ignored");
  assert.equal(at("HmIP-PSM", 0, "GLOBAL_BUTTON_LOCK", "MASTER"), "shown");
  assert.equal(at("HmIP-PSM", 1, "GLOBAL_BUTTON_LOCK", "MASTER"), "ignored");
  assert.equal(at("HM-CC-RT-DN", null, "WEEK_PROGRAM_POINTER", "MASTER"), "shown");
});

test("an operation mode decides what an input is; an unread one leaves the normal rules", () => {
  const usage = (mode?: string) => {
    const all = points(input(), 1, mode ? { modes: new Map([["0002INPUT00001:1", mode]]) } : {});
    return [all.get("STATE")?.usage, all.get("PRESS_SHORT")?.usage, all.get("STATE")?.visible];
  };
  assert.deepEqual(usage("BINARY_BEHAVIOR"), ["data_point", "no_create", true]);
  assert.deepEqual(usage("KEY_BEHAVIOR"), ["no_create", "event", false]);
  assert.deepEqual(usage(), ["data_point", "event", true]);
  const asContact = build(input(), { modes: new Map([["0002INPUT00001:1", "BINARY_BEHAVIOR"]]) });
  assert.deepEqual(asContact.channels[1]!.eventGroups, [], "a contact has no keys");
});

test("event groups: one per channel and kind", () => {
  const device = build(bidcosSwitch());
  assert.deepEqual(device.channels[2]!.eventGroups, [
    {
      channelAddress: "KEQ0000001:2",
      kind: "keypress",
      parameters: ["PRESS_SHORT", "PRESS_LONG"],
      uniqueId: "loom_event_group_keypress_keq0000001_2",
    },
  ]);
  assert.deepEqual(
    build(blind()).channels[0]!.eventGroups.map((g) => [g.kind, g.parameters]),
    [["device_error", ["ERROR_CODE"]]],
  );
});

test("keys of pseudo devices wait for the serial of the CCU", () => {
  const group = bundle("VirtualDevices", "HmIP-HEATING", "INT0000001", {
    1: { type: "X", values: { STATE: bool(7) } },
  });
  assert.equal(points(group, 1).get("STATE")?.uniqueId, "");
  assert.equal(
    points(group, 1, { serial: "3014F711A0001F1234567890" }).get("STATE")?.uniqueId,
    "loom_1234567890_int0000001_1_state",
  );
  const real = bundle("HmIP-RF", "HmIP-X", "0001-ABC", { 1: { type: "X", values: { STATE: bool(7) } } });
  assert.equal(points(real, 1).get("STATE")?.uniqueId, "loom_0001_abc_1_state");
});

test("wrong descriptions are repaired, and only where they are known to be wrong", () => {
  const group = (model: string) =>
    points(
      bundle("VirtualDevices", model, "INT0000001", { 1: { type: "X", values: { SET_TEMPERATURE: float(7, 0, 0) } } }),
      1,
    ).get("SET_TEMPERATURE")!.description;
  assert.deepEqual([group("HM-CC-VG-1").MIN, group("HM-CC-VG-1").MAX], [4.5, 30.5]);
  assert.deepEqual([group("HM-CC-VG-2").MIN, group("HM-CC-VG-2").MAX], [0, 0]);
});

test("names, rooms, functions and flags of channels", () => {
  const device = build(bidcosSwitch(), {
    names: {
      KEQ0000001: { name: "Lamp", id: 7 },
      "KEQ0000001:1": { name: "HM-LC-Sw1-Pl KEQ0000001:1" },
      "KEQ0000001:2": { name: "Doorbell", id: 9 },
    },
    rooms: new Map([["KEQ0000001:1", ["Hall"]]]),
    flags: new Map([["KEQ0000001:2", { hidden: true, locked: false }]]),
  });
  assert.equal(device.name, "Lamp");
  assert.equal(device.iseId, 7);
  assert.equal(device.channels[1]!.name, "Lamp:1", "the CCU's default is no name");
  assert.equal(device.channels[2]!.name, "Doorbell");
  assert.deepEqual(device.channels[1]!.rooms, ["Hall"]);
  assert.equal(device.channels[2]!.hidden, true);
  assert.equal(build(bidcosSwitch()).name, "HM-LC-Sw1-Pl_KEQ0000001");
});

test("a claim of a custom data point changes the usage, not the visibility", () => {
  const all = points(blind(), 4, { claim: () => "no_create" as const });
  assert.equal(all.get("LEVEL")?.usage, "no_create");
  assert.equal(all.get("LEVEL")?.visible, true);
});

test("hostile descriptions: no device, no number, no description", () => {
  assert.equal(buildDevice({ interface: "X", descriptions: [], paramsets: {} }, { central: "c" }), undefined);
  const b = bidcosSwitch();
  b.descriptions.push({ ...b.descriptions[1]!, ADDRESS: "KEQ0000001:x" });
  b.paramsets["KEQ0000001:1"]!.VALUES = {
    unknown: "text" as unknown as ParameterDescription,
    NOTHING: null as unknown as ParameterDescription,
    LIST: { TYPE: "ENUM", OPERATIONS: 7, FLAGS: 1, VALUE_LIST: "A" as unknown as string[] },
  };
  const device = build(b);
  assert.equal(device.channels.length, 3);
  assert.deepEqual([...device.channels[1]!.values.keys()], ["LIST"]);
  assert.equal(findDataPoint(device.channels[1]!, "LIST")?.description.VALUE_LIST, undefined);
});

test("property: any description is classified, and every key is its own", () => {
  const description = fc.record(
    {
      TYPE: fc.constantFrom("FLOAT", "INTEGER", "BOOL", "ENUM", "STRING", "ACTION", "DUMMY"),
      OPERATIONS: fc.anything(),
      FLAGS: fc.anything(),
      VALUE_LIST: fc.anything(),
      UNIT: fc.anything(),
      MIN: fc.anything(),
    },
    { requiredKeys: ["TYPE"] },
  ) as unknown as fc.Arbitrary<ParameterDescription>;
  const names = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
  fc.assert(
    fc.property(fc.string(), fc.dictionary(names, description), (model, values) => {
      const all = points(bundle("HmIP-RF", model, "ADDR00001", { 1: { type: "X", values } }), 1);
      assert.equal(all.size, Object.keys(values).length);
      assert.equal(new Set([...all.values()].map((p) => p.uniqueId)).size, all.size);
      for (const p of all.values()) assert.ok(p.usage !== "" && (p.category !== undefined || p.usage !== "data_point"));
    }),
  );
});
