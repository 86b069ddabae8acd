import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authCommands } from "../../../handlers/features/accounts/commands.ts";
import { authOperations } from "../../../handlers/features/accounts/operations/auth.ts";
import { preferenceOperations } from "../../../handlers/features/accounts/operations/preferences.ts";
import { userOperations } from "../../../handlers/features/accounts/operations/users.ts";
import { PREFERENCE_KEY_LIMIT, PREFERENCE_LIMIT } from "../../../handlers/features/accounts/schemas/auth.ts";
import { basic, createClients, fakeConnections, putUser, storeText } from "../../support/client.ts";
import { call, createTestSite, identity, type TestSite } from "../../support/site.ts";

const operations = [...authOperations, ...preferenceOperations, ...userOperations];

async function bench() {
  const connections = fakeConnections();
  const site: TestSite = { ...createTestSite(), connections };
  await putUser(site, "root", "admin", "pw");
  await putUser(site, "anna", "operator", "pw");
  const client = createClients(site, operations);
  const browser = async (username: string, password = "pw") => {
    const tab = client({}, { keepCookies: true });
    assert.equal((await tab("POST", "/auth/login", { body: { username, password } })).status, 200);
    return tab;
  };
  return { site, connections, client, browser };
}

describe("login", () => {
  it("answers with identity, session cookie and CSRF cookie, to a program that has no cookie yet", async () => {
    const { site, client } = await bench();
    const answer = await client()("POST", "/auth/login", { body: { username: " Anna ", password: "pw" } });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { subject: "anna", role: "operator", scheme: "basic" });
    assert.equal(answer.setCookies.length, 2);
    const [session = "", csrf = ""] = answer.setCookies;
    const expires = new Date(site.clock.now() + 12 * 3_600_000).toUTCString();
    assert.match(session, /^openccu_loom_session=[\w-]{43}; Path=\/; Expires=/);
    assert.ok(session.includes(`Expires=${expires}; HttpOnly; SameSite=Lax`) && !session.includes("Secure"));
    assert.match(csrf, /^openccu_loom_csrf=[\w-]{43}; Path=\/; SameSite=Lax$/);
    const secure = await client()("POST", "/auth/login", { body: { username: "anna", password: "pw" }, secure: true });
    assert.ok(secure.setCookies.every((c) => c.endsWith("; Secure")));
    assert.ok(!(await storeText(site)).includes(answer.cookies.get("openccu_loom_session")!));
  });

  it("does not tell an unknown name from a wrong password", async () => {
    const { client } = await bench();
    const refused = async (username: string, password: string) =>
      (await client()("POST", "/auth/login", { body: { username, password }, headers: { "x-request-id": "1" } })).body;
    const wrong = await refused("anna", "wrong");
    assert.equal(wrong.status, 401);
    assert.equal(wrong.title, "Invalid credentials");
    assert.deepEqual(await refused("nobody", "pw"), wrong);
    assert.deepEqual(await refused("anna", "x".repeat(73)), wrong);
    assert.deepEqual(await refused("", ""), wrong);
  });

  it("refuses malformed bodies with 400 and the sixth attempt with 429", async () => {
    const { client, site } = await bench();
    const post = (body: unknown) => client()("POST", "/auth/login", { body });
    for (const body of [undefined, {}, { username: "anna" }, { username: 1, password: "x" }, [], "x"])
      assert.equal((await post(body)).status, 400);
    assert.equal((await post({ username: "anna", password: "pw", remember: true })).status, 400);
    assert.equal((await client()("POST", "/auth/login", { raw: "{" })).body.code, "bad_request");
    const attempts = [];
    for (let i = 0; i < 6; i++) attempts.push(await post({ username: "anna", password: "wrong" }));
    assert.deepEqual(
      attempts.map((a) => a.status),
      [401, 401, 401, 401, 401, 429],
    );
    assert.equal(attempts[5]!.headers["retry-after"], "1");
    assert.equal((await post({ username: "anna", password: "pw" })).status, 429);
    site.clock.advance(1000);
    assert.equal((await post({ username: "anna", password: "pw" })).status, 200);
  });

  it("gives two logins at once two sessions that live on their own", async () => {
    const { browser } = await bench();
    const [one, two] = await Promise.all([browser("anna"), browser("anna")]);
    assert.notEqual(one.jar.get("openccu_loom_session"), two.jar.get("openccu_loom_session"));
    assert.equal((await one("POST", "/auth/logout")).status, 204);
    assert.equal((await one("GET", "/auth/me")).status, 401);
    assert.deepEqual((await two("GET", "/auth/me")).body, { subject: "anna", role: "operator", scheme: "session" });
  });

  it("survives a restart: another process on the same store knows the session", async () => {
    const { site, browser } = await bench();
    const tab = await browser("anna");
    const { createAuthenticator } = await import("../../../handlers/auth/authenticator.ts");
    const restarted = createClients({ ...site, credentials: createAuthenticator(site) }, operations)();
    const cookie = `openccu_loom_session=${tab.jar.get("openccu_loom_session")}`;
    assert.equal((await restarted("GET", "/auth/me", { headers: { cookie } })).body.subject, "anna");
  });
});

