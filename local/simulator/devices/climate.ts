/** Heating: wall thermostats, radiator thermostats, a heating group and a floor controller. */
import type { ChannelKind, DeviceKind } from "../kinds.ts";
import { action, bool, choice, duration, float, integer, measured, type ParameterTable, text } from "../parameters.ts";
import { bidcosMaintenance, heatingProgramme, hmipMaintenance } from "./common.ts";

const NEVER = "2000_01_01 00:00";

const hmipSetpoint: ParameterTable = {
  SET_POINT_TEMPERATURE: float("rwe", 4.5, 30.5, { unit: "°C", control: "HEATING_CONTROL_HMIP.SETPOINT", starts: 21 }),
  SET_POINT_MODE: integer("rwe", 0, 3),
  CONTROL_MODE: integer("w", 0, 3),
  ACTIVE_PROFILE: integer("rwe", 1, 3, { default: 1, starts: 1 }),
  BOOST_MODE: bool("we", { starts: false }),
  BOOST_TIME: integer("re", 0, 65535, { unit: "s", starts: 0 }),
  PARTY_MODE: bool("re"),
  PARTY_TIME_START: text("rwe", { starts: NEVER }),
  PARTY_TIME_END: text("rwe", { starts: NEVER }),
  PARTY_SET_POINT_TEMPERATURE: float("re", 5, 30.5, { unit: "°C", starts: 5 }),
  WINDOW_STATE: choice("rwe", "CLOSED OPEN"),
  FROST_PROTECTION: bool("re"),
  SWITCH_POINT_OCCURED: bool("re"),
  QUICK_VETO_TIME: integer("re", 0, 65535, { unit: "s", starts: 0 }),
  CONTROL_DIFFERENTIAL_TEMPERATURE: float("w", -12.8, 12.7, { unit: "K" }),
  ...duration("DURATION"),
};
const hmipRoom: ParameterTable = measured(
  "ACTUAL_TEMPERATURE",
  float("re", -3276.8, 3276.7, { unit: "°C", control: "HEATING_CONTROL_HMIP.TEMPERATURE", starts: 20.4 }),
);
const humidity: ParameterTable = measured(
  "HUMIDITY",
  integer("re", 0, 100, { unit: "%", control: "HEATING_CONTROL_HMIP.HUMIDITY", starts: 48 }),
);
const valve: ParameterTable = {
  ...measured("LEVEL", float("rwe", 0, 1, { unit: "100%", starts: 0.12 })),
  VALVE_STATE: choice(
    "re",
    "STATE_NOT_AVAILABLE RUN_TO_START WAIT_FOR_ADAPTION ADAPTION_IN_PROGRESS ADAPTION_DONE TOO_TIGHT",
    { service: true, starts: 4 },
  ),
  VALVE_ADAPTION: bool("rwe"),
};

/** MASTER of the control channel: limits, offsets and three weekly programmes. */
const hmipHeatingMaster: ParameterTable = {
  TEMPERATURE_MINIMUM: float("rw", 4.5, 14.5, { unit: "°C", default: 4.5 }),
  TEMPERATURE_MAXIMUM: float("rw", 15, 30.5, { unit: "°C", default: 30.5 }),
  TEMPERATURE_OFFSET: float("rw", -3.5, 3.5, { unit: "°C", default: 0 }),
  TEMPERATURE_LOWERING: float("rw", 5, 25, { unit: "°C", default: 17 }),
  MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE: bool("rw"),
  OPTIMUM_START_STOP: bool("rw"),
  BOOST_TIME_PERIOD: integer("rw", 0, 30, { unit: "min", default: 5 }),
  ...heatingProgramme(["P1_", "P2_", "P3_"]),
};

const linked = (type: string): ChannelKind => ({ type, targets: "CLIMATECONTROL_RECEIVER", link: {} });

