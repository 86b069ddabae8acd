/**
 * The home of a request where one process serves many: told by the credential, never by the path. Tokens, session ids
 * and pairing codes are `<site>.<43 characters>`; user names are `name@site`. A forged site finds nothing there.
 */
import { type ApiRequest, parseCookies } from "../kernel/dispatch.ts";
import { PUBLIC_BODY_LIMIT } from "../kernel/limits.ts";
import { SITE_NAME } from "../kernel/site-name.ts";
import { SESSION_COOKIE, STATE_COOKIE } from "./csrf.ts";

export interface Addressed {
  /** Without the site in user names: use cases know names of one home only. */
  request: ApiRequest;
  /** `undefined`: no home can be told, only public operations are there. */
  site: string | undefined;
}

const LOGIN_PATH = "/api/v1/auth/login";
/** Of sign-on: nobody has a credential yet. Whoever names a home by `?site=` gets no further than to its provider. */
const SITE_IN_QUERY: ReadonlySet<string> = new Set(["/api/v1/auth/oidc/start", "/api/v1/auth/oidc/providers"]);
const SIGN_ON_END = "/api/v1/auth/oidc/callback";
/** What the browser keeps of a sign-on begins as a session id does; what follows is sealed by the home that it names. */
const SIGN_ON_COOKIE = /^([a-z0-9-]{1,40})\.[\w-]{43}\.[\w+/=-]+$/;
const CREDENTIAL = /^([a-z0-9-]{1,40})\.[\w-]{43}$/;

const siteOfToken = (token: string | undefined): string | undefined => CREDENTIAL.exec(token ?? "")?.[1];

/** `name@site`: the site is what follows the last `@`, a name may contain others. */
export function splitUserName(text: string): { name: string; site: string } | undefined {
  const at = text.lastIndexOf("@");
  const site = text
    .slice(at + 1)
    .trim()
    .toLowerCase();
  return at < 1 || !SITE_NAME.test(site) ? undefined : { name: text.slice(0, at), site };
}

/** Of a sign-on; `undefined` for every other request. */
function siteOfSignOn({ method, path, query, headers }: ApiRequest): string | undefined {
  if (method !== "GET" && method !== "HEAD") return undefined;
  if (path === SIGN_ON_END) return SIGN_ON_COOKIE.exec(parseCookies(headers.cookie).get(STATE_COOKIE) ?? "")?.[1];
  const named = SITE_IN_QUERY.has(path) ? new URLSearchParams(query).get("site") : null;
  return named !== null && SITE_NAME.test(named) ? named : undefined;
}

interface Told {
  site: string | undefined;
  /** The header without the site. */
  authorization?: string;
}

function siteOfHeader(header: string | undefined): Told {
  const [, scheme = "", rest = ""] = /^(bearer|basic) +(.*)$/i.exec(header ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") return { site: siteOfToken(rest.trim()) };
  if (scheme === "") return { site: undefined };
  const text = Buffer.from(rest.trim(), "base64").toString("utf8");
  const colon = text.indexOf(":");
  const split = colon < 0 ? undefined : splitUserName(text.slice(0, colon));
  if (!split) return { site: undefined };
  const plain = Buffer.from(`${split.name}${text.slice(colon)}`).toString("base64");
  return { site: split.site, authorization: `Basic ${plain}` };
}

/** Headers of a request or of a handshake; `headers` comes back without the site in a user name. */
export function siteOfHeaders(headers: ApiRequest["headers"]): {
  site: string | undefined;
  headers: ApiRequest["headers"];
} {
  const { site, authorization } = siteOfHeader(headers.authorization);
  const told = site ?? siteOfToken(parseCookies(headers.cookie).get(SESSION_COOKIE));
  return { site: told, headers: authorization === undefined ? headers : { ...headers, authorization } };
}

function loginOf(bytes: Uint8Array): { site: string; body: Uint8Array } | undefined {
  try {
    const body = JSON.parse(Buffer.from(bytes).toString("utf8")) as { username?: unknown } | null;
    const split = typeof body?.username === "string" ? splitUserName(body.username) : undefined;
    if (!split) return undefined;
    return { site: split.site, body: Buffer.from(JSON.stringify({ ...body, username: split.name })) };
  } catch {
    return undefined;
  }
}

/** Never rejects: a body that cannot be had is the dispatcher's to answer. */
export async function addressed(original: ApiRequest): Promise<Addressed> {
  const { site: ofHeaders, headers } = siteOfHeaders(original.headers);
  const request = { ...original, headers };
  const site = siteOfSignOn(original) ?? ofHeaders;
  if (request.method !== "POST" || request.path !== LOGIN_PATH) return { request, site };
  let bytes: Uint8Array;
  try {
    bytes = await original.body(PUBLIC_BODY_LIMIT);
  } catch (error) {
    return { request: { ...request, body: () => Promise.reject(error) }, site };
  }
  const login = loginOf(bytes);
  return { request: { ...request, body: async () => login?.body ?? bytes }, site: login?.site ?? site };
}
