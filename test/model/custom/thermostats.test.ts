/** Thermostats: what their values mean and what is sent to them, by device-model 2.5. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCustom } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { checkSheets, type Doing, type Given } from "./sheets.ts";
import { float, integer, NOON, stateOf, thingOf, valuesOf, writesOf } from "./things.ts";

const [READ, WRITE, EVENT] = [1, 2, 4];
const RWE = READ | WRITE | EVENT;

/** Whatever is known is shown, whatever is not is absent. */
const READINGS: [Given, Given][] = [
  [
    { "1/ACTUAL_TEMPERATURE": 19, "1/HUMIDITY": 55, "1/TEMPERATURE_OFFSET": -1.5, "1/OPTIMUM_START_STOP": true },
    {
      ...{ current_temperature: 19, current_humidity: 55, temperature_offset: "-1.5", optimum_start_stop: true },
      ...{ state_uncertain: true, hvac_mode: "off", preset_mode: "none", set_temperature: undefined },
    },
  ],
  [{ "1/SET_POINT_TEMPERATURE": 21 }, { state_uncertain: true, set_temperature: 21, current_temperature: undefined }],
  [{ "1/SET_POINT_TEMPERATURE": 21, "1/ACTUAL_TEMPERATURE": 19 }, { state_uncertain: false }],
];

