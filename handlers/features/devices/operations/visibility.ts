/** Parameters that are hidden by default and that somebody wants to see all the same (subsystems 7.6, device-model 6). */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { QuerySwitch } from "../../shared/parameters.ts";
import { UnIgnoreCandidateList, UnIgnoreListResponse, UnIgnoreUpdateResponse } from "../answers/visibility.ts";
import { listUnIgnore, updateUnIgnore } from "../home/un-ignore.ts";
import { UnIgnoreUpdateRequest } from "../schemas/visibility.ts";
import { unIgnoreCandidates } from "../un-ignore-candidates.ts";

export const visibilityOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/visibility/unignore",
      operationId: "listVisibilityUnIgnore",
      role: "viewer",
      served: "home",
      tag: "visibility",
      summary: "Patterns of parameters that are shown although hidden by default, by CCU",
      responses: { 200: UnIgnoreListResponse, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await listUnIgnore(scope)),
  ),
  operation(
    {
      method: "PUT",
      path: "/visibility/unignore",
      operationId: "updateVisibilityUnIgnore",
      role: "admin",
      served: "home",
      tag: "visibility",
      summary: "Replace the patterns of a CCU; takes effect at once",
      body: UnIgnoreUpdateRequest,
      responses: { 200: UnIgnoreUpdateResponse, 400: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await updateUnIgnore(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "GET",
      path: "/visibility/unignore/candidates",
      operationId: "listVisibilityUnIgnoreCandidates",
      role: "viewer",
      served: "here",
      cacheable: true,
      tag: "visibility",
      summary: "What could be un-ignored, in all its spellings",
      query: { include_master: QuerySwitch.default(false).meta({ description: "Configuration, too" }) },
      responses: { 200: UnIgnoreCandidateList, 503: Problem },
    },
    async (scope) => ok(await unIgnoreCandidates(scope, scope.query.include_master)),
  ),
];
