import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { USERS_LOCK_MS } from "../../../handlers/auth/users-lock.ts";
import { preferenceOperations } from "../../../handlers/features/accounts/operations/preferences.ts";
import { tokenOperations } from "../../../handlers/features/accounts/operations/tokens.ts";
import { userOperations } from "../../../handlers/features/accounts/operations/users.ts";
import { basic, createClients, fakeConnections, putUser, storeText } from "../../support/client.ts";
import { createTestSite, identity, type TestSite } from "../../support/site.ts";

const operations = [...userOperations, ...preferenceOperations, ...tokenOperations];

async function bench() {
  const connections = fakeConnections();
  const site: TestSite = { ...createTestSite(), connections };
  await putUser(site, "root", "admin", "pw");
  const client = createClients(site, operations);
  return { site, connections, client, root: client(basic("root", "pw")) };
}
const anna = { username: "Anna", password: "secret-pw", role: "operator" };

describe("users", () => {
  it("creates a user under the lower-cased name, lists it in both forms, and lets it in", async () => {
    const { site, root, client } = await bench();
    const answer = await root("POST", "/users", { body: { ...anna, username: "  Anna " } });
    assert.equal(answer.status, 201);
    const created_at = new Date(site.clock.now()).toISOString();
    assert.deepEqual(answer.body, { subject: "anna", role: "operator", created_at });
    const list = (await root("GET", "/users")).body;
    assert.deepEqual(
      list.map((u: { subject: string }) => u.subject),
      ["anna", "root"],
    );
    assert.deepEqual((await root("GET", "/auth/users")).body, [
      { username: "anna", role: "operator" },
      { username: "root", role: "admin" },
    ]);
    assert.equal((await client(basic("ANNA", "secret-pw"))("GET", "/me/preferences/x")).status, 404);
    const [seen] = (await root("GET", "/users")).body;
    assert.equal(seen.last_seen_at, created_at);
    assert.ok(!(await storeText(site)).includes("secret-pw"));
    assert.ok(!site.logged.join().includes("secret-pw"));
  });

  it("refuses names, passwords and roles that cannot be, each with its reason, and changes nothing", async () => {
    const { root } = await bench();
    const cases: [Record<string, unknown>, string][] = [
      [{ username: "" }, "Missing username"],
      [{ username: "  " }, "Missing username"],
      [{ username: "an na" }, "Invalid username"],
      [{ username: "a=b" }, "Invalid username"],
      [{ username: "a:b" }, "Invalid username"],
      [{ username: "a\u0007" }, "Invalid username"],
      [{ username: "a\ud800" }, "Invalid username"],
      [{ username: "x".repeat(129) }, "Invalid username"],
      [{ password: "" }, "Missing password"],
      [{ password: "x".repeat(73) }, "Invalid password"],
      [{ password: "a\0" }, "Invalid password"],
      [{ role: "root" }, "Validation failed"],
      [{ role: undefined }, "Validation failed"],
    ];
    for (const [change, title] of cases) {
      const { status, body } = await root("POST", "/users", { body: { ...anna, ...change } });
      assert.deepEqual([status, body.code, body.title], [400, "validation", title], JSON.stringify(change));
      assert.ok(body.errors.length > 0);
    }
    assert.equal((await root("POST", "/users", { body: { ...anna, admin: true } })).body.code, "bad_request");
    assert.equal((await root("GET", "/users")).body.length, 1);
    const longest = { ...anna, username: "x".repeat(128), password: "x".repeat(72) };
    assert.equal((await root("POST", "/users", { body: longest })).status, 201);
  });

  it("refuses a name that is taken; of two at once one is created", async () => {
    const { root } = await bench();
    const answers = await Promise.all([root("POST", "/users", { body: anna }), root("POST", "/users", { body: anna })]);
    assert.deepEqual(answers.map((a) => a.status).sort(), [201, 409]);
    assert.equal((await root("POST", "/users", { body: { ...anna, username: "aNNa" } })).body.code, "conflict");
  });

  it("changes password and role, goes on in open sockets, and ends them with the password", async () => {
    const { root, client, connections } = await bench();
    await root("POST", "/users", { body: anna });
    const user = client(basic("anna", "secret-pw"));
    assert.equal((await user("GET", "/users")).status, 403);
    const socket = { ...identity("operator", "anna"), scheme: "session", credential: "s" } as const;
    const token = { ...identity("operator", "anna"), scheme: "bearer", credential: "t" } as const;
    connections.open = [socket, token, identity("admin", "root")];
    assert.equal((await root("PATCH", "/users/Anna", { body: { role: "admin" } })).status, 204);
    assert.equal((await user("GET", "/users")).status, 200, "at once");
    assert.deepEqual(connections.open, [{ ...socket, role: "admin" }, token, identity("admin", "root")]);
    assert.equal((await root("PATCH", "/users/anna", { body: { password: "other" } })).status, 204);
    assert.equal((await user("GET", "/users")).status, 401);
    assert.deepEqual(connections.ended, ["password changed"]);
    assert.deepEqual(connections.open, [token, identity("admin", "root")]);
    assert.equal((await client(basic("anna", "other"))("GET", "/users")).status, 200);
  });

  it("answers 400 for nothing to update and 404 for nobody", async () => {
    const { root } = await bench();
    const nothing = await root("PATCH", "/users/root", { body: {} });
    assert.deepEqual([nothing.status, nothing.body.title], [400, "Nothing to update"]);
    assert.equal((await root("PATCH", "/users/nobody", { body: { role: "viewer" } })).status, 404);
    assert.equal((await root("PATCH", "/users/root", { body: { role: "king" } })).status, 400);
    assert.equal((await root("PATCH", "/users/root", { body: { password: "x".repeat(73) } })).status, 400);
    assert.equal((await root("DELETE", "/users/nobody")).status, 404);
    assert.equal((await root("DELETE", `/users/${"x".repeat(256)}`)).status, 400);
  });

  it("deletes a user with its preferences, sockets and access", async () => {
    const { site, root, client, connections } = await bench();
    await root("POST", "/users", { body: anna });
    const user = client(basic("anna", "secret-pw"));
    await user("PUT", "/me/preferences/a", { body: 1 });
    connections.open = [identity("operator", "anna"), identity("admin", "root")];
    assert.equal((await root("DELETE", "/users/anna")).status, 204);
    assert.deepEqual(connections.open, [identity("admin", "root")]);
    assert.equal((await user("GET", "/me/preferences/a")).status, 401);
    assert.equal((await site.store.list("preference")).items.length, 0);
    assert.equal((await root("DELETE", "/users/anna")).status, 404);
  });

  it("is written to the audit log without a password", async () => {
    const { site, root } = await bench();
    await root("POST", "/users", { body: anna });
    await root("PATCH", "/users/anna", { body: { password: "other", role: "viewer" } });
    await root("DELETE", "/users/anna");
    const { items } = await site.store.list<{ action: string; user: string; note: string }>("audit");
    assert.deepEqual(items.map(({ value: { action, user, note } }) => [action, user, note]).sort(), [
      ["user_create", "root", "subject=anna role=operator"],
      ["user_delete", "root", "subject=anna"],
      ["user_update", "root", "subject=anna role=viewer password=changed"],
    ]);
  });
});

