import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UiSchema } from "../../handlers/features/paramsets/answers/forms.ts";
import { visibilityRules } from "../../handlers/model/forms/conditions.ts";
import { buildForm, type FormValue, sourcesOfDescription, sourcesOfPoints } from "../../handlers/model/forms/form.ts";
import { choiceLabel, formLabel, linkLabel } from "../../handlers/model/forms/labels.ts";
import { linkKind } from "../../handlers/model/forms/link-parameters.ts";
import { activeProfile, fixedValues, profileChoices, profilesOf } from "../../handlers/model/forms/master-profiles.ts";
import { TOPICS } from "../../handlers/model/forms/profile-catalogue.ts";
import { brokenRules, crossRules } from "../../handlers/model/forms/rules.ts";
import { isInForm } from "../../handlers/model/forms/selection.ts";
import { durationLabel, timePairs, timePresets, unitSeconds } from "../../handlers/model/forms/times.ts";
import type { ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import { device, parameter, READ, WRITE } from "../support/devices.ts";

const RW = READ | WRITE;
const UNITS = ["100MS", "1S", "5S", "10S", "1M", "5M", "10M", "H"];
const list = (...VALUE_LIST: string[]) =>
  parameter("ENUM", RW, { VALUE_LIST, MIN: VALUE_LIST[0]!, MAX: VALUE_LIST.at(-1)! });
const integer = (MIN: number, MAX: number) => parameter("INTEGER", RW, { MIN, MAX });
const float = (MIN: number, MAX: number, rest: Partial<ParameterDescription> = {}) =>
  parameter("FLOAT", RW, { MIN, MAX, ...rest });
const BOOL = parameter("BOOL", RW);

const channelOf = (type: string, master: ParamsetDescription, values: ParamsetDescription = {}) => {
  const made = device({ address: "0030AAAA000030", model: "HmIP-XF", channels: { 1: { type, master, values } } });
  return { device: made, channel: made.channels[0]! };
};
const form = (
  type: string,
  master: ParamsetDescription,
  options: { expert?: boolean; locale?: "de" | "en"; values?: Record<string, FormValue> } = {},
) => {
  const place = channelOf(type, master);
  const { expert = false, locale = "en", values = {} } = options;
  const built = buildForm({
    ...place,
    paramset: "MASTER",
    locale,
    expert,
    sources: sourcesOfPoints(place.channel.master),
    values: new Map(Object.entries(values)),
  });
  return UiSchema.parse(built);
};
const namesOf = ({ parameter_order }: UiSchema) => parameter_order;
const field = (found: UiSchema, name: string) =>
  found.parameters.find((one) => one.name === name) ?? assert.fail(`no ${name}`);

describe("labels of forms", () => {
  it("are made of the words of a name, what it is about in front, units behind", () => {
    const cases: [string, string, string][] = [
      ["POWERUP_ONTIME_UNIT", "Nach Stromausfall: Einschaltdauer (Einheit)", "After a power failure: on time (unit)"],
      ["01_EFFECT_03_COLOR_LEVEL", "Effekt 1, Farbe 3: Stellwert", "Effect 1, colour 3: Level"],
      ["MSG_FOR_POS_B", "Meldung in Stellung B", "Message in position B"],
      ["TEMPERATURE_OFFSET", "Temperaturkorrektur", "Temperature offset"],
      ["UNIT", "Einheit", "Unit"],
    ];
    for (const [name, de, en] of cases)
      assert.deepEqual([formLabel(name, "X", "de"), formLabel(name, "X", "en")], [de, en]);
  });

  it("tell of a link which press they are about, and of a long press only there", () => {
    assert.equal(linkLabel("SHORT_ON_TIME_BASE", "X", "de"), "Kurzer Druck: Einschaltdauer (Zeiteinheit)");
    assert.equal(formLabel("LONG_PRESS_TIME", "X", "en"), "Minimum duration of a long press");
  });

  it("of values are words, or times", () => {
    assert.deepEqual(
      ["BASE_10_S", "100MS", "H", "NO_MSG", "PROFILE_ACTION_TYPE_TOGGLE", "SOME_THING", ""].map((raw) =>
        choiceLabel(raw, "de"),
      ),
      ["10 s", "100 ms", "1 h", "Keine Meldung", "Umschalten", "Some thing", "–"],
    );
  });

  it("are never empty, whatever the name", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("de", "en"), (name, locale) => {
        assert.notEqual(formLabel(name, "X", locale).trim(), "");
        assert.notEqual(linkLabel(name, "X", locale).trim(), "");
      }),
      { seed: 1 },
    );
  });
});

