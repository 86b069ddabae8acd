/** What each kind of device is and does: state in, state out; operation in, writes out. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { findCustom } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { checkSheets, type Given, type Sheet } from "./sheets.ts";
import { NOON, thingOf, valuesOf } from "./things.ts";

const SHEETS: Record<string, Sheet> = {
  "a switch": {
    model: "HmIP-FSM",
    name: "STATE@2",
    states: [
      [{}, { is_on: undefined }],
      [{ "2/STATE": true }, { is_on: true }],
      [{ "2/STATE": false, "!2/STATE": true }, { is_on: true }],
    ],
    does: [
      ["turn_on", {}, { "2/STATE": false }, [["2", "STATE=true"]]],
      ["turn_on", {}, { "2/STATE": true }, []],
      ["turn_on", {}, { "2/STATE": true }, [["2", "ON_TIME=7", "STATE=true"]], 7],
      ["turn_off", {}, {}, [["2", "STATE=false"]]],
      ["toggle", {}, { "2/STATE": true }, [["2", "STATE=false"]]],
      ["turn_on_for", { seconds: 90 }, {}, [["2", "ON_TIME=90", "STATE=true"]]],
      ["turn_on_for", { duration: "1m30s" }, {}, [["2", "ON_TIME=90", "STATE=true"]]],
      ["set_on_time", { duration: 1500 }, {}, [["2", "ON_TIME=1.5", "STATE=true"]]],
      ["turn_on_for", { seconds: "30" }, {}, [["2", "ON_TIME=30", "STATE=true"]]],
    ],
    refuses: [
      ["turn_on_for", {}, 422, "seconds"],
      ["turn_on_for", { seconds: -1 }, 422, "seconds"],
      ["turn_on_for", { duration: "soon" }, 422, "duration"],
      ["fly", {}, 400],
      ["constructor", {}, 400],
    ],
  },
  "an access permission": {
    model: "HmIP-FWI",
    name: "STATE@1",
    states: [[{ "1/STATE": true }, { is_on: true }]],
    does: [
      ["turn_on", {}, {}, [["1", "ACCESS_AUTHORIZATION=ENABLE"]]],
      ["toggle", {}, { "1/STATE": true }, [["1", "ACCESS_AUTHORIZATION=DISABLE"]]],
    ],
  },
  "an irrigation valve": {
    model: "ELV-SH-WSM",
    name: "STATE@4",
    states: [[{ "4/STATE": true }, { is_open: true }]],
    does: [
      ["open", {}, {}, [["4", "STATE=true"]]],
      ["open", { seconds: 60 }, {}, [["4", "ON_TIME=60", "STATE=true"]]],
      ["close", {}, {}, [["4", "STATE=false"]]],
    ],
  },
  "an IP dimmer": {
    model: "HmIP-BDT",
    name: "LEVEL@4",
    states: [
      [{}, { state: undefined, brightness: undefined }],
      [{ "4/LEVEL": 0 }, { state: "OFF", brightness: 0 }],
      [{ "4/LEVEL": 0.4 }, { state: "ON", brightness: 102, color_mode: "brightness" }],
      [{ "4/LEVEL": 1.01 }, { state: "ON", brightness: 255 }],
    ],
    does: [
      ["turn_on", {}, {}, [["4", "LEVEL=1"]]],
      ["turn_on", {}, { "4/LEVEL": 0, "?4/LEVEL": 0.3 }, [["4", "LEVEL=0.3"]]],
      ["turn_on", {}, { "4/LEVEL": 0.6, "?4/LEVEL": 0.3 }, [["4", "LEVEL=0.6"]]],
      ["turn_on", {}, {}, [["4", "ON_TIME=5", "LEVEL=1"]], 5],
      ["turn_on", { ramp_time: 2 }, {}, [["4", "RAMP_TIME=2", "LEVEL=1"]]],
      ["turn_off", {}, {}, [["4", "LEVEL=0"]]],
      ["set_brightness", { brightness: 0.25 }, {}, [["4", "LEVEL=0.25"]]],
      ["set_level", { state: "on", brightness: 51 }, {}, [["4", "LEVEL=0.2"]]],
      ["set_level", { state: "OFF" }, {}, [["4", "LEVEL=0"]]],
      ["set_level", { level: 0.5 }, {}, [["4", "LEVEL=0.5"]]],
      ["set_on_time", { seconds: 9 }, {}, []],
    ],
    refuses: [
      ["set_brightness", {}, 422, "brightness"],
      ["set_brightness", { brightness: 1.001 }, 422, "brightness"],
      ["set_level", {}, 422, "level"],
      ["set_level", { brightness: 256 }, 422, "brightness"],
      ["set_level", { color: { h: 1, s: 1 } }, 422, "color"],
      ["set_color", { hue: 1, saturation: 1 }, 400],
    ],
  },
  "a classic dimmer": {
    model: "HM-LC-Dim1T-Pl-2",
    name: "LEVEL",
    states: [
      [{ "1/LEVEL": 0.2, "1/LEVEL_REAL": 0.8 }, { brightness: 204 }],
      [{ "!1/LEVEL": 0.2, "1/LEVEL_REAL": 0.8 }, { brightness: 51 }],
    ],
    does: [["turn_on", {}, { "1/LEVEL_REAL": 0.5 }, [["1", "LEVEL=0.5"]]]],
  },
  "a classic colour light": {
    model: "HM-LC-RGBW-WM",
    name: "LEVEL",
    states: [
      [
        { "1/LEVEL": 1, "2/COLOR": 200, "3/PROGRAM": 4 },
        { color: { h: 0, s: 0 }, effect: "Campemit" },
      ],
      [{ "2/COLOR": 100 }, { color: { h: 180, s: 100 }, color_mode: "hs" }],
    ],
    does: [
      [
        "set_color",
        { hue: 360, saturation: 100 },
        {},
        [
          ["2", "COLOR=199"],
          ["1", "LEVEL=1"],
        ],
      ],
      [
        "set_color",
        { hue: 180, saturation: 9 },
        {},
        [
          ["2", "COLOR=200"],
          ["1", "LEVEL=1"],
        ],
      ],
      [
        "set_effect",
        { label: "Waterfall" },
        {},
        [
          ["1", "LEVEL=1"],
          ["3", "PROGRAM=5"],
        ],
      ],
      [
        "set_effect",
        { index: 1 },
        {},
        [
          ["1", "LEVEL=1"],
          ["3", "PROGRAM=1"],
        ],
      ],
      [
        "turn_on",
        {},
        { "3/PROGRAM": 2 },
        [
          ["3", "PROGRAM=0"],
          ["1", "LEVEL=1"],
        ],
      ],
    ],
    refuses: [
      ["set_color", { hue: 1 }, 422, "saturation"],
      ["set_effect", { index: 7 }, 422, "index"],
      ["set_effect", { label: "Disco" }, 422, "label"],
    ],
  },
  "a classic white light": {
    model: "HM-LC-DW-WM",
    name: "LEVEL@1",
    states: [
      [
        { "1/LEVEL": 1, "2/LEVEL": 1 },
        { color_temp_kelvin: 6535, color_mode: "color_temp" },
      ],
    ],
    does: [
      [
        "set_color_temperature",
        { kelvin: 2000 },
        {},
        [
          ["2", "LEVEL=0"],
          ["1", "LEVEL=1"],
        ],
      ],
    ],
    refuses: [["set_color_temperature", { kelvin: 1999 }, 422, "kelvin"]],
  },
  "a universal light": {
    model: "HmIP-RGBW",
    name: "LEVEL@1",
    states: [
      [
        { "1/LEVEL": 1, "1/HUE": 120, "1/SATURATION": 0.5 },
        { color: { h: 120, s: 50 }, color_temp_kelvin: undefined },
      ],
      [
        { "0/DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE", "1/COLOR_TEMPERATURE": 2700, "1/HUE": 1, "1/SATURATION": 1 },
        { color_temp_kelvin: 2700, color: undefined },
      ],
    ],
    does: [
      ["set_color", { hue: 120, saturation: 50 }, {}, [["1", "HUE=120", "SATURATION=0.5", "LEVEL=1"]]],
      ["turn_on", {}, {}, [["1", "LEVEL=1"]]],
      [
        "turn_on",
        { ramp_time: 3 },
        {},
        [["1", "DURATION_UNIT=H", "DURATION_VALUE=111600", "RAMP_TIME_UNIT=S", "RAMP_TIME_VALUE=3", "LEVEL=1"]],
      ],
      ["turn_on", {}, {}, [["1", "DURATION_UNIT=M", "DURATION_VALUE=300", "LEVEL=1"]], 18_000],
      [
        "set_color_temperature",
        { kelvin: 2700 },
        { "0/DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE" },
        [["1", "COLOR_TEMPERATURE=2700", "LEVEL=1"]],
      ],
      ["set_effect", { index: 1 }, {}, [["1", "EFFECT=EFFECT_01", "LEVEL=1"]]],
      [
        "set_level",
        { brightness: 255, color: { h: 10, s: 100 }, effect: "NO_EFFECT" },
        {},
        [["1", "HUE=10", "SATURATION=1", "EFFECT=NO_EFFECT", "LEVEL=1"]],
      ],
    ],
    refuses: [["set_color_temperature", { kelvin: 2700 }, 400]],
  },
  "a DALI light": {
    model: "HmIP-DRG-DALI",
    name: "LEVEL@1",
    does: [
      ["set_effect", { label: "EFFECT_02" }, {}, [["1", "EFFECT=EFFECT_02", "LEVEL=1"]]],
      ["set_color_temperature", { kelvin: 4000 }, {}, [["1", "COLOR_TEMPERATURE=4000", "LEVEL=1"]]],
    ],
    refuses: [["set_effect", { index: 1 }, 422, "label"]],
  },
  "a light of fixed colours": {
    model: "HmIP-BSL",
    kind: "light_fixed_color",
    name: "LEVEL@8",
    states: [
      [
        { "8/LEVEL": 1, "8/COLOR": "BLUE", "8/COLOR_BEHAVIOUR": "ON" },
        { fixed_color: "BLUE", color: { h: 240, s: 100 }, effect: "ON" },
      ],
    ],
    does: [
      [
        "turn_on",
        {},
        { "8/COLOR": "BLACK" },
        [["8", "COLOR=WHITE", "COLOR_BEHAVIOUR=ON", "DURATION_UNIT=H", "DURATION_VALUE=111600", "LEVEL=1"]],
      ],
      [
        "set_color",
        { hue: 100, saturation: 80 },
        { "8/COLOR_BEHAVIOUR": "BLINKING_SLOW" },
        [["8", "COLOR=GREEN", "COLOR_BEHAVIOUR=BLINKING_SLOW", "DURATION_UNIT=H", "DURATION_VALUE=111600", "LEVEL=1"]],
      ],
      [
        "set_color",
        { label: "purple" },
        {},
        [["8", "COLOR=PURPLE", "COLOR_BEHAVIOUR=ON", "DURATION_UNIT=S", "DURATION_VALUE=4", "LEVEL=1"]],
        4,
      ],
      ["turn_off", {}, {}, [["8", "LEVEL=0"]]],
    ],
    refuses: [
      ["set_color", { label: "BLACK" }, 422, "label"],
      ["set_color", { slot: 0 }, 422, "slot"],
      ["set_effect", { label: "OFF" }, 422, "label"],
    ],
  },
  "the lamp of a sound module": {
    model: "HmIP-MP3P",
    kind: "light_sound_led",
    name: "LEVEL",
    does: [
      [
        "set_color",
        { label: "RED", flash_time: 480, repetitions: -1 },
        {},
        [["6", "LEVEL=1", "COLOR=RED", "ON_TIME_LIST_1=500MS", "REPETITIONS=INFINITE_REPETITIONS"]],
      ],
      ["turn_off", {}, {}, [["6", "LEVEL=0", "COLOR=BLACK", "DURATION_UNIT=S", "DURATION_VALUE=0"]]],
    ],
  },
  "an IP shutter": {
    model: "HmIP-BROLL",
    without: ["LEVEL_2", "COMBINED_PARAMETER"],
    name: "LEVEL@4",
    states: [
      [{}, { state: undefined, current_position: undefined, direction: "unknown" }],
      [
        { "3/LEVEL": 0, "4/LEVEL": 1, "3/ACTIVITY_STATE": "STABLE" },
        { state: "closed", current_position: 0 },
      ],
      [{ "4/LEVEL": 0.29 }, { state: "open", current_position: 29, level: 0.29 }],
      [
        { "4/LEVEL": 0.5, "3/ACTIVITY_STATE": "DOWN" },
        { state: "closing", direction: "closing" },
      ],
    ],
    does: [
      ["open", {}, { "3/LEVEL": 0 }, [["4", "LEVEL=1"]]],
      ["open", {}, { "3/LEVEL": 1 }, []],
      ["open", {}, { "4/LEVEL": 1 }, []],
      ["open", {}, { "3/LEVEL": 1, "!4/LEVEL": 0 }, [["4", "LEVEL=1"]]],
      ["open", {}, { "3/LEVEL": 1, "3/ACTIVITY_STATE": "DOWN" }, [["4", "LEVEL=1"]]],
      ["open", {}, { "3/LEVEL": 1, "3/ACTIVITY_STATE": "UP" }, [["4", "LEVEL=1"]]],
      ["open", {}, { "3/LEVEL": 1, "3/ACTIVITY_STATE": "STABLE" }, []],
      ["close", {}, { "3/LEVEL": 0.5 }, [["4", "LEVEL=0"]]],
      ["set_position", { position: 0.5 }, {}, [["4", "LEVEL=0.5"]]],
      ["stop", {}, {}, [["!4", "STOP=true"]]],
    ],
    refuses: [
      ["set_position", { position: 50 }, 422, "position"],
      ["set_tilt", { tilt: 1 }, 400],
    ],
  },
  "an IP blind": {
    model: "HmIP-FBL",
    name: "LEVEL@4",
    states: [
      [
        { "3/LEVEL": 0.5, "3/LEVEL_2": 0.25 },
        { current_position: 50, current_tilt_position: 25, tilt_level: 0.25 },
      ],
    ],
    does: [
      ["open", {}, {}, [["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["set_position", { position: 0.5 }, { "3/LEVEL_2": 0.2 }, [["4", "COMBINED_PARAMETER=L2=20,L=50"]]],
      ["set_tilt", { tilt: 1 }, { "3/LEVEL": 0.3 }, [["4", "COMBINED_PARAMETER=L2=100,L=30"]]],
      [
        "set_tilt",
        { tilt: 0 },
        { "!4/LEVEL": 0.8, "3/LEVEL": 0.3 },
        [
          ["!4", "STOP=true"],
          ["4", "COMBINED_PARAMETER=L2=0,L=80"],
        ],
      ],
      ["set_combined", { level: 0.1, tilt: 0.2 }, {}, [["4", "COMBINED_PARAMETER=L2=20,L=10"]]],
      ["stop_tilt", {}, {}, [["!4", "STOP=true"]]],
      ["close", {}, { "!4/LEVEL": 0, "!4/LEVEL_2": 0 }, [["4", "COMBINED_PARAMETER=L2=0,L=0"]]],
      [
        "close",
        {},
        { "!4/LEVEL": 0, "!4/LEVEL_2": 0.5 },
        [
          ["!4", "STOP=true"],
          ["4", "COMBINED_PARAMETER=L2=0,L=0"],
        ],
      ],
    ],
    refuses: [["set_combined", { level: 0.1 }, 422, "tilt"]],
  },
  "a classic blind": {
    model: "HM-LC-Ja1PBU-FM",
    name: "LEVEL",
    does: [["set_combined", { level: 0.5, tilt: 0.25 }, {}, [["1", "LEVEL_COMBINED=0x64,0x32"]]]],
  },
  "a blind that takes both apart": {
    model: "HmIP-HDM",
    name: "LEVEL",
    does: [["set_position", { position: 1 }, { "1/LEVEL_2": 0.5 }, [["1", "LEVEL_2=0.5", "LEVEL=1"]]]],
  },
  "a window drive": {
    model: "HM-Sec-Win",
    name: "LEVEL",
    states: [
      [{ "1/LEVEL": -0.005 }, { state: "closed", current_position: 0 }],
      [{ "1/LEVEL": 0 }, { state: "open", current_position: 1 }],
    ],
    does: [
      ["close", {}, { "1/LEVEL": 0.5 }, [["1", "LEVEL=-0.005"]]],
      ["set_position", { position: 0 }, {}, [["1", "LEVEL=-0.005"]]],
      ["set_position", { position: 0.01 }, {}, [["1", "LEVEL=0"]]],
      ["set_position", { position: 0.5 }, {}, [["1", "LEVEL=0.5"]]],
    ],
  },
  "a garage door": {
    model: "HmIP-MOD-TM",
    name: "DOOR_STATE",
    states: [
      [{ "1/DOOR_STATE": "VENTILATION_POSITION" }, { state: "open", current_position: 10 }],
      [
        { "1/DOOR_STATE": "POSITION_UNKNOWN", "1/SECTION": 2 },
        { state: "opening", current_position: null },
      ],
      [
        { "1/DOOR_STATE": "CLOSED", "1/SECTION": 0 },
        { state: "closed", current_position: 0 },
      ],
    ],
    does: [
      ["open", {}, {}, [["1", "DOOR_COMMAND=OPEN"]]],
      ["ventilate", {}, {}, [["1", "DOOR_COMMAND=PARTIAL_OPEN"]]],
      ["stop", {}, {}, [["!1", "DOOR_COMMAND=STOP"]]],
    ],
    refuses: [["set_position", { position: 1 }, 400]],
  },
  "an IP thermostat": {
    model: "HmIP-WTH",
    kind: "climate_hmip",
    name: "SET_POINT_TEMPERATURE",
    states: [
      [
        {},
        { state_uncertain: true, hvac_mode: "off", preset_mode: "none", action: undefined, set_temperature: undefined },
      ],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 0, "1/ACTIVE_PROFILE": 2, "1/ACTUAL_TEMPERATURE": 19.5 },
        {
          state_uncertain: false,
          hvac_mode: "auto",
          preset_mode: "week_program_2",
          current_temperature: 19.5,
          current_schedule_profile: "P2",
          device_active_profile_index: 1,
        },
      ],
      [{ "1/SET_POINT_TEMPERATURE": 4.5 }, { hvac_mode: "off", action: "off" }],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1, "1/LEVEL": 0.2 },
        { hvac_mode: "heat", action: "heating" },
      ],
      [
        { "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 1, "1/HEATING_COOLING": "COOLING", "9/STATE": false },
        { hvac_mode: "cool", action: "idle" },
      ],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/BOOST_MODE": true }, { preset_mode: "boost" }],
      [{ "1/SET_POINT_TEMPERATURE": 21, "1/SET_POINT_MODE": 2 }, { preset_mode: "away" }],
    ],
    does: [
      ["set_temperature", { temperature: 20.5 }, {}, [["1", "SET_POINT_TEMPERATURE=20.5"]]],
      ["set_mode", { mode: "auto" }, { "1/SET_POINT_TEMPERATURE": 4.5 }, [["1", "CONTROL_MODE=0"]]],
      [
        "set_mode",
        { mode: "heat" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 0, "?1/SET_POINT_TEMPERATURE": 22 },
        [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=22"]],
      ],
      [
        "set_mode",
        { mode: "off" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/BOOST_MODE": true },
        [
          ["1", "BOOST_MODE=false"],
          ["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=4.5"],
        ],
      ],
      ["set_mode", { mode: "auto" }, { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 0 }, []],
      // off is by hand: in automatic mode, or while away, the programme would heat again
      ...[0, 2, undefined].map((mode): NonNullable<Sheet["does"]>[number] => [
        "set_mode",
        { mode: "off" },
        { "1/SET_POINT_TEMPERATURE": 4.5, ...(mode === undefined ? {} : { "1/SET_POINT_MODE": mode }) },
        [["1", "CONTROL_MODE=1", "SET_POINT_TEMPERATURE=4.5"]],
      ]),
      ["set_mode", { mode: "off" }, { "1/SET_POINT_TEMPERATURE": 4.5, "1/SET_POINT_MODE": 1 }, []],
      ["set_mode", { mode: "heat" }, { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 1 }, []],
      [
        "set_mode",
        { mode: "auto" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 2 },
        [["1", "CONTROL_MODE=0"]],
      ],
      ["set_profile", { profile: "boost" }, {}, [["1", "BOOST_MODE=true"]]],
      [
        "set_profile",
        { profile: "week_program_3" },
        { "1/SET_POINT_TEMPERATURE": 17, "1/SET_POINT_MODE": 1 },
        [
          ["1", "CONTROL_MODE=0", "BOOST_MODE=false"],
          ["1", "ACTIVE_PROFILE=3"],
        ],
      ],
      ["disable_boost", {}, {}, [["1", "BOOST_MODE=false"]]],
      [
        "enable_away_by_duration",
        { hours: 24, away_temperature: 15 },
        {},
        [
          [
            "1",
            "SET_POINT_MODE=2",
            "SET_POINT_TEMPERATURE=15",
            "PARTY_TIME_START=2026_01_01 11:50",
            "PARTY_TIME_END=2026_01_02 12:00",
          ],
        ],
      ],
      [
        "enable_away",
        { until: "+1h30m" },
        {},
        [
          [
            "1",
            "SET_POINT_MODE=2",
            "SET_POINT_TEMPERATURE=12",
            "PARTY_TIME_START=2026_01_01 11:50",
            "PARTY_TIME_END=2026_01_01 13:30",
          ],
        ],
      ],
      [
        "disable_away",
        {},
        {},
        [["1", "SET_POINT_MODE=2", "PARTY_TIME_START=2000_01_01 00:00", "PARTY_TIME_END=2000_01_01 00:00"]],
      ],
    ],
    refuses: [
      ["set_temperature", { temperature: 31 }, 422, "temperature"],
      ["set_temperature", { temperature: 4.5 }, 422, "temperature"],
      ["set_temperature", { temperature: null }, 422, "temperature"],
      ["set_mode", { mode: "cool" }, 422, "mode"],
      ["set_profile", { profile: "week_program_7" }, 422, "profile"],
      ["enable_away", { until: "tomorrow" }, 422, "until"],
      ["enable_away", { until: "2020-01-01T00:00:00Z" }, 422, "until"],
    ],
  },
  "a classic thermostat": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "climate_rf",
    name: "SET_TEMPERATURE",
    states: [
      [
        {
          "2/SET_TEMPERATURE": 20,
          "2/CONTROL_MODE": "AUTO-MODE",
          "-/WEEK_PROGRAM_POINTER": "WEEK PROGRAM 2",
          "2/VALVE_STATE": 3,
        },
        { hvac_mode: "auto", preset_mode: "week_program_2", action: "heating" },
      ],
      [{ "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "PARTY-MODE" }, { preset_mode: "away" }],
    ],
    does: [
      ["set_mode", { mode: "auto" }, { "2/SET_TEMPERATURE": 4.5 }, [["2", "AUTO_MODE=true"]]],
      ...["AUTO-MODE", "PARTY-MODE", "BOOST-MODE"].map((mode): NonNullable<Sheet["does"]>[number] => [
        "set_mode",
        { mode: "off" },
        { "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": mode },
        [
          ["2", "MANU_MODE=4.5"],
          ["2", "SET_TEMPERATURE=4.5"],
        ],
      ]),
      ["set_mode", { mode: "off" }, { "2/SET_TEMPERATURE": 4.5, "2/CONTROL_MODE": "MANU-MODE" }, []],
      ["set_mode", { mode: "auto" }, { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "AUTO-MODE" }, []],
      [
        "set_mode",
        { mode: "auto" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "PARTY-MODE" },
        [["2", "AUTO_MODE=true"]],
      ],
      [
        "set_mode",
        { mode: "off" },
        { "2/SET_TEMPERATURE": 20 },
        [
          ["2", "MANU_MODE=20"],
          ["2", "SET_TEMPERATURE=4.5"],
        ],
      ],
      ["set_profile", { profile: "eco" }, {}, [["2", "LOWERING_MODE=true"]]],
      [
        "set_profile",
        { profile: "week_program_2" },
        { "2/SET_TEMPERATURE": 20, "2/CONTROL_MODE": "AUTO-MODE" },
        [["-/MASTER", "WEEK_PROGRAM_POINTER=WEEK PROGRAM 2"]],
      ],
      [
        "enable_away_by_duration",
        { duration_seconds: 3600, away_temperature: 21.5 },
        {},
        [["2", "PARTY_MODE_SUBMIT=21.5,710,01,01,26,780,01,01,26"]],
      ],
      ["disable_away", {}, {}, [["2", "PARTY_MODE_SUBMIT=12.0,60,01,01,26,120,01,01,26"]]],
    ],
  },
  "a first wall thermostat": {
    model: "HM-CC-TC",
    name: "SETPOINT",
    states: [
      [
        { "2/SETPOINT": 21, "1/TEMPERATURE": 20, "1/HUMIDITY": 40 },
        { hvac_mode: "heat", current_humidity: 40 },
      ],
    ],
    does: [["set_temperature", { temperature: 20 }, {}, [["2", "SETPOINT=20"]]]],
    refuses: [
      ["set_temperature", { temperature: 5 }, 422, "temperature"],
      ["enable_boost", {}, 400],
    ],
  },
  "an IP lock": {
    model: "HmIP-DLD",
    kind: "lock",
    name: "LOCK_STATE",
    states: [
      [{}, { state_uncertain: true, lock_state: "UNLOCKED", is_locked: false }],
      // what is no state, and what the lock itself calls unknown
      ...[null, "UNKNOWN", "AJAR"].map((said): [Given, Given] => [
        { "1/LOCK_STATE": said },
        { state_uncertain: true, lock_state: "UNKNOWN", is_locked: false },
      ]),
      [{ "1/LOCK_STATE": "UNLOCKED" }, { state_uncertain: false, lock_state: "UNLOCKED", is_locked: false }],
      [{ "1/LOCK_STATE": "LOCKED" }, { state_uncertain: false, lock_state: "LOCKED", is_locked: true }],
      [
        { "1/LOCK_STATE": "LOCKED", "0/ERROR_JAMMED": true },
        { is_locked: true, is_jammed: true },
      ],
      [
        { "1/LOCK_STATE": "LOCKED", "1/ACTIVITY_STATE": "UP" },
        { is_unlocking: true, is_locking: false },
      ],
    ],
    does: [
      ["lock", {}, {}, [["!1", "LOCK_TARGET_LEVEL=LOCKED"]]],
      ["unlock", {}, {}, [["!1", "LOCK_TARGET_LEVEL=UNLOCKED"]]],
      ["open", {}, {}, [["!1", "LOCK_TARGET_LEVEL=OPEN"]]],
    ],
  },
  "a classic lock": {
    model: "HM-Sec-Key",
    name: "STATE",
    states: [
      [{ "1/STATE": null }, { lock_state: "UNKNOWN", is_locked: false, state_uncertain: true }],
      [
        { "1/STATE": false, "1/ERROR": "CLUTCH_FAILURE" },
        { lock_state: "LOCKED", is_jammed: true, state_uncertain: false },
      ],
      [
        { "1/STATE": true, "1/STATE_UNCERTAIN": true },
        { lock_state: "UNLOCKED", state_uncertain: true },
      ],
    ],
    does: [
      ["lock", {}, {}, [["!1", "STATE=false"]]],
      ["open", {}, {}, [["!1", "OPEN=true"]]],
    ],
  },
  "a button lock": {
    model: "HmIP-FAL",
    name: "GLOBAL_BUTTON_LOCK",
    states: [[{ "0/GLOBAL_BUTTON_LOCK": true }, { is_locked: true }]],
    does: [["lock", {}, {}, [["!0/MASTER", "GLOBAL_BUTTON_LOCK=true"]]]],
    refuses: [["open", {}, 400]],
  },
  "a button lock of a classic thermostat": {
    model: "HM-TC-IT-WM-W-EU",
    kind: "lock",
    name: "GLOBAL_BUTTON_LOCK",
    does: [["unlock", {}, {}, [["!-/MASTER", "GLOBAL_BUTTON_LOCK=false"]]]],
  },
  "a siren": {
    model: "HmIP-ASIR",
    name: "ACOUSTIC_ALARM_ACTIVE",
    states: [
      [{ "3/ACOUSTIC_ALARM_ACTIVE": false, "3/OPTICAL_ALARM_ACTIVE": true }, { state: "on" }],
      [{ "3/ACOUSTIC_ALARM_ACTIVE": false }, { state: "off" }],
    ],
    does: [
      [
        "turn_on",
        { acoustic: "FREQUENCY_RISING", duration: 30 },
        {},
        [
          [
            "!3",
            "ACOUSTIC_ALARM_SELECTION=FREQUENCY_RISING",
            "OPTICAL_ALARM_SELECTION=DISABLE_OPTICAL_SIGNAL",
            "DURATION_UNIT=S",
            "DURATION_VALUE=30",
          ],
        ],
      ],
      // nobody says, nobody ever chose: it sounds all the same
      ...(
        [
          [{}, "FREQUENCY_RISING", "DISABLE_OPTICAL_SIGNAL"],
          [{ "?3/ACOUSTIC_ALARM_SELECTION": "GONE" }, "FREQUENCY_RISING", "DISABLE_OPTICAL_SIGNAL"],
          [{ "?3/ACOUSTIC_ALARM_SELECTION": "FREQUENCY_RISING" }, "FREQUENCY_RISING", "DISABLE_OPTICAL_SIGNAL"],
          [
            { "?3/OPTICAL_ALARM_SELECTION": "BLINKING_BOTH_REPEATING" },
            "DISABLE_ACOUSTIC_SIGNAL",
            "BLINKING_BOTH_REPEATING",
          ],
        ] as const
      ).map(([given, tone, lamp]): NonNullable<Sheet["does"]>[number] => [
        "turn_on",
        {},
        given,
        [
          [
            "!3",
            `ACOUSTIC_ALARM_SELECTION=${tone}`,
            `OPTICAL_ALARM_SELECTION=${lamp}`,
            "DURATION_UNIT=S",
            "DURATION_VALUE=0",
          ],
        ],
      ]),
      [
        "stop",
        {},
        {},
        [
          [
            "!3",
            "ACOUSTIC_ALARM_SELECTION=DISABLE_ACOUSTIC_SIGNAL",
            "OPTICAL_ALARM_SELECTION=DISABLE_OPTICAL_SIGNAL",
            "DURATION_UNIT=S",
            "DURATION_VALUE=0",
          ],
        ],
      ],
    ],
    refuses: [
      ["turn_on", { acoustic: "SONG" }, 422, "acoustic"],
      ["turn_on", { acoustic: "DISABLE_ACOUSTIC_SIGNAL", optical: "DISABLE_OPTICAL_SIGNAL" }, 422, "acoustic"],
      ["turn_on", { tone: "FREQUENCY_RISING" }, 422, "tone"],
      ["turn_off", { seconds: 1 }, 422, "seconds"],
    ],
  },
  "a smoke detector": {
    model: "HmIP-SWSD",
    name: "SMOKE_DETECTOR_ALARM_STATUS",
    states: [[{ "1/SMOKE_DETECTOR_ALARM_STATUS": "INTRUSION_ALARM" }, { state: "on" }]],
    does: [["turn_on", {}, {}, [["!1", "SMOKE_DETECTOR_COMMAND=INTRUSION_ALARM"]]]],
  },
  "a sound module": {
    model: "HmIP-MP3P",
    kind: "siren_sound",
    name: "LEVEL",
    does: [
      [
        "turn_on",
        { soundfile_index: 1, volume: 0.8 },
        {},
        [
          [
            "!2",
            "LEVEL=0.8",
            "SOUNDFILE=SOUNDFILE_001",
            "REPETITIONS=NO_REPETITION",
            "RAMP_TIME_UNIT=S",
            "RAMP_TIME_VALUE=0",
            "DURATION_UNIT=S",
            "DURATION_VALUE=10",
          ],
        ],
      ],
      ["turn_off", {}, {}, [["!2", "LEVEL=0", "DURATION_UNIT=S", "DURATION_VALUE=0"]]],
    ],
    refuses: [["turn_on", { soundfile_index: 190 }, 422, "soundfile_index"]],
  },
  "a text display": {
    model: "HmIP-WRCD",
    name: "DISPLAY_DATA_STRING",
    states: [[{}, { available_icons: ["NO_ICON", "ICON_ON"] }]],
    does: [
      [
        "write",
        { id: 2, text: "Hello", sound: "SOUND_SHORT", interval: 3 },
        {},
        [
          [
            "3",
            "DISPLAY_DATA_BACKGROUND_COLOR=WHITE",
            "DISPLAY_DATA_TEXT_COLOR=BLACK",
            "DISPLAY_DATA_ICON=NO_ICON",
            "DISPLAY_DATA_ALIGNMENT=CENTER",
            "DISPLAY_DATA_STRING=Hello",
            "DISPLAY_DATA_ID=2",
            "ACOUSTIC_NOTIFICATION_SELECTION=SOUND_SHORT",
            "REPETITIONS=1",
            "INTERVAL=3",
            "DISPLAY_DATA_COMMIT=true",
          ],
        ],
      ],
      ["commit", {}, {}, [["3", "DISPLAY_DATA_COMMIT=true"]]],
      [
        "send_text",
        { text: "x" },
        {},
        [
          [
            "3",
            "DISPLAY_DATA_BACKGROUND_COLOR=WHITE",
            "DISPLAY_DATA_TEXT_COLOR=BLACK",
            "DISPLAY_DATA_ICON=NO_ICON",
            "DISPLAY_DATA_ALIGNMENT=CENTER",
            "DISPLAY_DATA_STRING=x",
            "DISPLAY_DATA_ID=1",
            "DISPLAY_DATA_COMMIT=true",
          ],
        ],
      ],
    ],
    refuses: [
      ["write", { text: "x", id: 0 }, 422, "id"],
      ["write", { text: "x", id: 6 }, 422, "id"],
      ["write", { text: "x", line: 1 }, 422, "line"],
      ["clear", { text: "x" }, 422, "text"],
      ["commit", { id: 1 }, 422, "id"],
      ["clear", { id: 6 }, 422, "id"],
      ["write", { id: 1, icon: "CAT" }, 422, "icon"],
    ],
  },
};

checkSheets(SHEETS);

it("a timer is armed for the next switching on, which uses it up; switching off clears it", () => {
  const custom = findCustom(thingOf("HmIP-BDT"), "LEVEL@4")!;
  const run = (operation: string, params = {}) => plan(custom, new Map(), { operation, params, now: NOON }).armed;
  assert.equal(run("set_on_time", { seconds: 9 }), 9);
  assert.equal(run("turn_on"), null);
  assert.equal(run("turn_off"), null);
});

it("names tell channels apart, operations are those of the device", () => {
  const device = thingOf("HmIP-FSM");
  const [primary, virtual] = ["STATE@2", "STATE@3"].map((name) =>
    describeCustom(device, findCustom(device, name)!, valuesOf(device, {})),
  );
  assert.equal(primary!.parameter_name, "");
  assert.equal(virtual!.parameter_name, "vch3");
  assert.deepEqual(primary!.supported_operations, ["turn_on", "turn_off", "turn_on_for", "toggle", "set_on_time"]);
  assert.equal(findCustom(device, "STATE")!.name, "STATE@2");
  assert.equal(findCustom(device, "STATE@9"), undefined);
});
