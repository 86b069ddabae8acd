/** An identity provider on loopback that signs what a test tells it to, or does something else instead. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterwards } from "../../support/program.ts";

export const CLIENT = "home";
export const SECRET = "the secret of the client: %&+ü";
const HOUR_S = 3600;

type Key = Awaited<ReturnType<typeof newKey>>;
async function newKey(kid: string, alg = "RS256") {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: "sig" } };
}

export interface HostileProvider {
  readonly issuer: string;
  /** The key that signs. */
  key: Key;
  /** Keys that are published; default: the key that signs. */
  published: Key[] | undefined;
  /** Members of the next id tokens, over the right ones; `undefined` takes one out. */
  claims: Record<string, unknown>;
  /** Instead of a signed token. */
  token: ((claims: Record<string, unknown>) => string | Promise<string>) | undefined;
  metadata: Record<string, unknown>;
  userinfo: Record<string, unknown> | undefined;
  /** Answers a request in its own way; `false`: as usual. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** What came to the token endpoint. */
  readonly redeemed: { body: URLSearchParams; authorization: string | undefined }[];
  readonly asked: string[];
  nonce: string;
  rotate(kid: string, alg?: string): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

export const nowS = (): number => Math.floor(Date.now() / 1000);

export async function startHostileProvider(t: TestContext): Promise<HostileProvider> {
  const server = createServer((request, response) => void serve(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = await newKey("first");
  const provider: HostileProvider = {
    issuer,
    key,
    published: undefined,
    claims: {},
    token: undefined,
    metadata: {},
    userinfo: undefined,
    answer: undefined,
    redeemed: [],
    asked: [],
    nonce: "",
    async rotate(kid, alg) {
      provider.key = await newKey(kid, alg);
    },
  };

  async function idToken(): Promise<string> {
    const all = {
      iss: issuer,
      aud: CLIENT,
      sub: "1",
      nonce: provider.nonce,
      iat: nowS(),
      exp: nowS() + HOUR_S,
      ...provider.claims,
    };
    const claims = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    if (provider.token) return provider.token(claims);
    const { alg, kid, privateKey } = provider.key;
    return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", issuer);
    provider.asked.push(pathname);
    if (provider.answer?.(request, response)) return;
    const json = (value: object) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (pathname === "/.well-known/openid-configuration")
      json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256", "ES256", "EdDSA", "HS256", "none"],
        ...(provider.userinfo ? { userinfo_endpoint: `${issuer}/userinfo` } : {}),
        ...provider.metadata,
      });
    else if (pathname === "/keys") json({ keys: (provider.published ?? [provider.key]).map(({ jwk }) => jwk) });
    else if (pathname === "/userinfo") json(provider.userinfo ?? {});
    else if (pathname === "/token") {
      const body = new URLSearchParams(await readBody(request));
      provider.redeemed.push({ body, authorization: request.headers.authorization });
      json({ access_token: "an-access-token", token_type: "Bearer", id_token: await idToken() });
    } else response.writeHead(404).end();
  }
  return provider;
}
