/** Door lock drives. */
import type { ChannelKind, DeviceKind } from "../kinds.ts";
import { action, bool, choice, float, integer } from "../parameters.ts";
import { activity, bidcosDirection, bidcosMaintenance, hmipMaintenance, processing } from "./common.ts";

const permission: ChannelKind = {
  type: "ACCESS_RECEIVER",
  conduct: "access",
  targets: "ACCESS",
  values: { STATE: bool("re", { starts: true }), ACCESS_AUTHORIZATION: choice("w", "DISABLE ENABLE") },
  link: {},
};

/** Door lock drive, Homematic IP. */
export const hmipDoorLock: DeviceKind = {
  type: "HmIP-DLD",
  subtype: "DLD",
  interface: "HmIP-RF",
  firmware: "1.4.12",
  version: 6,
  rxMode: 4,
  battery: true,
  channels: [
    {
      ...hmipMaintenance("battery", { ERROR_JAMMED: bool("re", { service: true }) }),
      master: { ...hmipMaintenance("battery").master, GLOBAL_BUTTON_LOCK: bool("rw") },
    },
    {
      type: "DOOR_LOCK_STATE_TRANSMITTER",
      conduct: "lock",
      values: {
        LOCK_STATE: choice("re", "UNKNOWN LOCKED UNLOCKED", { starts: 1 }),
        LOCK_TARGET_LEVEL: choice("w", "LOCKED UNLOCKED OPEN"),
        WP_OPTIONS: choice("rwe", "NOP ON OFF"),
        ...processing,
        ...activity,
      },
      master: {
        DOOR_LOCK_DIRECTION: choice("rw", "RIGHT LEFT"),
        DOOR_LOCK_TURNS: integer("rw", 1, 4, { default: 2 }),
        HOLD_TIME: float("rw", 0, 15, { unit: "s", default: 3 }),
      },
    },
    ...Array.from({ length: 8 }, () => permission),
  ],
};

/** Door lock drive, classic ("keymatic"): STATE true = unlocked. */
export const bidcosDoorLock: DeviceKind = {
  type: "HM-Sec-Key",
  interface: "BidCos-RF",
  firmware: "2.4",
  version: 10,
  rxMode: 2,
  battery: true,
  master: { SIGNAL: bool("rw", { default: true }), SIGNAL_TONE: choice("rw", "LOW MID HIGH VERY_HIGH") },
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "KEYMATIC",
      conduct: "lock",
      targets: "KEYMATIC",
      values: {
        STATE: bool("rwe", { control: "LOCK.STATE" }),
        OPEN: action("w", { control: "LOCK.OPEN" }),
        RELOCK_DELAY: float("w", 0, 65535, { unit: "s" }),
        STATE_UNCERTAIN: bool("re", { control: "LOCK.STATE_UNCERTAIN" }),
        ...bidcosDirection,
        INHIBIT: bool("rwe"),
        ERROR: choice("re", "NO_ERROR CLUTCH_FAILURE MOTOR_ABORTED", { service: true }),
        INSTALL_TEST: action("w", { internal: true }),
      },
      master: {
        ANGLE_MAX: float("rw", 90, 810, { unit: "degree", default: 540 }),
        AES_ACTIVE: bool("rw", { default: true }),
      },
      link: {},
    },
  ],
};
