/** Sessions of people, however they were let in (api-behaviour 2.3). */
import type { VerifiedUser } from "../kernel/authentication.ts";
import type { RequestInfo } from "../kernel/operation.ts";
import type { RequestScope } from "../kernel/request-scope.ts";
import { SESSION_LIFE_MS, type SessionRecord, sha256 } from "../records/accounts.ts";
import { CSRF_COOKIE, csrfCookie, sessionCookie } from "./csrf.ts";

/** Our own CSRF tokens: 32 random bytes. Only such a value is taken over from the request. */
const CSRF_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Begins a session of this user.
 * @param endAtProvider sealed: where its session at an identity provider is ended
 * @returns `Set-Cookie` of the session and of the CSRF token
 */
export async function beginSession(
  scope: RequestScope,
  request: RequestInfo,
  user: VerifiedUser,
  endAtProvider?: string,
): Promise<string[]> {
  // what the cookie carries; the store knows only its hash
  const id = scope.secrets.credential();
  const now = scope.clock.now();
  const expiresAt = now + SESSION_LIFE_MS;
  const record: SessionRecord = {
    subject: user.subject,
    user: user.id,
    epoch: user.epoch,
    created_at: new Date(now).toISOString(),
    ...(endAtProvider === undefined ? {} : { end_at_provider: endAtProvider }),
  };
  await scope.store.put("session", sha256(id), record, { ifVersion: 0, expiresAt });
  const sent = request.cookies.get(CSRF_COOKIE);
  const csrf = sent && CSRF_TOKEN.test(sent) ? sent : scope.secrets.token();
  return [sessionCookie(request, id, expiresAt), csrfCookie(request, csrf)];
}
