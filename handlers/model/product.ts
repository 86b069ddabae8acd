/** What follows from a device's model, interface and description alone: product group, firmware, radio (device-model 1.1, 1.5, 1.6). */
import type { Device } from "./types.ts";

const GROUP_BY_PREFIX = [
  ["hmipw-", "HmIP-Wired"],
  ["hmip-", "HmIP-RF"],
  ["hmw-", "BidCos-Wired"],
  ["hm-", "BidCos-RF"],
] as const;
const GROUP_BY_INTERFACE: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-Wired", "BidCos-RF", "VirtualDevices"]);

export function productGroup(model: string, iface: string): string {
  const lower = model.toLowerCase();
  const found = GROUP_BY_PREFIX.find(([prefix]) => lower.startsWith(prefix));
  return found ? found[1] : GROUP_BY_INTERFACE.has(iface) ? iface : "unknown";
}

export function manufacturer(model: string): string {
  const lower = model.toLowerCase();
  if (lower.startsWith("hb")) return "Homebrew";
  return lower.startsWith("alpha") ? "Möhlenhoff" : "eQ-3";
}

const RADIO: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-RF"]);

/** What an interface can do, as far as a device shows it. */
export const interfaceCapabilities = (iface: string) => ({
  master_pushes_config_pending: iface === "HmIP-RF",
  config_restore_supported: RADIO.has(iface),
  communication_test_supported: RADIO.has(iface),
  team_supported: RADIO.has(iface),
});

const RX_BITS = [
  [1, "always"],
  [2, "burst"],
  [4, "config"],
  [8, "wakeup"],
  [16, "lazy_config"],
] as const;
/** How the device listens; only what applies is present. */
export type RxMode = { [Name in (typeof RX_BITS)[number][1]]?: boolean };
export function rxMode(bits: number | undefined): RxMode | undefined {
  const set = RX_BITS.filter(([bit]) => ((bits ?? 0) & bit) !== 0);
  return set.length === 0 ? undefined : Object.fromEntries(set.map(([, name]) => [name, true]));
}

/** HmIP: the image is on the device only in these states; before, there is nothing to install. */
const DELIVERED: ReadonlySet<string> = new Set(["READY_FOR_UPDATE", "DO_UPDATE_PENDING", "PERFORMING_UPDATE"]);
const INSTALLING: ReadonlySet<string> = new Set(["DO_UPDATE_PENDING", "PERFORMING_UPDATE"]);

export interface Firmware {
  current: string;
  /** The version that could be installed now; the current one where there is none. */
  available: string;
  updatable: boolean;
  state: string;
  status: "up_to_date" | "update_available" | "installing";
  updateAvailable: boolean;
}
/** CCUs say "nothing offered" with an empty text or with zeros. */
const isVersion = (text: string | undefined): text is string => text !== undefined && /[1-9]/.test(text);

export function firmwareOf(device: Pick<Device, "description" | "interface">): Firmware {
  const { description } = device;
  const current = description.FIRMWARE || "0.0";
  const state = description.FIRMWARE_UPDATE_STATE || "UNKNOWN";
  const offered = isVersion(description.AVAILABLE_FIRMWARE) ? description.AVAILABLE_FIRMWARE : current;
  const available = device.interface === "HmIP-RF" && !DELIVERED.has(state) ? current : offered;
  const updateAvailable = available !== current;
  return {
    current,
    available,
    updatable: description.UPDATABLE === true,
    state,
    status: INSTALLING.has(state) ? "installing" : updateAvailable ? "update_available" : "up_to_date",
    updateAvailable,
  };
}
