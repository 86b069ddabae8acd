/** Devices are read anew from their CCUs. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { ccuOf, onEveryCentral } from "../../shared/central-scope.ts";
import { requireChannel, requireDevice } from "../../shared/lookup.ts";

/**
 * Lists the devices of every reachable central anew, and has their configuration read in the background; one failing
 * central does not keep the others waiting.
 */
export const refreshDevices = (scope: RequestScope): Promise<void> =>
  onEveryCentral(scope, async (ccu) => {
    await ccu.refreshDevices();
    scope.centrals.refreshConfiguration(ccu.central);
  });

/** Reads descriptions, values and configuration of one device anew; its address. */
export async function reloadDevice(scope: RequestScope, address: string): Promise<string> {
  const device = await requireDevice(scope, address);
  await ccuOf(scope, device.central).reloadDevice(device.interface, device.address);
  await scope.centrals.reloadConfiguration(device);
  return device.address;
}

/** Reads values and configuration of one channel anew; its address. */
export async function reloadChannel(scope: RequestScope, address: string, number: number): Promise<string> {
  const { device, channel } = await requireChannel(scope, address, number);
  ccuOf(scope, device.central);
  await scope.centrals.reloadValues(device, number);
  await scope.centrals.reloadConfiguration(device, number);
  return channel.address;
}
