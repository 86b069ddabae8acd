/** Which direct links there are (subsystems 4.9, device-model 5.2), as the CCUs tell it now. */

import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { channelTypeLabel, type Locale } from "../../../model/labels.ts";
import type { Channel, Device, InterfaceState } from "../../../model/types.ts";
import { CcuFault, type CcuLink } from "../../../ports/index.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireOwner } from "../../shared/lookup.ts";
import type { Link } from "../answers.ts";

type End = { device: Device; channel: Channel | undefined } | undefined;

/** Address of the device that a channel belongs to. */
export const deviceOf = (address: string): string => {
  const colon = address.lastIndexOf(":");
  return colon < 0 ? address : address.slice(0, colon);
};

/** The ends of links of one CCU, each device looked up once. What is not in this home (any more) stays unknown. */
function createEnds({ home }: RequestScope, central: string): (address: string) => Promise<End> {
  const devices = new Map<string, Promise<Device | undefined>>();
  return async (address) => {
    const name = deviceOf(address);
    const asked = devices.get(name) ?? home.device(deviceId(central, name));
    devices.set(name, asked);
    const device = await asked;
    return device && { device, channel: device.channels.find((channel) => channel.address === address) };
  };
}

function endMembers<P extends "sender" | "receiver">(prefix: P, end: End, locale: Locale): Partial<Link> {
  if (!end) return {};
  const { device, channel } = end;
  return {
    [`${prefix}_device_name`]: device.name,
    [`${prefix}_device_model`]: device.model,
    ...(channel
      ? {
          [`${prefix}_channel_type`]: channel.type,
          [`${prefix}_channel_type_label`]: channelTypeLabel(channel.type, locale),
          [`${prefix}_channel_name`]: channel.name,
        }
      : {}),
  };
}

/** A link as a device sees it that is its sender (`outgoing`) or only its receiver (`incoming`). */
async function describeLink(
  ends: (address: string) => Promise<End>,
  link: CcuLink,
  direction: "outgoing" | "incoming",
  locale: Locale,
): Promise<Link> {
  const [sender, receiver] = [await ends(link.sender), await ends(link.receiver)];
  const [peerAddress, peer] = direction === "outgoing" ? [link.receiver, receiver] : [link.sender, sender];
  return {
    sender_address: link.sender,
    receiver_address: link.receiver,
    name: link.name,
    description: link.description,
    flags: link.flags,
    ...endMembers("sender", sender, locale),
    ...endMembers("receiver", receiver, locale),
    peer_address: peerAddress,
    ...(peer ? { peer_device_name: peer.device.name, peer_device_model: peer.device.model } : {}),
    direction,
  };
}

/** An interface that knows no links has none. */
async function orNone(links: Promise<CcuLink[]>): Promise<CcuLink[]> {
  try {
    return await links;
  } catch (error) {
    if (error instanceof CcuFault && error.class === "unsupported") return [];
    throw error;
  }
}

/** GET /devices/{addr}/links, links.list: of a device, or of one channel. @throws Refusal 404 503, CcuFault */
export async function listDeviceLinks(scope: RequestScope, address: string, locale: Locale): Promise<Link[]> {
  const { device } = await requireOwner(scope, address);
  const links = await orNone(ccuOf(scope, device.central).links(device.interface, address));
  const ends = createEnds(scope, device.central);
  const isOwn = (end: string) => end === address || deviceOf(end) === address;
  return Promise.all(
    links.map((link) => describeLink(ends, link, isOwn(link.sender) ? "outgoing" : "incoming", locale)),
  );
}

/**
 * GET /links, links.list_all: every link, seen from its sender. Interfaces that are away or know no links contribute
 * nothing. @throws Refusal 503; CcuFault where none of those that are there could tell.
 */
export async function listAllLinks(scope: RequestScope, central: string | undefined, locale: Locale): Promise<Link[]> {
  const chosen = central ? [central] : (await scope.home.centrals()).map(({ name }) => name);
  const interfaces = (await Promise.all(chosen.map((name) => scope.home.interfaces(name)))).flat();
  const asked = interfaces.filter(({ connected }) => connected);
  const answers = await Promise.allSettled(asked.map((state) => linksOf(scope, state)));
  const failed = answers.filter((answer) => answer.status === "rejected");
  if (failed.length > 0 && failed.length === answers.length) throw failed[0]!.reason;
  for (const { reason } of failed) scope.log.warn("links of an interface are not known", { error: reason });
  const endsOf = new Map(chosen.map((name) => [name, createEnds(scope, name)]));
  const rows = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  return Promise.all(
    rows.map(async ({ link, state }) => ({
      ...(await describeLink(endsOf.get(state.central)!, link, "outgoing", locale)),
      central_name: state.central,
      interface_id: state.id,
    })),
  );
}

async function linksOf(
  scope: RequestScope,
  state: InterfaceState,
): Promise<{ link: CcuLink; state: InterfaceState }[]> {
  const links = await orNone(ccuOf(scope, state.central).links(state.name, ""));
  return links.map((link) => ({ link, state }));
}
