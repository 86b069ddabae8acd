/** The port `IdentityProviders` against a provider that lies, is ill, or is somebody else. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { SignJWT } from "jose";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { ANSWER_LIMIT, createCheckedFetch } from "../../../adapters/node/checked-fetch.ts";
import { CLOCK_TOLERANCE_S, createIdentityProviders, METADATA_KEPT_MS } from "../../../adapters/oidc/providers.ts";
import { IdentityProviderFault, type IdentityProviderFaultKind } from "../../../handlers/ports/index.ts";
import { CLIENT, type HostileProvider, nowS, SECRET, startHostileProvider } from "./hostile-provider.ts";

const SECRETS = {
  state: "s".repeat(43),
  nonce: "n".repeat(43),
  verifier: "v".repeat(43),
  redirectUrl: "https://home.example.org/api/v1/auth/oidc/callback",
};
const ANSWER = { code: "the-code", state: SECRETS.state };

async function bench(t: TestContext) {
  const provider = await startHostileProvider(t);
  provider.nonce = SECRETS.nonce;
  const clock = createManualClock(Date.now());
  const providers = createIdentityProviders({
    fetch: createCheckedFetch({ reach: "anywhere" }),
    allowHttp: true,
    clock,
  });
  const client = { issuer: provider.issuer, clientId: CLIENT, clientSecret: SECRET, scopes: "openid profile" };
  return {
    provider,
    clock,
    client,
    start: () => providers.authorization(client, SECRETS),
    redeem: (answer: Record<string, string> = ANSWER) => providers.redeem(client, SECRETS, answer),
  };
}

/** Rejects with this kind; neither secrets nor tokens are told. */
const fails = (work: Promise<unknown>, kind: IdentityProviderFaultKind) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof IdentityProviderFault, String(error));
    assert.equal(error.kind, kind, error.message);
    for (const secret of [SECRET, SECRETS.verifier, SECRETS.nonce, "eyJ"]) assert.ok(!error.message.includes(secret));
    return true;
  });

