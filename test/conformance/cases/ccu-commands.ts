/** Commands of upkeep, and about figures and connections of the CCUs. */
import assert from "node:assert/strict";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { CommandCase } from "../case.ts";
import { BROKEN, CONTACT, DIMMER, STRANGER, TEAM_TAG } from "../household.ts";

const FAILS: CommandErrorCode[] = ["internal_error"];
const READ: CommandErrorCode[] = ["bad_request", ...FAILS];
const LOOK: CommandErrorCode[] = ["not_found", ...READ];
const CHANGE: CommandErrorCode[] = ["forbidden", ...LOOK];
const RELOAD: CommandErrorCode[] = ["forbidden", ...READ];

/**
 * What the contract declares; its daemon has no provider for half of the figures, hence its `not_found` and
 * `not_implemented` there, which are left out.
 */
export const CCU_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "ccu.cache_clear": CHANGE,
  "ccu.device_statistics": FAILS,
  "ccu.get_hub_data": [],
  "ccu.get_signal_quality": [],
  "ccu.reload_channel_config": RELOAD,
  "ccu.reload_device_config": RELOAD,
  "ccu.throttle_stats": [],
  "central.connectivity": FAILS,
  "central.info": FAILS,
  "central.reconcile": ["forbidden", ...FAILS],
  "central.system_health": FAILS,
  "config.reload_channel_config": RELOAD,
  "config.reload_device_config": RELOAD,
  "device.replace": CHANGE,
  "device.replace_candidates": LOOK,
  "device.restore_config": CHANGE,
  "device.set_team": CHANGE,
  "device.team_candidates": LOOK,
  "device.test": CHANGE,
  "firmware.refresh": ["forbidden", ...FAILS],
  "firmware.update": RELOAD,
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
const refused = (command: string, what: string, args: unknown, error: CommandErrorCode): CommandCase => ({
  command,
  case: what,
  args,
  expect: { error },
});

const PLACE = { address: CONTACT, channel: 1 };
const CHANNEL = `${DIMMER}:1`;

export const ccuSuccesses: CommandCase[] = [
  success(
    "ccu.cache_clear",
    { kind: "device", central: "ccu-main", interface: "HmIP-RF", device: DIMMER },
    { scope: "device", devices: 1, paramsets: 12, values: 6, master: 0, centrals_reinit: ["ccu-main"] },
    [["clearCache", { interface: "HmIP-RF", device: DIMMER }]],
  ),
  success(
    "ccu.device_statistics",
    {},
    {
      by_interface: {
        "ccu-attic-HmIP-RF": { total: 1, unreachable: 0, firmware_updatable: 0 },
        "ccu-main-HmIP-RF": { total: 3, unreachable: 0, firmware_updatable: 1 },
        "ccu-main-BidCos-RF": { total: 2, unreachable: 0, firmware_updatable: 0 },
        "ccu-main-BidCos-Wired": { total: 0, unreachable: 0, firmware_updatable: 0 },
      },
      total_devices: 10,
      unreachable_devices: 0,
      firmware_updatable_devices: 1,
    },
  ),
  success("ccu.get_hub_data", {}, { service_messages: 3, alarm_messages: 1 }),
  success("ccu.get_signal_quality", {}, (data: { devices: { address: string }[] }) => {
    assert.equal(data.devices.length, 10);
    const lamp = data.devices.find(({ address }) => address === DIMMER);
    assert.deepEqual(lamp, {
      address: DIMMER,
      name: "Ceiling lamp",
      model: "HmIP-XDT",
      interface_id: "ccu-main-HmIP-RF",
      is_reachable: true,
      signal_strength: -61,
      low_battery: null,
    });
  }),
  ...["ccu", "config"].flatMap((family) => [
    success(
      `${family}.reload_channel_config`,
      { channel_address: CHANNEL },
      { success: true, channel_address: CHANNEL },
      [],
    ),
    success(`${family}.reload_device_config`, { device_address: DIMMER }, { success: true, device_address: DIMMER }),
  ]),
  success(
    "ccu.throttle_stats",
    {},
    {
      throttles: [
        {
          interface_id: "ccu-main-HmIP-RF",
          in_flight: 1,
          waiting: 2,
          superseded: 3,
          burst_downgrades: 0,
          waited_for_burst_slot: 4,
        },
      ],
    },
  ),
  success(
    "central.connectivity",
    {},
    {
      interfaces: [{ id: "ccu-main-BidCos-RF", connected: true }, { connected: true }, { duty_cycle: 7 }],
    },
  ),
  success("central.info", {}, { entries: [{ name: "ccu-main", model: "CCU3", version: "3.83.6" }] }),
  success("central.reconcile", {}, { reconciled: true }, []),
  success(
    "central.system_health",
    {},
    {
      // no CCU of these tests calls back: 30 points less
      status: "degraded",
      score: 70,
      centrals: [{ central: "ccu-main", state: "running", available: true, score: 70 }],
    },
  ),
  success("device.replace", { address: CONTACT, old_address: BROKEN }, { status: "replacing", central: "ccu-main" }, [
    ["replaceDevice", "BidCos-RF", BROKEN, CONTACT],
  ]),
  success(
    "device.replace_candidates",
    { address: CONTACT },
    { candidates: [{ address: BROKEN, model_matches: true }] },
  ),
  success("device.restore_config", { address: CONTACT }, { address: CONTACT }, [
    ["restoreConfig", "BidCos-RF", CONTACT],
  ]),
  success("device.set_team", { ...PLACE, team: `*${BROKEN}:1` }, { ...PLACE, team: `*${BROKEN}:1` }, [
    ["setTeam", "BidCos-RF", `${CONTACT}:1`, `*${BROKEN}:1`],
  ]),
  success("device.team_candidates", PLACE, { candidates: [{ current: true, team_tag: TEAM_TAG }, { current: false }] }),
  success("device.test", { address: DIMMER }, { passed: true, timed_out: false }),
  success("firmware.update", {}, { triggered: true }, [["installUpdate"]]),
  success("firmware.refresh", {}, { success: true }, [["refreshFirmware"], ["refreshFirmware"]]),
];