describe("logout", () => {
  it("clears the cookie, ends the session and its sockets, and nobody else's", async () => {
    const { site, connections, browser } = await bench();
    const tab = await browser("anna");
    const other = await browser("anna");
    const { sha256 } = await import("../../../handlers/records/accounts.ts");
    const socket = (jar: Map<string, string>) =>
      ({
        ...identity("operator", "anna"),
        scheme: "session",
        credential: sha256(jar.get("openccu_loom_session")!),
      }) as const;
    const [mine, others] = [socket(tab.jar), socket(other.jar)];
    connections.open = [mine, others, identity("operator", "anna")];
    const answer = await tab("POST", "/auth/logout");
    assert.equal(answer.status, 204);
    assert.equal(answer.text, "");
    assert.ok(answer.setCookies.includes("openccu_loom_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    assert.deepEqual(connections.ended, ["logged out"]);
    assert.deepEqual(connections.open, [others, identity("operator", "anna")]);
    assert.equal((await other("GET", "/auth/me")).status, 200);
    assert.ok(!(await storeText(site)).includes(mine.credential));
  });

  it("is 204 without a session, and 403 where a browser does not repeat the CSRF cookie", async () => {
    const { client, browser } = await bench();
    const stranger = client({}, { keepCookies: true });
    await stranger("GET", "/auth/me");
    assert.equal((await stranger("POST", "/auth/logout")).status, 204);
    assert.equal((await client()("POST", "/auth/logout")).status, 403);
    const tab = await browser("anna");
    assert.equal((await tab("POST", "/auth/logout", { headers: { "x-csrf-token": "forged" } })).status, 403);
    assert.equal((await tab("GET", "/auth/me")).status, 200);
  });
});

describe("own password", () => {
  it("changes it, keeps the asking session, ends the others and their sockets", async () => {
    const { connections, client, browser } = await bench();
    const tab = await browser("anna");
    const other = await browser("anna");
    const { sha256 } = await import("../../../handlers/records/accounts.ts");
    const credential = sha256(tab.jar.get("openccu_loom_session")!);
    const session = { ...identity("operator", "anna"), scheme: "session", credential } as const;
    const token = { ...identity("operator", "anna"), scheme: "bearer", credential: "t" } as const;
    connections.open = [session, identity("operator", "anna"), { ...session, credential: "other" }, token];
    const body = { current_password: "pw", new_password: "better" };
    assert.equal((await tab("PATCH", "/auth/me/password", { body })).status, 204);
    assert.equal((await tab("GET", "/auth/me")).status, 200);
    assert.equal((await other("GET", "/auth/me")).status, 401);
    assert.deepEqual(connections.open, [session, token]);
    assert.equal((await client(basic("anna", "pw"))("GET", "/auth/me")).status, 401);
    assert.equal((await client(basic("anna", "better"))("GET", "/auth/me")).status, 200);
  });

  it("refuses a wrong current password, a new one that cannot be, and who has none", async () => {
    const { client, site } = await bench();
    const { createToken } = await import("../../../handlers/features/accounts/tokens.ts");
    const { rejected } = await import("../../../handlers/kernel/problem.ts");
    const anna = client(basic("anna", "pw"));
    const change = (current_password: string, new_password: string, who = anna) =>
      who("PATCH", "/auth/me/password", { body: { current_password, new_password } });
    const wrong = await change("wrong", "better");
    assert.equal(wrong.status, 403);
    assert.equal(wrong.body.title, "Current password incorrect");
    assert.equal((await change("pw", "x".repeat(73))).body.code, "validation");
    assert.equal((await change("pw", "ä".repeat(37))).status, 400);
    assert.equal((await change("pw", "")).status, 400);
    assert.equal((await change("pw", "a\0b")).status, 400);
    assert.equal((await anna("PATCH", "/auth/me/password", { body: { new_password: "x" } })).status, 400);
    assert.equal((await change("pw", "x".repeat(72))).status, 204);
    const { token } = await createToken(site, identity("admin"), { subject: "grafana", role: "viewer" }, rejected);
    const machine = client({ authorization: `Bearer ${token}` });
    assert.equal((await change("pw", "better", machine)).status, 409);
  });

  it("is no way to guess: attempts are throttled", async () => {
    const { client } = await bench();
    const anna = client(basic("anna", "pw"));
    const guess = (i: number) =>
      anna("PATCH", "/auth/me/password", { body: { current_password: `guess ${i}`, new_password: "x" } });
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await guess(i)).status);
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429]);
  });
});

