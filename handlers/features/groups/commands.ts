import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { after } from "../shared/done.ts";
import { CentralArgument } from "../shared/lists.ts";
import { createGroup, deleteGroup, updateGroup } from "./home/change-group.ts";
import { listGroups, listGroupTypes, listSuitableMembers } from "./home/list-groups.ts";
import {
  GroupEntry,
  GroupIdArgument,
  GroupList,
  GroupMembers,
  GroupName,
  GroupType,
  GroupTypeList,
  SuitableMembersResponse,
} from "./schemas.ts";

const read = { category: "groups", role: "viewer", served: "home" } as const;
const change = { category: "groups", role: "admin", served: "home" } as const;
const central = CentralArgument;
const wish = {
  name: GroupName,
  forbid_single_operation: z.boolean().optional(),
  members: GroupMembers.optional(),
  central,
};
const Done = z.strictObject({ ok: z.literal(true) });

export const groupCommands: Command[] = [
  command(
    {
      ...read,
      name: "groups.list",
      summary: "Heating groups of all CCUs",
      args: z.object({ central }),
      result: GroupList,
      rest: "GET /groups",
    },
    async (scope) => ({ entries: await listGroups(scope, scope.args.central) }),
  ),
  command(
    {
      ...read,
      name: "groups.types",
      summary: "Kinds of groups that a CCU can make",
      args: z.object({ central }),
      result: GroupTypeList,
      rest: "GET /groups/types",
    },
    async (scope) => ({ types: await listGroupTypes(scope, scope.args.central) }),
  ),
  command(
    {
      ...read,
      name: "groups.suitable_members",
      summary: "Devices that a group of a kind can have",
      args: z.object({ type_id: GroupType, central }),
      result: SuitableMembersResponse,
      rest: "GET /groups/suitable-members",
    },
    (scope) => listSuitableMembers(scope, scope.args.type_id, scope.args.central),
  ),
  command(
    {
      ...change,
      name: "groups.create",
      summary: "Make a heating group",
      args: z.object({ type_id: GroupType, ...wish }),
      result: GroupEntry,
      rest: "POST /groups",
    },
    ({ args: { central: named, ...wanted }, ...scope }) => createGroup(scope, scope.identity, wanted, named),
  ),
  command(
    {
      ...change,
      name: "groups.update",
      summary: "Change a heating group",
      args: z.object({ id: GroupIdArgument, ...wish }),
      result: Done,
      rest: "PUT /groups/{id}",
    },
    ({ args: { central: named, id, ...wanted }, ...scope }) =>
      after(updateGroup(scope, scope.identity, id, wanted, named), { ok: true } as const),
  ),
  command(
    {
      ...change,
      name: "groups.delete",
      summary: "Delete a heating group",
      args: z.object({ id: GroupIdArgument, central }),
      result: Done,
      rest: "DELETE /groups/{id}",
    },
    (scope) => after(deleteGroup(scope, scope.identity, scope.args.id, scope.args.central), { ok: true } as const),
  ),
];