/** Wall thermostat with humidity. */
export const hmipWallThermostat: DeviceKind = {
  type: "HmIP-WTH-2",
  subtype: "WTH",
  interface: "HmIP-RF",
  firmware: "2.6.0",
  version: 6,
  rxMode: 4,
  battery: true,
  channels: [
    {
      ...hmipMaintenance("battery"),
      master: { ...hmipMaintenance("battery").master, GLOBAL_BUTTON_LOCK: bool("rw") },
    },
    {
      type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
      conduct: "thermostat",
      sources: "CLIMATECONTROL_RECEIVER",
      values: {
        ...hmipSetpoint,
        ...hmipRoom,
        ...humidity,
        HEATING_COOLING: choice("rwe", "HEATING COOLING"),
      },
      master: { ...hmipHeatingMaster, HEATING_VALVE_TYPE: choice("rw", "NORMALLY_CLOSE NORMALLY_OPEN") },
    },
    linked("HEATING_CLIMATECONTROL_SWITCH_TRANSMITTER"),
  ],
};

/** Radiator thermostat. */
export const hmipRadiatorThermostat: DeviceKind = {
  type: "HmIP-eTRV-2",
  subtype: "TRV",
  interface: "HmIP-RF",
  firmware: "2.2.8",
  available: "2.4.2",
  version: 8,
  rxMode: 4,
  battery: true,
  channels: [
    {
      ...hmipMaintenance("battery"),
      master: { ...hmipMaintenance("battery").master, GLOBAL_BUTTON_LOCK: bool("rw") },
    },
    {
      type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
      conduct: "thermostat",
      sources: "CLIMATECONTROL_RECEIVER",
      values: { ...hmipSetpoint, ...hmipRoom, ...valve },
      master: hmipHeatingMaster,
    },
    linked("HEATING_CLIMATECONTROL_RECEIVER"),
    linked("HEATING_SHUTTER_CONTACT_RECEIVER"),
  ],
};

const bidcosMode = "AUTO-MODE MANU-MODE PARTY-MODE BOOST-MODE";
const bidcosSetpoint: ParameterTable = {
  CONTROL_MODE: choice("re", bidcosMode, { control: "HEATING_CONTROL.CONTROL_MODE" }),
  SET_TEMPERATURE: float("rwe", 4.5, 30.5, { unit: "°C", control: "HEATING_CONTROL.SETPOINT", starts: 20 }),
  ACTUAL_TEMPERATURE: float("re", -10, 56, { unit: "°C", control: "HEATING_CONTROL.TEMPERATURE", starts: 19.6 }),
  VALVE_STATE: integer("re", 0, 99, { unit: "%", control: "HEATING_CONTROL.VALVE_STATE", starts: 14 }),
  BOOST_STATE: integer("re", 0, 30, { unit: "min" }),
  BATTERY_STATE: float("re", 1.5, 4.6, { unit: "V", starts: 2.7 }),
  FAULT_REPORTING: choice("re", "NO_FAULT VALVE_TIGHT ADJUSTING_RANGE_TOO_LARGE COMMUNICATION_ERROR - LOWBAT", {
    service: true,
  }),
  AUTO_MODE: action("w", { control: "HEATING_CONTROL.AUTO" }),
  MANU_MODE: float("w", 4.5, 30.5, { unit: "°C", control: "HEATING_CONTROL.MANU" }),
  BOOST_MODE: action("w", { control: "HEATING_CONTROL.BOOST" }),
  COMFORT_MODE: action("w", { control: "HEATING_CONTROL.COMFORT" }),
  LOWERING_MODE: action("w", { control: "HEATING_CONTROL.LOWERING" }),
  PARTY_MODE_SUBMIT: text("w"),
};

