import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { Device } from "../../../handlers/model/types.ts";
import { idAt } from "../../support/device-ids.ts";
import { state, states } from "../../support/devices.ts";
import { doorLock, switches, thermostat } from "../../support/schedules.ts";
import type { Case, CommandCase } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";
import type { World } from "../world.ts";

const HEATING = "0010AAAA000010";
const OTHER = "0010AAAA000011";
const SWITCHES = "0011AAAA000011";
const LOCKED = "0010AAAA000012";
const LOCKED_SWITCHES = "0011AAAA000012";

const DAY = { base_temperature: 17, periods: [{ start_time: "06:00", end_time: "09:00", temperature: 21 }] };
const CELLS = [
  [360, 17],
  [540, 21],
];
const monday = (profile: number): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: 13 }, (_, i) => [
      [`P${profile}_ENDTIME_MONDAY_${i + 1}`, CELLS[i]?.[0] ?? 1440],
      [`P${profile}_TEMPERATURE_MONDAY_${i + 1}`, CELLS[i]?.[1] ?? 17],
    ]).flat() as [string, number][],
  );
const RAW: Readonly<Record<string, Record<string, unknown>>> = {
  [`${HEATING}:1`]: monday(1),
  [`${OTHER}:1`]: {},
  [`${SWITCHES}:9`]: { "01_WP_WEEKDAY": 2, "01_WP_FIXED_HOUR": 7, "01_WP_LEVEL": 1, "01_WP_TARGET_CHANNELS": 1 },
};

/** Thermostats and actuators with schedules; two of them are locked by an operator. Built once: many worlds get them. */
const withSchedule = (() => {
  let built: readonly Device[] | undefined;
  const flags = (channel: number) => ({ flags: { [channel]: { hidden: false, locked: true } } });
  return () =>
    (built ??= [
      thermostat(HEATING),
      thermostat(OTHER),
      thermostat(LOCKED, 3, flags(1)),
      switches(SWITCHES),
      switches(LOCKED_SWITCHES, {}, flags(9)),
      doorLock(),
    ]);
})();

/** They move in. */
function withSchedules(world: World): void {
  for (const device of withSchedule()) world.home.putDevice(device);
  world.home.putValues(idAt(HEATING), states({ "1/ACTIVE_PROFILE": state(2) }));
  world.home.putValues(idAt(SWITCHES), states({ "9/WEEK_PROGRAM_CHANNEL_LOCKS": state(8) }));
  world.main.answer("getParamset", (_iface: string, address: string) => RAW[address] ?? {});
}

const climate = (profiles: unknown) => ({
  channel: { address: `${HEATING}:1`, number: 1, device_address: HEATING },
  kind: "climate",
  profiles,
});
const P1 = { P1: { weekdays: { MONDAY: DAY } } };
const ENTRY = { slot_no: 1, weekdays: ["MONDAY"], time: "07:00", level: 1, target_channels: ["1_1"] };
const simple = (...simple_entries: unknown[]) => ({
  channel: { address: `${SWITCHES}:9`, number: 9, device_address: SWITCHES },
  kind: "simple",
  simple_entries,
});

const typed = (values: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { type: name.includes("TEMPERATURE") ? "FLOAT" : "INTEGER", value },
    ]),
  );
const written = (address: string, profile: number) => [
  ["putParamset", "HmIP-RF", `${address}:1`, "MASTER", typed(monday(profile)), undefined],
];
const chosen = (profile: number) => [
  ["setValue", "HmIP-RF", `${HEATING}:1`, "ACTIVE_PROFILE", { type: "INTEGER", value: profile }, undefined],
];
const lock = (text: string) => [
  ["setValue", "HmIP-RF", `${SWITCHES}:9`, "COMBINED_PARAMETER", { type: "STRING", value: text }, undefined],
];

const NOT_FOUND = { status: 404, code: "not_found" } as const;
const REJECTED = { status: 400, code: "validation" } as const;
const UNFIT = { status: 422, code: "validation" } as const;
const KEPT = { status: 423, code: "conflict" } as const;

const DEVICE = "/devices/{addr}";
const CHANNEL = `${DEVICE}/channels/{no}`;

type Part = Omit<Case, "operation" | "given">;
const cases = (operation: string, ...parts: Part[]): Case[] =>
  parts.map((part) => ({ ...part, operation, given: withSchedules }));

/** The same for a device and for its channel. */
const both = (method: string, path: string, channel: string, ...parts: ((addr: string) => Part)[]): Case[] => [
  ...cases(`${method} ${DEVICE}/${path}`, ...parts.map((part) => ({ ...part(HEATING), params: { addr: HEATING } }))),
  ...cases(
    `${method} ${CHANNEL}/${path}`,
    ...parts.map((part) => ({ ...part(HEATING), params: { addr: HEATING, no: channel } })),
  ),
  ...cases(`${method} ${DEVICE}/${path}`, {
    ...parts[0]!(HEATING),
    case: "unknown device",
    params: { addr: STRANGER },
    expect: NOT_FOUND,
  }),
  ...cases(`${method} ${CHANNEL}/${path}`, {
    ...parts[0]!(HEATING),
    case: "unknown device",
    params: { addr: STRANGER, no: "1" },
    expect: NOT_FOUND,
  }),
  ...cases(`${method} ${CHANNEL}/${path}`, {
    ...parts[0]!(HEATING),
    case: "a channel without a schedule",
    params: { addr: DIMMER, no: "1" },
    expect: NOT_FOUND,
  }),
];

