/** Calculated data points: where there are some, of what they are made, and what they say (device-model 3). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../../handlers/model/build.ts";
import { batteryOf } from "../../../handlers/model/calculated/battery.ts";
import { calculatedAge, calculatedOf, isCalculatedAvailable } from "../../../handlers/model/calculated/points.ts";
import type { Device, ValueSource, ValueState } from "../../../handlers/model/types.ts";
import type { ParamsetDescription } from "../../../handlers/ports/index.ts";
import { bundle, device, EVENT, parameter, READ, WRITE } from "../../support/devices.ts";
import { thingOf } from "../custom/things.ts";

const RE = READ | EVENT;
const float = parameter("FLOAT", RE, { MIN: -100, MAX: 100 });
const state = (value: unknown, changedAt = 5, source: ValueSource = "live"): ValueState => ({
  ...{ value, source, changedAt },
  seenAt: 6,
});

const made = (model: string, values: ParamsetDescription, number = 1): Device =>
  device({ address: "0033AAAA000033", model, channels: { [number]: { type: "SENSOR", values } } });
const pointsOf = (model: string, values: ParamsetDescription, number = 1) => {
  const one = made(model, values, number);
  return calculatedOf(one, one.channels[0]!);
};
const named = (names: readonly { name: string }[]) => names.map(({ name }) => name);

const CLIMATE = ["DEW_POINT", "DEW_POINT_SPREAD", "ENTHALPY", "VAPOR_CONCENTRATION"];

describe("the air of a channel", () => {
  it("wants a temperature and a humidity, by either name; outdoors there is more", () => {
    const table: [model: string, parameters: string[], names: string[]][] = [
      ["HmIP-STHD", ["ACTUAL_TEMPERATURE", "HUMIDITY"], CLIMATE],
      ["HM-WDS40-TH-I", ["TEMPERATURE", "HUMIDITY"], CLIMATE],
      ["HM-TC-IT-WM-W-EU", ["ACTUAL_TEMPERATURE", "ACTUAL_HUMIDITY"], CLIMATE],
      ["HmIP-STHD", ["ACTUAL_TEMPERATURE"], []],
      ["HmIP-STHD", ["HUMIDITY"], []],
      ["HmIP-STHO", ["ACTUAL_TEMPERATURE", "HUMIDITY"], [...CLIMATE, "FROST_POINT"]],
      ["hmip-stho-a", ["ACTUAL_TEMPERATURE", "HUMIDITY"], [...CLIMATE, "FROST_POINT"]],
      ["HmIP-SWO-B", ["ACTUAL_TEMPERATURE", "HUMIDITY"], [...CLIMATE, "FROST_POINT"]],
      [
        "HmIP-SWO-B",
        ["ACTUAL_TEMPERATURE", "HUMIDITY", "WIND_SPEED"],
        [...CLIMATE, "FROST_POINT", "APPARENT_TEMPERATURE"],
      ],
      ["HmIP-STHO", ["ACTUAL_TEMPERATURE", "HUMIDITY", "WIND_SPEED"], [...CLIMATE, "FROST_POINT"]],
    ];
    for (const [model, parameters, names] of table)
      assert.deepEqual(
        named(pointsOf(model, Object.fromEntries(parameters.map((name) => [name, float])))),
        names,
        model,
      );
  });

  it("is told by readings, in their units", () => {
    const points = pointsOf("HmIP-SWO-B", { ACTUAL_TEMPERATURE: float, HUMIDITY: float, WIND_SPEED: float });
    assert.deepEqual(
      points.map(({ category, unit }) => [category, unit]),
      [
        ...[
          ["sensor", "°C"],
          ["sensor", "K"],
          ["sensor", "kJ/kg"],
          ["sensor", "g/m³"],
          ["sensor", "°C"],
          ["sensor", "°C"],
        ],
      ],
    );
    const air = ["ACTUAL_TEMPERATURE", "HUMIDITY"];
    assert.deepEqual(
      points.map(({ dependsOn }) => dependsOn),
      [air, air, air, air, air, [...air, "WIND_SPEED"]],
    );
    assert.deepEqual(
      points.map(({ uniqueId }) => uniqueId),
      [
        ...[...CLIMATE, "FROST_POINT", "APPARENT_TEMPERATURE"].map(
          (name) => `loom_calculated_0033aaaa000033_1_${name.toLowerCase()}`,
        ),
      ],
    );
  });

  it("says nothing while any of its sources says nothing, and the same as the formula once all do", () => {
    const points = pointsOf("HmIP-SWO-B", {
      TEMPERATURE: float,
      ACTUAL_TEMPERATURE: float,
      HUMIDITY: float,
      WIND_SPEED: float,
    });
    const all = { TEMPERATURE: 0, ACTUAL_TEMPERATURE: 30, HUMIDITY: 80, WIND_SPEED: 20 };
    const read = (values: Record<string, unknown>) => {
      const known = new Map(Object.entries(values).map(([name, value]) => [`1/VALUES/${name}`, state(value)]));
      return points.map((point) => point.value(known));
    };
    const felt = read(all);
    // the first name of the temperature counts: wind chill of 0 °C and 20 km/h is -5.2 °C
    assert.equal(felt[5], -5.2);
    assert.ok(felt.every((value) => typeof value === "number"));
    for (const name of ["TEMPERATURE", "HUMIDITY"]) {
      const { [name as "HUMIDITY"]: _gone, ...rest } = all;
      assert.deepEqual(read(rest), [null, null, null, null, null, null], name);
      assert.deepEqual(read({ ...all, [name]: "warm" }), [null, null, null, null, null, null], name);
    }
    const { WIND_SPEED: _calm, ...windless } = all;
    assert.deepEqual(read(windless), [...felt.slice(0, 5), null]);
  });
});

describe("the level of a battery", () => {
  const limit = parameter("FLOAT", READ | WRITE, { MIN: 2, MAX: 25, DEFAULT: 2.2 });
  const battery = (
    values: ParamsetDescription,
    master: ParamsetDescription,
    root: ParamsetDescription = {},
    model = "HmIP-STHD",
  ) => {
    const one = device({
      address: "0034AAAA000034",
      model,
      master: root,
      channels: { 0: { type: "MAINTENANCE", values, master } },
    });
    return calculatedOf(one, one.channels[0]!);
  };
  it("wants a voltage and a limit: of the channel for the one voltage, of the device for either", () => {
    const voltage = { OPERATING_VOLTAGE: float };
    const levels = (points: readonly { name: string }[]) => points.length;
    assert.equal(levels(battery(voltage, { LOW_BAT_LIMIT: limit })), 1);
    assert.equal(levels(battery(voltage, {}, { LOW_BAT_LIMIT: limit })), 1);
    assert.equal(levels(battery({ BATTERY_STATE: float }, {}, { LOW_BAT_LIMIT: limit })), 1);
    assert.equal(levels(battery({ BATTERY_STATE: float }, { LOW_BAT_LIMIT: limit })), 0);
    assert.equal(levels(battery(voltage, {})), 0);
    assert.equal(levels(battery({}, { LOW_BAT_LIMIT: limit })), 0);
    assert.equal(
      levels(battery(voltage, { LOW_BAT_LIMIT: limit }, {}, "HmIP-PCBS-BAT")),
      0,
      "nobody knows its battery",
    );
    assert.equal(levels(battery(voltage, { LOW_BAT_LIMIT: limit }, {}, "HmIP-BROLL")), 0, "no battery");
  });
  it("is percent between limit and new, with the device's own limit until the operator's is read", () => {
    const read = (master: ParamsetDescription, known: Record<string, unknown>) => {
      const [point] = battery({ OPERATING_VOLTAGE: float }, master);
      return point!.value(new Map(Object.entries(known).map(([key, value]) => [key, state(value)])));
    };
    const volts = { "0/VALUES/OPERATING_VOLTAGE": 2.6 };
    assert.equal(read({ LOW_BAT_LIMIT: limit }, volts), 50);
    assert.equal(read({ LOW_BAT_LIMIT: { ...limit, DEFAULT: undefined as never } }, volts), 60);
    assert.equal(
      read({ LOW_BAT_LIMIT: { ...limit, DEFAULT: "2.2" } }, volts),
      60,
      "a default that is no number is none",
    );
    assert.equal(read({ LOW_BAT_LIMIT: parameter("FLOAT", READ) }, volts), null);
    assert.equal(read({ LOW_BAT_LIMIT: limit }, { ...volts, "0/MASTER/LOW_BAT_LIMIT": 2.5 }), 20);
    assert.equal(read({ LOW_BAT_LIMIT: limit }, {}), null);
    const [point] = battery({ OPERATING_VOLTAGE: float }, { LOW_BAT_LIMIT: limit });
    assert.deepEqual([point!.unit, point!.category, point!.dependsOn], ["%", "sensor", ["OPERATING_VOLTAGE"]]);
  });
  it("by the cells that a model takes", () => {
    // device-model 3.3, one of each row and the exceptions of a family
    const table: [model: string, cells: number, type: string, full: number][] = [
      ["HM-CC-RT-DN", 2, "AA", 3],
      ["HmIP-STHO", 2, "AA", 3],
      ["HmIP-WGC", 2, "AA", 3],
      ["HmIP-WSM", 2, "AA", 3],
      ["HmIP-ASIR-2", 3, "AA", 4.5],
      ["HmIP-DLD", 3, "AA", 4.5],
      ["HmIP-DLP", 4, "AA", 6],
      ["HmIP-eTRV-CL", 4, "AA", 6],
      ["HmIP-eTRV-B", 2, "AA", 3],
      ["HmIP-SWDO", 1, "AAA", 1.5],
      ["HmIP-SWDO-I", 2, "AAA", 3],
      ["HmIP-SRH", 1, "AAA", 1.5],
      ["HM-RC-8", 2, "AAA", 3],
      ["HmIP-STHD", 2, "AAA", 3],
      ["HmIP-WTH-2", 2, "AAA", 3],
      ["HmIP-WTH-B-2", 2, "AA", 3],
      ["HmIP-MP3P", 2, "BABY", 3],
      ["HmIP-FCI1", 1, "CR2032", 3],
      ["HmIP-FCI6", 1, "AAA", 1.5],
      ["HM-Sec-RHS", 2, "LR44", 3],
    ];
    for (const [model, cells, type, full] of table) assert.deepEqual(batteryOf(model), { type, cells, full }, model);
    for (const model of [
      ...["HM-Sec-SD-2", "HM-Sec-Win", "HmIP-ASIR-O", "HmIP-PCBS-BAT", "HmIP-SMO230", "HmIP-SMO230-A"],
      ...["HmIP-WRC6-230", "HmIP-SWSD", "HmIP-SWSD-2", "HmIP-BSM", ""],
    ])
      assert.equal(batteryOf(model), undefined, model);
  });
});

describe("yes-or-no made of a choice", () => {
  const choice = (...VALUE_LIST: string[]) => parameter("ENUM", RE, { VALUE_LIST, MIN: 0, MAX: VALUE_LIST.length - 1 });
  it("of windows, smoke and burglars", () => {
    const table: [model: string, source: string, name: string, yes: string[], no: string[]][] = [
      ["HmIP-SRH", "STATE", "WINDOW_OPEN", ["TILTED", "OPEN"], ["CLOSED"]],
      ["HM-Sec-RHS", "STATE", "WINDOW_OPEN", ["TILTED", "OPEN"], ["CLOSED"]],
      [
        ...["HmIP-SWSD", "SMOKE_DETECTOR_ALARM_STATUS", "SMOKE_ALARM"],
        ...[
          ["PRIMARY_ALARM", "SECONDARY_ALARM"],
          ["IDLE_OFF", "INTRUSION_ALARM"],
        ],
      ] as [string, string, string, string[], string[]],
      [
        ...["HmIP-SWSD", "SMOKE_DETECTOR_ALARM_STATUS", "INTRUSION_ALARM"],
        ...[["INTRUSION_ALARM"], ["IDLE_OFF", "PRIMARY_ALARM", "SECONDARY_ALARM"]],
      ] as [string, string, string, string[], string[]],
    ];
    for (const [model, source, name, yes, no] of table) {
      const points = pointsOf(model, { [source]: choice(...no, ...yes) });
      const point = points.find((one) => one.name === name) ?? assert.fail(`${model} has no ${name}`);
      assert.deepEqual([point.category, point.unit, point.dependsOn], ["binary_sensor", undefined, [source]]);
      const read = (value: unknown) => point.value(new Map([[`1/VALUES/${source}`, state(value)]]));
      for (const label of yes) assert.equal(read(label), true, label);
      for (const label of no) assert.equal(read(label), false, label);
      assert.equal(read(null), null);
      assert.equal(read(1), false, "a number is no label");
      assert.equal(point.value(new Map()), null);
      assert.deepEqual(pointsOf(model, { [source]: choice(...no, ...yes) }, 2), [], "on channel 1 only");
      assert.deepEqual(pointsOf("HmIP-SWDO", { [source]: choice(...no, ...yes) }), [], "of these models only");
      assert.deepEqual(pointsOf(model, { OTHER: float }), []);
    }
  });
});

describe("several parameters as one value", () => {
  it("a garage door's mode is its state, unknown in between", () => {
    const door = thingOf("HmIP-MOD-TM");
    const [point] = calculatedOf(door, door.channels.find(({ number }) => number === 1)!);
    assert.deepEqual(
      [point?.name, point?.category, point?.unit, point?.dependsOn],
      ["DOOR_MODE", "select", undefined, ["DOOR_STATE"]],
    );
    assert.equal(point?.uniqueId, "loom_combined_0001test000001_1_door_mode");
    const read = (value?: unknown) =>
      point!.value(new Map(value === undefined ? [] : [["1/VALUES/DOOR_STATE", state(value)]]));
    for (const mode of ["CLOSED", "OPEN", "VENTILATION_POSITION"]) assert.equal(read(mode), mode);
    for (const none of ["POSITION_UNKNOWN", null, undefined]) assert.equal(read(none), null);
  });
  it("a siren takes a duration and never tells it", () => {
    const siren = thingOf("HmIP-ASIR");
    const [point] = calculatedOf(siren, siren.channels.find(({ number }) => number === 3)!);
    assert.deepEqual(
      [point?.name, point?.category, point?.unit, point?.dependsOn],
      ["duration", "action_number", "s", ["DURATION_VALUE"]],
    );
    assert.equal(point?.value(new Map([["3/VALUES/DURATION_VALUE", state(7)]])), null);
    const endless = thingOf("HmIP-ASIR", "siren", ["DURATION_VALUE"]);
    assert.deepEqual(named(calculatedOf(endless, endless.channels.find(({ number }) => number === 3)!)), []);
    // other things with a duration or a door state have no such value
    const player = thingOf("HmIP-MP3P", "siren_sound");
    assert.deepEqual(named(player.channels.flatMap((channel) => [...calculatedOf(player, channel)])), []);
  });
  it("keys of pseudo devices wait for the serial of the CCU", () => {
    const group = made("HmIP-HEATING", { ACTUAL_TEMPERATURE: float, HUMIDITY: float });
    assert.ok(calculatedOf(group, group.channels[0]!).every(({ uniqueId }) => uniqueId !== ""));
    const values = { ACTUAL_TEMPERATURE: float, HUMIDITY: float };
    const shape = { address: "INT0000001", model: "HmIP-HEATING", channels: { 1: { type: "X", values } } };
    const keys = (serial?: string) => {
      const pseudo = buildDevice(bundle(shape), { central: "ccu", ...(serial === undefined ? {} : { serial }) })!;
      return calculatedOf(pseudo, pseudo.channels[0]!).map(({ uniqueId }) => uniqueId);
    };
    assert.deepEqual(keys(), ["", "", "", ""]);
    assert.equal(keys("3014F711A0001234567890")[0], "loom_1234567890_calculated_int0000001_1_dew_point");
  });
});

describe("whether it can be believed", () => {
  const [dew] = pointsOf("HmIP-STHD", { ACTUAL_TEMPERATURE: float, HUMIDITY: float });
  const SOURCES = ["ACTUAL_TEMPERATURE", "HUMIDITY"];
  it("all sources were observed and none of them says that its value is none", () => {
    const available = (statuses: Record<string, unknown>, sources: ValueSource[] = ["live", "live"]) => {
      const values = new Map(SOURCES.map((name, at) => [`1/VALUES/${name}`, state(20, 5, sources[at]!)]));
      for (const [name, value] of Object.entries(statuses)) values.set(`1/VALUES/${name}_STATUS`, state(value));
      return isCalculatedAvailable(dew!, values);
    };
    assert.equal(available({}), true);
    for (const fine of ["NORMAL", "UNKNOWN", 0, 1, null])
      assert.equal(available({ HUMIDITY: fine }), true, String(fine));
    for (const wrong of ["OVERFLOW", "UNDERFLOW", "ERROR", 2])
      for (const name of SOURCES) assert.equal(available({ [name]: wrong }), false, String(wrong));
    assert.equal(available({}, ["live", "unobserved"]), false);
    assert.equal(available({}, ["unobserved", "live"]), false);
    assert.equal(available({}, ["cache", "stale"]), true);
  });
  it("it changed when the newest of its sources did, and was observed when any was", () => {
    const source = fc.constantFrom<ValueSource>("unobserved", "cache", "live", "stale");
    const one = fc.option(fc.tuple(fc.nat(), source), { nil: undefined });
    fc.assert(
      fc.property(one, one, (...given) => {
        const values = new Map(
          given.flatMap((entry, at) => (entry ? [[`1/VALUES/${SOURCES[at]}`, state(1, ...entry)] as const] : [])),
        );
        const seen = given
          .filter((entry) => entry !== undefined && entry[1] !== "unobserved")
          .map((entry) => entry![0]);
        assert.deepEqual(calculatedAge(dew!, values), { observed: seen.length > 0, changedAt: Math.max(0, ...seen) });
      }),
    );
  });
});
