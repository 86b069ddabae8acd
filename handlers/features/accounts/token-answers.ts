/** Bearer tokens as the answers show them: the older form without expiry, the newer one with it (api-behaviour 2.7). */
import type { Identity, Role } from "../../kernel/identity.ts";
import { rejected, unprocessable } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { CreateTokenResponse, TokenCreated, TokenListEntry, TokenSummary } from "./answers/tokens.ts";
import { createToken, fingerprintOf, idOf, listTokens } from "./tokens.ts";

const expiry = (at: number | undefined) => (at === undefined ? {} : { expires_at: new Date(at).toISOString() });

/** Older form; sorted by subject. */
export const listTokenEntries = async (scope: RequestScope): Promise<TokenListEntry[]> =>
  (await listTokens(scope)).map(({ key, value: { subject, role } }) => ({
    id: idOf(key),
    fingerprint: idOf(key),
    subject,
    role,
  }));

/** Newer form; sorted by subject. */
export const listTokenSummaries = async (scope: RequestScope): Promise<TokenSummary[]> =>
  (await listTokens(scope)).map(({ key, value, expiresAt }) => ({
    fingerprint: fingerprintOf(key),
    ...value,
    ...expiry(expiresAt),
  }));

/** Older form: it never expires. @throws Refusal 422 for a subject that cannot be used */
export async function makeTokenOlder(
  scope: RequestScope,
  who: Identity,
  wanted: { subject: string; role: Role },
): Promise<CreateTokenResponse> {
  const { token, hash, subject, role } = await createToken(scope, who, wanted, unprocessable);
  return { id: idOf(hash), token, fingerprint: `…${token.slice(-6)}`, subject, role };
}

/** Newer form. @throws Refusal 400 for a subject that cannot be used */
export async function makeToken(
  scope: RequestScope,
  who: Identity,
  {
    subject: wanted,
    role: wantedRole,
    expires_in_days: days,
  }: {
    subject: string;
    role: Role;
    expires_in_days?: number | undefined;
  },
): Promise<TokenCreated> {
  const made = await createToken(scope, who, { subject: wanted, role: wantedRole, days }, rejected);
  const { token, hash, subject, role, expiresAt } = made;
  return { token, fingerprint: fingerprintOf(hash), subject, role, ...expiry(expiresAt) };
}
