/** Which heating profile a thermostat follows, what people see of it, and how long things last. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { climateSchedule } from "../../handlers/model/custom/climate-schedule.ts";
import { encodeTimer, NOT_USED } from "../../handlers/model/custom/timers.ts";
import { activeProfile, profileSwitch } from "../../handlers/model/schedules/active-profile.ts";
import { deviceSchedule, isClimate } from "../../handlers/model/schedules/places.ts";
import { type DataPointParamset, type Device, type ValueState, valueKey } from "../../handlers/model/types.ts";
import { blinds, radiator, thermostat, wallThermostat } from "../support/schedules.ts";

const place = (device: Device) => {
  const found = deviceSchedule(device);
  return found && isClimate(found) ? found : assert.fail(`${device.model} is no thermostat`);
};
const state = (value: unknown, more: Partial<ValueState> = {}): ValueState => ({
  ...{ value, source: "live", changedAt: 1, seenAt: 1 },
  ...more,
});
const known = (...entries: [number | null, DataPointParamset, string, ValueState][]) =>
  new Map(entries.map(([channel, paramset, name, value]) => [valueKey(channel, paramset, name), value]));

test("HmIP: the profile is a value that counts from 1", () => {
  const here = place(thermostat());
  assert.deepEqual([profileSwitch(here)?.point.parameter, profileSwitch(here)?.first], ["ACTIVE_PROFILE", 1]);
  const active = (value: ValueState) => activeProfile(here, known([1, "VALUES", "ACTIVE_PROFILE", value]));
  assert.deepEqual(
    [1, 2, 3].map((value) => active(state(value))),
    [1, 2, 3],
  );
  for (const none of [0, 4, 1.5, null, "P1", true]) assert.equal(active(state(none)), undefined, String(none));
  assert.equal(active(state(2, { source: "unobserved" })), undefined);
  assert.equal(active(state(1, { optimistic: { value: 3 } })), 3, "where it was told to go");
  assert.equal(activeProfile(here, new Map()), undefined);
  const raw = { ACTIVE_PROFILE: 3 };
  assert.equal(activeProfile(here, known([1, "VALUES", "ACTIVE_PROFILE", state(2)]), raw), 2, "no configuration");
});

test("classic: the profile is configuration that counts from 0, as a number or a label", () => {
  const here = place(wallThermostat());
  const { point, first } = profileSwitch(here)!;
  assert.deepEqual(
    [point.parameter, point.paramset, point.channel, first],
    ["WEEK_PROGRAM_POINTER", "MASTER", null, 0],
  );
  const active = (value: unknown, raw?: object) =>
    activeProfile(here, known([null, "MASTER", "WEEK_PROGRAM_POINTER", state(value)]), raw as Record<string, unknown>);
  assert.deepEqual(
    [0, 1, "WEEK PROGRAM 3"].map((value) => active(value)),
    [1, 2, 3],
  );
  for (const none of [-1, 3, "WEEK PROGRAM 4"]) assert.equal(active(none), undefined, String(none));
  assert.equal(active(0, { WEEK_PROGRAM_POINTER: 2 }), 3, "read just now");
  assert.equal(active(0, { OTHER: 2 }), 1);
  assert.equal(profileSwitch(place(radiator())), undefined, "one profile: nothing to choose");
  assert.equal(activeProfile(place(radiator()), new Map()), undefined);
});

test("what people see of the schedule: the active profile, with the cells that were read", () => {
  const cells = (prefix: string, temperature: number, channel: number | null) =>
    [
      [channel, "MASTER", `${prefix}ENDTIME_MONDAY_1`, state(360)],
      [channel, "MASTER", `${prefix}TEMPERATURE_MONDAY_1`, state(17)],
      [channel, "MASTER", `${prefix}ENDTIME_MONDAY_2`, state(480)],
      [channel, "MASTER", `${prefix}TEMPERATURE_MONDAY_2`, state(temperature)],
      [channel, "MASTER", `${prefix}ENDTIME_MONDAY_3`, state(1440)],
      [channel, "MASTER", `${prefix}TEMPERATURE_MONDAY_3`, state(17)],
    ] as [number | null, DataPointParamset, string, ValueState][];
  const shown = (temperature: number) => ({
    schedule_api_version: "v2.0",
    schedule_data: {
      MONDAY: { base_temperature: 17, periods: [{ starttime: "06:00", endtime: "08:00", temperature }] },
    },
  });
  const both = [...cells("P1_", 21, 1), ...cells("P2_", 23, 1)];
  const profile = (value: number) => [1, "VALUES", "ACTIVE_PROFILE", state(value)] as (typeof both)[number];
  assert.deepEqual(climateSchedule(thermostat(), known(...both, profile(1))), shown(21));
  assert.deepEqual(climateSchedule(thermostat(), known(...both, profile(2))), shown(23));
  assert.deepEqual(climateSchedule(thermostat(), known(...both, profile(3))), {}, "its cells were never read");
  assert.deepEqual(climateSchedule(thermostat(), known(...both)), {}, "nobody knows which");
  const unobserved = both.map(([c, p, name, value]) => [c, p, name, { ...value, source: "unobserved" }]) as typeof both;
  assert.deepEqual(climateSchedule(thermostat(), known(...unobserved, profile(1))), {});
  assert.deepEqual(climateSchedule(radiator(), known(...cells("", 22, null))), shown(22));
  assert.deepEqual(climateSchedule(blinds(), new Map()), {});
});

test("durations: the smallest unit that has room, never zero for what is above zero", () => {
  const cases: [number, string, number][] = [
    [0, "S", 0],
    [0.2, "S", 1],
    [1.4, "S", 1],
    [1.5, "S", 2],
    [16_343, "S", 16_343],
    [16_344, "M", 272],
    [16_343 * 60, "M", 16_343],
    [16_343 * 60 + 1, "H", 272],
    [NOT_USED, "H", NOT_USED],
  ];
  for (const [seconds, unit, value] of cases) assert.deepEqual(encodeTimer(seconds), { unit, value }, String(seconds));
});
