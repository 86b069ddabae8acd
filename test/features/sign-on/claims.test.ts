/** Names and roles from claims. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { oidcSettings } from "../../../handlers/auth/sign-on-settings.ts";
import { usernameFault } from "../../../handlers/auth/usernames.ts";
import { GROUPS_LIMIT, nameOf, roleOf } from "../../../handlers/features/sign-on/claims.ts";
import { ROLES, type Role } from "../../../handlers/kernel/identity.ts";

const rules = { role_claim: "role", role_mapping: {}, default_role: "viewer" as Role | "none" };

test("roles of the contract, the highest counts, what is unknown says nothing", () => {
  for (const [role, expected] of [
    ["admin", "admin"],
    ["Administrator", "admin"],
    [["viewer", "operator"], "operator"],
    ["no admin", "viewer"],
    ["constructor", "viewer"],
    [{ admin: true }, "viewer"],
    [undefined, "viewer"],
  ] as const)
    assert.equal(roleOf({ role }, rules), expected);
  assert.equal(roleOf({ role: "guest" }, { ...rules, default_role: "none" }), undefined);
});

test("a claim may have a path or dots in its name; a mapping replaces the built-in names", () => {
  const claims = {
    realm_access: { roles: ["home-admins"] },
    "https://example.org/roles": ["home-admins"],
    groups: ["admin"],
  };
  const role_mapping = { "home-admins": "admin" } as const;
  assert.equal(roleOf(claims, { ...rules, role_mapping, role_claim: "realm_access.roles" }), "admin");
  assert.equal(roleOf(claims, { ...rules, role_mapping, role_claim: "https://example.org/roles" }), "admin");
  assert.equal(roleOf(claims, { ...rules, role_mapping, role_claim: "groups" }), "viewer");
  assert.equal(roleOf(claims, { ...rules, role_mapping, role_claim: "realm_access.__proto__.x" }), "viewer");
});

test("an address counts only where it is confirmed", () => {
  const by = { ...rules, role_claim: "email", role_mapping: { "a@example.org": "admin" } as const };
  assert.equal(roleOf({ email: "a@example.org" }, by), "viewer");
  assert.equal(roleOf({ email: "a@example.org", email_verified: true }, by), "admin");
  assert.equal(nameOf({ sub: "s", email: "a@example.org", email_verified: "true" }), "s");
  assert.equal(nameOf({ sub: "s", email: "A@example.org", email_verified: true }), "a@example.org");
});

test("so many groups are looked at", () => {
  const groups = Array.from({ length: GROUPS_LIMIT }, (_, i) => `g${i}`);
  assert.equal(roleOf({ role: [...groups.slice(1), "admin"] }, rules), "admin");
  assert.equal(roleOf({ role: [...groups, "admin"] }, rules), "viewer");
});

test("whatever the claims are, the name can be a user's and the role is one", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("sub", "email", "preferred_username", "role", "email_verified"), fc.jsonValue()),
      (claims) => {
        const name = nameOf(claims);
        assert.ok(name === undefined || usernameFault(name) === undefined);
        assert.ok(ROLES.includes(roleOf(claims, rules) as Role));
      },
    ),
  );
});

test("settings that would let in everybody, or lead elsewhere, are refused", () => {
  const faults = (document: object) =>
    oidcSettings.schema.safeParse(document).error?.issues.map(({ path }) => path.join(".")) ?? [];
  const on = { enabled: true, issuer: "https://id.example.org", client_id: "home" };
  assert.deepEqual(faults(on), []);
  assert.deepEqual(faults({ ...on, issuer: "http://192.168.1.5:9000/application/o/home/" }), []);
  assert.deepEqual(faults({ enabled: true }), ["issuer"]);
  assert.deepEqual(faults({ ...on, client_id: "" }), ["client_id"]);
  assert.deepEqual(faults({ ...on, scopes: "email" }), ["scopes"]);
  for (const issuer of [
    "ftp://x.org",
    "https://a:b@x.org",
    "https://x.org/?a",
    "http://169.254.169.254/",
    "id.example.org",
  ])
    assert.deepEqual(faults({ ...on, issuer }), ["issuer"]);
  for (const issuer of ["https://accounts.google.com", "https://login.microsoftonline.com/common/v2.0"]) {
    assert.deepEqual(faults({ ...on, issuer }), ["default_role"]);
    assert.deepEqual(faults({ ...on, issuer, default_role: "none" }), []);
    assert.deepEqual(faults({ ...on, second: { issuer, client_id: "x" } }), ["second.default_role"]);
  }
  for (const redirect_url of ["https://home.example.org/", "javascript:/api/v1/auth/oidc/callback", "x"])
    assert.deepEqual(faults({ ...on, redirect_url }), ["redirect_url"]);
  assert.deepEqual(faults({ ...on, redirect_url: "https://h.example.org/api/v1/auth/oidc/callback" }), []);
});
