import assert from "node:assert/strict";
import { sha256 } from "../../../handlers/auth/records.ts";
import { recordAudit } from "../../../handlers/operations/audit-log.ts";
import type { Case } from "../case.ts";
import { passwordOf, tokenOf, USERS, type World } from "../world.ts";

const INVALID = { status: 400, code: "validation" } as const;
const BAD = { status: 400, code: "bad_request" } as const;
const NOT_FOUND = { status: 404, code: "not_found" } as const;
const CONFLICT = { status: 409, code: "conflict" } as const;

const login = { username: USERS.viewer, password: passwordOf("viewer") };
const change = { current_password: passwordOf("viewer"), new_password: "another-password" };

const auth: Case[] = [
  {
    operation: "POST /auth/login",
    case: "right",
    body: { ...login, username: " VERA " },
    expect: { status: 200, body: { subject: "vera", role: "viewer" } },
  },
  {
    operation: "POST /auth/login",
    case: "wrong password",
    body: { ...login, password: "wrong" },
    expect: { status: 401, code: "unauthorized" },
  },
  {
    operation: "POST /auth/login",
    case: "nobody",
    body: { ...login, username: "nobody" },
    expect: { status: 401, code: "unauthorized" },
  },
  {
    operation: "POST /auth/login",
    case: "too often",
    body: login,
    given: ({ running }) => {
      for (let i = 0; i < 5; i++) running.authenticator.attempt("127.0.0.1");
    },
    expect: { status: 429, code: "rate_limited", headers: { "retry-after": "1" } },
  },
  {
    operation: "POST /auth/login",
    case: "from another site",
    body: login,
    headers: { origin: "https://evil.example" },
    expect: { status: 403, code: "forbidden" },
  },
  {
    operation: "POST /auth/logout",
    case: "ends the session",
    as: "viewer",
    by: "session",
    expect: {
      status: 204,
      after: async ({ store }) => assert.equal(await store.get("session", sha256("session-of-viewer")), undefined),
    },
  },
  { operation: "POST /auth/logout", case: "a page without the CSRF token", expect: { status: 403, code: "forbidden" } },
  {
    operation: "GET /auth/me",
    case: "basic",
    expect: { status: 200, body: { subject: "vera", role: "viewer", scheme: "basic" } },
  },
  {
    operation: "GET /auth/me",
    case: "bearer",
    by: "bearer",
    expect: { status: 200, body: { subject: "program-viewer", scheme: "bearer" } },
  },
  { operation: "GET /auth/me", case: "session", by: "session", expect: { status: 200, body: { subject: "vera" } } },
  { operation: "PATCH /auth/me/password", case: "changes", body: change, expect: { status: 204 } },
  {
    operation: "PATCH /auth/me/password",
    case: "wrong",
    body: { ...change, current_password: "x" },
    expect: { status: 403, code: "forbidden" },
  },
  {
    operation: "PATCH /auth/me/password",
    case: "too long",
    body: { ...change, new_password: "x".repeat(73) },
    expect: INVALID,
  },
  { operation: "PATCH /auth/me/password", case: "a program has none", by: "bearer", body: change, expect: CONFLICT },
];

const key = { key: "dashboard/küche" };
const stored = ({ store }: World) =>
  store.put("preference", `["vera",${JSON.stringify(key.key)}]`, { value: { a: [1] } });
const preferences: Case[] = [
  {
    operation: "GET /me/preferences/{key}",
    case: "one",
    params: key,
    given: async (world) => void (await stored(world)),
    expect: { status: 200, body: { key: key.key, value: { a: [1] } } },
  },
  { operation: "GET /me/preferences/{key}", case: "unknown", params: key, expect: NOT_FOUND },
  {
    operation: "PUT /me/preferences/{key}",
    case: "keeps any JSON",
    params: key,
    body: { a: [null, 1, "x"] },
    expect: { status: 204 },
  },
  {
    operation: "PUT /me/preferences/{key}",
    case: "null is a value",
    params: key,
    raw: "null",
    expect: { status: 204 },
  },
  { operation: "PUT /me/preferences/{key}", case: "a number too large", params: key, raw: "[1e999]", expect: BAD },
  { operation: "PUT /me/preferences/{key}", case: "no value", params: key, raw: "", expect: BAD },
  {
    operation: "PUT /me/preferences/{key}",
    case: "one byte too large",
    params: key,
    raw: `"${"x".repeat(256 * 1024 - 1)}"`,
    expect: { status: 413, code: "validation" },
  },
  {
    operation: "PUT /me/preferences/{key}",
    case: "at the limit",
    params: key,
    raw: `"${"x".repeat(256 * 1024 - 2)}"`,
    expect: { status: 204 },
  },
  {
    operation: "DELETE /me/preferences/{key}",
    case: "forgets",
    params: key,
    given: async (world) => void (await stored(world)),
    expect: { status: 204 },
  },
];

