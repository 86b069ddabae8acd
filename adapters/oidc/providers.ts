/** The port `IdentityProviders` on openid-client, which is loaded when somebody signs in for the first time. */
import type * as OpenidClient from "openid-client";
import { createBoundedCache } from "../../handlers/kernel/bounded-cache.ts";
import {
  type Clock,
  IdentityProviderFault,
  type IdentityProviders,
  type ProviderClient,
  type SignedOn,
  type SignOnSecrets,
} from "../../handlers/ports/index.ts";

/** As openid-client wants it; it must not follow redirects, and must check where it connects to. */
export type ProviderFetch = (
  url: string,
  init: {
    method?: string;
    headers?: Readonly<Record<string, string>>;
    body?: { toString(): string } | null;
    signal?: AbortSignal;
  },
) => Promise<Response>;

export interface IdentityProvidersOptions {
  fetch: ProviderFetch;
  /** Issuers without TLS are taken: a provider in the own network. */
  allowHttp: boolean;
  clock: Clock;
}

/** Seconds that one request may take: the four of a sign-on end before its handler must (30 s). */
const REQUEST_S = 7;
/** Seconds by which the provider's clock and ours may differ. */
export const CLOCK_TOLERANCE_S = 60;
/** Milliseconds that what a provider says of itself is kept. Its keys are not: each sign-on reads them anew. */
export const METADATA_KEPT_MS = 300_000;
/** Providers of all homes that one process serves. */
const PROVIDERS_KEPT = 100;
/** Signatures with a key that only the provider has. Neither `none` nor HS256, whose key could be one that anybody knows. */
const ALGORITHMS: ReadonlySet<string> = new Set([
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
]);

type Library = typeof OpenidClient;

const EMPTY_CLAIMS = new Set<unknown>([undefined, null]);

/** What openid-client throws before the provider's answer could be judged: nothing was heard, or nothing that is one. */
const UNHEARD = new Set([
  ...["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"],
  ...["OAUTH_PARSE_ERROR", "OAUTH_HTTP_REQUEST_FORBIDDEN", "OAUTH_REQUEST_PROTOCOL_FORBIDDEN"],
]);

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? "");

/** Never tells what the provider sent: it may hold tokens. */
function faultOf(library: Library, error: unknown, what: string): IdentityProviderFault {
  if (error instanceof IdentityProviderFault) return error;
  if (error instanceof library.ResponseBodyError || error instanceof library.AuthorizationResponseError)
    return new IdentityProviderFault("refused", `${what}: the provider answers ${error.error}`, error);
  if (error instanceof library.ClientError && error.code !== undefined && !UNHEARD.has(error.code))
    return new IdentityProviderFault("invalid", `${what}: ${error.message}`, error);
  const cause = (error as Error | undefined)?.cause;
  const reason = UNHEARD.has(codeOf(error)) ? (error as Error).message : ((cause ?? error) as Error)?.message;
  return new IdentityProviderFault("unreachable", `${what}: ${reason ?? "no answer"}`, error);
}

