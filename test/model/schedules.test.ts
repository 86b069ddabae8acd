import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeClimate, encodeClimate } from "../../handlers/model/schedules/climate.ts";
import {
  channelSchedule,
  deviceSchedule,
  isClimate,
  isSimple,
  type SchedulePlace,
} from "../../handlers/model/schedules/places.ts";
import { copyGroups, decodeSimple, encodeSimple } from "../../handlers/model/schedules/simple.ts";
import type { SimpleScheduleEntry } from "../../handlers/model/schedules/simple-entry.ts";
import { bitOfKey, keysOfMask, maskOfBits, targetChannels } from "../../handlers/model/schedules/targets.ts";
import { durationOf, durationText, minutesOf, timeText } from "../../handlers/model/schedules/times.ts";
import { type RawParamset, typedValues } from "../../handlers/model/schedules/written.ts";
import type { Device } from "../../handlers/model/types.ts";
import { bounds } from "../../handlers/model/values.ts";
import { device } from "../support/devices.ts";
import {
  blinds,
  doorLock,
  lights,
  manyLights,
  radiator,
  scheduled,
  switches,
  thermostat,
  wallThermostat,
  waterValve,
} from "../support/schedules.ts";

const placeOf = (of: Device): SchedulePlace => deviceSchedule(of) ?? assert.fail(`${of.model} has no schedule`);
function climate(of: Device) {
  const place = placeOf(of);
  return isClimate(place) ? { ...place, points: place.channel.master } : assert.fail(`${of.model} is no thermostat`);
}
function simple(of: Device) {
  const place = placeOf(of);
  return isSimple(place) ? { ...place, points: place.channel.master } : assert.fail(`${of.model} has no program`);
}
const wire = (place: SchedulePlace, encoded: Parameters<typeof typedValues>[1]) =>
  Object.fromEntries(
    Object.entries(typedValues(place.channel.master, encoded).typed).map(([name, { value }]) => [name, value]),
  );
/** A whole schedule read, as one value that can be compared. */
const read = (place: SchedulePlace, raw: RawParamset): unknown =>
  isClimate(place)
    ? decodeClimate(place.layout, place.channel.master, raw)
    : isSimple(place)
      ? decodeSimple(place.layout, place.channel.master, raw)
      : assert.fail();

describe("where a schedule lives", () => {
  it("is found by channel type, then on climate channels, then on the device", () => {
    const places = scheduled().map((one) => [one.model, placeOf(one).channel.number, placeOf(one).layout.kind]);
    assert.deepEqual(places, [
      ["HmIP-XTRV", 1, "climate"],
      ["HmIP-XTRV", 1, "climate"],
      ["HM-CC-XT-DN", null, "climate"],
      ["HM-TC-XT-WM", null, "climate"],
      ["HmIP-XSW2", 9, "simple"],
      ["HmIP-XBL", 7, "simple"],
      ["HmIP-XRGBW", 5, "simple"],
      ["HmIP-XDALI", 49, "simple"],
      ["HmIP-XDLD", 10, "simple"],
      ["HmIP-XWSM", 7, "simple"],
    ]);
  });

  it("answers for the device's own schedule on channel 0 and on the climate channel, on no other", () => {
    const one = radiator();
    assert.equal(channelSchedule(one, 0)?.channel.number, null);
    assert.equal(channelSchedule(one, 4)?.channel.number, null);
    assert.equal(channelSchedule(wallThermostat(), 2), undefined);
    assert.equal(channelSchedule(switches(), 2), undefined);
    assert.equal(channelSchedule(switches(), 99), undefined);
  });

  it("knows profiles, groups and domain", () => {
    assert.deepEqual(climate(thermostat("A", 6)).layout.profiles, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(climate(radiator()).layout, { kind: "climate", bare: true, profiles: [1], slots: 13 });
    assert.deepEqual(
      [switches(), blinds(), lights(), waterValve(), doorLock()].map((one) => [
        simple(one).layout.groups,
        simple(one).layout.domain,
      ]),
      [
        [75, "switch"],
        [69, "cover"],
        [75, "light"],
        [75, "valve"],
        [75, "lock"],
      ],
    );
  });

  it("is missing where a week profile was announced without a description", () => {
    const bare = device({ address: "A1", model: "X", channels: { 1: { type: "SWITCH_WEEK_PROFILE", values: {} } } });
    assert.equal(deviceSchedule(bare), undefined);
  });
});

describe("times", () => {
  it("reads hours with and without a leading zero, and midnight only as an end", () => {
    assert.deepEqual(
      ["0:00", "7:05", "07:05", "23:59", "24:00", "24:01", "7:5", "07:60", "", "-1:00", "7:05 "].map((t) =>
        minutesOf(t),
      ),
      [0, 425, 425, 1439, undefined, undefined, undefined, undefined, undefined, undefined, undefined],
    );
    assert.equal(minutesOf("24:00", true), 1440);
    assert.equal(minutesOf("24:01", true), undefined);
  });

  it("finds the finest base that divides a duration evenly", () => {
    assert.deepEqual(
      ["10s", "45s", "40min", "30h", "31h", "0s", "100ms", "50ms", "1.5s", "10", "x"].map((t) => durationOf(t)),
      [
        { base: 1, factor: 10 },
        { base: 2, factor: 9 },
        { base: 5, factor: 8 },
        { base: 7, factor: 30 },
        undefined,
        { base: 0, factor: 0 },
        { base: 0, factor: 1 },
        undefined,
        undefined,
        undefined,
        undefined,
      ],
    );
  });

  it("writes every base and factor so that it can be read, or as no duration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 30 }), (base, factor) => {
        const text = durationText(base, factor);
        if (factor === 0) return assert.equal(text, undefined);
        const again = durationOf(text!);
        assert.equal(durationText(again!.base, again!.factor)!.length > 0, true);
        const ms = [100, 1000, 5000, 10_000, 60_000, 300_000, 600_000, 3_600_000];
        assert.equal(ms[again!.base]! * again!.factor, ms[base]! * factor);
      }),
    );
    assert.equal(durationText(7, 31), undefined);
    assert.equal(durationText(9, 3), undefined);
  });
});

