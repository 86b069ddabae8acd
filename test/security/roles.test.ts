/** Who may call what about users, tokens, sessions and locks: the contract's roles (api-behaviour 2.12), asked of every role. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { auditOperations } from "../../handlers/features/accounts/operations/audit.ts";
import { authOperations } from "../../handlers/features/accounts/operations/auth.ts";
import { preferenceOperations } from "../../handlers/features/accounts/operations/preferences.ts";
import { setupOperations } from "../../handlers/features/accounts/operations/setup.ts";
import { tokenOperations } from "../../handlers/features/accounts/operations/tokens.ts";
import { userOperations } from "../../handlers/features/accounts/operations/users.ts";
import { createToken } from "../../handlers/features/accounts/tokens.ts";
import { editSessionOperations } from "../../handlers/features/paramsets/operations/edit-sessions.ts";
import type { Role } from "../../handlers/kernel/identity.ts";
import { rejected } from "../../handlers/kernel/problem.ts";
import { basic, bearer, createClients, putUser, storeText } from "../support/client.ts";
import { createTestSite, identity } from "../support/site.ts";

const operations = [
  ...setupOperations,
  ...authOperations,
  ...preferenceOperations,
  ...tokenOperations,
  ...userOperations,
  ...editSessionOperations,
  ...auditOperations,
];
const ROLES: readonly Role[] = ["viewer", "operator", "admin"];

const EXPECTED: Record<string, Role | "public"> = {
  "GET /setup/status": "public",
  "POST /setup": "public",
  "POST /auth/login": "public",
  "POST /auth/logout": "public",
  "GET /auth/me": "viewer",
  "PATCH /auth/me/password": "viewer",
  "GET /me/preferences/{key}": "viewer",
  "PUT /me/preferences/{key}": "viewer",
  "DELETE /me/preferences/{key}": "viewer",
  "GET /auth/users": "admin",
  "GET /auth/tokens": "admin",
  "POST /auth/tokens": "admin",
  "DELETE /auth/tokens/{id}": "admin",
  "GET /auth/tokens/v2": "admin",
  "POST /auth/tokens/v2": "admin",
  "DELETE /auth/tokens/v2/{fingerprint}": "admin",
  "GET /users": "admin",
  "POST /users": "admin",
  "PATCH /users/{subject}": "admin",
  "DELETE /users/{subject}": "admin",
  "GET /audit": "viewer",
  "POST /sessions/edit": "operator",
  "DELETE /sessions/edit": "operator",
  "POST /sessions/edit/heartbeat": "operator",
  "POST /sessions/edit/take-over": "operator",
};

async function bench() {
  const site = createTestSite();
  await putUser(site, "keeper", "admin", "pw");
  for (const role of ROLES) await putUser(site, role, role, "pw");
  return { site, client: createClients(site, operations) };
}

describe("roles", () => {
  it("are declared for exactly the operations of the contract", () => {
    const declared = Object.fromEntries(operations.map(({ spec }) => [`${spec.method} ${spec.path}`, spec.role]));
    assert.deepEqual(declared, EXPECTED);
  });

  for (const [name, required] of Object.entries(EXPECTED)) {
    if (required === "public") continue;
    const [method = "", template = ""] = name.split(" ");
    const path = template.replace(/\{\w+\}/, "nobody");
    it(`${name} needs ${required}, with a password as with a token`, async () => {
      const { site, client } = await bench();
      const before = await storeText(site);
      // a Bearer that does not resolve is answered 401; without any credential the CSRF check comes first (403)
      const strangers = [client(bearer("nonsense")), client()];
      for (const stranger of strangers) {
        const { status } = await stranger(method, path, { body: {} });
        assert.equal(status, method === "GET" || stranger === strangers[0] ? 401 : 403);
      }
      assert.equal(await storeText(site), before);
      for (const role of ROLES) {
        const { token } = await createToken(site, identity("admin"), { subject: `${role}-token`, role }, rejected);
        for (const who of [client(basic(role, "pw")), client(bearer(token))]) {
          const { status, body } = await who(method, path, { body: {} });
          const allowed = ROLES.indexOf(role) >= ROLES.indexOf(required);
          if (allowed) assert.ok(status < 500 && status !== 401 && status !== 403, `${role}: ${status}`);
          else assert.deepEqual([status, body.code, body.detail], [403, "forbidden", "insufficient role"]);
        }
      }
    });
  }

  it("let nobody reach another subject's preferences or password through one's own", async () => {
    const { client } = await bench();
    const admin = client(basic("admin", "pw"));
    await client(basic("viewer", "pw"))("PUT", "/me/preferences/a", { body: "mine" });
    assert.equal((await admin("GET", "/me/preferences/a")).status, 404);
    const body = { current_password: "pw", new_password: "new" };
    assert.equal((await admin("PATCH", "/auth/me/password", { body })).status, 204);
    assert.equal((await client(basic("viewer", "pw"))("GET", "/auth/me")).status, 200);
  });
});