const ID = sha256(tokenOf("viewer"));
const tokens: Case[] = [
  { operation: "GET /auth/tokens", case: "all", expect: { status: 200, body: (rows) => assert.equal(rows.length, 3) } },
  {
    operation: "POST /auth/tokens",
    case: "makes one",
    body: { subject: "panel", role: "viewer" },
    expect: { status: 201, body: { subject: "panel", role: "viewer" } },
  },
  {
    operation: "POST /auth/tokens",
    case: "no subject",
    body: { subject: " ", role: "viewer" },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "POST /auth/tokens",
    case: "a role that is none",
    body: { subject: "x", role: "root" },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "DELETE /auth/tokens/{id}",
    case: "deletes",
    params: { id: ID.slice(0, 16) },
    expect: { status: 204, after: async ({ store }) => assert.equal(await store.get("token", ID), undefined) },
  },
  { operation: "DELETE /auth/tokens/{id}", case: "unknown", params: { id: "0".repeat(16) }, expect: NOT_FOUND },
  {
    operation: "GET /auth/tokens/v2",
    case: "all",
    expect: { status: 200, body: (rows) => assert.equal(rows[0].subject, "program-admin") },
  },
  {
    operation: "POST /auth/tokens/v2",
    case: "one that expires",
    body: { subject: "panel", role: "operator", expires_in_days: 7 },
    expect: { status: 201, body: { expires_at: "2026-01-08T12:00:00.000Z" } },
  },
  {
    operation: "POST /auth/tokens/v2",
    case: "expired at once",
    body: { subject: "panel", role: "operator", expires_in_days: 0 },
    expect: INVALID,
  },
  {
    operation: "DELETE /auth/tokens/v2/{fingerprint}",
    case: "deletes",
    params: { fingerprint: ID.slice(0, 12) },
    expect: { status: 204 },
  },
  {
    operation: "DELETE /auth/tokens/v2/{fingerprint}",
    case: "unknown",
    params: { fingerprint: "*" },
    expect: NOT_FOUND,
  },
];

const user = { username: "Ida", password: "a-password", role: "viewer" };
const users: Case[] = [
  {
    operation: "GET /users",
    case: "all",
    expect: { status: 200, body: [{ subject: "anna", role: "admin" }, { subject: "otto" }, { subject: "vera" }] },
  },
  {
    operation: "GET /auth/users",
    case: "all, in the older form",
    expect: { status: 200, body: [{ username: "anna" }, { username: "otto" }, { username: "vera" }] },
  },
  {
    operation: "POST /users",
    case: "creates",
    body: user,
    expect: { status: 201, body: { subject: "ida", role: "viewer" } },
  },
  { operation: "POST /users", case: "exists", body: { ...user, username: "Vera" }, expect: CONFLICT },
  { operation: "POST /users", case: "a name with a colon", body: { ...user, username: "a:b" }, expect: INVALID },
  { operation: "POST /users", case: "no password", body: { ...user, password: "" }, expect: INVALID },
  {
    operation: "PATCH /users/{subject}",
    case: "role and password",
    params: { subject: "Vera" },
    body: { role: "operator", password: "new" },
    expect: { status: 204 },
  },
  { operation: "PATCH /users/{subject}", case: "nothing", params: { subject: "vera" }, body: {}, expect: INVALID },
  {
    operation: "PATCH /users/{subject}",
    case: "unknown",
    params: { subject: "nobody" },
    body: { role: "viewer" },
    expect: NOT_FOUND,
  },
  {
    operation: "PATCH /users/{subject}",
    case: "the last admin",
    params: { subject: "anna" },
    body: { role: "viewer" },
    expect: CONFLICT,
  },
  { operation: "DELETE /users/{subject}", case: "deletes", params: { subject: "vera" }, expect: { status: 204 } },
  { operation: "DELETE /users/{subject}", case: "unknown", params: { subject: "__proto__" }, expect: NOT_FOUND },
  { operation: "DELETE /users/{subject}", case: "the last admin", params: { subject: "anna" }, expect: CONFLICT },
];

