/**
 * Which device is meant where a home has several CCUs. An address alone does not say it: every CCU has a `BidCoS-RF` and an
 * `HmIP-RCV-1`, counts its heating groups from `INT0000001` and its CUxD devices from `CUX…01`.
 */
import type { Device } from "./types.ts";

/** `<central>/<address>`. Names of centrals and addresses have no slash in them. */
export type DeviceId = string & { readonly __device: unique symbol };

export const deviceId = (central: string, address: string): DeviceId => `${central}/${address}` as DeviceId;
export const idOf = ({ central, address }: Pick<Device, "central" | "address">): DeviceId => deviceId(central, address);

/** The two parts of an id; `undefined` where a text is none (an address of an earlier release, say). */
export function splitDeviceId(id: string): { central: string; address: string } | undefined {
  const at = id.indexOf("/");
  return at < 1 || at === id.length - 1 ? undefined : { central: id.slice(0, at), address: id.slice(at + 1) };
}

/** Order of lists: by address, then by central. */
export function compareDevices(a: Pick<Device, "central" | "address">, b: Pick<Device, "central" | "address">): number {
  if (a.address !== b.address) return a.address < b.address ? -1 : 1;
  return a.central < b.central ? -1 : a.central > b.central ? 1 : 0;
}
