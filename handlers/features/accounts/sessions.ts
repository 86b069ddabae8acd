/** Sessions of people: login and logout (api-behaviour 2.3). */
import { CSRF_COOKIE, clearedSessionCookie, csrfCookie, SESSION_COOKIE, sessionCookie } from "../../auth/csrf.ts";
import { endCredential } from "../../auth/revocation.ts";
import type { Identity } from "../../kernel/identity.ts";
import { noContent, ok, type Reply, type RequestInfo } from "../../kernel/operation.ts";
import { unauthorized } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { SESSION_LIFE_MS, type SessionRecord, sha256 } from "../../records/accounts.ts";

/** Our own CSRF tokens: 32 random bytes. Only such a value is taken over from the request. */
const CSRF_TOKEN = /^[A-Za-z0-9_-]{43}$/;

interface Session {
  identity: Identity;
  /** What the cookie carries; the store knows only its hash. */
  id: string;
  expiresAt: number;
}

/** Throws 429 where the address tried too often, else 401 without telling name from password. */
export async function login(scope: RequestScope, remote: string, name: string, password: string): Promise<Session> {
  const user = await scope.credentials.checkPassword(name, password, remote);
  if (!user) throw unauthorized("user name or password is wrong", "Invalid credentials");
  const id = scope.secrets.credential();
  const now = scope.clock.now();
  const expiresAt = now + SESSION_LIFE_MS;
  const record: SessionRecord = {
    subject: user.subject,
    user: user.id,
    epoch: user.epoch,
    created_at: new Date(now).toISOString(),
  };
  await scope.store.put("session", sha256(id), record, { ifVersion: 0, expiresAt });
  return { identity: { subject: user.subject, role: user.role, scheme: "basic" }, id, expiresAt };
}

/** Ends the session of the request's cookie, if there is one. */
async function logout(scope: RequestScope, request: RequestInfo): Promise<void> {
  const id = request.cookies.get(SESSION_COOKIE);
  if (!id) return;
  await scope.store.delete("session", sha256(id));
  await endCredential(scope, sha256(id), "logged out");
}

/** Logs in; the answer sets the session cookie and the CSRF cookie. @throws as {@link login} */
export async function openSession(
  scope: RequestScope,
  request: RequestInfo,
  { username, password }: { username: string; password: string },
): Promise<Reply<200, Identity>> {
  const session = await login(scope, request.remote, username, password);
  const sent = request.cookies.get(CSRF_COOKIE);
  const csrf = sent && CSRF_TOKEN.test(sent) ? sent : scope.secrets.token();
  const cookies = [sessionCookie(request, session.id, session.expiresAt), csrfCookie(request, csrf)];
  return ok(session.identity, { "set-cookie": cookies });
}

/** Logs out; the answer clears the session cookie. */
export async function closeSession(scope: RequestScope, request: RequestInfo): Promise<Reply<204, undefined>> {
  await logout(scope, request);
  return noContent({ "set-cookie": clearedSessionCookie(request) });
}
