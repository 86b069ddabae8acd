/** Sirens, sound, displays, switches and valves: what they mean and what is sent, by device-model 2.9 and 2.10. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCustom } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { encodeTimer } from "../../../handlers/model/custom/timers.ts";
import { parameter } from "../../support/devices.ts";
import { checkSheets, type Doing, type Given } from "./sheets.ts";
import { choice, integer, NOON, thingOf, valuesOf, writesOf } from "./things.ts";

const WRITE = 2;
const SILENT = ["ACOUSTIC_ALARM_SELECTION=DISABLE_ACOUSTIC_SIGNAL", "OPTICAL_ALARM_SELECTION=DISABLE_OPTICAL_SIGNAL"];
const LOUD = ["ACOUSTIC_ALARM_SELECTION=FREQUENCY_RISING", "OPTICAL_ALARM_SELECTION=DISABLE_OPTICAL_SIGNAL"];

checkSheets({
  "how long a siren sounds": {
    model: "HmIP-ASIR",
    name: "ACOUSTIC_ALARM_ACTIVE",
    states: [
      [{}, { state: undefined }],
      [{ "3/ACOUSTIC_ALARM_ACTIVE": true, "3/OPTICAL_ALARM_ACTIVE": false }, { state: "on" }],
      [{ "3/OPTICAL_ALARM_ACTIVE": false }, { state: "off" }],
    ],
    does: [
      ...(
        [
          [{ seconds: 16_343 }, "S", 16_343],
          [{ seconds: 16_344 }, "M", 272],
          [{ duration_seconds: 5 }, "S", 5],
          [{ duration: "2m" }, "S", 120],
          [{ seconds: 0.2 }, "S", 1],
          [{ seconds: 0 }, "S", 0],
          [{ seconds: 7, duration: 9 }, "S", 7],
        ] as [Given, string, number][]
      ).map(
        ([params, unit, value]): Doing => [
          "turn_on",
          params,
          {},
          [["!3", ...LOUD, `DURATION_UNIT=${unit}`, `DURATION_VALUE=${value}`]],
        ],
      ),
      ["turn_off", {}, {}, [["!3", ...SILENT, "DURATION_UNIT=S", "DURATION_VALUE=0"]]],
      // only the lamp was asked for
      [
        "turn_on",
        { acoustic: "disable_acoustic_signal", optical: "blinking_both_repeating" },
        {},
        [["!3", SILENT[0]!, "OPTICAL_ALARM_SELECTION=BLINKING_BOTH_REPEATING", "DURATION_UNIT=S", "DURATION_VALUE=0"]],
      ],
      // silence of the tone was asked for: then the lamp says it
      [
        "turn_on",
        { acoustic: "DISABLE_ACOUSTIC_SIGNAL" },
        {},
        [["!3", SILENT[0]!, "OPTICAL_ALARM_SELECTION=BLINKING_BOTH_REPEATING", "DURATION_UNIT=S", "DURATION_VALUE=0"]],
      ],
    ],
    refuses: [
      ["turn_on", { seconds: -1 }, 422, "seconds"],
      ["turn_on", { seconds: 16_343 * 3600 + 1 }, 422, "seconds"],
      ["turn_on", { duration: "ever" }, 422, "duration"],
      ["turn_on", { optical: "SUN" }, 422, "optical"],
    ],
  },
  "a siren whose defaults are numbers": {
    model: "HmIP-ASIR",
    name: "ACOUSTIC_ALARM_ACTIVE",
    own: {
      ACOUSTIC_ALARM_SELECTION: {
        ...choice(WRITE, "DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING", "FREQUENCY_FALLING"),
        ...{ MIN: 0, MAX: 2, DEFAULT: 2 },
      },
      DURATION_UNIT: { ...choice(WRITE, "S", "M", "H"), MIN: 0, MAX: 2, DEFAULT: 1 },
      DURATION_VALUE: { ...integer(WRITE, 0, 16_343), DEFAULT: 3 },
    },
    // the device's own tone for its own time
    does: [
      ["turn_on", {}, {}, [["!3", "ACOUSTIC_ALARM_SELECTION=2", SILENT[1]!, "DURATION_UNIT=1", "DURATION_VALUE=3"]]],
    ],
  },
  "a siren that tells no defaults": {
    model: "HmIP-ASIR",
    name: "ACOUSTIC_ALARM_ACTIVE",
    without: ["DURATION_UNIT", "OPTICAL_ALARM_SELECTION"],
    own: { DURATION_VALUE: parameter("INTEGER", WRITE) },
    does: [
      ["turn_on", {}, {}, [["!3", LOUD[0]!, "DURATION_VALUE=0"]]],
      ["turn_on", { seconds: 20 }, {}, [["!3", LOUD[0]!, "DURATION_VALUE=20"]]],
      ["turn_off", {}, {}, [["!3", SILENT[0]!, "DURATION_VALUE=0"]]],
    ],
  },
  "a smoke detector's alarms": {
    model: "HmIP-SWSD",
    name: "SMOKE_DETECTOR_ALARM_STATUS",
    states: [
      [{}, { state: undefined }],
      [{ "1/SMOKE_DETECTOR_ALARM_STATUS": "IDLE_OFF" }, { state: "off" }],
      [{ "1/SMOKE_DETECTOR_ALARM_STATUS": "PRIMARY_ALARM" }, { state: "on" }],
      [{ "1/SMOKE_DETECTOR_ALARM_STATUS": "SECONDARY_ALARM" }, { state: "on" }],
    ],
    does: [["turn_off", {}, {}, [["!1", "SMOKE_DETECTOR_COMMAND=INTRUSION_ALARM_OFF"]]]],
  },
  "a smoke detector that takes no command": {
    model: "HmIP-SWSD",
    name: "SMOKE_DETECTOR_ALARM_STATUS",
    without: ["SMOKE_DETECTOR_COMMAND"],
    refuses: [
      ["turn_on", {}, 400],
      ["turn_off", {}, 400],
    ],
  },
  "what a sound module plays": {
    model: "HmIP-MP3P",
    kind: "siren_sound",
    name: "LEVEL",
    states: [
      [{}, { state: undefined }],
      [{ "2/ACTIVITY_STATE": "UP" }, { state: "on" }],
      [{ "2/ACTIVITY_STATE": "DOWN" }, { state: "on" }],
      [{ "2/ACTIVITY_STATE": "STABLE" }, { state: "off" }],
    ],
    does: (
      [
        [{}, {}, 0.5, [], "NO_REPETITION", 0, 10],
        [{ tone: "soundfile_189" }, {}, 0.5, ["SOUNDFILE=SOUNDFILE_189"], "NO_REPETITION", 0, 10],
        [{ soundfile_index: 189 }, {}, 0.5, ["SOUNDFILE=SOUNDFILE_189"], "NO_REPETITION", 0, 10],
        [{ volume_level: 1 }, {}, 1, [], "NO_REPETITION", 0, 10],
        [{ volume: 0 }, {}, 0, [], "NO_REPETITION", 0, 10],
        [{ repetitions: 1 }, {}, 0.5, [], "REPETITIONS_001", 0, 10],
        [{ repetitions_index: -1 }, {}, 0.5, [], "INFINITE_REPETITIONS", 0, 10],
        [{ ramp_time: 3, duration: 20 }, {}, 0.5, [], "NO_REPETITION", 3, 20],
        [{ duration_seconds: 20 }, {}, 0.5, [], "NO_REPETITION", 0, 20],
        // what was played last
        [{}, { "?2/SOUNDFILE": "SOUNDFILE_001" }, 0.5, ["SOUNDFILE=SOUNDFILE_001"], "NO_REPETITION", 0, 10],
        [{}, { "?2/SOUNDFILE": "SOUNDFILE_999" }, 0.5, [], "NO_REPETITION", 0, 10],
      ] as [Given, Given, number, string[], string, number, number][]
    ).map(
      ([params, given, level, sound, times, ramp, seconds]): Doing => [
        "turn_on",
        params,
        given,
        [
          [
            ...["!2", `LEVEL=${level}`, ...sound, `REPETITIONS=${times}`],
            ...["RAMP_TIME_UNIT=S", `RAMP_TIME_VALUE=${ramp}`, "DURATION_UNIT=S", `DURATION_VALUE=${seconds}`],
          ],
        ],
      ],
    ),
    refuses: [
      ["turn_on", { soundfile_index: 0 }, 422, "soundfile_index"],
      ["turn_on", { soundfile_index: 1.5 }, 422, "soundfile_index"],
      ["turn_on", { tone: "SOUNDFILE_190" }, 422, "tone"],
      ["turn_on", { volume: 1.1 }, 422, "volume"],
      ["turn_on", { volume: -0.1 }, 422, "volume"],
      ["turn_on", { ramp_time: -1 }, 422, "ramp_time"],
      ["turn_on", { repetitions: 19 }, 422, "repetitions"],
      ["turn_on", { repetitions: -2 }, 422, "repetitions"],
    ],
  },
  "a sound module that only plays": {
    model: "HmIP-MP3P",
    kind: "siren_sound",
    name: "LEVEL",
    without: ["REPETITIONS", "RAMP_TIME_VALUE", "DURATION_VALUE"],
    does: [
      ["turn_on", { repetitions: 3 }, {}, [["!2", "LEVEL=0.5"]]],
      ["turn_off", {}, {}, [["!2", "LEVEL=0"]]],
    ],
  },
  "a display's lines": {
    model: "HmIP-WRCD",
    name: "DISPLAY_DATA_STRING",
    states: [
      [
        {},
        {
          available_icons: ["NO_ICON", "ICON_ON"],
          available_sounds: ["OFF", "SOUND_SHORT"],
          available_background_colors: ["WHITE", "BLACK"],
          available_text_colors: ["WHITE", "BLACK"],
          available_alignments: ["LEFT", "CENTER", "RIGHT"],
          available_repetitions: [],
          available_intervals: Array.from({ length: 15 }, (_, i) => i + 1),
        },
      ],
    ],
    does: [
      ...(
        [
          ["write", { text: "Hi", id: 5 }, "Hi", 5],
          ["write", {}, "", 1],
          ["write", { text: 21.5 }, "21.5", 1],
          ["clear", {}, "", 1],
          ["clear_text", { id: 3 }, "", 3],
          ["send_text", { text: "x", id: "2" }, "x", 2],
        ] as [string, Given, string, number][]
      ).map(([operation, params, text, id]): Doing => [operation, params, {}, [["3", ...styled(), ...line(text, id)]]]),
      [
        "write",
        { text: "x", background_color: "black", text_color: "white", icon: "icon_on", alignment: "right" },
        {},
        [["3", ...styled("BLACK", "WHITE", "ICON_ON", "RIGHT"), ...line("x", 1)]],
      ],
      ["write", { text: "x", sound: "SOUND_SHORT" }, {}, [["3", ...styled(), ...line("x", 1, "SOUND_SHORT", 1, 1)]]],
      [
        "write",
        { text: "x", sound: "SOUND_SHORT", repetitions: 15, interval: 15 },
        {},
        [["3", ...styled(), ...line("x", 1, "SOUND_SHORT", 15, 15)]],
      ],
      // without a sound nothing is repeated
      ["write", { text: "x", repetitions: 3, interval: 2 }, {}, [["3", ...styled(), ...line("x", 1)]]],
    ],
    refuses: [
      ["write", { id: 1.5 }, 422, "id"],
      ["write", { text: {} }, 422, "text"],
      ["write", { sound: "SONG" }, 422, "sound"],
      ["write", { sound: "SOUND_SHORT", interval: 0 }, 422, "interval"],
      ["write", { sound: "SOUND_SHORT", interval: 16 }, 422, "interval"],
      ["write", { alignment: "TOP" }, 422, "alignment"],
      ["write", { background_color: "PINK" }, 422, "background_color"],
      ["write", { text_color: "PINK" }, 422, "text_color"],
      ["clear", { id: 0 }, 422, "id"],
    ],
  },
  "a display whose repetitions have names": {
    model: "HmIP-WRCD",
    name: "DISPLAY_DATA_STRING",
    own: { REPETITIONS: choice(WRITE, "NO_REPETITION", "REPETITIONS_001", "REPETITIONS_002") },
    states: [[{}, { available_repetitions: ["NO_REPETITION", "REPETITIONS_001", "REPETITIONS_002"] }]],
    does: (
      [
        [undefined, "REPETITIONS_001"],
        [2, "REPETITIONS_002"],
        [0, "NO_REPETITION"],
        ["NO_REPETITION", "NO_REPETITION"],
      ] as const
    ).map(
      ([repetitions, sent]): Doing => [
        "write",
        { text: "x", sound: "SOUND_SHORT", ...(repetitions === undefined ? {} : { repetitions }) },
        {},
        [["3", ...styled(), ...line("x", 1, "SOUND_SHORT", sent, 1)]],
      ],
    ),
    refuses: [
      ["write", { sound: "SOUND_SHORT", repetitions: 3 }, 422, "repetitions"],
      ["write", { sound: "SOUND_SHORT", repetitions: -1 }, 422, "repetitions"],
    ],
  },
  "a display that says little": {
    model: "HmIP-WRCD",
    name: "DISPLAY_DATA_STRING",
    without: ["DISPLAY_DATA_ICON", "REPETITIONS"],
    own: {
      DISPLAY_DATA_ALIGNMENT: choice(WRITE, "LEFT", "RIGHT"),
      DISPLAY_DATA_ID: parameter("INTEGER", WRITE),
      INTERVAL: parameter("INTEGER", WRITE),
    },
    states: [[{}, { available_icons: [], available_intervals: Array.from({ length: 15 }, (_, i) => i + 1) }]],
    // no such label: the first; no limits: five lines and fifteen intervals
    does: [
      [
        "write",
        { id: 5, sound: "SOUND_SHORT", interval: 15 },
        {},
        [
          [
            ...["3", "DISPLAY_DATA_BACKGROUND_COLOR=WHITE", "DISPLAY_DATA_TEXT_COLOR=BLACK"],
            ...["DISPLAY_DATA_ALIGNMENT=LEFT", "DISPLAY_DATA_STRING=", "DISPLAY_DATA_ID=5"],
            ...["ACOUSTIC_NOTIFICATION_SELECTION=SOUND_SHORT", "INTERVAL=15", "DISPLAY_DATA_COMMIT=true"],
          ],
        ],
      ],
    ],
    refuses: [
      ["write", { id: 6 }, 422, "id"],
      ["write", { id: 0 }, 422, "id"],
      ["write", { sound: "SOUND_SHORT", interval: 16 }, 422, "interval"],
    ],
  },
  "a display with many intervals": {
    model: "HmIP-WRCD",
    name: "DISPLAY_DATA_STRING",
    own: { INTERVAL: integer(WRITE, 5, 1_000_000), DISPLAY_DATA_ID: integer(WRITE, 2, 4) },
    states: [[{}, { available_intervals: Array.from({ length: 100 }, (_, i) => i + 5) }]],
    does: [["clear", {}, {}, [["3", ...styled(), ...line("", 2)]]]],
    refuses: [["clear", { id: 1 }, 422, "id"]],
  },
  "a switch for a while": {
    model: "HmIP-FSM",
    name: "STATE@2",
    states: [[{ "2/STATE": false }, { is_on: false }]],
    does: [
      ["turn_on", {}, {}, [["2", "STATE=true"]]],
      // kept from before a restart: nobody knows
      ["turn_on", {}, { "~2/STATE": true }, [["2", "STATE=true"]]],
      ["turn_on", {}, { "!2/STATE": true }, []],
      ["toggle", {}, { "2/STATE": false }, [["2", "STATE=true"]]],
      ["toggle", {}, {}, [["2", "STATE=true"]]],
      ["turn_on_for", { seconds: 8_580_000 }, {}, [["2", "ON_TIME=8580000", "STATE=true"]]],
      ["turn_on_for", { seconds: 5 }, { "2/STATE": true }, [["2", "ON_TIME=5", "STATE=true"]]],
    ],
    refuses: [["turn_on_for", { seconds: 8_580_001 }, 422, "seconds"]],
  },
  "a switch without a timer": {
    model: "HmIP-FSM",
    name: "STATE@2",
    without: ["ON_TIME"],
    does: [["turn_on", {}, {}, [["2", "STATE=true"]], 7]],
    refuses: [
      ["turn_on_for", { seconds: 1 }, 400],
      ["set_on_time", { seconds: 1 }, 400],
    ],
  },
  "a permission, taken and given": {
    model: "HmIP-FWI",
    name: "STATE@1",
    states: [
      [{}, { is_on: undefined }],
      [{ "1/STATE": false }, { is_on: false }],
    ],
    does: [
      ["turn_off", {}, {}, [["1", "ACCESS_AUTHORIZATION=DISABLE"]]],
      ["toggle", {}, { "1/STATE": false }, [["1", "ACCESS_AUTHORIZATION=ENABLE"]]],
      ["toggle", {}, {}, [["1", "ACCESS_AUTHORIZATION=ENABLE"]]],
    ],
  },
  "a permission that cannot be changed": {
    model: "HmIP-FWI",
    name: "STATE@1",
    without: ["ACCESS_AUTHORIZATION"],
    refuses: ["turn_on", "turn_off", "toggle"].map((operation) => [operation, {}, 400] as [string, Given, number]),
  },
  "a valve for a while": {
    model: "ELV-SH-WSM",
    name: "STATE@4",
    states: [
      [{}, { is_open: undefined }],
      [{ "4/STATE": false }, { is_open: false }],
    ],
    does: [
      ["open", {}, {}, [["4", "ON_TIME=7", "STATE=true"]], 7],
      ["open", { seconds: 3 }, {}, [["4", "ON_TIME=3", "STATE=true"]], 7],
      ["open", { duration: 1500 }, {}, [["4", "ON_TIME=1.5", "STATE=true"]]],
      ["set_on_time", { duration: "1h" }, {}, [["4", "ON_TIME=3600", "STATE=true"]]],
      ["close", {}, {}, [["4", "STATE=false"]], 7],
    ],
    refuses: [
      ["open", { seconds: -1 }, 422, "seconds"],
      ["open", { seconds: 8_580_001 }, 422, "seconds"],
      ["set_on_time", {}, 422, "seconds"],
      ["set_on_time", { seconds: 8_580_001 }, 422, "seconds"],
    ],
  },
  "a valve without a timer": {
    model: "ELV-SH-WSM",
    name: "STATE@4",
    without: ["ON_TIME"],
    does: [["open", {}, {}, [["4", "STATE=true"]]]],
    refuses: [["set_on_time", { seconds: 3 }, 400]],
  },
});

function styled(background = "WHITE", text = "BLACK", icon = "NO_ICON", alignment = "CENTER"): string[] {
  return [
    ...[`DISPLAY_DATA_BACKGROUND_COLOR=${background}`, `DISPLAY_DATA_TEXT_COLOR=${text}`],
    ...[`DISPLAY_DATA_ICON=${icon}`, `DISPLAY_DATA_ALIGNMENT=${alignment}`],
  ];
}
/** The device takes the line over with the last part. */
function line(text: string, id: number, sound?: string, times?: unknown, interval?: number): string[] {
  return [
    ...[`DISPLAY_DATA_STRING=${text}`, `DISPLAY_DATA_ID=${id}`],
    ...(sound === undefined
      ? []
      : [`ACOUSTIC_NOTIFICATION_SELECTION=${sound}`, `REPETITIONS=${times}`, `INTERVAL=${interval}`]),
    "DISPLAY_DATA_COMMIT=true",
  ];
}

