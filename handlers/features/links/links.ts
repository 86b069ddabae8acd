/** Direct links: a sender makes a receiver of the same interface act without the CCU (subsystems 4.9, device-model 5.2). */
import type { Identity } from "../../kernel/identity.ts";
import { badRequest, notFound, Refusal } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { channelTypeLabel, type Locale } from "../../model/labels.ts";
import type { Channel, Device, InterfaceState } from "../../model/types.ts";
import { CcuFault, type CcuLink } from "../../ports/index.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { requireLinkEnd } from "../paramsets/home/link-paramsets.ts";
import { ccuOf } from "../shared/central-scope.ts";
import { requireOwner, requireUnlocked } from "../shared/lookup.ts";
import type { Link } from "./schemas.ts";

// ---------------------------------------------------------------- listing

type End = { device: Device; channel: Channel | undefined } | undefined;

const deviceOf = (address: string): string => {
  const colon = address.lastIndexOf(":");
  return colon < 0 ? address : address.slice(0, colon);
};

/** The ends of links, each device looked up once. What is not in this home (any more) stays unknown. */
function createEnds(scope: RequestScope): (address: string) => Promise<End> {
  const devices = new Map<string, Promise<Device | undefined>>();
  return async (address) => {
    const name = deviceOf(address);
    const asked = devices.get(name) ?? scope.home.device(name);
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
  const ends = createEnds(scope);
  const isOwn = (end: string) => end === address || deviceOf(end) === address;
  return Promise.all(
    links.map((link) => describeLink(ends, link, isOwn(link.sender) ? "outgoing" : "incoming", locale)),
  );
}

/**
 * GET /links, links.list_all: every link, seen from its sender. Interfaces that are away or know no links contribute
 * nothing. @throws Refusal 404 unknown central, 503; CcuFault where none of those that are there could tell.
 */
export async function listAllLinks(scope: RequestScope, central: string | undefined, locale: Locale): Promise<Link[]> {
  const names = (await scope.home.centrals()).map(({ name }) => name);
  if (central && !names.includes(central)) throw notFound(`no CCU is called ${central}`);
  const chosen = central ? [central] : names;
  const interfaces = (await Promise.all(chosen.map((name) => scope.home.interfaces(name)))).flat();
  const asked = interfaces.filter(({ connected }) => connected);
  const answers = await Promise.allSettled(asked.map((state) => linksOf(scope, state)));
  const failed = answers.filter((answer) => answer.status === "rejected");
  if (failed.length > 0 && failed.length === answers.length) throw failed[0]!.reason;
  for (const { reason } of failed) scope.log.warn("links of an interface are not known", { error: reason });
  const ends = createEnds(scope);
  const rows = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  return Promise.all(
    rows.map(async ({ link, state }) => ({
      ...(await describeLink(ends, link, "outgoing", locale)),
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

// ---------------------------------------------------------------- changing

export interface LinkEnds {
  sender: string;
  receiver: string;
  /** The device in the path: one of the two must belong to it. */
  device?: string;
}

/** @throws Refusal 400 */
function checkEnds({ sender, receiver, device }: LinkEnds): void {
  if (sender === receiver) throw badRequest("a channel cannot be linked with itself");
  for (const address of [sender, receiver])
    if (!address.includes(":")) throw badRequest(`${address} is no channel: links join channels`);
  if (device !== undefined && ![sender, receiver].some((end) => end === device || deviceOf(end) === device))
    throw badRequest(`the link belongs to ${deviceOf(sender)} and ${deviceOf(receiver)}, not to ${device}`);
}

/** An end that must be there: named in the body, so its absence is the body's fault. @throws Refusal 400 */
async function requireNamed(scope: RequestScope, address: string): Promise<{ device: Device; channel: Channel }> {
  try {
    return await requireLinkEnd(scope, address);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) throw badRequest(error.message, "Unknown channel");
    throw error;
  }
}

/** Of a link that exists one end may have left the home: the other tells where it lives. @throws Refusal 400 */
async function requireEither(
  scope: RequestScope,
  ...addresses: string[]
): Promise<{ device: Device; channel: Channel }> {
  const ends = createEnds(scope);
  for (const address of addresses) {
    const end = await ends(address);
    if (end?.channel) return { device: end.device, channel: end.channel };
  }
  throw badRequest(`neither ${addresses.join(" nor ")} is a channel of this home`, "Unknown channel");
}

/** What a CCU refuses because there is no such link is told as that. Everything else stays as it was. */
async function onExisting<T>(
  scope: RequestScope,
  { device }: { device: Device },
  link: LinkEnds,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof CcuFault) || error.class !== "permanent") throw error;
    const { sender, receiver } = link;
    const known = await ccuOf(scope, device.central)
      .links(device.interface, device.address)
      .catch(() => undefined);
    if (known && !known.some((one) => one.sender === sender && one.receiver === receiver))
      throw notFound(`there is no link from ${sender} to ${receiver}`);
    throw error;
  }
}

const audited = (
  scope: RequestScope,
  who: Identity,
  action: string,
  { device, channel }: { device: Device; channel: Channel },
  { sender, receiver }: LinkEnds,
  note?: string,
) =>
  recordAudit(scope, who, {
    action,
    central: device.central,
    device_address: device.address,
    channel_no: channel.number!,
    peer: channel.address === sender ? receiver : sender,
    note: note ?? `${sender} -> ${receiver}`,
  });

export interface LinkTexts {
  name?: string | undefined;
  description?: string | undefined;
}
const MADE_HERE = "created by CCU Anywhere";

/**
 * POST /devices/{addr}/links, links.add. Empty texts get a default, so that people find the link again in the CCU's own
 * pages. @throws Refusal 400 503, CcuFault
 */
export async function addLink(scope: RequestScope, who: Identity, link: LinkEnds, texts: LinkTexts): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const from = await requireNamed(scope, sender);
  const to = await requireNamed(scope, receiver);
  if (from.device.interfaceId !== to.device.interfaceId)
    throw badRequest(`${sender} and ${receiver} are on different interfaces: they cannot hear each other`);
  const ccu = ccuOf(scope, from.device.central);
  const name = texts.name || `${sender} -> ${receiver}`;
  await ccu.addLink(from.device.interface, sender, receiver, name, texts.description || MADE_HERE, scope.deadline);
  await audited(scope, who, "link_add", from, link);
}

/** PATCH /devices/{addr}/links, links.set_info: both texts as they are; what is left out is emptied. @throws as addLink, 404 */
export async function setLinkInfo(scope: RequestScope, who: Identity, link: LinkEnds, texts: LinkTexts): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const end = await requireEither(scope, sender, receiver);
  const { name = "", description = "" } = texts;
  const ccu = ccuOf(scope, end.device.central);
  await onExisting(
    scope,
    end,
    link,
    ccu.setLinkInfo(end.device.interface, sender, receiver, name, description, scope.deadline),
  );
  await audited(scope, who, "link_update", end, link, `name=${JSON.stringify(name)}`);
}

