/** The commands: what is written by hand, and what is made for each of them. */
import assert from "node:assert/strict";
import { commands } from "../../../handlers/api.ts";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import { ROLES } from "../../../handlers/kernel/identity.ts";
import { ATTIC } from "../attic.ts";
import type { CommandCase } from "../case.ts";
import { CONTACT, DIMMER, NEWCOMER, STRANGER } from "../household.ts";
import { onBoth } from "../two-ccus.ts";
import { ALARM_COMMANDS_WITHOUT_CCU, ALARM_ERRORS, alarmRefusals, alarmSuccesses } from "./alarm.ts";
import { BACKUP_ERRORS, BACKUPS_NEED_NO_CCU, backupRefusals, backupSuccesses } from "./backups.ts";
import { CCU_ERRORS, ccuOthers, ccuRefusals, ccuSuccesses } from "./ccu-commands.ts";
import { CONFIG_ERRORS, CONFIG_NEEDS_NO_CCU, configRefusals, configSuccesses } from "./config.ts";
import { customDataPointOthers, customDataPointRefusals, customDataPointSuccesses } from "./custom-data-points.ts";
import {
  DIAGNOSTICS_COMMANDS_WITHOUT_CCU,
  DIAGNOSTICS_ERRORS,
  diagnosticsOthers,
  diagnosticsSuccesses,
} from "./diagnostics.ts";
import { FORM_ERRORS, formRefusals, formSuccesses } from "./forms.ts";
import { GROUP_ERRORS, groupRefusals, groupSuccesses } from "./groups.ts";
import { INCIDENT_ERRORS, INCIDENTS_WITHOUT_CCU, incidentOthers, incidentSuccesses } from "./incidents.ts";
import { LINK_ERRORS, linkRefusals, linkSuccesses } from "./link-commands.ts";
import { EDIT_TOKEN, locked } from "./paramsets.ts";
import { SCHEDULE_ERRORS, scheduleRefusals, scheduleSuccesses } from "./schedules.ts";
import { twoCcuCommands } from "./two-ccus.ts";

const FAILS: CommandErrorCode[] = ["internal_error"];
const READ: CommandErrorCode[] = ["bad_request", ...FAILS];
const WRITE: CommandErrorCode[] = ["forbidden", ...READ];
const CHANGE: CommandErrorCode[] = ["not_found", ...WRITE];

/**
 * Errors that the contract declares for each command. `unauthorized` is left out: here a socket ends with its credential.
 * So is `not_implemented` of what the contract's daemon has without and we do with a CCU that cannot suppress messages.
 */
export const DECLARED_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "alarm_messages.ack": WRITE,
  "alarm_messages.ack_all": WRITE,
  "alarm_messages.list": READ,
  ...ALARM_ERRORS,
  "calc_dp.get": ["not_found", ...READ],
  "calc_dp.list": ["not_found", ...READ],
  ...CCU_ERRORS,
  "cdp.get": ["not_found", ...READ],
  "cdp.invoke": CHANGE,
  "cdp.list": ["not_found", ...READ],
  "device.install_mode": CHANGE,
  "device.rename": CHANGE,
  "device.rename_channel": CHANGE,
  "device.set_channel_functions": CHANGE,
  "device.set_channel_rooms": CHANGE,
  "devices.get": ["not_found", ...READ],
  "devices.list": FAILS,
  "firmware.info": READ,
  "inbox.accept": WRITE,
  "inbox.list": READ,
  "install_mode.disable": WRITE,
  "install_mode.enable": WRITE,
  "install_mode.search": WRITE,
  "install_mode.status": READ,
  "paramset.description": READ,
  "paramset.determine": ["not_found", ...READ],
  "paramset.get": READ,
  "paramset.put": ["locked", ...CHANGE],
  "programs.delete": CHANGE,
  "programs.execute": CHANGE,
  "programs.list": READ,
  ...DIAGNOSTICS_ERRORS,
  ...INCIDENT_ERRORS,
  ...CONFIG_ERRORS,
  ...BACKUP_ERRORS,
  ...FORM_ERRORS,
  ...GROUP_ERRORS,
  ...LINK_ERRORS,
  ...SCHEDULE_ERRORS,
  "service_messages.ack": WRITE,
  "service_messages.ack_all": WRITE,
  "service_messages.disable": CHANGE,
  "service_messages.list": READ,
  "service_messages.suppressed": FAILS,
  "service_messages.unsuppress": CHANGE,
  "system.commands": [],
  "system.health": [],
  "system.user_permissions": [],
  "sysvars.fetch": WRITE,
  "sysvars.list": READ,
  "sysvars.set": CHANGE,
  "sysvars.usage": READ,
};

