/** Channels of a device as the home knows them. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { ChannelFlagValues } from "../../kernel/site.ts";
import type { Locale } from "../../model/labels.ts";
import { requireChannel, requireDevice } from "../shared/lookup.ts";
import type { ChannelSummary } from "./answers/devices.ts";
import { describeChannel } from "./describe-device.ts";

/** Ascending by number, hidden ones included. @throws Refusal 404 */
export async function listChannels(scope: RequestScope, address: string, locale: Locale): Promise<ChannelSummary[]> {
  const device = await requireDevice(scope, address);
  return device.channels.map((channel) => describeChannel(device, channel, locale));
}

/** @throws Refusal 404 */
export async function readChannel(
  scope: RequestScope,
  address: string,
  number: number,
  locale: Locale,
): Promise<ChannelSummary> {
  const { device, channel } = await requireChannel(scope, address, number);
  return describeChannel(device, channel, locale);
}

/** What an operator has set. @throws Refusal 404 */
export async function readChannelFlags(
  scope: RequestScope,
  address: string,
  number: number,
): Promise<ChannelFlagValues> {
  const { hidden, locked } = (await requireChannel(scope, address, number)).channel;
  return { hidden, locked };
}
