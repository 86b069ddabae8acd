/** Switching schedules on the wire and back, member by member (device-model 4.3 and 4.4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deviceSchedule, isSimple } from "../../../handlers/model/schedules/places.ts";
import { copyGroups, decodeSimple, encodeSimple } from "../../../handlers/model/schedules/simple.ts";
import { CONDITIONS, type SimpleScheduleEntry } from "../../../handlers/model/schedules/simple-entry.ts";
import { bitOfKey, keysOfMask, targetChannels } from "../../../handlers/model/schedules/targets.ts";
import { durationText } from "../../../handlers/model/schedules/times.ts";
import { numberOf, typedValues } from "../../../handlers/model/schedules/written.ts";
import type { Device } from "../../../handlers/model/types.ts";
import { device, parameter, READ, WRITE } from "../../support/devices.ts";
import { blinds, doorLock, lights, manyLights, switches, waterValve } from "../../support/schedules.ts";

function simple(of: Device) {
  const place = deviceSchedule(of);
  if (!place || !isSimple(place)) return assert.fail(`${of.model} has no program`);
  return { ...place, points: place.channel.master };
}
const entry = (part: Partial<SimpleScheduleEntry> = {}): SimpleScheduleEntry => ({
  ...{ slot_no: 1, weekdays: ["MONDAY"], time: "07:30", condition: "fixed_time", target_channels: ["1_1"], level: 1 },
  ...part,
});
const group = (values: Record<string, unknown>, number = "01") =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(`${number}_WP_`) ? [[name.slice(6), value]] : [],
    ),
  );
function written(of: Device, part: Partial<SimpleScheduleEntry>, raw = {}) {
  const { layout, points } = simple(of);
  const encoded = encodeSimple(layout, points, raw, [entry(part)]);
  assert.deepEqual(encoded.errors, []);
  const { typed, errors } = typedValues(points, encoded.values);
  assert.deepEqual(errors, []);
  return group(Object.fromEntries(Object.entries(typed).map(([name, { value }]) => [name, value])));
}
function wrong(of: Device, part: Partial<SimpleScheduleEntry>) {
  const { layout, points } = simple(of);
  return encodeSimple(layout, points, {}, [entry(part)]).errors;
}
const read = (of: Device, raw: Record<string, unknown>) => {
  const { layout, points } = simple(of);
  return decodeSimple(
    layout,
    points,
    Object.fromEntries(Object.entries(raw).map(([name, value]) => [`01_WP_${name}`, value])),
  )[0];
};

describe("the wire", () => {
  it("has a bit for each weekday", () => {
    // Sunday is the first
    const bits = { SUNDAY: 1, MONDAY: 2, TUESDAY: 4, WEDNESDAY: 8, THURSDAY: 16, FRIDAY: 32, SATURDAY: 64 };
    for (const [day, bit] of Object.entries(bits)) {
      assert.equal(written(switches(), { weekdays: [day] }).WEEKDAY, bit);
      assert.deepEqual(read(switches(), { WEEKDAY: bit })?.weekdays, [day]);
    }
    assert.equal(written(switches(), { weekdays: Object.keys(bits) }).WEEKDAY, 127);
    assert.equal(written(switches(), { weekdays: ["monday", "MONDAY"] }).WEEKDAY, 2);
    assert.equal(read(switches(), { WEEKDAY: 0 }), undefined);
    assert.equal(read(switches(), { WEEKDAY: 128 }), undefined, "a bit that is no day");
  });

  it("has a number for each condition", () => {
    const names = [
      ...["fixed_time", "astro", "fixed_if_before_astro", "astro_if_before_fixed", "fixed_if_after_astro"],
      ...["astro_if_after_fixed", "earliest_of_fixed_and_astro", "latest_of_fixed_and_astro"],
    ];
    assert.deepEqual([...CONDITIONS], names);
    names.forEach((condition, index) => {
      const given = { condition, astro_type: "sunset" };
      assert.equal(written(lights(), given).CONDITION, index);
      assert.equal(read(lights(), { WEEKDAY: 2, CONDITION: index, ASTRO_TYPE: 1 })?.condition, condition);
    });
    assert.equal(written(lights(), { condition: "earliest", astro_type: "sunrise" }).CONDITION, 6);
    assert.equal(written(lights(), { condition: "latest", astro_type: "sunrise" }).CONDITION, 7);
    const astro = read(lights(), { WEEKDAY: 2, CONDITION: 1, ASTRO_TYPE: 1, ASTRO_OFFSET: -30 });
    assert.deepEqual([astro?.astro_type, astro?.astro_offset_minutes], ["sunset", -30]);
    assert.equal(read(lights(), { WEEKDAY: 2, CONDITION: 1 })?.astro_type, "sunrise");
    const fixed = read(lights(), { WEEKDAY: 2, CONDITION: 0, ASTRO_TYPE: 1, ASTRO_OFFSET: -30 })!;
    assert.deepEqual(["astro_type" in fixed, "astro_offset_minutes" in fixed], [false, false]);
    assert.deepEqual(
      [
        written(lights(), { condition: "astro", astro_type: "sunrise", astro_offset_minutes: 0 }).ASTRO_TYPE,
        written(lights(), {}).ASTRO_OFFSET,
      ],
      [0, undefined],
    );
  });

  it("has hours and minutes, shown with two digits", () => {
    const values = written(switches(), { time: "23:59" });
    assert.deepEqual([values.FIXED_HOUR, values.FIXED_MINUTE], [23, 59]);
    assert.equal(read(switches(), { WEEKDAY: 2, FIXED_HOUR: 7, FIXED_MINUTE: 5 })?.time, "07:05");
    // values past the clock are its end
    assert.equal(read(switches(), { WEEKDAY: 2, FIXED_HOUR: 24, FIXED_MINUTE: 60 })?.time, "23:59");
    assert.equal(read(switches(), { WEEKDAY: 2, FIXED_HOUR: -1 })?.time, "00:00");
  });

  it("has what the kind of device takes, and shows nothing else", () => {
    const all = {
      ...{
        WEEKDAY: 2,
        LEVEL: 0.5,
        LEVEL_2: 0.25,
        DURATION_BASE: 1,
        DURATION_FACTOR: 10,
        RAMP_TIME_BASE: 0,
        RAMP_TIME_FACTOR: 5,
      },
      ...{ HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_TYPE: 1, HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE: 2700 },
    };
    const members = (of: Device) => {
      const { level, level_2, duration, ramp_time, color_type, color_value, output_behaviour } = read(of, all)!;
      return { level, level_2, duration, ramp_time, color_type, color_value, output_behaviour };
    };
    const none = {
      level_2: undefined,
      duration: undefined,
      ramp_time: undefined,
      color_type: undefined,
      color_value: undefined,
      output_behaviour: undefined,
    };
    assert.deepEqual(members(switches()), { ...none, level: 1, duration: "10s" });
    assert.deepEqual(members(lights()), {
      ...none,
      level: 0.5,
      duration: "10s",
      ramp_time: "500ms",
      color_type: 1,
      color_value: 2700,
    });
    assert.deepEqual(members(blinds()), { ...none, level: 0.5, level_2: 0.25 });
    assert.deepEqual(members(waterValve()), { ...none, level: 0.5, duration: "10s" });
    assert.equal(read(switches(), { WEEKDAY: 2, LEVEL: 0 })?.level, 0);
    assert.equal(read(blinds(), { WEEKDAY: 2, LEVEL: 2, LEVEL_2: 2 })?.level, 1.01);
  });

  it("takes levels, slats, colours and times as they were given", () => {
    assert.deepEqual(
      [written(blinds(), { level: 0.3, level_2: 0.7 }).LEVEL_2, written(blinds(), { level: 0.3 }).LEVEL],
      [0.7, 0.3],
    );
    const light = written(lights(), { duration: "90s", ramp_time: "2s", color_type: 0, color_value: 5 });
    assert.deepEqual(light, {
      ...{ WEEKDAY: 2, FIXED_HOUR: 7, FIXED_MINUTE: 30, CONDITION: 0, TARGET_CHANNELS: 1, LEVEL: 1 },
      ...{ DURATION_BASE: 2, DURATION_FACTOR: 18, RAMP_TIME_BASE: 1, RAMP_TIME_FACTOR: 2 },
      ...{ HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_TYPE: 0, HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE: 5 },
    });
  });

  it("loses a time that is not given any more: for ever, and without a ramp; one that never was is left alone", () => {
    const now = {
      "01_WP_WEEKDAY": 2,
      "01_WP_DURATION_BASE": 1,
      "01_WP_DURATION_FACTOR": 10,
      "01_WP_RAMP_TIME_BASE": 1,
      "01_WP_RAMP_TIME_FACTOR": 2,
    };
    const ended = written(lights(), {}, now);
    assert.deepEqual(
      [ended.DURATION_BASE, ended.DURATION_FACTOR, ended.RAMP_TIME_BASE, ended.RAMP_TIME_FACTOR],
      [7, 31, 0, 0],
    );
    const never = written(lights(), {}, { "01_WP_WEEKDAY": 2 });
    assert.deepEqual([never.DURATION_BASE, never.RAMP_TIME_BASE], [undefined, undefined]);
    // a group that was off has nothing of its own yet
    const fresh = written(lights(), {});
    assert.deepEqual(
      [fresh.DURATION_BASE, fresh.DURATION_FACTOR, fresh.RAMP_TIME_BASE, fresh.RAMP_TIME_FACTOR],
      [7, 31, 0, 0],
    );
  });

  it("of an entry that comes back as it was read carries what the device itself takes, unchanged", () => {
    const { layout, points } = simple(lights());
    const raw = { "01_WP_WEEKDAY": 2, "01_WP_LEVEL": 0.4, "01_WP_TARGET_CHANNELS": 5, "01_WP_CONDITION": 9 };
    const [same] = decodeSimple(layout, points, raw);
    const { values } = encodeSimple(layout, points, raw, [same!]);
    assert.deepEqual(group(Object.fromEntries(values.map(({ parameter: name, value }) => [name, value]))), {
      ...{ WEEKDAY: 2, TARGET_CHANNELS: 5, LEVEL: 0.4 },
    });
  });
});

describe("durations", () => {
  it("of each base are told in its unit", () => {
    const texts: [base: number, factor: number, text: string | undefined][] = [
      [0, 1, "100ms"],
      [0, 30, "3000ms"],
      [1, 7, "7s"],
      [2, 3, "15s"],
      [3, 3, "30s"],
      [4, 7, "7min"],
      [5, 3, "15min"],
      [6, 3, "30min"],
      [7, 30, "30h"],
      [7, 31, undefined],
      [7, 32, undefined],
      [6, 31, "310min"],
      [1, 0, undefined],
      [1, -1, undefined],
      [8, 1, undefined],
      [-1, 1, undefined],
    ];
    for (const [base, factor, text] of texts) assert.equal(durationText(base, factor), text, `${base}, ${factor}`);
    assert.equal(durationText(undefined, 1), undefined);
    assert.equal(durationText(1, undefined), undefined);
  });
});

describe("locks", () => {
  // level, base, factor: device-model 4.3
  const ACTIONS: Record<string, [number, number, number]> = {
    lock_autorelock_end: [0, 7, 31],
    lock_autorelock_start: [0, 0, 0],
    unlock_autorelock_end: [1, 7, 31],
    autorelock_end: [1.01, 7, 31],
  };
  const at = { WEEKDAY: 2, TARGET_CHANNELS: 1 };
  it("do what they shall, and say so again", () => {
    for (const [lock_action, [level, base, factor]] of Object.entries(ACTIONS)) {
      const values = written(doorLock(), { condition: undefined, lock_mode: "door_lock", lock_action });
      assert.deepEqual(
        [values.LEVEL, values.DURATION_BASE, values.DURATION_FACTOR],
        [level, base, factor],
        lock_action,
      );
      const again = read(doorLock(), { ...at, LEVEL: level, DURATION_BASE: base, DURATION_FACTOR: factor });
      assert.deepEqual([again?.lock_mode, again?.lock_action], ["door_lock", lock_action]);
    }
    assert.equal(
      read(doorLock(), { ...at, LEVEL: 0.5, DURATION_BASE: 3, DURATION_FACTOR: 3 })?.lock_action,
      "lock_autorelock_end",
    );
    assert.equal(
      read(doorLock(), { ...at, LEVEL: 1 })?.lock_action,
      "unlock_autorelock_end",
      "without a duration: for ever",
    );
  });
  it("let people in, or not", () => {
    for (const [permission, level] of [
      ["granted", 1],
      ["not_granted", 0],
    ] as const) {
      const values = written(doorLock(), {
        condition: undefined,
        target_channels: ["2_1"],
        lock_mode: "user_permission",
        permission,
      });
      assert.deepEqual(
        [values.TARGET_CHANNELS, values.LEVEL, values.DURATION_BASE, values.DURATION_FACTOR],
        [8, level, 7, 31],
      );
    }
    const permission = (LEVEL: number) => read(doorLock(), { WEEKDAY: 2, TARGET_CHANNELS: 8, LEVEL });
    assert.deepEqual([permission(0.49)?.permission, permission(0.5)?.permission], ["not_granted", "granted"]);
    assert.deepEqual([permission(1)?.lock_mode, permission(1)?.lock_action], ["user_permission", undefined]);
  });
  it("are refused what does not go together, naming the member", () => {
    const cases: [Partial<SimpleScheduleEntry>, string[]][] = [
      [{ lock_mode: "door_lock", lock_action: "lock_autorelock_end", target_channels: ["2_1"] }, ["target_channels"]],
      [{ lock_mode: "user_permission", permission: "granted", target_channels: ["1_1"] }, ["target_channels"]],
      [
        {
          lock_mode: "user_permission",
          permission: "granted",
          target_channels: ["2_1"],
          lock_action: "autorelock_end",
        },
        ["lock_action"],
      ],
      [{ lock_mode: "user_permission", target_channels: ["2_1"] }, ["permission"]],
      [{ lock_mode: "user_permission", target_channels: ["2_1"], permission: "maybe" }, ["permission"]],
      [{ lock_mode: "door_lock", lock_action: "open" }, ["lock_action"]],
      [{ lock_mode: "door_lock" }, ["lock_action"]],
      [{ lock_mode: "other" }, ["lock_mode"]],
      [{ lock_mode: "door_lock", lock_action: "autorelock_end", target_channels: undefined }, []],
    ];
    for (const [part, fields] of cases)
      assert.deepEqual(
        wrong(doorLock(), { condition: undefined, ...part }).map(({ field }) => field?.split(".").at(-1)),
        fields,
        JSON.stringify(part),
      );
    for (const member of ["lock_mode", "lock_action", "permission"] as const)
      assert.deepEqual(
        wrong(switches(), { [member]: "granted" }).map(({ field, reason }) => [field, reason]),
        [[`simple_entries[0].${member}`, "this device is no lock"]],
      );
  });
});

describe("limits of an entry", () => {
  it("hold at the limit and refuse one past it, telling both ends", () => {
    const ends: [Device, keyof SimpleScheduleEntry, fits: unknown[], fails: unknown[], min: number, max: number][] = [
      [lights(), "level", [0, 1.01], [-0.001, 1.011], 0, 1.01],
      [blinds(), "level_2", [0, 1.01], [-0.001, 1.011], 0, 1.01],
      [switches(), "astro_offset_minutes", [-720, 720, 0], [-721, 721, 0.5], -720, 720],
      [switches(), "slot_no", [1, 75], [0, 76, 1.5], 1, 75],
    ];
    for (const [of, member, fits, fails, min, max] of ends) {
      for (const value of fits) assert.deepEqual(wrong(of, { [member]: value }), [], `${member} ${value}`);
      for (const value of fails) {
        const [error, ...more] = wrong(of, { [member]: value });
        assert.deepEqual([error?.field, error?.min, error?.max, more], [`simple_entries[0].${member}`, min, max, []]);
      }
    }
    assert.deepEqual([wrong(switches(), { level: 0 }), wrong(switches(), { level: 1 })], [[], []]);
    assert.equal(wrong(switches(), { level: 0.999 })[0]?.reason, "a switch takes 0 or 1");
  });
  it("of the device itself are told by the member that they came from", () => {
    const members: [Device, Partial<SimpleScheduleEntry>, member: string][] = [
      [lights(), { color_type: 3 }, "color_type"],
      [lights(), { color_value: 1_048_576 }, "color_value"],
      [lights(), { astro_offset_minutes: 128 }, "astro_offset_minutes"],
      [lights(), { astro_offset_minutes: -129 }, "astro_offset_minutes"],
    ];
    for (const [of, part, member] of members) {
      const { layout, points } = simple(of);
      const { values, errors } = encodeSimple(layout, points, {}, [entry(part)]);
      assert.deepEqual(errors, []);
      assert.deepEqual(
        typedValues(points, values).errors.map(({ field }) => field),
        [`simple_entries[0].${member}`],
      );
    }
    const { layout, points } = simple(lights());
    const all = entry({
      ...{ condition: "astro", astro_type: "sunset", astro_offset_minutes: 5, duration: "10s", ramp_time: "2s" },
      ...{ color_type: 1, color_value: 2 },
    });
    const fields = encodeSimple(layout, points, {}, [all]).values.filter(({ parameter: name }) =>
      name.startsWith("01_"),
    );
    assert.deepEqual(
      Object.fromEntries(fields.map(({ parameter: name, field }) => [name.slice(6), field.split(".")[1]])),
      {
        ...{
          WEEKDAY: "weekdays",
          FIXED_HOUR: "time",
          FIXED_MINUTE: "time",
          CONDITION: "condition",
          ASTRO_TYPE: "astro_type",
        },
        ...{ ASTRO_OFFSET: "astro_offset_minutes", TARGET_CHANNELS: "target_channels", LEVEL: "level" },
        ...{
          DURATION_BASE: "duration",
          DURATION_FACTOR: "duration",
          RAMP_TIME_BASE: "ramp_time",
          RAMP_TIME_FACTOR: "ramp_time",
        },
        HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_TYPE: "color_type",
        HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE: "color_value",
      },
    );
  });
  it("that an astro offset has on the wire are those of the member", () => {
    const offset = (value: number) =>
      read(lights(), { WEEKDAY: 2, CONDITION: 1, ASTRO_OFFSET: value })?.astro_offset_minutes;
    assert.deepEqual([offset(-720), offset(720), offset(-721), offset(721)], [-720, 720, -720, 720]);
  });
  it("name the targets that there are", () => {
    const [error] = wrong(switches(), { target_channels: ["1_1", "9_9"] });
    assert.equal(error?.reason, "9_9 is no target (1_1, 1_2, 1_3, 2_1, 2_2, 2_3)");
    assert.equal(
      wrong(manyLights(), { condition: undefined, target_channels: ["x".repeat(300)] })[0]?.reason?.length,
      300,
    );
    assert.equal(
      wrong(doorLock(), {
        condition: undefined,
        lock_mode: "user_permission",
        permission: "granted",
        target_channels: ["zzz"],
      })[0]?.field,
      "simple_entries[0].target_channels",
    );
    assert.deepEqual(wrong(switches(), { target_channels: undefined }), []);
    const one = { address: "0035AAAA000035", model: "HmIP-X", channels: {} };
    const alone = device({
      ...one,
      channels: {
        1: {
          type: "X_WEEK_PROFILE",
          master: {
            "01_WP_WEEKDAY": parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 127 }),
            "01_WP_TARGET_CHANNELS": parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 255 }),
          },
        },
      },
    });
    assert.equal(wrong(alone, { target_channels: ["x"] })[0]?.reason, "x is no target");
    assert.deepEqual(
      wrong(alone, { target_channels: ["2_3"] }),
      [],
      "positions that nobody knows are taken as numbers",
    );
  });
  it("say what is wrong with times and conditions", () => {
    const reasons = (of: Device, part: Partial<SimpleScheduleEntry>) => wrong(of, part).map(({ reason }) => reason);
    assert.deepEqual(reasons(switches(), { time: "7:60" }), ["is no time 00:00 … 23:59"]);
    assert.deepEqual(reasons(switches(), { weekdays: ["MONDAY", "NODAY"] }), ["NODAY is no weekday (MONDAY … SUNDAY)"]);
    assert.deepEqual(
      reasons(doorLock(), {
        condition: "astro",
        astro_type: "sunset",
        lock_mode: "door_lock",
        lock_action: "autorelock_end",
      }),
      ["this device knows fixed times only"],
    );
    assert.deepEqual(reasons(switches(), { astro_type: "noon" }), ["is none of sunrise, sunset"]);
    assert.deepEqual(reasons(switches(), { astro_type: "sunset" }), [], "known but not used");
    assert.deepEqual(reasons(switches(), { condition: undefined }), []);
  });
});

describe("targets", () => {
  it("that are no known channel have keys that come back", () => {
    const targets = targetChannels(switches());
    assert.deepEqual(keysOfMask(1 << 6, targets), ["3_1"]);
    assert.equal(bitOfKey("3_1", targets), 6);
    assert.deepEqual(keysOfMask(0, targets), []);
    for (const odd of [-1, 0.5, Number.NaN, 2 ** 60]) assert.deepEqual(keysOfMask(odd, targets), []);
    for (const key of ["0_0", "1_4", "17_1", "1_0", "1", "a_b", ""]) assert.equal(bitOfKey(key, []), undefined, key);
    assert.deepEqual([bitOfKey("16_3", []), bitOfKey("0_48", []), bitOfKey("0_49", [])], [47, 47, undefined]);
    // four lights in a row: the fifth bit would be called as the second light's second
    const row = targetChannels(lights());
    for (let bit = 0; bit < 48; bit++) {
      const [key] = keysOfMask(2 ** bit, row);
      assert.equal(bitOfKey(key!, row), bit, key);
    }
  });
});

describe("copies of a program", () => {
  const raw = { "01_WP_WEEKDAY": 2, "01_WP_LEVEL": 1, "01_WP_TARGET_CHANNELS": 1, "01_WP_CONDITION": 1 };
  const reasons = (from: Device, to: Device, values: Record<string, unknown>) => {
    const source = simple(from);
    return copyGroups({ layout: source.layout, points: source.points, raw: values }, simple(to).layout).errors.map(
      ({ field, reason }) => `${field}: ${reason}`,
    );
  };
  it("say what the other device lacks", () => {
    assert.deepEqual(reasons(switches(), switches("B"), raw), []);
    const lock = { ...raw, "01_WP_TARGET_CHANNELS": 8 };
    assert.deepEqual(reasons(switches(), doorLock(), lock), [
      "simple_entries[1]: the other device knows fixed times only",
    ]);
    assert.deepEqual(reasons(switches(), doorLock(), { ...lock, "01_WP_CONDITION": 0 }), []);
    assert.deepEqual(reasons(switches(), switches("B"), { ...raw, "01_WP_TARGET_CHANNELS": 64 }), [
      "simple_entries[1]: acts on channels that the other device does not have",
    ]);
    assert.deepEqual(reasons(switches(), switches("B", { groups: 1 }), { ...raw, "03_WP_WEEKDAY": 1 }), [
      "simple_entries[3]: the other device has 1 entries only",
    ]);
    assert.deepEqual(
      reasons(switches(), switches("B", { groups: 1 }), { ...raw, "03_WP_WEEKDAY": 128 }),
      [],
      "an inactive group is none",
    );
  });
  it("switch off what the source does not have, and carry only what the other knows", () => {
    const source = simple(switches("A", { groups: 1 }));
    const target = simple(switches("B", { groups: 2 })).layout;
    const { values } = copyGroups(
      { layout: source.layout, points: source.points, raw: { ...raw, "02_WP_WEEKDAY": 4 } },
      target,
    );
    const all = Object.fromEntries(values.map(({ parameter: name, value }) => [name, value]));
    assert.deepEqual(group(all, "02"), { WEEKDAY: 0, TARGET_CHANNELS: 0 });
    assert.deepEqual(group(all), { WEEKDAY: 2, LEVEL: 1, TARGET_CHANNELS: 1, CONDITION: 1 });
    assert.deepEqual(
      Object.keys(
        group(
          Object.fromEntries(
            copyGroups({ ...source, raw: { ...raw, "01_WP_CONDITION": 0 } }, simple(doorLock()).layout).values.map(
              ({ parameter: name, value }) => [name, value],
            ),
          ),
        ),
      ).sort(),
      [...["LEVEL", "TARGET_CHANNELS", "WEEKDAY"]],
    );
  });
});

describe("numbers of a paramset", () => {
  const point = (TYPE: string, rest = {}) => parameter(TYPE, READ | WRITE, rest);
  const { channels } = device({
    ...{ address: "0036AAAA000036", model: "X" },
    channels: {
      1: {
        type: "X",
        master: {
          N: point("INTEGER"),
          E: point("ENUM", { VALUE_LIST: ["A", "7", "B"] }),
          B: point("BOOL"),
          T: point("STRING"),
        },
      },
    },
  });
  const { master } = channels[0]!;
  it("are read of whatever the CCU spells them as", () => {
    for (const [name, value, number] of [
      ["N", 5, 5],
      ["N", "5", 5],
      ["N", "", undefined],
      ["E", "B", 2],
      ["E", "7", 1],
      ["E", 2, 2],
      ["B", true, 1],
      ["B", false, 0],
      ["T", "281474976710655", 281_474_976_710_655],
      ["T", "many", undefined],
      ["X", 5, undefined],
      ["toString", 5, undefined],
    ] as const)
      assert.equal(numberOf(master, { [name]: value }, name), number, `${name} ${value}`);
    assert.equal(numberOf(master, {}, "N"), undefined);
  });
  it("are written as the description says, or refused in the schedule's words", () => {
    const { typed, errors } = typedValues(master, [
      { parameter: "N", value: 3, field: "a" },
      { parameter: "N", value: 3.5, field: "b" },
      { parameter: "Z", value: 3, field: "c" },
    ]);
    assert.deepEqual(typed, { N: { type: "INTEGER", value: 3 } });
    assert.deepEqual(
      errors.map(({ field, reason }) => [field, reason]),
      [
        ["b", "takes a whole number"],
        ["c", "this device has no Z"],
      ],
    );
  });
});
