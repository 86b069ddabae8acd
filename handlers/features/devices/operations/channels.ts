/** Channels of a device, and the flags that an operator puts on them. */
import type { Identity } from "../../../kernel/identity.ts";
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { ChannelFlagValues } from "../../../kernel/site.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { localeOf } from "../../shared/locale.ts";
import { requireChannel, requireDevice } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { ChannelFlags, ChannelSummary } from "../answers/devices.ts";
import { describeChannel } from "../describe-device.ts";
import { ChannelFlagsRequest } from "../schemas/channels.ts";

/**
 * Stores the flags (record kind `flags`, key = channel address) and lets the read model follow. An absent member keeps
 * its value. The flags in effect. @throws Refusal 404, 503 where the home is not served here
 */
export async function setChannelFlags(
  scope: RequestScope,
  who: Identity,
  address: string,
  number: number,
  change: Partial<ChannelFlagValues>,
): Promise<ChannelFlagValues> {
  const { device, channel } = await requireChannel(scope, address, number);
  ccuOf(scope, device.central);
  const flags = { hidden: change.hidden ?? channel.hidden, locked: change.locked ?? channel.locked };
  if (flags.hidden === channel.hidden && flags.locked === channel.locked) return flags;
  await scope.store.put("flags", channel.address, flags);
  await scope.centrals.channelFlagsChanged(device, number, flags);
  await recordAudit(scope, who, {
    action: "channel_flags",
    central: device.central,
    device_address: address,
    channel_no: number,
    note: `hidden=${flags.hidden} locked=${flags.locked}`,
  });
  return flags;
}

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
      responses: { 200: ChannelSummary.array(), 404: Problem },
    },
    async (context) => {
      const device = await requireDevice(context, context.params.addr);
      const locale = localeOf(context);
      return ok(device.channels.map((channel) => describeChannel(device, channel, locale)));
    },
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
    async (context) => {
      const { device, channel } = await requireChannel(context, context.params.addr, context.params.no);
      return ok(describeChannel(device, channel, localeOf(context)));
    },
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
    async (context) => {
      const { channel } = await requireChannel(context, context.params.addr, context.params.no);
      return ok({ hidden: channel.hidden, locked: channel.locked });
    },
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
    async (context) => {
      const { addr, no } = context.params;
      return ok(await setChannelFlags(context, context.identity, addr, no, context.body));
    },
  ),
];
