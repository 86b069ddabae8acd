/** Bearer tokens, older and newer form. */
import assert from "node:assert/strict";
import { sha256 } from "../../../handlers/records/accounts.ts";
import type { Case } from "../case.ts";
import { tokenOf } from "../world.ts";
import { INVALID, NOT_FOUND } from "./support.ts";

const ID = sha256(tokenOf("viewer"));
export const tokenCases: Case[] = [
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
