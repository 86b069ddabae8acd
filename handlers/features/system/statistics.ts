/** Figures about devices and messages that only commands ask for. */

import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import { countDevices, type DeviceCounts, type KnownDevice, signalQualities } from "../../model/device-statistics.ts";
import type { HubList } from "../../model/types.ts";
import { presentMessages } from "../hub/messages.ts";
import { hubs } from "../shared/central-scope.ts";
import type { DeviceStatistics, MessageCounts, SignalQualities } from "./answers/commands.ts";

type Reading = Pick<RequestScope, "home">;

export const knownDevices = async ({ home }: Reading): Promise<KnownDevice[]> =>
  Promise.all((await home.devices()).map(async (device) => ({ device, values: await home.values(idOf(device)) })));

/** Devices of all CCUs, counted by interface and in all. */
export async function deviceStatistics(scope: Reading): Promise<DeviceStatistics> {
  const counts = countDevices(await knownDevices(scope), await scope.home.interfaces());
  const sum = (member: keyof DeviceCounts) => Object.values(counts).reduce((all, count) => all + count[member], 0);
  return {
    by_interface: counts,
    total_devices: sum("total"),
    unreachable_devices: sum("unreachable"),
    firmware_updatable_devices: sum("firmware_updatable"),
  };
}

/** How every device of all CCUs is heard. */
export const listSignalQuality = async (scope: Reading): Promise<SignalQualities> => ({
  devices: signalQualities(await knownDevices(scope), await scope.home.interfaces()),
});

/** Present messages of all CCUs; null before any CCU has told its objects. */
export async function countMessages(scope: RequestScope): Promise<MessageCounts> {
  const all = await hubs(scope);
  const count = async (kind: "service" | "alarm", list: HubList) =>
    all.some(({ hub }) => !hub.unread.includes(list)) ? (await presentMessages(scope, kind)).length : null;
  return {
    service_messages: await count("service", "serviceMessages"),
    alarm_messages: await count("alarm", "alarmMessages"),
  };
}
