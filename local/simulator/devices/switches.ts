/** Switch actuators and plugs. */
import type { DeviceKind } from "../kinds.ts";
import { action, bool, float, measured } from "../parameters.ts";
import { bidcosMaintenance, bidcosSwitch, hmipKey, hmipMaintenance, hmipSwitchGroup, overheat } from "./common.ts";

/** Flush-mounted switch, classic. */
export const bidcosFlushSwitch: DeviceKind = {
  type: "HM-LC-Sw1-FM",
  interface: "BidCos-RF",
  firmware: "1.12",
  version: 11,
  rxMode: 1,
  master: { INTERNAL_KEYS_VISIBLE: bool("rw", { default: true }) },
  channels: [bidcosMaintenance("mains"), bidcosSwitch],
};

/** Plug with energy meter, classic. BOOT says that it is readable and is not: the whole paramset cannot be read. */
export const bidcosMeterPlug: DeviceKind = {
  type: "HM-ES-PMSw1-Pl",
  interface: "BidCos-RF",
  firmware: "2.5",
  available: "2.6",
  version: 18,
  rxMode: 1,
  master: { LOCAL_RESET_DISABLE: bool("rw") },
  channels: [
    bidcosMaintenance("mains", { UPDATE_PENDING: bool("re", { service: true }) }),
    {
      ...bidcosSwitch,
      master: { ...bidcosSwitch.master, STATUSINFO_MINDELAY: float("rw", 0.5, 15.5, { unit: "s", default: 2 }) },
    },
    {
      type: "POWERMETER",
      values: {
        BOOT: bool("re", { unreadable: true }),
        ENERGY_COUNTER: float("re", 0, 838860.7, { unit: "Wh", control: "POWERMETER.ENERGY_COUNTER", starts: 18234.1 }),
        POWER: float("re", 0, 3680, { unit: "W", control: "POWERMETER.POWER", starts: 0 }),
        CURRENT: float("re", 0, 16000, { unit: "mA", starts: 0 }),
        VOLTAGE: float("re", 115, 255, { unit: "V", starts: 230.2 }),
        FREQUENCY: float("re", 48.72, 51.27, { unit: "Hz", starts: 50 }),
      },
      master: { TX_THRESHOLD_POWER: float("rw", 0.01, 3680, { unit: "W", default: 100 }) },
    },
  ],
};

/** Plug, Homematic IP: command to a virtual receiver, state on the transmitter. */
export const hmipPlug: DeviceKind = {
  type: "HmIP-PS",
  subtype: "PS",
  interface: "HmIP-RF",
  firmware: "2.6.2",
  version: 4,
  rxMode: 0,
  channels: [hmipMaintenance("mains", overheat), hmipKey(), ...hmipSwitchGroup(2)],
};

/** Plug with energy meter, Homematic IP. */
export const hmipMeterPlug: DeviceKind = {
  type: "HmIP-PSM",
  subtype: "PSM",
  interface: "HmIP-RF",
  firmware: "2.22.8",
  version: 7,
  rxMode: 0,
  channels: [
    hmipMaintenance("mains", overheat),
    hmipKey(),
    ...hmipSwitchGroup(2),
    {
      type: "ENERGIE_METER_TRANSMITTER",
      values: {
        ENERGY_COUNTER: float("re", 0, 838860.7, { unit: "Wh", starts: 60512.3 }),
        ENERGY_COUNTER_OVERFLOW: bool("re"),
        ...measured("POWER", float("re", 0, 3680, { unit: "W", starts: 0 })),
        ...measured("CURRENT", float("re", 0, 16000, { unit: "mA", starts: 0 })),
        ...measured("VOLTAGE", float("re", 0, 300, { unit: "V", starts: 231.1 })),
        ...measured("FREQUENCY", float("re", 48, 52, { unit: "Hz", starts: 50.01 })),
      },
      master: { TX_THRESHOLD_POWER: float("rw", 0.1, 6553.6, { unit: "W", default: 1 }) },
    },
  ],
};

/** Wired two-fold switch (BidCos-Wired, only where the interface is asked for). */
export const wiredSwitch: DeviceKind = {
  type: "HMW-LC-Sw2-DR",
  interface: "BidCos-Wired",
  firmware: "3.06",
  version: 4,
  rxMode: 1,
  master: { LOGGING_TIME: float("rw", 0.1, 25.5, { unit: "s", default: 2 }) },
  channels: [
    {
      type: "MAINTENANCE",
      values: {
        UNREACH: bool("re", { service: true }),
        STICKY_UNREACH: bool("rwe", { sticky: true }),
        CONFIG_PENDING: bool("re", { service: true }),
      },
    },
    ...[1, 2].map(() => ({
      type: "KEY",
      conduct: "key" as const,
      sources: "SWITCH",
      values: {
        PRESS_SHORT: action("we", { control: "BUTTON.SHORT" }),
        PRESS_LONG: action("we", { control: "BUTTON.LONG" }),
      },
    })),
    bidcosSwitch,
    bidcosSwitch,
  ],
};