describe("who am I", () => {
  it("answers 401 with the ways to log in, and sets the CSRF cookie on any answer", async () => {
    const { client } = await bench();
    const answer = await client()("GET", "/auth/me");
    assert.equal(answer.status, 401);
    assert.equal(answer.headers["www-authenticate"], 'Basic realm="openccu-loom", Bearer');
    assert.match(answer.cookies.get("openccu_loom_csrf") ?? "", /^[\w-]{43}$/);
  });

  it("tells a socket its permissions", async () => {
    const site = createTestSite();
    for (const role of ["viewer", "operator", "admin"] as const)
      assert.deepEqual(await call(site, authCommands, "system.user_permissions", { any: 1 }, identity(role)), {
        data: { is_admin: role === "admin", role, backend: "" },
      });
  });
});

describe("preferences", () => {
  it("keeps any JSON per subject, and forgets it", async () => {
    const { client } = await bench();
    const anna = client(basic("anna", "pw"));
    const root = client(basic("root", "pw"));
    for (const value of [{ a: [1, null] }, [], "text", 0, false, null]) {
      assert.equal((await anna("PUT", "/me/preferences/ui%2Flayout", { body: value })).status, 204);
      const answer = await anna("GET", "/me/preferences/ui%2Flayout");
      assert.deepEqual(answer.body, { key: "ui/layout", value });
    }
    assert.equal((await root("GET", "/me/preferences/ui%2Flayout")).status, 404);
    assert.equal((await anna("DELETE", "/me/preferences/ui%2Flayout")).status, 204);
    assert.equal((await anna("DELETE", "/me/preferences/ui%2Flayout")).status, 204);
    assert.equal((await anna("GET", "/me/preferences/ui%2Flayout")).status, 404);
  });

  it("takes 256 KiB and a key of 128 characters, and nothing past them", async () => {
    const { client } = await bench();
    const anna = client(basic("anna", "pw"));
    const text = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
    assert.equal((await anna("PUT", "/me/preferences/a", { raw: text(PREFERENCE_LIMIT) })).status, 204);
    assert.equal((await anna("PUT", "/me/preferences/a", { raw: text(PREFERENCE_LIMIT + 1) })).status, 413);
    const key = encodeURIComponent("\u{1F600}".repeat(PREFERENCE_KEY_LIMIT));
    assert.equal((await anna("PUT", `/me/preferences/${key}`, { body: 1 })).status, 204);
    assert.equal((await anna("GET", `/me/preferences/${key}`)).body.value, 1);
    assert.equal((await anna("PUT", `/me/preferences/${key}x`, { body: 1 })).status, 400);
    assert.equal((await anna("PUT", "/me/preferences/a")).status, 400);
    assert.equal((await anna("PUT", "/me/preferences/a", { raw: "{" })).status, 400);
  });

  it("takes the longest key of the longest subject, and no control characters", async () => {
    const { site, client } = await bench();
    const name = '"'.repeat(128);
    await putUser(site, name, "viewer", "pw");
    const user = client(basic(name, "pw"));
    const key = encodeURIComponent("\u{1F600}".repeat(PREFERENCE_KEY_LIMIT));
    assert.equal((await user("PUT", `/me/preferences/${key}`, { body: 1 })).status, 204);
    assert.equal((await user("GET", `/me/preferences/${key}`)).body.value, 1);
    assert.equal((await user("PUT", "/me/preferences/a%01", { body: 1 })).status, 400);
  });
});
