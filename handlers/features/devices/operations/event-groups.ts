/** What a channel can announce without having a state: presses, errors, impulses. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { requireChannel } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { EventGroupSummary } from "../answers/devices.ts";
import { describeEventGroup } from "../describe-event-group.ts";

export const eventGroupsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/event-groups",
      role: "viewer",
      served: "here",
      tag: "event-groups",
      summary: "Event groups of a channel with what they last announced",
      params: { addr: DeviceAddress, no: ChannelNumber },
      responses: { 200: EventGroupSummary.array(), 404: Problem },
    },
    async (context) => {
      const { device, channel } = await requireChannel(context, context.params.addr, context.params.no);
      const [values, interfaces] = await Promise.all([
        context.home.values(device.address),
        context.home.interfaces(device.central),
      ]);
      return ok(channel.eventGroups.map((g) => describeEventGroup(device, channel, g, values, { interfaces })));
    },
  ),
];
