/** Lights: what their values mean and what is sent to them, by device-model 2.7. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findCustom, reading } from "../../../handlers/model/custom/bind.ts";
import { describeCustom, isInUse } from "../../../handlers/model/custom/describe.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { checkSheets, type Given } from "./sheets.ts";
import { choice, NOON, stateOf, thingOf, valuesOf, writesOf } from "./things.ts";

const WRITE = 2;
const MODES = ["RGB", "RGBW", "2_TUNABLE_WHITE", "4_PWM"] as const;

checkSheets({
  "a dimmer's level": {
    model: "HmIP-BDT",
    name: "LEVEL@4",
    states: [
      [
        { "4/LEVEL": 0.002 },
        { state: "ON", brightness: 1, color: undefined, effect: undefined, fixed_color: undefined },
      ],
      [{ "4/LEVEL": 0.001 }, { state: "ON", brightness: 0 }],
      // the real channel is told beside it, the light is what was asked of it
      [{ "4/LEVEL": 0.5, "3/LEVEL": 1 }, { brightness: 128 }],
    ],
    does: [
      ["set_brightness", { brightness: 0 }, {}, [["4", "LEVEL=0"]]],
      ["set_brightness", { brightness: 0, ramp_time: 3 }, {}, [["4", "RAMP_TIME=3", "LEVEL=0"]]],
      ["turn_off", { transition: 1.5 }, {}, [["4", "RAMP_TIME=1.5", "LEVEL=0"]]],
      ["turn_on", { transition: 2 }, {}, [["4", "RAMP_TIME=2", "LEVEL=1"]]],
      ["turn_on", { ramp_time: 4, transition: 2 }, {}, [["4", "RAMP_TIME=4", "LEVEL=1"]]],
      ["turn_on", {}, { "4/LEVEL": 1.01 }, [["4", "LEVEL=1"]]],
      ["turn_on", {}, { "?4/LEVEL": 1.01 }, [["4", "LEVEL=1"]]],
      ["turn_on", {}, { "?4/LEVEL": 0 }, [["4", "LEVEL=1"]]],
      ["turn_on", {}, { "?4/LEVEL": "bright" }, [["4", "LEVEL=1"]]],
      ["set_level", { level: 0 }, { "4/LEVEL": 0.4 }, [["4", "LEVEL=0"]]],
      ["set_level", { brightness: 0 }, {}, [["4", "LEVEL=0"]]],
      ["set_level", { brightness: 255 }, {}, [["4", "LEVEL=1"]]],
      ["set_level", { state: "ON" }, { "4/LEVEL": 0.4 }, [["4", "LEVEL=0.4"]]],
      // how bright counts in both spellings, the finer one of the field first
      ["set_level", { brightness: 51, level: 0.9 }, {}, [["4", "LEVEL=0.2"]]],
      ["set_level", { state: "OFF", level: 0.9 }, {}, [["4", "LEVEL=0"]]],
    ],
    refuses: [
      ["set_brightness", { brightness: -0.001 }, 422, "brightness"],
      ["set_level", { state: "MAYBE" }, 422, "state"],
      ["set_level", { level: 1.001 }, 422, "level"],
      ["set_level", { brightness: -1 }, 422, "brightness"],
      ["set_level", { color_temp_kelvin: 3000 }, 422, "color_temp_kelvin"],
      ["set_level", { color_temp: 300 }, 422, "color_temp"],
      ["set_level", { effect: "NO_EFFECT" }, 422, "effect"],
      ["turn_on", { ramp_time: -1 }, 422, "ramp_time"],
      ["turn_on", { ramp_time: 8_580_001 }, 422, "ramp_time"],
      ["set_on_time", {}, 422, "seconds"],
      ["set_on_time", { seconds: 8_580_001 }, 422, "seconds"],
      ["set_color_temperature", { kelvin: 3000 }, 400],
      ["set_effect", { label: "NO_EFFECT" }, 400],
    ],
  },
  "a dimmer without ramps and timers": {
    model: "HmIP-BDT",
    without: ["RAMP_TIME", "ON_TIME"],
    name: "LEVEL@4",
    does: [
      ["turn_on", { ramp_time: 2 }, {}, [["4", "LEVEL=1"]]],
      ["turn_on", {}, {}, [["4", "LEVEL=1"]], 5],
      ["turn_off", { transition: 2 }, {}, [["4", "LEVEL=0"]]],
    ],
    refuses: [["set_on_time", { seconds: 1 }, 400]],
  },
  "a classic dimmer tells what was asked and what is": {
    model: "HM-LC-Dim1T-Pl-2",
    name: "LEVEL",
    states: [
      // the real level is the truth, unless the asked one is newer or under way
      [{ "1/LEVEL@5": 0.2, "1/LEVEL_REAL@5": 0.8 }, { brightness: 204 }],
      [{ "1/LEVEL@6": 0.2, "1/LEVEL_REAL@5": 0.8 }, { brightness: 51 }],
      [{ "1/LEVEL@4": 0.2, "1/LEVEL_REAL@5": 0.8 }, { brightness: 204 }],
      [{ "1/LEVEL": 0.2 }, { brightness: 51 }],
      [{ "1/LEVEL_REAL": 0 }, { state: "OFF", brightness: 0 }],
    ],
  },
  "a classic colour light's circle": {
    model: "HM-LC-RGBW-WM",
    name: "LEVEL",
    states: [
      [{ "2/COLOR": 0 }, { color: { h: 0, s: 100 }, color_mode: "hs" }],
      [{ "2/COLOR": 50 }, { color: { h: 90, s: 100 } }],
      [{ "2/COLOR": 199 }, { color: { h: (199 / 200) * 360, s: 100 } }],
      [{ "2/COLOR": 200 }, { color: { h: 0, s: 0 } }],
      [{ "1/LEVEL": 1 }, { color: undefined, color_mode: "brightness", effect: undefined }],
      ...[
        "Off",
        "Slow color change",
        "Medium color change",
        "Fast color change",
        "Campemit",
        "Waterfall",
        "TV simulation",
      ].map((effect, at): [Given, Given] => [{ "3/PROGRAM": at }, { effect }]),
      [{ "3/PROGRAM": 7 }, { effect: undefined }],
    ],
    does: [
      [
        "set_color",
        { hue: 90, saturation: 10 },
        {},
        [
          ["2", "COLOR=50"],
          ["1", "LEVEL=1"],
        ],
      ],
      [
        "set_color",
        { hue: 90, saturation: 9.9 },
        {},
        [
          ["2", "COLOR=200"],
          ["1", "LEVEL=1"],
        ],
      ],
      // a program that runs ends before the light is told what to be, one that does not run is not touched
      ["turn_on", {}, { "3/PROGRAM": 0 }, [["1", "LEVEL=1"]]],
      [
        "turn_on",
        {},
        { "3/PROGRAM": 1 },
        [
          ["3", "PROGRAM=0"],
          ["1", "LEVEL=1"],
        ],
      ],
      [
        "set_effect",
        { index: 6 },
        { "3/PROGRAM": 1 },
        [
          ["1", "LEVEL=1"],
          ["3", "PROGRAM=6"],
        ],
      ],
      [
        "set_effect",
        { index: 0 },
        {},
        [
          ["1", "LEVEL=1"],
          ["3", "PROGRAM=0"],
        ],
      ],
      ["turn_off", {}, { "3/PROGRAM": 1 }, [["1", "LEVEL=0"]]],
      [
        "set_level",
        { level: 0.5, color: { h: 0, s: 100 }, effect: "waterfall" },
        {},
        [
          ["2", "COLOR=0"],
          ["1", "LEVEL=0.5"],
          ["3", "PROGRAM=5"],
        ],
      ],
    ],
    refuses: [
      ["set_color", { hue: 361, saturation: 50 }, 422, "hue"],
      ["set_color", { hue: -1, saturation: 50 }, 422, "hue"],
      ["set_color", { hue: 10, saturation: 101 }, 422, "saturation"],
      ["set_color", { hue: 10, saturation: -1 }, 422, "saturation"],
      ["set_color", { label: "RED" }, 422, "label"],
      ["set_level", { color: { h: 361, s: 0 } }, 422, "h"],
      ["set_level", { color: { h: 0, s: 101 } }, 422, "s"],
      ["set_level", { color: { h: 0 } }, 422, "s"],
      ["set_level", { color: { h: 0, s: 0, v: 1 } }, 422, "v"],
      ["set_level", { color: [1, 2] }, 422, "color"],
      ["set_effect", { index: -1 }, 422, "index"],
      ["set_effect", {}, 422, "label"],
    ],
  },
  "a light whose colour is a channel far away": {
    model: "HBW-LC-RGBWW-IN6-DR",
    kind: "light_color",
    name: "LEVEL",
    states: [[{ "15/COLOR": 100 }, { color: { h: 180, s: 100 } }]],
    does: [
      [
        "set_color",
        { hue: 180, saturation: 100 },
        {},
        [
          ["15", "COLOR=100"],
          ["13", "LEVEL=1"],
        ],
      ],
    ],
  },
  "a universal light of all colours": {
    model: "HmIP-RGBW",
    name: "LEVEL@1",
    states: [
      [{ "1/HUE": 10 }, { color: undefined, color_mode: "brightness" }],
      [{ "1/SATURATION": 1 }, { color: undefined, color_mode: "brightness" }],
      [{ "1/HUE": 10, "1/SATURATION": 1.01 }, { color: { h: 10, s: 100 } }],
      [{ "1/EFFECT": "EFFECT_02" }, { effect: "EFFECT_02" }],
      [{ "0/DEVICE_OPERATION_MODE": "4_PWM", "1/EFFECT": "EFFECT_02" }, { effect: undefined }],
      [{ "0/DEVICE_OPERATION_MODE": "RGB", "1/COLOR_TEMPERATURE": 3000 }, { color_temp_kelvin: undefined }],
    ],
    does: [
      ["set_color", { hue: 119.9, saturation: 25 }, {}, [["1", "HUE=119", "SATURATION=0.25", "LEVEL=1"]]],
      ["turn_off", {}, {}, [["1", "LEVEL=0"]]],
      // a ramp alone would end with the last timer
      [
        "turn_off",
        { ramp_time: 2 },
        {},
        [["1", "DURATION_UNIT=H", "DURATION_VALUE=111600", "RAMP_TIME_UNIT=S", "RAMP_TIME_VALUE=2", "LEVEL=0"]],
      ],
      [
        "turn_on",
        { ramp_time: 2 },
        {},
        [["1", "DURATION_UNIT=S", "DURATION_VALUE=9", "RAMP_TIME_UNIT=S", "RAMP_TIME_VALUE=2", "LEVEL=1"]],
        9,
      ],
      ["set_effect", { label: "effect_01" }, {}, [["1", "EFFECT=EFFECT_01", "LEVEL=1"]]],
    ],
    refuses: [
      ["set_effect", { label: "EFFECT_01" }, 400, undefined, { "0/DEVICE_OPERATION_MODE": "4_PWM" }],
      ["set_color", { hue: 1, saturation: 1 }, 400, undefined, { "0/DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE" }],
      ["set_color", { hue: 1, saturation: 1 }, 400, undefined, { "0/DEVICE_OPERATION_MODE": "4_PWM" }],
      ["set_color_temperature", { kelvin: 3000 }, 400, undefined, { "0/DEVICE_OPERATION_MODE": "4_PWM" }],
      ["set_color_temperature", { kelvin: 999 }, 422, "kelvin", { "0/DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE" }],
      ["set_color_temperature", { kelvin: 10_201 }, 422, "kelvin", { "0/DEVICE_OPERATION_MODE": "2_TUNABLE_WHITE" }],
    ],
  },
  "a lamp that shows a colour or a temperature": {
    model: "HmIP-LSC",
    name: "LEVEL",
    without: ["DEVICE_OPERATION_MODE"],
    states: [
      [
        { "1/HUE": 10, "1/SATURATION": 0.5 },
        { color_mode: "hs", color: { h: 10, s: 50 }, color_temp_kelvin: undefined },
      ],
      [{ "1/COLOR_TEMPERATURE": 3000 }, { color_mode: "color_temp", color_temp_kelvin: 3000, color: undefined }],
      [{ "1/HUE": null, "1/SATURATION": 1, "1/COLOR_TEMPERATURE": 3000 }, { color_mode: "color_temp" }],
    ],
    does: [
      ["set_color_temperature", { kelvin: 1000 }, {}, [["1", "COLOR_TEMPERATURE=1000", "LEVEL=1"]]],
      ["set_level", { color_temp_kelvin: 2700.4 }, {}, [["1", "COLOR_TEMPERATURE=2700", "LEVEL=1"]]],
      ["set_level", { color_temp: 400 }, {}, [["1", "COLOR_TEMPERATURE=2500", "LEVEL=1"]]],
      ["set_color", { hue: 10, saturation: 50 }, {}, [["1", "HUE=10", "SATURATION=0.5", "LEVEL=1"]]],
    ],
    refuses: [
      ["set_color_temperature", { kelvin: 2700.5 }, 422, "kelvin"],
      ["set_level", { color_temp_kelvin: 999 }, 422, "color_temp_kelvin"],
      ["set_level", { color_temp: 1001 }, 422, "color_temp"],
      ["set_level", { color_temp: 0 }, 422, "color_temp"],
    ],
  },
  "a light of fixed colours, as it is": {
    model: "HmIP-BSL",
    kind: "light_fixed_color",
    name: "LEVEL@8",
    states: [
      ...(
        [
          ["WHITE", 0, 0],
          ["RED", 0, 100],
          ["YELLOW", 60, 100],
          ["GREEN", 120, 100],
          ["TURQUOISE", 180, 100],
          ["BLUE", 240, 100],
          ["PURPLE", 300, 100],
        ] as const
      ).map(([label, h, s]): [Given, Given] => [
        { "8/COLOR": label },
        { fixed_color: label, color: { h, s }, color_mode: "hs" },
      ]),
      ...["BLACK", "DO_NOT_CARE", "OLD_VALUE"].map((label): [Given, Given] => [
        { "8/COLOR": label },
        { fixed_color: label, color: undefined, color_mode: "brightness" },
      ]),
    ],
    does: [
      [
        "turn_on",
        {},
        { "8/COLOR": "RED", "8/COLOR_BEHAVIOUR": "OFF" },
        [["8", "COLOR=RED", "COLOR_BEHAVIOUR=ON", "DURATION_UNIT=H", "DURATION_VALUE=111600", "LEVEL=1"]],
      ],
      [
        "set_effect",
        { label: "BLINKING_SLOW" },
        { "8/COLOR": "RED" },
        [["8", "COLOR=RED", "COLOR_BEHAVIOUR=BLINKING_SLOW", "DURATION_UNIT=H", "DURATION_VALUE=111600", "LEVEL=1"]],
      ],
      [
        "set_color",
        { slot: 2 },
        {},
        [["8", "COLOR=GREEN", "COLOR_BEHAVIOUR=ON", "DURATION_UNIT=H", "DURATION_VALUE=111600", "LEVEL=1"]],
      ],
    ],
    refuses: [
      ["set_color", { label: "DO_NOT_CARE" }, 422, "label"],
      ["set_color", { slot: 10 }, 422, "slot"],
      ["set_color", { slot: -1 }, 422, "slot"],
      ["set_color", { slot: 9 }, 422, "slot"],
      ["set_color", {}, 422, "hue"],
      ["set_effect", { label: "DO_NOT_CARE" }, 422, "label"],
      ["set_effect", { label: "OLD_VALUE" }, 422, "label"],
    ],
  },
  "the lamp of a sound module, bit by bit": {
    model: "HmIP-MP3P",
    kind: "light_sound_led",
    name: "LEVEL",
    does: [
      [
        "turn_on",
        { ramp_time: 1 },
        { "6/COLOR": "BLACK" },
        [
          [
            ...["6", "LEVEL=1", "COLOR=WHITE", "ON_TIME_LIST_1=PERMANENTLY_ON", "REPETITIONS=NO_REPETITION"],
            ...["DURATION_UNIT=S", "DURATION_VALUE=8", "RAMP_TIME_UNIT=S", "RAMP_TIME_VALUE=1"],
          ],
        ],
        8,
      ],
      [
        "turn_on",
        { repetitions_index: 1 },
        { "6/COLOR": "BLUE" },
        [["6", "LEVEL=1", "COLOR=BLUE", "ON_TIME_LIST_1=PERMANENTLY_ON", "REPETITIONS=REPETITIONS_001"]],
      ],
      [
        "turn_on",
        { repetitions: 18 },
        { "6/COLOR": "BLUE" },
        [["6", "LEVEL=1", "COLOR=BLUE", "ON_TIME_LIST_1=PERMANENTLY_ON", "REPETITIONS=REPETITIONS_018"]],
      ],
    ],
    refuses: [
      ["turn_on", { repetitions: 19 }, 422, "repetitions"],
      ["turn_on", { repetitions: -2 }, 422, "repetitions"],
      ["turn_on", { flash_time: -1 }, 422, "flash_time"],
    ],
  },
  "the lamp of a sound module that cannot flash, repeat or end by itself": {
    model: "HmIP-MP3P",
    kind: "light_sound_led",
    name: "LEVEL",
    without: ["ON_TIME_LIST_1", "REPETITIONS", "DURATION_VALUE", "DURATION_UNIT"],
    does: [
      ["turn_on", { flash_time: 500, repetitions: 2 }, {}, [["6", "LEVEL=1", "COLOR=WHITE"]]],
      ["turn_off", {}, {}, [["6", "LEVEL=0", "COLOR=BLACK"]]],
    ],
  },
});

describe("brightness", () => {
  it("is restored only where people want that", () => {
    const device = thingOf("HmIP-BDT");
    const level = (lastBrightness: boolean) => {
      const custom = { ...findCustom(device, "LEVEL@4")!, behaviour: { lastBrightness } };
      const { writes } = plan(custom, valuesOf(device, { "?4/LEVEL": 0.3 }), { operation: "turn_on", now: NOON });
      return writes[0]!.values[0]!.value.value;
    };
    assert.deepEqual([level(true), level(false)], [0.3, 1]);
  });
});

describe("colour temperatures of classic lights", () => {
  const device = thingOf("HM-LC-DW-WM");
  const levelOf = (params: Given, operation = "set_level"): number => {
    const [[, written = ""] = []] = writesOf(device, "LEVEL@1", operation, params) as string[][];
    assert.match(written, /^LEVEL=/);
    return Number(written.slice("LEVEL=".length));
  };

  it("every mired from 153 to 500 is a level of its own, cold at 1, and comes back", () => {
    for (let mired = 153; mired <= 500; mired++) {
      const level = levelOf({ color_temp: mired });
      assert.ok(Math.abs(level - (500 - mired) / 347) < 1e-9, `${mired} mired is ${level}`);
      const kelvin = stateOf(device, "LEVEL@1", { "2/LEVEL": level }).color_temp_kelvin as number;
      // mired are whole numbers on the device
      assert.ok(Math.abs(1e6 / kelvin - mired) <= 1.01, `${mired} mired is read as ${kelvin} K`);
    }
  });
  it("end at 2000 and 6535 K", () => {
    const { config } = describeCustom(device, findCustom(device, "LEVEL@1")!, new Map());
    assert.deepEqual([config?.min_kelvin, config?.max_kelvin], [2000, 6535]);
    assert.equal(levelOf({ kelvin: 2000 }, "set_color_temperature"), 0);
    assert.equal(levelOf({ kelvin: 6535 }, "set_color_temperature"), 1);
    for (const params of [{ color_temp: 152 }, { color_temp: 501 }, { color_temp_kelvin: 6536 }])
      assert.throws(() => levelOf(params), { status: 422 });
    assert.throws(() => levelOf({ kelvin: 6536 }, "set_color_temperature"), { status: 422 });
  });
});

describe("fixed colours", () => {
  const device = thingOf("HmIP-BSL", "light_fixed_color");
  const colourOf = (hue: number, saturation: number) =>
    (writesOf(device, "LEVEL@8", "set_color", { hue, saturation }) as string[][])[0]![1];

  it("are the nearest on the circle, white where pale", () => {
    const shares: [from: number, to: number, label: string][] = [
      [0, 30, "RED"],
      [31, 90, "YELLOW"],
      [91, 150, "GREEN"],
      [151, 210, "TURQUOISE"],
      [211, 270, "BLUE"],
      [271, 330, "PURPLE"],
      [331, 360, "RED"],
    ];
    for (const [from, to, label] of shares)
      for (let hue = from; hue <= to; hue++) {
        assert.equal(colourOf(hue, 5), `COLOR=${label}`, `${hue}°`);
        assert.equal(colourOf(hue, 4.9), "COLOR=WHITE");
      }
  });
  it("have the effects of the device, but none that says nothing", () => {
    const { config } = describeCustom(device, findCustom(device, "LEVEL@8")!, new Map());
    assert.deepEqual(config?.effects, ["ON", "BLINKING_SLOW"]);
  });
});

describe("flash times", () => {
  const times = [...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${n}00MS`), ...[1, 2, 3, 4, 5].map((n) => `${n}S`)];
  const device = thingOf("HmIP-MP3P", "light_sound_led", [], {
    ON_TIME_LIST_1: choice(WRITE, "PERMANENTLY_ON", ...times),
  });
  const flash = (flash_time?: number) =>
    (writesOf(device, "LEVEL", "turn_on", flash_time === undefined ? {} : { flash_time }) as string[][])[0]!.find(
      (part) => part.startsWith("ON_TIME_LIST_1="),
    );
  it("are the nearest that the lamp knows", () => {
    const milliseconds = times.map((label) => (label.endsWith("MS") ? 1 : 1000) * Number.parseInt(label, 10));
    milliseconds.forEach((ms, at) => {
      for (const near of [ms - 49, ms, ms + 49])
        assert.equal(flash(Math.min(near, 5000)), `ON_TIME_LIST_1=${times[at]}`);
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (wanted) => {
        const label = flash(wanted)!.slice("ON_TIME_LIST_1=".length);
        const off = Math.abs(milliseconds[times.indexOf(label)]! - wanted);
        assert.equal(off, Math.min(...milliseconds.map((ms) => Math.abs(ms - wanted))));
      }),
    );
  });
  it("are for ever where none is given, or one that the lamp cannot keep", () => {
    for (const ms of [undefined, 0, 5001]) assert.equal(flash(ms), "ON_TIME_LIST_1=PERMANENTLY_ON");
    assert.equal(flash(5000), "ON_TIME_LIST_1=5S");
  });
});

describe("outputs of a universal light", () => {
  const device = thingOf("HmIP-RGBW");
  it("are one light, two lights or four, as the device is set up", () => {
    const used = (mode?: string) =>
      [1, 2, 3, 4].filter((number) =>
        isInUse(
          findCustom(device, `LEVEL@${number}`)!,
          valuesOf(device, mode === undefined ? {} : { "0/DEVICE_OPERATION_MODE": mode }),
        ),
      );
    assert.deepEqual(MODES.map(used), [[1], [1], [1, 2], [1, 2, 3, 4]]);
    assert.deepEqual(used(), [1], "not read yet: as it comes from the factory");
  });
  it("have colours, temperatures and effects by that mode", () => {
    const able = MODES.map((mode) => {
      const values = valuesOf(device, { "0/DEVICE_OPERATION_MODE": mode });
      const { capabilities, supported_operations, config } = describeCustom(
        device,
        findCustom(device, "LEVEL@1")!,
        values,
      );
      const { color, color_temp, effects } = capabilities!;
      for (const [can, operation, supports] of [
        [color, "set_color", "supports_color"],
        [color_temp, "set_color_temperature", "supports_color_temp"],
        [effects, "set_effect", "supports_effects"],
      ] as const) {
        assert.equal(supported_operations.includes(operation), can, `${mode}: ${operation}`);
        assert.equal(config![supports], can, `${mode}: ${supports}`);
      }
      assert.equal("min_kelvin" in config!, color_temp);
      assert.equal("effects" in config!, effects);
      return { color, color_temp, effects };
    });
    assert.deepEqual(able, [
      { color: true, color_temp: false, effects: true },
      { color: true, color_temp: false, effects: true },
      { color: false, color_temp: true, effects: true },
      { color: false, color_temp: false, effects: false },
    ]);
  });
  it("a lamp without modes can do both, and all of it is in use", () => {
    const lamp = thingOf("HmIP-LSC", "light_rgbw", ["DEVICE_OPERATION_MODE"]);
    const custom = findCustom(lamp, "LEVEL")!;
    const { capabilities, config } = describeCustom(lamp, custom, new Map());
    assert.deepEqual(
      [capabilities?.color, capabilities?.color_temp, config?.min_kelvin, config?.max_kelvin],
      [true, true, 1000, 10_200],
    );
    assert.equal(isInUse(custom, new Map()), true);
    assert.equal(reading(custom, new Map()).has("mode"), false);
  });
});
