/** What an upgrade request must have, and which origins a browser may come from (api-behaviour 1.1). Refusals are plain text. */
import { originAllowed } from "../kernel/cors.ts";

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

/**
 * Browsers send cookies with every upgrade, whoever's page it is: a foreign page must be on the list. A request with
 * `Authorization` was not made by a browser's WebSocket.
 * @param allowed origins (`settings.corsOrigins`); empty = no list was configured, nothing is checked.
 */
export function refuseOrigin(headers: Headers, allowed: readonly string[]): HandshakeRefusal | undefined {
  if (headers.authorization !== undefined || headers.origin === undefined || allowed.length === 0) return undefined;
  const origin = one(headers.origin);
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || url.host === "") return refusal(403, "websocket origin invalid");
  const host = url.host.toLowerCase();
  const forwarded = one(headers["x-forwarded-host"]).split(",")[0]?.trim().toLowerCase();
  if (host === one(headers.host).toLowerCase() || host === forwarded) return undefined;
  if (originAllowed(`${url.protocol}//${url.host}`, allowed)) return undefined;
  return refusal(403, "websocket origin not allowed");
}
