/** Heating schedules at their edges, copies of profiles, and which profile is followed (device-model 4.2, 4.5). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { activeProfile, profileSwitch } from "../../../handlers/model/schedules/active-profile.ts";
import {
  type ClimateWeekday,
  copyProfile,
  decodeClimate,
  encodeClimate,
  profileNumber,
} from "../../../handlers/model/schedules/climate.ts";
import { channelNumber, deviceSchedule, isClimate } from "../../../handlers/model/schedules/places.ts";
import { typedValues } from "../../../handlers/model/schedules/written.ts";
import type { Device, ValueState } from "../../../handlers/model/types.ts";
import { device, parameter, READ, WRITE } from "../../support/devices.ts";
import { climateMaster, radiator, thermostat, wallThermostat } from "../../support/schedules.ts";

function climate(of: Device) {
  const place = deviceSchedule(of);
  if (!place || !isClimate(place)) return assert.fail(`${of.model} is no thermostat`);
  return { ...place, points: place.channel.master };
}
const { layout, points } = climate(thermostat());
type Cells = [end: number, temperature: number][];
const raw = (cells: Cells, profile = "P1_", day = "MONDAY") =>
  Object.fromEntries(
    cells.flatMap(([end, temperature], at) => [
      [`${profile}ENDTIME_${day}_${at + 1}`, end],
      [`${profile}TEMPERATURE_${day}_${at + 1}`, temperature],
    ]),
  );
const read = (...cells: Cells) => decodeClimate(layout, points, raw(cells)).P1!.weekdays.MONDAY;
const cellsOf = (weekday: ClimateWeekday): Cells => {
  const { values, errors } = encodeClimate(layout, { P1: { weekdays: { MONDAY: weekday } } });
  assert.deepEqual(errors, []);
  const all = Object.fromEntries(values.map(({ parameter: name, value }) => [name, value]));
  return Array.from({ length: 13 }, (_, at) => [
    all[`P1_ENDTIME_MONDAY_${at + 1}`]!,
    all[`P1_TEMPERATURE_MONDAY_${at + 1}`]!,
  ]);
};
const period = (start_time: string, end_time: string, temperature: number) => ({ start_time, end_time, temperature });

describe("a day", () => {
  it("begins and ends in the first and the last minute", () => {
    assert.deepEqual(read([1, 21], [1440, 17]), { base_temperature: 17, periods: [period("00:00", "00:01", 21)] });
    assert.deepEqual(read([1439, 17], [1440, 21]), { base_temperature: 17, periods: [period("23:59", "24:00", 21)] });
    assert.deepEqual(cellsOf({ base_temperature: 17, periods: [period("00:01", "00:02", 21)] }).slice(0, 4), [
      ...[
        [1, 17],
        [2, 21],
        [1440, 17],
        [1440, 17],
      ],
    ]);
    assert.deepEqual(cellsOf({ base_temperature: 17, periods: [period("00:00", "24:00", 21)] }).slice(0, 2), [
      [1440, 21],
      [1440, 17],
    ]);
    assert.deepEqual(cellsOf({ base_temperature: 17, periods: [] }), Array(13).fill([1440, 17]));
  });
  it("is read until midnight, whatever stands behind", () => {
    assert.deepEqual(read([1440, 17], [1440, 30]), { base_temperature: 17, periods: [] });
    assert.deepEqual(read([2000, 17], [3000, 30]), { base_temperature: 17, periods: [] });
    // the last cell holds until midnight, as on the device
    assert.deepEqual(read([360, 21], [480, 17]), { base_temperature: 17, periods: [period("00:00", "06:00", 21)] });
    // a cell without one of its halves says nothing
    const { P1_TEMPERATURE_MONDAY_1: _gone, ...half } = raw([
      [360, 21],
      [1440, 17],
    ]);
    assert.deepEqual(decodeClimate(layout, points, half).P1!.weekdays.MONDAY, { base_temperature: 17, periods: [] });
  });
  it("has as base what lasts longest, over all its cells", () => {
    // 17 °C twice for six hours, 21 °C once for eleven
    assert.equal(read([360, 17], [1020, 21], [1440, 17])?.base_temperature, 17);
    assert.equal(read([360, 17], [1080, 21], [1440, 17])?.base_temperature, 17, "the first of equals");
    assert.equal(read([359, 17], [1080, 21], [1440, 17])?.base_temperature, 21);
  });
  it("joins neighbours of one temperature, not what lies apart", () => {
    const { periods } = read([60, 17], [120, 21], [180, 21], [240, 22], [300, 21], [360, 17], [420, 21], [1440, 17])!;
    assert.deepEqual(periods, [
      ...[period("01:00", "03:00", 21), period("03:00", "04:00", 22), period("04:00", "05:00", 21)],
      period("06:00", "07:00", 21),
    ]);
  });
  it("has errors that name the period or the base", () => {
    const errors = (weekday: ClimateWeekday) => {
      const encoded = encodeClimate(layout, { P1: { weekdays: { MONDAY: weekday } } });
      return [...encoded.errors, ...typedValues(points, encoded.values).errors].map(({ field }) =>
        field?.replace("profiles.P1.weekdays.MONDAY.", ""),
      );
    };
    assert.deepEqual(
      new Set(errors({ base_temperature: 17, periods: [period("01:00", "02:00", 31)] })),
      new Set(["periods[0]"]),
    );
    assert.deepEqual(
      new Set(errors({ base_temperature: 4, periods: [period("01:00", "02:00", 21)] })),
      new Set(["base_temperature"]),
    );
    assert.deepEqual(
      errors({ base_temperature: 17, periods: [period("02:00", "03:00", 21), period("01:00", "02:01", 21)] }),
      ["periods[0]"],
    );
    assert.deepEqual(
      errors({ base_temperature: 17, periods: [period("02:00", "03:00", 21), period("03:00", "04:00", 22)] }),
      [],
    );
    assert.deepEqual(errors({ base_temperature: 17, periods: [period("03:00", "02:00", 21)] }), [
      "periods[0].end_time",
    ]);
  });
});

describe("profiles", () => {
  it("are called P1 to P6", () => {
    assert.deepEqual(["P1", "P6", "P0", "P7", "P12", "p1", "P", ""].map(profileNumber), [
      1,
      6,
      ...Array(6).fill(undefined),
    ]);
    const { errors } = encodeClimate(layout, { P4: { weekdays: {} } });
    assert.deepEqual(errors, [{ field: "profiles.P4", reason: "is none of P1, P2, P3" }]);
  });
  it("that a thermostat has are those that its configuration describes, with as many cells", () => {
    const of = (master: ReturnType<typeof climateMaster>) =>
      climate(
        device({
          address: "0043AAAA000043",
          model: "X",
          channels: { 1: { type: "HEATING_CLIMATECONTROL_TRANSCEIVER", master } },
        }),
      ).layout;
    assert.deepEqual(of(climateMaster(2)).profiles, [1, 2]);
    const short = Object.fromEntries(
      Object.entries(climateMaster(1)).filter(([name]) => Number(name.split("_").at(-1)) <= 10),
    );
    assert.deepEqual([of(short).slots, of(climateMaster(1)).slots], [10, 13]);
  });
  it("are copied cell by cell, from one layout to another", () => {
    const source = {
      layout,
      points,
      raw: {
        ...raw(
          [
            [360, 21],
            [1440, 17],
          ],
          "P2_",
          "SUNDAY",
        ),
        ...raw([[60, 30]], "P1_"),
      },
      profile: 2,
    };
    assert.deepEqual(copyProfile(source, { layout, profile: 3 }), [
      { parameter: "P3_ENDTIME_SUNDAY_1", value: 360, field: "P3.SUNDAY" },
      { parameter: "P3_TEMPERATURE_SUNDAY_1", value: 21, field: "P3.SUNDAY" },
      { parameter: "P3_ENDTIME_SUNDAY_2", value: 1440, field: "P3.SUNDAY" },
      { parameter: "P3_TEMPERATURE_SUNDAY_2", value: 17, field: "P3.SUNDAY" },
    ]);
    const bare = copyProfile(source, { layout: climate(radiator()).layout, profile: 1 });
    assert.deepEqual(
      bare.map(({ parameter: name }) => name),
      [...["ENDTIME_SUNDAY_1", "TEMPERATURE_SUNDAY_1", "ENDTIME_SUNDAY_2", "TEMPERATURE_SUNDAY_2"]],
    );
    const all = copyProfile(
      {
        ...source,
        raw: raw(
          Array.from({ length: 13 }, (_, at) => [at + 1, 20] as [number, number]),
          "P2_",
        ),
      },
      { layout, profile: 1 },
    );
    assert.equal(all.length, 26, "all thirteen cells");
  });
});

describe("the profile that is followed", () => {
  const state = (value: unknown, part: Partial<ValueState> = {}): ValueState => ({
    value,
    source: "live",
    changedAt: 1,
    seenAt: 1,
    ...part,
  });
  it("counts from one where it is a value, and is what was ordered while that is under way", () => {
    const place = climate(thermostat());
    const active = (one: ValueState | undefined) =>
      activeProfile(place, new Map(one ? [["1/VALUES/ACTIVE_PROFILE", one]] : []));
    assert.deepEqual(
      [1, 2, 3].map((value) => active(state(value))),
      [1, 2, 3],
    );
    for (const none of [0, 4, 1.5, "P1", null]) assert.equal(active(state(none)), undefined, String(none));
    assert.equal(active(undefined), undefined);
    assert.equal(active(state(2, { source: "unobserved" })), undefined);
    assert.equal(active(state(2, { source: "cache" })), 2);
    assert.equal(active(state(2, { optimistic: { value: 3 } })), 3);
    assert.equal(
      activeProfile(place, new Map([["1/VALUES/ACTIVE_PROFILE", state(2)]]), { ACTIVE_PROFILE: 3 }),
      2,
      "a value is not in the configuration",
    );
  });
  it("counts from zero, or is a label, where it is configuration; what was read just now counts", () => {
    const place = climate(wallThermostat());
    const active = (value: unknown, fresh: Record<string, unknown> = {}) =>
      activeProfile(place, new Map([["-/MASTER/WEEK_PROGRAM_POINTER", state(value)]]), fresh);
    assert.deepEqual([active(0), active(2), active(3), active(-1)], [1, 3, undefined, undefined]);
    assert.deepEqual([active("WEEK PROGRAM 2"), active("WEEK PROGRAM 9"), active("")], [2, undefined, undefined]);
    assert.equal(active(0, { WEEK_PROGRAM_POINTER: 1 }), 2);
    assert.equal(active(0, { OTHER: 1 }), 1);
  });
  it("is a value of another channel on some, and nothing to choose on others", () => {
    const pointer = parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 2 });
    const group = device({
      ...{ address: "0044AAAA000044", model: "HM-CC-XG", master: climateMaster(3) },
      channels: { 1: { type: "X", values: {} }, 2: { type: "X", values: { WEEK_PROGRAM_POINTER: pointer } } },
    });
    const place = climate(group);
    assert.deepEqual([profileSwitch(place)?.point.channel, profileSwitch(place)?.first], [2, 0]);
    assert.equal(activeProfile(place, new Map([["2/VALUES/WEEK_PROGRAM_POINTER", state(1)]])), 2);
    assert.equal(profileSwitch(climate(radiator())), undefined);
    assert.equal(activeProfile(climate(radiator()), new Map()), undefined);
    assert.equal(channelNumber(place), 0);
    assert.equal(channelNumber(climate(thermostat())), 1);
    // a pointer without a list of labels, told as one
    const { description: _d, ...bare } = profileSwitch(place)!.point;
    assert.ok(bare);
    assert.equal(
      activeProfile(place, new Map([["2/VALUES/WEEK_PROGRAM_POINTER", state("WEEK PROGRAM 1")]])),
      undefined,
    );
  });
});
