/** Port: an OpenID Connect provider, as far as signing in needs it. Adapter: adapters/oidc. */

/** A provider and who we are there. */
export interface ProviderClient {
  /** Address below which `/.well-known/openid-configuration` lies. */
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: a public client, whose code is protected by PKCE alone. */
  readonly clientSecret: string;
  /** Separated by blanks; contain `openid`. */
  readonly scopes: string;
}

/** What a sign-on is made of, from its start to its end. */
export interface SignOnSecrets {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636): 43 characters and more. */
  readonly verifier: string;
  /** Where the provider sends the browser back to: of this program, without a query. */
  readonly redirectUrl: string;
}

export interface SignedOn {
  /** Of the verified id token; what is missing there, of the provider's userinfo. `iss` and `sub` are the token's. */
  readonly claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };
  readonly idToken: string;
  /** Where a browser ends its session at the provider, too; absent: the provider has no such place. */
  readonly endSession?: string;
}

/**
 * Why a sign-on failed. `unreachable`: silence, a wrong address, an answer that is none; `refused`: the provider says no;
 * `invalid`: what it sent is not what was asked for, or nobody can tell from whom it is.
 */
export type IdentityProviderFaultKind = "unreachable" | "refused" | "invalid";

export class IdentityProviderFault extends Error {
  readonly kind: IdentityProviderFaultKind;
  constructor(kind: IdentityProviderFaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "IdentityProviderFault";
    this.kind = kind;
  }
}

/** Rejects with {@link IdentityProviderFault} only. Secrets and tokens stand in no message. */
export interface IdentityProviders {
  /** The page of the provider to which the browser is sent: code flow with PKCE (S256), state and nonce. */
  authorization(client: ProviderClient, secrets: SignOnSecrets): Promise<string>;
  /**
   * Redeems the code of the answer and verifies what comes: signature by the provider's keys as they are now, issuer,
   * audience, nonce, times.
   * @param answer members that the provider added to `redirectUrl`: `code`, `state`, `iss` …
   */
  redeem(client: ProviderClient, secrets: SignOnSecrets, answer: Readonly<Record<string, string>>): Promise<SignedOn>;
}
