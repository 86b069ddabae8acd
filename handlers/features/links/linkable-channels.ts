/** Which channels a channel can be linked with: told from the read model, without asking a CCU. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { channelTypeLabel, type Locale } from "../../model/labels.ts";
import { type Candidate, type LinkRole, linkCandidates } from "../../model/links/roles.ts";
import { findDevice, requireDevice } from "../shared/lookup.ts";
import type { LinkableChannel } from "./answers.ts";

const describe = ({ device, channel }: Candidate, locale: Locale): LinkableChannel => ({
  address: channel.address,
  channel_type: channel.type,
  channel_type_label: channelTypeLabel(channel.type, locale),
  channel_name: channel.name,
  device_address: device.address,
  device_name: device.name,
  device_model: device.model,
});

export interface LinkableQuestion {
  device: string;
  channel: number;
  /** What the asking channel is to be. */
  role: LinkRole;
  /** Id of the interface (`<central>-<interface>`), or its name on the asking device's own CCU. */
  interface: string;
}

/**
 * GET …/linkable-channels. A channel that this home does not know may have any role (device-model 5.1): then everything
 * is offered that has the opposite one.
 */
export async function linkableChannels(
  scope: RequestScope,
  question: LinkableQuestion,
  locale: Locale,
): Promise<LinkableChannel[]> {
  const owners = await scope.home.devicesAt(question.device);
  const device =
    owners.find(({ interfaceId }) => interfaceId === question.interface) ?? (await findDevice(scope, question.device));
  const channel = device?.channels.find(({ number }) => number === question.channel);
  const isMeant = (candidate: { interfaceId: string; interface: string; central: string }) =>
    candidate.interfaceId === question.interface ||
    (device?.central === candidate.central && candidate.interface === question.interface);
  const devices = (await scope.home.devices()).filter(isMeant);
  const source = { address: `${question.device}:${question.channel}`, channel, role: question.role };
  return linkCandidates(devices, source).map((found) => describe(found, locale));
}

/** links.linkable_channels: every channel of the other devices of the interface, whatever its roles. @throws Refusal 404 */
export async function channelsBeside(scope: RequestScope, address: string, locale: Locale): Promise<LinkableChannel[]> {
  const { interfaceId } = await requireDevice(scope, address);
  const devices = await scope.home.devices();
  return devices
    .filter((device) => device.interfaceId === interfaceId && device.address !== address)
    .flatMap((device) => device.channels.map((channel) => describe({ device, channel }, locale)));
}
