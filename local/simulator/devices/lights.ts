/** Dimmers and coloured light. */
import type { ChannelKind, DeviceKind } from "../kinds.ts";
import { bool, choice, duration, float, integer, measured, text } from "../parameters.ts";
import {
  activity,
  bidcosDimmer,
  bidcosMaintenance,
  hmipDimmerGroup,
  hmipKey,
  hmipMaintenance,
  overheat,
  processing,
} from "./common.ts";

/** Flush-mounted dimmer, classic: one real and two virtual channels. */
export const bidcosFlushDimmer: DeviceKind = {
  type: "HM-LC-Dim1T-FM",
  interface: "BidCos-RF",
  firmware: "1.9",
  version: 7,
  rxMode: 1,
  master: { INTERNAL_KEYS_VISIBLE: bool("rw", { default: true }) },
  channels: [
    bidcosMaintenance("mains"),
    bidcosDimmer(),
    bidcosDimmer("VIRTUAL_DIMMER"),
    bidcosDimmer("VIRTUAL_DIMMER"),
  ],
};

/** Brand switch dimmer, Homematic IP. */
export const hmipBrandDimmer: DeviceKind = {
  type: "HmIP-BDT",
  subtype: "BDT",
  interface: "HmIP-RF",
  firmware: "1.8.2",
  version: 5,
  rxMode: 0,
  channels: [
    hmipMaintenance("mains", { ...overheat, ERROR_OVERLOAD: bool("re") }),
    hmipKey(),
    hmipKey(),
    ...hmipDimmerGroup(3),
  ],
};

/** RGBW controller, classic: brightness, colour circle (200 = white) and colour programmes on three channels. */
export const bidcosRgbw: DeviceKind = {
  type: "HM-LC-RGBW-WM",
  interface: "BidCos-RF",
  firmware: "1.1",
  version: 5,
  rxMode: 1,
  channels: [
    bidcosMaintenance("mains"),
    bidcosDimmer(),
    {
      type: "RGBW_COLOR",
      targets: "COLOR",
      conduct: "light_color",
      values: {
        COLOR: integer("rwe", 0, 255, { control: "RGBW_COLOR.COLOR", starts: 200 }),
        USER_COLOR: text("w"),
        INHIBIT: bool("rwe"),
        ON_TIME: float("w", 0, 16383000, { unit: "s" }),
        RAMP_TIME: float("w", 0, 16383000, { unit: "s" }),
      },
      master: { WHITE_ADJUSTMENT_VALUE_RED: float("rw", 0, 1, { unit: "100%", default: 1 }) },
    },
    {
      type: "RGBW_AUTOMATIC",
      targets: "COLOR",
      conduct: "light_color",
      values: {
        PROGRAM: integer("rwe", 0, 255, { control: "RGBW_AUTOMATIC.PROGRAM" }),
        USER_PROGRAM: text("w"),
        INHIBIT: bool("rwe"),
      },
    },
  ],
};

const universalLight: ChannelKind = {
  type: "UNIVERSAL_LIGHT_RECEIVER",
  conduct: "dimmer",
  targets: "REMOTE_CONTROL SWITCH LEVEL",
  values: {
    ...measured("LEVEL", float("rwe", 0, 1, { unit: "100%" })),
    ...measured("HUE", integer("rwe", 0, 361, { unit: "°", starts: 40 })),
    ...measured("SATURATION", float("rwe", 0, 1.005, { unit: "100%", starts: 0.6 })),
    ...measured("COLOR_TEMPERATURE", integer("rwe", 1000, 10000, { unit: "K", default: 2700, starts: null })),
    EFFECT: choice("w", "NO_EFFECT EFFECT_01 EFFECT_02 EFFECT_03 EFFECT_04 EFFECT_05"),
    ...duration("DURATION"),
    ...duration("RAMP_TIME"),
    ...duration("RAMP_TIME_TO_OFF"),
    COMBINED_PARAMETER: text("w"),
    ...processing,
    ...activity,
  },
  master: {
    POWERUP_ON_HUE: integer("rw", 0, 361),
    HARDWARE_COLOR_TEMPERATURE_WARM_WHITE: integer("rw", 1000, 10000, { default: 2700 }),
  },
  link: { SHORT_ON_LEVEL: float("rw", 0, 1, { unit: "100%", default: 1 }) },
};

/** RGBW controller, Homematic IP; the operation mode decides which channels mean something. */
export const hmipRgbw: DeviceKind = {
  type: "HmIP-RGBW",
  subtype: "RGBW",
  interface: "HmIP-RF",
  firmware: "1.0.6",
  version: 3,
  rxMode: 0,
  channels: [
    withMaster(hmipMaintenance("mains", { ERROR_OVERHEAT: bool("re", { service: true }) })),
    universalLight,
    universalLight,
    universalLight,
    universalLight,
  ],
};

function withMaster(channel: ChannelKind): ChannelKind {
  const mode = choice("rw", "4_PWM RGB RGBW 2_TUNABLE_WHITE", { default: 2 });
  return { ...channel, master: { ...channel.master, DEVICE_OPERATION_MODE: mode } };
}