const success = (
  command: string,
  args: unknown,
  data: object | ((data: never) => void),
  writes?: readonly (readonly unknown[])[],
): CommandCase => ({
  command,
  case: "succeeds",
  args,
  expect: { data: data as object, ...(writes ? { writes } : {}) },
});
const CHANNEL = { address: DIMMER, channel: 1 };
const PLACE = { channel_address: `${DIMMER}:1`, paramset_key: "MASTER" };
const SGTIN = "3014F711A0001F1234567890";
const KEY = "00112233445566778899AABBCCDDEEFF";
const count = (member: string, length: number) => (data: Record<string, unknown[]>) =>
  assert.equal(data[member]?.length, length);

const successes: CommandCase[] = [
  ...alarmSuccesses,
  ...ccuSuccesses,
  ...customDataPointSuccesses,
  ...diagnosticsSuccesses,
  ...incidentSuccesses,
  ...configSuccesses,
  ...backupSuccesses,
  ...formSuccesses,
  ...groupSuccesses,
  ...linkSuccesses,
  ...scheduleSuccesses,
  success("alarm_messages.ack", { id: "6001" }, { acknowledged: true, id: "6001" }, [
    ["acknowledgeMessage", "alarm", 6001],
  ]),
  success("alarm_messages.ack_all", {}, { acknowledged: 1 }),
  success("alarm_messages.list", {}, { messages: [{ id: "6001", counter: 1 }] }),
  success("device.install_mode", { address: DIMMER, duration_seconds: -1 }, { address: DIMMER, duration_seconds: 60 }),
  success("device.rename", { address: CONTACT, name: "Door", include_channels: true }, { include_channels: true }, [
    ["rename", CONTACT, "Door"],
    ["rename", `${CONTACT}:0`, "Door:0"],
    ["rename", `${CONTACT}:1`, "Door:1"],
  ]),
  success("device.rename_channel", { ...CHANNEL, name: "Lamp", unknown: 1 }, { name: "Lamp" }, [
    ["rename", `${DIMMER}:1`, "Lamp"],
  ]),
  success("device.set_channel_functions", { ...CHANNEL, functions: [] }, { functions: [] }, [
    ["setChannelRooms", "function", `${DIMMER}:1`, []],
  ]),
  success("device.set_channel_rooms", { ...CHANNEL, rooms: ["Hall"] }, { rooms: ["Hall"] }, [
    ["setChannelRooms", "room", `${DIMMER}:1`, [2002]],
  ]),
  success(
    "devices.get",
    { address: DIMMER },
    { address: DIMMER, channels_count: 4, channels: [{ number: 0 }, { number: 1 }] },
  ),
  success("devices.list", undefined, count("devices", 10)),
  success("firmware.info", {}, { observed: true, current_firmware: "3.83.6", update_available: true }),
  success("inbox.accept", { device_address: NEWCOMER, name: "New" }, { accepted: true }, [
    ["acceptInboxDevice", NEWCOMER],
    ["rename", NEWCOMER, "New"],
  ]),
  success("inbox.list", {}, { devices: [{ address: NEWCOMER }] }),
  success("install_mode.disable", { interface_id: "HmIP-RF" }, { enabled: false }, [
    ["setInstallMode", "HmIP-RF", false, 0, undefined],
  ]),
  success(
    "install_mode.enable",
    { interface_id: "ccu-main-HmIP-RF", duration_seconds: 30, sgtin: SGTIN, key: KEY },
    { enabled: true, local: true, interface_id: "ccu-main-HmIP-RF" },
  ),
  success("install_mode.search", { interface_id: "BidCos-Wired" }, { found: 2 }, [["searchDevices", "BidCos-Wired"]]),
  success("install_mode.status", {}, { "HmIP-RF": { enabled: false, remaining_seconds: 0 } }),
  success("paramset.description", PLACE, { descriptions: {} }),
  success(
    "paramset.determine",
    { interface_id: "x", channel_address: `${CONTACT}:1`, parameter_id: "VALUE" },
    { success: true, value: 0.7 },
  ),
  success("paramset.get", PLACE, { values: { CYCLIC_INFO_MSG: 1 } }),
  {
    ...success("paramset.put", { ...PLACE, values: { DIM_MIN: 0.3 }, edit_token: EDIT_TOKEN }, { written: 1 }),
    given: locked(`channel:${DIMMER}:1:MASTER`),
  },
  success("programs.delete", { id: "3001" }, { deleted: true, id: "3001" }, [["deleteProgram", 3001]]),
  success("programs.execute", { id: "3001", check_conditions: true }, { executed: true }, [
    ["executeProgram", 3001, true],
  ]),
  success("programs.list", { include_internal: true }, count("programs", 2)),
  success("service_messages.ack", { id: "5001" }, { acknowledged: true }, [["acknowledgeMessage", "service", 5001]]),
  success("service_messages.ack_all", {}, { acknowledged: 1 }),
  success("service_messages.disable", { id: "5001" }, { disabled: "5001" }),
  success("service_messages.list", {}, count("messages", 3)),
  success("service_messages.suppressed", {}, { items: [] }),
  success(
    "service_messages.unsuppress",
    { channel: `${DIMMER}:0`, parameter: "UNREACH" },
    { unsuppressed: `${DIMMER}:0` },
  ),
  success("system.commands", {}, count("commands", commands.length)),
  success("system.health", {}, { overall: "healthy", score: 1 }),
  success("system.user_permissions", {}, { is_admin: false, role: "viewer", backend: "" }),
  success("sysvars.fetch", {}, { fetched: true, central_name: "ccu-main" }),
  success("sysvars.list", {}, count("sysvars", 8)),
  success("sysvars.set", { name: "Mode", value: "Away" }, { saved: true, name: "Mode" }, [
    ["setSysvar", "Mode", "LIST", 2],
  ]),
  success("sysvars.usage", { name: "Holiday" }, { sysvar: "Holiday", programs: [{ id: "3001", active: true }] }),
];

