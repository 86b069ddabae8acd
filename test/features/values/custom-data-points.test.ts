/** What people see of their devices and ask of them, beyond what each profile does by itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MUTEX_WAIT_MS } from "../../../handlers/features/shared/keyed-mutex.ts";
import { customDataPointOperations } from "../../../handlers/features/values/operations/custom-data-points.ts";
import { reachableCentrals } from "../../../handlers/home/reachable-centrals.ts";
import { idOf } from "../../../handlers/model/device-id.ts";
import type { DeviceBehaviour } from "../../../handlers/model/types.ts";
import { settle, startHome } from "../../home/support.ts";
import { thingOf } from "../../model/custom/things.ts";
import { bool, bundle, choice, float } from "../../model/fixtures.ts";
import { idAt } from "../../support/device-ids.ts";
import { EVENT, device as madeDevice, parameter, READ, state, states, WRITE } from "../../support/devices.ts";
import { climateMaster } from "../../support/schedules.ts";
import { createTestSite, request } from "../../support/site.ts";

type Site = Parameters<typeof request>[0];
const list = async (site: Site, addr: string) =>
  (await request(site, customDataPointOperations, "GET", "/devices/{addr}/cdps", { params: { addr } })).body as {
    name: string;
    channel_no: number;
    state: Record<string, unknown>;
  }[];
const invoke = (site: Site, addr: string, name: string, operation: string, params: object = {}) =>
  request(site, customDataPointOperations, "POST", "/devices/{addr}/cdps/{name}/{operation}", {
    params: { addr, name, operation },
    body: { params },
  });

test("a universal light shows as many lights as it is set up to be", async () => {
  const site = createTestSite();
  const device = thingOf("HmIP-RGBW");
  site.putDevices(device);
  const channels = async (mode: string | undefined) => {
    site.home.putValues(idOf(device), states(mode ? { "0/MASTER/DEVICE_OPERATION_MODE": state(mode) } : {}));
    return (await list(site, device.address)).map(({ channel_no }) => channel_no);
  };
  assert.deepEqual(await channels("4_PWM"), [1, 2, 3, 4]);
  assert.deepEqual(await channels("2_TUNABLE_WHITE"), [1, 2]);
  for (const mode of ["RGB", "RGBW", undefined]) assert.deepEqual(await channels(mode), [1]);
  const name = { addr: device.address, name: "LEVEL@3" };
  const one = await request(site, customDataPointOperations, "GET", "/devices/{addr}/cdps/{name}", { params: name });
  assert.equal(one.status, 200, "who knows its name still finds it");
});

test("a thermostat tells the schedule that it follows, once it is known", async () => {
  const site = createTestSite();
  const device = madeDevice({
    address: "0010AAAA000010",
    model: "HmIP-eTRV-2",
    channels: {
      1: {
        type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
        values: {
          SET_POINT_TEMPERATURE: parameter("FLOAT", READ | WRITE | EVENT, { MIN: 4.5, MAX: 30.5 }),
          ACTIVE_PROFILE: parameter("INTEGER", READ | WRITE | EVENT, { MIN: 1, MAX: 3 }),
        },
        master: climateMaster(3),
      },
    },
  });
  site.putDevices(device);
  const schedule = async () => {
    const [climate] = await list(site, device.address);
    return climate?.state.schedule_data as Record<string, unknown> | undefined;
  };
  assert.equal(await schedule(), undefined);
  const cells = (profile: number, until: number) => ({
    [`P${profile}_ENDTIME_MONDAY_1`]: state(until),
    [`P${profile}_TEMPERATURE_MONDAY_1`]: state(17),
    [`P${profile}_ENDTIME_MONDAY_2`]: state(until + 60),
    [`P${profile}_TEMPERATURE_MONDAY_2`]: state(21),
    [`P${profile}_ENDTIME_MONDAY_3`]: state(1440),
    [`P${profile}_TEMPERATURE_MONDAY_3`]: state(17),
  });
  const known = Object.entries({ ...cells(1, 360), ...cells(2, 420) }).map(([key, one]) => [`1/MASTER/${key}`, one]);
  const put = (active: number) =>
    site.home.putValues(idOf(device), states({ ...Object.fromEntries(known), "1/ACTIVE_PROFILE": state(active) }));
  put(2);
  const period = { starttime: "07:00", endtime: "08:00", temperature: 21 };
  assert.deepEqual(await schedule(), { MONDAY: { base_temperature: 17, periods: [period] } });
  const [climate] = await list(site, device.address);
  assert.equal(climate?.state.schedule_api_version, "v2.0");
  put(1);
  assert.deepEqual(await schedule(), {
    MONDAY: { base_temperature: 17, periods: [{ ...period, starttime: "06:00", endtime: "07:00" }] },
  });
  put(3);
  assert.equal(await schedule(), undefined, "of this one nothing is known");
});

// ---------------------------------------------------------------- with an engine

const BLIND = "0002BLIND00002";
const blind = () =>
  bundle("HmIP-RF", "HmIP-FBL", BLIND, {
    3: { type: "BLIND_TRANSMITTER", values: { LEVEL: float(5, 0, 1.01), LEVEL_2: float(5, 0, 1.01) } },
    4: {
      type: "BLIND_VIRTUAL_RECEIVER",
      values: { LEVEL: float(7, 0, 1.01), LEVEL_2: float(7, 0, 1.01), STOP: bool(2) },
    },
  });
const DOOR = "0003DOOR000003";
const door = () =>
  bundle("HmIP-RF", "HmIP-DLD", DOOR, {
    1: {
      type: "DOOR_LOCK_STATE_TRANSMITTER",
      values: {
        LOCK_STATE: choice(5, ["UNKNOWN", "LOCKED", "UNLOCKED"], "UNKNOWN"),
        LOCK_TARGET_LEVEL: choice(2, ["LOCKED", "UNLOCKED", "OPEN"], "LOCKED"),
      },
    },
  });
const LAMP = "0001LAMP000001";
const lamp = () =>
  bundle("HmIP-RF", "HmIP-BDT", LAMP, {
    3: { type: "DIMMER_TRANSMITTER", values: { LEVEL: float(5, 0, 1.01) } },
    4: { type: "DIMMER_VIRTUAL_RECEIVER", values: { LEVEL: float(7, 0, 1.01), ON_TIME: float(2, 0, 100) } },
  });

async function started(
  options: { behaviour?: DeviceBehaviour; answers?: NonNullable<Parameters<typeof startHome>[0]>["answers"] } = {},
) {
  const { behaviour, answers } = options;
  const home = startHome({ ...(answers ? { answers } : {}), ...(behaviour ? { config: { behaviour } } : {}) });
  await home.ready([blind(), door(), lamp()]);
  const centrals = reachableCentrals(new Map([[home.engine.central, home.engine]]));
  const site: Site = { ...createTestSite({ centrals: [] }), home: home.home, centrals, clock: home.clock };
  const push = (address: string, parameter: string, value: unknown) =>
    home.listener().events("HmIP-RF", [{ address, parameter, value }]);
  const written = () =>
    home.calls.filter(({ method }) => method === "setValue" || method === "putParamset").map(({ args }) => args);
  const stateOf = async (address: string, name: string) =>
    (await list(site, address)).find((one) => one.name === name)!.state;
  return { home, site, push, written, stateOf };
}

test("a lock shows at once what it was told to become, as uncertain until it reports", async () => {
  const { site, push, stateOf, home } = await started();
  push(`${DOOR}:1`, "LOCK_STATE", "UNLOCKED");
  home.take();
  assert.equal((await invoke(site, DOOR, "LOCK_STATE", "lock")).status, 204);
  const shown = await stateOf(DOOR, "LOCK_STATE");
  assert.deepEqual([shown.lock_state, shown.is_locked, shown.state_uncertain], ["LOCKED", true, true]);
  assert.equal(home.take("custom_data_point.state_changed").length, 1);
  push(`${DOOR}:1`, "LOCK_STATE", "LOCKED");
  assert.deepEqual((await stateOf(DOOR, "LOCK_STATE")).state_uncertain, false);
});

test("a lock that never reports shows again what it was", async () => {
  const { site, push, stateOf, home } = await started();
  push(`${DOOR}:1`, "LOCK_STATE", "UNLOCKED");
  await invoke(site, DOOR, "LOCK_STATE", "lock");
  home.clock.advance(60_000);
  assert.deepEqual((await stateOf(DOOR, "LOCK_STATE")).lock_state, "UNLOCKED");
  assert.equal(home.take("datapoint.optimistic_rolled_back")[0]?.payload.parameter, "LOCK_STATE");
});

test("a blind takes one order at a time: the second waits, and knows where the first sends it", async () => {
  const gate = Promise.withResolvers<void>();
  let held = true;
  const hold = () => (held ? gate.promise : undefined);
  const { site, push, written } = await started({ answers: { setValue: hold, putParamset: hold } });
  push(`${BLIND}:4`, "LEVEL", 0);
  push(`${BLIND}:4`, "LEVEL_2", 0);
  const first = invoke(site, BLIND, "LEVEL@4", "set_position", { position: 0.5 });
  await settle();
  const second = invoke(site, BLIND, "LEVEL@4", "set_tilt", { tilt: 1 });
  await settle();
  assert.equal(written().length, 1);
  held = false;
  gate.resolve();
  assert.deepEqual([(await first).status, (await second).status], [204, 204]);
  const last = written().at(-1) as unknown[];
  assert.deepEqual(last[3], { LEVEL_2: { type: "FLOAT", value: 1 }, LEVEL: { type: "FLOAT", value: 0.5 } });
});

test("whoever asks twice wants it once, and what follows a STOP is sent: blinds and shutters, near and far", async () => {
  const SHUTTER = "0001SHUTTER0001";
  const drive = (number: number) => ({ values: { LEVEL: float(number === 4 ? 7 : 5, 0, 1.01), STOP: bool(2) } });
  const shutter = bundle("HmIP-RF", "HmIP-BROLL", SHUTTER, {
    3: { type: "SHUTTER_TRANSMITTER", ...drive(3) },
    4: { type: "SHUTTER_VIRTUAL_RECEIVER", ...drive(4) },
  });
  for (const address of [BLIND, SHUTTER])
    for (const [orders, wanted] of [
      [["close", "close"], ["0"]],
      [
        ["close", "stop", "close"],
        ["0", "STOP", "0"],
      ],
      [
        ["close", "stop", "open"],
        ["0", "STOP", "1"],
      ],
      [
        ["close", "close", "stop", "stop", "close"],
        ["0", "STOP", "STOP", "0"],
      ],
      [["open"], address === BLIND ? ["1"] : []],
    ] as const) {
      const { site, push, written, home } = await started();
      home.listener().devices([shutter], false);
      for (const parameter of ["LEVEL", "LEVEL_2"])
        for (const channel of [3, 4]) push(`${address}:${channel}`, parameter, 1);
      for (const order of orders) await invoke(site, address, "LEVEL@4", order);
      const sent = written().map(([, , parameter, value]) => {
        if (parameter === "STOP") return "STOP";
        const told = parameter === "VALUES" ? (value as { LEVEL: { value: number } }).LEVEL : value;
        return String((told as { value: number }).value);
      });
      assert.deepEqual(sent, wanted, `${address} ${orders}`);
    }
});

test("a blind that moves by another hand is stopped before it is told where to go", async () => {
  const { site, push, written, home } = await started();
  const moving = bundle("HmIP-RF", "HmIP-FBL", BLIND, {
    3: {
      type: "BLIND_TRANSMITTER",
      values: { LEVEL: float(5, 0, 1.01), ACTIVITY_STATE: choice(5, ["UNKNOWN", "UP", "DOWN", "STABLE"], "UNKNOWN") },
    },
    4: {
      type: "BLIND_VIRTUAL_RECEIVER",
      values: { LEVEL: float(7, 0, 1.01), LEVEL_2: float(7, 0, 1.01), STOP: bool(2) },
    },
  });
  home.listener().devices([moving], false);
  for (const [activity, stops] of [
    ["STABLE", 0],
    ["UP", 1],
    ["DOWN", 1],
  ] as const) {
    push(`${BLIND}:3`, "ACTIVITY_STATE", activity);
    const before = written().length;
    await invoke(site, BLIND, "LEVEL@4", "set_position", { position: 0.5 });
    await invoke(site, BLIND, "LEVEL@4", "stop");
    assert.equal(
      written()
        .slice(before)
        .filter(([, , parameter]) => parameter === "STOP").length,
      stops + 1,
      activity,
    );
  }
});

test("who waits too long for his turn is refused and has done nothing; the next has his turn again", async () => {
  const gate = Promise.withResolvers<void>();
  const { site, home, written } = await started({ answers: { putParamset: () => gate.promise } });
  const first = invoke(site, BLIND, "LEVEL@4", "set_position", { position: 0.5 });
  await settle();
  const second = invoke(site, BLIND, "LEVEL@4", "set_position", { position: 1 });
  await settle();
  home.clock.advance(MUTEX_WAIT_MS - 1);
  await settle();
  home.clock.advance(1);
  assert.equal((await second).status, 503);
  assert.equal(written().length, 1);
  gate.resolve();
  assert.equal((await first).status, 204);
  assert.equal((await invoke(site, BLIND, "LEVEL@4", "stop")).status, 204);
});

test("a failed order lets the next one through", async () => {
  let fail = true;
  const { site } = await started({
    answers: {
      putParamset: () => {
        if (fail) throw new Error("broken");
      },
    },
  });
  await assert.rejects(invoke(site, BLIND, "LEVEL@4", "open"));
  fail = false;
  assert.equal((await invoke(site, BLIND, "LEVEL@4", "open")).status, 204);
});

test("toggles of the central: the last brightness, the feedback channel's position", async () => {
  const brightness = async (behaviour?: DeviceBehaviour) => {
    const { site, push, written } = await started(behaviour ? { behaviour } : {});
    for (const level of [0.3, 0]) push(`${LAMP}:4`, "LEVEL", level);
    await invoke(site, LAMP, "LEVEL", "turn_on");
    return (written()[0]?.[3] as { value: number } | undefined)?.value;
  };
  assert.equal(await brightness(), 0.3);
  assert.equal(await brightness({ lastBrightness: false }), 1);
  const position = async (behaviour?: DeviceBehaviour) => {
    const { push, stateOf } = await started(behaviour ? { behaviour } : {});
    push(`${BLIND}:3`, "LEVEL", 0.25);
    push(`${BLIND}:4`, "LEVEL", 0.75);
    return (await stateOf(BLIND, "LEVEL")).current_position;
  };
  assert.equal(await position(), 25);
  assert.equal(await position({ groupPosition: false }), 75);
});

test("what was chosen by its data point sounds, over switching off; silence that was chosen stays chosen", async () => {
  const ADDRESS = "0006SIREN00006";
  const TONES = ["DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING", "FREQUENCY_FALLING"];
  const LAMPS = ["DISABLE_OPTICAL_SIGNAL", "BLINKING_BOTH_REPEATING"];
  const { site, home, written } = await started();
  const siren = bundle("HmIP-RF", "HmIP-ASIR", ADDRESS, {
    3: {
      type: "ALARM_SWITCH_VIRTUAL_RECEIVER",
      values: {
        ACOUSTIC_ALARM_ACTIVE: bool(5),
        ACOUSTIC_ALARM_SELECTION: choice(2, TONES, TONES[0]),
        OPTICAL_ALARM_SELECTION: choice(2, LAMPS, LAMPS[0]),
        DURATION_UNIT: choice(2, ["S", "M", "H"], "S"),
        DURATION_VALUE: float(2, 0, 16_343),
      },
    },
  });
  home.listener().devices([siren], false);
  const choose = async (name: string, value: string) => {
    const device = (await home.home.device(idAt(ADDRESS, "home")))!;
    const dataPoint = device.channels.find(({ number }) => number === 3)!.values.get(name)!;
    const values = [{ dataPoint, value: { type: "ENUM", value } as const }];
    await site.centrals.writeValues(device, values, { deadline: Number.POSITIVE_INFINITY });
  };
  const order = async (operation: string, params = {}) => {
    assert.equal((await invoke(site, ADDRESS, "ACOUSTIC_ALARM_ACTIVE", operation, params)).status, 204);
    const values = written().at(-1)?.[3] as Record<string, { value: unknown }>;
    return [values.ACOUSTIC_ALARM_SELECTION?.value, values.OPTICAL_ALARM_SELECTION?.value];
  };
  assert.deepEqual(await order("turn_on"), ["FREQUENCY_RISING", LAMPS[0]], "nobody chose: it sounds");
  await choose("ACOUSTIC_ALARM_SELECTION", "FREQUENCY_FALLING");
  assert.deepEqual(await order("turn_on"), ["FREQUENCY_FALLING", LAMPS[0]]);
  assert.deepEqual(await order("turn_off"), [TONES[0], LAMPS[0]]);
  assert.deepEqual(await order("turn_on"), ["FREQUENCY_FALLING", LAMPS[0]], "switching off is no choice");
  await choose("ACOUSTIC_ALARM_SELECTION", TONES[0]!);
  assert.deepEqual(await order("turn_on", { optical: LAMPS[1] }), [TONES[0], LAMPS[1]]);
  assert.deepEqual(await order("turn_on"), [TONES[0], LAMPS[1]], "the lamp alone");
});
