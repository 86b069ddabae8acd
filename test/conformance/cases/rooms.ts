/** Rooms and functions. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { NOT_FOUND, UNREADY, WHICH, WRONG } from "./support.ts";

/** The CCU's own character set is smaller than ours: the driver refuses such a text before it sends it. */
const unwritable = (operation: string, rest: Pick<Case, "params" | "body">): Case => ({
  ...rest,
  operation,
  case: "a text that the CCU cannot hold",
  given: (world) => world.main.fail("invalid"),
  mayChange: "ccu",
  expect: WRONG,
});

const groups = (kind: "room" | "function", own: string, other: string): Case[] => [
  {
    operation: `GET /${kind}s`,
    case: "of all CCUs",
    unnamed: true,
    expect: {
      status: 200,
      body: (rows) =>
        assert.ok(
          rows.some(
            (r: { name: string; device_count: number }) =>
              r.name === own && r.device_count === (kind === "room" ? 2 : 1),
          ),
        ),
    },
  },
  {
    operation: `POST /${kind}s`,
    case: "creates",
    body: { name: "Cellar" },
    expect: { status: 201, writes: [["createRoom", kind, "Cellar"]] },
  },
  { operation: `POST /${kind}s`, case: "exists", body: { name: own }, expect: { status: 409, code: "conflict" } },
  {
    operation: `POST /${kind}s`,
    case: "an empty name",
    body: { name: " " },
    expect: { status: 400, code: "validation" },
  },
  { operation: `POST /${kind}s`, case: "which CCU?", unnamed: true, body: { name: "Cellar" }, expect: WHICH },
  {
    operation: `POST /${kind}s`,
    case: "before any CCU is known",
    world: "empty",
    body: { name: "Cellar" },
    expect: UNREADY,
  },
  {
    operation: `PATCH /${kind}s/{name}`,
    case: "renames",
    params: { name: own },
    body: { new_name: "Pantry" },
    expect: { status: 204, writes: [["renameRoom", kind, kind === "room" ? 2001 : 2101, "Pantry"]] },
  },
  {
    operation: `PATCH /${kind}s/{name}`,
    case: "unknown",
    params: { name: "Nope" },
    body: { new_name: "Pantry" },
    expect: NOT_FOUND,
  },
  {
    operation: `PATCH /${kind}s/{name}`,
    case: "the new name exists",
    params: { name: own },
    body: { new_name: other },
    expect: { status: 409, code: "conflict" },
  },
  {
    operation: `PATCH /${kind}s/{name}`,
    case: "a control character",
    params: { name: own },
    body: { new_name: "a\u0007" },
    expect: { status: 400, code: "validation" },
  },
  {
    operation: `DELETE /${kind}s/{name}`,
    case: "deletes",
    params: { name: own },
    expect: { status: 204, writes: [["deleteRoom", kind, kind === "room" ? 2001 : 2101]] },
  },
  { operation: `DELETE /${kind}s/{name}`, case: "unknown", params: { name: "Nope" }, expect: NOT_FOUND },
  unwritable(`POST /${kind}s`, { body: { name: "Cellar" } }),
  unwritable(`PATCH /${kind}s/{name}`, { params: { name: own }, body: { new_name: "Pantry" } }),
  unwritable(`DELETE /${kind}s/{name}`, { params: { name: own } }),
  { operation: `DELETE /${kind}s/{name}`, case: "which CCU?", unnamed: true, params: { name: own }, expect: WHICH },
];
const slash: Case = {
  operation: "DELETE /rooms/{name}",
  case: "a slash and a percent sign in the name",
  params: { name: "Küche/oben 100 %" },
  expect: { status: 204, writes: [["deleteRoom", "room", 2003]] },
};

export const roomCases: Case[] = [
  ...groups("room", "Kitchen", "Hall"),
  ...groups("function", "Light", "Security"),
  slash,
];
