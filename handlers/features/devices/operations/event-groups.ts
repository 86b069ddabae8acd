/** What a channel can announce without having a state: presses, errors, impulses. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { EventGroupList } from "../answers/devices.ts";
import { listEventGroups } from "../list-event-groups.ts";

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
      responses: { 200: EventGroupList, 404: Problem },
    },
    async (scope) => ok(await listEventGroups(scope, scope.params.addr, scope.params.no)),
  ),
];
