/** What many devices share: maintenance channels, switch and dimmer channels of both families, week programmes. */
import type { ChannelKind } from "../kinds.ts";
import { action, bool, choice, duration, float, integer, measured, type ParameterTable, text } from "../parameters.ts";

// ---------------------------------------------------------------- BidCos

const bidcosService: ParameterTable = {
  UNREACH: bool("re", { service: true }),
  STICKY_UNREACH: bool("rwe", { sticky: true }),
  CONFIG_PENDING: bool("re", { service: true }),
  DUTYCYCLE: bool("re", { service: true }),
  RSSI_DEVICE: integer("re", -2147483648, 2147483647, { unit: "", starts: -62 }),
  RSSI_PEER: integer("re", -2147483648, 2147483647, { unit: "", starts: -58 }),
};

/** Channel 0 of a classic radio device. */
export function bidcosMaintenance(power: "mains" | "battery", extra: ParameterTable = {}): ChannelKind {
  const battery: ParameterTable = power === "battery" ? { LOWBAT: bool("re", { service: true }) } : {};
  return { type: "MAINTENANCE", values: { ...bidcosService, ...battery, ...extra } };
}

export const bidcosWorking: ParameterTable = {
  INHIBIT: bool("rwe", { control: "NONE" }),
  WORKING: bool("re", { internal: true }),
};
export const bidcosDirection: ParameterTable = {
  DIRECTION: choice("re", "NONE UP DOWN UNDEFINED", { internal: true }),
};
const installTest: ParameterTable = { INSTALL_TEST: action("w", { internal: true }) };

/** Longest ON_TIME of a classic device, seconds (its own float format). */
const LONGEST_ON_TIME = 85825945.6;
const notUsed = { NOT_USED: 0 };

export const bidcosSwitch: ChannelKind = {
  type: "SWITCH",
  conduct: "switch",
  targets: "SWITCH WINDOW_SWITCH",
  values: {
    STATE: bool("rwe", { control: "SWITCH.STATE" }),
    ON_TIME: float("w", 0, LONGEST_ON_TIME, { unit: "s", control: "NONE", special: notUsed }),
    ...bidcosWorking,
    ...installTest,
  },
  master: { AES_ACTIVE: bool("rw"), TRANSMIT_TRY_MAX: integer("rw", 1, 10, { default: 6 }) },
  link: {
    SHORT_ON_TIME: float("rw", 0, 108000, { unit: "s", default: 108000, special: { NOT_USED: 111600 } }),
    SHORT_JT_OFF: choice("rw", "NO_JUMP_IGNORE_COMMAND ONDELAY ON OFFDELAY OFF", { default: 1 }),
    SHORT_ACTION_TYPE: choice("rw", "INACTIVE JUMP_TO_TARGET TOGGLE_TO_COUNTER TOGGLE_INVERSE_TO_COUNTER", {
      default: 1,
    }),
    UI_HINT: text("rw"),
  },
};

export const bidcosDimmer = (type = "DIMMER"): ChannelKind => ({
  type,
  conduct: "dimmer",
  targets: "SWITCH DIMMER",
  values: {
    LEVEL: float("rwe", 0, 1, { unit: "100%", control: "DIMMER.LEVEL" }),
    LEVEL_REAL: float("re", 0, 1, { unit: "100%", control: "DIMMER.LEVEL_REAL" }),
    OLD_LEVEL: action("w", { control: "DIMMER.OLD_LEVEL" }),
    ON_TIME: float("w", 0, LONGEST_ON_TIME, { unit: "s", control: "NONE", special: notUsed }),
    RAMP_TIME: float("w", 0, LONGEST_ON_TIME, { unit: "s", default: 0.5, control: "NONE" }),
    RAMP_STOP: action("w", { control: "DIMMER.RAMP_STOP" }),
    ...bidcosWorking,
    ...bidcosDirection,
    ERROR: choice("re", "NO_ERROR LOAD_FAILURE", { service: true }),
    ...installTest,
  },
  master: { AES_ACTIVE: bool("rw"), LOGIC_COMBINATION: choice("rw", "INACTIVE OR AND XOR NOR NAND", { default: 1 }) },
  link: {
    SHORT_ON_LEVEL: float("rw", 0, 1, { unit: "100%", default: 1, special: { OLD_LEVEL: 1.005 } }),
    SHORT_RAMPON_TIME: float("rw", 0, 108000, { unit: "s", default: 0.5 }),
  },
});

export const bidcosKey = (): ChannelKind => ({
  type: "KEY",
  conduct: "key",
  sources: "SWITCH",
  values: {
    PRESS_SHORT: action("we", { control: "BUTTON.SHORT" }),
    PRESS_LONG: action("we", { control: "BUTTON.LONG" }),
    PRESS_CONT: action("e", { internal: true }),
    PRESS_LONG_RELEASE: action("e", { internal: true }),
    INSTALL_TEST: action("e", { internal: true }),
  },
  master: {
    LONG_PRESS_TIME: float("rw", 0.3, 1.8, { unit: "s", default: 0.4 }),
    DBL_PRESS_TIME: float("rw", 0, 1.5, { unit: "s" }),
    AES_ACTIVE: bool("rw"),
  },
});