describe("heating schedules", () => {
  const day = (...cells: [number, number][]) => {
    const raw: Record<string, unknown> = {};
    for (let slot = 1; slot <= 13; slot++) {
      const [end, temperature] = cells[slot - 1] ?? [1440, 17];
      raw[`P1_ENDTIME_MONDAY_${slot}`] = end;
      raw[`P1_TEMPERATURE_MONDAY_${slot}`] = temperature;
    }
    return raw;
  };
  const { layout, points, ...place } = climate(thermostat());
  const monday = (raw: RawParamset) => decodeClimate(layout, points, raw).P1!.weekdays.MONDAY;
  const encode = (weekday: unknown) =>
    encodeClimate(layout, { P1: { weekdays: { MONDAY: weekday } } } as Parameters<typeof encodeClimate>[1]);

  it("are read as a base temperature with periods", () => {
    assert.deepEqual(monday(day([360, 17], [540, 21], [1020, 17], [1320, 22], [1440, 17])), {
      base_temperature: 17,
      periods: [
        { start_time: "06:00", end_time: "09:00", temperature: 21 },
        { start_time: "17:00", end_time: "22:00", temperature: 22 },
      ],
    });
  });

  it("join equal neighbours, skip cells that go back, and hold the last temperature until midnight", () => {
    assert.deepEqual(monday(day([300, 17], [400, 21], [350, 25], [500, 21], [1440, 17])), {
      base_temperature: 17,
      periods: [{ start_time: "05:00", end_time: "08:20", temperature: 21 }],
    });
    const short = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [i, [60 * (i + 1), 10 + i]]));
    const read = monday(day(...(Object.values(short) as [number, number][])));
    assert.deepEqual([read?.base_temperature, read?.periods.length], [22, 12]);
  });

  it("take the first temperature where two last equally long", () => {
    assert.equal(monday(day([720, 20], [1440, 18]))?.base_temperature, 20);
  });

  it("leave out days of which nothing is known", () => {
    assert.deepEqual(Object.keys(decodeClimate(layout, points, day()).P1!.weekdays), ["MONDAY"]);
    assert.deepEqual(decodeClimate(layout, points, {}), {
      P1: { weekdays: {} },
      P2: { weekdays: {} },
      P3: { weekdays: {} },
    });
  });

  it("are written as 13 cells, base temperature in the gaps and as padding, and nothing else", () => {
    const { values, errors } = encode({
      base_temperature: 17.5,
      periods: [
        { start_time: "17:00", end_time: "22:00", temperature: 22 },
        { start_time: "6:00", end_time: "09:00", temperature: 21 },
      ],
    });
    assert.deepEqual(errors, []);
    const written = wire({ layout, ...place }, values);
    assert.equal(Object.keys(written).length, 26);
    const cells = Array.from({ length: 6 }, (_, i) => [
      written[`P1_ENDTIME_MONDAY_${i + 1}`],
      written[`P1_TEMPERATURE_MONDAY_${i + 1}`],
    ]);
    assert.deepEqual(cells, [
      [360, 17.5],
      [540, 21],
      [1020, 17.5],
      [1320, 22],
      [1440, 17.5],
      [1440, 17.5],
    ]);
  });

  it("have keys without a profile on the classic radiator thermostat", () => {
    const one = climate(radiator());
    const weekdays = { SUNDAY: { base_temperature: 18, periods: [] } };
    const { values } = encodeClimate(one.layout, { P1: { weekdays } });
    assert.equal(wire(one, values).ENDTIME_SUNDAY_1, 1440);
    assert.equal(encodeClimate(one.layout, { P2: { weekdays } }).errors[0]?.field, "profiles.P2");
  });

  it("have 13 switching points a day, gaps included: 13 fit, 14 do not", () => {
    const periods = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => ({
        start_time: timeText(from + i * 60),
        end_time: timeText(from + i * 60 + 30),
        temperature: 20,
      }));
    assert.deepEqual(encode({ base_temperature: 17, periods: periods(6, 30) }).errors, []);
    const adjacent = Array.from({ length: 12 }, (_, i) => ({
      start_time: timeText(i * 60),
      end_time: timeText(i * 60 + 60),
      temperature: 20 + (i % 2),
    }));
    assert.deepEqual(encode({ base_temperature: 17, periods: adjacent }).errors, []);
    const [error] = encode({ base_temperature: 17, periods: periods(7, 30) }).errors;
    assert.deepEqual([error?.field, error?.max], ["profiles.P1.weekdays.MONDAY.periods", 13]);
  });

  it("name the member that is wrong", () => {
    const field = (start_time: string, end_time: string) =>
      encode({ base_temperature: 17, periods: [{ start_time, end_time, temperature: 20 }] }).errors.map((e) => e.field);
    const at = "profiles.P1.weekdays.MONDAY.periods[0]";
    assert.deepEqual(field("25:00", "26:00"), [`${at}.start_time`, `${at}.end_time`]);
    assert.deepEqual(field("10:00", "10:00"), [`${at}.end_time`]);
    assert.deepEqual(field("24:00", "24:00"), [`${at}.start_time`]);
    const overlap = [
      { start_time: "10:00", end_time: "12:00", temperature: 20 },
      { start_time: "11:59", end_time: "13:00", temperature: 21 },
    ];
    assert.equal(encode({ base_temperature: 17, periods: overlap }).errors[0]?.reason, "overlaps another period");
    const names = encodeClimate(layout, {
      P7: { weekdays: {} },
      P1: { weekdays: { Monday: { base_temperature: 1, periods: [] } } },
    });
    assert.deepEqual(
      names.errors.map((e) => e.field),
      ["profiles.P7", "profiles.P1.weekdays.Monday"],
    );
    const hot = encode({ base_temperature: 30.5, periods: [] });
    const [error] = typedValues(points, hot.values).errors;
    assert.deepEqual([error?.field, error?.max], ["profiles.P1.weekdays.MONDAY.base_temperature", 30]);
  });
});

