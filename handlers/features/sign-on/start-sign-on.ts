/** Sends the browser to the identity provider. */
import { CALLBACK_PATH } from "../../auth/sign-on-settings.ts";
import type { Reply, RequestInfo } from "../../kernel/operation.ts";
import { notFound, unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { IdentityProviderFault, type IdentityProviders } from "../../ports/index.ts";
import { admitSignOn } from "./admission.ts";
import { createPending } from "./pending.ts";
import { type ProviderName, providerOf, signOnSettings } from "./settings.ts";

/** Characters of a path to return to: it lies in a cookie, of which browsers keep 4 KB. */
export const RETURN_LIMIT = 512;
/** Where the pages are. */
export const HOME_PAGE = "/";
/** No other host can be meant by it: one slash, and nothing that a browser reads as a second one. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/** The path, where it leads to this server; else the pages. */
export const ownPath = (path: string | undefined): string =>
  path !== undefined && path.length <= RETURN_LIMIT && OWN_PATH.test(path) ? path : HOME_PAGE;

/** @throws Refusal 503 where this program cannot reach any provider */
export function providersOf({ identityProviders }: RequestScope): IdentityProviders {
  if (identityProviders === undefined) throw unready("no provider can be reached from here", "Sign-on not available");
  return identityProviders;
}

/** The address of our end as the browser addresses this server, behind trusted proxies too. */
function callbackAddress({ headers: { host = "" }, secure }: RequestInfo): string {
  const address = `${secure ? "https" : "http"}://${host}/api/v1${CALLBACK_PATH}`;
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(address))
    throw unready(
      "the request does not say by which name this server is known: set redirect_url",
      "Sign-on not available",
    );
  return address;
}

/**
 * 302 to the provider's page; the cookie binds what follows to this browser. Throws 404 where sign-on is off or there is no
 * such provider, 429, 503 where the provider cannot be reached.
 */
export async function startSignOn(
  scope: RequestScope,
  request: RequestInfo,
  { provider: name, return_to }: { provider: ProviderName; return_to?: string | undefined },
): Promise<Reply<302, undefined>> {
  const settings = await signOnSettings(scope);
  const provider = providerOf(settings, name);
  if (!provider) throw notFound(`no identity provider ${name} is configured`, "No such provider");
  const providers = providersOf(scope);
  admitSignOn(scope, request.remote);
  const { issuer, client_id: clientId, client_secret: clientSecret, scopes } = provider;
  const redirectUrl = settings.redirect_url || callbackAddress(request);
  const about = { provider: name, issuer, clientId, redirectUrl, returnTo: ownPath(return_to) };
  const { pending, cookie } = createPending(scope, request, about);
  try {
    const location = await providers.authorization({ issuer, clientId, clientSecret, scopes }, pending);
    return { status: 302, headers: { location, "set-cookie": cookie, "cache-control": "no-store" } };
  } catch (error) {
    if (!(error instanceof IdentityProviderFault)) throw error;
    scope.log.warn("sign-on not begun", { issuer, reason: error.message });
    throw unready("the identity provider cannot be reached; the server's log has the reason", "Sign-on not available");
  }
}
