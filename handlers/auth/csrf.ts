/** Double submit against cross-site requests, and the cookies of the browser session (api-behaviour 2.3, 2.4). */
import { timingSafeEqual } from "node:crypto";
import { isCrossSite } from "../kernel/cors.ts";
import type { Identity } from "../kernel/identity.ts";
import type { RequestInfo } from "../kernel/operation.ts";
import { forbidden, type Refusal } from "../kernel/problem.ts";

/** Names of the contract: clients look for them. */
export const SESSION_COOKIE = "openccu_loom_session";
export const CSRF_COOKIE = "openccu_loom_csrf";
/** Of a sign-on at an identity provider (api-behaviour 2.9). */
export const STATE_COOKIE = "openccu_loom_oidc_state";
const CSRF_HEADER = "x-csrf-token";
/** Programs log in without having seen a cookie; see {@link isProgram}. */
const LOGIN_PATHS: ReadonlySet<string> = new Set(["/api/v1/auth/login", "/api/v1/setup"]);

const secureSuffix = (request: Pick<RequestInfo, "secure">) => (request.secure ? "; Secure" : "");

/** Readable by scripts on purpose: the page repeats it in `X-CSRF-Token`. */
export const csrfCookie = (request: Pick<RequestInfo, "secure">, token: string): string =>
  `${CSRF_COOKIE}=${token}; Path=/; SameSite=Lax${secureSuffix(request)}`;
export const sessionCookie = (request: Pick<RequestInfo, "secure">, id: string, expiresAt: number): string =>
  `${SESSION_COOKIE}=${id}; Path=/; Expires=${new Date(expiresAt).toUTCString()}; HttpOnly; SameSite=Lax${secureSuffix(request)}`;
export const clearedSessionCookie = (request: Pick<RequestInfo, "secure">): string =>
  `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureSuffix(request)}`;

/**
 * No browser sends a cross-origin POST without one of these; without a session there is nothing to abuse either.
 * Other Sec-Fetch headers say nothing: Node's own `fetch` sends `Sec-Fetch-Mode` (measured with Node 24), and browsers
 * never send that one without `Sec-Fetch-Site`.
 */
const isProgram = ({ headers, cookies }: RequestInfo): boolean =>
  !cookies.has(SESSION_COOKIE) && headers.origin === undefined && headers["sec-fetch-site"] === undefined;

function isExempt(request: RequestInfo, identity: Identity | null, corsOrigins: readonly string[]): boolean {
  if (identity) {
    if (identity.scheme === "bearer") return true;
    return identity.scheme === "basic" && !isCrossSite(request, corsOrigins);
  }
  // a credential that did not resolve shall be answered with 401 rather than with 403
  const credential = request.headers.authorization ?? "";
  if (/^bearer +\S/i.test(credential)) return true;
  if (/^basic +\S/i.test(credential)) return !isCrossSite(request, corsOrigins);
  return LOGIN_PATHS.has(request.path) && isProgram(request);
}

const same = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/** `null` = the mutating request may go on. */
export function checkCsrf(
  request: RequestInfo,
  identity: Identity | null,
  corsOrigins: readonly string[],
): Refusal | null {
  if (isExempt(request, identity, corsOrigins)) return null;
  const cookie = request.cookies.get(CSRF_COOKIE);
  const header = request.headers[CSRF_HEADER];
  if (cookie && header && same(cookie, header)) return null;
  return forbidden("token mismatch", "CSRF check failed");
}