describe("targets", () => {
  it("are the receivers in order, three to an actuator", () => {
    const keys = targetChannels(switches()).map(({ key, bit, channel, type }) => [key, bit, channel.number, type]);
    assert.deepEqual(keys, [
      ["1_1", 0, 2, "primary"],
      ["1_2", 1, 3, "secondary"],
      ["1_3", 2, 4, "secondary"],
      ["2_1", 3, 6, "primary"],
      ["2_2", 4, 7, "secondary"],
      ["2_3", 5, 8, "secondary"],
    ]);
  });

  it("have a fourth light in a row, and 48 of them", () => {
    assert.deepEqual(targetChannels(lights()).at(-1)?.key, "1_4");
    const many = targetChannels(manyLights());
    assert.deepEqual([many.length, many.at(-1)?.bit], [48, 47]);
    assert.equal(maskOfBits(many.map(({ bit }) => bit)), 2 ** 48 - 1);
  });

  it("follow the device where its bits are in another order", () => {
    const plain = (type: string) => ({ type, values: {} });
    const dlp = device({
      address: "D1",
      model: "HmIP-DLP",
      channels: {
        4: plain("PERMISSION_TRANSCEIVER"),
        5: plain("PERMISSION_TRANSCEIVER"),
        12: plain("DOOR_LOCK_TRANSCEIVER"),
        13: plain("AUTO_RELOCK_TRANSCEIVER"),
      },
    });
    assert.deepEqual(
      targetChannels(dlp).map(({ key, bit }) => [key, bit]),
      [
        ["1_1", 2],
        ["1_2", 3],
        ["2_1", 0],
        ["2_2", 1],
      ],
    );
    const fwi = device({
      address: "D2",
      model: "HmIP-FWI",
      channels: {
        1: plain("ACCESS_RECEIVER"),
        10: plain("SWITCH_VIRTUAL_RECEIVER"),
        11: plain("SWITCH_VIRTUAL_RECEIVER"),
      },
    });
    assert.deepEqual(
      targetChannels(fwi).map(({ key, bit }) => [key, bit]),
      [
        ["1_1", 0],
        ["1_2", 1],
        ["2_1", 2],
      ],
    );
  });

  it("give every mask back, whatever the device", () => {
    fc.assert(
      fc.property(fc.constantFrom(...scheduled()), fc.integer({ min: 0, max: 2 ** 48 - 1 }), (one, mask) => {
        const targets = targetChannels(one);
        const keys = keysOfMask(mask, targets);
        assert.equal(maskOfBits(keys.map((key) => bitOfKey(key, targets) ?? assert.fail(key))), mask);
        assert.equal(bitOfKey("99_9", targets), undefined);
      }),
    );
  });
});

