/** Devices as the commands show them: in few members. */

import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import type { Device, InterfaceState } from "../../model/types.ts";
import { requireDevice } from "../shared/lookup.ts";
import type { DeviceRow, DeviceRows, DeviceRowWithChannels } from "./answers/commands.ts";
import { describeDevice } from "./describe-device.ts";

async function rowOf(scope: RequestScope, device: Device, interfaces: readonly InterfaceState[]): Promise<DeviceRow> {
  const summary = describeDevice(device, await scope.home.values(idOf(device)), { interfaces });
  return {
    address: device.address,
    central: device.central,
    interface: device.interface,
    interface_id: device.interfaceId,
    model: device.model,
    name: device.name,
    available: summary.available,
    channels_count: summary.channels_count,
    rooms: summary.rooms ?? [],
    functions: summary.functions ?? [],
  };
}

/** Of all CCUs, or the one that the request names, sorted by address. */
export async function listDeviceRows(scope: RequestScope): Promise<DeviceRows> {
  const [devices, interfaces] = await Promise.all([scope.home.devices(scope.central), scope.home.interfaces()]);
  return { devices: await Promise.all(devices.map((device) => rowOf(scope, device, interfaces))) };
}

/** @throws Refusal 404 */
export async function readDeviceRow(scope: RequestScope, wanted: string): Promise<DeviceRowWithChannels> {
  const device = await requireDevice(scope, wanted);
  const row = await rowOf(scope, device, await scope.home.interfaces(device.central));
  const channels = device.channels.map(({ address, number, type, name }) => ({
    address,
    number: number ?? 0,
    type,
    name,
  }));
  return { ...row, channels };
}
