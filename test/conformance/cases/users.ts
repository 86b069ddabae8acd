/** Local users. */
import type { Case } from "../case.ts";
import { CONFLICT, INVALID, NOT_FOUND } from "./support.ts";

const user = { username: "Ida", password: "a-password", role: "viewer" };
export const userCases: Case[] = [
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
