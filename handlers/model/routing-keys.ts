/** Stable keys of the API, `unique_id` (device-model 1.22). */

import type { Channel } from "./types.ts";

const EXTERNAL_PREFIX = "loom_";
/** Pseudo devices that every CCU has under the same address: their keys need the CCU's serial to be unique. */
const VIRTUAL_REMOTES: ReadonlySet<string> = new Set(["bidcos-rf", "bidcos-wir", "hmip-rcv-1"]);
/** So many characters of the CCU's serial make its id. */
const SERIAL_TAIL = 10;

/** What stands in for a CCU in keys; `undefined` until its serial is known. */
const centralKey = (serial: string | undefined): string | undefined =>
  serial ? serial.slice(-SERIAL_TAIL).toLowerCase() : undefined;

const plain = (text: string): string => text.toLowerCase().replace(/[:-]/g, "_");

function needsCentral(address: string): boolean {
  const device = address.split(":", 1)[0]!.toLowerCase();
  return device.startsWith("int000") || device.startsWith("cux") || VIRTUAL_REMOTES.has(device);
}

/**
 * The beginning of all keys of one channel (or device): `loom_<address>_`, with the CCU's id in front for pseudo
 * devices. `undefined` while that id is missing: the API then shows an empty key.
 */
export function keyPrefix(address: string, serial: string | undefined, kind?: string): string | undefined {
  const base = (kind === undefined ? "" : `${kind}_`) + plain(address);
  if (!needsCentral(address)) return `${EXTERNAL_PREFIX}${base}`;
  const central = centralKey(serial);
  return central === undefined ? undefined : `${EXTERNAL_PREFIX}${central}_${base}`;
}

/** Key of a hub object: `kind` is sysvar, program, hub …; `id` its id on the CCU. Empty while the serial is unknown. */
export function hubKey(serial: string | undefined, kind: string, id: string | number): string {
  const central = centralKey(serial);
  return central === undefined ? "" : `${EXTERNAL_PREFIX}${central}_${kind}_${plain(String(id))}`;
}

/** A channel's own key: that of its data points without the parameter. Empty until those have keys. */
export function channelKey(channel: Pick<Channel, "values" | "master">): string {
  for (const points of [channel.values, channel.master])
    for (const { uniqueId, parameter } of points.values()) {
      const suffix = `_${parameter.toLowerCase()}`;
      if (uniqueId.endsWith(suffix)) return uniqueId.slice(0, -suffix.length);
    }
  return "";
}

/** The same key with a kind in front of the address, behind the CCU's id where there is one. */
export function kindKey(key: string, address: string, kind: string): string {
  const tail = plain(address);
  return key.endsWith(tail) ? `${key.slice(0, -tail.length)}${kind}_${tail}` : key;
}
