/** Lists of several devices in one answer: each stands under its device's address. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import type { Device } from "../../model/types.ts";
import { chooseCentral } from "../shared/central-scope.ts";

/**
 * A list of each device that `has` one: of the CCU that the request names, else of all. The key is the device's address;
 * where several CCUs have it, `<central>/<address>`, so that none of them is lost.
 * @throws Refusal 400 for an unknown CCU
 */
export async function listsByDevice<T>(
  scope: RequestScope,
  has: (device: Device) => boolean,
  listOf: (device: Device) => Promise<T[]>,
): Promise<Record<string, T[]>> {
  const { home, central } = scope;
  if (central !== undefined) await chooseCentral(scope, central);
  const devices = (await home.devices()).filter((one) => central === undefined || one.central === central);
  const owners = Map.groupBy(devices, ({ address }) => address);
  const keyOf = (device: Device) => (owners.get(device.address)?.length === 1 ? device.address : idOf(device));
  const lists = devices.filter(has).map(async (device) => [keyOf(device), await listOf(device)] as const);
  return Object.fromEntries(await Promise.all(lists));
}

/** Every item of such lists, made into something else. */
export const mapLists = <T, R>(
  lists: Readonly<Record<string, readonly T[]>>,
  each: (item: T) => R,
): Record<string, R[]> => Object.fromEntries(Object.entries(lists).map(([key, items]) => [key, items.map(each)]));