describe("switching schedules", () => {
  const entry = (part: Partial<SimpleScheduleEntry> = {}): SimpleScheduleEntry => ({
    slot_no: 1,
    weekdays: ["MONDAY", "SUNDAY"],
    time: "07:30",
    condition: "fixed_time",
    target_channels: ["1_1"],
    level: 1,
    ...part,
  });
  const encode = (of: Device, ...entries: SimpleScheduleEntry[]) => {
    const { layout, points } = simple(of);
    return encodeSimple(layout, points, {}, entries);
  };
  const written = (of: Device, ...entries: SimpleScheduleEntry[]) => {
    const { values, errors } = encode(of, ...entries);
    assert.deepEqual(errors, []);
    return wire(placeOf(of), values);
  };
  const wrong = (of: Device, part: Partial<SimpleScheduleEntry>) =>
    encode(of, entry(part)).errors.map(({ field }) => field?.replace("simple_entries[0].", ""));

  it("are written as one group each; the others are switched off", () => {
    const values = written(switches(), entry({ duration: "40min", target_channels: ["1_1", "2_1"] }));
    const group = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (name.startsWith("01_WP_") ? [[name.slice(6), value]] : [])),
    );
    assert.deepEqual(group, {
      WEEKDAY: 3,
      FIXED_HOUR: 7,
      FIXED_MINUTE: 30,
      CONDITION: 0,
      TARGET_CHANNELS: 9,
      LEVEL: 1,
      DURATION_BASE: 5,
      DURATION_FACTOR: 8,
    });
    assert.deepEqual(
      [values["75_WP_WEEKDAY"], values["75_WP_TARGET_CHANNELS"], values["75_WP_LEVEL"]],
      [0, 0, undefined],
    );
    assert.equal(Object.keys(values).length, 8 + 74 * 2);
  });

  it("end a duration that is not given any more", () => {
    const { layout, points } = simple(switches());
    const raw = { "01_WP_WEEKDAY": 2, "01_WP_DURATION_BASE": "BASE_1_M", "01_WP_DURATION_FACTOR": 5, "01_WP_LEVEL": 1 };
    assert.equal(decodeSimple(layout, points, raw)[0]?.duration, "5min");
    const values = wire(placeOf(switches()), encodeSimple(layout, points, raw, [entry()]).values);
    assert.deepEqual([values["01_WP_DURATION_BASE"], values["01_WP_DURATION_FACTOR"]], [7, 31]);
  });

  it("know sunrise and sunset", () => {
    const values = written(
      lights(),
      entry({
        condition: "latest",
        astro_type: "sunset",
        astro_offset_minutes: -30,
        ramp_time: "500ms",
        color_type: 1,
        color_value: 2700,
      }),
    );
    assert.deepEqual(
      ["CONDITION", "ASTRO_TYPE", "ASTRO_OFFSET", "RAMP_TIME_FACTOR"].map((name) => values[`01_WP_${name}`]),
      [7, 1, -30, 5],
    );
    assert.equal(values["01_WP_HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE"], 2700);
  });

  it("write the wide mask as text", () => {
    assert.equal(written(manyLights(), entry({ target_channels: ["1_48"] }))["01_WP_TARGET_CHANNELS"], String(2 ** 47));
  });

  it("make locks do what they shall", () => {
    const lock = (part: Partial<SimpleScheduleEntry>) => {
      const values = written(doorLock(), entry({ condition: undefined, ...part }));
      return ["TARGET_CHANNELS", "LEVEL", "DURATION_BASE", "DURATION_FACTOR"].map((name) => values[`01_WP_${name}`]);
    };
    const none = { target_channels: undefined, level: 0 };
    assert.deepEqual(lock({ ...none, lock_mode: "door_lock", lock_action: "autorelock_end" }), [1, 1.01, 7, 31]);
    assert.deepEqual(lock({ ...none, lock_mode: "door_lock", lock_action: "lock_autorelock_start" }), [1, 0, 0, 0]);
    assert.deepEqual(lock({ ...none, lock_mode: "user_permission", permission: "granted" }), [8, 1, 7, 31]);
  });

  it("refuse what the device cannot do, naming the member", () => {
    const cases: [Device, Partial<SimpleScheduleEntry>, string[]][] = [
      [switches(), { level: 0.5 }, ["level"]],
      [switches(), { level_2: 0 }, ["level_2"]],
      [switches(), { ramp_time: "1s" }, ["ramp_time"]],
      [switches(), { duration: "31h" }, ["duration"]],
      [switches(), { lock_mode: "door_lock" }, ["lock_mode"]],
      [switches(), { target_channels: ["3_1"] }, ["target_channels"]],
      [switches(), { weekdays: [] }, ["weekdays"]],
      [switches(), { weekdays: ["FUNDAY"] }, ["weekdays"]],
      [switches(), { weekdays: ["monday"] }, []],
      [switches(), { time: "24:00" }, ["time"]],
      [switches(), { condition: "sometimes" }, ["condition"]],
      [switches(), { condition: "astro" }, ["astro_type"]],
      [switches(), { condition: "astro", astro_type: "noon" }, ["astro_type"]],
      [switches(), { astro_offset_minutes: 721 }, ["astro_offset_minutes"]],
      [lights(), { level: 1.02 }, ["level"]],
      [lights(), { level: Number.NaN }, ["level"]],
      [lights(), { level_2: 0 }, ["level_2"]],
      [blinds(), { level_2: 0.5 }, []],
      [blinds(), { duration: "1s" }, ["duration"]],
      [blinds(), { color_type: 0 }, ["color_type"]],
      [waterValve(), { level: 0.3, duration: "1h" }, []],
      [waterValve(), { ramp_time: "1s" }, ["ramp_time"]],
      [doorLock(), {}, ["lock_mode"]],
      [doorLock(), { lock_mode: "door_lock" }, ["lock_action"]],
      [
        doorLock(),
        { lock_mode: "door_lock", lock_action: "lock_autorelock_end", permission: "granted" },
        ["permission"],
      ],
      [doorLock(), { lock_mode: "user_permission", permission: "granted" }, ["target_channels"]],
      [doorLock(), { lock_mode: "door_lock", lock_action: "lock_autorelock_end", duration: "1s" }, ["duration"]],
      [
        doorLock(),
        { condition: "astro", astro_type: "sunset", lock_mode: "door_lock", lock_action: "lock_autorelock_end" },
        ["condition"],
      ],
    ];
    for (const [of, part, fields] of cases) assert.deepEqual(wrong(of, part), fields, JSON.stringify(part));
  });

  it("have as many slots as the device: the last one, and one past it", () => {
    assert.deepEqual(wrong(switches(), { slot_no: 75 }), []);
    assert.deepEqual(wrong(switches(), { slot_no: 76 }), ["slot_no"]);
    assert.deepEqual(wrong(blinds(), { slot_no: 69 }), []);
    assert.deepEqual(wrong(blinds(), { slot_no: 70 }), ["slot_no"]);
    assert.deepEqual(wrong(blinds(), { slot_no: 0 }), ["slot_no"]);
    assert.equal(encode(switches(), entry(), entry()).errors[0]?.reason, "1 is used twice");
  });

  it("are copied with all their values, or not at all", () => {
    const raw = { "01_WP_WEEKDAY": 2, "01_WP_LEVEL": 1, "01_WP_TARGET_CHANNELS": 8, "01_WP_FIXED_HOUR": 5 };
    const { layout, points } = simple(switches());
    const { values, errors } = copyGroups({ layout, points, raw }, layout);
    assert.deepEqual(errors, []);
    const copied = wire(placeOf(switches()), values);
    assert.deepEqual({ ...copied, ...raw }, copied);
    assert.equal(copied["75_WP_WEEKDAY"], 0);
    const smaller = simple(switches("B", { groups: 2 })).layout;
    assert.deepEqual(copyGroups({ layout, points, raw: { ...raw, "03_WP_WEEKDAY": 1 } }, smaller).errors.length, 1);
    const unknown = copyGroups({ layout, points, raw: { ...raw, "01_WP_TARGET_CHANNELS": 64 } }, layout);
    assert.equal(unknown.errors.length, 1);
  });
});

