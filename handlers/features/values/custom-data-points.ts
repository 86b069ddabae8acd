/** Custom data points: what a device is for people. */

import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { type CustomDataPoint, customDataPointsOf, findCustom } from "../../model/custom/bind.ts";
import { describeCustom, isInUse } from "../../model/custom/describe.ts";
import { idOf } from "../../model/device-id.ts";
import type { Device } from "../../model/types.ts";
import { requireDevice } from "../shared/lookup.ts";
import type { CustomDPSummary, CustomEntries, CustomEntry } from "./answers/custom-data-points.ts";
import { listsByDevice, mapLists } from "./lists-by-device.ts";

/** @throws Refusal 404 */
export async function requireCustom(
  scope: RequestScope,
  address: string,
  name: string,
): Promise<{ device: Device; custom: CustomDataPoint }> {
  const device = await requireDevice(scope, address);
  const custom = findCustom(device, name);
  if (!custom) throw notFound(`no custom data point ${name} on device ${device.address}`);
  return { device, custom };
}

/** @throws Refusal 404 */
export const listCustomDataPoints = async (scope: RequestScope, address: string): Promise<CustomDPSummary[]> =>
  customsInUse(scope, await requireDevice(scope, address));

/** Of one device, without those that can do nothing as it is set up. */
export async function customsInUse(scope: RequestScope, device: Device): Promise<CustomDPSummary[]> {
  const { points } = customDataPointsOf(device);
  if (points.length === 0) return [];
  const values = await scope.home.values(idOf(device));
  return points.filter((custom) => isInUse(custom, values)).map((custom) => describeCustom(device, custom, values));
}

/** Of all devices that have some, as {@link listsByDevice}. */
const listAllCustoms = (scope: RequestScope): Promise<Record<string, CustomDPSummary[]>> =>
  listsByDevice(
    scope,
    (device) => customDataPointsOf(device).points.length > 0,
    (device) => customsInUse(scope, device),
  );

/** @throws Refusal 404 */
export async function readCustom(scope: RequestScope, address: string, name: string): Promise<CustomDPSummary> {
  const { device, custom } = await requireCustom(scope, address, name);
  return describeCustom(device, custom, await scope.home.values(idOf(device)));
}

// ---------------------------------------------------------------- as commands have it

const entry = ({ name, category, channel_no, supported_operations, state }: CustomDPSummary): CustomEntry => ({
  name,
  category,
  channel_no,
  operations: supported_operations,
  ...(state && { state }),
});

/** cdp.list. Without a device: of all, by address. @throws Refusal 404 */
export async function listCustomEntries(scope: RequestScope, device: string): Promise<CustomEntries> {
  if (device !== "") return (await listCustomDataPoints(scope, device)).map(entry);
  return mapLists(await listAllCustoms(scope), entry);
}

/** cdp.get. @throws Refusal 404 */
export const readCustomEntry = async (scope: RequestScope, device: string, name: string): Promise<CustomEntry> =>
  entry(await readCustom(scope, device, name));
