/** Week programs, heating schedules and combined data points by MQTT: what is published of them, and what they are told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readPayload } from "../../../handlers/features/mqtt/home/incoming/payload.ts";
import { runCommand } from "../../../handlers/features/mqtt/home/incoming/run.ts";
import { createScheduleReader, SCHEDULE_RETRY_MS } from "../../../handlers/features/mqtt/home/schedule-reader.ts";
import type { DeviceSight, Tree } from "../../../handlers/features/mqtt/home/state/device.ts";
import { deviceStates } from "../../../handlers/features/mqtt/home/state/device.ts";
import { lacksSchedule, scheduleStates } from "../../../handlers/features/mqtt/home/state/schedules.ts";
import { createSweep } from "../../../handlers/features/mqtt/home/sweep.ts";
import { parseCommand, topicsOf } from "../../../handlers/features/mqtt/home/topics.ts";
import type { Device, ValueState } from "../../../handlers/model/types.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { device as built, EVENT, parameter, READ, state, states, WRITE } from "../../support/devices.ts";
import { radiator, switches, thermostat } from "../../support/schedules.ts";
import { centralState, createTestSite, type TestSiteOptions } from "../../support/site.ts";

const BASE = "base";
const topics = topicsOf(BASE);
const view = { topics, locale: "en" as const, version: "1", subDevices: false };
const sightOf = (device: Device, values: Record<string, ValueState>): DeviceSight => ({
  device,
  central: centralState(device.central),
  values: states(values),
  available: true,
});
/** What is said on each topic, below the device's. */
function said(tree: Tree, device: Device): Record<string, unknown> {
  const root = topics.availability(device).slice(0, -"availability".length);
  const values = [...tree].filter(([topic]) => topic !== topics.availability(device));
  return Object.fromEntries(values.map(([topic, { same }]) => [topic.replace(root, ""), JSON.parse(same)]));
}

/** A signal, a horn: how long they go on is a number with its unit. */
const SIREN = built({
  address: "0018AAAA000018",
  model: "HmIP-ASIR",
  channels: {
    3: {
      type: "ALARM_SWITCH_VIRTUAL_RECEIVER",
      values: {
        ACOUSTIC_ALARM_ACTIVE: parameter("BOOL", READ | EVENT),
        ACOUSTIC_ALARM_SELECTION: parameter("ENUM", WRITE, {
          VALUE_LIST: ["DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING"],
        }),
        DURATION_VALUE: parameter("INTEGER", WRITE, { MIN: 0, MAX: 16343 }),
        DURATION_UNIT: parameter("ENUM", WRITE, { VALUE_LIST: ["S", "M", "H"] }),
      },
    },
  },
});
const HEATING = thermostat();
const SWITCHES = switches();

describe("a heating schedule", () => {
  const day = (profile: number, weekday: string) =>
    Object.fromEntries(
      Array.from({ length: 13 }, (_, i) => [
        [`1/MASTER/P${profile}_ENDTIME_${weekday}_${i + 1}`, state([360, 540][i] ?? 1440)],
        [`1/MASTER/P${profile}_TEMPERATURE_${weekday}_${i + 1}`, state([17, 21][i] ?? 17)],
      ]).flat() as [string, ValueState][],
    );

  test("is published as far as it is known: the profile, how much stands in it, all of it", () => {
    assert.deepEqual(said(scheduleStates(sightOf(HEATING, {}), view), HEATING), {});
    const known = { "1/ACTIVE_PROFILE": state(2), ...day(1, "MONDAY") };
    const tree = said(scheduleStates(sightOf(HEATING, known), view), HEATING);
    assert.deepEqual(tree["1/week_profile/state"], {
      ...{ value: "P2", available: true },
      additional_information: { available_profiles: ["P1", "P2", "P3"] },
    });
    assert.deepEqual(tree["1/schedule/state"], { value: 1, available: true });
    const attrs = tree["1/schedule/attrs"] as { kind: string; profiles: Record<string, object> };
    assert.equal(attrs.kind, "climate");
    assert.deepEqual(attrs.profiles.P1, {
      weekdays: {
        MONDAY: {
          base_temperature: 17,
          periods: [{ start_time: "06:00", end_time: "09:00", temperature: 21 }],
        },
      },
    });
  });

  test("of which nothing was read is missing, though other configuration of its channel was", () => {
    assert.ok(lacksSchedule(sightOf(HEATING, { "1/MASTER/TEMPERATURE_OFFSET": state(1) })));
    assert.equal(lacksSchedule(sightOf(HEATING, day(1, "FRIDAY"))), undefined);
  });
});