// ---------------------------------------------------------------- properties

/** Any paramset that fits the descriptions of a schedule; a few values may be missing or nonsense. */
function rawOf(place: SchedulePlace, odd: boolean): fc.Arbitrary<RawParamset> {
  const chosen = [...place.channel.master.values()].filter(
    ({ parameter }) => isClimate(place) || Number(parameter.slice(0, 2)) <= 6,
  );
  const nonsense = fc.constantFrom<unknown>(null, "", "x", -1, 1e9, true, {}, [], Number.NaN);
  const value = (one: (typeof chosen)[number]): fc.Arbitrary<unknown> => {
    const { min = 0, max = 1 } = bounds(one.description);
    const { VALUE_LIST: labels, TYPE } = one.description;
    const fitting: fc.Arbitrary<unknown> = labels?.length
      ? fc.oneof(fc.constantFrom(...labels), fc.integer({ min: 0, max: labels.length - 1 }))
      : TYPE === "STRING"
        ? fc.integer({ min: 0, max: 2 ** 48 - 1 }).map(String)
        : TYPE === "FLOAT"
          ? fc.integer({ min: Math.ceil(min * 2), max: Math.floor(max * 2) }).map((half) => half / 2)
          : fc.integer({ min, max });
    return odd ? fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: nonsense }) : fitting;
  };
  return fc
    .tuple(...chosen.map(value))
    .map((all) => Object.fromEntries(chosen.map((one, i) => [one.parameter, all[i]])));
}