const refused = (
  command: string,
  what: string,
  args: unknown,
  error: CommandErrorCode,
  rest: Partial<CommandCase> = {},
): CommandCase => ({
  ...rest,
  command,
  case: what,
  args,
  expect: { error },
});

/** Before a CCU has told anything, or is known at all. */
const early: CommandCase[] = [
  { ...success("firmware.info", {}, { observed: false }), case: "while the CCU starts", world: "starting" },
  ...["programs", "sysvars"].map(
    (name): CommandCase => ({
      ...success(`${name}.list`, {}, count(name, 0)),
      case: "before any CCU is known",
      world: "empty",
    }),
  ),
  { ...success("system.health", {}, { overall: "unknown" }), case: "while the CCU starts", world: "starting" },
];

const refusals: CommandCase[] = [
  ...alarmRefusals,
  ...ccuRefusals,
  ...customDataPointRefusals,
  ...configRefusals,
  ...backupRefusals,
  ...formRefusals,
  ...groupRefusals,
  ...linkRefusals,
  ...scheduleRefusals,
  ...["device.install_mode", "devices.get"].map((name) =>
    refused(name, "unknown device", { address: STRANGER }, "not_found"),
  ),
  ...["device.rename", "device.rename_channel"].map((name) =>
    refused(name, "unknown device", { address: STRANGER, name: "x" }, "not_found"),
  ),
  refused("device.set_channel_rooms", "unknown device", { address: STRANGER, rooms: [] }, "not_found"),
  refused(
    "device.set_channel_functions",
    "unknown channel",
    { address: DIMMER, channel: 9, functions: [] },
    "not_found",
  ),
  refused("device.set_channel_rooms", "a room that is none", { ...CHANNEL, rooms: ["Nope"] }, "bad_request"),
  refused("device.set_channel_rooms", "no list", { ...CHANNEL, rooms: null }, "bad_request"),
  refused("inbox.accept", "nothing waits", { device_address: STRANGER }, "not_found"),
  refused(
    "install_mode.enable",
    "unknown interface",
    { interface_id: "BidCos-Air", duration_seconds: 10 },
    "not_found",
  ),
  refused(
    "install_mode.enable",
    "a label without a key",
    { interface_id: "HmIP-RF", duration_seconds: 10, sgtin: SGTIN },
    "bad_request",
  ),
  refused("install_mode.search", "a radio", { interface_id: "HmIP-RF" }, "bad_request"),
  refused(
    "paramset.determine",
    "unknown parameter",
    { interface_id: "x", channel_address: `${CONTACT}:1`, parameter_id: "NOPE" },
    "not_found",
  ),
  refused("paramset.get", "a link", { ...PLACE, paramset_key: "LINK" }, "bad_request"),
  refused("paramset.get", "of another CCU", { ...PLACE, central_name: "ccu-attic" }, "not_found"),
  refused("paramset.get", "of an unknown CCU", { ...PLACE, central_name: "nowhere" }, "bad_request"),
  refused("paramset.put", "without the lock", { ...PLACE, values: { DIM_MIN: 0.3 } }, "locked"),
  refused(
    "paramset.put",
    "a locked channel",
    { channel_address: `${DIMMER}:2`, paramset_key: "VALUES", values: { LEVEL: 1 } },
    "locked",
  ),
  refused(
    "paramset.put",
    "unknown device",
    { channel_address: STRANGER, paramset_key: "VALUES", values: { LEVEL: 1 } },
    "not_found",
  ),
  refused("paramset.put", "nothing", { ...PLACE, paramset_key: "VALUES", values: {} }, "bad_request"),
  refused("programs.delete", "unknown", { id: "9" }, "not_found"),
  refused("programs.execute", "unknown", { id: "constructor" }, "not_found"),
  refused("service_messages.ack", "ends with its cause", { id: "5002" }, "conflict"),
  refused("service_messages.disable", "unknown", { id: "9" }, "not_found"),
  refused("service_messages.unsuppress", "nothing was suppressed", { channel: `${CONTACT}:0` }, "not_found"),
  refused("sysvars.set", "unknown", { name: "Nope", value: 1 }, "not_found"),
  refused("sysvars.set", "a value that it cannot hold", { name: "Setpoint", value: 99 }, "bad_request"),
  refused("sysvars.set", "no value", { name: "Setpoint" }, "bad_request"),
  refused("sysvars.usage", "which CCU?", { name: "Holiday" }, "bad_request", { unnamed: true }),
  refused("alarm_messages.ack", "which CCU?", { id: "6001" }, "bad_request", { unnamed: true }),
  refused("alarm_messages.ack", "before any CCU is known", { id: "6001" }, "unavailable", { world: "empty" }),
  refused("no.such_command", "unknown", {}, "unknown_command", { as: "viewer" }),
  refused("__proto__", "unknown", {}, "unknown_command", { as: "admin" }),
  refused("", "no name", {}, "bad_request", { as: "admin" }),
];

