/** Whether the devices of a central can be reached, while that changes: told with each value, and by itself. */

import { deviceAvailabilityChanged } from "../broadcasts/broadcasts.ts";
import { isAvailable } from "../model/availability.ts";
import type { InterfaceName } from "../ports/index.ts";
import type { Entry } from "./device-registry.ts";
import type { EngineScope } from "./scope.ts";

export type DeviceAvailability = ReturnType<typeof createDeviceAvailability>;

/** @param isConnected state of an interface, as it is now */
export function createDeviceAvailability(
  { central, events }: Pick<EngineScope, "central" | "events">,
  isConnected: (iface: InterfaceName) => boolean,
) {
  const isReachable = ({ device, values }: Entry): boolean => isAvailable(values, isConnected(device.interface));
  return {
    isReachable,
    /**
     * Something that decides about the device may have changed: where it is another state, everybody hears of it. Until
     * its interface was connected once nothing is known, so that a start is no news.
     */
    settle(entry: Entry): void {
      const { available: before, device } = entry;
      if (before === undefined && !isConnected(device.interface)) return;
      const available = isReachable(entry);
      if (available === before) return;
      entry.available = available;
      if (before === undefined) return;
      events.publish(deviceAvailabilityChanged, {
        central,
        interface_id: device.interfaceId,
        device_address: device.address,
        available,
      });
    },
  };
}