// ---------------------------------------------------------------- HmIP

/** Channel 0 of an HmIP device. */
export function hmipMaintenance(power: "mains" | "battery", extra: ParameterTable = {}): ChannelKind {
  const supply: ParameterTable =
    power === "battery"
      ? {
          LOW_BAT: bool("re", { service: true }),
          ...measured("OPERATING_VOLTAGE", float("re", 0, 25.2, { unit: "V", starts: 2.9 })),
        }
      : { ...measured("OPERATING_VOLTAGE", float("re", 0, 25.2, { unit: "V", starts: 0 })) };
  const limit: ParameterTable =
    power === "battery" ? { LOW_BAT_LIMIT: float("rw", 0, 25.2, { unit: "V", default: 2.2 }) } : {};
  return {
    type: "MAINTENANCE",
    values: {
      UNREACH: bool("re", { service: true, control: "MAINTENANCE.UNREACH" }),
      CONFIG_PENDING: bool("re", { service: true }),
      UPDATE_PENDING: bool("re", { service: true }),
      DUTY_CYCLE: bool("re"),
      RSSI_DEVICE: integer("re", -128, 127, { starts: -61 }),
      RSSI_PEER: integer("re", -128, 127, { starts: -66 }),
      INSTALL_TEST: bool("rw", { internal: true, starts: null }),
      ...supply,
      ...extra,
    },
    master: {
      CYCLIC_INFO_MSG: integer("rw", 0, 255, { default: 1 }),
      LOCAL_RESET_DISABLED: bool("rw"),
      ENABLE_ROUTING: bool("rw", { default: true }),
      ...limit,
    },
  };
}

export const overheat: ParameterTable = {
  ...measured("ACTUAL_TEMPERATURE", float("re", -3276.8, 3276.7, { unit: "°C", starts: 31 })),
  ERROR_OVERHEAT: bool("re", { service: true }),
  ERROR_CODE: integer("re", 0, 255, { service: true }),
};

/** A movement or a timer is running while PROCESS is 1. */
export const processing: ParameterTable = {
  PROCESS: choice("re", "STABLE NOT_STABLE"),
  SECTION: integer("re", 0, 255),
  SECTION_STATUS: choice("re", "NORMAL UNKNOWN"),
};
export const activity: ParameterTable = { ACTIVITY_STATE: choice("re", "UNKNOWN UP DOWN STABLE", { default: 3 }) };

const eventDelay: ParameterTable = {
  EVENT_DELAY_UNIT: choice("rw", "100MS 1S 5S 10S 1M 5M 10M H"),
  EVENT_DELAY_VALUE: integer("rw", 0, 31),
};
const powerUp: ParameterTable = {
  POWERUP_JUMPTARGET: choice("rw", "OFF ON_DELAY ON OFF_DELAY"),
  POWERUP_ONTIME_UNIT: choice("rw", "100MS 1S 5S 10S 1M 5M 10M H"),
  POWERUP_ONTIME_VALUE: integer("rw", 0, 31),
  LOGIC_COMBINATION: choice("rw", "LOGIC_INACTIVE LOGIC_OR LOGIC_AND LOGIC_XOR LOGIC_NOR LOGIC_NAND", { default: 1 }),
};

export const hmipKey = (): ChannelKind => ({
  type: "KEY_TRANSCEIVER",
  conduct: "key",
  sources: "REMOTE_CONTROL CONDITIONAL_SWITCH",
  values: {
    PRESS_SHORT: action("e", { control: "BUTTON_NO_FUNCTION.SHORT" }),
    PRESS_LONG: action("e", { control: "BUTTON_NO_FUNCTION.LONG" }),
    PRESS_LONG_START: action("e"),
    PRESS_LONG_RELEASE: action("e"),
  },
  master: {
    LONG_PRESS_TIME: float("rw", 0, 25.5, { unit: "s", default: 0.4 }),
    DBL_PRESS_TIME: float("rw", 0, 25.5, { unit: "s", special: { NOT_USED: 25.5 } }),
  },
});

