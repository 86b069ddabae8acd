/** Which drawing stands for a device: by the types of its channels, the most telling type first. */
import type { Device } from "../../model/types.ts";

/** The drawings of `assets/icons`, by the name of the file. */
export const ICON_KINDS = [
  "blind",
  "climate",
  "contact",
  "dimmer",
  "gateway",
  "generic",
  "lock",
  "meter",
  "motion",
  "remote",
  "siren",
  "smoke",
  "switch",
  "water",
  "weather",
] as const;
export type IconKind = (typeof ICON_KINDS)[number];

/** A device is what its most specific channel does: a thermostat with a relay is a thermostat. First match wins. */
const KINDS: readonly (readonly [RegExp, IconKind])[] = [
  [/^SMOKE_DETECTOR/, "smoke"],
  [/^WATER/, "water"],
  [/^ALARM_SWITCH|^ALARMACTUATOR|^SIGNAL_CHIME/, "siren"],
  [/MOTION|^PRESENCE|^PASSAGE/, "motion"],
  [/^KEYMATIC|^DOOR_LOCK|^ACCESS/, "lock"],
  [/^SHUTTER_CONTACT|^ROTARY_HANDLE|^TILT_SENSOR|^DOOR_RECEIVER|^DOOR_STATE|^SENSOR$/, "contact"],
  [/CLIMATECONTROL|^CLIMATE_TRANSCEIVER|THERMALCONTROL/, "climate"],
  [/^BLIND|^SHUTTER_|^JALOUSIE|^WINMATIC|^SHADING/, "blind"],
  [/DIMMER|RGBW|^UNIVERSAL_LIGHT|DUAL_WHITE/, "dimmer"],
  [/^WEATHER|^RAIN|^BRIGHTNESS|^WS_/, "weather"],
  [/^SWITCH(_TRANSMITTER|_VIRTUAL_RECEIVER|_SENSOR)?$|^SIMPLE_SWITCH|^DIGITAL_OUTPUT/, "switch"],
  [/METER|^ENERG|^POWER/, "meter"],
  [/KEY|^SWITCH_INTERFACE|^MULTI_MODE_INPUT|^DIGITAL_INPUT|^ROTARY_CONTROL/, "remote"],
];
/** Models whose channels tell nothing: access points, wired gateways, the CCU's own radio. */
const GATEWAYS = /^(HmIP-HAP|HmIPW-DRAP|HmIP-CCU|RPI-RF-MOD|HM-LGW|CCU)/i;

export function iconKind(device: Pick<Device, "model"> & { channels: readonly { type: string }[] }): IconKind {
  if (GATEWAYS.test(device.model)) return "gateway";
  for (const [pattern, kind] of KINDS) if (device.channels.some(({ type }) => pattern.test(type))) return kind;
  return "generic";
}
