/** Channels of a device, and the flags that an operator puts on them. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { localeOf } from "../../shared/locale.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { ChannelFlags, ChannelList, ChannelSummary } from "../answers/devices.ts";
import { setChannelFlags } from "../home/set-channel-flags.ts";
import { listChannels, readChannel, readChannelFlags } from "../read-channels.ts";
import { ChannelFlagsRequest } from "../schemas/channels.ts";

const CHANNEL = { addr: DeviceAddress, no: ChannelNumber } as const;

export const channelsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels",
      role: "viewer",
      served: "here",
      cacheable: true,
      tag: "channels",
      summary: "Channels of a device, ascending by number",
      params: { addr: DeviceAddress },
      responses: { 200: ChannelList, 404: Problem },
    },
    async (scope) => ok(await listChannels(scope, scope.params.addr, localeOf(scope))),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}",
      role: "viewer",
      served: "here",
      cacheable: true,
      tag: "channels",
      summary: "One channel",
      params: CHANNEL,
      responses: { 200: ChannelSummary, 404: Problem },
    },
    async (scope) => ok(await readChannel(scope, scope.params.addr, scope.params.no, localeOf(scope))),
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/flags",
      role: "viewer",
      served: "here",
      tag: "channels",
      summary: "Flags of a channel",
      params: CHANNEL,
      responses: { 200: ChannelFlags, 404: Problem },
    },
    async (scope) => ok(await readChannelFlags(scope, scope.params.addr, scope.params.no)),
  ),
  operation(
    {
      method: "PUT",
      path: "/devices/{addr}/channels/{no}/flags",
      role: "operator",
      served: "home",
      tag: "channels",
      summary: "Hide a channel from lists, or lock it against control",
      params: CHANNEL,
      body: ChannelFlagsRequest,
      responses: { 200: ChannelFlags, 400: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await setChannelFlags(scope, scope.identity, scope.params.addr, scope.params.no, scope.body)),
  ),
];