describe("a week program", () => {
  test("tells of each channel whether it follows, and of all of them whether any does", () => {
    const tree = (mask: number) =>
      said(scheduleStates(sightOf(SWITCHES, { "9/WEEK_PROGRAM_CHANNEL_LOCKS": state(mask) }), view), SWITCHES);
    assert.deepEqual(tree(0b000001)["9/schedule/1_1/state"], { value: false, available: true });
    assert.deepEqual(tree(0b000001)["9/schedule/1_2/state"], { value: true, available: true });
    assert.deepEqual(tree(0b000001)["9/week_profile/state"], { value: true, available: true });
    assert.deepEqual(tree(0b111111)["9/week_profile/state"], { value: false, available: true });
    assert.equal("9/schedule/state" in tree(0), false, "what stands in it was not read");
  });
});

describe("commands", () => {
  const site = (devices: Device[], options: TestSiteOptions = {}) => {
    const made = createTestSite(options);
    made.putDevices(...devices);
    const send = async (topic: string, payload: string) => {
      const place = parseCommand(BASE, topic);
      assert.ok(place, topic);
      await runCommand(made, place, readPayload(Buffer.from(payload)));
    };
    /** What was written, by call: parameters with their values as the CCU takes them (labels by index). */
    const written = () =>
      made.centralCalls
        .filter(({ method }) => method.startsWith("write"))
        .map(({ args }) =>
          (args[1] as { dataPoint: { parameter: string }; value: { value: unknown } }[]).map(({ dataPoint, value }) => [
            dataPoint.parameter,
            value.value,
          ]),
        );
    return { made, send, written };
  };
  const heating = `${topics.weekProfile(HEATING, 1)}/set`;
  const program = topics.schedule(SWITCHES, 9);

  test("choose a heating profile: by name, by number, as a member", async () => {
    const { send, written } = site([HEATING]);
    for (const payload of ["P2", "3", '{"value":"P1"}']) await send(heating, payload);
    assert.deepEqual(written(), [[["ACTIVE_PROFILE", 2]], [["ACTIVE_PROFILE", 3]], [["ACTIVE_PROFILE", 1]]]);
    for (const payload of ["P4", "", "true", "{}", "[]"])
      await assert.rejects(send(heating, payload), { status: 400 }, payload);
    assert.equal(written().length, 3);
  });

  test("let channels follow the program, or not; all of them, or one", async () => {
    const { send, written } = site([SWITCHES]);
    await send(`${program}/1_2/set`, "OFF");
    await send(`${topics.weekProfile(SWITCHES, 9)}/set`, "true");
    assert.deepEqual(written(), [
      [["COMBINED_PARAMETER", "WPTCLS=2,WPTCL=0"]],
      [["COMBINED_PARAMETER", "WPTCLS=63,WPTCL=2"]],
    ]);
    await assert.rejects(send(`${program}/7_7/set`, "true"), { status: 404 });
    await assert.rejects(send(`${program}/1_1/set`, "P1"), { status: 400 });
    await assert.rejects(send(`${topics.schedule(SWITCHES, 2)}/1_1/set`, "true"), { status: 404 });
    await assert.rejects(send(`${topics.schedule(HEATING, 1)}/1_1/set`, "true"), { status: 404 });
    assert.equal(written().length, 2);
  });

  test("schedules of the device itself have the topics of the device", async () => {
    const old = radiator();
    const { send, written } = site([old]);
    const topic = `${topics.weekProfile(old, null)}/set`;
    assert.match(topic, /\/device\/week_profile\/set$/);
    await assert.rejects(send(topic, "P1"), { status: 400 });
    assert.deepEqual(written(), []);
  });

  const garage = built({
    address: "0017AAAA000017",
    model: "HmIP-MOD-TM",
    channels: {
      1: {
        type: "DOOR_RECEIVER",
        values: {
          DOOR_STATE: parameter("ENUM", READ | EVENT, {
            VALUE_LIST: ["CLOSED", "OPEN", "VENTILATION_POSITION", "POSITION_UNKNOWN"],
          }),
          DOOR_COMMAND: parameter("ENUM", WRITE, { VALUE_LIST: ["NOP", "OPEN", "STOP", "CLOSE", "PARTIAL_OPEN"] }),
        },
      },
    },
  });

  test("the mode of a garage door is a combined value, which is told and takes its own words", async () => {
    const tree = said(deviceStates(sightOf(garage, { "1/DOOR_STATE": state("VENTILATION_POSITION") }), view), garage);
    assert.deepEqual(tree["1/combined/DOOR_MODE"], { value: "VENTILATION_POSITION", available: true });
    const { send, written } = site([garage]);
    const topic = `${topics.combined(garage, 1, "DOOR_MODE")}/set`;
    for (const payload of ["OPEN", '"CLOSED"', '{"value":"VENTILATION_POSITION"}']) await send(topic, payload);
    assert.deepEqual(written(), [[["DOOR_COMMAND", 1]], [["DOOR_COMMAND", 3]], [["DOOR_COMMAND", 4]]]);
    for (const payload of ["AJAR", "constructor", "", "7"])
      await assert.rejects(send(topic, payload), { status: 400 }, payload);
    await assert.rejects(send(`${topics.combined(garage, 1, "duration")}/set`, "7"), { status: 404 });
    assert.equal(written().length, 3);
  });

  test("the time that a siren goes on takes seconds, and is sent with its unit in one write", async () => {
    const { send, written, made } = site([SIREN]);
    const topic = `${topics.combined(SIREN, 3, "duration")}/set`;
    for (const payload of ["30", '{"value":36000}', "0"]) await send(topic, payload);
    assert.deepEqual(written(), [
      [
        ["DURATION_UNIT", 0],
        ["DURATION_VALUE", 30],
      ],
      [
        ["DURATION_UNIT", 1],
        ["DURATION_VALUE", 600],
      ],
      [
        ["DURATION_UNIT", 0],
        ["DURATION_VALUE", 0],
      ],
    ]);
    assert.equal((await made.store.list("audit")).items.length, 3);
    const most = 16343 * 3600;
    await send(topic, `${most}`);
    for (const payload of [`${most + 1}`, "-1", "", "soon", "null", "NaN", "[]"])
      await assert.rejects(send(topic, payload), { status: 422 }, payload);
    assert.equal(written().length, 4);
  });

  test("topics that look alike are none", () => {
    const channel = `${BASE}/c/i/A/1`;
    for (const topic of [
      `${channel}/week_profile/state`,
      `${channel}/week_profile/set/more`,
      `${channel}/schedule/set`,
      `${channel}/schedule/1_1/state`,
      `${channel}/schedule/1_1/set/more`,
      `${channel}/combined/DOOR_MODE`,
      `${BASE}/c/i/A/x/week_profile/set`,
    ])
      assert.equal(parseCommand(BASE, topic), undefined, topic);
  });
});