describe("timers of a number with a unit", () => {
  it("are seconds up to 16343, then minutes, then hours; what is above zero never becomes zero", () => {
    for (const [seconds, unit, value] of [
      [0, "S", 0],
      [0.01, "S", 1],
      [1.4, "S", 1],
      [16_343, "S", 16_343],
      [16_344, "M", 272],
      [16_343 * 60, "M", 16_343],
      [16_343 * 60 + 60, "H", 272],
      [111_600, "H", 111_600],
      [111_599, "M", 1860],
    ] as const)
      assert.deepEqual(encodeTimer(seconds), { unit, value }, `${seconds} s`);
  });
});

describe("a timer that was armed", () => {
  const armed = (model: string, name: string, operation: string, params: Given = {}) => {
    const device = thingOf(model);
    return plan(findCustom(device, name)!, valuesOf(device, {}), { operation, params, now: NOON, armed: 7 }).armed;
  };
  it("is used up by switching on, and forgotten by switching off", () => {
    for (const [model, name, on, off] of [
      ["HmIP-FSM", "STATE@2", "turn_on", "turn_off"],
      ["ELV-SH-WSM", "STATE@4", "open", "close"],
      ["HmIP-BDT", "LEVEL@4", "turn_on", "turn_off"],
    ] as const)
      assert.deepEqual([armed(model, name, on), armed(model, name, off)], [null, null], model);
    assert.equal(armed("HmIP-BDT", "LEVEL@4", "set_on_time", { duration: 1500 }), 1.5);
    assert.equal(armed("HmIP-BDT", "LEVEL@4", "set_on_time", { seconds: 8_580_000 }), 8_580_000);
  });
});

