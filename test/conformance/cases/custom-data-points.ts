/** A dimmer as a lamp and a thermostat as a thermostat: the cases bring both into the household. */

import assert from "node:assert/strict";
import { buildDevice } from "../../../handlers/model/build.ts";
import { idAt } from "../../support/device-ids.ts";
import { bundle, EVENT, LEVEL, maintenance, parameter, READ, WRITE } from "../../support/devices.ts";
import type { Case, CommandCase } from "../case.ts";
import { DIMMER } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, NOT_FOUND, unknownDevice, WRONG } from "./support.ts";

export const LAMP = "0003CCCC000003";
const SENSOR = "0004DDDD000004";

const receiver = {
  type: "DIMMER_VIRTUAL_RECEIVER",
  values: { LEVEL, ON_TIME: parameter("FLOAT", WRITE, { MIN: 0, MAX: 8_580_000, UNIT: "s" }) },
};
const lamp = bundle({
  address: LAMP,
  model: "HmIP-BDT",
  channels: {
    0: { type: "MAINTENANCE", values: maintenance },
    3: { type: "DIMMER_TRANSMITTER", values: { LEVEL: { ...LEVEL, OPERATIONS: READ | EVENT } } },
    4: receiver,
    5: receiver,
    6: receiver,
  },
});
const sensor = bundle({
  address: SENSOR,
  model: "HmIP-XTH",
  channels: {
    0: { type: "MAINTENANCE", values: maintenance },
    1: {
      type: "CLIMATE_TRANSCEIVER",
      values: {
        ACTUAL_TEMPERATURE: parameter("FLOAT", READ | EVENT, { MIN: -40, MAX: 80, UNIT: "°C" }),
        HUMIDITY: parameter("INTEGER", READ | EVENT, { MIN: 0, MAX: 100, UNIT: "%" }),
      },
    },
  },
});

/** The lamp burns at a half; the sensor reads 20 °C and 50 %. */
export function withLamp({ main, home, kind }: World): void {
  // known from before, not reached now
  if (kind === "away") {
    for (const known of [lamp, sensor]) home.putDevice(buildDevice(known, { central: "ccu-main" })!);
    return;
  }
  main.listener.devices([lamp, sensor], true);
  main.listener.values("HmIP-RF", [
    { address: `${LAMP}:4`, parameter: "LEVEL", value: 0.5 },
    { address: `${SENSOR}:1`, parameter: "ACTUAL_TEMPERATURE", value: 20 },
    { address: `${SENSOR}:1`, parameter: "HUMIDITY", value: 50 },
  ]);
}

const LIST = "GET /devices/{addr}/cdps";
const ONE = "GET /devices/{addr}/cdps/{name}";
const INVOKE = "POST /devices/{addr}/cdps/{name}/{operation}";
const CALCULATED = "GET /devices/{addr}/channels/{no}/calc-dps";
const CALCULATED_ONE = "GET /devices/{addr}/channels/{no}/calc-dps/{name}";
const POINT = { addr: LAMP, name: "LEVEL@4" };
const at = (level: number, priority = "high") => [
  ["setValue", "HmIP-RF", `${LAMP}:4`, "LEVEL", { type: "FLOAT", value: level }, { priority }],
];
const invoke = (operation: string, params: object | undefined, expect: Case["expect"], what = operation): Case => ({
  operation: INVOKE,
  case: what,
  params: { ...POINT, operation },
  body: params === undefined ? {} : { params },
  given: withLamp,
  expect,
});

