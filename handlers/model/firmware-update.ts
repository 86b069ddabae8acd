/** Whether there is firmware that a device could be given now. Pure. */
import type { Device } from "./types.ts";

/** Interfaces whose processes transfer firmware (protocol 8.1, updateFirmware). */
const TRANSFERRING: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-RF", "BidCos-Wired"]);

/** What the states of HmIP mean for an update (device-model 1.6, protocol 14.4). */
const REFUSED: Readonly<Record<string, string>> = {
  UP_TO_DATE: "its firmware is up to date",
  LIVE_UP_TO_DATE: "its firmware is up to date",
  DO_UPDATE_PENDING: "an update is under way already",
  PERFORMING_UPDATE: "an update is under way already",
  BACKGROUND_UPDATE_NOT_SUPPORTED: "it takes no firmware over the air",
};
const OFFERED: ReadonlySet<string> = new Set([
  "NEW_FIRMWARE_AVAILABLE",
  "LIVE_NEW_FIRMWARE_AVAILABLE",
  "DELIVER_FIRMWARE_IMAGE",
  "LIVE_DELIVER_FIRMWARE_IMAGE",
  "READY_FOR_UPDATE",
]);

/** Why a device cannot be updated now, for people; `undefined` where it can. */
export function updateObstacle({
  description,
  interface: iface,
}: Pick<Device, "description" | "interface">): string | undefined {
  const state = description.FIRMWARE_UPDATE_STATE || "UNKNOWN";
  if (!TRANSFERRING.has(iface)) return `devices of ${iface} get no firmware from the CCU`;
  if (description.UPDATABLE === false) return "it takes no firmware";
  const refused = Object.hasOwn(REFUSED, state) ? REFUSED[state] : undefined;
  if (refused !== undefined) return refused;
  if (OFFERED.has(state)) return undefined;
  // BidCos tells no state: there is an image where its version is named
  const offered = description.AVAILABLE_FIRMWARE ?? "";
  return /[1-9]/.test(offered) && offered !== description.FIRMWARE ? undefined : "the CCU has no newer firmware";
}