export const ccuOthers: CommandCase[] = [
  {
    ...success("ccu.cache_clear", {}, { scope: "global", devices: 10, centrals_reinit: ["ccu-attic", "ccu-main"] }),
    case: "everything",
  },
  {
    ...success("ccu.get_hub_data", {}, { service_messages: null, alarm_messages: null }),
    case: "before any CCU is known",
    world: "empty",
  },
  { ...success("central.system_health", {}, { status: "unknown", score: null }), case: "of no CCU", world: "empty" },
  { ...success("central.info", {}, { entries: [] }), case: "of no CCU", world: "empty" },
  {
    ...success("ccu.reload_channel_config", { channel_address: "", address: CHANNEL }, { channel_address: CHANNEL }),
    case: "by its older name",
  },
  {
    ...success("device.set_team", { ...PLACE, team: null }, { ...PLACE, team: "" }),
    case: "out of its team",
  },
];

export const ccuRefusals: CommandCase[] = [
  { ...refused("firmware.update", "which CCU?", {}, "bad_request"), unnamed: true },
  { ...refused("ccu.cache_clear", "no CCU named", { kind: "central" }, "bad_request"), unnamed: true },
  refused(
    "ccu.cache_clear",
    "no device named",
    { kind: "device", central: "ccu-main", interface: "HmIP-RF" },
    "bad_request",
  ),
  refused("ccu.cache_clear", "an unknown CCU", { kind: "central", central: "nowhere" }, "bad_request"),
  refused(
    "ccu.cache_clear",
    "an unknown device",
    { kind: "device", central: "ccu-main", interface: "HmIP-RF", device: STRANGER },
    "not_found",
  ),
  ...[
    "device.replace_candidates",
    "device.restore_config",
    "device.set_team",
    "device.team_candidates",
    "device.test",
  ].map((name) => refused(name, "unknown device", { address: STRANGER }, "not_found")),
  refused("device.replace", "unknown device", { address: STRANGER, old_address: BROKEN }, "not_found"),
  refused("device.replace", "by a device of HmIP", { address: DIMMER, old_address: BROKEN }, "bad_request"),
  refused("device.set_team", "a lamp", { address: DIMMER, channel: 1 }, "bad_request"),
  ...["ccu", "config"].flatMap((family) => [
    refused(`${family}.reload_channel_config`, "no channel", { channel_address: DIMMER }, "bad_request"),
    refused(`${family}.reload_channel_config`, "unknown", { channel_address: `${STRANGER}:1` }, "not_found"),
    refused(`${family}.reload_device_config`, "unknown", { device_address: STRANGER }, "not_found"),
  ]),
];
