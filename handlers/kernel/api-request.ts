/** A request and its answer as transports give and take them, and the home that it is for. */
import type { Authenticator } from "./authentication.ts";
import type { Identity } from "./identity.ts";
import type { RequestInfo } from "./operation.ts";
import type { RequestOrigin } from "./request-scope.ts";
import type { Route } from "./router.ts";
import type { Site } from "./site.ts";

export interface ApiRequest {
  method: string;
  /** As received, still percent-encoded, without the query. */
  path: string;
  /** After the `?`, raw; "" where there is none. */
  query: string;
  headers: Readonly<Record<string, string | undefined>>;
  remote: string;
  secure: boolean;
  /** The same object for all requests of one connection; absent where the transport knows none. */
  connection?: object;
  /**
   * Who asks, where the program that mounts the API has found that out itself; `null` = nobody that it knows. Absent: the
   * request's credentials are checked here.
   */
  identity?: Identity | null;
  /** The transport puts the answer together as a whole before it sends it: an endless one would never be sent. */
  collected?: boolean;
  /** Calls `tell` when the client is gone before it has its answer; absent where the transport cannot know. */
  gone?(tell: () => void): void;
  /** Reads the body once; throws the 413 refusal past the limit. Not called for bodiless methods. */
  body(limit: number): Promise<Uint8Array>;
}

export interface ApiReply {
  status: number;
  headers: Record<string, string | string[]>;
  /** What comes in pieces is sent as they come; where it fails after the first, the connection is cut. */
  body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** Where a `served: "home"` request goes when this process is not the home. */
export type ForwardRequest = (
  route: Route,
  request: RequestInfo,
  query: string,
  body: Uint8Array,
  identity: Identity | null,
  site: Site,
  /** Of reads only: nobody waits for the answer any more. */
  signal?: AbortSignal,
) => Promise<ApiReply>;

/** A home and who checks its credentials. */
export interface RequestHome {
  site: Site;
  authenticator: Authenticator;
  /** Where another process forwards the request. */
  origin?: RequestOrigin;
}

const NO_COOKIES: ReadonlyMap<string, string> = new Map();

/** Cookie header to pairs; the first of equal names wins, as browsers send the most specific path first. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  if (header === undefined) return NO_COOKIES;
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, at)).trim();
    if (name !== "" && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}