const SETUP = {
  admin: { username: "Ida", password: "a-long-password" },
  locale: { locale: "de", theme: "dark" },
  ccu: { name: "home", host: "192.0.2.7", username: "Admin", password: "ccu-password", interfaces: ["HmIP-RF"] },
  mqtt: { broker_url: "mqtts://broker.example:8883", username: "u", password: "p" },
};
const setup: Case[] = [
  {
    operation: "GET /setup/status",
    case: "nobody exists yet",
    world: "fresh",
    expect: { status: 200, body: { required: true } },
  },
  { operation: "GET /setup/status", case: "done", expect: { status: 200, body: { required: false } } },
  {
    operation: "POST /setup",
    case: "everything",
    world: "fresh",
    body: SETUP,
    expect: {
      status: 204,
      after: async ({ store }) => assert.ok(!JSON.stringify(await store.list("config")).includes("ccu-password")),
    },
  },
  {
    operation: "POST /setup",
    case: "only what is needed",
    world: "fresh",
    body: { admin: SETUP.admin, locale: SETUP.locale },
    expect: { status: 204 },
  },
  { operation: "POST /setup", case: "completed", body: SETUP, expect: CONFLICT },
  {
    operation: "POST /setup",
    case: "from another site",
    world: "fresh",
    headers: { origin: "https://evil.example" },
    body: SETUP,
    expect: { status: 403, code: "forbidden" },
  },
  {
    operation: "POST /setup",
    case: "a short password",
    world: "fresh",
    body: { ...SETUP, admin: { username: "ida", password: "seven77" } },
    expect: { status: 422, code: "validation", body: { errors: [{ field: "admin.password", min: 8 }] } },
  },
  {
    operation: "POST /setup",
    case: "a broker with a password in its address",
    world: "fresh",
    body: { ...SETUP, mqtt: { broker_url: "mqtt://u:p@broker" } },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "POST /setup",
    case: "switched off",
    world: "fresh",
    given: ({ running }) => void Object.assign(running.site.settings, { allowSetup: false }),
    body: SETUP,
    expect: { status: 403, code: "forbidden" },
  },
];

const entries = async ({ running }: World) => {
  const who = { subject: "otto", role: "operator", scheme: "basic" } as const;
  for (const parameter of ["LEVEL", "=HYPERLINK()"])
    await recordAudit(running.site, who, { action: "data_point_write", device_address: "0001AAAA", parameter });
};
const audit: Case[] = [
  {
    operation: "GET /audit",
    case: "all",
    given: entries,
    expect: { status: 200, body: (rows) => assert.equal(rows.length, 2) },
  },
  {
    operation: "GET /audit",
    case: "some",
    given: entries,
    query: "device=0001aa&op=write&limit=1&since=2025-01-01T00:00:00Z",
    expect: { status: 200, body: [{ user: "otto", action: "data_point_write" }] },
  },
  {
    operation: "GET /audit",
    case: "a file",
    given: entries,
    query: "format=csv",
    expect: {
      status: 200,
      headers: { "content-type": "text/csv; charset=utf-8" },
      body: (bytes: Buffer) => assert.match(bytes.toString(), /,'=HYPERLINK/),
    },
  },
  { operation: "GET /audit", case: "a time that is none", query: "since=yesterday", expect: BAD },
  { operation: "GET /audit", case: "a limit that is none", query: "limit=10001", expect: BAD },
];

export const accountCases: Case[] = [...auth, ...preferences, ...tokens, ...users, ...setup, ...audit];
