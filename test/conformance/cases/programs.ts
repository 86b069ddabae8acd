/** Programs. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { objects, reads } from "./support.ts";

export const programCases: Case[] = [
  {
    operation: "GET /programs",
    case: "without internal ones",
    expect: { status: 200, headers: { "x-total-count": "1" }, body: [{ id: "3001", name: "Evening", active: true }] },
  },
  {
    operation: "GET /programs",
    case: "with internal ones",
    query: "include_internal=1",
    expect: { status: 200, body: (rows) => assert.equal(rows.length, 2) },
  },
  {
    operation: "GET /programs",
    case: "of both CCUs, a page",
    unnamed: true,
    query: "per_page=1&page=2",
    expect: { status: 200, headers: { "x-total-count": "3" }, body: (rows) => assert.equal(rows.length, 1) },
  },
  {
    operation: "GET /programs/{id}",
    case: "one",
    params: { id: "3001" },
    expect: { status: 200, body: { name: "Evening", last_executed: "2025-12-31T18:00:00.000Z" } },
  },
  ...reads("GET /programs/{id}", { id: "3001" }, { id: "constructor" }),
  {
    operation: "POST /programs/{id}/execute",
    case: "runs",
    params: { id: "3001" },
    body: { check_conditions: true },
    expect: { status: 202, body: { executed: true }, writes: [["executeProgram", 3001, true]] },
  },
  {
    operation: "POST /programs/{id}/execute",
    case: "without a body",
    params: { id: "3001" },
    expect: { status: 202, writes: [["executeProgram", 3001, false]] },
  },
  {
    operation: "POST /programs/{id}/execute",
    case: "its conditions do not hold",
    params: { id: "3001" },
    given: ({ main }) => main.answer("executeProgram", () => false),
    body: { check_conditions: true },
    expect: { status: 202, body: { executed: false } },
  },
  ...objects("POST /programs/{id}/execute", { params: { id: "3001" } }, { id: "9" }),
  {
    operation: "PATCH /programs/{id}",
    case: "switches off",
    params: { id: "3001" },
    body: { active: false },
    expect: { status: 202, writes: [["setProgramActive", 3001, false]] },
  },
  ...objects("PATCH /programs/{id}", { params: { id: "3001" }, body: { active: true } }, { id: "9" }),
  {
    operation: "DELETE /programs/{id}",
    case: "deletes",
    params: { id: "3001" },
    expect: { status: 204, writes: [["deleteProgram", 3001]] },
  },
  ...objects("DELETE /programs/{id}", { params: { id: "3001" } }, { id: "9" }),
];
