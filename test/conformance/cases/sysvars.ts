/** System variables of every type. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { DIMMER } from "../household.ts";
import { central, objects, reads, UNREADY, WHICH, WRONG } from "./support.ts";

const set = (name: string, value: unknown, type: string, written: unknown): Case => ({
  operation: "PUT /sysvars/{name}",
  case: `${type}: ${JSON.stringify(value)}`,
  params: { name },
  body: { value },
  expect: { status: 202, writes: [["setSysvar", name, type, written]] },
});
const wrong = (name: string, value: unknown): Case => ({
  operation: "PUT /sysvars/{name}",
  case: `${name} cannot be ${JSON.stringify(value)}`,
  params: { name },
  body: { value },
  expect: WRONG,
});

export const sysvarCases: Case[] = [
  {
    operation: "GET /sysvars",
    case: "of every type",
    expect: {
      status: 200,
      body: (rows) =>
        assert.deepEqual(
          rows.map((r: { value_type: string }) => r.value_type),
          ["LOGIC", "LIST", "FLOAT", "FLOAT", "INTEGER", "ALARM", "STRING", "STRING"],
        ),
    },
  },
  { operation: "GET /sysvars", case: "an unknown CCU", query: "central=nowhere", expect: WHICH },
  {
    operation: "GET /sysvars/{name}",
    case: "a name with blanks and umlauts",
    params: { name: "Note für alle" },
    expect: { status: 200, body: { value: "hello", channel: `${DIMMER}:1`, is_extended: true, description: "note" } },
  },
  {
    operation: "GET /sysvars/{name}",
    case: "never read",
    params: { name: "Never read" },
    expect: { status: 200, body: (row) => assert.ok(!row.observed && !("value" in row)) },
  },
  ...reads("GET /sysvars/{name}", { name: "Holiday" }, { name: "Nope" }),
  set("Holiday", false, "LOGIC", false),
  set("Mode", "Away", "LIST", 2),
  set("Setpoint", 21, "NUMBER", 21),
  set("Ratio", "0.5", "FLOAT", 0.5),
  set("Counter", 7, "INTEGER", 7),
  set("Burglary", true, "ALARM", true),
  set("Note für alle", "Grüße \u{1F600}", "STRING", "Grüße \u{1F600}"),
  wrong("Holiday", "perhaps"),
  wrong("Mode", "Nope"),
  wrong("Setpoint", 31),
  wrong("Counter", 1.5),
  wrong("Note für alle", { text: 1 }),
  {
    operation: "PUT /sysvars/{name}",
    case: "no value",
    params: { name: "Mode" },
    body: {},
    expect: { status: 400, code: "bad_request" },
  },
  ...objects("PUT /sysvars/{name}", { params: { name: "Holiday" }, body: { value: true } }, { name: "Nope" }),
  {
    operation: "POST /sysvars",
    case: "a list",
    body: {
      name: "Season",
      value_type: "ENUM",
      value_list: ["Summer", "Winter"],
      description: "x",
      channel_address: `${DIMMER}:1`,
    },
    expect: {
      status: 202,
      writes: [
        [
          "createSysvar",
          { description: "x", valueList: ["Summer", "Winter"], channel: `${DIMMER}:1`, name: "Season", type: "LIST" },
        ],
      ],
    },
  },
  ...central("POST /sysvars", { body: { name: "Season", value_type: "BOOL" } }),
  {
    operation: "POST /sysvars",
    case: "a name that is taken",
    body: { name: "Mode", value_type: "BOOL" },
    expect: WRONG,
  },
  { operation: "POST /sysvars", case: "a list without labels", body: { name: "X", value_type: "ENUM" }, expect: WRONG },
  {
    operation: "POST /sysvars",
    case: "a type that is none",
    body: { name: "X", value_type: "LIST" },
    expect: { status: 400, code: "bad_request" },
  },
  { operation: "POST /sysvars/fetch", case: "all", expect: { status: 202, writes: [] } },
  { operation: "POST /sysvars/fetch", case: "an unknown CCU", query: "central=nowhere", expect: WHICH },
  { operation: "POST /sysvars/fetch", case: "before any CCU is known", world: "empty", expect: UNREADY },
  {
    operation: "PATCH /sysvars/{name}",
    case: "name and limits",
    params: { name: "Setpoint" },
    body: { name: "Target", min: "6", max: "28.5", is_logged: false },
    expect: {
      status: 202,
      writes: [["changeSysvar", "Setpoint", { min: 6, max: 28.5, name: "Target", logged: false }]],
    },
  },
  ...objects("PATCH /sysvars/{name}", { params: { name: "Holiday" }, body: { unit: "x" } }, { name: "Nope" }),
  { operation: "PATCH /sysvars/{name}", case: "nothing", params: { name: "Holiday" }, body: {}, expect: WRONG },
  {
    operation: "PATCH /sysvars/{name}",
    case: "limits crossed",
    params: { name: "Setpoint" },
    body: { min: "40" },
    expect: WRONG,
  },
  {
    operation: "DELETE /sysvars/{name}",
    case: "deletes",
    params: { name: "Holiday" },
    expect: { status: 202, writes: [["deleteSysvar", "Holiday"]] },
  },
  ...objects("DELETE /sysvars/{name}", { params: { name: "Holiday" } }, { name: "Nope" }),
  {
    operation: "GET /sysvars/{name}/usage",
    case: "programs",
    params: { name: "Holiday" },
    expect: { status: 200, body: { sysvar: "Holiday", programs: [{ id: "3001", name: "Evening" }] } },
  },
  ...reads("GET /sysvars/{name}/usage", { name: "Holiday" }, { name: "Nope" }),
];
