/** Shutters, blinds and a garage door. */
import type { DeviceKind } from "../kinds.ts";
import { action, bool, choice, float, integer } from "../parameters.ts";
import {
  activity,
  bidcosDirection,
  bidcosMaintenance,
  bidcosWorking,
  hmipCoverGroup,
  hmipKey,
  hmipMaintenance,
  overheat,
  processing,
} from "./common.ts";

/** Flush-mounted shutter, classic. */
export const bidcosShutter: DeviceKind = {
  type: "HM-LC-Bl1-FM",
  interface: "BidCos-RF",
  firmware: "2.11",
  version: 8,
  rxMode: 1,
  master: { INTERNAL_KEYS_VISIBLE: bool("rw", { default: true }) },
  channels: [
    bidcosMaintenance("mains"),
    {
      type: "BLIND",
      conduct: "blind",
      targets: "BLIND WINDOW_SWITCH",
      values: {
        LEVEL: float("rwe", 0, 1, { unit: "100%", control: "BLIND.LEVEL", starts: 1 }),
        STOP: action("w", { control: "BLIND.STOP" }),
        ...bidcosWorking,
        ...bidcosDirection,
        INSTALL_TEST: action("w", { internal: true }),
      },
      master: {
        REFERENCE_RUNNING_TIME_TOP_BOTTOM: float("rw", 0.1, 6000, { unit: "s", default: 50 }),
        REFERENCE_RUNNING_TIME_BOTTOM_TOP: float("rw", 0.1, 6000, { unit: "s", default: 50 }),
        CHANGE_OVER_DELAY: float("rw", 0.5, 25.5, { unit: "s", default: 0.5 }),
        REFERENCE_RUN_COUNTER: integer("rw", 0, 255),
      },
      link: { SHORT_DRIVING_MODE: choice("rw", "DIRECT VIAUPPERENDPOSITION VIALOWERENDPOSITION VIANEXTENDPOSITION") },
    },
  ],
};

/** Brand switch shutter, Homematic IP. */
export const hmipShutter: DeviceKind = {
  type: "HmIP-BROLL",
  subtype: "BROLL",
  interface: "HmIP-RF",
  firmware: "1.10.14",
  version: 6,
  rxMode: 0,
  channels: [hmipMaintenance("mains", overheat), hmipKey(), hmipKey(), ...hmipCoverGroup(3, "SHUTTER")],
};

/** Flush-mounted blind with slats, Homematic IP: a lone LEVEL_2 is ignored. */
export const hmipBlind: DeviceKind = {
  type: "HmIP-FBL",
  subtype: "FBL",
  interface: "HmIP-RF",
  firmware: "1.8.4",
  version: 5,
  rxMode: 0,
  channels: [hmipMaintenance("mains", overheat), hmipKey(), hmipKey(), ...hmipCoverGroup(3, "BLIND")],
};

/** Garage door module, Homematic IP. */
export const hmipGarage: DeviceKind = {
  type: "HmIP-MOD-HO",
  subtype: "MOD_HO",
  interface: "HmIP-RF",
  firmware: "1.2.0",
  version: 2,
  rxMode: 0,
  channels: [
    hmipMaintenance("mains"),
    {
      type: "DOOR_RECEIVER",
      conduct: "garage",
      targets: "REMOTE_CONTROL SWITCH",
      values: {
        DOOR_STATE: choice("re", "CLOSED OPEN VENTILATION_POSITION POSITION_UNKNOWN"),
        DOOR_COMMAND: choice("w", "NOP OPEN STOP CLOSE PARTIAL_OPEN"),
        ...processing,
        ...activity,
      },
    },
    {
      type: "SIMPLE_SWITCH_RECEIVER",
      conduct: "switch",
      targets: "REMOTE_CONTROL SWITCH",
      values: { STATE: bool("rwe"), ...processing },
    },
  ],
};
