/** Who is logged in, and where that ends. Not part of the published contract. */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { SessionId, SessionSummaries } from "../answers/sessions.ts";
import { endSession, listSessions } from "../list-sessions.ts";

const tag = "auth";

export const sessionOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/auth/sessions",
      role: "viewer",
      served: "here",
      tag,
      summary: "Open sessions of the caller, of everybody where an admin asks; newest first",
      unpublished: true,
      responses: { 200: SessionSummaries },
    },
    async (scope) => ok(await listSessions(scope, scope.identity)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/auth/sessions/{id}",
      role: "viewer",
      served: "here",
      tag,
      summary: "End a session of the caller, of anybody where an admin asks; its sockets end",
      unpublished: true,
      params: { id: SessionId },
      responses: { 204: null, 404: Problem },
    },
    (scope) => endSession(scope, scope.identity, scope.params.id).then(() => noContent()),
  ),
];