const HEATED = {
  channel: { address: `${HEATING}:1`, number: 1, device_address: HEATING },
  kind: "climate",
  active_profile: "P2",
  active_profile_index: 1,
  profiles: P1,
};

export const scheduleCases: Case[] = [
  ...both("GET", "schedule", "1", () => ({ case: "of a thermostat", expect: { status: 200, body: HEATED } })),
  ...cases(`GET ${CHANNEL}/schedule`, {
    case: "of an actuator",
    params: { addr: SWITCHES, no: "9" },
    expect: {
      status: 200,
      body: { kind: "simple", domain: "switch", color_capable: false, simple_entries: [ENTRY] },
    },
  }),
  ...both(
    "PUT",
    "schedule",
    "1",
    () => ({ case: "one day of a profile", body: climate(P1), expect: { status: 202, writes: written(HEATING, 1) } }),
    () => ({
      case: "too hot",
      body: climate({ P1: { weekdays: { MONDAY: { ...DAY, base_temperature: 31 } } } }),
      expect: { ...REJECTED, body: { errors: [{ field: "profiles.P1.weekdays.MONDAY.base_temperature", max: 30 }] } },
    }),
    () => ({ case: "a profile that it lacks", body: climate({ P4: P1.P1 }), expect: REJECTED }),
    () => ({ case: "of another kind", body: simple(ENTRY), expect: REJECTED }),
    () => ({ case: "nothing", body: climate({}), expect: { status: 400, code: "bad_request" } }),
  ),
  ...cases(`PUT ${CHANNEL}/schedule`, {
    case: "an entry that a switch cannot have",
    params: { addr: SWITCHES, no: "9" },
    body: simple({ ...ENTRY, level: 0.5 }),
    expect: { ...REJECTED, body: { errors: [{ field: "simple_entries[0].level" }] } },
  }),
  ...both(
    "POST",
    "schedule/active-profile",
    "1",
    () => ({ case: "another profile", body: { profile: "P3" }, expect: { status: 202, writes: chosen(3) } }),
    () => ({ case: "a profile that it lacks", body: { profile: "P4" }, expect: REJECTED }),
  ),
  ...cases(`POST ${DEVICE}/schedule/active-profile`, {
    case: "locked by an operator",
    params: { addr: LOCKED },
    body: { profile: "P1" },
    expect: KEPT,
  }),
  ...cases(`POST ${CHANNEL}/schedule/active-profile`, {
    case: "locked by an operator",
    params: { addr: LOCKED, no: "1" },
    body: { profile: "P1" },
    expect: KEPT,
  }),
  ...cases(
    `POST ${DEVICE}/schedules/copy`,
    {
      case: "to another thermostat",
      params: { addr: HEATING },
      body: { target_device_address: OTHER },
      expect: { status: 202, writes: written(OTHER, 1) },
    },
    {
      case: "to itself",
      params: { addr: HEATING },
      body: { target_device_address: HEATING },
      expect: UNFIT,
    },
    {
      case: "to an actuator",
      params: { addr: HEATING },
      body: { target_device_address: SWITCHES },
      expect: UNFIT,
    },
    {
      case: "unknown device",
      params: { addr: HEATING },
      body: { target_device_address: STRANGER },
      expect: NOT_FOUND,
    },
  ),
  ...cases(
    `GET ${CHANNEL}/week_profile`,
    {
      case: "of a thermostat",
      params: { addr: HEATING, no: "1" },
      expect: {
        status: 200,
        body: { schedule_type: "climate", min_temp: 5, max_temp: 30, profile_count: 3, current_profile: "P2" },
      },
    },
    {
      case: "of an actuator",
      params: { addr: SWITCHES, no: "9" },
      expect: {
        status: 200,
        body: {
          schedule_type: "default",
          schedule_enabled: { "1_1": true, "2_1": false },
          available_target_channels: { "2_1": { channel_no: 6, channel_type: "primary" } },
        },
      },
    },
    { case: "a channel without one", params: { addr: DIMMER, no: "1" }, expect: NOT_FOUND },
  ),
  ...cases(
    `PUT ${CHANNEL}/week_profile/channel-locks/{key}`,
    {
      case: "by hand",
      params: { addr: SWITCHES, no: "9", key: "2_1" },
      body: { enabled: false },
      expect: { status: 202, writes: lock("WPTCLS=8,WPTCL=0") },
    },
    {
      case: "unknown channel",
      params: { addr: SWITCHES, no: "9", key: "3_1" },
      body: { enabled: true },
      expect: NOT_FOUND,
    },
    {
      case: "locked by an operator",
      params: { addr: LOCKED_SWITCHES, no: "9", key: "1_1" },
      body: { enabled: true },
      expect: KEPT,
    },
  ),
  ...cases(
    `POST ${CHANNEL}/week_profile/copy`,
    {
      case: "into another profile",
      params: { addr: HEATING, no: "1" },
      body: { source_profile: 1, target_channel_address: `${HEATING}:1`, target_profile: 2 },
      expect: { status: 202, writes: written(HEATING, 2) },
    },
    {
      case: "into itself",
      params: { addr: HEATING, no: "1" },
      body: { source_profile: 1, target_channel_address: `${HEATING}:1`, target_profile: 1 },
      expect: UNFIT,
    },
    {
      case: "into a profile that is missing",
      params: { addr: HEATING, no: "1" },
      body: { source_profile: 1, target_channel_address: `${OTHER}:1`, target_profile: 4 },
      expect: UNFIT,
    },
    {
      case: "unknown device",
      params: { addr: HEATING, no: "1" },
      body: { source_profile: 1, target_channel_address: `${STRANGER}:1`, target_profile: 1 },
      expect: NOT_FOUND,
    },
  ),
];