checkSheets({
  "an IP thermostat's modes": {
    model: "HmIP-WTH",
    kind: "climate_hmip",
    name: "SET_POINT_TEMPERATURE",
    states: [
      ...READINGS,
      [{ "1/SET_POINT_TEMPERATURE": 5, "1/SET_POINT_MODE": 1 }, { hvac_mode: "heat" }],
      [
        { "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": 1 },
        { hvac_mode: "off", action: "off" },
      ],
      [{ "1/SET_POINT_TEMPERATURE": 4, "1/SET_POINT_MODE": 0 }, { hvac_mode: "off" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1, "1/HEATING_COOLING": "HEATING" }, { hvac_mode: "heat" }],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1, "1/HEATING_COOLING": "COOLING", "1/LEVEL": 0.1 },
        { hvac_mode: "cool", action: "cooling" },
      ],
      // in automatic mode as well it is the season that says what an open valve does
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 0, "1/HEATING_COOLING": "COOLING", "1/LEVEL": 0.1 },
        { hvac_mode: "auto", action: "cooling" },
      ],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 0, "1/LEVEL": 0.1 }, { action: "heating" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/LEVEL": 0 }, { action: "idle" }],
      [{ "1/SET_POINT_TEMPERATURE": 21 }, { action: undefined }],
      // a relay: what a normally open valve needs is the opposite
      [{ "1/SET_POINT_TEMPERATURE": 21, "9/STATE": true }, { action: "heating" }],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "9/STATE": true, "8/HEATING_VALVE_TYPE": "NORMALLY_CLOSE" },
        { action: "heating" },
      ],
      [{ "1/SET_POINT_TEMPERATURE": 21, "9/STATE": true, "8/HEATING_VALVE_TYPE": "NORMALLY_OPEN" }, { action: "idle" }],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "9/STATE": false, "8/HEATING_VALVE_TYPE": "NORMALLY_OPEN" },
        { action: "heating" },
      ],
      // presets: boost before away, away before the programme, the programme only in automatic mode
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/BOOST_MODE": true, "1/SET_POINT_MODE": 2 }, { preset_mode: "boost" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 2, "1/ACTIVE_PROFILE": 1 }, { preset_mode: "away" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 0 }, { preset_mode: "none" }],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1, "1/ACTIVE_PROFILE": 3 },
        { preset_mode: "none", current_schedule_profile: "P3", device_active_profile_index: 2 },
      ],
      [{}, { available_profiles: ["P1", "P2", "P3", "P4", "P5", "P6"], current_schedule_profile: undefined }],
    ],
    does: [
      ["enable_boost", {}, {}, [["1", "BOOST_MODE=true"]]],
      ["set_profile", { profile: "none" }, {}, [["1", "BOOST_MODE=false"]]],
      [
        "set_profile",
        { profile: "week_program_6" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 0 },
        [["1", "ACTIVE_PROFILE=6"]],
      ],
      // as cold as off, but not by hand: the next switching point would heat
      ...[0, 2].map(
        (mode): Doing => [
          "set_mode",
          { mode: "off" },
          { "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": mode },
          [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=4.5"]],
        ],
      ),
      ["set_mode", { mode: "off" }, { "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": 1 }, []],
      // what was kept from before a restart is no reason to leave an order out
      [
        "set_mode",
        { mode: "heat" },
        { "~1/SET_POINT_TEMPERATURE": 17, "~1/SET_POINT_MODE": 1 },
        [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=17"]],
      ],
      [
        "set_mode",
        { mode: "heat" },
        { "1/SET_POINT_TEMPERATURE": 17, "~1/SET_POINT_MODE": 1 },
        [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=17"]],
      ],
      [
        "set_mode",
        { mode: "heat" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 1, "1/BOOST_MODE": true },
        [
          ["1", "BOOST_MODE=false"],
          ["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=17"],
        ],
      ],
      [
        "set_mode",
        { mode: "auto" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 0, "1/BOOST_MODE": true },
        [
          ["1", "BOOST_MODE=false"],
          ["1", "CONTROL_MODE=0"],
        ],
      ],
      [
        "set_mode",
        { mode: "COOL" },
        { "1/HEATING_COOLING": "COOLING", "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": 0 },
        [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=5"]],
      ],
      // within the operator's limits, those of the device, and by hand where the device says so those of the device only
      ["set_temperature", { temperature: 5 }, {}, [["1", "SET_POINT_TEMPERATURE=5"]]],
      ["set_temperature", { temperature: 30.5 }, {}, [["1", "SET_POINT_TEMPERATURE=30.5"]]],
      ["set_temperature", { temperature: "21.5" }, {}, [["1", "SET_POINT_TEMPERATURE=21.5"]]],
      [
        "set_temperature",
        { temperature: 25 },
        { "1/TEMPERATURE_MAXIMUM": 25, "1/TEMPERATURE_MINIMUM": 10 },
        [["1", "SET_POINT_TEMPERATURE=25"]],
      ],
      [
        "set_temperature",
        { temperature: 28 },
        {
          ...{ "1/TEMPERATURE_MAXIMUM": 25, "1/MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE": true },
          ...{ "1/SET_POINT_MODE": 1, "1/SET_POINT_TEMPERATURE": 20 },
        },
        [["1", "SET_POINT_TEMPERATURE=28"]],
      ],
      [
        "enable_away_by_calendar",
        { end: "2026-01-03T00:00:00Z", away_temperature: 17 },
        {},
        [
          [
            ...["1", "SET_POINT_MODE=2", "SET_POINT_TEMPERATURE=17", "PARTY_TIME_START=2026_01_01 11:50"],
            `PARTY_TIME_END=${local("2026-01-03T00:00:00Z")}`,
          ],
        ],
      ],
      ...[
        { hours: 36 },
        { duration_seconds: 129_600 },
        { duration: "36h" },
        { duration: 129_600 },
        { hours: 36, away_temperature: 12 },
        { hours: "36", temperature: 12 },
      ].map(
        (params): Doing => [
          "enable_away_by_duration",
          params,
          {},
          [
            [
              ...["1", "SET_POINT_MODE=2", "SET_POINT_TEMPERATURE=12", "PARTY_TIME_START=2026_01_01 11:50"],
              "PARTY_TIME_END=2026_01_03 00:00",
            ],
          ],
        ],
      ),
      // where nobody says how warm: the temperature to which the operator lowers, within the limits
      ...[
        [{ "1/TEMPERATURE_LOWERING": 16 }, 16],
        [{ "1/TEMPERATURE_LOWERING": 16, "1/TEMPERATURE_MINIMUM": 18 }, 18],
        [{ "1/TEMPERATURE_LOWERING": 26, "1/TEMPERATURE_MAXIMUM": 25 }, 25],
        [{ "1/TEMPERATURE_MINIMUM": 14 }, 14],
      ].map(
        ([given, warm]): Doing => [
          "enable_away",
          { until: "+10m" },
          given as Given,
          [
            [
              ...["1", "SET_POINT_MODE=2", `SET_POINT_TEMPERATURE=${warm}`],
              ...["PARTY_TIME_START=2026_01_01 11:50", "PARTY_TIME_END=2026_01_01 12:10"],
            ],
          ],
        ],
      ),
      [
        "enable_away",
        { until: "+8760h", temperature: 18 },
        {},
        [
          [
            ...["1", "SET_POINT_MODE=2", "SET_POINT_TEMPERATURE=18", "PARTY_TIME_START=2026_01_01 11:50"],
            "PARTY_TIME_END=2027_01_01 12:00",
          ],
        ],
      ],
    ],
    refuses: [
      ["set_temperature", {}, 422, "temperature"],
      ["set_temperature", { temperature: 30.6 }, 422, "temperature"],
      ["set_temperature", { temperature: 4.9 }, 422, "temperature"],
      ["set_temperature", { temperature: 25.5 }, 422, "temperature", { "1/TEMPERATURE_MAXIMUM": 25 }],
      ["set_temperature", { temperature: 9.5 }, 422, "temperature", { "1/TEMPERATURE_MINIMUM": 10 }],
      // not in automatic mode, and not where nobody said so
      [
        "set_temperature",
        { temperature: 28 },
        422,
        "temperature",
        {
          ...{ "1/TEMPERATURE_MAXIMUM": 25, "1/MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE": true },
          ...{ "1/SET_POINT_MODE": 0, "1/SET_POINT_TEMPERATURE": 20 },
        },
      ],
      [
        "set_temperature",
        { temperature: 28 },
        422,
        "temperature",
        {
          ...{ "1/TEMPERATURE_MAXIMUM": 25, "1/MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE": false },
          ...{ "1/SET_POINT_MODE": 1, "1/SET_POINT_TEMPERATURE": 20 },
        },
      ],
      ["set_profile", { profile: "comfort" }, 422, "profile"],
      ["set_profile", { profile: "week_program_0" }, 422, "profile"],
      ["set_mode", {}, 422, "mode"],
      ["enable_away", { until: "+8761h" }, 422, "until"],
      ["enable_away", { until: "+0s" }, 422, "until"],
      ["enable_away", { until: "+soon" }, 422, "until"],
      ["enable_away", { until: "2026-01-03" }, 422, "until"],
      ["enable_away", { until: "2026-99-03T00:00:00Z" }, 422, "until"],
      ["enable_away", {}, 422, "until"],
      ["enable_away", { until: "+1h", temperature: 31 }, 422, "temperature"],
      ["enable_away_by_calendar", { end: "2025-12-31T00:00:00Z" }, 422, "end"],
      ["enable_away_by_calendar", { end: "+1h", away_temperature: 4 }, 422, "away_temperature"],
      ["enable_away_by_duration", {}, 422, "seconds"],
      ["enable_away_by_duration", { hours: 8761 }, 422, "hours"],
      ["enable_away_by_duration", { hours: -1 }, 422, "hours"],
      ["enable_away_by_duration", { duration_seconds: 31_536_001 }, 422, "duration_seconds"],
      ["enable_away_by_duration", { hours: 1, temperature: 31 }, 422, "temperature"],
    ],
  },
  "a floor controller's thermostat": {
    model: "HmIP-WGT",
    kind: "climate_hmip",
    name: "SET_POINT_TEMPERATURE",
    // its relay comes before the climate channel
    states: [
      [{ "8/SET_POINT_TEMPERATURE": 21, "3/STATE": true }, { action: "heating" }],
      [{ "8/SET_POINT_TEMPERATURE": 21, "3/STATE": false }, { action: "idle" }],
    ],
  },
  "a heating group": {
    model: "HmIP-HEATING",
    name: "SET_POINT_TEMPERATURE",
    states: [
      [{ "1/SET_POINT_TEMPERATURE": 21, "4/STATE": true }, { action: "heating" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "4/STATE": true, "1/HEATING_VALVE_TYPE": "NORMALLY_OPEN" }, { action: "idle" }],
    ],
  },
  "a thermostat with three programmes": {
    model: "HmIP-eTRV",
    name: "SET_POINT_TEMPERATURE",
    own: { ACTIVE_PROFILE: integer(RWE, 1, 3) },
    states: [[{}, { available_profiles: ["P1", "P2", "P3"] }]],
    refuses: [["set_profile", { profile: "week_program_4" }, 422, "profile"]],
  },
  "a thermostat that says nonsense of its programmes": {
    model: "HmIP-eTRV",
    name: "SET_POINT_TEMPERATURE",
    own: { ACTIVE_PROFILE: integer(RWE, 1, 99) },
    states: [[{}, { available_profiles: ["P1", "P2", "P3", "P4", "P5", "P6"] }]],
  },
  "a thermostat that does not say how many programmes it has": {
    model: "HmIP-eTRV",
    name: "SET_POINT_TEMPERATURE",
    own: { ACTIVE_PROFILE: { TYPE: "INTEGER", OPERATIONS: RWE, FLAGS: 1 } },
    states: [[{}, { available_profiles: ["P1"] }]],
  },
  "a classic thermostat's modes": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "climate_rf",
    name: "SET_TEMPERATURE",
    states: [
      [
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE" },
        { hvac_mode: "heat", preset_mode: "none" },
      ],
      [
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "BOOST-MODE" },
        { hvac_mode: "auto", preset_mode: "boost" },
      ],
      [
        { "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": "MANU-MODE" },
        { hvac_mode: "off", action: "off" },
      ],
      [{ "2/SET_TEMPERATURE": 20, "2/VALVE_STATE": 0 }, { action: "idle" }],
      [{ "2/SET_TEMPERATURE": 20, "2/VALVE_STATE": 1 }, { action: "heating" }],
      [{ "2/SET_TEMPERATURE": 20 }, { action: undefined }],
      [
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE", "-/WEEK_PROGRAM_POINTER": "WEEK PROGRAM 2" },
        { preset_mode: "none", current_schedule_profile: "P2", device_active_profile_index: 1 },
      ],
      [
        { "2/SET_TEMPERATURE": 20, "-/WEEK_PROGRAM_POINTER": 0 },
        { preset_mode: "week_program_1", current_schedule_profile: "P1", device_active_profile_index: 0 },
      ],
      [
        { "2/SET_TEMPERATURE": 20, "-/WEEK_PROGRAM_POINTER": "WEEK PROGRAM 9" },
        { preset_mode: "none", current_schedule_profile: undefined },
      ],
      [{}, { available_profiles: ["P1", "P2", "P3"] }],
    ],
    does: [
      ["set_mode", { mode: "heat" }, {}, [["2", "MANU_MODE=5"]]],
      [
        "set_mode",
        { mode: "heat" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "AUTO-MODE", "?2/SET_TEMPERATURE": 22 },
        [["2", "MANU_MODE=22"]],
      ],
      ["set_mode", { mode: "heat" }, { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE" }, []],
      [
        "set_mode",
        { mode: "heat" },
        { "~2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE" },
        [["2", "MANU_MODE=20"]],
      ],
      [
        "set_mode",
        { mode: "heat" },
        { "2/SET_TEMPERATURE": 20, "~2/CONTROL_MODE": "MANU-MODE" },
        [["2", "MANU_MODE=20"]],
      ],
      [
        "set_mode",
        { mode: "off" },
        { "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": "AUTO-MODE" },
        [
          ["2", "MANU_MODE=4.5"],
          ["2", "SET_TEMPERATURE=4.5"],
        ],
      ],
      ["set_mode", { mode: "off" }, { "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": "MANU-MODE" }, []],
      [
        "set_mode",
        { mode: "off" },
        {},
        [
          ["2", "MANU_MODE=4.5"],
          ["2", "SET_TEMPERATURE=4.5"],
        ],
      ],
      ["set_profile", { profile: "boost" }, {}, [["2", "BOOST_MODE=true"]]],
      ["set_profile", { profile: "comfort" }, {}, [["2", "COMFORT_MODE=true"]]],
      ["enable_boost", {}, {}, [["2", "BOOST_MODE=true"]]],
      ["disable_boost", {}, {}, [["2", "BOOST_MODE=false"]]],
      [
        "set_profile",
        { profile: "week_program_3" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE" },
        [
          ["2", "AUTO_MODE=true"],
          ["2", "BOOST_MODE=false"],
          ["-/MASTER", "WEEK_PROGRAM_POINTER=WEEK PROGRAM 3"],
        ],
      ],
      ["set_temperature", { temperature: 30.5 }, {}, [["2", "SET_TEMPERATURE=30.5"]]],
      [
        "set_temperature",
        { temperature: 28 },
        {
          ...{ "-/TEMPERATURE_MAXIMUM": 25, "-/MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE": true },
          ...{ "2/CONTROL_MODE": "MANU-MODE", "2/SET_TEMPERATURE": 20 },
        },
        [["2", "SET_TEMPERATURE=28"]],
      ],
      ["enable_away", { until: "+2h", temperature: 6 }, {}, [["2", "PARTY_MODE_SUBMIT=6.0,710,01,01,26,840,01,01,26"]]],
      [
        "enable_away_by_calendar",
        { end: "+36h", away_temperature: 17.5 },
        {},
        [["2", "PARTY_MODE_SUBMIT=17.5,710,01,01,26,0,03,01,26"]],
      ],
    ],
    refuses: [
      ["set_mode", { mode: "cool" }, 422, "mode"],
      ["set_profile", { profile: "none" }, 422, "profile"],
      ["set_profile", { profile: "week_program_4" }, 422, "profile"],
      ["enable_away", { until: "+2h", temperature: 31 }, 422, "temperature"],
      ["enable_away_by_calendar", { end: "+2h", away_temperature: 31 }, 422, "away_temperature"],
    ],
  },
  "a classic thermostat whose pointer has no labels": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "climate_rf",
    name: "SET_TEMPERATURE",
    own: { WEEK_PROGRAM_POINTER: integer(READ | WRITE, 0, 2) },
    states: [[{}, { available_profiles: ["P1", "P2", "P3"] }]],
    does: [
      [
        "set_profile",
        { profile: "week_program_3" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "AUTO-MODE" },
        [["-/MASTER", "WEEK_PROGRAM_POINTER=2"]],
      ],
    ],
  },
  "a classic thermostat without boost": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "climate_rf",
    name: "SET_TEMPERATURE",
    without: ["BOOST_MODE"],
    does: [
      [
        "set_profile",
        { profile: "week_program_1" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "MANU-MODE" },
        [
          ["2", "AUTO_MODE=true"],
          ["-/MASTER", "WEEK_PROGRAM_POINTER=WEEK PROGRAM 1"],
        ],
      ],
    ],
    refuses: [
      ["set_profile", { profile: "boost" }, 422, "profile"],
      ["enable_boost", {}, 400],
    ],
  },
  "a classic thermostat that has nothing to choose": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "climate_rf",
    name: "SET_TEMPERATURE",
    without: ["BOOST_MODE", "COMFORT_MODE", "LOWERING_MODE", "WEEK_PROGRAM_POINTER"],
    states: [[{}, { available_profiles: undefined }]],
    refuses: [["set_profile", { profile: "week_program_1" }, 400]],
  },
  "a first wall thermostat, which heats by hand": {
    model: "HM-CC-TC",
    name: "SETPOINT",
    states: [
      [
        { "2/SETPOINT": 21, "1/TEMPERATURE": 20 },
        { hvac_mode: "heat", preset_mode: "none", action: undefined, set_temperature: 21, current_temperature: 20 },
      ],
      [{}, { available_profiles: undefined, current_schedule_profile: undefined, hvac_mode: "off" }],
    ],
    does: [["set_temperature", { temperature: 30 }, {}, [["2", "SETPOINT=30"]]]],
    refuses: [
      ["set_temperature", { temperature: 30.5 }, 422, "temperature"],
      ["set_temperature", { warmth: 20 }, 422, "warmth"],
    ],
  },
});

