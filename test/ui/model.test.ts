/** What the pages make of a device: tiles, words, what counts at a glance, batteries. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HomeDevice, Schemas } from "../../adapters/client/index.ts";
import { en, type Key } from "../../assets/ui/i18n/en.ts";
import { batteriesOf } from "../../assets/ui/model/batteries.ts";
import { hexOf, hueOf } from "../../assets/ui/model/colour.ts";
import { glanceOf, meaningOfState } from "../../assets/ui/model/glance.ts";
import { meaningOf, wordFor } from "../../assets/ui/model/reading.ts";
import { isActive, summaryOf } from "../../assets/ui/model/summary.ts";
import { type ChannelPoint, matches, tilesOf } from "../../assets/ui/model/tiles.ts";

type Point = Schemas["DataPointSummary"];
type Custom = Schemas["CustomDPSummary"];

const words = {
  t: (key: Key, fill: Readonly<Record<string, string | number>> = {}) =>
    en[key].replace(/\{(\w+)\}/g, (_all, name: string) => String(fill[name])),
  formatNumber: (value: number) => String(value),
};
const point = (parameter: string, value: unknown, more: Partial<Point> = {}): Point => ({
  parameter,
  unique_id: "",
  value,
  observed: value !== null,
  operations: { read: true, write: false, event: true },
  usage: "data_point",
  ...more,
});
const custom = (name: string, category: string, channel: number, more: Partial<Custom> = {}): Custom => ({
  name,
  unique_id: "",
  category,
  channel_no: channel,
  supported_operations: [],
  state: {},
  ...more,
});

interface Made {
  channels?: { number: number; type?: string; points?: Point[]; more?: object }[];
  customs?: Custom[];
  available?: boolean;
  name?: string;
  rooms?: string[];
}
function device({ channels = [], customs = [], available = true, name = "Thing", rooms }: Made): HomeDevice {
  const central = "demo";
  const address = "A1";
  const made = channels.map(({ number, type, points = [], more }) => ({
    address: `${address}:${number}`,
    number,
    type,
    name: `${name}:${number}`,
    paramset_key: "VALUES",
    data_points_count: points.length,
    data_points: points,
    ...more,
  }));
  const values = made.flatMap(({ number: channel, data_points }) =>
    data_points.map(
      ({ parameter, value, observed }) =>
        [
          `${channel}.${parameter}`,
          { central, address, channel, parameter, value: observed ? value : undefined },
        ] as const,
    ),
  );
  return {
    central,
    address,
    available,
    summary: { name, model: "HmIP-X", rooms } as Schemas["DeviceSummary"],
    channels: made,
    values: new Map(values),
    customs: new Map(customs.map((one) => [one.name, one])),
  };
}

describe("tiles", () => {
  test("a dimmer is one: its virtual channels and its button lock are none", () => {
    const tiles = tilesOf(
      device({
        channels: [
          { number: 0 },
          { number: 4, more: { custom_dp_name: "LEVEL@4", is_custom_dp_primary: true } },
          { number: 5, more: { custom_dp_name: "LEVEL@5", is_custom_dp_primary: false } },
        ],
        customs: [
          custom("LEVEL@4", "light", 4),
          custom("LEVEL@5", "light", 5),
          custom("GLOBAL_BUTTON_LOCK", "lock", 0, { capabilities: { child_safe: true } }),
        ],
      }),
    );
    assert.deepEqual(
      tiles.map(({ id, kind, name }) => [id, kind, name]),
      [["demo/A1/LEVEL@4", "custom", "Thing"]],
    );
  });

  test("two blinds of one device are told apart by the names of their channels, each in its own room", () => {
    const primary = (name: string) => ({ custom_dp_name: name, is_custom_dp_primary: true });
    const tiles = tilesOf(
      device({
        rooms: ["Hall"],
        channels: [
          { number: 1, more: { ...primary("LEVEL@1"), name: "South" } },
          { number: 2, more: { ...primary("LEVEL@2"), name: "West", rooms: ["Office"] } },
        ],
        customs: [custom("LEVEL@1", "cover", 1), custom("LEVEL@2", "cover", 2)],
      }),
    );
    assert.deepEqual(
      tiles.map(({ name, rooms }) => [name, rooms]),
      [
        ["South", ["Hall"]],
        ["West", ["Office"]],
      ],
    );
  });

  test("a plain switch shows its power beside it; a sensor what it measures, each parameter once", () => {
    const writable = { operations: { read: true, write: true, event: true }, type: "BOOL", category: "switch" };
    const [plug] = tilesOf(
      device({
        channels: [
          { number: 1, type: "SWITCH", points: [point("STATE", false, writable)] },
          { number: 2, points: [point("POWER", 12.5, { unit: "W" })] },
        ],
      }),
    );
    assert.equal(plug?.kind, "switch");
    assert.deepEqual(
      plug?.readings.map((one) => one.point.parameter),
      ["POWER"],
    );
    const [sensor] = tilesOf(
      device({
        channels: [
          { number: 0, points: [point("ACTUAL_TEMPERATURE", 40)] },
          { number: 1, points: [point("HUMIDITY", 50), point("ACTUAL_TEMPERATURE", 20), point("X", 1)] },
          { number: 2, points: [point("HUMIDITY", 60)] },
        ],
      }),
    );
    assert.deepEqual(
      sensor?.readings.map(({ channel, point: { parameter } }) => [channel, parameter]),
      [
        [1, "ACTUAL_TEMPERATURE"],
        [1, "HUMIDITY"],
      ],
    );
  });

  test("a remote has nothing to show; a device without channels neither", () => {
    const keys = [point("PRESS_SHORT", null, { usage: "event" })];
    assert.deepEqual(tilesOf(device({ channels: [{ number: 1, type: "KEY", points: keys }] })), []);
    assert.deepEqual(tilesOf(device({})), []);
  });

  test("a search finds names, rooms, models and addresses by all of its words", () => {
    const [tile] = tilesOf(
      device({ name: "Küche Fenster", rooms: ["Küche"], channels: [{ number: 1, points: [point("STATE", true)] }] }),
    );
    for (const text of ["küche", "FENSTER küche", "hmip-x", "a1", " "]) assert.ok(matches(tile!, text), text);
    assert.ok(!matches(tile!, "küche bad"));
  });
});

describe("words", () => {
  const of = (parameter: string, value: unknown, channelType = "", more: Partial<Point> = {}) => {
    const one: ChannelPoint = { channel: 1, channelType, point: point(parameter, value, more) };
    return [wordFor(one, value, words), meaningOf(one, value)];
  };
  test("contacts, motion, water, smoke", () => {
    assert.deepEqual(of("STATE", true, "SHUTTER_CONTACT"), ["open", "open"]);
    assert.deepEqual(of("STATE", false, "SHUTTER_CONTACT"), ["closed", undefined]);
    assert.deepEqual(of("STATE", true, "SMOKE_DETECTOR"), ["smoke!", "wrong"]);
    assert.deepEqual(of("MOTION", true), ["motion", undefined]);
    assert.deepEqual(of("LOWBAT", true), ["yes", "low"]);
  });
  test("an enumeration arrives as its label or as its number", () => {
    const handle = { value_list: ["CLOSED", "TILTED", "OPEN"], value_translations: { TILTED: "Tilted", AJAR: "Ajar" } };
    // as "closed" and "open" of other windows beside it
    assert.deepEqual(of("STATE", "TILTED", "ROTARY_HANDLE_SENSOR", handle), ["tilted", "open"]);
    assert.deepEqual(of("STATE", 1, "ROTARY_HANDLE_SENSOR", handle), ["tilted", "open"]);
    assert.deepEqual(of("STATE", 2, "ROTARY_HANDLE_SENSOR", handle), ["open", "open"]);
    assert.deepEqual(of("STATE", 0, "ROTARY_HANDLE_SENSOR", handle), ["closed", undefined]);
    assert.deepEqual(of("STATE", 7, "ROTARY_HANDLE_SENSOR", handle), ["7", undefined]);
    assert.deepEqual(of("STATE", "AJAR", "ROTARY_HANDLE_SENSOR", handle), ["Ajar", undefined]);
    assert.deepEqual(of("STATE", "NARROW", "ROTARY_HANDLE_SENSOR", handle), ["narrow", undefined]);
    const water = { value_list: ["DRY", "WET", "WATER"] };
    assert.deepEqual(of("STATE", "DRY", "WATERDETECTIONSENSOR", water), ["dry", undefined]);
    assert.deepEqual(of("STATE", "WATER", "WATERDETECTIONSENSOR", water), ["water", "wrong"]);
    const smoke = { value_list: ["IDLE_OFF", "PRIMARY_ALARM"] };
    assert.deepEqual(of("SMOKE_DETECTOR_ALARM_STATUS", "IDLE_OFF", "", smoke), ["idle off", undefined]);
    assert.deepEqual(of("SMOKE_DETECTOR_ALARM_STATUS", 1, "", smoke), ["primary alarm", "wrong"]);
  });
  test("numbers with units; what is not known is said to be unknown", () => {
    assert.equal(of("LEVEL", 0.254, "", { unit: "%", max: 1 })[0], "25.4\u00a0%");
    assert.equal(of("HUMIDITY", 55, "", { unit: "%", max: 100 })[0], "55\u00a0%");
    assert.equal(of("ENERGY_COUNTER", 60_512.3, "", { unit: "Wh" })[0], "60.51\u00a0kWh");
    assert.deepEqual(of("STATE", null, "SHUTTER_CONTACT"), ["unknown", undefined]);
    assert.deepEqual(of("STATE", undefined, "SMOKE_DETECTOR"), ["unknown", undefined]);
  });
});

describe("states", () => {
  const say = (category: string, state: object) =>
    summaryOf(category, state as Readonly<Record<string, unknown>>, words).join(" · ");
  test("in words, also where nothing is known or the category is new", () => {
    assert.equal(say("light", { state: "ON", brightness: 127.5 }), "50\u00a0%");
    assert.equal(say("light", {}), "unknown");
    assert.equal(say("cover", { state: "opening", current_position: 40 }), "opening · 40\u00a0%");
    assert.equal(say("cover", { state: "closed", current_position: 0, door_state: "CLOSED" }), "closed");
    assert.equal(say("climate", {}), "unknown");
    assert.equal(say("lock", { is_locked: true, is_unlocking: true }), "unlocking");
    assert.equal(say("lock", { is_jammed: true, is_locked: true }), "jammed");
    // as the model says it of a lock that has not reported yet, and of one that does not know itself
    for (const state of [
      { lock_state: "UNLOCKED", is_locked: false, state_uncertain: true },
      { lock_state: "UNKNOWN", is_locked: false, state_uncertain: true },
    ]) {
      assert.equal(say("lock", state), "unknown");
      assert.deepEqual([meaningOfState("lock", state), isActive("lock", state)], [[], false]);
    }
    assert.equal(say("lock", { lock_state: "UNLOCKED", is_locked: false, state_uncertain: false }), "unlocked");
    assert.equal(say("siren", { state: "off" }), "quiet");
    assert.equal(say("vacuum", { state: "on" }), "");
    assert.equal(isActive("vacuum", { state: "on" }), false);
  });
  test("an open lock counts as open, a raised blind does not, an open garage does", () => {
    assert.deepEqual(meaningOfState("lock", { is_locked: false }), ["open"]);
    assert.deepEqual(meaningOfState("cover", { current_position: 100 }), []);
    assert.deepEqual(meaningOfState("cover", { current_position: 100, door_state: "OPEN" }), ["open"]);
    assert.deepEqual(meaningOfState("lock", {}), []);
  });
});

test("at a glance: each thing once, whatever it says how often", () => {
  const window = device({
    channels: [
      { number: 0, points: [point("LOW_BAT", true), point("SABOTAGE", true)] },
      { number: 1, type: "SHUTTER_CONTACT", points: [point("STATE", true)] },
    ],
    available: false,
  });
  const glance = glanceOf([window], new Map());
  assert.deepEqual(
    Object.entries(glance).map(([meaning, ids]) => [meaning, [...ids]]),
    [
      ["open", ["demo/A1/sensor"]],
      ["on", []],
      ["low", ["demo/A1/sensor"]],
      ["wrong", ["demo/A1/sensor"]],
    ],
  );
});

test("batteries: low ones first, then unknown ones; 0 V is no voltage", () => {
  const one = (name: string, low: unknown, volts: unknown) =>
    device({
      name,
      channels: [
        {
          number: 0,
          points: [
            point("LOW_BAT", low, { additional_information: { battery_type: "AA", battery_quantity: 2 } }),
            point("OPERATING_VOLTAGE", volts),
          ],
        },
      ],
    });
  const list = batteriesOf([one("C", false, 2.9), one("B", null, 0), one("A", true, 2.1), device({})], (a, b) =>
    a.localeCompare(b),
  );
  assert.deepEqual(
    list.map(({ device: { summary }, isLow, voltage }) => [summary.name, isLow, voltage]),
    [
      ["A", true, 2.1],
      ["B", undefined, undefined],
      ["C", false, 2.9],
    ],
  );
  assert.deepEqual([list[0]!.type, list[0]!.cells], ["AA", 2]);
});

test("colours go there and back", () => {
  assert.equal(hexOf({ h: 0, s: 100 }), "#ff0000");
  assert.equal(hexOf({ h: 120, s: 100 }), "#00ff00");
  assert.equal(hexOf({ h: 40, s: 0 }), "#ffffff");
  assert.deepEqual(hueOf("#000000"), { h: 0, s: 0 });
  for (const colour of [
    { h: 0, s: 100 },
    { h: 210, s: 50 },
    { h: 359, s: 80 },
  ])
    assert.deepEqual(hueOf(hexOf(colour)), colour);
});
