/** Small settings that a client keeps for its user: any JSON, private to the subject (api-behaviour 2.10). */
import type { Identity } from "../../kernel/identity.ts";
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";

type Storing = Pick<RequestScope, "store">;

/** All keys of one subject's preferences begin so; the JSON form keeps ("a","b/c") and ("a/b","c") apart. */
export const preferencePrefix = (subject: string): string => `[${JSON.stringify(subject)},`;

const recordKey = (who: Identity, key: string) => `${preferencePrefix(who.subject)}${JSON.stringify(key)}]`;

/** @throws Refusal 404 */
export async function readPreference(
  { store }: Storing,
  who: Identity,
  key: string,
): Promise<{ key: string; value: unknown }> {
  const record = await store.get<{ value: unknown }>("preference", recordKey(who, key));
  if (!record) throw notFound(`no preference ${key}`);
  return { key, value: record.value.value };
}

/** Replaces what was there. */
export async function storePreference({ store }: Storing, who: Identity, key: string, value: unknown): Promise<void> {
  await store.put("preference", recordKey(who, key), { value });
}

/** Forgets it, if it is there. */
export async function deletePreference({ store }: Storing, who: Identity, key: string): Promise<void> {
  await store.delete("preference", recordKey(who, key));
}