test("what an earlier run left of schedules is found, and no command is taken for it", () => {
  const sweep = createSweep(BASE, topics);
  const matches = (filter: string, topic: string) =>
    new RegExp(`^${filter.replaceAll("+", "[^/]+").replace("#", ".*")}$`).test(topic);
  const isSwept = (topic: string) => sweep.filters.some((filter) => matches(filter, topic));
  const [week, schedule] = [topics.weekProfile(SWITCHES, 9), topics.schedule(SWITCHES, 9)];
  const combined = topics.combined(SWITCHES, 9, "duration");
  for (const topic of [`${week}/state`, `${schedule}/state`, `${schedule}/attrs`, `${schedule}/1_1/state`, combined])
    assert.ok(isSwept(topic), topic);
  for (const topic of [`${week}/set`, `${schedule}/1_1/set`, `${combined}/set`]) assert.ok(!isSwept(topic), topic);
});

describe("schedules that nobody has read", () => {
  const place = (device: Device) => {
    const found = lacksSchedule(sightOf(device, {}));
    assert.ok(found);
    return found;
  };
  test("are read once, one at a time; where that fails, again after a while", async () => {
    const { clock, log } = createTestSite();
    const read: string[] = [];
    let answer: (fails?: boolean) => void = () => {};
    const reloadConfiguration = (device: Device, channel?: number | null) =>
      new Promise<void>((resolve, reject) => {
        read.push(`${device.address}:${channel}`);
        answer = (fails) => (fails ? reject(new CcuFault("transport", "away")) : resolve());
      });
    const reader = createScheduleReader({ clock, log, centrals: { reloadConfiguration } as never });
    reader.want(place(HEATING));
    reader.want(place(HEATING));
    reader.want(place(SWITCHES));
    assert.deepEqual(read, ["0010AAAA000010:1"]);
    answer(true);
    await new Promise(setImmediate);
    assert.deepEqual(read, ["0010AAAA000010:1", "0011AAAA000011:9"]);
    answer();
    await new Promise(setImmediate);
    clock.advance(SCHEDULE_RETRY_MS - 1);
    reader.want(place(HEATING));
    assert.equal(read.length, 2);
    clock.advance(1);
    reader.want(place(HEATING));
    assert.equal(read.length, 3);
  });

  test("are left alone where reading costs radio time", () => {
    const { clock, log } = createTestSite();
    const reader = createScheduleReader({ clock, log, centrals: {} as never });
    reader.want(place(radiator()));
  });
});
