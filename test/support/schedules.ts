/** Devices with schedules, of our own description: both layouts, each domain. */
import type { Device } from "../../handlers/model/types.ts";
import type { ParamsetDescription } from "../../handlers/ports/index.ts";
import { type ChannelShape, device, EVENT, maintenance, parameter, READ, WRITE } from "./devices.ts";

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const BASES = ["100_MS", "1_S", "5_S", "10_S", "1_M", "5_M", "10_M", "1_H"].map((base) => `BASE_${base}`);
const RW = READ | WRITE;

const cells = (prefix: string): ParamsetDescription =>
  Object.fromEntries(
    DAYS.flatMap((day) =>
      Array.from({ length: 13 }, (_, i) => [
        [`${prefix}ENDTIME_${day}_${i + 1}`, parameter("INTEGER", RW, { MIN: 5, MAX: 1440 })] as const,
        [`${prefix}TEMPERATURE_${day}_${i + 1}`, parameter("FLOAT", RW, { MIN: 5, MAX: 30, UNIT: "°C" })] as const,
      ]).flat(),
    ),
  );
/** MASTER of a thermostat: `profiles` as `P1_` …, or 0 for the bare layout of HM-CC-RT-DN. */
export const climateMaster = (profiles: number): ParamsetDescription =>
  profiles === 0 ? cells("") : Object.assign({}, ...Array.from({ length: profiles }, (_, i) => cells(`P${i + 1}_`)));

const list = (VALUE_LIST: string[]) =>
  parameter("ENUM", RW, { VALUE_LIST, MIN: VALUE_LIST[0], MAX: VALUE_LIST.at(-1) });
const integer = (MIN: number, MAX: number) => parameter("INTEGER", RW, { MIN, MAX });
const FIXED: ParamsetDescription = {
  WEEKDAY: integer(0, 127),
  FIXED_HOUR: integer(0, 23),
  FIXED_MINUTE: integer(0, 59),
  LEVEL: parameter("FLOAT", RW, { MIN: 0, MAX: 1.01 }),
  TARGET_CHANNELS: integer(0, 16777215),
};
const ASTRO: ParamsetDescription = {
  CONDITION: list([
    "FIXED",
    "ASTRO",
    "FIXED_IF_BEFORE_ASTRO",
    "ASTRO_IF_BEFORE_FIXED",
    "FIXED_IF_AFTER_ASTRO",
    "ASTRO_IF_AFTER_FIXED",
    "EARLIEST_OF_FIXED_AND_ASTRO",
    "LATEST_OF_FIXED_AND_ASTRO",
  ]),
  ASTRO_TYPE: list(["SUNRISE", "SUNSET"]),
  ASTRO_OFFSET: integer(-128, 127),
};
const time = (name: string): ParamsetDescription => ({
  [`${name}_BASE`]: list(BASES),
  [`${name}_FACTOR`]: integer(0, 31),
});
const COLOR: ParamsetDescription = {
  HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_TYPE: integer(0, 2),
  HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE: integer(0, 1048575),
};
const groups = (count: number, fields: ParamsetDescription): ParamsetDescription =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) =>
      Object.entries(fields).map(([name, description]) => [
        `${String(i + 1).padStart(2, "0")}_WP_${name}`,
        description,
      ]),
    ).flat(),
  );

const locks = (combined: boolean): ParamsetDescription => ({
  WEEK_PROGRAM_CHANNEL_LOCKS: parameter("INTEGER", READ | EVENT, { MIN: 0, MAX: 16777215 }),
  WEEK_PROGRAM_TARGET_CHANNEL_LOCKS: parameter("INTEGER", WRITE, { MIN: 0, MAX: 16777215 }),
  WEEK_PROGRAM_TARGET_CHANNEL_LOCK: parameter("ENUM", WRITE, {
    VALUE_LIST: ["MANU_MODE", "AUTO_MODE_WITH_RESET", "AUTO_MODE_WITHOUT_RESET"],
    MIN: "MANU_MODE",
  }),
  ...(combined ? { COMBINED_PARAMETER: parameter("STRING", WRITE) } : {}),
});

type Shape = Parameters<typeof device>[0];
const shaped = (address: string, model: string, channels: Record<number, ChannelShape>, part: Partial<Shape>): Device =>
  device({ address, model, channels: { 0: { type: "MAINTENANCE", values: maintenance }, ...channels }, ...part });

const plain = (type: string): ChannelShape => ({ type, values: {} });

/** HmIP: profiles on channel 1. */
export const thermostat = (address = "0010AAAA000010", profiles = 3, part: Partial<Shape> = {}): Device =>
  shaped(
    address,
    "HmIP-XTRV",
    {
      1: {
        type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
        values: { ACTIVE_PROFILE: parameter("INTEGER", READ | WRITE | EVENT, { MIN: 1, MAX: profiles }) },
        master: climateMaster(profiles),
      },
    },
    part,
  );

