/** Signing in at an identity provider. */
import assert from "node:assert/strict";
import { sha256 } from "../../../handlers/records/accounts.ts";
import type { Case } from "../case.ts";
import { OIDC } from "../world.ts";
import { BAD, INVALID, NOT_FOUND, UNREADY } from "./support.ts";

const START = "GET /auth/oidc/start";
const CALLBACK = "GET /auth/oidc/callback";
const STATE = "s".repeat(43);

/** What a browser has kept of the start, as the worlds' secrets seal it. */
const cookie = (() => {
  const pending = {
    provider: "first",
    issuer: OIDC.issuer,
    clientId: OIDC.client_id,
    redirectUrl: OIDC.redirect_url,
    returnTo: "/api.html",
    state: STATE,
    nonce: "n".repeat(43),
    verifier: "v".repeat(43),
    expiresAt: 9_999_999_999_999,
  };
  return `openccu_loom_oidc_state=${STATE}.${Buffer.from(`sealed:${JSON.stringify(pending)}`).toString("base64")}`;
})();

const refused = (error: string): Case["expect"] => ({ status: 302, headers: { location: `/?error=${error}` } });

const SETTINGS = "/auth/oidc/settings";
const own = { ...OIDC, client_secret: "a-secret-of-the-provider" };

export const signOnCases: Case[] = [
  { operation: `GET ${SETTINGS}`, case: "what is stored", expect: { status: 200 } },
  {
    operation: `PUT ${SETTINGS}`,
    case: "with a secret",
    body: own,
    expect: {
      status: 200,
      body: { issuer: OIDC.issuer, client_secret: "***" },
      after: async ({ store }) =>
        assert.ok(!JSON.stringify(await store.list("config")).includes("a-secret-of-the-provider")),
    },
  },
  { operation: `PUT ${SETTINGS}`, case: "an issuer that is none", body: { ...own, issuer: "x" }, expect: INVALID },
  { operation: `PUT ${SETTINGS}`, case: "an unknown member", body: { ...own, issuers: [] }, expect: INVALID },
  {
    operation: `PUT ${SETTINGS}`,
    case: "another issuer without the secret that goes there",
    given: async ({ store, running }) => {
      const document = { ...OIDC, client_secret: `sealed:${running.site.secrets.seal("a-secret")}` };
      await store.put("config", "section:north.rest.auth.oidc", { version: 2, updated_at: "", document });
    },
    body: { ...OIDC, issuer: "https://other.example.org", client_secret: "***" },
    expect: { ...INVALID, body: { errors: [{ field: "client_secret" }] } },
  },
  { operation: `DELETE ${SETTINGS}`, case: "all of it", expect: { status: 204 } },
  {
    operation: START,
    case: "to the provider",
    expect: { status: 302, body: (body) => assert.equal(body, undefined) },
  },
  { operation: START, case: "where sign-on is off", world: "empty", expect: NOT_FOUND },
  { operation: START, case: "a provider that is not configured", query: "provider=third", expect: NOT_FOUND },
  { operation: START, case: "no such provider", query: "provider=tenth", expect: BAD },
  { operation: START, case: "a provider that does not answer", query: "provider=second", expect: UNREADY },
  {
    operation: CALLBACK,
    case: "right",
    query: `code=c&state=${STATE}`,
    headers: { cookie },
    expect: {
      status: 302,
      headers: { location: "/api.html" },
      after: async ({ store }) => {
        assert.equal((await store.get<{ role: string }>("user", "berta"))?.value.role, "operator");
        assert.ok(await store.get("sign-on", `used:${sha256(STATE)}`));
      },
    },
  },
  { operation: CALLBACK, case: "another browser", query: `code=c&state=${STATE}`, expect: refused("bad_state") },
  {
    operation: CALLBACK,
    case: "another state",
    query: `code=c&state=${"x".repeat(43)}`,
    headers: { cookie },
    expect: refused("bad_state"),
  },
  {
    operation: CALLBACK,
    case: "the provider refuses",
    query: `error=access_denied&state=${STATE}`,
    headers: { cookie },
    expect: refused("access_denied"),
  },
  { operation: CALLBACK, case: "neither code nor error", query: `state=${STATE}`, expect: BAD },
  { operation: CALLBACK, case: "no state", query: "code=c", expect: BAD },
  { operation: CALLBACK, case: "where sign-on is off", world: "empty", query: "code=c&state=s", expect: NOT_FOUND },
  { operation: CALLBACK, case: "no way to any provider", world: "starting", query: "code=c&state=s", expect: UNREADY },
];
