/** One parameter in a form: its limits, list, operations and flags, by device-model 1.4, 1.7 and 5.4. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UiSchema } from "../../../handlers/features/paramsets/answers/forms.ts";
import { choiceText } from "../../../handlers/model/forms/choices.ts";
import {
  buildForm,
  type FormParamset,
  sourcesOfDescription,
  sourcesOfPoints,
} from "../../../handlers/model/forms/form.ts";
import { describedLabel, formLabel, linkLabel } from "../../../handlers/model/forms/labels.ts";
import { linkKind, splitPress } from "../../../handlers/model/forms/link-parameters.ts";
import { activeProfile, profileChoices, profilesOf } from "../../../handlers/model/forms/master-profiles.ts";
import { blamed, brokenRules, type CrossRule, crossRules } from "../../../handlers/model/forms/rules.ts";
import type { ParameterDescription, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { device, EVENT, parameter, READ, WRITE } from "../../support/devices.ts";

const RW = READ | WRITE;
const list = (...VALUE_LIST: string[]) =>
  parameter("ENUM", RW, { VALUE_LIST, MIN: VALUE_LIST[0]!, MAX: VALUE_LIST.at(-1)! });
const float = (MIN: number, MAX: number, rest: Partial<ParameterDescription> = {}) =>
  parameter("FLOAT", RW, { MIN, MAX, ...rest });

interface Options {
  paramset?: FormParamset;
  values?: Record<string, unknown>;
  type?: string;
  expert?: boolean;
}
function form(
  descriptions: ParamsetDescription,
  { paramset = "MASTER", values = {}, type = "KEY", expert = true }: Options = {},
) {
  const own = paramset === "VALUES" ? { values: descriptions } : { master: descriptions };
  const made = device({ address: "0031AAAA000031", model: "HmIP-XF", channels: { 1: { type, ...own } } });
  const channel = made.channels[0]!;
  const points = paramset === "VALUES" ? channel.values : channel.master;
  const sources = paramset === "LINK" ? sourcesOfDescription(descriptions) : sourcesOfPoints(points);
  const known = new Map(Object.entries(values).map(([name, value]) => [name, { value }]));
  return UiSchema.parse(buildForm({ device: made, channel, paramset, locale: "en", expert, sources, values: known }));
}
function field(description: Partial<ParameterDescription>, options: Options = {}) {
  const full = { TYPE: "FLOAT", OPERATIONS: RW, FLAGS: 1, ...description } as ParameterDescription;
  return form({ PARAMETER_X: full }, options).parameters[0] ?? assert.fail("not shown");
}

describe("a field", () => {
  it("tells its operations and flags bit by bit", () => {
    const operations = (OPERATIONS: number) => field({ OPERATIONS }, { paramset: "VALUES" }).operations;
    assert.deepEqual(operations(1), { read: true, write: false, event: false });
    assert.deepEqual(operations(2), { read: false, write: true, event: false });
    assert.deepEqual(operations(5), { read: true, write: false, event: true });
    assert.deepEqual(operations(7), { read: true, write: true, event: true });
    assert.deepEqual(operations(9), { read: true, write: false, event: false, determine: true });
    assert.deepEqual(field({ FLAGS: 1 }).flags, { visible: true, internal: false, service: false });
    assert.deepEqual(field({ FLAGS: 9 }).flags, { visible: true, internal: false, service: true });
    assert.deepEqual(field({ FLAGS: 21 }).flags, { visible: true, internal: false, service: false });
  });

  it("of a link may be written where the interface says nothing of operations", () => {
    const operations = (OPERATIONS: number) => field({ OPERATIONS }, { paramset: "LINK" }).operations;
    assert.deepEqual(operations(0), { read: true, write: true, event: false });
    assert.deepEqual(operations(2), { read: false, write: true, event: false });
    assert.deepEqual(operations(EVENT | READ), { read: true, write: false, event: true });
  });

  it("has the limits, the list and the named values of its description, and nothing that is not there", () => {
    const plain = field({ MIN: 0, MAX: 5, DEFAULT: 1, UNIT: "s", CONTROL: "TIMER.ON_TIME" });
    assert.deepEqual([plain.min, plain.max, plain.default, plain.unit, plain.control], [0, 5, 1, "s", "TIMER.ON_TIME"]);
    for (const member of ["value_list", "presets", "allow_custom_value", "multiplier", "display_value", "time_pair_id"])
      assert.equal(member in plain, false, member);
    const bare = field({});
    for (const member of ["min", "max", "default", "unit", "control", "help", "modified_at"])
      assert.equal(member in bare, false, member);
    const chosen = field({ TYPE: "ENUM", VALUE_LIST: ["ONLY"] });
    assert.deepEqual(
      chosen.value_list?.map(({ value, key }) => [value, key]),
      [[0, "ONLY"]],
    );
    const reserved = field({ TYPE: "ENUM", VALUE_LIST: ["A_ONE", "", "B_TWO"] });
    assert.deepEqual(
      reserved.value_list?.map(({ value, key }) => [value, key]),
      [
        [0, "A_ONE"],
        [2, "B_TWO"],
      ],
    );
    const special = field({ MIN: 0, MAX: 1, SPECIAL: [{ ID: "NOT_USED", VALUE: 111_600 }] });
    assert.deepEqual(
      special.presets?.map(({ value }) => value),
      [111_600],
    );
    assert.equal(special.allow_custom_value, true);
  });

  it("shows percent only of what is a share", () => {
    const share = field({ UNIT: "100%" }, { values: { PARAMETER_X: 0.123 } });
    assert.deepEqual(
      [share.display_as_percent, share.multiplier, share.display_value, share.value],
      [true, 100, 12.3, 0.123],
    );
    const unknown = field({ UNIT: "100%" });
    assert.deepEqual([unknown.display_as_percent, unknown.multiplier, unknown.display_value], [true, 100, undefined]);
    const percent = field({ UNIT: "%" }, { values: { PARAMETER_X: 12 } });
    assert.deepEqual(
      [percent.display_as_percent, percent.multiplier, percent.display_value],
      [false, undefined, undefined],
    );
  });

  it("of a time has its partner and ready-made times; a unit that is none makes no pair", () => {
    const units = list("S", "M", "H");
    const pair = (unit: ParameterDescription, number: ParameterDescription) =>
      form({ ON_TIME_UNIT: unit, ON_TIME_VALUE: number }).parameters.map((one) => [
        one.time_pair_id,
        one.time_presets?.length,
      ]);
    const whole = parameter("INTEGER", RW, { MIN: 0, MAX: 63 });
    assert.ok(pair(units, whole).every(([id, presets]) => id === "ON_TIME" && (presets as number) > 1));
    assert.deepEqual(pair(list("LOUD", "QUIET"), whole), [
      [undefined, undefined],
      [undefined, undefined],
    ]);
    assert.deepEqual(pair(list("S", "LOUD"), whole), [
      [undefined, undefined],
      [undefined, undefined],
    ]);
    assert.deepEqual(pair(list(""), whole), [
      [undefined, undefined],
      [undefined, undefined],
    ]);
    // a reserved entry is no fault of the others
    assert.ok(pair(list("S", "", "H"), whole).every(([id]) => id === "ON_TIME"));
    // nothing is offered where the greatest number is none
    for (const MAX of [undefined, 0, -1, 10.5])
      assert.ok(
        pair(units, parameter("INTEGER", RW, { MIN: 0, MAX })).every(
          ([id, presets]) => id === "ON_TIME" && presets === undefined,
        ),
        String(MAX),
      );
    assert.ok(pair(units, parameter("INTEGER", RW, { MIN: 0, MAX: 1 })).every(([, presets]) => presets === 5));
  });

  it("is in the order of the device in VALUES, of the names elsewhere, with numbers as numbers", () => {
    const names = {
      TEXT10: float(0, 1, { TAB_ORDER: 1 }),
      TEXT2: float(0, 1, { TAB_ORDER: 2 }),
      TEXT1: float(0, 1, { TAB_ORDER: 3 }),
    };
    assert.deepEqual(form(names).parameter_order, ["TEXT1", "TEXT2", "TEXT10"]);
    assert.deepEqual(form(names, { paramset: "VALUES" }).parameter_order, ["TEXT10", "TEXT2", "TEXT1"]);
  });

  it("of VALUES is controlled or read", () => {
    const found = form({ LEVEL: float(0, 1), POWER: parameter("FLOAT", READ) }, { paramset: "VALUES" });
    assert.deepEqual(
      found.groups.map(({ id, label, parameters }) => [id, label, parameters]),
      [
        ["control", "Control", ["LEVEL"]],
        ["state", "State", ["POWER"]],
      ],
    );
    assert.deepEqual(
      found.parameters.map(({ group_id }) => group_id),
      ["control", "state"],
    );
    assert.deepEqual(
      form({ LEVEL: float(0, 1) }, { paramset: "VALUES" }).groups.map(({ id }) => id),
      ["control"],
    );
  });

  it("has rules in configurations and links, conditions in configurations", () => {
    const numbers = { X_MIN: float(0, 9), X_MAX: float(0, 9), Y_MIN: list("A", "B"), Y_MAX: list("A", "B") };
    const rules = (paramset: FormParamset) => form(numbers, { paramset }).cross_validations.map(({ id }) => id);
    assert.deepEqual([rules("MASTER"), rules("LINK"), rules("VALUES")], [["X_MIN_lte_X_MAX"], ["X_MIN_lte_X_MAX"], []]);
    const mode = { CHANNEL_OPERATION_MODE: list("INACTIVE", "KEY_BEHAVIOR"), LONG_PRESS_TIME: float(0, 1) };
    const conditions = (paramset: FormParamset) => form(mode, { paramset }).visibility.length;
    assert.deepEqual([conditions("MASTER"), conditions("LINK"), conditions("VALUES")], [2, 0, 0]);
  });

  it("of a ready-made choice says so, where all its parameters are shown", () => {
    const keys = { LONG_PRESS_TIME: float(0.3, 1.8), DBL_PRESS_TIME: float(0, 1.5) };
    assert.deepEqual(
      form(keys).parameters.map(({ subset_group_id }) => subset_group_id),
      ["subset_press", "subset_press"],
    );
    assert.deepEqual(form({ ...keys, DBL_PRESS_TIME: { ...float(0, 1.5), FLAGS: 3 } }).subset_groups, []);
    assert.deepEqual(
      form({ ...keys, OTHER: float(0, 1) }).parameters.map((one) => one.subset_group_id ?? null),
      [...["subset_press", "subset_press", null]],
    );
    assert.deepEqual(form(keys, { paramset: "VALUES" }).subset_groups, []);
    assert.deepEqual(form(keys, { paramset: "LINK" }).subset_groups, []);
  });

  it("says where it belongs", () => {
    const found = form({ LEVEL: float(0, 1) });
    assert.deepEqual(
      [found.channel.address, found.channel.number, found.channel.type, found.channel.device_address],
      [...["0031AAAA000031:1", 1, "KEY", "0031AAAA000031"]],
    );
    assert.equal(found.device_icon, "/api/v1/devices/0031AAAA000031/icon");
    const made = device({ address: "CUX 1", model: "X", master: { A: float(0, 1) }, channels: {} });
    const root = buildForm({
      ...{ device: made, channel: made.root, paramset: "MASTER", locale: "en", expert: true },
      ...{ sources: sourcesOfPoints(made.root.master), values: new Map() },
    });
    assert.deepEqual([root.channel.number, root.device_icon], [-1, "/api/v1/devices/CUX%201/icon"]);
  });
});

describe("parameters of links", () => {
  const kind = (name: string, description: Partial<ParameterDescription> = {}) =>
    linkKind(name, { TYPE: "FLOAT", OPERATIONS: 0, FLAGS: 1, ...description } as ParameterDescription);

  it("are about a press, or about both", () => {
    assert.deepEqual(splitPress("SHORT_ON_LEVEL"), { group: "short", rest: "ON_LEVEL" });
    assert.deepEqual(splitPress("LONG_ON_LEVEL"), { group: "long", rest: "ON_LEVEL" });
    assert.deepEqual(splitPress("EXPECT_AES"), { group: "common", rest: "EXPECT_AES" });
  });
  it("are of a kind by their names; what runs the state machine is for experts", () => {
    const table: [name: string, category: string, expert: boolean, percent: boolean][] = [
      ["SHORT_ON_TIME_BASE", "time", false, false],
      ["LONG_OFF_TIME_FACTOR", "time", false, false],
      ["SHORT_ON_TIME_VALUE", "other", false, false],
      ["SHORT_JT_ONDELAY", "jump_target", true, false],
      ["JT_ON", "jump_target", true, false],
      ["LONG_CT_RAMPOFF", "condition", true, false],
      ["EXPECT_AES", "other", false, false],
      ["SHORT_ON_LEVEL", "level", false, true],
      ["SHORT_OFF_LEVEL", "level", false, true],
      ["LONG_DIM_MAX_LEVEL", "level", false, true],
      ["LEVEL", "level", false, true],
      ["SHORT_LEVEL_STEP", "other", false, false],
      ["SHORT_ACTION_TYPE", "action", true, false],
      ["SHORT_PROFILE_ACTION_TYPE", "action", true, false],
      ["LONG_MULTIEXECUTE", "action", true, false],
      ["MULTIEXECUTE", "action", true, false],
      ["UI_HINT", "other", false, false],
    ];
    for (const [name, category, expert, percent] of table) {
      const found = kind(name);
      assert.deepEqual(
        [found.category, found.hiddenByDefault, found.displayAsPercent],
        [category, expert, percent],
        name,
      );
      assert.equal(found.hasLastValue, category === "level");
    }
    assert.equal(kind("SHORT_X", { SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] }).hasLastValue, true);
    assert.equal(kind("SHORT_X", { SPECIAL: [{ ID: "NOT_USED", VALUE: 1.005 }] }).hasLastValue, false);
  });
  it("show in a form what they are", () => {
    const found = form({ LONG_ON_LEVEL: float(0, 1), JT_ON: list("A", "B") }, { paramset: "LINK" });
    const [common, long] = found.parameters;
    assert.deepEqual([long?.keypress_group, long?.display_as_percent, long?.has_last_value], ["long", true, true]);
    assert.deepEqual(
      [common?.keypress_group, common?.hidden_by_default, common?.category],
      ["common", true, "jump_target"],
    );
    assert.deepEqual(
      [long?.label, linkLabel("LONG_ON_LEVEL", "KEY", "en")],
      [linkLabel("LONG_ON_LEVEL", "KEY", "en"), "Long press: Level when on"],
    );
    assert.equal(form({ LONG_ON_LEVEL: float(0, 1) }).parameters[0]?.label, formLabel("LONG_ON_LEVEL", "KEY", "en"));
    assert.equal("category" in form({ LONG_ON_LEVEL: float(0, 1) }).parameters[0]!, false);
  });
});

describe("words", () => {
  it("say whether they are all known", () => {
    const known = (name: string) => describedLabel(name, "X", "en").known;
    assert.deepEqual(
      [known("POWERUP_ONTIME_UNIT"), known("MSG_FOR_POS_B"), known("01_EFFECT_03_COLOR_LEVEL")],
      [true, true, true],
    );
    assert.deepEqual(
      [known("GROMMET"), known("POWERUP_GROMMET"), known("01_EFFECT_03_COLOR_GROMMET")],
      [false, false, false],
    );
  });
  it("of what nobody named are its own, readable", () => {
    assert.equal(formLabel("GROMMET_TWIST", "X", "en"), "Grommet Twist");
    assert.equal(formLabel("HumidityOffset", "X", "en").split(" ").length, 2);
    assert.equal(formLabel("GROMMET12", "X", "en"), "Grommet 12");
    assert.equal(formLabel("2_EFFECT_GROMMET", "X", "de"), "Effekt 2: Grommet");
    assert.equal(formLabel("", "X", "en"), "?");
    assert.equal(formLabel("VALUE", "X", "en").includes("("), false);
  });
  it("of lists: figures explain themselves, numbers are told", () => {
    for (const figure of ["70%", "-3.5K", "15 min", "+1", "0,5 %"]) assert.equal(choiceText(figure, "en"), figure);
    for (const none of ["70 bananas", "MIN", "x1", ""]) assert.equal(choiceText(none, "en"), undefined, none);
    assert.deepEqual(
      ["1.WEEK", "VOLUME_30", "TONE3", "EFFECT_01_END_CURRENT_PROFILE", "10M"].map((raw) => choiceText(raw, "en")),
      ["Week 1", "Volume 30 %", "Tone 3", "Effect 1 after the running profile", "10 min"],
    );
  });
});

describe("rules", () => {
  const pairs = (...names: string[]) =>
    crossRules(new Set(names), (name) => name.toLowerCase(), "en").map(({ param_a, param_b, error }) => [
      param_a,
      param_b,
      error,
    ]);
  it("name both parameters, in the words of the form", () => {
    assert.deepEqual(pairs("DIM_MIN_LEVEL", "DIM_MAX_LEVEL"), [
      ["DIM_MIN_LEVEL", "DIM_MAX_LEVEL", "dim_min_level may not exceed dim_max_level"],
    ]);
    assert.deepEqual(pairs("LOWER_THRESHOLD_CH", "UPPER_THRESHOLD_CH").length, 1);
    assert.deepEqual(pairs("LOWER_THRESHOLD_CH", "UPPER_THRESHOLD").length, 0);
    assert.deepEqual(pairs("SHORT_COND_TX_THRESHOLD_LO", "SHORT_COND_TX_THRESHOLD_HI").length, 1);
    // who cools, lowers by letting it get warmer
    assert.deepEqual(
      pairs("TEMPERATURE_COMFORT_COOLING", "TEMPERATURE_LOWERING_COOLING")[0]?.[0],
      "TEMPERATURE_COMFORT_COOLING",
    );
    const [between] = crossRules(
      new Set(["TEMPERATURE_COMFORT", "TEMPERATURE_MINIMUM", "TEMPERATURE_MAXIMUM"]),
      String,
      "de",
    ).slice(-1);
    assert.deepEqual(
      [between?.param, between?.min_param, between?.max_param, between?.error, blamed(between!)],
      [
        ...["TEMPERATURE_COMFORT", "TEMPERATURE_MINIMUM", "TEMPERATURE_MAXIMUM"],
        "TEMPERATURE_COMFORT muss zwischen TEMPERATURE_MINIMUM und TEMPERATURE_MAXIMUM liegen",
        "TEMPERATURE_COMFORT",
      ],
    );
  });
  it("hold or are broken, at the limit and one past it", () => {
    const rule = (kind: CrossRule["rule"]): CrossRule => ({
      ...{ id: kind, rule: kind, error: "", applies_to_params: kind === "between" ? ["A", "B", "C"] : ["A", "B"] },
      ...(kind === "between" ? { param: "A", min_param: "B", max_param: "C" } : { param_a: "A", param_b: "B" }),
    });
    const holds = (kind: CrossRule["rule"], values: Record<string, unknown>) =>
      brokenRules([rule(kind)], values, new Set(["A"])).length === 0;
    assert.deepEqual([holds("lte", { A: 1, B: 1 }), holds("lte", { A: 2, B: 1 })], [true, false]);
    assert.deepEqual([holds("gte", { A: 1, B: 1 }), holds("gte", { A: 0, B: 1 })], [true, false]);
    assert.deepEqual([holds("not_equal", { A: 1, B: 2 }), holds("not_equal", { A: 1, B: 1 })], [true, false]);
    for (const [A, fits] of [
      [0, false],
      [1, true],
      [2, true],
      [3, false],
    ] as const)
      assert.equal(holds("between", { A, B: 1, C: 2 }), fits);
    // what is no number is not compared
    for (const B of ["1", null, true, undefined]) assert.equal(holds("lte", { A: 2, B }), true);
    assert.equal(blamed(rule("lte")), "A");
  });
});

describe("ready-made profiles of a channel", () => {
  const channelOf = (type: string, master: ParamsetDescription) =>
    device({ address: "0032AAAA000032", model: "HmIP-XP", channels: { 1: { type, master } } }).channels[0]!;
  const whole = (MIN: number, MAX: number) => parameter("INTEGER", RW, { MIN, MAX });
  it("say what an input is", () => {
    const channel = channelOf("MULTI_MODE_INPUT_TRANSMITTER", {
      CHANNEL_OPERATION_MODE: list("INACTIVE", "KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR"),
    });
    const modes = ["KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR", "INACTIVE"];
    const ids = profilesOf(channel).map(({ id }) => id);
    assert.equal(ids.length, 4);
    assert.deepEqual(
      modes.map((mode) => activeProfile(channel, { CHANNEL_OPERATION_MODE: mode })),
      ids,
    );
    const [choices] = profileChoices(channel, { CHANNEL_OPERATION_MODE: "BINARY_BEHAVIOR" }, "de");
    assert.deepEqual(
      [choices?.label, choices?.members, choices?.options.map(({ label }) => label)],
      ["Was ist angeschlossen?", ["CHANNEL_OPERATION_MODE"], ["Taster", "Schalter", "Kontakt", "Nichts"]],
    );
    assert.equal(choices?.current, ids[2]);
  });
  it("of two that hold the one that leaves less open is meant, and the first of equals", () => {
    const channel = channelOf("KEY_TRANSCEIVER", {
      ...{
        LED_DISABLE_CHANNELSTATE: parameter("BOOL", RW),
        LONG_PRESS_TIME: float(0.3, 1.8),
        DBL_PRESS_TIME: float(0, 1.5),
      },
    });
    const press = { LONG_PRESS_TIME: 0.4, DBL_PRESS_TIME: 0 };
    assert.equal(activeProfile(channel, { ...press, LED_DISABLE_CHANNELSTATE: true }), 1);
    assert.equal(activeProfile(channel, { LED_DISABLE_CHANNELSTATE: true }), 72);
    assert.equal(activeProfile(channel, { LED_DISABLE_CHANNELSTATE: 0 }), 71);
    assert.equal(activeProfile(channel, { ...press, LONG_PRESS_TIME: 0.4000001 }), 1, "as exact as a float");
    assert.equal(activeProfile(channel, { ...press, LONG_PRESS_TIME: 0.41 }), 0);
  });
  it("are no choice where there is one only, or where something is left to choose", () => {
    const boost = { BOOST_TIME_PERIOD: whole(0, 30), BOOST_POSITION: whole(0, 100) };
    assert.equal(profileChoices(channelOf("HEATING_CLIMATECONTROL_TRANSCEIVER", boost), {}, "en").length, 1);
    const short = { ...boost, BOOST_TIME_PERIOD: whole(0, 5) };
    assert.equal(profilesOf(channelOf("HEATING_CLIMATECONTROL_TRANSCEIVER", short)).length, 1);
    assert.deepEqual(profileChoices(channelOf("HEATING_CLIMATECONTROL_TRANSCEIVER", short), {}, "en"), []);
  });
});