export const customDataPointCases: Case[] = [
  {
    operation: LIST,
    case: "a lamp and its virtual channels",
    params: { addr: LAMP },
    given: withLamp,
    expect: {
      status: 200,
      body: (points: { name: string }[]) =>
        assert.deepEqual(
          points.map(({ name }) => name),
          ["LEVEL@4", "LEVEL@5", "LEVEL@6"],
        ),
    },
  },
  {
    operation: LIST,
    case: "a device that is nothing in particular",
    params: { addr: DIMMER },
    expect: { status: 200, body: (points) => assert.deepEqual(points, []) },
  },
  ...unknownDevice(LIST),
  {
    operation: ONE,
    case: "its state",
    params: POINT,
    given: withLamp,
    expect: {
      status: 200,
      body: { name: "LEVEL@4", category: "light", channel_no: 4, state: { state: "ON", brightness: 128 } },
    },
  },
  {
    operation: ONE,
    case: "the bare name of several",
    params: { ...POINT, name: "LEVEL" },
    given: withLamp,
    expect: { status: 200, body: { name: "LEVEL@4" } },
  },
  {
    operation: ONE,
    case: "unknown custom data point",
    params: { ...POINT, name: "LEVEL@9" },
    given: withLamp,
    expect: NOT_FOUND,
  },
  ...unknownDevice(ONE, { params: { name: "LEVEL" } }),
  invoke("set_brightness", { brightness: 0.25 }, { status: 204, writes: at(0.25) }),
  { ...invoke("turn_off", undefined, { status: 204, writes: at(0) }, "no body"), body: undefined },
  {
    ...invoke("turn_on", {}, { status: 204, writes: at(0.5, "critical") }, "at once"),
    body: { priority: "critical" },
  },
  invoke("fly", {}, BAD, "unknown operation"),
  invoke("set_color", { hue: 1, saturation: 1 }, BAD, "an operation of other lights"),
  invoke("set_brightness", {}, WRONG, "a missing argument"),
  invoke(
    "set_brightness",
    { brightness: 1.01 },
    { ...WRONG, body: { errors: [{ field: "brightness", min: 0, max: 1 }] } },
    "an argument out of range",
  ),
  {
    ...invoke("turn_off", {}, { status: 423, code: "conflict" }, "a locked channel"),
    given: async (world) => {
      withLamp(world);
      const flags = { hidden: false, locked: true };
      await world.store.put("flags", idAt(`${LAMP}:4`), flags);
      await world.running.site.centrals.recordsChanged("ccu-main", "flags");
    },
  },
  {
    ...invoke("turn_off", {}, NOT_FOUND, "unknown custom data point"),
    params: { addr: LAMP, name: "STATE", operation: "turn_off" },
  },
  ...unknownDevice(INVOKE, { params: { name: "LEVEL", operation: "turn_off" }, body: {} }),
  {
    operation: CALCULATED,
    case: "what the air is like",
    params: { addr: SENSOR, no: "1" },
    given: withLamp,
    expect: {
      status: 200,
      body: (points: { name: string; value: unknown }[]) =>
        assert.deepEqual(
          points.map(({ name, value }) => [name, value]),
          [
            ["DEW_POINT", 9.3],
            ["DEW_POINT_SPREAD", 10.7],
            ["ENTHALPY", 38.5],
            ["VAPOR_CONCENTRATION", 8.64],
          ],
        ),
    },
  },
  {
    operation: CALCULATED,
    case: "a channel with nothing to calculate",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: (points) => assert.deepEqual(points, []) },
  },
  ...unknownDevice(CALCULATED),
  {
    operation: CALCULATED_ONE,
    case: "one",
    params: { addr: SENSOR, no: "1", name: "DEW_POINT" },
    given: withLamp,
    expect: {
      status: 200,
      body: { value: 9.3, observed: true, category: "sensor", depends_on: ["ACTUAL_TEMPERATURE", "HUMIDITY"] },
    },
  },
  {
    operation: CALCULATED_ONE,
    case: "unknown",
    params: { addr: SENSOR, no: "1", name: "WISDOM" },
    given: withLamp,
    expect: NOT_FOUND,
  },
  ...unknownDevice(CALCULATED_ONE, { params: { name: "DEW_POINT" } }),
];

const success = (command: string, args: object, data: object | ((data: never) => void), more: object = {}) =>
  ({ command, case: "succeeds", args, given: withLamp, expect: { data, ...more } }) as CommandCase;

export const customDataPointSuccesses: CommandCase[] = [
  success("cdp.list", { device: "" }, { [LAMP]: [{ name: "LEVEL@4" }, { name: "LEVEL@5" }, { name: "LEVEL@6" }] }),
  success("cdp.get", { device: LAMP, name: "LEVEL@4" }, { name: "LEVEL@4", channel_no: 4, category: "light" }),
  success(
    "cdp.invoke",
    { device: LAMP, name: "LEVEL@4", operation: "turn_off", params: {}, priority: "high" },
    { device: LAMP, name: "LEVEL@4", operation: "turn_off" },
    { writes: at(0) },
  ),
  success("calc_dp.list", { device: "", channel_no: null }, (all: Record<string, unknown[]>) =>
    assert.ok(Object.keys(all).includes(SENSOR) && Object.values(all).every((rows) => rows.length > 0)),
  ),
  success("calc_dp.get", { device: SENSOR, channel_no: 0, name: "DEW_POINT" }, { value: 9.3, available: true }),
];

const refused = (command: string, what: string, args: object, error: "bad_request" | "not_found"): CommandCase => ({
  command,
  case: what,
  args,
  given: withLamp,
  expect: { error },
});
export const customDataPointRefusals: CommandCase[] = [
  refused("cdp.list", "unknown device", { device: "NONE" }, "not_found"),
  refused("cdp.get", "unknown name", { device: LAMP, name: "STATE" }, "not_found"),
  refused("cdp.invoke", "unknown operation", { device: LAMP, name: "LEVEL", operation: "fly" }, "bad_request"),
  refused("cdp.invoke", "unknown name", { device: LAMP, name: "STATE", operation: "turn_on" }, "not_found"),
  refused("calc_dp.list", "unknown channel", { device: SENSOR, channel_no: 77 }, "not_found"),
  refused("calc_dp.get", "unknown name", { device: SENSOR, name: "WISDOM" }, "not_found"),
];
/** Of one device the answer is a list. */
export const customDataPointOthers: CommandCase[] = [
  {
    ...success("cdp.list", { device: LAMP }, (entries: object[]) => assert.equal(entries.length, 3)),
    case: "of a device",
  },
  {
    ...success("calc_dp.list", { device: SENSOR, channel_no: 1 }, (rows: object[]) => assert.equal(rows.length, 4)),
    case: "of a channel",
  },
  {
    ...success("calc_dp.list", { device: SENSOR }, (rows: object[]) => assert.equal(rows.length, 4)),
    case: "of a device",
  },
];
