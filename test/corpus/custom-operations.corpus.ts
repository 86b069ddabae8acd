/**
 * What each kind of thing says and does, on every device type of the field that is one: values in, state out; operation
 * in, writes out. Kinds that no collected device is (sound modules, displays) are in test/model/custom/tables.test.ts.
 * `npm run test:corpus`; the devices are not part of this repository.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CustomDataPoint, customDataPointsOf, reading } from "../../handlers/model/custom/bind.ts";
import { plan } from "../../handlers/model/custom/plan.ts";
import { type Device, type ValueState, valueKey } from "../../handlers/model/types.ts";
import { readDevices, skip } from "./collected.ts";

type Given = Readonly<Record<string, unknown>>;
type Does = readonly [operation: string, params: Given, given: Given, writes: readonly string[]];
/**
 * Parameters are named `PARAMETER` on the own channel, `+1 PARAMETER`, `-1 PARAMETER` on one beside it, `0: PARAMETER` on a
 * fixed one, `-: PARAMETER` on the device. `!` in front of a write: it overtakes others. What the device lacks is not written.
 */
interface Sheet {
  /** Only things that have this part (of several families of one kind). */
  readonly with?: string;
  /** Only these models. */
  readonly models?: RegExp;
  readonly states: readonly (readonly [Given, Given])[];
  readonly does: readonly Does[];
}

const LIGHT_STATES: Sheet["states"] = [
  [{}, { color_mode: "brightness" }],
  [{ LEVEL: 0 }, { state: "OFF", brightness: 0 }],
  [{ LEVEL: 0.4 }, { state: "ON", brightness: 102 }],
  [{ LEVEL: 1 }, { state: "ON", brightness: 255 }],
];
/** "No timer", or the light would go off when the last one has run down. */
const NEVER = ["DURATION_UNIT=H", "DURATION_VALUE=111600"];
const lights = (before: readonly string[] = []): readonly Does[] => [
  ["turn_on", {}, { LEVEL: 0 }, [...before, "LEVEL=1"]],
  ["turn_on", {}, { LEVEL: 0.6 }, [...before, "LEVEL=0.6"]],
  ["set_brightness", { brightness: 0.25 }, {}, [...before, "LEVEL=0.25"]],
  ["set_level", { brightness: 51 }, {}, [...before, "LEVEL=0.2"]],
  ["turn_off", {}, { LEVEL: 1 }, ["LEVEL=0"]],
];
const seconds = (value: number): readonly string[] => [`ON_TIME=${value}`];