// ---------------------------------------------------------------- commands

const WRITE: CommandErrorCode[] = ["forbidden", "bad_request", "internal_error"];
/** As DECLARED_ERRORS in commands.ts. */
export const SCHEDULE_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "schedules.active_profile.set": WRITE,
  "schedules.climate.copy_profile": WRITE,
  "schedules.climate.get": ["bad_request", "internal_error"],
  "schedules.climate.set": WRITE,
  "schedules.copy": WRITE,
  "schedules.device.active_profile.set": WRITE,
  "schedules.device.get": ["bad_request", "internal_error"],
  "schedules.device.set": WRITE,
  "schedules.list_devices": [],
  "schedules.set_enabled": ["not_found", ...WRITE],
};

const CH = { channel_address: `${HEATING}:1` };
const DEV = { device_address: HEATING };
const succeeds = (
  command: string,
  args: object,
  data: object,
  writes?: readonly (readonly unknown[])[],
): CommandCase => ({
  command,
  case: "succeeds",
  args,
  given: withSchedules,
  expect: { data, ...(writes ? { writes } : {}) },
});
const refused = (command: string, what: string, args: object, error: CommandErrorCode): CommandCase => ({
  command,
  case: what,
  args,
  given: withSchedules,
  expect: { error },
});
const COPY = {
  source_channel_address: `${HEATING}:1`,
  source_profile: 1,
  target_channel_address: `${OTHER}:1`,
  target_profile: 3,
};

export const scheduleSuccesses: CommandCase[] = [
  succeeds("schedules.active_profile.set", { ...CH, profile_index: 3 }, { saved: true, profile_index: 3 }, chosen(3)),
  succeeds("schedules.climate.copy_profile", COPY, { copied: true, ...COPY }, written(OTHER, 3)),
  succeeds("schedules.climate.get", CH, { schedule: HEATED }),
  succeeds("schedules.climate.set", { ...CH, profile: climate(P1) }, { saved: true, ...CH }, written(HEATING, 1)),
  succeeds(
    "schedules.copy",
    { source_device_address: HEATING, target_device_address: OTHER },
    { copied: true },
    written(OTHER, 1),
  ),
  succeeds("schedules.device.active_profile.set", { ...DEV, profile: "P1" }, { saved: true, profile: "P1" }, chosen(1)),
  succeeds("schedules.device.get", DEV, { schedule: HEATED }),
  succeeds("schedules.device.set", { ...DEV, profile: climate(P1) }, { saved: true, ...DEV }, written(HEATING, 1)),
  succeeds("schedules.list_devices", {}, { devices: [{ address: HEATING, interface: "HmIP-RF" }] }),
  succeeds(
    "schedules.set_enabled",
    { device_address: SWITCHES, enabled: true },
    { success: true },
    lock("WPTCLS=63,WPTCL=2"),
  ),
];

export const scheduleRefusals: CommandCase[] = [
  refused("schedules.active_profile.set", "locked", { channel_address: `${LOCKED}:1`, profile_index: 1 }, "locked"),
  refused("schedules.active_profile.set", "no such profile", { ...CH, profile_index: 7 }, "bad_request"),
  refused(
    "schedules.climate.copy_profile",
    "into itself",
    { ...COPY, target_channel_address: COPY.source_channel_address, target_profile: 1 },
    "bad_request",
  ),
  refused("schedules.climate.get", "no schedule", { channel_address: `${DIMMER}:1` }, "not_found"),
  refused("schedules.climate.set", "no schedule given", { ...CH, profile: null }, "bad_request"),
  refused("schedules.device.get", "unknown device", { device_address: STRANGER }, "not_found"),
  refused(
    "schedules.copy",
    "to itself",
    { source_device_address: HEATING, target_device_address: HEATING },
    "bad_request",
  ),
  refused("schedules.set_enabled", "a thermostat", DEV, "not_found"),
];
