/** Login, logout, who am I, own password. */
import assert from "node:assert/strict";
import { LOGIN_BURST } from "../../../handlers/auth/login-throttle.ts";
import { sha256 } from "../../../handlers/records/accounts.ts";
import type { Case } from "../case.ts";
import { passwordOf, USERS } from "../world.ts";
import { CONFLICT, INVALID } from "./support.ts";

const login = { username: USERS.viewer, password: passwordOf("viewer") };
const change = { current_password: passwordOf("viewer"), new_password: "another-password" };

export const authCases: Case[] = [
  {
    operation: "POST /auth/login",
    case: "right",
    body: { ...login, username: " VERA " },
    expect: { status: 200, body: { subject: "vera", role: "viewer" } },
  },
  {
    operation: "POST /auth/login",
    case: "wrong password",
    mayChange: "audit",
    body: { ...login, password: "wrong" },
    expect: { status: 401, code: "unauthorized" },
  },
  {
    operation: "POST /auth/login",
    case: "nobody",
    mayChange: "audit",
    body: { ...login, username: "nobody" },
    expect: { status: 401, code: "unauthorized" },
  },
  {
    operation: "POST /auth/login",
    case: "too often",
    body: login,
    given: ({ running }) => {
      for (let i = 0; i < LOGIN_BURST; i++) running.authenticator.throttle.take("127.0.0.1", login.username);
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
    mayChange: "audit",
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
