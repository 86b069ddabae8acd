/** Groups, kinds of groups and candidates, as the CCUs tell them now. */
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { ccuOf, chooseCentral } from "../../shared/central-scope.ts";
import { describeCandidate, describeGroup } from "../describe-group.ts";
import type { GroupCentralEntry, GroupTypeEntry, SuitableMembersResponse } from "../schemas.ts";

async function groupsOf(scope: RequestScope, central: string): Promise<GroupCentralEntry> {
  const listed = await ccuOf(scope, central).heatingGroups();
  return { central, groups: await Promise.all(listed.map((group) => describeGroup(scope, central, group))) };
}

/**
 * Groups of every CCU, or the named one. A CCU that does not tell them is left out: it is not known to have none.
 * @throws Refusal 503 where no CCU is known; CcuFault where none of them tells
 */
export async function listGroups(scope: RequestScope, named?: string): Promise<GroupCentralEntry[]> {
  const centrals = (await scope.home.centrals()).map(({ name }) => name);
  if (centrals.length === 0) throw unready("no CCU is known yet");
  const wanted = named ? [named] : centrals;
  const told = await Promise.allSettled(wanted.map((central) => groupsOf(scope, central)));
  const entries = told.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  for (const result of told) if (result.status === "rejected" && entries.length === 0) throw result.reason;
  return entries;
}

/** @throws as {@link listGroups}, 400 where several CCUs could be meant */
export async function listGroupTypes(scope: RequestScope, named?: string): Promise<GroupTypeEntry[]> {
  const types = await ccuOf(scope, (await chooseCentral(scope, named)).name).heatingGroupTypes();
  return types.map(({ id, label }) => ({ id, ...(label === undefined ? {} : { label_key: label }) }));
}

/** @throws as {@link listGroupTypes} */
export async function listSuitableMembers(
  scope: RequestScope,
  type: string,
  named?: string,
): Promise<SuitableMembersResponse> {
  const central = (await chooseCentral(scope, named)).name;
  const { assignable, leftover } = await ccuOf(scope, central).heatingGroupCandidates(type);
  const described = (members: typeof assignable) =>
    Promise.all(members.map((member) => describeCandidate(scope, central, member)));
  return { assignable: await described(assignable), leftover: await described(leftover) };
}
