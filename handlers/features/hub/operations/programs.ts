import { accepted, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery, OptionalPage, OptionalPerPage, okPage, pageOf } from "../../shared/lists.ts";
import { QuerySwitch } from "../../shared/parameters.ts";
import { ProgramExecuteResponse, ProgramList, ProgramSummary } from "../answers/programs.ts";
import { deleteProgram, executeProgram, setProgramActive } from "../home/programs.ts";
import { getProgram, listPrograms } from "../programs.ts";
import { ProgramChange, ProgramExecuteRequest, ProgramId } from "../schemas/programs.ts";

const params = { id: ProgramId };

export const programsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/programs",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "listPrograms",
      summary: "Programs of all CCUs",
      query: {
        page: OptionalPage,
        per_page: OptionalPerPage,
        include_internal: QuerySwitch.optional().meta({
          description: "Whether those that the CCU made for itself are listed; unsaid, the CCU's settings decide",
        }),
        central: CentralQuery,
      },
      responses: { 200: ProgramList, 503: Problem },
      cacheable: true,
    },
    async (scope) =>
      okPage(pageOf(await listPrograms(scope, scope.query.include_internal, scope.query.central), scope.query)),
  ),
  operation(
    {
      method: "POST",
      path: "/programs/{id}/execute",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "executeProgram",
      summary: "Run a program, with or without regard to its conditions",
      params,
      query: { central: CentralQuery },
      body: ProgramExecuteRequest,
      bodyOptional: true,
      responses: { 202: ProgramExecuteResponse, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) =>
      accepted({
        executed: await executeProgram(scope, scope.identity, {
          id: scope.params.id,
          checkConditions: scope.body?.check_conditions ?? false,
          central: scope.query.central,
        }),
      }),
  ),
  operation(
    {
      method: "GET",
      path: "/programs/{id}",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "getProgram",
      summary: "One program",
      params,
      query: { central: CentralQuery },
      responses: { 200: ProgramSummary, 400: Problem, 404: Problem, 503: Problem },
    },
    async (scope) => ok(await getProgram(scope, scope.params.id, scope.query.central)),
  ),
  operation(
    {
      method: "PATCH",
      path: "/programs/{id}",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "setProgramEnabled",
      summary: "Switch a program on or off",
      params,
      query: { central: CentralQuery },
      body: ProgramChange,
      responses: { 202: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await setProgramActive(scope, scope.params.id, scope.body.active, scope.query.central)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/programs/{id}",
      role: "admin",
      served: "home",
      tag: "hub",
      operationId: "deleteProgram",
      summary: "Delete a program from the CCU",
      params,
      query: { central: CentralQuery },
      responses: { 204: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    (scope) => deleteProgram(scope, scope.identity, scope.params.id, scope.query.central).then(() => noContent()),
  ),
];
