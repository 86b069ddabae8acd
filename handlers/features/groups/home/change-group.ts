/** Groups are made, changed and deleted; what the CCU made of it is compared with what was asked for. */
import type { Identity } from "../../../kernel/identity.ts";
import { notFound, rejected, upstream } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import type { HeatingGroup } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, chooseCentral, follow } from "../../shared/central-scope.ts";
import { describeGroup } from "../describe-group.ts";
import type { GroupEntry } from "../schemas.ts";

export interface GroupWish {
  name: string;
  forbid_single_operation?: boolean | undefined;
  members?: readonly string[] | undefined;
}

const deviceOf = (address: string): string => address.split(":")[0] as string;
const devicesOf = (addresses: readonly string[]): ReadonlySet<string> => new Set(addresses.map(deviceOf));

/** @throws Refusal 400 for what is no device of the CCU */
async function requireMembers(scope: RequestScope, central: string, members: readonly string[]): Promise<void> {
  for (const [index, address] of members.entries())
    if (!(await scope.home.device(deviceId(central, deviceOf(address)))))
      throw rejected(`${address} is no device of ${central}`, "No such member", [
        { field: `members[${index}]`, reason: "is no device of this CCU" },
      ]);
}

/**
 * A CCU says "done" while it leaves a member out, or in (OpenCCU#1359).
 * @throws Refusal 502 that says what was done and what was not
 */
function compare(group: HeatingGroup, wanted: readonly string[], done: string): void {
  const has = devicesOf(group.members.map(({ address }) => address));
  const wants = devicesOf(wanted);
  const missing = [...wants].filter((address) => !has.has(address));
  const extra = [...has].filter((address) => !wants.has(address));
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`the CCU left out ${missing.join(", ")}`] : []),
    ...(extra.length > 0 ? [`the CCU kept ${extra.join(", ")}`] : []),
  ];
  throw upstream(
    `group ${group.id} (${group.name}): ${parts.join("; ")}`,
    `Group ${done}, but not with the members asked for`,
  );
}

const noted = (scope: RequestScope, who: Identity, central: string, note: string) =>
  recordAudit(scope, who, { action: "group_admin", central, note });

/** @throws Refusal 400, 502 where members are missing, 503; CcuFault */
export async function createGroup(
  scope: RequestScope,
  who: Identity,
  { type_id: type, ...wish }: GroupWish & { type_id: string },
  named?: string,
): Promise<GroupEntry> {
  const { name: central } = await chooseCentral(scope, named);
  const ccu = ccuOf(scope, central);
  const members = wish.members ?? [];
  await requireMembers(scope, central, members);
  const forbidSingleOperation = wish.forbid_single_operation ?? false;
  const made = await ccu.saveHeatingGroup({ name: wish.name, type, forbidSingleOperation, members }, scope.deadline);
  await noted(scope, who, central, `create id=${made.id} name=${made.name} members=${made.members.length}`);
  follow(scope, central, "names");
  compare(made, members, "created");
  return describeGroup(scope, central, made);
}

const groupOf = async (scope: RequestScope, central: string, id: number): Promise<HeatingGroup> => {
  const found = (await ccuOf(scope, central).heatingGroups()).find((group) => group.id === id);
  if (!found) throw notFound(`no group ${id} on ${central}`);
  return found;
};

/** Members that the wish does not name stay; where they are not known nothing is written. @throws as {@link createGroup}, Refusal 404 */
export async function updateGroup(
  scope: RequestScope,
  who: Identity,
  id: number,
  wish: GroupWish,
  named?: string,
): Promise<void> {
  const { name: central } = await chooseCentral(scope, named);
  const group = await groupOf(scope, central, id);
  if (wish.members) await requireMembers(scope, central, wish.members);
  else if (group.membersUnread)
    throw upstream(`the members of group ${id} (${group.name}) cannot all be read: say which it shall have`);
  const members = wish.members ?? group.members.map(({ address }) => address);
  const forbidSingleOperation = wish.forbid_single_operation ?? group.forbidSingleOperation;
  const definition = { id, name: wish.name, type: group.type, forbidSingleOperation, members };
  const saved = await ccuOf(scope, central).saveHeatingGroup(definition, scope.deadline);
  await noted(scope, who, central, `update id=${id} name=${saved.name} members=${saved.members.length}`);
  follow(scope, central, "names");
  compare(saved, members, "changed");
}

/** @throws Refusal 404, 400, 503; CcuFault */
export async function deleteGroup(scope: RequestScope, who: Identity, id: number, named?: string): Promise<void> {
  const { name: central } = await chooseCentral(scope, named);
  const group = await groupOf(scope, central, id);
  await ccuOf(scope, central).deleteHeatingGroup(id, scope.deadline);
  await noted(scope, who, central, `delete id=${id} name=${group.name}`);
}