/** The state channel and its three virtual receivers, the first channel having number `first`. */
export function hmipSwitchGroup(first: number): ChannelKind[] {
  const receiver: ChannelKind = {
    type: "SWITCH_VIRTUAL_RECEIVER",
    conduct: "switch",
    reportsOn: first,
    targets: "CONDITIONAL_SWITCH REMOTE_CONTROL SWITCH LEVEL",
    values: {
      STATE: bool("rwe", { control: "SWITCH_RECEIVER.STATE" }),
      ON_TIME: float("w", 0, 327680, { unit: "s" }),
      COMBINED_PARAMETER: text("w"),
      ...processing,
    },
    master: powerUp,
    link: {
      SHORT_ON_TIME_BASE: choice("rw", "100MS 1S 5S 10S 1M 5M 10M 1H", { default: 7 }),
      SHORT_ON_TIME_FACTOR: integer("rw", 0, 31, { default: 31 }),
    },
  };
  const transmitter: ChannelKind = {
    type: "SWITCH_TRANSMITTER",
    sources: "SWITCH",
    values: { STATE: bool("re", { control: "SWITCH_TRANSMITTER.STATE" }), ...processing },
    master: eventDelay,
  };
  return [transmitter, receiver, receiver, receiver];
}

export function hmipDimmerGroup(first: number): ChannelKind[] {
  const level = (letters: string) => measured("LEVEL", float(letters, 0, 1, { unit: "100%", control: "DIMMER_REAL" }));
  const receiver: ChannelKind = {
    type: "DIMMER_VIRTUAL_RECEIVER",
    conduct: "dimmer",
    reportsOn: first,
    targets: "CONDITIONAL_SWITCH REMOTE_CONTROL SWITCH LEVEL",
    values: {
      ...level("rwe"),
      ON_TIME: float("w", 0, 327680, { unit: "s" }),
      RAMP_TIME: float("w", 0, 327680, { unit: "s" }),
      COMBINED_PARAMETER: text("w"),
      ...processing,
      ...activity,
    },
    master: powerUp,
    link: { SHORT_ON_LEVEL: float("rw", 0, 1, { unit: "100%", default: 1, special: { OLD_LEVEL: 1.005 } }) },
  };
  const transmitter: ChannelKind = {
    type: "DIMMER_TRANSMITTER",
    sources: "LEVEL",
    values: { ...level("re"), ...processing, ...activity },
    master: { ...eventDelay, FUSE_DELAY: integer("rw", 0, 255) },
  };
  return [transmitter, receiver, receiver, receiver];
}

/** Shutters have LEVEL only; blinds also LEVEL_2 for their slats. */
export function hmipCoverGroup(first: number, kind: "SHUTTER" | "BLIND"): ChannelKind[] {
  const levels = (letters: string): ParameterTable => ({
    ...measured("LEVEL", float(letters, 0, 1, { unit: "100%", control: "BLIND_TRANSMITTER.LEVEL", starts: 1 })),
    ...(kind === "BLIND" ? measured("LEVEL_2", float(letters, 0, 1, { unit: "100%", starts: 1 })) : {}),
  });
  const receiver: ChannelKind = {
    type: `${kind}_VIRTUAL_RECEIVER`,
    conduct: "blind",
    reportsOn: first,
    targets: "CONDITIONAL_SWITCH REMOTE_CONTROL SWITCH LEVEL",
    values: {
      ...levels("rwe"),
      STOP: action("w"),
      ...(kind === "BLIND" ? { COMBINED_PARAMETER: text("w") } : {}),
      ...processing,
      ...activity,
    },
    master: powerUp,
    link: {},
  };
  const transmitter: ChannelKind = {
    type: `${kind}_TRANSMITTER`,
    sources: "LEVEL",
    values: { ...levels("re"), SELF_CALIBRATION: choice("w", "STOP START"), ...processing, ...activity },
    master: {
      ...eventDelay,
      CHANNEL_OPERATION_MODE: choice("rw", "SHUTTER BLIND", { default: kind === "BLIND" ? 1 : 0 }),
      REFERENCE_RUNNING_TIME_TOP_BOTTOM_VALUE: integer("rw", 0, 16383, { default: 500 }),
      REFERENCE_RUNNING_TIME_BOTTOM_TOP_VALUE: integer("rw", 0, 16383, { default: 500 }),
    },
  };
  return [transmitter, receiver, receiver, receiver];
}

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/**
 * The heating programme of a thermostat: per programme, weekday and one of 13 slots an end time (minutes of the day)
 * and a temperature (device-model 4.2). `prefix` numbers the programmes: P1, P2 …; classic devices with one have none.
 */
export function heatingProgramme(prefixes: readonly string[]): ParameterTable {
  const table: Record<string, ReturnType<typeof float>> = {};
  for (const prefix of prefixes) {
    for (const day of DAYS) {
      for (let slot = 1; slot <= 13; slot++) {
        const [end, warm] = slot === 1 ? [360, 17] : slot === 2 ? [1320, 21] : [1440, 17];
        table[`${prefix}ENDTIME_${day}_${slot}`] = integer("rw", 0, 1440, { unit: "minutes", default: end });
        table[`${prefix}TEMPERATURE_${day}_${slot}`] = float("rw", 5, 30.5, { unit: "°C", default: warm });
      }
    }
  }
  return table;
}

export { duration };