const SHEETS: Readonly<Record<string, readonly Sheet[]>> = {
  light: [{ states: LIGHT_STATES, does: lights() }],
  light_color: [
    {
      states: LIGHT_STATES,
      does: [
        ...lights(),
        ["set_color", { hue: 360, saturation: 100 }, { LEVEL: 1 }, ["+2 COLOR=199", "LEVEL=1"]],
        ["set_color", { hue: 0, saturation: 5 }, { LEVEL: 1 }, ["+2 COLOR=200", "LEVEL=1"]],
      ],
    },
  ],
  light_effect: [
    {
      states: [
        ...LIGHT_STATES,
        [{ "+1 COLOR": 200 }, { color: { h: 0, s: 0 } }],
        [{ "+2 PROGRAM": 5 }, { effect: "Waterfall" }],
      ],
      does: [
        ...lights(),
        ["set_color", { hue: 180, saturation: 100 }, { LEVEL: 1 }, ["+1 COLOR=100", "LEVEL=1"]],
        ["set_effect", { label: "TV simulation" }, { LEVEL: 1 }, ["LEVEL=1", "+2 PROGRAM=6"]],
        ["turn_on", {}, { LEVEL: 1, "+2 PROGRAM": 3 }, ["+2 PROGRAM=0", "LEVEL=1"]],
      ],
    },
  ],
  light_color_temp: [
    {
      states: [
        [
          { LEVEL: 1, "+1 LEVEL": 1 },
          { state: "ON", color_mode: "color_temp", color_temp_kelvin: 6535 },
        ],
      ],
      does: [...lights(), ["set_color_temperature", { kelvin: 2000 }, { LEVEL: 1 }, ["+1 LEVEL=0", "LEVEL=1"]]],
    },
  ],
  light_rgbw: [
    {
      models: /^HmIP-RGBW$/,
      states: [
        [{ LEVEL: 0.4 }, { state: "ON", brightness: 102 }],
        [
          { "0: DEVICE_OPERATION_MODE": "RGB", HUE: 120, SATURATION: 0.5 },
          { color: { h: 120, s: 50 }, color_mode: "hs" },
        ],
      ],
      does: [
        ...lights(),
        [
          "set_color",
          { hue: 240, saturation: 50 },
          { LEVEL: 1, "0: DEVICE_OPERATION_MODE": "RGBW" },
          ["HUE=240", "SATURATION=0.5", "LEVEL=1"],
        ],
        [
          "set_color_temperature",
          { kelvin: 3000 },
          { LEVEL: 1, "0: DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE" },
          ["COLOR_TEMPERATURE=3000", "LEVEL=1"],
        ],
      ],
    },
    {
      models: /^HmIP-LSC$/,
      states: [
        [
          { LEVEL: 1, COLOR_TEMPERATURE: 4000 },
          { color_mode: "color_temp", color_temp_kelvin: 4000 },
        ],
      ],
      does: [
        ...lights(),
        ["set_color", { hue: 10, saturation: 100 }, { LEVEL: 1 }, ["HUE=10", "SATURATION=1", "LEVEL=1"]],
      ],
    },
  ],
  light_dali: [{ states: LIGHT_STATES, does: lights() }],
  light_fixed_color: [
    {
      states: [[{ LEVEL: 0.4 }, { state: "ON", brightness: 102 }]],
      does: [
        ["turn_off", {}, { LEVEL: 1 }, ["LEVEL=0"]],
        ["set_color", { label: "BLUE" }, { LEVEL: 1 }, ["COLOR=BLUE", "COLOR_BEHAVIOUR=ON", ...NEVER, "LEVEL=1"]],
      ],
    },
  ],

  switch: [
    {
      with: "ON_TIME",
      states: [
        [{ STATE: true }, { is_on: true }],
        [{ STATE: false }, { is_on: false }],
      ],
      does: [
        ["turn_on", {}, { STATE: false }, ["STATE=true"]],
        ["turn_on", {}, { STATE: true }, []],
        ["turn_off", {}, {}, ["STATE=false"]],
        ["toggle", {}, { STATE: true }, ["STATE=false"]],
        ["turn_on_for", { seconds: 90 }, {}, [...seconds(90), "STATE=true"]],
      ],
    },
    {
      with: "ACCESS_AUTHORIZATION",
      states: [[{ STATE: true }, { is_on: true }]],
      does: [
        ["turn_on", {}, {}, ["ACCESS_AUTHORIZATION=ENABLE"]],
        ["turn_off", {}, {}, ["ACCESS_AUTHORIZATION=DISABLE"]],
      ],
    },
  ],
  valve_irrigation: [
    {
      states: [[{ STATE: true }, { is_open: true }]],
      does: [
        ["open", { seconds: 60 }, {}, [...seconds(60), "STATE=true"]],
        ["close", {}, {}, ["STATE=false"]],
      ],
    },
  ],

  cover: [
    {
      models: /^(?!HM-Sec-Win)/,
      states: [
        [{ LEVEL: 0.29 }, { state: "open", current_position: 29 }],
        [{ LEVEL: 0 }, { state: "closed", current_position: 0 }],
      ],
      does: [
        ["open", {}, { LEVEL: 0.5 }, ["LEVEL=1"]],
        ["close", {}, { LEVEL: 0.5 }, ["LEVEL=0"]],
        ["open", {}, { LEVEL: 1 }, []],
        ["set_position", { position: 0.5 }, {}, ["LEVEL=0.5"]],
        ["stop", {}, {}, ["!STOP=true"]],
      ],
    },
    {
      models: /^HM-Sec-Win/,
      states: [
        [{ LEVEL: -0.005 }, { state: "closed", current_position: 0 }],
        [{ LEVEL: 0 }, { state: "open", current_position: 1 }],
      ],
      does: [
        ["close", {}, { LEVEL: 0.5 }, ["LEVEL=-0.005"]],
        ["set_position", { position: 0.5 }, {}, ["LEVEL=0.5"]],
      ],
    },
  ],
  cover_blind: [
    {
      with: "COMBINED_PARAMETER",
      states: [
        [
          { LEVEL: 0.5, LEVEL_2: 0.25 },
          { current_position: 50, current_tilt_position: 25 },
        ],
      ],
      does: [
        ["set_position", { position: 0.3 }, { LEVEL: 1, LEVEL_2: 0.5 }, ["COMBINED_PARAMETER=L2=50,L=30"]],
        ["set_tilt", { tilt: 1 }, { LEVEL: 0.3, LEVEL_2: 0 }, ["COMBINED_PARAMETER=L2=100,L=30"]],
        ["stop", {}, {}, ["!STOP=true"]],
      ],
    },
    {
      with: "LEVEL_COMBINED",
      states: [
        [
          { LEVEL: 0.5, LEVEL_SLATS: 0.25 },
          { current_position: 50, current_tilt_position: 25 },
        ],
      ],
      does: [
        ["set_position", { position: 0.5 }, { LEVEL: 1, LEVEL_SLATS: 0.25 }, ["LEVEL_COMBINED=0x64,0x32"]],
        ["set_combined", { level: 1, tilt: 0 }, {}, ["LEVEL_COMBINED=0xc8,0x00"]],
      ],
    },
    {
      models: /^HmIP-HDM/,
      states: [
        [
          { LEVEL: 0.5, LEVEL_2: 0.25, ACTIVITY_STATE: "UP" },
          { state: "opening", current_position: 50 },
        ],
      ],
      does: [
        ["set_position", { position: 0.3 }, { LEVEL: 1, LEVEL_2: 0.5 }, ["LEVEL_2=0.5", "LEVEL=0.3"]],
        ["stop", {}, {}, ["!STOP=true"]],
      ],
    },
  ],
  cover_garage: [
    {
      states: [
        [{ DOOR_STATE: "OPEN" }, { state: "open", current_position: 100 }],
        [{ DOOR_STATE: "VENTILATION_POSITION" }, { current_position: 10 }],
        [{ DOOR_STATE: "CLOSED" }, { state: "closed", current_position: 0 }],
      ],
      does: [
        ["open", {}, {}, ["DOOR_COMMAND=OPEN"]],
        ["ventilate", {}, {}, ["DOOR_COMMAND=PARTIAL_OPEN"]],
        ["stop", {}, {}, ["!DOOR_COMMAND=STOP"]],
      ],
    },
  ],

  climate_hmip: [
    {
      states: [
        [
          { SET_POINT_TEMPERATURE: 21, SET_POINT_MODE: 1, ACTUAL_TEMPERATURE: 20.5 },
          { hvac_mode: "heat", set_temperature: 21, current_temperature: 20.5 },
        ],
        [{ SET_POINT_TEMPERATURE: 4.5, SET_POINT_MODE: 1 }, { hvac_mode: "off" }],
        [
          { SET_POINT_TEMPERATURE: 21, SET_POINT_MODE: 0, ACTIVE_PROFILE: 2 },
          { hvac_mode: "auto", preset_mode: "week_program_2" },
        ],
        [{ SET_POINT_TEMPERATURE: 21, SET_POINT_MODE: 2 }, { preset_mode: "away" }],
        [{ SET_POINT_TEMPERATURE: 21, SET_POINT_MODE: 0, BOOST_MODE: true }, { preset_mode: "boost" }],
      ],
      does: [
        [
          "set_temperature",
          { temperature: 21.5 },
          { SET_POINT_TEMPERATURE: 20, SET_POINT_MODE: 0 },
          ["SET_POINT_TEMPERATURE=21.5"],
        ],
        ["enable_boost", {}, {}, ["BOOST_MODE=true"]],
        ["disable_boost", {}, {}, ["BOOST_MODE=false"]],
        ["set_mode", { mode: "auto" }, { SET_POINT_TEMPERATURE: 20, SET_POINT_MODE: 1 }, ["CONTROL_MODE=0"]],
        [
          "set_mode",
          { mode: "off" },
          { SET_POINT_TEMPERATURE: 20, SET_POINT_MODE: 0 },
          ["CONTROL_MODE=1", "SET_POINT_TEMPERATURE=4.5"],
        ],
      ],
    },
  ],
  climate_rf: [
    {
      states: [
        [
          { SET_TEMPERATURE: 21, CONTROL_MODE: "MANU-MODE", ACTUAL_TEMPERATURE: 20 },
          { hvac_mode: "heat", set_temperature: 21 },
        ],
        [{ SET_TEMPERATURE: 21, CONTROL_MODE: "AUTO-MODE" }, { hvac_mode: "auto" }],
        [{ SET_TEMPERATURE: 21, CONTROL_MODE: "BOOST-MODE" }, { preset_mode: "boost" }],
        [{ SET_TEMPERATURE: 4.5, CONTROL_MODE: "MANU-MODE" }, { hvac_mode: "off" }],
      ],
      does: [
        [
          "set_temperature",
          { temperature: 21.5 },
          { SET_TEMPERATURE: 20, CONTROL_MODE: "AUTO-MODE" },
          ["SET_TEMPERATURE=21.5"],
        ],
        ["enable_boost", {}, {}, ["BOOST_MODE=true"]],
        ["set_mode", { mode: "auto" }, { SET_TEMPERATURE: 20, CONTROL_MODE: "MANU-MODE" }, ["AUTO_MODE=true"]],
      ],
    },
  ],
  climate_simple: [
    {
      states: [
        [
          { TEMPERATURE: 20.5, HUMIDITY: 40, "+1 SETPOINT": 21 },
          { current_temperature: 20.5, set_temperature: 21, hvac_mode: "heat" },
        ],
      ],
      does: [["set_temperature", { temperature: 21.5 }, { "+1 SETPOINT": 20 }, ["+1 SETPOINT=21.5"]]],
    },
  ],

  lock: [
    {
      with: "LOCK_TARGET_LEVEL",
      states: [
        [{ LOCK_STATE: "LOCKED" }, { is_locked: true, lock_state: "LOCKED" }],
        [{ LOCK_STATE: "UNLOCKED" }, { is_locked: false }],
      ],
      does: ["LOCKED", "UNLOCKED", "OPEN"].map(
        (level): Does => [
          { LOCKED: "lock", UNLOCKED: "unlock", OPEN: "open" }[level]!,
          {},
          {},
          [`!LOCK_TARGET_LEVEL=${level}`],
        ],
      ),
    },
    {
      with: "OPEN",
      states: [[{ STATE: false }, { is_locked: true }]],
      does: [
        ["lock", {}, {}, ["!STATE=false"]],
        ["unlock", {}, {}, ["!STATE=true"]],
        ["open", {}, {}, ["!OPEN=true"]],
      ],
    },
    {
      with: "GLOBAL_BUTTON_LOCK",
      states: [[{ GLOBAL_BUTTON_LOCK: true }, { is_locked: true }]],
      does: [
        ["lock", {}, {}, ["!GLOBAL_BUTTON_LOCK=true"]],
        ["unlock", {}, {}, ["!GLOBAL_BUTTON_LOCK=false"]],
      ],
    },
  ],
  siren: [
    {
      states: [
        [{ ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: true }, { state: "on" }],
        [{ ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: false }, { state: "off" }],
      ],
      does: [
        [
          "turn_on",
          { acoustic: "FREQUENCY_RISING", optical: "DOUBLE_FLASHING_REPEATING", seconds: 30 },
          {},
          [
            "!ACOUSTIC_ALARM_SELECTION=FREQUENCY_RISING",
            "!OPTICAL_ALARM_SELECTION=DOUBLE_FLASHING_REPEATING",
            "!DURATION_UNIT=S",
            "!DURATION_VALUE=30",
          ],
        ],
      ],
    },
  ],
  siren_smoke: [
    {
      states: [
        [{ SMOKE_DETECTOR_ALARM_STATUS: "IDLE_OFF" }, { state: "off" }],
        [{ SMOKE_DETECTOR_ALARM_STATUS: "PRIMARY_ALARM" }, { state: "on" }],
      ],
      does: [
        ["turn_on", {}, {}, ["!SMOKE_DETECTOR_COMMAND=INTRUSION_ALARM"]],
        ["turn_off", {}, {}, ["!SMOKE_DETECTOR_COMMAND=INTRUSION_ALARM_OFF"]],
      ],
    },
  ],
};