describe("times of two parameters", () => {
  it("know the units of the field", () => {
    assert.deepEqual(UNITS.map(unitSeconds), [0.1, 1, 5, 10, 60, 300, 600, 3600]);
    assert.deepEqual(["BASE_100_MS", "BASE_1_D", "S", "INVALID", ""].map(unitSeconds), [
      0.1,
      86_400,
      1,
      undefined,
      undefined,
    ]);
  });

  it("offer ready-made times in the largest unit that fits, and for ever", () => {
    const presets = timePresets("timeOnOff", UNITS, 31, "en");
    const of = (label: string) => presets.find((one) => one.label === label);
    assert.deepEqual(
      ["not active", "100 ms", "2 s", "5 s", "30 s", "30 min", "24 h", "permanent"].map((label) => {
        const { base, factor } = of(label) ?? assert.fail(label);
        return [base, factor];
      }),
      [
        [0, 0],
        [0, 1],
        [1, 2],
        [2, 1],
        [3, 3],
        [6, 3],
        [7, 24],
        [7, 31],
      ],
    );
  });

  it("never offer more than the pair holds", () => {
    const limits = fc.integer({ min: 1, max: 63 });
    const units = fc.subarray(UNITS, { minLength: 1 });
    fc.assert(
      fc.property(units, limits, fc.constantFrom("timeOnOff", "delay", "rampOnOff"), (some, limit, selector) => {
        for (const { base, factor } of timePresets(selector, some, limit, "de"))
          assert.ok(base >= 0 && base < some.length && factor >= 0 && factor <= limit);
      }),
      { seed: 2 },
    );
  });

  it("are found by their names", () => {
    const names = ["A_TIME_BASE", "A_TIME_FACTOR", "B_UNIT", "B_VALUE", "C_UNIT", "D_BASE", "D_FACTOR", "VALUE"];
    assert.deepEqual(timePairs(new Set(names)), [
      { stem: "A_TIME", unit: "A_TIME_BASE", number: "A_TIME_FACTOR" },
      { stem: "B", unit: "B_UNIT", number: "B_VALUE" },
      { stem: "D", unit: "D_BASE", number: "D_FACTOR" },
    ]);
    assert.deepEqual(
      [durationLabel(90, "en"), durationLabel(86_400 * 2, "de"), durationLabel(0.25, "en")],
      ["90 s", "2 Tage", "250 ms"],
    );
  });
});

describe("selection", () => {
  const source = (name: string, FLAGS: number, read = true, write = true) => ({
    parameter: name,
    description: { FLAGS },
    operations: { read, write },
  });

  it("shows what is visible and can be used, and no schedule", () => {
    const shown = (name: string, flags = 1, read = true, write = true) =>
      isInForm(source(name, flags, read, write), "MASTER", true);
    assert.ok(shown("DIM_MIN"));
    assert.ok(!shown("DIM_MIN", 3), "internal");
    assert.ok(!shown("DIM_MIN", 0), "invisible");
    assert.ok(!shown("DIM_MIN", 1, false, false), "neither read nor written");
    for (const name of [
      "01_WP_LEVEL",
      "P1_TEMPERATURE_MONDAY_1",
      "ENDTIME_SUNDAY_24",
      "TEMPERATUR_FRIDAY_3",
      "WEEK_PROGRAM_POINTER",
    ])
      assert.ok(!shown(name), name);
    assert.ok(shown("TEMPERATURE_OFFSET"));
  });

  it("shows people without expert knowledge what is theirs to change", () => {
    const shown = (name: string, write: boolean, expert: boolean) =>
      isInForm(source(name, 1, true, write), "MASTER", expert);
    assert.deepEqual([shown("ARR_TIMEOUT", true, false), shown("ARR_TIMEOUT", true, true)], [false, true], "technical");
    assert.deepEqual([shown("FIRMWARE_X", false, false), shown("FIRMWARE_X", false, true)], [false, true], "read-only");
    assert.ok(isInForm(source("POWER", 1, true, false), "VALUES", false), "readings are values");
  });
});

