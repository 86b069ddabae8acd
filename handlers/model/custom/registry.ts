/**
 * Which models have which custom data points, and on which channels (device-model 2.3). A row: models | base channels |
 * what is special. A model that is not named belongs to the first name that it begins with, category by category.
 */

import { IP_THERMOSTAT, IP_THERMOSTAT_GROUP } from "./climate-ip.ts";
import { RF_SIMPLE_THERMOSTAT, RF_THERMOSTAT, RF_THERMOSTAT_GROUP } from "./climate-rf.ts";
import { GARAGE, IP_BLIND, IP_SHADING, IP_SHUTTER, RF_BLIND, RF_SHUTTER, WINDOW_DRIVE } from "./cover.ts";
import {
  DALI_LIGHT,
  FIXED_COLOUR_LIGHT,
  FIXED_COLOUR_LIGHT_WIRED,
  RF_COLOUR_LIGHT,
  RF_WHITE_LIGHT,
  RGBW_LIGHT,
  rfColourAt,
  SOUND_LAMP,
} from "./light-colour.ts";
import { IP_DIMMER, RF_DIMMER, RF_DIMMER_WITH_VIRTUAL } from "./light-dimmer.ts";
import { IP_BUTTON_LOCK, IP_LOCK, IP_LOCK_PRO, RF_BUTTON_LOCK, RF_LOCK } from "./lock.ts";
import type { Category, Profile } from "./profile.ts";
import { SIREN, SMOKE_SIREN, SOUND_PLAYER } from "./siren.ts";
import { ACCESS_PERMISSION, IP_SWITCH } from "./switch.ts";
import { TEXT_DISPLAY } from "./text-display.ts";
import { IRRIGATION_VALVE } from "./valve.ts";

export interface Registration {
  readonly models: readonly string[];
  readonly profile: Profile;
  /** Base channel of each group; `device` is the device itself. */
  readonly channels: readonly (number | "device")[];
  /** Parameters that stay data points of their own, by absolute channel. */
  readonly extras?: Readonly<Record<number, readonly string[]>>;
}

const row = (
  profile: Profile,
  channels: Registration["channels"],
  models: string,
  extras?: Registration["extras"],
): Registration => ({
  profile,
  channels,
  models: models.split(",").map((name) => name.trim()),
  ...(extras && { extras }),
});
const from = (first: number, last: number, step = 1): number[] =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
const on = (channels: readonly number[], ...parameters: string[]): Record<number, readonly string[]> =>
  Object.fromEntries(channels.map((channel) => [channel, parameters]));

const MOTION = ["ILLUMINATION", "MOTION", "MOTION_DETECTION_ACTIVE", "RESET_MOTION"];
const KEYS = ["PRESS_LONG", "PRESS_SHORT", "SENSOR"];

const CLIMATE: readonly Registration[] = [
  row(RF_SIMPLE_THERMOSTAT, [1], "HM-CC-TC, ZEL STG RM FWT"),
  row(RF_THERMOSTAT, [1], "BC-RT-TRX-CyG, BC-RT-TRX-CyN, BC-TC-C-WM"),
  row(RF_THERMOSTAT, [4], "HM-CC-RT-DN"),
  row(RF_THERMOSTAT, [2], "HM-TC-IT-WM-W-EU"),
  row(RF_THERMOSTAT_GROUP, [1], "HM-CC-VG-1"),
  row(IP_THERMOSTAT, [1], "ALPHA-IP-RBG, Thermostat AA"),
  row(IP_THERMOSTAT, [1], "HmIP-BWTH, HmIP-STH, HmIP-WTH, HmIP-eTRV, HmIPW-SCTHD, HmIPW-STH, HmIPW-WTH"),
  row(IP_THERMOSTAT, [8], "HmIP-WGT"),
  row(IP_THERMOSTAT_GROUP, [1], "HmIP-HEATING"),
];

const COVER: readonly Registration[] = [
  row(RF_SHUTTER, [1], "263 146, 263 147, HM-LC-Bl1-Velux, HM-LC-Bl1-FM, HM-LC-Bl1-FM-2, HM-LC-Bl1-PB-FM"),
  row(RF_SHUTTER, [1], "HM-LC-Bl1-SM, HM-LC-Bl1-SM-2, HM-LC-Bl1PBU-FM, HM-LC-BlX, ZEL STG RM FEP 230V"),
  row(RF_SHUTTER, [3], "HMW-LC-Bl1"),
  row(RF_BLIND, [1], "HM-LC-Ja1PBU-FM, HM-LC-JaX"),
  row(WINDOW_DRIVE, [1], "HM-Sec-Win", { 1: ["DIRECTION", "WORKING", "ERROR"], 2: ["LEVEL", "STATUS"] }),
  row(IP_SHUTTER, [4], "HmIP-BROLL, HmIP-FROLL"),
  row(IP_BLIND, [4], "HmIP-BBL, HmIP-FBL"),
  row(IP_BLIND, [10, 14, 18, 22], "HmIP-DRBLI4"),
  row(IP_BLIND, [2, 6, 10, 14], "HmIPW-DRBL4"),
  row(IP_SHADING, [1], "HmIP-HDM"),
  row(GARAGE, [1], "HmIP-MOD-HO, HmIP-MOD-TM"),
];

