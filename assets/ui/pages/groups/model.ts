/** Heating groups as a form has them, and what of them is sent. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Group = Schemas["GroupEntry"];
export type Member = Schemas["GroupMemberEntry"];
export type Candidate = Schemas["SuitableMemberEntry"];

export interface GroupAt {
  readonly central: string;
  readonly group: Group;
}

export const groupId = ({ central, group }: GroupAt): string => `group/${central}/${group.id}`;
/** Of a device or a channel of it. */
export const deviceOf = (address: string): string => address.split(":", 1)[0]!;

const DIGITS = 7;
/** The virtual device by which the CCU operates the group. */
export const addressOf = ({ id, group_device_name: told }: Group): string =>
  told !== undefined && /^INT\d+$/.test(told) ? told : `INT${String(id).padStart(DIGITS, "0")}`;

export interface Choice {
  /** As it is sent. */
  readonly address: string;
  readonly name: string;
  readonly rooms: readonly string[];
  readonly isPending: boolean;
}

/** Who is a member, and who could be; each device once, by name. */
export function choicesOf(
  members: readonly Member[],
  candidates: readonly Candidate[],
  compare: (a: string, b: string) => number,
): Choice[] {
  const found = new Map<string, Choice>();
  const add = (one: Member | Candidate, isPending: boolean) => {
    const { address, device_name: name, rooms = [] } = one;
    const device = deviceOf(address);
    if (!found.has(device)) found.set(device, { address, name: name || device, rooms, isPending });
  };
  for (const one of members) add(one, false);
  for (const one of candidates) add(one, one.config_pending === true);
  return [...found.values()].sort((a, b) => compare(a.name, b.name));
}

export interface Wish {
  readonly name: string;
  readonly forbid_single_operation: boolean;
  readonly members: readonly string[];
}

/** What the server is told of a group that is there; `undefined` where nothing is another. Members that stay are not sent: the CCU may not have told them all. */
export function changeOf(group: Group, wish: Wish): Schemas["UpdateGroupRequest"] | undefined {
  const devices = (list: readonly string[]) => list.map(deviceOf).sort().join();
  const areMembersSame = devices(group.members.map(({ address }) => address)) === devices(wish.members);
  const isForbidSame = group.forbid_single_operation === wish.forbid_single_operation;
  if (areMembersSame && isForbidSame && group.name === wish.name) return undefined;
  return {
    name: wish.name,
    ...(!isForbidSame && { forbid_single_operation: wish.forbid_single_operation }),
    ...(!areMembersSame && { members: [...wish.members] }),
  };
}

/** `hmip.heating.group` as people call it is the page's own title; another kind by the name that the CCU has for it. */
export const typeName = (type: string, label: string | undefined, usual: string): string =>
  type === "hmip.heating.group" ? `${usual} (HomematicIP)` : (label ?? type);