function place(custom: CustomDataPoint, name: string): { channel: number | null; parameter: string } {
  const [, sign = "", at = "", parameter = name] = /^(?:([+-]?)(\d*)(?::)? )?(.+)$/.exec(name) ?? [];
  const own = custom.channel.number;
  if (name.startsWith("-: ")) return { channel: null, parameter };
  if (at === "") return { channel: own, parameter };
  return { channel: sign === "" ? Number(at) : (own ?? 0) + Number(`${sign}${at}`), parameter };
}

function valuesOf(device: Device, custom: CustomDataPoint, given: Given): Map<string, ValueState> {
  const values = new Map<string, ValueState>();
  for (const [name, value] of Object.entries(given)) {
    const { channel, parameter } = place(custom, name);
    const found = [device.root, ...device.channels].find(({ number }) => number === channel);
    const paramset = found?.values.has(parameter) ? "VALUES" : "MASTER";
    values.set(valueKey(channel, paramset, parameter), { value, source: "live", changedAt: 1, seenAt: 1 });
  }
  return values;
}

function writesOf(device: Device, custom: CustomDataPoint, [operation, params, given]: Does): string[] {
  const { writes } = plan(custom, valuesOf(device, custom, given), { operation, params, now: Date.UTC(2026, 0, 1) });
  const own = custom.channel.number;
  return writes.flatMap(({ channel, values, priority }) =>
    values.map(({ dataPoint, value }) => {
      const offset = (channel ?? 0) - (own ?? 0);
      const beside = channel === own ? "" : `${offset > 0 ? "+" : ""}${offset} `;
      return `${priority === "critical" ? "!" : ""}${beside}${dataPoint.parameter}=${value.value}`;
    }),
  );
}

