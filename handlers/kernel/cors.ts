/** Cross-origin answers (contract 3.6): an allow-list of origins, credentials allowed, the origin echoed. */
import type { ApiReply } from "./dispatch.ts";
import type { RequestInfo } from "./operation.ts";

/** Seconds that a browser may keep a preflight: the longest that Chromium honours is 7200. */
const MAX_AGE = "600";
const METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
const EXPOSED = "X-Request-ID, X-Problem-Code, X-Total-Count, Idempotent-Replay, Retry-After";

const normal = (origin: string) => origin.toLowerCase().replace(/\/$/, "");

export const originAllowed = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) => entry === "*" || normal(entry) === normal(origin));

export function corsHeaders(origin: string, allowed: readonly string[]): Record<string, string> {
  if (!originAllowed(origin, allowed)) return { vary: "Origin" };
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": EXPOSED,
    vary: "Origin",
  };
}

/** OPTIONS of an existing path: 204, with the preflight headers where the origin is allowed. */
export function preflight(request: RequestInfo, allowed: readonly string[], allow: string): ApiReply {
  const headers: Record<string, string> = { allow };
  const { origin } = request.headers;
  if (origin !== undefined && originAllowed(origin, allowed)) {
    headers["access-control-allow-methods"] = METHODS;
    headers["access-control-max-age"] = MAX_AGE;
    const wanted = request.headers["access-control-request-headers"];
    if (wanted !== undefined) headers["access-control-allow-headers"] = wanted;
  }
  return { status: 204, headers };
}
