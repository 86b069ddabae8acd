/**
 * LINK paramsets: what a receiver does when one certain sender speaks. There is one for each pair of channels; the key is
 * the other channel's address. Never cached: nobody tells us of changes made elsewhere.
 */
import { badRequest, forbidden } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { encodeLinkValues } from "../../../model/links/encode.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { CcuFault, type ParamsetDescription, refuseExpired } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireOwner } from "../../shared/lookup.ts";
import { editKey, requireEditToken, requireNoForeignLock } from "./edit-sessions.ts";
import { entriesOf, refuseValues } from "./paramset-body.ts";

/** `address`: the channel whose paramset is meant, `peer`: the channel at the other end. */
export interface LinkPlace {
  address: string;
  peer: string;
}

/** Changes named in one audit entry: the largest LINK paramset in the field has 116 parameters. */
const AUDITED_CHANGES = 120;

/** A channel; a device as such has no links. @throws Refusal 400 404 */
export async function requireLinkEnd(
  scope: RequestScope,
  address: string,
): Promise<{ device: Device; channel: Channel }> {
  const owner = await requireOwner(scope, address);
  if (owner.channel.number === null) throw badRequest(`${address} is a device; links connect channels`);
  return owner;
}

/** Both ends known to this home: for an unknown peer rfd would invent the values (ccu-protocol 10). */
async function requirePair(
  scope: RequestScope,
  { address, peer }: LinkPlace,
): Promise<{ device: Device; channel: Channel }> {
  const owner = await requireLinkEnd(scope, address);
  await requireLinkEnd(scope, peer);
  return owner;
}

/** GET /devices/{addr}/link-ps/{peer}, links.get_paramset: as the CCU tells it now. @throws Refusal 400 404 503, CcuFault */
export async function readLinkParamset(scope: RequestScope, place: LinkPlace): Promise<Record<string, unknown>> {
  const { device } = await requirePair(scope, place);
  return ccuOf(scope, device.central).getParamset(device.interface, place.address, place.peer);
}

/** What the parameters are, by the receiver's own description. @throws Refusal 400 404 503, CcuFault */
export async function describeLinkParamset(scope: RequestScope, place: LinkPlace): Promise<ParamsetDescription> {
  const { device } = await requirePair(scope, place);
  return ccuOf(scope, device.central).getParamsetDescription(device.interface, place.address, "LINK");
}

/** The values for the wire, without those that could not be written and are what the link holds already (see write-paramset.ts). */
async function encodeChanged(
  description: ParamsetDescription,
  entries: readonly [string, unknown][],
  read: () => Promise<Record<string, unknown>>,
): Promise<ReturnType<typeof encodeLinkValues>> {
  const encoded = encodeLinkValues(description, entries);
  const unwritable = new Set([...encoded.hidden, ...encoded.refused.map(({ error }) => error.field)]);
  if (unwritable.size === 0) return encoded;
  const held = await read().catch((error: unknown): Record<string, unknown> => {
    if (error instanceof CcuFault) return {};
    throw error;
  });
  const isHeld = (name: string, value: unknown): boolean => Object.hasOwn(held ?? {}, name) && held[name] === value;
  return encodeLinkValues(
    description,
    entries.filter(([name, value]) => !unwritable.has(name) || !isHeld(name, value)),
  );
}

/**
 * Writes values into the paramset of one link, whatever edit lock there is. Everything must fit the receiver's
 * description, or nothing is sent. Number of parameters written.
 * @throws Refusal 400 403 404 503, CcuFault
 */
export async function writeLinkParamset(
  scope: RequestScope,
  place: LinkPlace,
  values: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { address, peer } = place;
  const { device, channel } = await requirePair(scope, place);
  const entries = entriesOf(values);
  const ccu = ccuOf(scope, device.central);
  const description = await ccu.getParamsetDescription(device.interface, address, "LINK");
  const encoded = await encodeChanged(description, entries, () => ccu.getParamset(device.interface, address, peer));
  if (Object.keys(encoded.values).length === 0 && encoded.hidden.length + encoded.refused.length === 0)
    return entries.length;
  if (encoded.hidden.length > 0) throw forbidden(`${encoded.hidden[0]} is hidden`, "Parameter hidden");
  if (encoded.refused.length > 0) refuseValues(encoded.refused);
  const { deadline } = scope;
  refuseExpired(await ccu.putParamset(device.interface, address, peer, encoded.values, { deadline }));
  await recordAudit(scope, scope.identity, {
    action: "link_paramset_write",
    central: device.central,
    device_address: device.address,
    channel_no: channel.number!,
    paramset: "LINK",
    peer,
    changes: entries.slice(0, AUDITED_CHANGES).map(([parameter, after]) => ({ parameter, after })),
  });
  return entries.length;
}

/** PUT /devices/{addr}/link-ps/{peer}: with the lock of this link. @throws Refusal 400 403 404 423 503, CcuFault */
export async function writeLockedLinkParamset(
  scope: RequestScope,
  place: LinkPlace,
  values: Readonly<Record<string, unknown>>,
  editToken: string | undefined,
): Promise<number> {
  await requireEditToken(scope, editKey(place.address, "LINK", place.peer), editToken);
  return writeLinkParamset(scope, place, values);
}

/**
 * links.put_paramset: the contract asks for no lock here (api-behaviour 3.14), so what nobody holds may be written. What
 * somebody else is editing may not. @throws Refusal 400 403 404 423 503, CcuFault
 */
export async function writeUnlockedLinkParamset(
  scope: RequestScope,
  place: LinkPlace,
  values: Readonly<Record<string, unknown>>,
): Promise<number> {
  await requireNoForeignLock(scope, scope.identity, editKey(place.address, "LINK", place.peer));
  return writeLinkParamset(scope, place, values);
}
