/** Smoke, water and noise. */
import type { DeviceKind } from "../kinds.ts";
import { action, bool, choice, duration, integer } from "../parameters.ts";
import { bidcosMaintenance, hmipMaintenance } from "./common.ts";

/** Smoke detector, Homematic IP. */
export const hmipSmoke: DeviceKind = {
  type: "HmIP-SWSD",
  subtype: "SWSD",
  interface: "HmIP-RF",
  firmware: "1.0.12",
  version: 4,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { TIME_OF_OPERATION: integer("re", 0, 2147483647, { unit: "s", starts: 51840000 }) }),
    {
      type: "SMOKE_DETECTOR",
      conduct: "smoke",
      values: {
        SMOKE_DETECTOR_ALARM_STATUS: choice("re", "IDLE_OFF PRIMARY_ALARM INTRUSION_ALARM SECONDARY_ALARM"),
        SMOKE_DETECTOR_TEST_RESULT: choice("re", "NONE SMOKE_TEST_OK SMOKE_TEST_FAILED"),
        SMOKE_DETECTOR_COMMAND: choice("w", "RESERVED_ALARM_OFF INTRUSION_ALARM_OFF INTRUSION_ALARM SMOKE_TEST"),
        ERROR_CODE: integer("re", 0, 255, { service: true }),
      },
      master: { REPEAT_ENABLE: bool("rw", { default: true }) },
    },
  ],
};

/** Smoke detector, classic: member of a team. */
export const bidcosSmoke: DeviceKind = {
  type: "HM-Sec-SD",
  interface: "BidCos-RF",
  firmware: "1.4",
  version: 8,
  rxMode: 12,
  battery: true,
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "SMOKE_DETECTOR",
      sources: "SMOKE_DETECTOR",
      values: { STATE: bool("re", { control: "SMOKE_DETECTOR.STATE" }), INSTALL_TEST: action("e", { internal: true }) },
    },
  ],
};

/** What a team of smoke detectors is to the CCU: a device of its own without any hardware. */
export const bidcosSmokeTeam: DeviceKind = {
  type: "HM-Sec-SD-Team",
  interface: "BidCos-RF",
  firmware: "",
  version: 8,
  rxMode: 1,
  builtIn: true,
  channels: [
    { type: "MAINTENANCE" },
    {
      type: "SMOKE_DETECTOR_TEAM",
      sources: "SMOKE_DETECTOR",
      values: { STATE: bool("re", { control: "SMOKE_DETECTOR_TEAM.STATE" }) },
    },
  ],
};

/** Water detector. */
export const hmipWater: DeviceKind = {
  type: "HmIP-SWD",
  subtype: "SWD",
  interface: "HmIP-RF",
  firmware: "1.4.2",
  version: 3,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { ERROR_NON_FLAT_POSITIONING: bool("re", { service: true }) }),
    {
      type: "WATER_DETECTION_TRANSMITTER",
      sources: "WATER_DETECTOR",
      values: {
        ALARMSTATE: bool("re"),
        MOISTURE_DETECTED: bool("re"),
        WATERLEVEL_DETECTED: bool("re"),
      },
      master: { TRIGGER_ANGLE: integer("rw", 5, 180, { default: 30 }) },
    },
  ],
};

const acoustic =
  "DISABLE_ACOUSTIC_SIGNAL FREQUENCY_RISING FREQUENCY_FALLING FREQUENCY_RISING_AND_FALLING FREQUENCY_ALTERNATING_LOW_HIGH " +
  "FREQUENCY_HIGHON_OFF LOW_BATTERY DISARMED EXTERNALLY_ARMED INTERNALLY_ARMED EVENT ERROR";
const optical =
  "DISABLE_OPTICAL_SIGNAL BLINKING_ALTERNATELY_REPEATING BLINKING_BOTH_REPEATING DOUBLE_FLASHING_REPEATING " +
  "FLASHING_BOTH_REPEATING CONFIRMATION_SIGNAL_0 CONFIRMATION_SIGNAL_1 CONFIRMATION_SIGNAL_2";

/** Indoor siren. */
export const hmipSiren: DeviceKind = {
  type: "HmIP-ASIR",
  subtype: "ASIR",
  interface: "HmIP-RF",
  firmware: "1.1.2",
  version: 4,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { SABOTAGE: bool("re", { service: true }) }),
    { type: "KEY_TRANSCEIVER", sources: "REMOTE_CONTROL" },
    {
      type: "ALARM_COND_SWITCH_RECEIVER",
      master: { SD_MULTICAST_ZONE_1: bool("rw"), SILENT_ALARM_ZONE_1: bool("rw") },
    },
    {
      type: "ALARM_SWITCH_VIRTUAL_RECEIVER",
      conduct: "siren",
      targets: "CONDITIONAL_SWITCH REMOTE_CONTROL",
      values: {
        ACOUSTIC_ALARM_ACTIVE: bool("re"),
        OPTICAL_ALARM_ACTIVE: bool("re"),
        ACOUSTIC_ALARM_SELECTION: choice("w", acoustic),
        OPTICAL_ALARM_SELECTION: choice("w", optical),
        ...duration("DURATION"),
      },
      link: {},
    },
  ],
};
