/** Direct links: a sender makes a receiver of the same interface act without the CCU (subsystems 4.9, device-model 5.2). */
import { badRequest, notFound, Refusal, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { CcuFault } from "../../../ports/index.ts";
import type { AuditAction } from "../../../records/audit-actions.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { requireLinkEnd } from "../../paramsets/home/link-paramsets.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { absent, findDevice, requireUnlocked } from "../../shared/lookup.ts";
import { deviceOf } from "./list-links.ts";

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
    if (!address.includes(":")) throw badRequest(`${address} is not a channel; links connect channels`);
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
  for (const address of addresses) {
    const device = await findDevice(scope, deviceOf(address));
    const channel = device?.channels.find((one) => one.address === address);
    if (device && channel) return { device, channel };
  }
  const refusal = await absent(scope, `channel ${addresses.join(" or ")}`);
  if (refusal.status !== 404) throw refusal;
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
  action: AuditAction,
  { device, channel }: { device: Device; channel: Channel },
  { sender, receiver }: LinkEnds,
  note?: string,
) =>
  recordAudit(scope, scope.identity, {
    action,
    central: device.central,
    device_address: device.address,
    channel_no: channel.number!,
    peer: channel.address === sender ? receiver : sender,
    note: note ?? `${sender} -> ${receiver}`,
  });

/** A text that this CCU's interface cannot hold is the caller's to change. @throws Refusal 400 instead of such a fault */
async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CcuFault && error.class === "invalid") throw rejected(error.message, "Text not storable");
    throw error;
  }
}

export interface LinkTexts {
  name?: string | undefined;
  description?: string | undefined;
}
const MADE_HERE = "created by CCU Anywhere";

/**
 * POST /devices/{addr}/links, links.add. Empty texts get a default, so that people find the link again in the CCU's own
 * pages. @throws Refusal 400 503, CcuFault
 */
export async function addLink(scope: RequestScope, link: LinkEnds, texts: LinkTexts): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const from = await requireNamed(scope, sender);
  const to = await requireNamed(scope, receiver);
  if (from.device.interfaceId !== to.device.interfaceId)
    throw badRequest(`${sender} and ${receiver} are on different interfaces and cannot be linked`);
  const ccu = ccuOf(scope, from.device.central);
  const name = texts.name || `${sender} -> ${receiver}`;
  const description = texts.description || MADE_HERE;
  await storing(ccu.addLink(from.device.interface, sender, receiver, name, description, scope.deadline));
  await audited(scope, "link_add", from, link);
}

/** PATCH /devices/{addr}/links, links.set_info: both texts as they are; what is left out is emptied. @throws as addLink, 404 */
export async function setLinkInfo(scope: RequestScope, link: LinkEnds, texts: LinkTexts): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const end = await requireEither(scope, sender, receiver);
  const { name = "", description = "" } = texts;
  const ccu = ccuOf(scope, end.device.central);
  await onExisting(
    scope,
    end,
    link,
    storing(ccu.setLinkInfo(end.device.interface, sender, receiver, name, description, scope.deadline)),
  );
  await audited(scope, "link_update", end, link, `name=${JSON.stringify(name)}`);
}

/** DELETE /devices/{addr}/links, links.remove. @throws Refusal 400 404 503, CcuFault */
export async function removeLink(scope: RequestScope, link: LinkEnds): Promise<void> {
  checkEnds(link);
  const { sender, receiver } = link;
  const end = await requireEither(scope, sender, receiver);
  const ccu = ccuOf(scope, end.device.central);
  await onExisting(scope, end, link, ccu.removeLink(end.device.interface, sender, receiver, scope.deadline));
  await audited(scope, "link_remove", end, link);
}

/**
 * POST /devices/{addr}/links/test, links.activate_paramset: the receiver really moves, as if the sender's key had been
 * pressed. So it is a control write: an operator's lock keeps it still. @throws Refusal 400 404 423 501 503, CcuFault
 */
export async function activateLink(scope: RequestScope, link: LinkEnds, longPress: boolean): Promise<void> {
  const { sender, receiver } = link;
  checkEnds({ sender, receiver });
  const to = await requireLinkEnd(scope, receiver);
  await requireLinkEnd(scope, sender);
  checkEnds(link);
  requireUnlocked(to.channel);
  await ccuOf(scope, to.device.central).activateLink(to.device.interface, receiver, sender, longPress, {
    deadline: scope.deadline,
  });
  await audited(scope, "link_activate", to, link, longPress ? "long press" : "short press");
}
