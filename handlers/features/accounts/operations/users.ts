import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { UserListEntries, UserSummaries, UserSummary } from "../answers/users.ts";
import { Subject, UserCreate, UserUpdate } from "../schemas/users.ts";
import { createUser, deleteUser, listUserNames, listUsers, updateUser } from "../users.ts";

const params = { subject: Subject };
const tag = "user-admin";

export const userOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/users",
      role: "admin",
      served: "here",
      operationId: "listUsersV2",
      tag,
      summary: "Local users, sorted by name",
      responses: { 200: UserSummaries },
    },
    async (scope) => ok(await listUsers(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/users",
      role: "admin",
      served: "here",
      operationId: "createUser",
      tag,
      summary: "Create a local user",
      body: UserCreate,
      invalidBody: 400,
      responses: { 201: UserSummary, 400: Problem, 409: Problem },
    },
    async (scope) => created(await createUser(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "PATCH",
      path: "/users/{subject}",
      role: "admin",
      served: "here",
      operationId: "patchUser",
      tag,
      summary: "Change a user's password or role; a new password ends the user's sessions",
      params,
      body: UserUpdate,
      invalidBody: 400,
      responses: { 204: null, 400: Problem, 404: Problem, 409: Problem },
    },
    (scope) => updateUser(scope, scope.identity, scope.params.subject, scope.body).then(() => noContent()),
  ),
  operation(
    {
      method: "DELETE",
      path: "/users/{subject}",
      role: "admin",
      served: "here",
      operationId: "deleteUser",
      tag,
      summary: "Delete a user; the last admin stays",
      params,
      responses: { 204: null, 400: Problem, 404: Problem, 409: Problem },
    },
    (scope) => deleteUser(scope, scope.identity, scope.params.subject).then(() => noContent()),
  ),
  operation(
    {
      method: "GET",
      path: "/auth/users",
      role: "admin",
      served: "here",
      operationId: "listUsers",
      tag: "auth",
      summary: "Local users in the older, shorter form",
      responses: { 200: UserListEntries, 503: Problem },
    },
    async (scope) => ok(await listUserNames(scope)),
  ),
];
