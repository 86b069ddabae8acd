/** Event groups of a channel as the home knows them. */

import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import { requireChannel } from "../shared/lookup.ts";
import type { EventGroupSummary } from "./answers/devices.ts";
import { describeEventGroup } from "./describe-event-group.ts";

/** With what each announced last. @throws Refusal 404 */
export async function listEventGroups(
  scope: RequestScope,
  address: string,
  number: number,
): Promise<EventGroupSummary[]> {
  const { device, channel } = await requireChannel(scope, address, number);
  const [values, interfaces] = await Promise.all([
    scope.home.values(idOf(device)),
    scope.home.interfaces(device.central),
  ]);
  return channel.eventGroups.map((group) => describeEventGroup(device, channel, group, values, { interfaces }));
}
