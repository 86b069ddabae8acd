import { created, noContent, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { CentralQuery } from "../shared/lists.ts";
import { createGroup, deleteGroup, updateGroup } from "./home/change-group.ts";
import { listGroups, listGroupTypes, listSuitableMembers } from "./home/list-groups.ts";
import {
  CreateGroupRequest,
  GroupEntry,
  GroupId,
  GroupList,
  GroupType,
  GroupTypeList,
  SuitableMembersResponse,
  UpdateGroupRequest,
} from "./schemas.ts";

const NOT_FOUND = { 404: Problem } as const;
const UPSTREAM = { 502: Problem, 503: Problem } as const;
const CHANGE = { 400: Problem, 401: Problem, 403: Problem, ...NOT_FOUND, ...UPSTREAM } as const;
const read = { method: "GET", role: "viewer", served: "home", tag: "core" } as const;
const change = { role: "admin", served: "home", tag: "core", query: { central: CentralQuery } } as const;

export const groupOperations: Operation[] = [
  operation(
    {
      ...read,
      path: "/groups",
      operationId: "listGroups",
      summary: "Heating groups of all CCUs; a CCU that does not tell them is left out",
      query: { central: CentralQuery },
      unknownCentral: 404,
      responses: { 200: GroupList, ...NOT_FOUND, ...UPSTREAM },
    },
    async (scope) => ok({ entries: await listGroups(scope, scope.query.central) }),
  ),
  operation(
    {
      ...change,
      method: "POST",
      path: "/groups",
      operationId: "createGroup",
      summary: "Make a heating group; 502 says which members the CCU left out",
      body: CreateGroupRequest,
      responses: { 201: GroupEntry, ...CHANGE },
    },
    async (scope) => created(await createGroup(scope, scope.identity, scope.body, scope.query.central)),
  ),
  operation(
    {
      ...read,
      path: "/groups/types",
      operationId: "listGroupTypes",
      summary: "Kinds of groups that a CCU can make",
      query: { central: CentralQuery },
      responses: { 200: GroupTypeList, ...NOT_FOUND, ...UPSTREAM },
    },
    async (scope) => ok({ types: await listGroupTypes(scope, scope.query.central) }),
  ),
  operation(
    {
      ...read,
      path: "/groups/suitable-members",
      operationId: "listSuitableGroupMembers",
      summary: "Devices that a group of a kind can have",
      query: { type_id: GroupType, central: CentralQuery },
      responses: { 200: SuitableMembersResponse, 400: Problem, ...NOT_FOUND, ...UPSTREAM },
    },
    async (scope) => ok(await listSuitableMembers(scope, scope.query.type_id, scope.query.central)),
  ),
  operation(
    {
      ...change,
      method: "PUT",
      path: "/groups/{id}",
      operationId: "updateGroup",
      summary: "Change a heating group; 502 says which members the CCU left out, or kept",
      params: { id: GroupId },
      body: UpdateGroupRequest,
      responses: { 204: null, ...CHANGE },
    },
    async (scope) => {
      await updateGroup(scope, scope.identity, scope.params.id, scope.body, scope.query.central);
      return noContent();
    },
  ),
  operation(
    {
      ...change,
      method: "DELETE",
      path: "/groups/{id}",
      operationId: "deleteGroup",
      summary: "Delete a heating group",
      params: { id: GroupId },
      responses: { 204: null, ...CHANGE },
    },
    async (scope) => {
      await deleteGroup(scope, scope.identity, scope.params.id, scope.query.central);
      return noContent();
    },
  ),
];