const hasPart = (custom: CustomDataPoint, parameter: string): boolean =>
  Object.values(custom.fields).some(({ point }) => point.parameter === parameter);

const fits = (device: Device, custom: CustomDataPoint, sheet: Sheet): boolean =>
  (!sheet.models || sheet.models.test(device.model)) && (!sheet.with || hasPart(custom, sheet.with));

test("every kind has a table, and every device of the field fits into one", { skip }, (t) => {
  const counts: Record<string, number> = {};
  for (const device of readDevices())
    for (const custom of customDataPointsOf(device).points) {
      const { kind } = custom.profile;
      const sheets = (SHEETS[kind] ?? assert.fail(`no table for ${kind}`)).filter((sheet) =>
        fits(device, custom, sheet),
      );
      assert.ok(sheets.length > 0, `${device.model} ${custom.name} (${kind}) fits into no table`);
      for (const { states, does } of sheets) {
        for (const [given, expected] of states) {
          const state = custom.profile.state(reading(custom, valuesOf(device, custom, given)));
          assert.partialDeepStrictEqual(
            state,
            expected,
            `${device.model} ${custom.name} with ${JSON.stringify(given)}`,
          );
        }
        for (const one of does)
          assert.deepEqual(
            writesOf(device, custom, one),
            one[3],
            `${device.model} ${custom.name}: ${JSON.stringify(one)}`,
          );
        counts[kind] = (counts[kind] ?? 0) + states.length + does.length;
      }
    }
  assert.deepEqual(Object.keys(counts).sort(), Object.keys(SHEETS).sort(), "each table was used");
  t.diagnostic(JSON.stringify(counts));
});
