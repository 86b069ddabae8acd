/** Small settings that a client keeps for its user: any JSON, private to the subject (api-behaviour 2.10). */
import type { Identity } from "../../../kernel/identity.ts";
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { notFound } from "../../../kernel/problem.ts";
import { PREFERENCE_LIMIT, Preference, PreferenceKey, PreferenceValue } from "../schemas/auth.ts";
import { preferencePrefix } from "./users.ts";

const recordKey = (who: Identity, key: string) => `${preferencePrefix(who.subject)}${JSON.stringify(key)}]`;

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
    async ({ store, identity, params: { key } }) => {
      const record = await store.get<{ value: unknown }>("preference", recordKey(identity, key));
      return record ? ok({ key, value: record.value.value }) : notFound(`no preference ${key}`);
    },
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
    async ({ store, identity, params: { key }, body }) => {
      await store.put("preference", recordKey(identity, key), { value: body });
      return noContent();
    },
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
    async ({ store, identity, params: { key } }) => {
      await store.delete("preference", recordKey(identity, key));
      return noContent();
    },
  ),
];
