/** Login, logout, who am I, own password (api-behaviour 2.3). */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { Identity } from "../answers/auth.ts";
import { changeOwnPassword } from "../own-password.ts";
import { LoginRequest, PasswordChange } from "../schemas/auth.ts";
import { closeSession, openSession } from "../sessions.ts";

const tag = "auth";

export const authOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/auth/login",
      role: "public",
      served: "here",
      operationId: "login",
      tag,
      summary: "Log in with name and password; the answer sets the session cookie and the CSRF cookie",
      secretReply: true,
      body: LoginRequest,
      responses: { 200: Identity, 400: Problem, 401: Problem, 503: Problem },
    },
    (scope) => openSession(scope, scope.request, scope.body),
  ),
  operation(
    {
      method: "POST",
      path: "/auth/logout",
      role: "public",
      served: "here",
      operationId: "logout",
      tag,
      summary: "End the session of the cookie, if there is one",
      responses: { 204: null },
    },
    (scope) => closeSession(scope, scope.request),
  ),
  operation(
    {
      method: "GET",
      path: "/auth/me",
      role: "viewer",
      served: "here",
      operationId: "me",
      tag,
      summary: "Who the credential belongs to, and its role",
      responses: { 200: Identity, 401: Problem },
    },
    ({ identity: { subject, role, scheme } }) => ok({ subject, role, scheme }),
  ),
  operation(
    {
      method: "PATCH",
      path: "/auth/me/password",
      role: "viewer",
      served: "here",
      operationId: "changeOwnPassword",
      tag,
      summary: "Set the caller's own password; other sessions of the caller end",
      body: PasswordChange,
      responses: { 204: null, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem },
    },
    (scope) => changeOwnPassword(scope, scope.identity, scope.request.remote, scope.body).then(() => noContent()),
  ),
];
