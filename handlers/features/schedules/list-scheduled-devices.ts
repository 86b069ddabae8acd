/** Devices that have a schedule. */
import type * as z from "zod";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { deviceSchedule } from "../../model/schedules/places.ts";
import type { ScheduledDevices } from "./answers.ts";

/** In the order of the read model. */
export async function listScheduledDevices(scope: RequestScope): Promise<z.infer<typeof ScheduledDevices>["devices"]> {
  return (await scope.home.devices())
    .filter((device) => deviceSchedule(device) !== undefined)
    .map(({ address, name, model, interfaceId, interface: iface }) => ({
      address,
      name,
      model,
      interface_id: interfaceId,
      interface: iface,
    }));
}
