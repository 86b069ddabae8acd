/** What an upgrade request must have, and which origins a browser may come from (api-behaviour 1.1). Refusals are plain text. */
import { isOwnOrigin, originListed } from "../kernel/cors.ts";
import type { Identity } from "../kernel/identity.ts";

/** Path of the stream below the API's prefix. */
export const EVENTS_PATH = "/api/v1/events";

export interface HandshakeRefusal {
  status: number;
  text: string;
  headers?: Record<string, string>;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** 16 random bytes in Base64 (RFC 6455, 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

const one = (value: string | readonly string[] | undefined): string =>
  (typeof value === "string" ? value : (value?.[0] ?? "")).trim();

const refusal = (status: number, text: string, headers?: Record<string, string>): HandshakeRefusal => ({
  status,
  text,
  headers,
});

/** Why this request opens no WebSocket; `undefined` where it may. Header names in lower case. */
export function refuseHandshake(method: string, headers: Headers): HandshakeRefusal | undefined {
  if (method !== "GET" || one(headers.upgrade).toLowerCase() !== "websocket")
    return refusal(400, "websocket upgrade required", { upgrade: "websocket" });
  const connection = one(headers.connection).toLowerCase().split(",");
  if (!connection.some((token) => token.trim() === "upgrade")) return refusal(400, "connection upgrade required");
  if (one(headers["sec-websocket-version"]) !== "13")
    return refusal(400, "websocket version 13 required", { "sec-websocket-version": "13" });
  if (!KEY.test(one(headers["sec-websocket-key"]))) return refusal(400, "missing Sec-WebSocket-Key");
  return undefined;
}

/** The upgrade request as the client meant it: `host` and `secure` as trusted proxies tell them. */
export interface Upgrade {
  headers: Headers;
  /** The client speaks TLS. */
  secure: boolean;
}

/**
 * Browsers send cookies, and passwords that they have been told, with every upgrade, whoever's page it is: a page must be
 * of this server's own origin or on the list. Only a bearer token cannot be sent by a page that does not know it. That
 * the request has an `Authorization` header says nothing: `new WebSocket("ws://a:b@home")` sends one, and the cookie.
 * @param scheme what the request proved itself with
 * @param allowed origins (`settings.corsOrigins`); `*` lets nobody in with somebody's cookies
 */
export function refuseOrigin(
  { headers, secure }: Upgrade,
  scheme: Identity["scheme"],
  allowed: readonly string[],
): HandshakeRefusal | undefined {
  if (scheme === "bearer" || headers.origin === undefined) return undefined;
  const origin = one(headers.origin);
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || url.host === "") return refusal(403, "websocket origin invalid");
  if (isOwnOrigin(origin, { host: one(headers.host), secure })) return undefined;
  if (originListed(`${url.protocol}//${url.host}`, allowed)) return undefined;
  return refusal(403, "websocket origin not allowed");
}
