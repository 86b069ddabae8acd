import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery, OptionalPage, OptionalPerPage, okPage, pageOf } from "../../shared/lists.ts";
import { SysvarList, SysvarSummary, SysvarUsage } from "../answers/sysvars.ts";
import { changeSysvar, createSysvar, deleteSysvar, fetchSysvars, setSysvar, sysvarUsage } from "../home/sysvars.ts";
import { SysvarCreateRequest, SysvarName, SysvarPatchRequest, SysvarSetRequest } from "../schemas/sysvars.ts";
import { getSysvar, listSysvars } from "../sysvars.ts";

const params = { name: SysvarName.meta({ description: "Name of the variable" }) };
const query = { central: CentralQuery };
const written = { 202: null, 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem } as const;

export const sysvarsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/sysvars",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "listSysvars",
      summary: "System variables of all CCUs",
      query: { page: OptionalPage, per_page: OptionalPerPage, central: CentralQuery },
      responses: { 200: SysvarList, 503: Problem },
      cacheable: true,
    },
    async (scope) => okPage(pageOf(await listSysvars(scope, scope.query.central), scope.query)),
  ),
  operation(
    {
      method: "POST",
      path: "/sysvars",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "createSysvar",
      summary: "Create a system variable",
      query,
      body: SysvarCreateRequest,
      responses: { 202: null, 400: Problem, 422: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await createSysvar(scope, scope.body, scope.query.central)),
  ),
  operation(
    {
      method: "POST",
      path: "/sysvars/fetch",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "fetchSysvars",
      summary: "Read the system variables anew, of one CCU or of all",
      query,
      responses: { 202: null, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await fetchSysvars(scope, scope.query.central)),
  ),
  operation(
    {
      method: "GET",
      path: "/sysvars/{name}",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "getSysvar",
      summary: "One system variable",
      params,
      query,
      responses: { 200: SysvarSummary, 400: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await getSysvar(scope, scope.params.name, scope.query.central)),
  ),
  operation(
    {
      method: "PUT",
      path: "/sysvars/{name}",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "putSysvar",
      summary: "Write the value of a system variable",
      params,
      query,
      body: SysvarSetRequest,
      responses: written,
    },
    async (scope) =>
      accepted(
        await setSysvar(scope, {
          name: scope.params.name,
          value: scope.body.value,
          central: scope.query.central,
        }),
      ),
  ),
  operation(
    {
      method: "PATCH",
      path: "/sysvars/{name}",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "patchSysvar",
      summary: "Change name, description, unit, limits, labels or channel of a system variable",
      params,
      query,
      body: SysvarPatchRequest,
      responses: written,
    },
    async (scope) => accepted(await changeSysvar(scope, scope.params.name, scope.body, scope.query.central)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/sysvars/{name}",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "deleteSysvar",
      summary: "Delete a system variable",
      params,
      query,
      responses: { 202: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await deleteSysvar(scope, scope.params.name, scope.query.central)),
  ),
  operation(
    {
      method: "GET",
      path: "/sysvars/{name}/usage",
      role: "viewer",
      served: "home",
      tag: "hub",
      operationId: "getSysvarUsage",
      summary: "Programs that read or write a system variable",
      params,
      query,
      responses: { 200: SysvarUsage, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => ok(await sysvarUsage(scope, scope.params.name, scope.query.central)),
  ),
];
