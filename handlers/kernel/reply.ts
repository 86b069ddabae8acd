/** From what a handler answers to what goes out: problems, serialising, headers that every reply carries. */

import type { ApiReply, ApiRequest, RequestHome } from "./api-request.ts";
import { corsHeaders } from "./cors.ts";
import type { Operation, Reply, RequestInfo } from "./operation.ts";
import { internal, Refusal, toRefusal } from "./problem.ts";
import type { Site } from "./site.ts";

const JSON_TYPE = "application/json; charset=utf-8";

export type Handled = ApiReply | Refusal;

/**
 * A handler's reply as it goes out.
 * @param validate tests: @throws Error where the reply does not fit its declaration
 */
export function serialise(operation: Operation, reply: Reply, validate: boolean): ApiReply {
  if (validate) checkReply(operation, reply);
  const headers: Record<string, string | string[]> = { ...reply.headers };
  if (reply.body === undefined) return { status: reply.status, headers };
  headers["content-type"] = reply.type ?? JSON_TYPE;
  const body = reply.type === undefined ? JSON.stringify(reply.body) : (reply.body as ApiReply["body"]);
  return { status: reply.status, headers, body };
}

/** Adds what every reply carries: request id, CORS, cookies. Changes the reply that it is given. */
export function finish(reply: ApiReply, request: ApiRequest, info: RequestInfo, home: RequestHome): ApiReply {
  const { site, authenticator } = home;
  if (request.method === "HEAD") delete reply.body;
  reply.headers["x-request-id"] = info.id;
  reply.headers["x-content-type-options"] = "nosniff";
  if (info.headers.origin !== undefined)
    Object.assign(reply.headers, corsHeaders(info.headers.origin, site.settings.corsOrigins));
  // a request that came with its identity needs none of our cookies
  const cookies = request.identity === undefined ? authenticator.cookies(info) : [];
  if (cookies.length === 0) return reply;
  const own = reply.headers["set-cookie"];
  reply.headers["set-cookie"] = own === undefined ? [...cookies] : withOwnCookies(cookies, [own].flat());
  return reply;
}

/** A cookie that the operation sets itself takes the place of one of the same name. */
const withOwnCookies = (cookies: readonly string[], own: readonly string[]): string[] => {
  const nameOf = (cookie: string) => cookie.split("=")[0];
  return [...cookies.filter((cookie) => !own.some((o) => nameOf(o) === nameOf(cookie))), ...own];
};

/** Value of `Allow` for the methods of a path: HEAD where there is GET, OPTIONS always. */
export const allowHeader = (methods: readonly string[]) =>
  [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");

/** A refusal as a problem document (RFC 9457). */
export const problemReply = (refusal: Refusal, info: RequestInfo): ApiReply => ({
  status: refusal.status,
  headers: { ...refusal.headers, "content-type": "application/problem+json", "x-problem-code": refusal.code },
  body: JSON.stringify(refusal.document(info.path)),
});

/** A thrown or returned refusal as a problem document; anything else thrown is our own fault: 500, reason in the log. */
export function refused<T extends Handled | Promise<Handled>>(
  work: () => T,
  info: RequestInfo,
  site: Site,
): ApiReply | Promise<ApiReply> {
  const told = (reply: Handled): ApiReply => (reply instanceof Refusal ? problemReply(reply, info) : reply);
  const fault = (error: unknown): ApiReply => {
    const refusal = toRefusal(error);
    if (refusal) return problemReply(refusal, info);
    site.log.error("request failed", { requestId: info.id, method: info.method, path: info.path, error });
    return problemReply(internal(info.id), info);
  };
  try {
    const reply = work();
    return reply instanceof Promise ? reply.then(told, fault) : told(reply);
  } catch (error) {
    return fault(error);
  }
}

/** Tests: @throws Error where the reply does not fit its declaration. Of several JSON bodies for one status it must be one. */
export function checkReply({ spec }: Operation, reply: Reply): void {
  if (!(reply.status in spec.responses))
    throw new Error(`${spec.method} ${spec.path} answered the undeclared status ${reply.status}`);
  const declared = spec.responses[reply.status];
  if (declared === null || reply.body === undefined || reply.type !== undefined) return;
  const parsed = [declared]
    .flat()
    .map((one) => (one && "media" in one ? one.schema : one))
    .map((schema) => schema?.safeParse(reply.body));
  const failed = parsed.find((one) => one && !one.success);
  if (failed && !parsed.some((one) => one?.success))
    throw new Error(`${spec.method} ${spec.path} ${reply.status}: ${failed.error?.message}`);
}
