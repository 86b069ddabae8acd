import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAuthenticator } from "../../handlers/auth/authenticator.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type { RequestInfo } from "../../handlers/kernel/operation.ts";
import { createTestSite, identity } from "../support/site.ts";

const host = { host: "home.lan:8080" };
const session: Identity = { ...identity("admin"), scheme: "session" };
const password = identity("admin");
const token: Identity = { ...identity("admin"), scheme: "bearer" };
const pair = { openccu_loom_csrf: "t".repeat(43) };
const repeated = { "x-csrf-token": "t".repeat(43) };

const info = (
  headers: Record<string, string>,
  cookies: Record<string, string> = {},
  path = "/api/v1/users",
  secure = false,
) =>
  ({
    id: "r",
    method: "POST",
    path,
    headers: { ...host, ...headers },
    remote: "192.0.2.1",
    secure,
    cookies: new Map(Object.entries(cookies)),
  }) as RequestInfo;

const { credentials } = createTestSite({ settings: { corsOrigins: ["*", "https://panel.lan"] } });
const passes = (request: RequestInfo, who: Identity | null) => credentials.csrf(request, who) === null;

describe("CSRF", () => {
  it("asks sessions and strangers for the cookie's value in the header", () => {
    for (const who of [session, null]) {
      assert.ok(passes(info(repeated, pair), who));
      const refusal = credentials.csrf(info({}), who);
      assert.equal(refusal?.status, 403);
      assert.equal(refusal?.title, "CSRF check failed");
      assert.ok(!passes(info({}, pair), who), "cookie alone: any site can cause that");
      assert.ok(!passes(info(repeated), who), "header alone");
      assert.ok(!passes(info({ "x-csrf-token": "u".repeat(43) }, pair), who));
      assert.ok(!passes(info({ "x-csrf-token": "" }, { openccu_loom_csrf: "" }), who));
      assert.ok(!passes(info({ "x-csrf-token": "ä" }, { openccu_loom_csrf: "aa" }), who));
    }
  });

  it("does not ask tokens, and passwords only where a browser says that another site is behind it", () => {
    assert.ok(passes(info({ origin: "https://evil.example", "sec-fetch-site": "cross-site" }), token));
    assert.ok(passes(info({}), password));
    assert.ok(passes(info({ origin: "http://home.lan:8080", "sec-fetch-site": "same-origin" }), password));
    assert.ok(
      passes(info({ origin: "https://panel.lan", "sec-fetch-site": "cross-site" }), password),
      "named by the owner",
    );
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
      { origin: "http://home.lan" },
      { origin: "null" },
    ] as Record<string, string>[]) {
      assert.ok(!passes(info(headers), password), JSON.stringify(headers));
      assert.ok(passes(info({ ...headers, ...repeated }, pair), password));
    }
  });

  it("lets a credential that did not resolve through to its 401", () => {
    assert.ok(passes(info({ authorization: "Bearer wrong" }), null));
    assert.ok(passes(info({ authorization: "Basic d3Jvbmc6cHc=" }), null));
    assert.ok(!passes(info({ authorization: "Basic d3Jvbmc6cHc=", origin: "https://evil.example" }), null));
    assert.ok(!passes(info({ authorization: "Bearer " }), null));
    assert.ok(!passes(info({ authorization: "Bearer wrong" }), session), "the session is what acts");
  });

  it("lets programs log in and set up without a cookie, browsers not", () => {
    for (const path of ["/api/v1/auth/login", "/api/v1/setup"]) {
      assert.ok(passes(info({}, {}, path), null));
      assert.ok(passes(info({}, pair, path), null));
      assert.ok(!passes(info({ origin: "http://home.lan:8080" }, {}, path), null));
      assert.ok(!passes(info({ "sec-fetch-site": "same-origin" }, {}, path), null));
      assert.ok(!passes(info({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }, {}, path), null));
      assert.ok(passes(info({ "sec-fetch-mode": "cors" }, {}, path), null), "Node's fetch");
      assert.ok(!passes(info({}, { openccu_loom_session: "old" }, path), null));
      assert.ok(passes(info({ origin: "http://home.lan:8080", ...repeated }, pair, path), null));
    }
    assert.ok(!passes(info({}, {}, "/api/v1/auth/logout"), null));
  });

  it("gives the cookie to whoever lacks it, and asks nobody where it is switched off", () => {
    const [cookie = ""] = credentials.cookies(info({}));
    assert.match(cookie, /^openccu_loom_csrf=[\w-]{43}; Path=\/; SameSite=Lax$/);
    assert.match(credentials.cookies(info({}, {}, "/", true))[0] ?? "", /; Secure$/);
    assert.deepEqual(credentials.cookies(info({}, pair)), []);
    const off = createAuthenticator(createTestSite({ settings: { csrf: false } }));
    assert.equal(off.csrf(info({}), session), null);
  });
});