/** Classic radiator thermostat: one profile, on the device itself. */
export const radiator = (address = "XEQ0000010"): Device =>
  shaped(
    address,
    "HM-CC-XT-DN",
    { 4: plain("CLIMATECONTROL_RT_TRANSCEIVER") },
    { interface: "BidCos-RF", master: climateMaster(0) },
  );

/** Classic wall thermostat: three profiles on the device itself, chosen by configuration. */
export const wallThermostat = (address = "XEQ0000011"): Device =>
  shaped(
    address,
    "HM-TC-XT-WM",
    { 2: plain("THERMALCONTROL_TRANSMIT") },
    {
      interface: "BidCos-RF",
      master: {
        ...climateMaster(3),
        WEEK_PROGRAM_POINTER: parameter("ENUM", RW, {
          VALUE_LIST: ["WEEK PROGRAM 1", "WEEK PROGRAM 2", "WEEK PROGRAM 3"],
          MIN: 0,
          MAX: 2,
        }),
      },
    },
  );

interface ProgramOptions {
  groups?: number;
  combined?: boolean;
  fields?: ParamsetDescription;
}
const program = (
  address: string,
  model: string,
  actors: Record<number, ChannelShape>,
  [number, type]: readonly [number, string],
  fields: ParamsetDescription,
  { groups: count = 75, combined = true }: ProgramOptions = {},
  part: Partial<Shape> = {},
): Device =>
  shaped(
    address,
    model,
    { ...actors, [number]: { type, values: locks(combined), master: groups(count, fields) } },
    part,
  );

const receivers = (kind: string, first: number): Record<number, ChannelShape> => ({
  [first]: plain(`${kind}_TRANSMITTER`),
  [first + 1]: plain(`${kind}_VIRTUAL_RECEIVER`),
  [first + 2]: plain(`${kind}_VIRTUAL_RECEIVER`),
  [first + 3]: plain(`${kind}_VIRTUAL_RECEIVER`),
});

/** Two switching actuators with three receivers each. */
export const switches = (address = "0011AAAA000011", options: ProgramOptions = {}, part: Partial<Shape> = {}): Device =>
  program(
    address,
    "HmIP-XSW2",
    { ...receivers("SWITCH", 1), ...receivers("SWITCH", 5) },
    [9, "SWITCH_WEEK_PROFILE"],
    // RAMP_TIME exists on some switches, and means nothing there
    { ...FIXED, ...ASTRO, ...time("DURATION"), ...time("RAMP_TIME") },
    options,
    part,
  );
export const blinds = (address = "0012AAAA000012"): Device =>
  program(
    address,
    "HmIP-XBL",
    receivers("BLIND", 3),
    [7, "BLIND_WEEK_PROFILE"],
    { ...FIXED, ...ASTRO, LEVEL_2: parameter("FLOAT", RW, { MIN: 0, MAX: 1.01 }) },
    { groups: 69 },
  );
/** Four lights in a row, in colour. */
export const lights = (address = "0013AAAA000013"): Device =>
  program(
    address,
    "HmIP-XRGBW",
    Object.fromEntries([1, 2, 3, 4].map((n) => [n, plain("UNIVERSAL_LIGHT_RECEIVER")])),
    [5, "UNIVERSAL_LIGHT_WEEK_PROFILE"],
    { ...FIXED, ...ASTRO, ...time("DURATION"), ...time("RAMP_TIME"), ...COLOR },
  );
/** 48 lights: the mask is a text. */
export const manyLights = (address = "0014AAAA000014"): Device =>
  program(
    address,
    "HmIP-XDALI",
    Object.fromEntries(Array.from({ length: 48 }, (_, i) => [i + 1, plain("UNIVERSAL_LIGHT_RECEIVER")])),
    [49, "UNIVERSAL_LIGHT_WEEK_PROFILE"],
    { ...FIXED, TARGET_CHANNELS: parameter("STRING", RW, { MIN: "0", MAX: "281474976710655" }) },
  );
/** Fixed times only. */
export const doorLock = (address = "0015AAAA000015"): Device =>
  program(
    address,
    "HmIP-XDLD",
    {
      1: plain("DOOR_LOCK_STATE_TRANSMITTER"),
      ...Object.fromEntries([2, 3, 4].map((n) => [n, plain("ACCESS_RECEIVER")])),
    },
    [10, "SWITCH_WEEK_PROFILE"],
    { ...FIXED, ...time("DURATION") },
  );
export const waterValve = (address = "0016AAAA000016"): Device =>
  program(address, "HmIP-XWSM", receivers("WATER_SWITCH", 3), [7, "WATER_SWITCH_WEEK_PROFILE"], {
    ...FIXED,
    ...ASTRO,
    ...time("DURATION"),
  });

/** All of them, with the channel (or null) that holds the schedule. */
export const scheduled = (): Device[] => [
  thermostat(),
  thermostat("0010AAAA000099", 6),
  radiator(),
  wallThermostat(),
  switches(),
  blinds(),
  lights(),
  manyLights(),
  doorLock(),
  waterValve(),
];
