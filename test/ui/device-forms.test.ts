/** The settings form of a device, its week program and its links: what the pages work out before anything is sent. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readSeries, seriesId } from "../../assets/ui/model/series.ts";
import { linkId, splitAddress } from "../../assets/ui/pages/device/links/link-model.ts";
import {
  changesOf,
  faultsOf,
  profileValues,
  type Schema,
  shownParameters,
  subsetOption,
  toPeople,
  toWire,
  type Values,
  valuesOf,
} from "../../assets/ui/pages/device/paramset/form-model.ts";
import {
  dayOf,
  isSameDay,
  moveEnd,
  remove,
  STRETCHES_LIMIT,
  setTemperature,
  split,
  toMinutes,
  toTime,
  weekdayOf,
} from "../../assets/ui/pages/device/schedule/climate-model.ts";
import { daysInWords, freeSlot, newEntry, withEntry } from "../../assets/ui/pages/device/schedule/simple-model.ts";

type Parameter = Schema["parameters"][number];
const parameter = (name: string, type: string, value: unknown, more: Partial<Parameter> = {}): Parameter => ({
  name,
  label: name,
  type,
  value,
  observed: true,
  operations: { read: true, write: true, event: false },
  flags: { visible: true, internal: false, service: false },
  group_id: "other",
  display_as_percent: false,
  hidden_by_default: false,
  ...more,
});
const MODES = [
  { value: 0, key: "OFF", label: "Off" },
  { value: 1, key: "ON", label: "On" },
];
const schema = (more: Partial<Schema> = {}): Schema => ({
  channel: { address: "X:1", number: 1, type: "T", label: "T", device_address: "X", paramset: "MASTER" },
  groups: [],
  parameter_order: [],
  parameters: [
    parameter("MIN", "FLOAT", 5, { min: 4.5, max: 14.5 }),
    parameter("MAX", "FLOAT", 30, { min: 15, max: 30.5, presets: [{ label: "not used", value: 111 }] }),
    parameter("COUNT", "INTEGER", 2, { min: 0, max: 9 }),
    parameter("MODE", "ENUM", "OFF", { value_list: MODES }),
    parameter("LEVEL", "FLOAT", 0.5, { min: 0, max: 1, multiplier: 100 }),
    parameter("RARE", "BOOL", false, { hidden_by_default: true }),
  ],
  visibility: [{ trigger: "MODE", trigger_value: "OFF", show: [], hide: ["COUNT"] }],
  cross_validations: [
    { id: "r", rule: "lte", param_a: "MIN", param_b: "MAX", applies_to_params: ["MIN", "MAX"], error: "MIN above MAX" },
    {
      id: "b",
      rule: "between",
      param: "COUNT",
      min_param: "MIN",
      max_param: "MAX",
      applies_to_params: ["COUNT"],
      error: "out",
    },
  ],
  subset_groups: [
    {
      id: "s",
      label: "S",
      member_params: ["MODE", "COUNT"],
      options: [{ id: 7, label: "On, twice", values: { MODE: 1, COUNT: 2 } }],
    },
  ],
  device_icon: "",
  ...more,
});
const changedOf = (one: Schema, values: Values) =>
  new Set(changesOf(one, values).map(({ parameter: { name } }) => name));
const faults = (draft: Values) => {
  const form = schema();
  const values = { ...valuesOf(form), ...draft };
  return Object.fromEntries(faultsOf(form, values, changedOf(form, values)));
};

describe("settings form", () => {
  test("a choice is the same by its name and by its number; nothing else is a change", () => {
    const form = schema();
    assert.deepEqual(changesOf(form, { ...valuesOf(form), MODE: 0, MIN: 5 }), []);
    assert.deepEqual(
      changesOf(form, { MODE: 1, MIN: 6 }).map(({ parameter: { name }, before, after }) => [name, before, after]),
      [
        ["MIN", 5, 6],
        ["MODE", "OFF", 1],
      ],
    );
  });

  test("limits, whole numbers, words in place of numbers, rules between fields", () => {
    assert.deepEqual(faults({}), {});
    assert.deepEqual(faults({ MIN: 4.5, MAX: 30.5 }), {}, "at the limits");
    assert.deepEqual(faults({ MIN: 4.4 }).MIN, { kind: "below", limit: 4.5 });
    assert.deepEqual(faults({ LEVEL: 1.01 }).LEVEL, { kind: "above", limit: 100 }, "in what people see");
    assert.deepEqual(faults({ COUNT: 2.5 }).COUNT, { kind: "whole" });
    assert.deepEqual(faults({ COUNT: "many" }).COUNT, { kind: "number" });
    assert.deepEqual(faults({ MAX: 111 }), {}, "a value with a name of its own may lie outside");
    assert.deepEqual(faults({ COUNT: 3 }).COUNT, { kind: "rule", text: "out" });
    assert.deepEqual(faults({ MIN: "x" }).MIN, { kind: "number" }, "a rule about what is no number says nothing");
  });

  test("what matters only in another mode is hidden, and what is rare, but not from experts", () => {
    const names = (draft: Values, isExpert: boolean) =>
      shownParameters(schema(), { ...valuesOf(schema()), ...draft }, isExpert).map(({ name }) => name);
    assert.deepEqual(names({}, false), ["MIN", "MAX", "MODE", "LEVEL"]);
    assert.ok(names({ MODE: "ON" }, false).includes("COUNT"));
    assert.ok(names({ MODE: 0 }, true).includes("RARE"));
    assert.ok(!names({ MODE: 0 }, true).includes("COUNT"), "the mode as its number");
  });

  test("choices that set several at once; shares are per cent for people", () => {
    const form = schema();
    const subset = form.subset_groups[0]!;
    assert.equal(subsetOption(form, subset, valuesOf(form)), undefined);
    assert.equal(subsetOption(form, subset, { MODE: "ON", COUNT: 2 }), 7);
    const level = form.parameters[4]!;
    assert.equal(toPeople(level, 0.07), 7);
    assert.equal(toWire(level, 7), 0.07);
  });

  test("a ready-made link sets what it demands and leaves what fits", () => {
    const profile = {
      id: 1,
      name: { de: "", en: "" },
      params: {
        A: { constraint_type: "fixed" as const, value: 3 },
        B: { constraint_type: "list" as const, values: [1, 2], default: 1 },
        C: { constraint_type: "range" as const, min_value: 0, max_value: 1, default: 0.5 },
      },
    };
    assert.deepEqual(profileValues(profile, { A: 1, B: 2, C: 7 }), { A: 3, B: 2, C: 0.5 });
    assert.deepEqual(profileValues(profile, { B: 9, C: 1 }), { A: 3, B: 1, C: 1 });
    assert.deepEqual(profileValues({ id: 2, name: { de: "", en: "" } }, {}), {});
  });
});

describe("week program", () => {
  const DAY = {
    base_temperature: 21,
    periods: [
      { start_time: "22:00", end_time: "24:00", temperature: 17 },
      { start_time: "00:00", end_time: "06:00", temperature: 17 },
    ],
  };

  test("a day becomes stretches and the same day again", () => {
    const day = dayOf(DAY);
    assert.deepEqual(day, [
      { end: 360, temperature: 17 },
      { end: 1320, temperature: 21 },
      { end: 1440, temperature: 17 },
    ]);
    assert.deepEqual(weekdayOf(day), {
      base_temperature: 21,
      periods: [
        { start_time: "00:00", end_time: "06:00", temperature: 17 },
        { start_time: "22:00", end_time: "24:00", temperature: 17 },
      ],
    });
    assert.deepEqual(dayOf({ base_temperature: 18, periods: [] }), [{ end: 1440, temperature: 18 }]);
    assert.ok(isSameDay(dayOf(weekdayOf(day)), day));
  });

  test("an end is dragged in steps of five minutes and never past its neighbours", () => {
    const day = dayOf(DAY);
    assert.equal(moveEnd(day, 0, 392)[0]!.end, 390);
    assert.equal(moveEnd(day, 0, -50)[0]!.end, 5);
    assert.equal(moveEnd(day, 0, 9999)[0]!.end, 1315);
    assert.equal(moveEnd(day, 1, 0)[1]!.end, 365);
    assert.equal(moveEnd(day, 2, 600), day, "midnight stays");
  });

  test("split, warmer, removed; a day takes thirteen stretches and no more", () => {
    const day = dayOf(DAY);
    const two = split(day, 1);
    assert.equal(two.length, 4);
    assert.equal(two[1]!.end, 840);
    assert.ok(isSameDay(two, day), "two halves of the same temperature are one");
    assert.ok(!isSameDay(setTemperature(two, 1, 23), day));
    assert.deepEqual(remove(day, 1), [
      { end: 1320, temperature: 17 },
      { end: 1440, temperature: 17 },
    ]);
    assert.deepEqual(remove(day, 0)[0], { end: 1320, temperature: 21 });
    assert.equal(remove([{ end: 1440, temperature: 20 }], 0).length, 1);
    let full = day;
    for (let index = 0; index < 40; index += 1) full = split(full, full.length - 2);
    assert.equal(full.length <= STRETCHES_LIMIT, true);
    assert.equal(split(split([{ end: 1440, temperature: 20 }], 0), 0).length, 3);
    assert.deepEqual(
      split(
        [
          { end: 5, temperature: 1 },
          { end: 1440, temperature: 2 },
        ],
        0,
      ).length,
      2,
      "too short",
    );
  });

  test("times as words and back", () => {
    for (const time of ["00:00", "06:05", "23:55", "24:00"]) assert.equal(toTime(toMinutes(time)), time);
  });

  test("times of switching: a free place, days in words, one changed, one more", () => {
    const entry = newEntry([], ["1_1", "2_1"])!;
    assert.deepEqual([entry.slot_no, entry.target_channels], [1, ["1_1"]]);
    assert.equal(
      freeSlot([
        { ...entry, slot_no: 1 },
        { ...entry, slot_no: 3 },
      ]),
      2,
    );
    const full = Array.from({ length: 75 }, (_, index) => ({ ...entry, slot_no: index + 1 }));
    assert.equal(freeSlot(full), undefined);
    assert.equal(newEntry(full, []), undefined);
    assert.equal(daysInWords(entry.weekdays), "all");
    assert.equal(daysInWords(["SUNDAY", "SATURDAY"]), "weekend");
    assert.deepEqual(daysInWords(["SUNDAY", "MONDAY"]), ["MONDAY", "SUNDAY"]);
    assert.deepEqual(withEntry([entry], { ...entry, level: 0 }), [{ ...entry, level: 0 }]);
    assert.equal(withEntry([entry], { ...entry, slot_no: 2 }).length, 2);
  });
});

test("links and series are named by what they are; what is no name is nothing", () => {
  assert.deepEqual(splitAddress("VCU:12"), { device: "VCU", channel: 12 });
  assert.deepEqual(splitAddress("VCU"), { device: "VCU", channel: 0 });
  assert.equal(linkId({ sender_address: "A:1", receiver_address: "B:2" }), "A:1>B:2");
  const series = { central: "my ccu", address: "*K", channel: 3, parameter: "POWER" };
  assert.deepEqual(readSeries(seriesId(series, 3, "POWER")), series);
  for (const id of ["", "x", "[]", "[1,2,3,4]", '["a","b","c","d"]', '["a","b",1.5,"d"]', "{}", "null"])
    assert.equal(readSeries(id), undefined, id);
});
