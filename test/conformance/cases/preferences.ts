/** Preferences of the caller. */
import type { Case } from "../case.ts";
import type { World } from "../world.ts";
import { BAD, NOT_FOUND } from "./support.ts";

const key = { key: "dashboard/küche" };
const stored = ({ store }: World) =>
  store.put("preference", `["vera",${JSON.stringify(key.key)}]`, { value: { a: [1] } });
export const preferenceCases: Case[] = [
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
