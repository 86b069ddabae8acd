/** Parts that all events of API Gateway share: headers, cookies, addresses. Client input in every member. */

/** Header that CloudFront adds with a value that only it and the functions know: what else it tells is then believed. */
export const EDGE_HEADER = "x-ccu-anywhere-edge";
/** Address of the client, added by CloudFront. */
export const VIEWER_HEADER = "x-ccu-anywhere-viewer";
/**
 * Path as the client sent it, added by CloudFront. HTTP APIs hand over the decoded path (measured by others against the
 * live service), in which the slash of `a%2Fb` cannot be told from a separator.
 */
export const PATH_HEADER = "x-ccu-anywhere-path";

export type Headers = Record<string, string | undefined>;
type Single = Readonly<Record<string, string | undefined>>;
type Multiple = Readonly<Record<string, readonly string[] | undefined>>;

export interface EventOptions {
  /** What {@link EDGE_HEADER} must say for {@link VIEWER_HEADER} to be believed; without it nobody is. */
  edgeKey?: string;
}

/** Names in lower case; repeated headers joined with ", ", cookies with "; ". A hostile name is an ordinary one. */
export function plainHeaders(
  single: Single | null | undefined,
  multiple?: Multiple | null,
  cookies?: readonly string[],
): Headers {
  const headers: Headers = Object.create(null);
  for (const [name, value] of Object.entries(single ?? {}))
    if (value !== undefined) headers[name.toLowerCase()] = value;
  for (const [name, values] of Object.entries(multiple ?? {})) {
    const lower = name.toLowerCase();
    if (values && values.length > 0) headers[lower] = values.join(lower === "cookie" ? "; " : ", ");
  }
  if (cookies && cookies.length > 0) headers.cookie = cookies.join("; ");
  return headers;
}

export interface Origin {
  headers: Headers;
  /** Address of the client, as far as it can be told. */
  remote: string;
  secure: boolean;
}

/**
 * Who asks, and how. Behind CloudFront the host that the browser sees stands in `X-Forwarded-Host` and the address in
 * {@link VIEWER_HEADER}; with an edge's key both are believed only with it. Without one there is no edge, and the host is
 * believed because no page can make a browser send that header.
 */
export function originOf(headers: Headers, sourceIp: string | undefined, { edgeKey }: EventOptions = {}): Origin {
  const atEdge = edgeKey !== undefined && edgeKey !== "" && headers[EDGE_HEADER] === edgeKey;
  const remote = (atEdge ? headers[VIEWER_HEADER] : undefined) ?? sourceIp ?? "";
  const host = atEdge || !edgeKey ? headers["x-forwarded-host"]?.split(",")[0]?.trim() : undefined;
  if (host) headers.host = host;
  delete headers[EDGE_HEADER];
  delete headers[VIEWER_HEADER];
  return { headers, remote, secure: headers["x-forwarded-proto"]?.split(",")[0]?.trim().toLowerCase() === "https" };
}

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const encodeAll = (text: string, strays: RegExp): string =>
  text.toWellFormed().replace(strays, (stray) => encodeURIComponent(stray));
/** What can stand in no path as it was sent. */
const STRAY = /[^\x21-\x7e]+|["#<>?\\^`{|}]/g;
/** The same in a path that may be decoded: there a `%` can stand for itself. */
const STRAY_OR_PERCENT = new RegExp(`%(?![\\dA-Fa-f]{2})|${STRAY.source}`, "g");

/**
 * The path, percent-encoded. What {@link PATH_HEADER} says counts only where it is another spelling of the same path.
 * @param received as the gateway tells it: decoded (HTTP API, cut at a decoded `?`) or as it was sent
 */
export function encodedPath(received: string, told: string | undefined): string {
  if (told?.startsWith("/")) {
    const meant = decoded(told);
    if (told === received || meant === received || meant?.split("?")[0] === received) return encodeAll(told, STRAY);
  }
  return encodeAll(received.startsWith("/") ? received : `/${received}`, STRAY_OR_PERCENT);
}

/** Named stages stand before the path, `$default` does not. */
export const withoutStage = (path: string, stage: string | undefined): string => {
  const prefix = `/${stage ?? ""}`;
  if (!stage || stage === "$default") return path;
  return path === prefix ? "/" : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
};
