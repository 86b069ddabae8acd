/** The browser comes back from the identity provider. */
import { beginSession } from "../../auth/sessions.ts";
import type { OidcSettings } from "../../auth/sign-on-settings.ts";
import type { Reply, RequestInfo } from "../../kernel/operation.ts";
import { badRequest } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { IdentityProviderFault, type ProviderClient, type SignedOn } from "../../ports/index.ts";
import { admitSignOn } from "./admission.ts";
import { roleOf } from "./claims.ts";
import { clearedPendingCookie, type Pending, readPending, takePending } from "./pending.ts";
import { providerOf, signOnSettings } from "./settings.ts";
import { signedOnUser } from "./signed-on-user.ts";
import { HOME_PAGE, providersOf } from "./start-sign-on.ts";

/** Errors that a provider tells (RFC 6749, OpenID Connect Core). What else it says is not repeated on a page of ours. */
const PROVIDER_ERROR = /^[a-z_]{1,40}$/;
/** Characters of an address in a header: an id token with many groups would not be taken by proxies on the way. */
const END_SESSION_LIMIT = 4_096;

export interface Answer {
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  iss?: string | undefined;
}

/** Why nobody was let in: a word for the page, the reason for the log. */
class Failed extends Error {
  readonly word: string;
  constructor(word: string, reason: string) {
    super(reason);
    this.word = word;
  }
}

/**
 * 302 to the pages: with a session, or with `?error=` and a word that says why not. Throws 400 for what is no answer of a
 * provider, 404 where sign-on is off, 429, 503.
 */
export async function finishSignOn(
  scope: RequestScope,
  request: RequestInfo,
  answer: Answer,
): Promise<Reply<302, undefined>> {
  const settings = await signOnSettings(scope);
  if (answer.code === undefined && answer.error === undefined)
    throw badRequest("neither code nor error: this is no answer of an identity provider");
  providersOf(scope);
  admitSignOn(scope, request.remote);
  const cleared = clearedPendingCookie(request);
  try {
    const { cookies, returnTo } = await finish(scope, request, settings, answer);
    return redirect(returnTo, [...cookies, cleared]);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    // who has begun nothing is anybody: no fault of provider or settings
    const level = error.word === "bad_state" ? "info" : "warn";
    scope.log[level]("sign-on failed", { remote: request.remote, error: error.word, reason: error.message });
    return redirect(`${HOME_PAGE}?error=${error.word}`, [cleared]);
  }
}

const redirect = (location: string, cookies: string[]): Reply<302, undefined> => ({
  status: 302,
  headers: { location, "set-cookie": cookies, "cache-control": "no-store" },
});

async function finish(scope: RequestScope, request: RequestInfo, settings: OidcSettings, answer: Answer) {
  const pending = readPending(scope, request, answer.state);
  if (!pending) throw new Failed("bad_state", "this browser did not begin it, or too long ago");
  if (!(await takePending(scope, pending))) throw new Failed("bad_state", "the answer came a second time");
  const provider = providerOf(settings, pending.provider);
  if (provider?.issuer !== pending.issuer || provider.client_id !== pending.clientId)
    throw new Failed("bad_state", "the provider was configured otherwise when it began");
  if (answer.error !== undefined) {
    const word = PROVIDER_ERROR.test(answer.error) ? answer.error : "exchange_failed";
    throw new Failed(word, "the provider answers with an error");
  }
  const { issuer, client_id: clientId, client_secret: clientSecret, scopes } = provider;
  const signedOn = await redeem(scope, { issuer, clientId, clientSecret, scopes }, pending, answer);
  const role = roleOf(signedOn.claims, provider);
  if (role === undefined) throw new Failed("no_role", "the claims give no role");
  const user = await signedOnUser(scope, signedOn.claims, role, settings.create_users);
  if (typeof user === "string") throw new Failed(user, "somebody whom the provider knows is no user here");
  const end = endOfSession(signedOn, pending);
  const cookies = await beginSession(scope, request, user, end === undefined ? undefined : scope.secrets.seal(end));
  return { cookies, returnTo: pending.returnTo };
}

async function redeem(
  scope: RequestScope,
  client: ProviderClient,
  pending: Pending,
  answer: Answer,
): Promise<SignedOn> {
  const { state, code = "", iss } = answer;
  try {
    const told = { state, code, ...(iss === undefined ? {} : { iss }) };
    return await providersOf(scope).redeem(client, pending, told);
  } catch (error) {
    if (!(error instanceof IdentityProviderFault)) throw error;
    throw new Failed(error.kind === "invalid" ? "id_token_invalid" : "exchange_failed", error.message);
  }
}

/** Logout at the provider as well (OpenID Connect RP-Initiated Logout): where the browser goes for it. */
function endOfSession({ endSession, idToken }: SignedOn, { clientId, redirectUrl }: Pending): string | undefined {
  if (endSession === undefined) return undefined;
  const url = new URL(endSession);
  url.searchParams.set("client_id", clientId);
  url.searchParams.set("post_logout_redirect_uri", new URL(HOME_PAGE, redirectUrl).href);
  const bare = url.href;
  url.searchParams.set("id_token_hint", idToken);
  // without the hint the provider asks the person first
  return url.href.length <= END_SESSION_LIMIT ? url.href : bare;
}
