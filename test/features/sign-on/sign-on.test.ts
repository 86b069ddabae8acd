/** Sign-on with a provider that does as it is told: who gets in, as whom, and what is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { STATE_COOKIE } from "../../../handlers/auth/csrf.ts";
import { SIGN_ON_BURST } from "../../../handlers/features/sign-on/admission.ts";
import { PENDING_MS } from "../../../handlers/features/sign-on/pending.ts";
import { ownPath, RETURN_LIMIT } from "../../../handlers/features/sign-on/start-sign-on.ts";
import type { UserRecord } from "../../../handlers/records/accounts.ts";
import { basic, putUser, storeText } from "../../support/client.ts";
import { bench, ON, PROVIDER_PAGE, signOn } from "./support.ts";

describe("a sign-on", () => {
  it("begins the session that a login begins: cookies, CSRF, logout", async () => {
    const { browser, provider } = bench();
    const page = browser();
    const back = await signOn(page);
    assert.equal(back.status, 302);
    assert.equal(back.headers.location, "/");
    assert.match(
      back.setCookies.join("\n"),
      /openccu_loom_session=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax/,
    );
    assert.ok(page.jar.has("openccu_loom_csrf"));
    assert.ok(!page.jar.has(STATE_COOKIE), "the state cookie is cleared");
    const me = await page("GET", "/auth/me");
    assert.deepEqual(me.body, { subject: "anna", role: "operator", scheme: "session" });
    const forged = await page("PUT", "/me/preferences/x", { body: 1, headers: { "x-csrf-token": "wrong" } });
    assert.equal(forged.status, 403);
    assert.equal((await page("PUT", "/me/preferences/x", { body: 1 })).status, 204);
    assert.equal((await page("POST", "/auth/logout")).headers["x-ccu-anywhere-end-session"], undefined);
    assert.equal((await page("GET", "/auth/me")).status, 401);
    const [began, ended] = provider.asked;
    assert.deepEqual(began?.secrets, ended?.secrets);
    assert.equal(began?.secrets.redirectUrl, "http://home.lan/api/v1/auth/oidc/callback");
    assert.deepEqual(ended?.answer, { code: "the-code", state: began?.secrets.state });
  });

  it("tells at logout where the session at the provider ends", async () => {
    const { browser, provider, site } = bench();
    provider.endSession = "https://id.example.org/logout?x=1";
    const page = browser();
    await signOn(page);
    assert.ok(!(await storeText(site)).includes("the.id.token"), "sealed");
    const { headers, status } = await page("POST", "/auth/logout");
    assert.equal(status, 204);
    const end = new URL(String(headers["x-ccu-anywhere-end-session"]));
    assert.equal(end.origin + end.pathname, "https://id.example.org/logout");
    assert.deepEqual(Object.fromEntries(end.searchParams), {
      x: "1",
      client_id: "home",
      post_logout_redirect_uri: "http://home.lan/",
      id_token_hint: "the.id.token",
    });
  });

  it("makes no user where that is off, but knows those of before", async () => {
    const { browser, sections, provider } = bench();
    await signOn(browser());
    sections.change("north.rest.auth.oidc", { ...ON, create_users: false });
    assert.equal((await signOn(browser())).headers.location, "/");
    provider.claims = { sub: "2", preferred_username: "otto" };
    assert.equal((await signOn(browser())).headers.location, "/?error=unknown_user");
  });

  it("takes nobody's account by an equal name or address", async () => {
    const { browser, provider, site } = bench();
    await putUser(site, "anna", "admin");
    assert.equal((await signOn(browser())).headers.location, "/?error=account_exists");
    await putUser(site, "anna@example.org", "admin");
    provider.claims = { sub: "3", email: "anna@example.org", email_verified: true };
    assert.equal((await signOn(browser())).headers.location, "/?error=account_exists");
    provider.claims = { sub: "4", preferred_username: "berta" };
    assert.equal((await signOn(browser())).headers.location, "/");
    // another person of the same name, at the same provider
    provider.claims = { sub: "5", preferred_username: "berta" };
    assert.equal((await signOn(browser())).headers.location, "/?error=account_exists");
  });

  it("keeps equal subs of two providers apart", async () => {
    const second = { issuer: "https://other.example.org", client_id: "home" };
    const { browser, provider } = bench({ ...ON, second });
    await signOn(browser());
    assert.equal((await signOn(browser(), "?provider=second")).headers.location, "/?error=account_exists");
    assert.equal(provider.asked.at(-1)?.client.issuer, second.issuer);
  });

  it("follows a person who is called otherwise now, and her role", async () => {
    const { browser, provider, site } = bench();
    await signOn(browser());
    provider.claims = { sub: "1", preferred_username: "anna-maria", role: "admin" };
    const page = browser();
    await signOn(page);
    assert.deepEqual((await page("GET", "/auth/me")).body, { subject: "anna", role: "admin", scheme: "session" });
    const user = await site.store.get<UserRecord>("user", "anna");
    assert.equal(user?.value.password, undefined);
  });

  it("makes a deleted user anew, without its former sessions", async () => {
    const { browser, clients, site } = bench();
    await putUser(site, "root", "admin");
    const former = browser();
    await signOn(former);
    const root = clients(basic("root", "root-password"));
    assert.equal((await root("DELETE", "/users/anna")).status, 204);
    assert.equal((await former("GET", "/auth/me")).status, 401);
    const page = browser();
    await signOn(page);
    assert.equal((await page("GET", "/auth/me")).body.subject, "anna");
    assert.equal((await former("GET", "/auth/me")).status, 401);
  });

  it("has no password: none is right, none can be set", async () => {
    const { browser, clients, site } = bench();
    await putUser(site, "root", "admin");
    const page = browser();
    await signOn(page);
    for (const password of ["", "undefined", "anna"])
      assert.equal((await clients(basic("anna", password))("GET", "/auth/me")).status, 401);
    const own = { current_password: "x", new_password: "a new one" };
    assert.equal((await page("PATCH", "/auth/me/password", { body: own })).status, 409);
    const root = clients(basic("root", "root-password"));
    assert.equal((await root("PATCH", "/users/anna", { body: { password: "a new one" } })).status, 409);
    assert.equal((await root("PATCH", "/users/anna", { body: { role: "viewer" } })).status, 204);
  });

  it("refuses whom the claims give no role", async () => {
    const { browser, provider } = bench({ ...ON, default_role: "none", role_mapping: { family: "operator" } });
    provider.claims = { sub: "1", preferred_username: "anna", role: "admin" };
    assert.equal((await signOn(browser())).headers.location, "/?error=no_role");
    provider.claims = { sub: "1", preferred_username: "anna", role: ["neighbours", "family"] };
    assert.equal((await signOn(browser())).headers.location, "/");
  });
});

describe("the answer of a provider", () => {
  const begun = async (document?: object) => {
    const made = bench(document);
    const page = made.browser();
    const { headers } = await made.browser()("GET", "/auth/oidc/start");
    const sent = await page("GET", "/auth/oidc/start");
    const stateOf = (location: unknown) => new URL(String(location)).searchParams.get("state") ?? "";
    return { ...made, page, state: stateOf(sent.headers.location), foreign: stateOf(headers.location) };
  };

  it("counts once", async () => {
    const { page, state, provider } = await begun();
    const cookie = `${STATE_COOKIE}=${page.jar.get(STATE_COOKIE)}`;
    const path = `/auth/oidc/callback?code=c&state=${state}`;
    const answers = await Promise.all([
      page("GET", path, { headers: { cookie } }),
      page("GET", path, { headers: { cookie } }),
    ]);
    assert.deepEqual(answers.map(({ headers }) => headers.location).sort(), ["/", "/?error=bad_state"]);
    assert.equal((await page("GET", path, { headers: { cookie } })).headers.location, "/?error=bad_state");
    assert.equal(provider.asked.filter(({ answer }) => answer).length, 1);
  });

  it("counts in the browser that began it, and no other", async () => {
    const { browser, page, state, foreign, provider } = await begun();
    const before = provider.asked.length;
    const attacks: [string, Record<string, string>][] = [
      [state, {}],
      [foreign, {}],
      [foreign, { cookie: `${STATE_COOKIE}=${page.jar.get(STATE_COOKIE)}` }],
      [state, { cookie: `${STATE_COOKIE}=${state}` }],
      [state, { cookie: `${STATE_COOKIE}=${state}.${Buffer.from(`sealed:{"state":"${state}"}`).toString("base64")}` }],
      [state, { cookie: `${STATE_COOKIE}=${state}.${Buffer.from("sealed:null").toString("base64")}` }],
      [state.slice(1), { cookie: `${STATE_COOKIE}=${page.jar.get(STATE_COOKIE)}` }],
    ];
    for (const [sent, headers] of attacks) {
      const answer = await browser()("GET", `/auth/oidc/callback?code=c&state=${sent}`, { headers });
      assert.equal(answer.headers.location, "/?error=bad_state");
      assert.ok(!answer.cookies.has("openccu_loom_session"));
    }
    assert.equal(provider.asked.length, before, "the provider was not asked");
  });

  for (const [late, location] of [
    [PENDING_MS - 1, "/"],
    [PENDING_MS, "/?error=bad_state"],
  ] as const)
    it(`counts for five minutes: after ${late} ms ${location}`, async () => {
      const { page, state, site } = await begun();
      (site.clock as unknown as { advance(ms: number): void }).advance(late);
      assert.equal((await page("GET", `/auth/oidc/callback?code=c&state=${state}`)).headers.location, location);
    });

  it("is one of the provider as it was configured", async () => {
    const { page, state, sections } = await begun();
    sections.change("north.rest.auth.oidc", { ...ON, issuer: "https://evil.example.org" });
    assert.equal(
      (await page("GET", `/auth/oidc/callback?code=c&state=${state}`)).headers.location,
      "/?error=bad_state",
    );
  });

  it("may be a refusal, of which only a word is repeated", async () => {
    const { page, state } = await begun();
    const path = `/auth/oidc/callback?error=access_denied&state=${state}`;
    assert.equal((await page("GET", path)).headers.location, "/?error=access_denied");
    const other = await begun();
    const odd = `/auth/oidc/callback?error=${encodeURIComponent("x\r\nset-cookie: a=b")}&state=${other.state}`;
    assert.equal((await other.page("GET", odd)).headers.location, "/?error=exchange_failed");
  });

  for (const [fault, word] of [
    ["invalid", "id_token_invalid"],
    ["refused", "exchange_failed"],
    ["unreachable", "exchange_failed"],
  ] as const)
    it(`${fault}: the page is told ${word}, the log why`, async () => {
      const { page, state, provider, site } = await begun();
      provider.fault = fault;
      const answer = await page("GET", `/auth/oidc/callback?code=c&state=${state}`);
      assert.equal(answer.headers.location, `/?error=${word}`);
      assert.ok(site.logged.some((line) => line.includes(`the test says ${fault}`)));
    });
});

describe("what is asked of a sign-on", () => {
  it("is throttled by address", async () => {
    const { browser } = bench();
    const page = browser();
    for (let i = 0; i < SIGN_ON_BURST; i++) assert.equal((await page("GET", "/auth/oidc/start")).status, 302);
    const refused = await page("GET", "/auth/oidc/start");
    assert.equal(refused.status, 429);
    assert.equal((await page("GET", "/auth/oidc/start", { remote: "198.51.100.7" })).status, 302);
  });

  it("comes back under the name by which the server was asked, or that is set", async () => {
    const { browser, provider, sections } = bench();
    await browser()("GET", "/auth/oidc/start", { secure: true, headers: { host: "home.example.org" } });
    assert.equal(provider.asked.at(-1)?.secrets.redirectUrl, "https://home.example.org/api/v1/auth/oidc/callback");
    const redirect_url = "https://set.example.org/api/v1/auth/oidc/callback";
    sections.change("north.rest.auth.oidc", { ...ON, redirect_url });
    await browser()("GET", "/auth/oidc/start");
    assert.equal(provider.asked.at(-1)?.secrets.redirectUrl, redirect_url);
  });

  it("is refused where it is off, not there, or out of reach", async () => {
    const { browser, sections, provider } = bench({ enabled: false });
    for (const path of ["/auth/oidc/start", "/auth/oidc/callback?code=c&state=s"])
      assert.equal((await browser()("GET", path)).status, 404);
    sections.change("north.rest.auth.oidc", ON);
    assert.equal((await browser()("GET", "/auth/oidc/start?provider=second")).status, 404);
    assert.equal((await browser()("GET", "/auth/oidc/start?provider=__proto__")).status, 400);
    provider.fault = "unreachable";
    assert.equal((await browser()("GET", "/auth/oidc/start")).status, 503);
  });

  it("returns to paths of this server only", async () => {
    const { browser } = bench();
    assert.equal((await signOn(browser(), "?return_to=/api.html%23x")).headers.location, "/api.html#x");
    for (const evil of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "javascript:x",
    ])
      assert.equal((await signOn(browser(), `?return_to=${encodeURIComponent(evil)}`)).headers.location, "/");
    assert.equal(ownPath(`/${"a".repeat(RETURN_LIMIT - 1)}`).length, RETURN_LIMIT);
    assert.equal(ownPath(`/${"a".repeat(RETURN_LIMIT)}`), "/");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((tail) => `/${tail}`),
        ),
        (path) => {
          const base = "https://home.example.org";
          assert.equal(new URL(ownPath(path), base).origin, base);
        },
      ),
    );
  });

  it("never has the provider's page in the answer of a started sign-on but as a redirect", async () => {
    const { browser } = bench();
    const { headers, text } = await browser()("GET", "/auth/oidc/start");
    assert.ok(String(headers.location).startsWith(PROVIDER_PAGE));
    assert.equal(text, "");
    assert.equal(headers["cache-control"], "no-store");
  });
});