const LIGHT: readonly Registration[] = [
  row(RF_DIMMER, [1], "263 132, 263 134, HSS-DX, HM-LC-Dim1T-FM-LF, HM-LC-Dim1L-Pl-2, HM-LC-Dim1T-Pl-2"),
  row(RF_DIMMER, [1, 2, 3, 4], "HM-DW-WM"),
  row(RF_DIMMER, [1, 2, 3], "HM-LC-Dim1T-DR"),
  row(RF_DIMMER, [1, 2], "HM-LC-Dim2L-CV, HM-LC-Dim2L-SM, HM-LC-Dim2T-SM"),
  row(RF_DIMMER, from(1, 6), "HM-LC-Dim2L-SM-2, HM-LC-Dim2T-SM-2, OLIGO.smart.iq.HM"),
  row(RF_DIMMER, [3], "HMW-LC-Dim1L-DR"),
  row(RF_DIMMER_WITH_VIRTUAL, [1], "263 133, HM-LC-AO-SM, HM-LC-Dim1L-CV, HM-LC-Dim1L-CV-2, HM-LC-Dim1L-Pl"),
  row(RF_DIMMER_WITH_VIRTUAL, [1], "HM-LC-Dim1L-Pl-3, HM-LC-Dim1PWM-CV, HM-LC-Dim1PWM-CV-2, HM-LC-Dim1T-CV"),
  row(RF_DIMMER_WITH_VIRTUAL, [1], "HM-LC-Dim1T-CV-2, HM-LC-Dim1T-FM, HM-LC-Dim1T-FM-2, HM-LC-Dim1T-Pl"),
  row(RF_DIMMER_WITH_VIRTUAL, [1], "HM-LC-Dim1T-Pl-3, HM-LC-Dim1TPBU-FM, HM-LC-Dim1TPBU-FM-2"),
  row(RF_WHITE_LIGHT, [1, 3, 5], "HM-LC-DW-WM"),
  row(RF_COLOUR_LIGHT, [1], "HM-LC-RGBW-WM"),
  row(IP_DIMMER, [4], "HmIP-BDT"),
  row(IP_DIMMER, [5, 9, 13], "HmIP-DRDI3"),
  row(IP_DIMMER, [2], "HmIP-FDT, HmIP-WGT"),
  row(IP_DIMMER, [3], "HmIP-PDT"),
  row(IP_DIMMER, [2, 6, 10], "HmIPW-DRD3"),
  row(FIXED_COLOUR_LIGHT, [8, 12], "HmIP-BSL"),
  row(FIXED_COLOUR_LIGHT_WIRED, from(7, 13), "HmIPW-WRC6"),
  row(FIXED_COLOUR_LIGHT_WIRED, from(12, 18), "HmIP-WRC6-230"),
  row(RGBW_LIGHT, [1], "HmIP-RGBW, HmIP-LSC"),
  row(DALI_LIGHT, from(1, 48), "HmIP-DRG-DALI"),
  row(IP_DIMMER, [7], "HmIP-UDI-SMI55", on([4], "CURRENT_ILLUMINATION", ...MOTION)),
  row(IP_DIMMER, [12], "HmIP-SCTH230", { 1: ["CONCENTRATION"], 4: ["HUMIDITY", "ACTUAL_TEMPERATURE"] }),
  row(RF_DIMMER, from(5, 8), "HBW-LC4-IN4-DR", on(from(1, 4), ...KEYS)),
  row(RF_DIMMER, from(7, 12), "HBW-LC-RGBWW-IN6-DR", on(from(1, 6), ...KEYS)),
  row(rfColourAt(15), [13], "HBW-LC-RGBWW-IN6-DR"),
  row(rfColourAt(16), [14], "HBW-LC-RGBWW-IN6-DR"),
  row(SOUND_LAMP, [6], "HmIP-MP3P"),
];

/** What an HmIP-DLP shows beside its lock: why, how it relocks, a door contact, eight permissions. */
const LOCK_PRO_EXTRAS = {
  0: ["SABOTAGE_ACCELERATION", "SABOTAGE_BATTERY", "SABOTAGE_MAGNETIC_FIELD", "SABOTAGE_VERTICAL", "ERROR_JAMMED"],
  3: ["STATE"],
  ...on(from(4, 11), "PERMISSION_STATE"),
  12: ["LOCK_STATE_REASON"],
  13: ["AUTO_RELOCK_STATE"],
};
const LOCK: readonly Registration[] = [
  row(RF_LOCK, [1], "HM-Sec-Key", { 1: ["DIRECTION", "ERROR"] }),
  row(IP_LOCK, [1], "HmIP-DLD", { 0: ["ERROR_JAMMED"] }),
  row(IP_LOCK_PRO, [12], "HmIP-DLP", LOCK_PRO_EXTRAS),
  row(RF_BUTTON_LOCK, ["device"], "HM-TC-IT-WM-W-EU"),
  row(IP_BUTTON_LOCK, [0], "ALPHA-IP-RBG, HmIP-BWTH, HmIP-DLD, HmIP-DLP, HmIP-FAL, HmIP-WGT, HmIP-WTH, HmIP-eTRV"),
  row(IP_BUTTON_LOCK, [0], "HmIPW-FAL, HmIPW-WTH"),
];

