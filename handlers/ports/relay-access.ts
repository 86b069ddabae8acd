/** The broker of a deployment, as far as the pairing of relays sees it. Implemented by adapters/aws-iot and handlers/relay/cloud/pairing.ts. */

/** What a broker gave: a name and a secret, or a certificate for the relay's own key. */
export interface GivenCredentials {
  username?: string;
  password?: string;
  certificate?: string;
  /** PEM, where the broker's certificate is of no public authority. */
  ca?: string;
}

export interface RelayAccess {
  /** For relays. */
  readonly brokerUrl: string;
  issue(request: { site: string; pairing: number; publicKey: string; csr?: string }): Promise<GivenCredentials>;
  /** The credentials of a pairing end at `at` (milliseconds since the epoch): now, or after the overlap. */
  revoke(site: string, pairing: number, at: number): Promise<void>;
}