test("the browser is sent with code flow, PKCE, state and nonce; the code is redeemed with the verifier", async (t) => {
  const { provider, start, redeem } = await bench(t);
  const sent = Object.fromEntries(new URL(await start()).searchParams);
  assert.deepEqual(sent, {
    client_id: CLIENT,
    response_type: "code",
    response_mode: "query",
    scope: "openid profile",
    state: SECRETS.state,
    nonce: SECRETS.nonce,
    redirect_uri: SECRETS.redirectUrl,
    code_challenge: createHash("sha256").update(SECRETS.verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  provider.claims = { preferred_username: "anna", groups: ["family"] };
  const { claims, idToken } = await redeem();
  assert.equal(claims.sub, "1");
  assert.deepEqual(claims.groups, ["family"]);
  assert.match(idToken, /^eyJ/);
  const [{ body, authorization } = assert.fail()] = provider.redeemed;
  assert.equal(body.get("code_verifier"), SECRETS.verifier);
  assert.equal(body.get("redirect_uri"), SECRETS.redirectUrl);
  assert.equal(body.get("client_secret"), null);
  assert.match(authorization ?? "", /^Basic /);
});

test("what the id token lacks comes from userinfo, of the same person only", async (t) => {
  const { provider, redeem } = await bench(t);
  provider.userinfo = { sub: "1", preferred_username: "anna", groups: ["family"], iss: "https://evil.example" };
  const { claims } = await redeem();
  assert.equal(claims.preferred_username, "anna");
  assert.equal(claims.iss, provider.issuer);
  provider.userinfo = { sub: "2", preferred_username: "root" };
  await fails((await bench2(t, provider)).redeem(), "invalid");
});
/** The same provider, asked by a program that knows nothing of it yet. */
async function bench2(_t: TestContext, provider: HostileProvider) {
  const clock = createManualClock(Date.now());
  const providers = createIdentityProviders({
    fetch: createCheckedFetch({ reach: "anywhere" }),
    allowHttp: true,
    clock,
  });
  const client = { issuer: provider.issuer, clientId: CLIENT, clientSecret: SECRET, scopes: "openid profile" };
  return { redeem: () => providers.redeem(client, SECRETS, ANSWER) };
}

const unsigned = (claims: object, header: object = { alg: "none" }): string =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`;

const LIES: readonly [
  string,
  (provider: HostileProvider) => Partial<HostileProvider> | Promise<Partial<HostileProvider>>,
][] = [
  ["another issuer", () => ({ claims: { iss: "https://evil.example" } })],
  ["another audience", () => ({ claims: { aud: "another-client" } })],
  ["several audiences, authorised for another", () => ({ claims: { aud: [CLIENT, "b"], azp: "b" } })],
  ["another nonce", () => ({ claims: { nonce: "x".repeat(43) } })],
  ["no nonce", () => ({ claims: { nonce: undefined } })],
  ["no sub", () => ({ claims: { sub: undefined } })],
  ["no expiry", () => ({ claims: { exp: undefined } })],
  ["expired beyond the tolerance", () => ({ claims: { exp: nowS() - CLOCK_TOLERANCE_S - 5 } })],
  ["not valid yet, beyond the tolerance", () => ({ claims: { nbf: nowS() + CLOCK_TOLERANCE_S + 30 } })],
  ["unsigned (alg: none)", () => ({ token: unsigned })],
  ["no id token", () => ({ token: () => "" })],
  ["no JWT", () => ({ token: () => "abc" })],
  [
    "signed with the public key as a shared secret (HS256)",
    (p) => ({
      token: (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256", kid: p.key.kid })
          .sign(Buffer.from(JSON.stringify(p.key.jwk))),
    }),
  ],
  [
    "signed with the client's secret (HS256)",
    () => ({ token: (claims) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(SECRET)) }),
  ],
  [
    "signed with a key that the provider does not publish",
    async (p) => {
      const honest = p.key;
      await p.rotate("first");
      return { published: [honest] };
    },
  ],
  [
    "signed with a key of another name",
    async (p) => {
      const honest = p.key;
      await p.rotate("evil");
      return { published: [honest] };
    },
  ],
  [
    "with another payload under the old signature",
    (p) => ({
      token: async (claims) => {
        const signed = await new SignJWT(claims)
          .setProtectedHeader({ alg: "RS256", kid: p.key.kid })
          .sign(p.key.privateKey);
        const [head, , tail] = signed.split(".");
        return `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url")}.${tail}`;
      },
    }),
  ],
];
for (const [what, lie] of LIES)
  test(`an id token: ${what}`, async (t) => {
    const { provider, redeem } = await bench(t);
    Object.assign(provider, await lie(provider));
    await fails(redeem(), "invalid");
  });

test("clocks may differ a little", async (t) => {
  const { provider, redeem } = await bench(t);
  provider.claims = { exp: nowS() - CLOCK_TOLERANCE_S + 10, iat: nowS() - 100 };
  await redeem();
  provider.claims = { nbf: nowS() + CLOCK_TOLERANCE_S - 10, iat: nowS() + CLOCK_TOLERANCE_S - 10 };
  await redeem();
});

test("keys may change between start and end, and whatever signs ES256 and EdDSA is taken", async (t) => {
  const { provider, start, redeem } = await bench(t);
  await start();
  await redeem();
  for (const [kid, alg] of [
    ["second", "RS256"],
    ["third", "ES256"],
    ["fourth", "EdDSA"],
  ] as const) {
    await provider.rotate(kid, alg);
    await redeem();
  }
  assert.equal(provider.asked.filter((path) => path.includes("well-known")).length, 1, "metadata is kept");
});