const places = scheduled().map(placeOf);

/** The MASTER after what is read was written back. */
function writtenBack(place: SchedulePlace, raw: RawParamset) {
  const { master } = place.channel;
  const encoded = isClimate(place)
    ? encodeClimate(place.layout, decodeClimate(place.layout, master, raw))
    : isSimple(place)
      ? encodeSimple(place.layout, master, raw, decodeSimple(place.layout, master, raw))
      : assert.fail();
  const { typed, errors } = typedValues(master, encoded.values);
  return { typed, errors: [...encoded.errors, ...errors] };
}
const applied = (raw: RawParamset, typed: Record<string, { value: unknown }>) => ({
  ...raw,
  ...Object.fromEntries(Object.entries(typed).map(([name, { value }]) => [name, value])),
});

for (const place of places)
  describe(`round trip of ${place.device.model} (${place.layout.kind})`, () => {
    it("writes back unchanged what was read", () => {
      fc.assert(
        fc.property(rawOf(place, false), (raw) => {
          const { typed, errors } = writtenBack(place, raw);
          assert.deepEqual(errors, []);
          assert.deepEqual(read(place, applied(raw, typed)), read(place, raw));
          // every number that a switching program has stays as it is, not only what is shown of it
          if (isSimple(place))
            for (const { slot_no } of decodeSimple(place.layout, place.channel.master, raw)) {
              const prefix = `${String(slot_no).padStart(2, "0")}_`;
              for (const [name, { value }] of Object.entries(typed))
                if (name.startsWith(prefix)) assert.equal(String(value), String(raw[name]), name);
            }
        }),
        { numRuns: 40 },
      );
    });

    it("survives whatever the CCU says", () => {
      fc.assert(
        fc.property(rawOf(place, true), (raw) => {
          JSON.stringify(read(place, raw));
          writtenBack(place, raw);
        }),
        { numRuns: 40 },
      );
    });
  });

