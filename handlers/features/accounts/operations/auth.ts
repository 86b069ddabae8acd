/** Login, logout, who am I, own password (api-behaviour 2.3). */
import { CSRF_COOKIE, clearedSessionCookie, csrfCookie, SESSION_COOKIE, sessionCookie } from "../../../auth/csrf.ts";
import { passwordFault } from "../../../auth/passwords.ts";
import { endCredential, endUser } from "../../../auth/revocation.ts";
import type { VerifiedUser } from "../../../kernel/authentication.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { noContent, type Operation, ok, operation, Problem, type RequestInfo } from "../../../kernel/operation.ts";
import { conflict, forbidden, rejected, unauthorized } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { SESSION_LIFE_MS, type SessionRecord, sha256, type UserRecord } from "../../../records/accounts.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { Identity as IdentitySchema, LoginRequest, PasswordChange } from "../schemas/auth.ts";
import { changing } from "./users.ts";

/** Our own CSRF tokens: 32 random bytes. Only such a value is taken over from the request. */
const CSRF_TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface Session {
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
export async function logout(scope: RequestScope, request: RequestInfo): Promise<void> {
  const id = request.cookies.get(SESSION_COOKIE);
  if (!id) return;
  await scope.store.delete("session", sha256(id));
  await endCredential(scope, sha256(id), "logged out");
}

/**
 * Sets the caller's own password. The session that asks stays, every other one of the user ends. Throws 400
 * `validation`, 403 where the current password is wrong, 409 where the caller has no local password.
 */
export async function changeOwnPassword(
  scope: RequestScope,
  who: Identity,
  remote: string,
  change: { current_password: string; new_password: string },
): Promise<void> {
  const known = who.scheme === "oidc" ? undefined : await scope.store.get<UserRecord>("user", who.subject);
  if (!known) throw conflict(`${who.subject} has no password here`, "No local password");
  const fault = passwordFault(change.new_password);
  if (fault) throw rejected(`new_password ${fault}`, "Invalid password", [{ field: "new_password", reason: fault }]);
  const user = await scope.credentials.checkPassword(who.subject, change.current_password, remote);
  if (!user) throw forbidden("current_password is wrong", "Current password incorrect");
  const password = await scope.secrets.hashPassword(change.new_password);
  const epoch = await storePassword(scope, user, password);
  const session = who.scheme === "session" ? who.credential : undefined;
  if (session !== undefined) await keepSession(scope, session, epoch);
  await endUser(scope, who.subject, "password changed", session);
  await recordAudit(scope, who, { action: "user_update", note: `subject=${who.subject} password=changed` });
}

/** The new epoch. A write of `last_seen_at` in between is no reason to fail; a change of user or password is. */
const storePassword = (scope: RequestScope, { subject, id, epoch }: VerifiedUser, password: string): Promise<number> =>
  changing(scope, subject, async ({ value, version: ifVersion }) => {
    if (value.id !== id || value.epoch !== epoch) throw conflict("the password was changed by somebody else meanwhile");
    const { initial: _initial, ...kept } = value;
    const changed: UserRecord = { ...kept, password, epoch: epoch + 1 };
    const version = await scope.store.put("user", subject, changed, { ifVersion });
    return version === undefined ? undefined : changed.epoch;
  });

async function keepSession(scope: RequestScope, credential: string, epoch: number): Promise<void> {
  const session = await scope.store.get<SessionRecord>("session", credential);
  if (!session) return;
  const { value, version: ifVersion, expiresAt } = session;
  await scope.store.put("session", credential, { ...value, epoch }, { ifVersion, expiresAt });
}

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
      responses: { 200: IdentitySchema, 400: Problem, 401: Problem, 503: Problem },
    },
    async (context) => {
      const { request, body } = context;
      const session = await login(context, request.remote, body.username, body.password);
      const sent = request.cookies.get(CSRF_COOKIE);
      const csrf = sent && CSRF_TOKEN.test(sent) ? sent : context.secrets.token();
      const cookies = [sessionCookie(request, session.id, session.expiresAt), csrfCookie(request, csrf)];
      return ok(session.identity, { "set-cookie": cookies });
    },
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
    async (context) => {
      await logout(context, context.request);
      return noContent({ "set-cookie": clearedSessionCookie(context.request) });
    },
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
      responses: { 200: IdentitySchema, 401: Problem },
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
    async (context) => {
      await changeOwnPassword(context, context.identity, context.request.remote, context.body);
      return noContent();
    },
  ),
];
