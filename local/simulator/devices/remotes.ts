/** Remote controls, and the virtual ones inside the CCU. */
import type { ChannelKind, DeviceKind } from "../kinds.ts";
import { action, bool, choice, integer } from "../parameters.ts";
import { bidcosKey, bidcosMaintenance, hmipKey, hmipMaintenance } from "./common.ts";

/** Eight keys, Homematic IP: presses reach the CCU only while the central is a peer of the key (reportValueUsage). */
export const hmipRemote: DeviceKind = {
  type: "HmIP-RC8",
  subtype: "RC8",
  interface: "HmIP-RF",
  firmware: "1.6.4",
  version: 3,
  rxMode: 4,
  battery: true,
  channels: [hmipMaintenance("battery"), ...Array.from({ length: 8 }, hmipKey)],
};

/** Four keys, classic, in two pairs. */
export const bidcosRemote: DeviceKind = {
  type: "HM-RC-4-2",
  interface: "BidCos-RF",
  firmware: "1.1",
  version: 5,
  rxMode: 4,
  battery: true,
  master: { LOCAL_RESET_DISABLE: bool("rw") },
  channels: [bidcosMaintenance("battery"), ...Array.from({ length: 4 }, bidcosKey)],
};

/** Codes that the keypad keeps itself. */
const KEYPAD_CODES = 8;

/**
 * Keypad, Homematic IP: for each of its codes a channel that locks and one that unlocks (channel type and keys as HmIPServer
 * 3.63 describes the second version of the device, OpenCCU issue 1846); which code it was stands on channel 0.
 */
export const hmipKeypad: DeviceKind = {
  type: "HmIP-WKP",
  subtype: "WKP",
  interface: "HmIP-RF",
  firmware: "1.0.12",
  version: 2,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", {
      CODE_ID: integer("re", 0, KEYPAD_CODES, { starts: null }),
      CODE_STATE: choice("re", "IDLE KNOWN_CODE_ID_RECEIVED UNKNOWN_CODE_ID_RECEIVED"),
      SABOTAGE: bool("re", { service: true }),
      BLOCKED_TEMPORARY: bool("re", { service: true }),
    }),
    ...Array.from({ length: KEYPAD_CODES }, (): ChannelKind[] =>
      (["PRESS_LOCK", "PRESS_UNLOCK"] as const).map((key) => ({
        type: "ACCESS_TRANSCEIVER",
        conduct: "key",
        sources: "ACCESS_TRANSCEIVER",
        values: { [key]: action("e") },
      })),
    ).flat(),
  ],
};

/** Number of keys of the CCU's virtual remotes. */
const VIRTUAL_KEYS = 50;

const virtualKey = (type: string): ChannelKind => ({
  type,
  conduct: "key",
  sources: "SWITCH BLIND",
  values: {
    PRESS_SHORT: action("we", { control: "BUTTON.SHORT" }),
    PRESS_LONG: action("we", { control: "BUTTON.LONG" }),
  },
});

/** The CCU's own remote on BidCos-RF. */
export const bidcosVirtualRemote: DeviceKind = {
  type: "HM-RCV-50",
  interface: "BidCos-RF",
  firmware: "",
  version: 1,
  rxMode: 1,
  builtIn: true,
  channels: [
    { type: "MAINTENANCE", values: { INSTALL_MODE: bool("re"), DUTYCYCLE: bool("re") } },
    ...Array.from({ length: VIRTUAL_KEYS }, () => virtualKey("VIRTUAL_KEY")),
  ],
};

/** The CCU's own remote on HmIP-RF. Its list of children ends with an empty text. */
export const hmipVirtualRemote: DeviceKind = {
  type: "HmIP-RCV-50",
  subtype: "",
  interface: "HmIP-RF",
  firmware: "1.0.0",
  version: 1,
  rxMode: 1,
  builtIn: true,
  channels: [
    {
      type: "MAINTENANCE",
      values: { INSTALL_MODE: bool("re"), RSSI_DEVICE: integer("re", -128, 127, { starts: null }) },
    },
    ...Array.from({ length: VIRTUAL_KEYS }, () => virtualKey("KEY_TRANSCEIVER")),
  ],
};
