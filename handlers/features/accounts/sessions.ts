/** Sessions of people: login and logout (api-behaviour 2.3). */
import { clearedSessionCookie, SESSION_COOKIE } from "../../auth/csrf.ts";
import { endCredential } from "../../auth/revocation.ts";
import { beginSession } from "../../auth/sessions.ts";
import type { Identity } from "../../kernel/identity.ts";
import { noContent, ok, type Reply, type RequestInfo } from "../../kernel/operation.ts";
import { unauthorized } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { type SessionRecord, sha256 } from "../../records/accounts.ts";

/**
 * Extension: where the browser ends its session at the identity provider as well. The contract's answer has no body, and a
 * redirect would be followed by the page's own request instead of by the page.
 */
const END_SESSION_HEADER = "x-ccu-anywhere-end-session";

/**
 * Logs in; the answer sets the session cookie and the CSRF cookie.
 * @throws Refusal 429 where the address tried too often, else 401 without telling name from password
 */
export async function openSession(
  scope: RequestScope,
  request: RequestInfo,
  { username, password }: { username: string; password: string },
): Promise<Reply<200, Identity>> {
  const user = await scope.credentials.checkPassword(username, password, request.remote);
  if (!user) throw unauthorized("user name or password is wrong", "Invalid credentials");
  const cookies = await beginSession(scope, request, user);
  return ok({ subject: user.subject, role: user.role, scheme: "basic" }, { "set-cookie": cookies });
}

/** Logs out; the answer clears the session cookie. */
export async function closeSession(scope: RequestScope, request: RequestInfo): Promise<Reply<204, undefined>> {
  const elsewhere = await logout(scope, request);
  return noContent({
    "set-cookie": clearedSessionCookie(request),
    ...(elsewhere === undefined ? {} : { [END_SESSION_HEADER]: elsewhere }),
  });
}

/** Ends the session of the request's cookie, if there is one. @returns where it is to be ended, too */
async function logout(scope: RequestScope, request: RequestInfo): Promise<string | undefined> {
  const id = request.cookies.get(SESSION_COOKIE);
  if (!id) return undefined;
  const session = await scope.store.get<SessionRecord>("session", sha256(id));
  await scope.store.delete("session", sha256(id));
  await endCredential(scope, sha256(id), "logged out");
  const sealed = session?.value.end_at_provider;
  return sealed === undefined ? undefined : (scope.secrets.open(sealed) ?? undefined);
}
