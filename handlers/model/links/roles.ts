/**
 * Which channels can be linked: the tokens of LINK_SOURCE_ROLES and LINK_TARGET_ROLES, matched as the CCU matches them
 * (device-model 5.1). Two channels fit where the sender can say something that the receiver understands.
 */
import type { Channel, Device } from "../types.ts";

/** What the channel that is asked about is to be in the link. */
export type LinkRole = "sender" | "receiver";

/** Interfaces differ: rfd writes a text, JSON-RPC a list, an absent one means none. */
const tokens = (roles: unknown): string[] => {
  if (Array.isArray(roles)) return roles.filter((role) => typeof role === "string");
  return typeof roles === "string" ? roles.split(/\s+/).filter((role) => role !== "") : [];
};

/** What the channel tells others. */
export const sourceRoles = ({ description }: Pick<Channel, "description">): string[] =>
  tokens(description.LINK_SOURCE_ROLES);
/** What the channel understands. */
export const targetRoles = ({ description }: Pick<Channel, "description">): string[] =>
  tokens(description.LINK_TARGET_ROLES);

/**
 * Whether `candidate` can be the other end of a link in which `source` has `role`. A source that is not known fits
 * whatever could have the other role; one without roles for that side fits nothing.
 */
export function isLinkable(
  source: Pick<Channel, "description"> | undefined,
  role: LinkRole,
  candidate: Pick<Channel, "description">,
): boolean {
  const offered = role === "sender" ? targetRoles(candidate) : sourceRoles(candidate);
  if (source === undefined) return offered.length > 0;
  const own = role === "sender" ? sourceRoles(source) : targetRoles(source);
  return own.some((token) => offered.includes(token));
}

export interface Candidate {
  readonly device: Device;
  readonly channel: Channel;
}

/** Every channel of the devices that fits, the source itself left out. Links never leave their interface. */
export function linkCandidates(
  devices: readonly Device[],
  source: { address: string; channel: Channel | undefined; role: LinkRole },
): Candidate[] {
  return devices.flatMap((device) =>
    device.channels
      .filter((channel) => channel.address !== source.address && isLinkable(source.channel, source.role, channel))
      .map((channel) => ({ device, channel })),
  );
}