test("mix-up: an answer that names another issuer, or another state, is not redeemed", async (t) => {
  const { provider, redeem } = await bench(t);
  await fails(redeem({ ...ANSWER, iss: "https://evil.example" }), "invalid");
  await fails(redeem({ ...ANSWER, state: "x".repeat(43) }), "invalid");
  await fails(redeem({ state: SECRETS.state, error: "access_denied" }), "refused");
  assert.equal(provider.redeemed.length, 0);
  await redeem({ ...ANSWER, iss: provider.issuer });
  const strict = await bench(t);
  strict.provider.metadata = { authorization_response_iss_parameter_supported: true };
  await fails(strict.redeem(), "invalid");
});

test("a provider that calls itself otherwise than it is configured is none", async (t) => {
  const { provider, start } = await bench(t);
  provider.metadata = { issuer: "https://evil.example" };
  await fails(start(), "invalid");
});

const silent = (_: unknown, __: unknown) => true;
const status = (code: number, body: string, type: string) => (_: unknown, response: ServerResponse) => {
  response.writeHead(code, { "content-type": type }).end(body);
  return true;
};
const ILLNESSES: readonly [string, NonNullable<HostileProvider["answer"]>][] = [
  ["500", status(500, "{}", "application/json")],
  ["an HTML page", status(200, "<html>login</html>", "text/html")],
  ["HTML that calls itself JSON", status(200, "<html>", "application/json")],
  ["a huge document", status(200, JSON.stringify({ a: "x".repeat(ANSWER_LIMIT) }), "application/json")],
  ["a redirect", (_request, response) => !!response.writeHead(302, { location: "http://169.254.169.254/" }).end()],
  ["a cut connection", (request) => !!request.socket.destroy()],
];
for (const [what, ill] of ILLNESSES)
  test(`a provider that answers ${what} is unreachable, at start and at the end, and asked anew afterwards`, async (t) => {
    const { provider, start, redeem } = await bench(t);
    provider.answer = ill;
    await fails(start(), "unreachable");
    provider.answer = undefined;
    await start();
    provider.answer = (request, response) => request.url === "/token" && ill(request, response);
    await fails(redeem(), "unreachable");
    provider.answer = (request, response) => request.url === "/keys" && ill(request, response);
    await fails(redeem(), "unreachable");
    provider.answer = undefined;
    await redeem();
  });

test("a provider that is silent is given up", { timeout: 30_000 }, async (t) => {
  const { provider, start } = await bench(t);
  provider.answer = silent;
  await fails(start(), "unreachable");
});

test("a code that the provider refuses", async (t) => {
  const { provider, redeem } = await bench(t);
  provider.answer = (request, response) => {
    if (request.url !== "/token") return false;
    response.writeHead(400, { "content-type": "application/json" }).end('{"error":"invalid_grant"}');
    return true;
  };
  await fails(redeem(), "refused");
});

test("what a provider says of itself is read anew after some minutes", async (t) => {
  const { provider, start, clock } = await bench(t);
  const count = () => provider.asked.filter((path) => path.includes("well-known")).length;
  await Promise.all([start(), start()]);
  clock.advance(METADATA_KEPT_MS - 1);
  await start();
  assert.equal(count(), 1);
  clock.advance(1);
  await start();
  assert.equal(count(), 2);
});

test("in the cloud neither TLS nor a public address is missing", async (t) => {
  const { provider, client } = await bench(t);
  const clock = createManualClock();
  const cloud = (allowHttp: boolean, lookup?: Parameters<typeof createCheckedFetch>[0]["lookup"]) =>
    createIdentityProviders({
      fetch: createCheckedFetch({ reach: "public", ...(lookup ? { lookup } : {}) }),
      allowHttp,
      clock,
    });
  await assert.rejects(cloud(false).authorization(client, SECRETS), IdentityProviderFault);
  await fails(cloud(true).authorization(client, SECRETS), "unreachable");
  for (const host of ["localhost", "169.254.169.254", "[::1]", "10.0.0.1", "[::ffff:127.0.0.1]", "2130706433"])
    await fails(cloud(true).authorization({ ...client, issuer: `http://${host}:1` }, SECRETS), "unreachable");
  assert.equal(provider.asked.length, 0);
});