describe("what signals can be asked", () => {
  const asked = (model: string, name: string, without: string[] = [], kind?: string) => {
    const device = thingOf(model, kind, without);
    const { supported_operations, capabilities, config } = describeCustom(device, findCustom(device, name)!, new Map());
    return { operations: supported_operations, capabilities, config };
  };
  it("a siren", () => {
    assert.deepEqual(asked("HmIP-ASIR", "ACOUSTIC_ALARM_ACTIVE"), {
      operations: ["turn_on", "turn_off", "stop"],
      capabilities: { acoustic: true, optical: true, duration: true, soundfiles: false, volume_set: false },
      config: {
        ...{ supports_acoustic: true, supports_optical: true, supports_duration: true },
        available_tones: ["DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING"],
        available_lights: ["DISABLE_OPTICAL_SIGNAL", "BLINKING_BOTH_REPEATING"],
      },
    });
    const mute = asked("HmIP-ASIR", "ACOUSTIC_ALARM_ACTIVE", ["ACOUSTIC_ALARM_SELECTION", "OPTICAL_ALARM_SELECTION"]);
    assert.deepEqual(mute.capabilities, {
      ...{ acoustic: false, optical: false, duration: true, soundfiles: false, volume_set: false },
    });
    assert.deepEqual([mute.config?.supports_acoustic, mute.config?.supports_optical], [false, false]);
    const endless = asked("HmIP-ASIR", "ACOUSTIC_ALARM_ACTIVE", ["DURATION_VALUE"]);
    assert.deepEqual(
      [endless.operations, endless.capabilities?.duration, endless.config?.supports_duration],
      [[], false, false],
    );
  });
  it("a smoke detector", () => {
    assert.deepEqual(asked("HmIP-SWSD", "SMOKE_DETECTOR_ALARM_STATUS"), {
      operations: ["turn_on", "turn_off"],
      capabilities: { acoustic: true, optical: false, duration: false, soundfiles: false, volume_set: false },
      config: { kind: "smoke" },
    });
  });
  it("a sound module", () => {
    const sounds = ["INTERNAL_SOUNDFILE", "SOUNDFILE_001", "SOUNDFILE_189"];
    const { capabilities, config } = asked("HmIP-MP3P", "LEVEL", [], "siren_sound");
    assert.deepEqual(capabilities, {
      acoustic: true,
      optical: false,
      duration: true,
      soundfiles: true,
      volume_set: true,
    });
    assert.deepEqual(config, {
      ...{ supports_acoustic: true, supports_optical: false, supports_duration: true, available_tones: sounds },
      ...{ available_lights: [], available_soundfiles: sounds },
      available_repetitions: ["NO_REPETITION", "REPETITIONS_001", "REPETITIONS_018", "INFINITE_REPETITIONS"],
    });
    const less = asked("HmIP-MP3P", "LEVEL", ["SOUNDFILE", "DURATION_VALUE"], "siren_sound");
    assert.deepEqual(
      [less.capabilities?.soundfiles, less.capabilities?.duration, less.config?.supports_duration],
      [...[false, false, false]],
    );
  });
  it("a display takes all orders where it has a text, a line and a commit", () => {
    assert.deepEqual(asked("HmIP-WRCD", "DISPLAY_DATA_STRING").operations, [
      ...["write", "send_text", "clear", "clear_text", "commit"],
    ]);
    assert.deepEqual(asked("HmIP-WRCD", "DISPLAY_DATA_STRING", ["DISPLAY_DATA_ID"]).operations, ["commit"]);
    assert.deepEqual(asked("HmIP-WRCD", "DISPLAY_DATA_STRING", ["DISPLAY_DATA_COMMIT"]).operations, []);
    assert.deepEqual(asked("HmIP-WRCD", "DISPLAY_DATA_STRING").config, { write_only: true });
  });
  it("silence is nobody's choice for the next time", () => {
    const device = thingOf("HmIP-ASIR");
    const passing = (operation: string) =>
      plan(findCustom(device, "ACOUSTIC_ALARM_ACTIVE")!, new Map(), { operation, now: NOON }).writes.flatMap(
        ({ values }) => values.map((value) => value.passing === true),
      );
    assert.ok(passing("turn_off").every(Boolean) && passing("stop").every(Boolean));
    assert.ok(!passing("turn_on").some(Boolean));
    assert.deepEqual(writesOf(device, "ACOUSTIC_ALARM_ACTIVE", "stop").length, 1);
  });
});