const word = fc.oneof(
  fc.constantFrom("fixed_time", "astro", "latest", "sunrise", "sunset", "door_lock", "user_permission", "granted"),
  fc.constantFrom(
    "lock_autorelock_end",
    "autorelock_end",
    "10s",
    "40min",
    "31h",
    "07:30",
    "24:00",
    "1_1",
    "2_1",
    "1_4",
  ),
  fc.string({ maxLength: 6 }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyEntry: fc.Arbitrary<SimpleScheduleEntry> = fc.record({
  slot_no: fc.oneof(fc.integer({ min: 1, max: 75 }), fc.integer(), fc.double()),
  weekdays: fc.array(fc.constantFrom("MONDAY", "sunday", "SATURDAY", "toString", "")),
  time: fc.oneof(fc.constantFrom("07:30", "0:00", "23:59"), word),
  condition: maybe(word),
  astro_type: maybe(word),
  astro_offset_minutes: maybe(fc.oneof(fc.integer({ min: -130, max: 130 }), fc.double())),
  target_channels: maybe(fc.array(fc.oneof(fc.constantFrom("1_1", "1_2", "2_1"), word), { maxLength: 4 })),
  level: fc.oneof(fc.constantFrom(0, 1, 0.5, 1.01), fc.double()),
  level_2: maybe(fc.double({ min: -0.1, max: 1.1 })),
  duration: maybe(word),
  ramp_time: maybe(word),
  lock_mode: maybe(word),
  lock_action: maybe(word),
  permission: maybe(word),
  color_type: maybe(fc.integer({ min: -1, max: 3 })),
  color_value: maybe(fc.integer()),
  output_behaviour: maybe(fc.integer()),
});
const anyDay = fc.record({
  base_temperature: fc.oneof(fc.integer({ min: 4, max: 31 }), fc.double()),
  periods: fc.array(
    fc.record({
      start_time: fc.oneof(fc.integer({ min: 0, max: 1440 }).map(timeText), word),
      end_time: fc.oneof(fc.integer({ min: 0, max: 1440 }).map(timeText), word),
      temperature: fc.oneof(fc.integer({ min: 4, max: 31 }), fc.double()),
    }),
    { maxLength: 14 },
  ),
});
const anyProfiles = fc.dictionary(
  fc.constantFrom("P1", "P2", "P6", "P7", "__proto__", ""),
  fc.record({ weekdays: fc.dictionary(fc.constantFrom("MONDAY", "SUNDAY", "monday", "constructor"), anyDay) }),
);

describe("any input", () => {
  for (const place of places)
    it(`is within the limits of ${place.device.model}, or refused`, () => {
      const check = (encoded: ReturnType<typeof encodeClimate>) => {
        for (const { field, reason } of encoded.errors) assert.ok(field && reason);
        const { typed } = typedValues(place.channel.master, encoded.values);
        for (const [name, { value }] of Object.entries(typed)) {
          const { min, max } = bounds(place.channel.master.get(name)!.description);
          if (min !== undefined) assert.ok(Number(value) >= min && Number(value) <= max!, `${name} = ${value}`);
        }
      };
      const { layout } = place;
      if (layout.kind === "climate")
        fc.assert(fc.property(anyProfiles, (profiles) => check(encodeClimate(layout, profiles))));
      else
        fc.assert(
          fc.property(fc.array(anyEntry, { maxLength: 4 }), (entries) =>
            check(encodeSimple(layout, place.channel.master, {}, entries)),
          ),
        );
    });
});