/** DELETE /devices/{addr}/links, links.remove. @throws Refusal 400 404 503, CcuFault */
export async function removeLink(scope: RequestScope, who: Identity, link: LinkEnds): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const end = await requireEither(scope, sender, receiver);
  const ccu = ccuOf(scope, end.device.central);
  await onExisting(scope, end, link, ccu.removeLink(end.device.interface, sender, receiver, scope.deadline));
  await audited(scope, who, "link_remove", end, link);
}

/**
 * POST /devices/{addr}/links/test, links.activate_paramset: the receiver really moves, as if the sender's key had been
 * pressed. So it is a control write: an operator's lock keeps it still. @throws Refusal 400 404 423 501 503, CcuFault
 */
export async function activateLink(
  scope: RequestScope,
  who: Identity,
  link: LinkEnds,
  longPress: boolean,
): Promise<void> {
  const { sender, receiver } = link;
  checkEnds({ sender, receiver });
  const to = await requireLinkEnd(scope, receiver);
  await requireLinkEnd(scope, sender);
  checkEnds(link);
  requireUnlocked(to.channel);
  await ccuOf(scope, to.device.central).activateLink(to.device.interface, receiver, sender, longPress, {
    deadline: scope.deadline,
  });
  await audited(scope, who, "link_activate", to, link, longPress ? "long press" : "short press");
}
