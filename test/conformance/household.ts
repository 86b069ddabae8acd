/** The home that the conformance suite lives in: devices, hub objects and people of our own invention. */
import type {
  CcuEvent,
  DeviceBundle,
  DeviceDescription,
  HubSnapshot,
  InterfaceStatus,
  InterfaceTraffic,
} from "../../handlers/ports/index.ts";
import { bundle, type ChannelShape, EVENT, LEVEL, maintenance, parameter, READ, WRITE } from "../support/devices.ts";
import { message, program, sysvar } from "../support/hub.ts";

export const DIMMER = "0001AAAA000001";
export const REMOTE = "0002BBBB000002";
export const CONTACT = "XEQ0000001";
/** Belongs to the CCU itself: cannot be deleted. */
export const VIRTUAL = "XRC0000001";
/** Waits in the inbox. */
export const NEWCOMER = "0009CCCC000009";
/** Nobody knows it. */
export const STRANGER = "0000FFFF000000";

/** Every type of parameter; channel 1 is free, 2 is locked by an operator, 3 hidden. */
const dimming: ChannelShape = {
  type: "DIMMER_VIRTUAL_RECEIVER",
  values: {
    LEVEL,
    STATE: parameter("BOOL", READ | WRITE | EVENT),
    MODE: parameter("ENUM", READ | WRITE | EVENT, { VALUE_LIST: ["AUTO", "MANUAL", "PARTY"], MIN: "AUTO" }),
    COUNT: parameter("INTEGER", READ | WRITE | EVENT, { MIN: -5, MAX: 10 }),
    LABEL: parameter("STRING", READ | WRITE | EVENT),
    STOP: parameter("ACTION", WRITE),
    POWER: parameter("FLOAT", READ | EVENT, { MIN: 0, MAX: 3680, UNIT: "W" }),
    RAMP_STOP: parameter("ACTION", WRITE),
  },
  master: {
    CYCLIC_INFO_MSG: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 2 }),
    DIM_MIN: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1 }),
    FACTORY_KEY: parameter("INTEGER", READ | WRITE, { FLAGS: 3 }),
  },
};

const dimmer = bundle({
  address: DIMMER,
  model: "HmIP-XDT",
  master: { LOCAL_RESET_DISABLED: parameter("BOOL", READ | WRITE) },
  channels: { 0: { type: "MAINTENANCE", values: maintenance }, 1: dimming, 2: dimming, 3: dimming },
});
const remote = bundle({
  address: REMOTE,
  model: "HmIP-XRC2",
  description: { UPDATABLE: true, AVAILABLE_FIRMWARE: "1.1.0", FIRMWARE_UPDATE_STATE: "NEW_FIRMWARE_AVAILABLE" },
  channels: {
    0: { type: "MAINTENANCE", values: maintenance },
    1: {
      type: "KEY_TRANSCEIVER",
      values: { PRESS_SHORT: parameter("ACTION", EVENT), PRESS_LONG: parameter("ACTION", EVENT) },
    },
  },
});
const contact = bundle({
  address: CONTACT,
  model: "HM-Sec-XSC",
  interface: "BidCos-RF",
  channels: {
    0: { type: "MAINTENANCE", values: { UNREACH: maintenance.UNREACH!, LOWBAT: parameter("BOOL", READ | EVENT) } },
    1: {
      type: "SHUTTER_CONTACT",
      values: {
        STATE: parameter("BOOL", READ | EVENT),
        VALUE: parameter("FLOAT", READ | WRITE | 8, { MIN: 0, MAX: 1 }),
      },
      master: { EVENT_DELAYTIME: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 7620, UNIT: "s" }) },
    },
  },
});
/** Channel 1 of the contact is in its own team. */
export const TEAM_TAG = "XSC_TEAM";
Object.assign(contact.descriptions.find(({ ADDRESS }) => ADDRESS === `${CONTACT}:1`)!, {
  TEAM: `*${CONTACT}:1`,
  TEAM_TAG,
});
const virtual = bundle({
  address: VIRTUAL,
  model: "HM-XRCV-50",
  interface: "BidCos-RF",
  channels: { 1: { type: "VIRTUAL_KEY", values: { PRESS_SHORT: parameter("ACTION", WRITE | EVENT) } } },
  description: { FLAGS: 9 },
});

