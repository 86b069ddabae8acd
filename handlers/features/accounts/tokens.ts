/** Bearer tokens: one store behind the older and the newer form (api-behaviour 2.7). Only hashes are kept. */
import { endCredential } from "../../auth/revocation.ts";
import type { Identity, Role } from "../../kernel/identity.ts";
import { notFound, type Refusal } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StoredRecord } from "../../ports/index.ts";
import { SUBJECT_LIMIT, sha256, subjectOf, type TokenRecord } from "../../records/accounts.ts";
import { collectRecords } from "../../records/all-records.ts";
import { recordAudit } from "../../records/audit-log.ts";

/** Hexadecimal digits of the hash that name a token: older form, newer form (contract). */
export const ID_DIGITS = 16;

export const FINGERPRINT_DIGITS = 12;

const DAY_MS = 86_400_000;

export const idOf = (hash: string) => hash.slice(0, ID_DIGITS);

export const fingerprintOf = (hash: string) => hash.slice(0, FINGERPRINT_DIGITS);

/** Living tokens, sorted by subject, then by hash. */
export async function listTokens(scope: RequestScope): Promise<StoredRecord<TokenRecord>[]> {
  const tokens = await collectRecords<TokenRecord>(scope.store, "token");
  return tokens.sort((a, b) => compare(a.value.subject, b.value.subject) || compare(a.key, b.key));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function subjectFault(subject: string): string | undefined {
  if (subject === "") return "must not be empty";
  if (Buffer.byteLength(subject) > SUBJECT_LIMIT) return `may have at most ${SUBJECT_LIMIT} bytes in UTF-8`;
  if (/\p{C}/u.test(subject)) return "must be without control characters";
  return undefined;
}

export interface NewToken {
  token: string;
  hash: string;
  subject: string;
  role: Role;
  expiresAt?: number;
}

/** Makes a token of 256 random bits. `refuse` makes the refusal of a subject that cannot be used (the forms differ). */
export async function createToken(
  scope: RequestScope,
  who: Identity,
  wanted: { subject: string; role: Role; days?: number },
  refuse: (detail: string, title: string, errors: { field: string; reason: string }[]) => Refusal,
): Promise<NewToken> {
  const subject = wanted.subject.trim();
  const reason = subjectFault(subject);
  if (reason) {
    const title = subject === "" ? "Missing subject" : "Invalid subject";
    throw refuse(`subject ${reason}`, title, [{ field: "subject", reason }]);
  }
  const token = scope.secrets.credential();
  const hash = sha256(token);
  const now = scope.clock.now();
  const expiresAt = wanted.days === undefined ? undefined : now + wanted.days * DAY_MS;
  const record: TokenRecord = { subject, role: wanted.role, created_at: new Date(now).toISOString() };
  await scope.store.put("token", hash, record, { ifVersion: 0, expiresAt });
  const note = `subject=${subject} role=${wanted.role} id=${idOf(hash)}`;
  await recordAudit(scope, who, { action: "token_create", note });
  return { token, hash, subject, role: wanted.role, expiresAt };
}

/** `false` where somebody else deleted it meanwhile. */
async function endToken(scope: RequestScope, who: Identity, { key, value }: StoredRecord<TokenRecord>, reason: string) {
  if (!(await scope.store.delete("token", key))) return false;
  await endCredential(scope, key, reason);
  const note = `subject=${value.subject} role=${value.role} id=${idOf(key)}`;
  await recordAudit(scope, who, { action: "token_revoke", note });
  return true;
}

/** Deletes the token whose hash begins so, and ends what lives on it. Throws 404. */
export async function deleteToken(scope: RequestScope, who: Identity, name: string, digits: number): Promise<void> {
  const known = new RegExp(`^[0-9a-f]{${digits}}$`).test(name);
  const { items } = known ? await scope.store.list<TokenRecord>("token", { prefix: name }) : { items: [] };
  let deleted = false;
  for (const token of items) if (await endToken(scope, who, token, "token deleted")) deleted = true;
  if (!deleted) throw notFound(`no token ${name}`);
}

/** A user is gone: the tokens that bear its name go too, however they are spelt. */
export async function deleteTokensOf(scope: RequestScope, who: Identity, subject: string): Promise<void> {
  for (const token of await listTokens(scope))
    if (subjectOf(token.value.subject) === subject) await endToken(scope, who, token, "user deleted");
}
