/** REST operations about edit locks (api-behaviour 3.14). */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { EditSessionResponse } from "../answers/edit-sessions.ts";
import { closeEditSession, openEditSession, prolongEditSession, takeOverEditSession } from "../home/edit-sessions.ts";
import { HeldEditSession, OpenEditSession, TakeOverEditSession } from "../schemas/edit-sessions.ts";

export const editSessionOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/sessions/edit",
      role: "operator",
      // the lock lies where the writes that ask for it are done
      served: "home",
      operationId: "openEditSession",
      tag: "sessions",
      summary: "Open an edit lock; it holds for five minutes and is kept by heartbeats",
      body: OpenEditSession,
      invalidBody: 422,
      responses: { 200: EditSessionResponse, 400: Problem, 422: Problem, 423: Problem, 503: Problem },
    },
    async (scope) => ok(await openEditSession(scope, scope.identity, scope.body.key)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/sessions/edit",
      role: "operator",
      // the lock lies where the writes that ask for it are done
      served: "home",
      operationId: "closeEditSession",
      tag: "sessions",
      summary: "Release an edit lock; a token that does not hold it releases nothing",
      body: HeldEditSession,
      responses: { 204: null, 400: Problem, 503: Problem },
    },
    (scope) => after(closeEditSession(scope, scope.body.key, scope.body.token), noContent()),
  ),
  operation(
    {
      method: "POST",
      path: "/sessions/edit/heartbeat",
      role: "operator",
      // the lock lies where the writes that ask for it are done
      served: "home",
      operationId: "heartbeatEditSession",
      tag: "sessions",
      summary: "Keep an edit lock for another five minutes",
      body: HeldEditSession,
      responses: { 200: EditSessionResponse, 400: Problem, 410: Problem, 503: Problem },
    },
    async (scope) => ok(await prolongEditSession(scope, scope.body.key, scope.body.token)),
  ),
  operation(
    {
      method: "POST",
      path: "/sessions/edit/take-over",
      role: "operator",
      // the lock lies where the writes that ask for it are done
      served: "home",
      operationId: "forceCloseEditSession",
      tag: "sessions",
      summary: "Drop the edit lock of whoever holds it",
      body: TakeOverEditSession,
      responses: { 204: null, 400: Problem, 503: Problem },
    },
    (scope) => after(takeOverEditSession(scope, scope.identity, scope.body.key), noContent()),
  ),
];