/** Members that are records of parameters: an object like any other. */
const RECORDS: ReadonlySet<string> = new Set(["values", "params", "parameters", "current_values"]);

/** Args that are none, or of which each member is one that fits nowhere. */
function badArgs(one: CommandCase): CommandCase[] {
  const { command } = one;
  const cases = [refused(command, "args that are no object", ["x"], "bad_request")];
  const own = commands.find(({ spec }) => spec.name === command)!;
  for (const member of Object.keys(own.spec.args.shape)) {
    if (command === "sysvars.set" && member === "value") continue;
    const args = { ...(one.args as object | undefined), [member]: { wrong: [] } };
    if (!RECORDS.has(member)) cases.push(refused(command, `${member} of a wrong type`, args, "bad_request"));
  }
  return cases;
}

const NEEDS_NO_CCU = new Set([
  "central.system_health",
  "service_messages.suppressed",
  ...ALARM_COMMANDS_WITHOUT_CCU,
  ...DIAGNOSTICS_COMMANDS_WITHOUT_CCU,
  ...INCIDENTS_WITHOUT_CCU,
  ...BACKUPS_NEED_NO_CCU,
  ...CONFIG_NEEDS_NO_CCU,
]);
/** Answered without looking anything up. */
const NEEDS_NO_STORE = new Set(["central.reconcile", "firmware.refresh"]);
/** Known by the driver itself, which must be there; no CCU is asked that could fail. */
const ASKS_THE_DRIVER = new Set(["ccu.throttle_stats", "central.links_status"]);

