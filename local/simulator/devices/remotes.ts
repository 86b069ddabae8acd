/** Remote controls, and the virtual ones inside the CCU. */
import type { ChannelKind, DeviceKind } from "../kinds.ts";
import { action, bool, integer } from "../parameters.ts";
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