export function createIdentityProviders({ fetch, allowHttp, clock }: IdentityProvidersOptions): IdentityProviders {
  let loading: Promise<Library> | undefined;
  const library = (): Promise<Library> => {
    loading ??= import("openid-client");
    return loading;
  };
  const known = createBoundedCache<string, { metadata: Promise<OpenidClient.ServerMetadata>; until: number }>(
    PROVIDERS_KEPT,
  );

  async function discover(oidc: Library, { issuer, clientId }: ProviderClient): Promise<OpenidClient.ServerMetadata> {
    const configuration = await oidc.discovery(new URL(issuer), clientId, {}, oidc.None(), {
      timeout: REQUEST_S,
      [oidc.customFetch]: fetch as OpenidClient.CustomFetch,
      ...(allowHttp ? { execute: [oidc.allowInsecureRequests] } : {}),
    });
    return configuration.serverMetadata();
  }

  /** What the provider says of itself; those who ask meanwhile share the answer, and a failure is not kept. */
  function metadataOf(oidc: Library, client: ProviderClient): Promise<OpenidClient.ServerMetadata> {
    const { issuer } = client;
    const kept = known.get(issuer);
    if (kept && kept.until > clock.now()) return kept.metadata;
    const metadata = discover(oidc, client);
    known.set(issuer, { metadata, until: clock.now() + METADATA_KEPT_MS });
    metadata.catch(() => {
      if (known.get(issuer)?.metadata === metadata) known.delete(issuer);
    });
    return metadata;
  }

  /** Made anew for each use: openid-client keeps a provider's keys with it, and keys change. */
  async function configure(oidc: Library, client: ProviderClient): Promise<OpenidClient.Configuration> {
    const metadata = { ...(await metadataOf(oidc, client)) };
    const signed = metadata.id_token_signing_alg_values_supported;
    const configuration = new oidc.Configuration(
      {
        ...metadata,
        ...(signed ? { id_token_signing_alg_values_supported: signed.filter((one) => ALGORITHMS.has(one)) } : {}),
      },
      client.clientId,
      { [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
      authentication(oidc, client, metadata),
    );
    configuration.timeout = REQUEST_S;
    configuration[oidc.customFetch] = fetch as OpenidClient.CustomFetch;
    if (allowHttp) oidc.allowInsecureRequests(configuration);
    // TLS alone would do for OpenID Connect; behind a proxy at home it may be none
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  async function guarded<T>(what: string, work: (oidc: Library) => Promise<T>): Promise<T> {
    const oidc = await library();
    try {
      return await work(oidc);
    } catch (error) {
      throw faultOf(oidc, error, what);
    }
  }

  return {
    authorization: (client, { state, nonce, verifier, redirectUrl }) =>
      guarded("authorization", async (oidc) => {
        const configuration = await configure(oidc, client);
        return oidc.buildAuthorizationUrl(configuration, {
          scope: client.scopes,
          state,
          nonce,
          redirect_uri: redirectUrl,
          response_mode: "query",
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        }).href;
      }),
    redeem: (client, secrets, answer) =>
      guarded("sign-on", async (oidc) => redeem(oidc, await configure(oidc, client), secrets, answer)),
  };
}

/** How we prove who we are: by what the provider takes; HTTP Basic where it says nothing (OpenID Connect Discovery, 3). */
function authentication(
  oidc: Library,
  { clientSecret }: ProviderClient,
  { token_endpoint_auth_methods_supported: taken }: OpenidClient.ServerMetadata,
): OpenidClient.ClientAuth {
  if (clientSecret === "") return oidc.None();
  const byPost = taken !== undefined && !taken.includes("client_secret_basic") && taken.includes("client_secret_post");
  return byPost ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret);
}

async function redeem(
  oidc: Library,
  configuration: OpenidClient.Configuration,
  { state, nonce, verifier, redirectUrl }: SignOnSecrets,
  answer: Readonly<Record<string, string>>,
): Promise<SignedOn> {
  const url = new URL(redirectUrl);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  const tokens = await oidc.authorizationCodeGrant(configuration, url, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const told = tokens.claims();
  const idToken = tokens.id_token;
  if (told === undefined || idToken === undefined)
    throw new IdentityProviderFault("invalid", "sign-on: there is no id token");
  const { end_session_endpoint: endSession, userinfo_endpoint: userinfo } = configuration.serverMetadata();
  const more = userinfo === undefined ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, told.sub);
  const added = Object.entries(more).filter(([name]) => EMPTY_CLAIMS.has(told[name]));
  return {
    claims: { ...Object.fromEntries(added), ...told },
    idToken,
    ...(endSession !== undefined && isHttp(endSession) ? { endSession } : {}),
  };
}

const isHttp = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