/** Wall clock of the test's machine, as the thermostat is told it. */
function local(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}_${two(date.getMonth() + 1)}_${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

describe("limits of a thermostat", () => {
  it("are shown as they hold: the operator's, else the device's; off is no temperature", () => {
    const device = thingOf("HmIP-eTRV");
    const custom = findCustom(device, "SET_POINT_TEMPERATURE")!;
    const limits = (given: Given) => {
      const { config } = describeCustom(device, custom, valuesOf(device, given));
      return [config?.min_temp, config?.max_temp, config?.temp_step, config?.temperature_unit];
    };
    assert.deepEqual(limits({}), [5, 30.5, 0.5, "°C"]);
    assert.deepEqual(limits({ "1/TEMPERATURE_MINIMUM": 4.5 }), [5, 30.5, 0.5, "°C"]);
    assert.deepEqual(limits({ "1/TEMPERATURE_MINIMUM": 8, "1/TEMPERATURE_MAXIMUM": 24 }), [8, 24, 0.5, "°C"]);
  });
  it("an order by hand is as warm as last time, within the limits", () => {
    const device = thingOf("HmIP-eTRV", undefined, [], { SET_POINT_TEMPERATURE: float(RWE, 4.5, 30.5) });
    const heated = (given: Given) => writesOf(device, "SET_POINT_TEMPERATURE", "set_mode", { mode: "heat" }, given)[0];
    assert.deepEqual(heated({ "?1/SET_POINT_TEMPERATURE": 26, "1/TEMPERATURE_MAXIMUM": 25 }), [
      "1",
      "CONTROL_MODE=1",
      "SET_POINT_TEMPERATURE=25",
    ]);
  });
});

describe("what a thermostat can be asked", () => {
  const asked = (model: string, kind: string, name: string, without: string[] = []) => {
    const device = thingOf(model, kind, without);
    const { supported_operations, capabilities, config } = describeCustom(device, findCustom(device, name)!, new Map());
    return { operations: supported_operations, capabilities, modes: config?.hvac_modes, presets: config?.preset_modes };
  };
  it("an IP thermostat without an active profile, boost, absence or mode", () => {
    const { operations, capabilities, modes, presets } = asked("HmIP-eTRV", "climate_hmip", "SET_POINT_TEMPERATURE", [
      ...["ACTIVE_PROFILE", "BOOST_MODE", "PARTY_TIME_START", "PARTY_TIME_END", "CONTROL_MODE"],
    ]);
    assert.deepEqual(operations, ["set_temperature"]);
    assert.deepEqual([modes, presets], [["heat", "off"], []]);
    for (const capability of ["boost", "profile", "auto", "away", "comfort", "eco", "cool"])
      assert.equal(capabilities?.[capability], false, capability);
    assert.equal(capabilities?.heat, true);
  });
  it("a cooling one cools", () => {
    const device = thingOf("HmIP-eTRV");
    const values = valuesOf(device, { "1/HEATING_COOLING": "COOLING" });
    const { capabilities, config } = describeCustom(device, findCustom(device, "SET_POINT_TEMPERATURE")!, values);
    assert.deepEqual(
      [capabilities?.heat, capabilities?.cool, config?.hvac_modes],
      [false, true, ["auto", "cool", "off"]],
    );
  });
  it("a classic one has the modes of its actions", () => {
    const without = (...names: string[]) => asked("HM-TC-IT-WM-W-EU", "climate_rf", "SET_TEMPERATURE", names);
    assert.deepEqual(without().modes, ["auto", "heat", "off"]);
    assert.deepEqual(without("AUTO_MODE").modes, ["heat", "off"]);
    assert.deepEqual(without("MANU_MODE").modes, ["auto"]);
    assert.ok(!without("AUTO_MODE").operations.includes("set_mode"));
    assert.ok(!without("PARTY_MODE_SUBMIT").operations.some((name) => name.includes("away")));
    assert.deepEqual(without("COMFORT_MODE", "BOOST_MODE").presets, [
      ...["eco", "week_program_1", "week_program_2", "week_program_3"],
    ]);
    assert.deepEqual(
      without("AUTO_MODE", "BOOST_MODE", "COMFORT_MODE", "LOWERING_MODE").operations.includes("set_profile"),
      false,
    );
  });
});

describe("the end of an absence on a classic thermostat", () => {
  it("is a window that is over, in the night of a new year, too", () => {
    const device = thingOf("HM-TC-IT-WM-W-EU", "climate_rf");
    assert.deepEqual(writesOf(device, "SET_TEMPERATURE", "disable_away"), [
      ["2", "PARTY_MODE_SUBMIT=12.0,60,01,01,26,120,01,01,26"],
    ]);
    assert.equal(NOON, new Date(2026, 0, 1, 12).getTime());
  });
  it("says nothing of the state: what the device reports does", () => {
    const device = thingOf("HM-TC-IT-WM-W-EU", "climate_rf");
    assert.equal(
      stateOf(device, "SET_TEMPERATURE", { "2/SET_TEMPERATURE": 12, "2/CONTROL_MODE": "PARTY-MODE" }).preset_mode,
      "away",
    );
  });
});