/** Roles, broken CCUs, broken stores. */
function generated(one: CommandCase): CommandCase[] {
  const { command, given } = one;
  const { role, served } = commands.find(({ spec }) => spec.name === command)!.spec;
  const least = ROLES.indexOf(role);
  const cases: CommandCase[] = [];
  for (const as of ROLES.slice(0, least))
    for (const by of ["basic", "bearer", "session"] as const)
      cases.push({ ...one, as, by, case: `${as} (${by}) may not`, expect: { error: "forbidden" } });
  for (const as of ROLES.slice(least + 1))
    cases.push({ ...one, as, by: "session", case: `${as} may`, expect: { data: {} } });
  if (served === "home" && !NEEDS_NO_CCU.has(command)) {
    if (!ASKS_THE_DRIVER.has(command))
      cases.push({
        ...one,
        case: "the CCU fails",
        given: async (world) => {
          await given?.(world);
          world.main.fail("transport");
        },
        expect: { error: "internal_error" },
      });
    cases.push({ ...one, world: "away", case: "the CCU is not reached from here", expect: { error: "unavailable" } });
  }
  const declared = DECLARED_ERRORS[command] ?? [];
  if (declared.includes("internal_error") && !NEEDS_NO_STORE.has(command))
    cases.push({
      ...one,
      case: "the store fails",
      breakDown: true,
      expect: { error: "internal_error" },
    });
  return cases;
}

/** Arguments that name a device or a channel. */
const ADDRESSING =
  /^(address|device|channel|(source_|target_)?(device|channel)_address|(sender|receiver)(_channel_address)?)$/;
/** Commands whose success is not about one device, or that say by another argument on which CCU it is; and why. */
const NO_TWIN: ReadonlySet<string> = new Set([
  // lists and journals: what is not known is not in them
  "change_history.list",
  // names the CCU itself
  "ccu.cache_clear",
  // what is suppressed tells the CCU
  "service_messages.unsuppress",
]);
/** Where a CCU that lacks the device is answered otherwise than with `not_found`: the argument is at fault. */
const LACKING: Readonly<Record<string, CommandErrorCode>> = {
  "links.add": "bad_request",
  "links.remove": "bad_request",
  "links.set_info": "bad_request",
};

/** One address on two CCUs, as `twins` in ../generated.ts. */
function twins(one: CommandCase): CommandCase[] {
  const { command, given } = one;
  const { central: _central, central_name: _name, ...args } = (one.args ?? {}) as Record<string, unknown>;
  const isAddressing = ([name, value]: [string, unknown]) =>
    ADDRESSING.test(name) && typeof value === "string" && value;
  if (!("data" in one.expect) || NO_TWIN.has(command) || !Object.entries(args).some(isAddressing)) return [];
  const { writes } = one.expect;
  const both = { ...one, args, given: onBoth(given), unnamed: true } as const;
  const naming = (central: string): CommandCase => ({
    ...both,
    args: { ...args, central },
    case: `on two CCUs, ${central} named`,
    expect: { data: {}, ...(writes && { writes, on: central }) },
  });
  return [
    { ...both, case: "on two CCUs, none named", expect: { error: "bad_request" } },
    naming("ccu-main"),
    naming(ATTIC),
    {
      ...one,
      args: { ...args, central: ATTIC },
      case: "of a CCU that lacks the device",
      expect: { error: LACKING[command] ?? "not_found" },
    },
  ];
}

/** A CCU that does not exist is refused whatever the command: by either name of the argument, and by a name that is too long. */
function strangers(one: CommandCase): CommandCase[] {
  if (!("data" in one.expect) || one.world === "empty") return [];
  const { central: _central, central_name: _name, ...args } = (one.args ?? {}) as Record<string, unknown>;
  const named = (member: string, name: string, what: string): CommandCase => ({
    ...one,
    args: { ...args, [member]: name },
    unnamed: true,
    case: `of a CCU that nobody knows: ${what}`,
    expect: { error: "bad_request" },
  });
  return [
    named("central", "nowhere", "central"),
    named("central_name", "nowhere", "central_name"),
    named("central", "x".repeat(65), "a long name"),
  ];
}

const others = successes
  .flatMap((one) => [...badArgs(one), ...generated(one), ...twins(one), ...strangers(one)])
  .map((one): CommandCase => ({ ...one, generated: true }));
export const commandCases: readonly CommandCase[] = [
  ...successes,
  ...early,
  ...refusals,
  ...ccuOthers,
  ...customDataPointOthers,
  ...diagnosticsOthers,
  ...incidentOthers,
  ...twoCcuCommands,
  ...others,
];
