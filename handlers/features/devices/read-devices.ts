/** Devices as the home knows them. */

import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import type { Locale } from "../../model/labels.ts";
import type { Device } from "../../model/types.ts";
import { requireDevice } from "../shared/lookup.ts";
import type { DeviceDetail, DeviceList, DeviceSummary } from "./answers/devices.ts";
import { describeDevice, describeDeviceDetail } from "./describe-device.ts";

export interface DeviceFilter {
  /** Exact; the others are parts, upper or lower case alike (contract 3.3). */
  central?: string | undefined;
  interface?: string | undefined;
  model?: string | undefined;
  name?: string | undefined;
  address?: string | undefined;
}

const PARTS = ["interface", "model", "name", "address"] as const;

/** Devices that pass the filter, sorted by address. */
async function findDevices(scope: RequestScope, filter: DeviceFilter): Promise<readonly Device[]> {
  const devices = await scope.home.devices(filter.central || undefined);
  const parts = PARTS.flatMap((member) => {
    const part = filter[member]?.toLowerCase();
    return part ? [[member, part] as const] : [];
  });
  if (parts.length === 0) return devices;
  return devices.filter((device) => parts.every(([member, part]) => device[member].toLowerCase().includes(part)));
}

/** Summaries of devices, in their order. */
export async function describeDevices(scope: RequestScope, devices: readonly Device[]): Promise<DeviceSummary[]> {
  const interfaces = await scope.home.interfaces();
  return Promise.all(
    devices.map(async (device) => describeDevice(device, await scope.home.values(idOf(device)), { interfaces })),
  );
}

/** A page of the devices that pass the filter; beyond the last page it is empty. */
export async function listDevicePage(
  scope: RequestScope,
  { page, per_page, ...filter }: DeviceFilter & { page: number; per_page: number },
): Promise<DeviceList> {
  const devices = await findDevices(scope, filter);
  const start = (page - 1) * per_page;
  const items = await describeDevices(scope, devices.slice(start, start + per_page));
  return { items, page, per_page, total: devices.length };
}

/** @throws Refusal 404 */
export async function readDevice(scope: RequestScope, address: string, locale: Locale): Promise<DeviceDetail> {
  const device = await requireDevice(scope, address);
  const interfaces = await scope.home.interfaces(device.central);
  return describeDeviceDetail(device, await scope.home.values(idOf(device)), { interfaces, locale });
}