const described = (ADDRESS: string, TYPE: string, rest: Partial<DeviceDescription> = {}): DeviceDescription => ({
  ADDRESS,
  TYPE,
  VERSION: 1,
  PARENT: "",
  PARAMSETS: [],
  ...rest,
});
export const TEAMS: readonly DeviceDescription[] = [
  described(`*${CONTACT}:1`, "XSC_TEAM", { PARENT: `*${CONTACT}`, TEAM_TAG, TEAM_CHANNELS: [`${CONTACT}:1`] }),
  described("*XEQ0000009:1", "XSC_TEAM", { PARENT: "*XEQ0000009", TEAM_TAG, TEAM_CHANNELS: [] }),
  described("*XEQ0000008:1", "OTHER_TEAM", { PARENT: "*XEQ0000008", TEAM_TAG: "OTHER" }),
];
/** A device that broke, and that the contact can replace. */
export const BROKEN = "XEQ0000009";
export const REPLACEABLE: readonly DeviceDescription[] = [described(BROKEN, "HM-Sec-XSC")];
export const TRAFFIC: readonly InterfaceTraffic[] = [
  { interface: "HmIP-RF", inFlight: 1, waiting: 2, superseded: 3, throttled: 4 },
];

/** What the CCU lists once it was taken out of the inbox. */
export const ACCEPTED = bundle({
  address: NEWCOMER,
  model: "HmIP-XSC",
  channels: { 0: { type: "MAINTENANCE", values: maintenance }, 1: { type: "SHUTTER_CONTACT", values: {} } },
});

/** What every CCU names alike: a heating group, the virtual remote of HmIP, a device of CUxD. */
export const [GROUP, VIRTUAL_REMOTE, CUX] = ["INT0000001", "HmIP-RCV-1", "CUX2800001"] as const;
export const TWINS: readonly DeviceBundle[] = [
  bundle({
    address: GROUP,
    model: "HM-CC-VG-1",
    interface: "VirtualDevices",
    channels: {
      1: {
        type: "CLIMATECONTROL_RT_TRANSCEIVER",
        values: {
          SET_TEMPERATURE: parameter("FLOAT", READ | WRITE | EVENT, { MIN: 4.5, MAX: 30.5, UNIT: "°C" }),
          ACTUAL_TEMPERATURE: parameter("FLOAT", READ | EVENT, { MIN: -10, MAX: 56, UNIT: "°C" }),
        },
      },
    },
  }),
  bundle({
    address: VIRTUAL_REMOTE,
    model: "HmIP-RCV-50",
    channels: { 1: { type: "KEY_TRANSCEIVER", values: { PRESS_SHORT: parameter("ACTION", WRITE | EVENT) } } },
    description: { FLAGS: 9 },
  }),
  bundle({
    address: CUX,
    model: "HM-LC-Sw1-Pl-X",
    interface: "CUxD",
    channels: { 1: { type: "SWITCH", values: { STATE: parameter("BOOL", READ | WRITE | EVENT) } } },
  }),
];

export const BUNDLES: readonly DeviceBundle[] = [dimmer, remote, contact, virtual, ...TWINS];

export const INTERFACES: readonly InterfaceStatus[] = [
  { name: "BidCos-RF", connected: true, loaded: true, dutyCycle: 12.4, carrierSense: 3, latencyMs: 12 },
  { name: "BidCos-Wired", connected: true, loaded: true },
  { name: "CUxD", connected: true, loaded: true },
  { name: "HmIP-RF", connected: true, loaded: true, dutyCycle: 7 },
  { name: "VirtualDevices", connected: true, loaded: true },
];

/** Values of the first bulk read, by interface. */
export const VALUES: Readonly<Record<string, readonly CcuEvent[]>> = {
  "HmIP-RF": [
    { address: `${DIMMER}:0`, parameter: "UNREACH", value: false },
    { address: `${DIMMER}:0`, parameter: "RSSI_DEVICE", value: -61 },
    { address: `${DIMMER}:1`, parameter: "LEVEL", value: 0.5 },
    { address: `${DIMMER}:1`, parameter: "STATE", value: true },
    { address: `${DIMMER}:1`, parameter: "MODE", value: 1 },
    { address: `${DIMMER}:1`, parameter: "POWER", value: 12.5 },
  ],
  "BidCos-RF": [{ address: `${CONTACT}:1`, parameter: "STATE", value: true }],
  VirtualDevices: [
    { address: `${GROUP}:1`, parameter: "SET_TEMPERATURE", value: 21 },
    { address: `${GROUP}:1`, parameter: "ACTUAL_TEMPERATURE", value: 20.5 },
  ],
  CUxD: [{ address: `${CUX}:1`, parameter: "STATE", value: true }],
};