/** Radiator thermostat, classic: its programme and button locks are the device's own paramset. */
export const bidcosRadiatorThermostat: DeviceKind = {
  type: "HM-CC-RT-DN",
  interface: "BidCos-RF",
  firmware: "1.4",
  version: 12,
  rxMode: 6,
  battery: true,
  master: {
    BURST_RX: bool("rw"),
    BUTTON_LOCK: bool("rw"),
    GLOBAL_BUTTON_LOCK: bool("rw"),
    TEMPERATURE_MINIMUM: float("rw", 4.5, 14.5, { unit: "°C", default: 4.5 }),
    TEMPERATURE_MAXIMUM: float("rw", 15, 30.5, { unit: "°C", default: 30.5 }),
    TEMPERATURE_OFFSET: float("rw", -3.5, 3.5, { unit: "°C", default: 0 }),
    TEMPERATURE_COMFORT: float("rw", 15, 30, { unit: "°C", default: 21 }),
    TEMPERATURE_LOWERING: float("rw", 5, 25, { unit: "°C", default: 17 }),
    MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE: bool("rw"),
    LOW_BAT_LIMIT: float("rw", 2, 2.5, { unit: "V", default: 2.1 }),
    ...heatingProgramme([""]),
  },
  channels: [
    bidcosMaintenance("battery"),
    { type: "WEATHER_RECEIVER", targets: "WEATHER_TH", link: {} },
    { type: "CLIMATECONTROL_RECEIVER", targets: "CLIMATECONTROL", link: {} },
    { type: "WINDOW_SWITCH_RECEIVER", targets: "WINDOW_SWITCH", master: { AES_ACTIVE: bool("rw") }, link: {} },
    {
      type: "CLIMATECONTROL_RT_TRANSCEIVER",
      conduct: "thermostat",
      sources: "CLIMATECONTROL_RT",
      values: bidcosSetpoint,
      phantom: "MASTER",
    },
    { type: "CLIMATECONTROL_RT_RECEIVER", targets: "CLIMATECONTROL_RT", master: { AES_ACTIVE: bool("rw") }, link: {} },
    { type: "REMOTECONTROL_RECEIVER", targets: "SWITCH", master: { AES_ACTIVE: bool("rw") }, link: {} },
  ],
};

/** Heating group of the HmIP devices in the living room. Knows nothing until a member reports (protocol 7.3, 18). */
export const heatingGroup: DeviceKind = {
  type: "HmIP-HEATING",
  subtype: "",
  interface: "VirtualDevices",
  firmware: "1.0",
  version: 1,
  rxMode: 0,
  channels: [
    {
      type: "MAINTENANCE",
      values: { UNREACH: bool("re", { service: true }), CONFIG_PENDING: bool("re", { service: true }) },
    },
    {
      type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
      conduct: "thermostat",
      values: {
        ...hmipSetpoint,
        ...hmipRoom,
        ...humidity,
        ...valve,
        STATE: bool("re"),
      },
      master: { ...hmipHeatingMaster, HEATING_VALVE_TYPE: choice("rw", "NORMALLY_CLOSE NORMALLY_OPEN") },
    },
  ],
};

/** Floor heating controller with motor valves: four of its circuits are wired, the others are not available. */
export const floorController: DeviceKind = {
  type: "HmIP-FALMOT-C12",
  subtype: "FALMOT",
  interface: "HmIP-RF",
  firmware: "1.8.2",
  version: 4,
  rxMode: 0,
  channels: [
    hmipMaintenance("mains", {
      HEATING_COOLING: choice("rwe", "HEATING COOLING"),
      TEMPERATURE_LIMITER: bool("re"),
      HUMIDITY_ALARM: bool("re"),
      DATE_TIME_UNKNOWN: bool("re"),
    }),
    ...Array.from({ length: 12 }, (_, circuit) => ({
      type: "CLIMATECONTROL_FLOOR_TRANSCEIVER",
      targets: "CLIMATECONTROL_RECEIVER",
      values: {
        ...measured("LEVEL", float("re", 0, 1, { unit: "100%", starts: circuit < 4 ? 0.3 : null })),
        VALVE_STATE: choice(
          "re",
          "STATE_NOT_AVAILABLE RUN_TO_START WAIT_FOR_ADAPTION ADAPTION_IN_PROGRESS ADAPTION_DONE",
          { service: true, starts: circuit < 4 ? 4 : 0 },
        ),
        FROST_PROTECTION: bool("re"),
        EMERGENCY_OPERATION: bool("re", { service: true }),
        DEW_POINT_ALARM: bool("re"),
      },
      link: {},
    })),
  ],
};
