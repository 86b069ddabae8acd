/** Small settings that a client keeps for its user: any JSON, private to the subject (api-behaviour 2.10). */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { Preference } from "../answers/auth.ts";
import { deletePreference, readPreference, storePreference } from "../preferences.ts";
import { PREFERENCE_LIMIT, PreferenceKey, PreferenceValue } from "../schemas/auth.ts";

const params = { key: PreferenceKey };
const tag = "auth";

export const preferenceOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/me/preferences/{key}",
      role: "viewer",
      served: "here",
      operationId: "getPreference",
      tag,
      summary: "One preference of the caller",
      params,
      responses: { 200: Preference, 401: Problem, 404: Problem },
    },
    async (scope) => ok(await readPreference(scope, scope.identity, scope.params.key)),
  ),
  operation(
    {
      method: "PUT",
      path: "/me/preferences/{key}",
      role: "viewer",
      served: "here",
      operationId: "putPreference",
      tag,
      summary: "Keep a preference: any JSON value of at most 256 KiB",
      params,
      body: PreferenceValue,
      bodyLimit: PREFERENCE_LIMIT,
      responses: { 204: null, 400: Problem, 401: Problem, 413: Problem },
    },
    (scope) => storePreference(scope, scope.identity, scope.params.key, scope.body).then(() => noContent()),
  ),
  operation(
    {
      method: "DELETE",
      path: "/me/preferences/{key}",
      role: "viewer",
      served: "here",
      operationId: "deletePreference",
      tag,
      summary: "Forget a preference, if it is there",
      params,
      responses: { 204: null, 401: Problem },
    },
    (scope) => deletePreference(scope, scope.identity, scope.params.key).then(() => noContent()),
  ),
];