/** What the CCU answers when a paramset is read live. */
export const PARAMSETS: Readonly<Record<string, Record<string, unknown>>> = {
  MASTER: { CYCLIC_INFO_MSG: 1, DIM_MIN: 0.1, FACTORY_KEY: 7, EVENT_DELAYTIME: 0, LOCAL_RESET_DISABLED: false },
  VALUES: { LEVEL: 0.5, STATE: true, VALUE: 0.7 },
  LINK: { SHORT_ON_LEVEL: 1 },
};
export const LINK_DESCRIPTION = {
  SHORT_ON_LEVEL: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1, SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] }),
};

const NAMES = {
  [DIMMER]: { name: "Ceiling lamp", id: 1101 },
  [`${DIMMER}:1`]: { name: "Ceiling lamp:1", id: 1102 },
  [REMOTE]: { name: "Remote", id: 1201 },
  [CONTACT]: { name: "Front door", id: 1301 },
};

export const HUB: HubSnapshot = {
  system: {
    model: "CCU3",
    version: "3.83.6",
    serial: "3014F711A0001F1234567890",
    hostname: "ccu-main",
    url: "http://ccu-main.lan",
    isHaApp: false,
  },
  names: NAMES,
  rooms: [
    { id: 2001, name: "Kitchen", channels: [`${DIMMER}:1`] },
    { id: 2002, name: "Hall", channels: [`${CONTACT}:1`, `${REMOTE}:1`] },
    { id: 2003, name: "Küche/oben 100 %", channels: [] },
  ],
  functions: [
    { id: 2101, name: "Light", channels: [`${DIMMER}:1`] },
    { id: 2102, name: "Security", channels: [`${CONTACT}:1`] },
  ],
  programs: [
    program(3001, "Evening", { description: "Lights on", lastExecutedAt: Date.UTC(2025, 11, 31, 18) }),
    program(3002, "Internal cleanup", { internal: true, active: false }),
  ],
  sysvars: [
    sysvar(4001, "Holiday", { type: "LOGIC", value: true, valueName0: "no", valueName1: "yes" }),
    sysvar(4002, "Mode", { type: "LIST", value: 1, valueList: ["Day", "Night", "Away"] }),
    sysvar(4003, "Setpoint", { type: "NUMBER", value: 20.5, min: 5, max: 30, unit: "°C", logged: true }),
    sysvar(4004, "Ratio", { type: "FLOAT", value: 0.25, min: 0, max: 1 }),
    sysvar(4005, "Counter", { type: "INTEGER", value: 3, min: 0, max: 100 }),
    sysvar(4006, "Burglary", { type: "ALARM", value: false }),
    sysvar(4007, "Note für alle", { type: "STRING", value: "hello", channel: `${DIMMER}:1`, description: "HAHM note" }),
    sysvar(4008, "Never read", { type: "STRING", value: undefined, visible: false, internal: true }),
  ],
  serviceMessages: [
    message(5001, `AL-${DIMMER}:0.STICKY_UNREACH`, {
      address: `${DIMMER}:0`,
      type: 1,
      quittable: true,
      rooms: ["Hall"],
    }),
    message(5002, `AL-${CONTACT}:0.LOWBAT`, { address: `${CONTACT}:0`, deviceName: "Front door", type: 0 }),
    message(5003, "AL-XXX9999999:0.UNREACH", { address: "XXX9999999:0", deviceName: "" }),
  ],
  alarmMessages: [message(6001, "Burglary", { type: 3, address: "", description: "Window", value: "true" })],
  inbox: [{ address: NEWCOMER, name: "HmIP-XSC CCCC", model: "HmIP-XSC", interface: "HmIP-RF", id: 1901 }],
  update: { current: "3.83.6", available: "3.85.7", inProgress: false },
};
