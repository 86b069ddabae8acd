/** A provider that says what a test wants, and a browser that walks through the sign-on. */
import assert from "node:assert/strict";
import { operations } from "../../../handlers/api.ts";
import {
  IdentityProviderFault,
  type IdentityProviderFaultKind,
  type ProviderClient,
  type SignOnSecrets,
} from "../../../handlers/ports/index.ts";
import { type Client, createClients } from "../../support/client.ts";
import { changingSections } from "../../support/sections.ts";
import { createTestSite, type TestSite } from "../../support/site.ts";

export const ISSUER = "https://id.example.org";
export const ON = { enabled: true, issuer: ISSUER, client_id: "home" };
export const PROVIDER_PAGE = "https://id.example.org/auth";

export interface FakeProvider {
  claims: Record<string, unknown>;
  /** Fails the next calls. */
  fault?: IdentityProviderFaultKind | undefined;
  endSession?: string;
  readonly asked: { client: ProviderClient; secrets: SignOnSecrets; answer?: Readonly<Record<string, string>> }[];
}

export function bench(document: object = ON, options: Parameters<typeof createTestSite>[0] = {}) {
  const provider: FakeProvider = { claims: { sub: "1", preferred_username: "Anna", role: "operator" }, asked: [] };
  const check = () => {
    if (provider.fault) throw new IdentityProviderFault(provider.fault, `the test says ${provider.fault}`);
  };
  const sections = changingSections({ "north.rest.auth.oidc": document });
  const plain = createTestSite(options);
  const site: TestSite = {
    ...plain,
    sections,
    identityProviders: {
      async authorization(client, secrets) {
        provider.asked.push({ client, secrets });
        check();
        return `${PROVIDER_PAGE}?state=${secrets.state}`;
      },
      async redeem(client, secrets, answer) {
        provider.asked.push({ client, secrets, answer });
        check();
        const { endSession } = provider;
        return {
          claims: { iss: client.issuer, sub: "1", ...provider.claims },
          idToken: "the.id.token",
          ...(endSession === undefined ? {} : { endSession }),
        };
      },
    },
  };
  const clients = createClients(site, operations);
  return { site, sections, provider, clients, browser: () => clients({ host: "home.lan" }, { keepCookies: true }) };
}

/** To the provider and back. @returns the answer of the callback */
export async function signOn(browser: Client, query = "") {
  const sent = await browser("GET", `/auth/oidc/start${query}`);
  assert.equal(sent.status, 302, sent.text);
  const state = new URL(String(sent.headers.location)).searchParams.get("state");
  return browser("GET", `/auth/oidc/callback?code=the-code&state=${state}`);
}