describe("a form", () => {
  it("has each parameter once, in one section, with its value", () => {
    const found = form(
      "MULTI_MODE_INPUT_TRANSMITTER",
      {
        CHANNEL_OPERATION_MODE: list("INACTIVE", "KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR"),
        LONG_PRESS_TIME: float(0.3, 1.8, { UNIT: "s" }),
        DBL_PRESS_TIME: float(0, 1.5, { UNIT: "s" }),
        EVENT_DELAY_UNIT: list("100MS", "S", "M", "H"),
        EVENT_DELAY_VALUE: integer(0, 63),
        FACTORY_KEY: parameter("INTEGER", RW, { FLAGS: 3 }),
      },
      { values: { LONG_PRESS_TIME: { value: 0.4, modifiedAt: Date.UTC(2026, 0, 1) } } },
    );
    assert.deepEqual(namesOf(found), [
      "CHANNEL_OPERATION_MODE",
      "DBL_PRESS_TIME",
      "LONG_PRESS_TIME",
      "EVENT_DELAY_UNIT",
      "EVENT_DELAY_VALUE",
    ]);
    assert.deepEqual(
      found.groups.map(({ id, label }) => [id, label]),
      [
        ["operation", "Operation mode"],
        ["button", "Buttons"],
        ["report", "Reports"],
      ],
    );
    const press = field(found, "LONG_PRESS_TIME");
    assert.deepEqual(
      [press.value, press.observed, press.modified_at, press.unit, press.min, press.max, press.group_id],
      [0.4, true, "2026-01-01T00:00:00.000Z", "s", 0.3, 1.8, "button"],
    );
    const unknown = field(found, "DBL_PRESS_TIME");
    assert.deepEqual([unknown.value, unknown.observed, unknown.help !== undefined], [null, false, true]);
    const delay = field(found, "EVENT_DELAY_VALUE");
    assert.deepEqual([delay.time_pair_id, delay.time_selector_type], ["EVENT_DELAY", "delay"]);
    assert.deepEqual(field(found, "EVENT_DELAY_UNIT").time_presets?.at(-1), { base: 3, factor: 1, label: "1 h" });
    assert.deepEqual(field(found, "CHANNEL_OPERATION_MODE").value_list?.[1], {
      value: 1,
      key: "KEY_BEHAVIOR",
      label: "Push button",
    });
  });

  it("offers choices that set several parameters, and says which one is set", () => {
    const keys = { LONG_PRESS_TIME: float(0.3, 1.8), DBL_PRESS_TIME: float(0, 1.5) };
    const values = { LONG_PRESS_TIME: { value: 0.4 }, DBL_PRESS_TIME: { value: 0.5 } };
    const [choice] = form("KEY", keys, { values, locale: "de" }).subset_groups;
    assert.deepEqual(
      [choice?.id, choice?.current_option_id, choice?.member_params, choice?.options.length],
      ["subset_press", 2, ["LONG_PRESS_TIME", "DBL_PRESS_TIME"], 3],
    );
    assert.equal(form("KEY", keys).subset_groups[0]?.current_option_id, undefined);
  });

  it("shows a level in percent, and values outside its limits by name", () => {
    const LEVEL = float(0, 1, { UNIT: "100%", SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] });
    const place = channelOf("DIMMER_VIRTUAL_RECEIVER", {}, { LEVEL, POWER: parameter("FLOAT", READ, { UNIT: "W" }) });
    const values = new Map([["LEVEL", { value: 0.355 }]]);
    const sources = sourcesOfPoints(place.channel.values);
    const found = buildForm({ ...place, paramset: "VALUES", locale: "en", expert: false, sources, values });
    const level = field(UiSchema.parse(found), "LEVEL");
    assert.deepEqual(
      [level.value, level.multiplier, level.display_value, level.display_as_percent, level.presets],
      [0.355, 100, 35.5, true, [{ label: "Last value", value: 1.005 }]],
    );
    assert.deepEqual(
      found.groups.map(({ id, parameters }) => [id, parameters]),
      [
        ["control", ["LEVEL"]],
        ["state", ["POWER"]],
      ],
    );
  });

  it("of a link is sorted by presses, with what only experts need folded away", () => {
    const place = channelOf("DIMMER_VIRTUAL_RECEIVER", {});
    const sources = sourcesOfDescription({
      SHORT_ON_TIME_BASE: list(...UNITS),
      SHORT_ON_TIME_FACTOR: integer(0, 31),
      LONG_JT_ON: list("OFF", "ON"),
      SHORT_ON_LEVEL: float(0, 1, { SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] }),
      EXPECT_AES: BOOL,
      unknown: "text",
    });
    const request = { ...place, paramset: "LINK", locale: "en", expert: false, values: new Map() } as const;
    const found = UiSchema.parse(buildForm({ ...request, sources }));
    assert.deepEqual(
      found.groups.map(({ id, parameters }) => [id, parameters]),
      [
        ["keypress.common", ["EXPECT_AES"]],
        ["keypress.short", ["SHORT_ON_LEVEL", "SHORT_ON_TIME_BASE", "SHORT_ON_TIME_FACTOR"]],
        ["keypress.long", ["LONG_JT_ON"]],
      ],
    );
    assert.deepEqual(
      found.parameters.map(({ name, category, hidden_by_default }) => [name, category, hidden_by_default]),
      [
        ["EXPECT_AES", "other", false],
        ["SHORT_ON_LEVEL", "level", false],
        ["SHORT_ON_TIME_BASE", "time", false],
        ["SHORT_ON_TIME_FACTOR", "time", false],
        ["LONG_JT_ON", "jump_target", true],
      ],
    );
    assert.equal(field(found, "SHORT_ON_TIME_FACTOR").time_pair_id, "SHORT_ON_TIME");
    assert.equal(field(found, "SHORT_ON_LEVEL").has_last_value, true);
  });

  it("classifies parameters of links by their names", () => {
    const category = (name: string) => linkKind(name, BOOL).category;
    assert.deepEqual(
      ["SHORT_CT_ON", "LONG_MULTIEXECUTE", "SHORT_ACTION_TYPE", "SHORT_DIM_MAX_LEVEL", "LONG_RAMPON_TIME", "LEVEL"].map(
        category,
      ),
      ["condition", "action", "action", "level", "other", "level"],
    );
  });

  it("is built of any description without an exception", () => {
    const anything = fc.dictionary(
      fc.oneof(fc.constantFrom("LEVEL", "A_UNIT", "A_VALUE", "X_MIN", "X_MAX", "CHANNEL_OPERATION_MODE"), fc.string()),
      fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.record({
          TYPE: fc.constantFrom("BOOL", "ENUM", "FLOAT", "INTEGER", "STRING", "ACTION", "ODD"),
          OPERATIONS: fc.oneof(fc.integer({ min: 0, max: 15 }), fc.jsonValue({ maxDepth: 1 })),
          FLAGS: fc.oneof(fc.constant(1), fc.jsonValue({ maxDepth: 1 })),
          MIN: fc.jsonValue({ maxDepth: 1 }),
          MAX: fc.jsonValue({ maxDepth: 1 }),
          VALUE_LIST: fc.oneof(fc.array(fc.string()), fc.constant(UNITS), fc.jsonValue({ maxDepth: 1 })),
          SPECIAL: fc.jsonValue({ maxDepth: 2 }),
        }),
      ),
      { maxKeys: 12 },
    );
    fc.assert(
      fc.property(anything, fc.constantFrom("LINK", "MASTER"), (descriptions, paramset) => {
        const made = channelOf("KEY", paramset === "MASTER" ? (descriptions as ParamsetDescription) : {});
        const sources = paramset === "LINK" ? sourcesOfDescription(descriptions) : sourcesOfPoints(made.channel.master);
        const found = buildForm({ ...made, paramset, locale: "de", expert: true, sources, values: new Map() });
        assert.equal(new Set(found.parameter_order).size, found.parameters.length);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("rules between parameters", () => {
  const names = new Set([
    "TEMPERATURE_MINIMUM",
    "TEMPERATURE_MAXIMUM",
    "TEMPERATURE_COMFORT",
    "X_MIN",
    "X_MAX",
    "OTHER",
  ]);
  const rules = crossRules(names, (name) => name, "en");
  const all = new Set(names);

  it("are declared where both parameters are there", () => {
    assert.deepEqual(
      rules.map(({ id, rule }) => [id, rule]),
      [
        ["TEMPERATURE_MINIMUM_lte_TEMPERATURE_MAXIMUM", "lte"],
        ["X_MIN_lte_X_MAX", "lte"],
        ["TEMPERATURE_COMFORT_between", "between"],
      ],
    );
    assert.deepEqual(crossRules(new Set(["X_MIN"]), String, "en"), []);
  });

  it("hold at the limit and break one past it", () => {
    const broken = (values: Record<string, unknown>) => brokenRules(rules, values, all).map(({ id }) => id);
    assert.deepEqual(broken({ X_MIN: 3, X_MAX: 3 }), []);
    assert.deepEqual(broken({ X_MIN: 3.5, X_MAX: 3 }), ["X_MIN_lte_X_MAX"]);
    assert.deepEqual(broken({ X_MIN: 9 }), [], "the other one is not known");
    assert.deepEqual(broken({ TEMPERATURE_MINIMUM: 5, TEMPERATURE_MAXIMUM: 30, TEMPERATURE_COMFORT: 31 }), [
      "TEMPERATURE_COMFORT_between",
    ]);
  });

  it("leave alone what nobody changes", () => {
    assert.deepEqual(brokenRules(rules, { X_MIN: 9, X_MAX: 3 }, new Set(["OTHER"])), []);
  });
});

describe("conditions", () => {
  it("show and hide the same parameters, each in its own values", () => {
    const mode = list("INACTIVE", "KEY_BEHAVIOR", "BINARY_BEHAVIOR", "SOMETHING_NEW");
    const parameters = new Map(
      Object.entries({
        CHANNEL_OPERATION_MODE: mode,
        LONG_PRESS_TIME: float(0, 1),
        MSG_FOR_POS_A: list("NO_MSG", "OPEN"),
        OTHER: BOOL,
      }),
    );
    assert.deepEqual(visibilityRules(parameters), [
      {
        trigger: "CHANNEL_OPERATION_MODE",
        trigger_value: "INACTIVE",
        show: [],
        hide: ["LONG_PRESS_TIME", "MSG_FOR_POS_A"],
      },
      {
        trigger: "CHANNEL_OPERATION_MODE",
        trigger_value: "KEY_BEHAVIOR",
        show: ["LONG_PRESS_TIME"],
        hide: ["MSG_FOR_POS_A"],
      },
      {
        trigger: "CHANNEL_OPERATION_MODE",
        trigger_value: "BINARY_BEHAVIOR",
        show: ["MSG_FOR_POS_A"],
        hide: ["LONG_PRESS_TIME"],
      },
    ]);
  });

  it("follow a switch too, and are absent where nothing depends on the trigger", () => {
    const dst = new Map(Object.entries({ DAYLIGHT_SAVINGS_TIME: BOOL, DST_START_MONTH: integer(1, 12) }));
    assert.deepEqual(
      visibilityRules(dst).map(({ trigger_value, show, hide }) => [trigger_value, show, hide]),
      [
        [true, ["DST_START_MONTH"], []],
        [false, [], ["DST_START_MONTH"]],
      ],
    );
    assert.deepEqual(visibilityRules(new Map([["DAYLIGHT_SAVINGS_TIME", BOOL]])), []);
  });
});

describe("ready-made profiles", () => {
  const POWERUP = {
    POWERUP_JUMPTARGET: list("OFF", "ON_DELAY", "ON", "OFF_DELAY"),
    POWERUP_ONTIME_UNIT: list(...UNITS),
    POWERUP_ONTIME_VALUE: integer(0, 31),
  };
  const { channel } = channelOf("SWITCH_VIRTUAL_RECEIVER", POWERUP);

  it("have ids of their own", () => {
    const ids = TOPICS.flatMap(({ profiles }) => profiles.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => id > 0));
  });

  it("are offered only where the channel has the parameters with these limits", () => {
    assert.deepEqual(
      profilesOf(channel).map(({ id }) => id),
      [21, 22, 23],
    );
    const short = channelOf("SWITCH_VIRTUAL_RECEIVER", { ...POWERUP, POWERUP_ONTIME_VALUE: integer(0, 30) });
    assert.deepEqual(
      profilesOf(short.channel).map(({ id }) => id),
      [21, 23],
    );
    const readOnly = { ...POWERUP, POWERUP_JUMPTARGET: parameter("ENUM", READ, { VALUE_LIST: ["OFF", "ON"] }) };
    assert.deepEqual(profilesOf(channelOf("SWITCH_VIRTUAL_RECEIVER", readOnly).channel), []);
    assert.deepEqual(profilesOf(channelOf("SOMETHING", POWERUP).channel), []);
  });

  it("are recognised by labels and by indexes, the most exact one first", () => {
    const active = (jump: unknown, unit: unknown, value: unknown) =>
      activeProfile(channel, { POWERUP_JUMPTARGET: jump, POWERUP_ONTIME_UNIT: unit, POWERUP_ONTIME_VALUE: value });
    assert.equal(active("ON", "H", 31), 22);
    assert.equal(active(2, 7, 31), 22);
    assert.equal(active("ON", "1M", 5), 23);
    assert.equal(active("ON", "5M", 5), 0, "a unit that is not in the list");
    assert.equal(active("ON", "1M", 31), 0, "a number past the range");
    assert.equal(active("OFF", "1M", 5), 21);
    assert.equal(activeProfile(channel, { POWERUP_ONTIME_VALUE: 31 }), 0, "too little is known");
    assert.equal(activeProfile(channel, {}), 0);
  });

  it("write what they fix, and are active afterwards", () => {
    for (const profile of profilesOf(channel).slice(0, 2))
      assert.equal(activeProfile(channel, fixedValues(profile)), profile.id);
    assert.deepEqual(Object.keys(fixedValues(profilesOf(channel)[2]!)), ["POWERUP_JUMPTARGET"]);
    assert.deepEqual(
      profileChoices(channel, {}, "en")[0]?.options.map(({ id }) => id),
      [21, 22],
    );
  });
});
