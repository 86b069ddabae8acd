/**
 * Which pages may use the API (contract 3.6). Pages of this server's own origin and of the listed ones may do so with the
 * visitor's cookies; `*` lets every page in, but never with anybody's cookies.
 */
import type { ApiReply } from "./api-request.ts";
import type { RequestInfo } from "./operation.ts";

/** Seconds that a browser may keep a preflight: the longest that Chromium honours is 7200. */
const MAX_AGE = "600";
const METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
const EXPOSED = "X-Request-ID, X-Problem-Code, X-Total-Count, X-History-Tier, Idempotent-Replay, Retry-After";

const normal = (origin: string) => origin.toLowerCase().replace(/\/$/, "");

/** Is the origin named in the list? `*` names nobody. */
export const originListed = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) => entry !== "*" && normal(entry) === normal(origin));

/** `Host` as a URL would have it: something else in it would be read as user, path or query. */
const PLAIN_HOST = /^[^\s/@?#\\]+$/;

/**
 * Is a page of this origin one of this server's own: same scheme, host and port? `secure` = the client speaks TLS.
 *
 * One case is taken although the scheme differs: `https` without a port where we hear plain HTTP for a host without a
 * port. That is what a proxy with TLS in front of us looks like that is not among the trusted ones. (A page that really
 * came by `https` opens no unencrypted connection: browsers call that mixed content.)
 */
export function isOwnOrigin(
  origin: string,
  { host = "", secure }: { host?: string | undefined; secure: boolean },
): boolean {
  const scheme = secure ? "https:" : "http:";
  if (!PLAIN_HOST.test(host) || !URL.canParse(origin) || !URL.canParse(`${scheme}//${host}`)) return false;
  const page = new URL(origin);
  const own = new URL(`${scheme}//${host}`);
  if (page.host === "" || page.username !== "" || page.password !== "") return false;
  if (page.protocol === scheme) return page.host === own.host;
  return !secure && page.protocol === "https:" && page.port === "" && page.host === own.host;
}

export function corsHeaders(origin: string, allowed: readonly string[]): Record<string, string> {
  if (originListed(origin, allowed))
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": EXPOSED,
      vary: "Origin",
    };
  if (!allowed.includes("*")) return { vary: "Origin" };
  return { "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED, vary: "Origin" };
}

/** OPTIONS of an existing path: 204, with the preflight headers where the origin is allowed. */
export function preflight(request: RequestInfo, allowed: readonly string[], allow: string): ApiReply {
  const headers: Record<string, string> = { allow };
  const { origin } = request.headers;
  if (origin !== undefined && (allowed.includes("*") || originListed(origin, allowed))) {
    headers["access-control-allow-methods"] = METHODS;
    headers["access-control-max-age"] = MAX_AGE;
    const wanted = request.headers["access-control-request-headers"];
    if (wanted !== undefined) headers["access-control-allow-headers"] = wanted;
  }
  return { status: 204, headers };
}

/** Does a browser say that another site caused the request? An origin that the owner has named is not "another". */
export function isCrossSite(request: Pick<RequestInfo, "headers" | "secure">, corsOrigins: readonly string[]): boolean {
  const { origin, host, "sec-fetch-site": site } = request.headers;
  if (origin !== undefined && originListed(origin, corsOrigins)) return false;
  if (site === "cross-site" || site === "same-site") return true;
  return origin !== undefined && !isOwnOrigin(origin, { host, secure: request.secure });
}