const SIRENS: readonly Registration[] = [
  row(SIREN, [3], "HmIP-ASIR"),
  row(SMOKE_SIREN, [1], "HmIP-SWSD"),
  row(SOUND_PLAYER, [2], "HmIP-MP3P"),
];

const SWITCH: readonly Registration[] = [
  row(IP_SWITCH, [4, 8], "ELV-SH-BS2, HmIP-BS2, HmIP-PCBS2"),
  row(IP_SWITCH, [3], "ELV-SH-PSMCI, ELV-SH-SW1-BAT, HmIP-DRSI1, HmIP-FSI, HmIP-PCBS, HmIP-PCBS-BAT, HmIP-PS"),
  row(IP_SWITCH, [3], "HmIP-USBSM, HmIP-WGC"),
  row(IP_SWITCH, [4], "HmIP-BSL, HmIP-BSM"),
  row(IP_SWITCH, [6, 10, 14, 18], "HmIP-DRSI4"),
  row(IP_SWITCH, [2], "HmIP-FS6, HmIP-FSM"),
  row(IP_SWITCH, from(10, 38, 4), "HmIP-MOD-OC8"),
  row(IP_SWITCH, [8], "HmIP-SCTH230"),
  row(IP_SWITCH, [4], "HmIP-WGT"),
  row(IP_SWITCH, [2, 6], "HmIP-WHS2"),
  row(IP_SWITCH, [9], "HmIP-WRC6-230"),
  row(IP_SWITCH, from(2, 30, 4), "HmIPW-DRS"),
  row(IP_SWITCH, from(8, 28, 4), "HmIPW-FIO6"),
  row(IP_SWITCH, [10], "HmIP-SMO230", on([1, 2, 3, 4], ...MOTION)),
  row(ACCESS_PERMISSION, from(2, 9), "HmIP-DLD"),
  row(ACCESS_PERMISSION, from(1, 8), "HmIP-FWI"),
];

const TEXT: readonly Registration[] = [row(TEXT_DISPLAY, [3], "HmIP-WRCD")];
const VALVE: readonly Registration[] = [row(IRRIGATION_VALVE, [4], "ELV-SH-WSM, HmIP-WSM")];

/** In the order in which they are looked at: where two claim a channel, the later one has it. */
const CATEGORIES: readonly (readonly [Category, readonly Registration[]])[] = [
  ["climate", CLIMATE],
  ["cover", COVER],
  ["light", LIGHT],
  ["lock", LOCK],
  ["siren", SIRENS],
  ["switch", SWITCH],
  ["text_display", TEXT],
  ["valve", VALVE],
];

/** Sensors that begin like a thermostat. */
const NOT_CUSTOM = "hmip-stho";
/** Do-it-yourself devices are built after a device of the manufacturer's. */
const modelKey = (model: string): string => model.toLowerCase().replace(/^hb-/, "hm-");

interface Keyed {
  readonly keys: ReadonlyMap<string, readonly Registration[]>;
}
const KEYED: readonly Keyed[] = CATEGORIES.map(([, rows]) => {
  const keys = new Map<string, Registration[]>();
  for (const registration of rows)
    for (const model of registration.models) {
      const key = modelKey(model);
      const known = keys.get(key);
      if (known) known.push(registration);
      else keys.set(key, [registration]);
    }
  return { keys };
});

function matching({ keys }: Keyed, key: string): readonly Registration[] {
  const exact = keys.get(key);
  if (exact) return exact;
  for (const [prefix, rows] of keys) if (key.startsWith(prefix)) return rows;
  return [];
}

/** By model as it is written: a home has a few dozen of them. */
const found = new Map<string, readonly Registration[]>();
/** Far more models than exist: beyond it they are looked up anew, against names made up to fill memory. */
const FOUND_LIMIT = 2000;

/** Everything that is registered for a model; empty for most. */
export function registrationsOf(model: string): readonly Registration[] {
  const known = found.get(model);
  if (known) return known;
  const key = modelKey(model);
  const rows = key.startsWith(NOT_CUSTOM) ? [] : KEYED.flatMap((keyed) => matching(keyed, key));
  if (found.size < FOUND_LIMIT) found.set(model, rows);
  return rows;
}

/** Every row, for tests. */
export const REGISTRATIONS: readonly Registration[] = CATEGORIES.flatMap(([, rows]) => rows);
