/** Contacts, handles, motion and presence. */
import type { DeviceKind } from "../kinds.ts";
import { action, bool, choice, float, integer, measured } from "../parameters.ts";
import { bidcosMaintenance, hmipMaintenance } from "./common.ts";

/** Optical door contact, classic. Sleeps: takes configuration only when it is opened. */
export const bidcosContact: DeviceKind = {
  type: "HM-Sec-SCo",
  interface: "BidCos-RF",
  firmware: "1.0",
  version: 6,
  rxMode: 4,
  battery: true,
  master: { CYCLIC_INFO_MSG: bool("rw"), SABOTAGE_MSG: bool("rw", { default: true }) },
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "SHUTTER_CONTACT",
      sources: "SHUTTER_CONTACT WINDOW_SWITCH_RECEIVER",
      values: {
        STATE: bool("re", { control: "DOOR_SENSOR.STATE" }),
        ERROR: choice("re", "NO_ERROR - - - - - - SABOTAGE", { service: true }),
        LOWBAT: bool("re"),
        INSTALL_TEST: action("e", { internal: true }),
      },
      master: {
        MSG_FOR_POS_A: choice("rw", "NO_MSG CLOSED OPEN", { default: 1 }),
        MSG_FOR_POS_B: choice("rw", "NO_MSG CLOSED OPEN", { default: 2 }),
        EVENT_DELAYTIME: float("rw", 0, 7620, { unit: "s" }),
      },
    },
  ],
};

/** Optical window contact, Homematic IP. */
export const hmipContact: DeviceKind = {
  type: "HmIP-SWDO-I",
  subtype: "SWDO",
  interface: "HmIP-RF",
  firmware: "1.16.8",
  version: 4,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { SABOTAGE: bool("re", { service: true }) }),
    {
      type: "SHUTTER_CONTACT",
      sources: "SHUTTER_CONTACT_STATE WINDOW_SWITCH",
      values: { STATE: choice("re", "CLOSED OPEN", { control: "DOOR_SENSOR.STATE" }) },
      master: { EVENT_DELAY_VALUE: integer("rw", 0, 31), EVENT_FILTER_PERIOD: integer("rw", 0, 15) },
    },
  ],
};

/** Rotary handle sensor, classic: three positions. */
export const bidcosHandle: DeviceKind = {
  type: "HM-Sec-RHS",
  interface: "BidCos-RF",
  firmware: "2.5",
  version: 9,
  rxMode: 4,
  battery: true,
  master: { CYCLIC_INFO_MSG: bool("rw"), SABOTAGE_MSG: bool("rw", { default: true }) },
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "ROTARY_HANDLE_SENSOR",
      sources: "SHUTTER_CONTACT WINDOW_SWITCH_RECEIVER",
      values: {
        STATE: choice("re", "CLOSED TILTED OPEN", { control: "RHS.STATE" }),
        ERROR: choice("re", "NO_ERROR SABOTAGE", { service: true }),
        LOWBAT: bool("re"),
        INSTALL_TEST: action("e", { internal: true }),
      },
      master: {
        EVENT_DELAYTIME: float("rw", 0, 7620, { unit: "s" }),
        LED_ONTIME: float("rw", 0, 1.275, { unit: "s", default: 0.5 }),
      },
    },
  ],
};

/** Motion detector, classic: BRIGHTNESS without a unit, MOTION with its own timer. */
export const bidcosMotion: DeviceKind = {
  type: "HM-Sec-MDIR-2",
  interface: "BidCos-RF",
  firmware: "1.6",
  version: 7,
  rxMode: 4,
  battery: true,
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "MOTION_DETECTOR",
      sources: "SWITCH",
      values: {
        BRIGHTNESS: integer("re", 0, 255, { control: "MOTION_DETECTOR.BRIGHTNESS", starts: 120 }),
        MOTION: bool("re", { control: "MOTION_DETECTOR.MOTION" }),
        NEXT_TRANSMISSION: integer("e", 0, 255, { internal: true }),
        ERROR: choice("re", "NO_ERROR SABOTAGE", { service: true }),
        INSTALL_TEST: action("e", { internal: true }),
      },
      master: {
        MIN_INTERVAL: choice("rw", "15 30 60 120 240", { default: 4 }),
        LED_ONTIME: float("rw", 0, 1.275, { unit: "s" }),
      },
    },
  ],
};

/** Motion detector, Homematic IP. */
export const hmipMotion: DeviceKind = {
  type: "HmIP-SMI",
  subtype: "SMI",
  interface: "HmIP-RF",
  firmware: "1.2.6",
  version: 3,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", {
      SABOTAGE: bool("re", { service: true }),
      ERROR_CODE: integer("re", 0, 255, { service: true }),
    }),
    {
      type: "MOTIONDETECTOR_TRANSCEIVER",
      sources: "REMOTE_CONTROL SWITCH",
      values: {
        MOTION: bool("re", { control: "MOTIONDETECTOR_TRANSCEIVER.MOTION" }),
        ...measured("ILLUMINATION", float("re", 0, 163830, { unit: "Lux", starts: 86.4 })),
        ...measured("CURRENT_ILLUMINATION", float("re", 0, 163830, { unit: "Lux", starts: null })),
        MOTION_DETECTION_ACTIVE: bool("rwe", { starts: true }),
        RESET_MOTION: action("w"),
      },
      master: {
        MIN_INTERVAL: integer("rw", 0, 15, { default: 4 }),
        PIR_SENSITIVITY: integer("rw", 0, 15, { default: 8 }),
      },
    },
  ],
};

/** Presence detector. */
export const hmipPresence: DeviceKind = {
  type: "HmIP-SPI",
  subtype: "SPI",
  interface: "HmIP-RF",
  firmware: "1.0.18",
  version: 3,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { SABOTAGE: bool("re", { service: true }) }),
    {
      type: "PRESENCEDETECTOR_TRANSCEIVER",
      sources: "REMOTE_CONTROL SWITCH",
      values: {
        PRESENCE_DETECTION_STATE: bool("re"),
        PRESENCE_DETECTION_ACTIVE: bool("rwe", { starts: true }),
        ...measured("ILLUMINATION", float("re", 0, 163830, { unit: "Lux", starts: 210.5 })),
        ...measured("CURRENT_ILLUMINATION", float("re", 0, 163830, { unit: "Lux", starts: null })),
        RESET_PRESENCE: action("w"),
      },
      master: { PIR_SENSITIVITY: integer("rw", 0, 15, { default: 8 }) },
    },
  ],
};
