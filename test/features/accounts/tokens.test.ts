import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authOperations } from "../../../handlers/features/accounts/operations/auth.ts";
import { tokenOperations } from "../../../handlers/features/accounts/operations/tokens.ts";
import { TOKEN_DAYS_LIMIT } from "../../../handlers/features/accounts/schemas/tokens.ts";
import { sha256 } from "../../../handlers/records/accounts.ts";
import { basic, bearer, createClients, fakeConnections, putUser, storeText } from "../../support/client.ts";
import { createTestSite, type TestSite } from "../../support/site.ts";

async function bench() {
  const connections = fakeConnections();
  const site: TestSite = { ...createTestSite(), connections };
  await putUser(site, "root", "admin", "pw");
  const client = createClients(site, [...tokenOperations, ...authOperations]);
  return { site, connections, client, root: client(basic("root", "pw")) };
}

describe("tokens, newer form", () => {
  it("makes a token that works, is shown once and is stored only as a hash", async () => {
    const { site, client, root } = await bench();
    const body = { subject: " grafana ", role: "viewer", expires_in_days: 90 };
    const made = await root("POST", "/auth/tokens/v2", { body });
    assert.equal(made.status, 201);
    const { token, ...rest } = made.body;
    assert.match(token, /^[\w-]{43}$/);
    const fingerprint = sha256(token).slice(0, 12);
    const expires_at = new Date(site.clock.now() + 90 * 86_400_000).toISOString();
    assert.deepEqual(rest, { fingerprint, subject: "grafana", role: "viewer", expires_at });
    const machine = client(bearer(token));
    assert.deepEqual((await machine("GET", "/auth/me")).body, { subject: "grafana", role: "viewer", scheme: "bearer" });
    assert.equal((await machine("GET", "/auth/tokens/v2")).status, 403);
    const created_at = new Date(site.clock.now()).toISOString();
    assert.deepEqual((await root("GET", "/auth/tokens/v2")).body, [
      { fingerprint, subject: "grafana", role: "viewer", created_at, last_seen_at: created_at, expires_at },
    ]);
    assert.ok(!(await storeText(site)).includes(token));
    assert.ok(!site.logged.join().includes(token));
  });

  it("lists by subject, and no longer what has expired", async () => {
    const { site, root } = await bench();
    const make = (subject: string, days?: number) =>
      root("POST", "/auth/tokens/v2", {
        body: { subject, role: "viewer", ...(days ? { expires_in_days: days } : {}) },
      });
    for (const subject of ["zoe", "bob", "anna"]) await make(subject);
    await make("carl", 1);
    const subjects = async () => (await root("GET", "/auth/tokens/v2")).body.map((t: { subject: string }) => t.subject);
    assert.deepEqual(await subjects(), ["anna", "bob", "carl", "zoe"]);
    site.clock.advance(86_400_000);
    assert.deepEqual(await subjects(), ["anna", "bob", "zoe"]);
  });

  it("refuses what cannot be with 400 validation", async () => {
    const { root } = await bench();
    const good = { subject: "a", role: "viewer" };
    for (const body of [
      { ...good, subject: "" },
      { ...good, subject: "  " },
      { ...good, subject: "a\u0000b" },
      { ...good, subject: "\ud800" },
      { ...good, subject: "x".repeat(129) },
      { ...good, role: "root" },
      { subject: "a" },
      { ...good, expires_in_days: 0 },
      { ...good, expires_in_days: 1.5 },
      { ...good, expires_in_days: TOKEN_DAYS_LIMIT + 1 },
    ]) {
      const answer = await root("POST", "/auth/tokens/v2", { body });
      assert.deepEqual([answer.status, answer.body.code], [400, "validation"], JSON.stringify(body));
    }
    assert.equal((await root("POST", "/auth/tokens/v2", { body: { ...good, x: 1 } })).body.code, "bad_request");
    assert.equal((await root("GET", "/auth/tokens/v2")).body.length, 0);
    const longest = { subject: "x".repeat(128), role: "viewer", expires_in_days: TOKEN_DAYS_LIMIT };
    assert.equal((await root("POST", "/auth/tokens/v2", { body: longest })).status, 201);
  });

  it("deletes by fingerprint: access and sockets end at once", async () => {
    const { site, client, root, connections } = await bench();
    const { token, fingerprint } = (await root("POST", "/auth/tokens/v2", { body: { subject: "a", role: "operator" } }))
      .body;
    const machine = client(bearer(token));
    assert.equal((await machine("GET", "/auth/me")).status, 200);
    const socket = (await site.credentials.authenticateToken(token))!;
    connections.open = [socket, { ...socket, credential: "another" }];
    assert.equal((await root("DELETE", `/auth/tokens/v2/${fingerprint}`)).status, 204);
    assert.equal((await machine("GET", "/auth/me")).status, 401);
    assert.deepEqual(connections.ended, ["token deleted"]);
    assert.equal(connections.open.length, 1);
    for (const name of [fingerprint, "nonsense", sha256(token), fingerprint.slice(0, 4), "%25"])
      assert.equal((await root("DELETE", `/auth/tokens/v2/${name}`)).status, 404, name);
    const notes = (await site.store.list<{ action: string; note: string }>("audit")).items.map((i) => i.value);
    const note = `subject=a role=operator id=${sha256(token).slice(0, 16)}`;
    assert.deepEqual(notes.map((n) => [n.action, n.note]).sort(), [
      ["token_create", note],
      ["token_revoke", note],
    ]);
  });

  it("answers a repeated Idempotency-Key with a second token rather than keeping the first one's secret", async () => {
    const { root, site } = await bench();
    const headers = { "idempotency-key": "k" };
    const request = { body: { subject: "a", role: "viewer" }, headers };
    const one = (await root("POST", "/auth/tokens/v2", request)).body.token;
    const two = (await root("POST", "/auth/tokens/v2", request)).body.token;
    assert.notEqual(one, two);
    assert.equal((await site.store.list("idempotency")).items.length, 0);
  });
});

describe("tokens, older form", () => {
  it("has id and fingerprint of its own, 422 for wrong input, and works the same", async () => {
    const { client, root } = await bench();
    const made = await root("POST", "/auth/tokens", { body: { subject: "old", role: "operator" } });
    assert.equal(made.status, 201);
    const { token, ...rest } = made.body;
    const id = sha256(token).slice(0, 16);
    assert.deepEqual(rest, { id, fingerprint: `…${token.slice(-6)}`, subject: "old", role: "operator" });
    assert.equal((await client(bearer(token))("GET", "/auth/me")).body.subject, "old");
    assert.deepEqual((await root("GET", "/auth/tokens")).body, [
      { id, fingerprint: id, subject: "old", role: "operator" },
    ]);
    for (const body of [{ subject: "", role: "viewer" }, { subject: "a", role: "x" }, { role: "viewer" }]) {
      const answer = await root("POST", "/auth/tokens", { body });
      assert.deepEqual([answer.status, answer.body.code], [422, "validation"]);
    }
    assert.equal((await root("POST", "/auth/tokens", { raw: "{" })).status, 400);
    assert.equal((await root("POST", "/auth/tokens", { body: { subject: "a", role: "viewer", days: 1 } })).status, 400);
    assert.equal((await root("DELETE", `/auth/tokens/${id.slice(0, 12)}`)).status, 404);
    assert.equal((await root("DELETE", `/auth/tokens/${id}`)).status, 204);
    assert.equal((await client(bearer(token))("GET", "/auth/me")).status, 401);
  });
});