describe("tokens of a user", () => {
  it("end with the user, however the subject is spelt, and with them what lives on them; others stay", async () => {
    const { site, root, client, connections } = await bench();
    await root("POST", "/users", { body: anna });
    const made = async (subject: string) =>
      (await root("POST", "/auth/tokens/v2", { body: { subject, role: "viewer" } })).body.token as string;
    const tokens = [await made("anna"), await made("ANNA"), await made(" anna ")];
    const other = await made("annabel");
    const asks = async (token: string) =>
      (await client({ authorization: `Bearer ${token}` })("GET", "/me/preferences/x")).status;
    for (const token of [...tokens, other]) assert.equal(await asks(token), 404);
    connections.open = [];
    assert.equal((await root("DELETE", "/users/anna")).status, 204);
    for (const token of tokens) assert.equal(await asks(token), 401);
    assert.equal(await asks(other), 404);
    const { items } = await site.store.list("token");
    assert.equal(items.length, 1);
  });
});

describe("the last admin", () => {
  it("can neither be demoted nor deleted, but may change the password", async () => {
    const { root, client } = await bench();
    await root("POST", "/users", { body: anna });
    for (const answer of [
      await root("PATCH", "/users/root", { body: { role: "operator" } }),
      await root("PATCH", "/users/root", { body: { role: "viewer", password: "x" } }),
      await root("DELETE", "/users/root"),
    ])
      assert.deepEqual([answer.status, answer.body.code], [409, "conflict"]);
    assert.equal((await root("PATCH", "/users/root", { body: { role: "admin", password: "new" } })).status, 204);
    assert.equal((await client(basic("root", "new"))("GET", "/users")).status, 200);
  });

  it("stays when the admins take each other's role at the same time, in one process", async () => {
    const { site, client, root } = await bench();
    await putUser(site, "eva", "admin", "pw");
    const eva = client(basic("eva", "pw"));
    for (const request of [
      () => [
        root("PATCH", "/users/eva", { body: { role: "viewer" } }),
        eva("PATCH", "/users/root", { body: { role: "viewer" } }),
      ],
      () => [root("DELETE", "/users/eva"), eva("DELETE", "/users/root")],
    ]) {
      await putUser(site, "eva", "admin", "pw");
      await putUser(site, "root", "admin", "pw");
      for (const subject of ["eva", "root"]) site.credentials.forget({ subject });
      const statuses = (await Promise.all(request())).map((a) => a.status).sort();
      assert.deepEqual(statuses, [204, 409]);
      const { items } = await site.store.list<{ role: string }>("user");
      assert.equal(items.filter((u) => u.value.role === "admin").length, 1);
    }
  });

  it("stays when two processes do it: the lock of the other one refuses, and ends by itself after a crash", async () => {
    const { site, root } = await bench();
    await putUser(site, "eva", "admin", "pw");
    const expiresAt = site.clock.now() + USERS_LOCK_MS;
    await site.store.put("lock", "users", { owner: "another process" }, { ifVersion: 0, expiresAt });
    assert.equal((await root("DELETE", "/users/eva")).status, 409);
    site.clock.advance(USERS_LOCK_MS);
    assert.equal((await root("DELETE", "/users/eva")).status, 204);
    assert.equal(await site.store.get("lock", "users"), undefined);
  });
});
