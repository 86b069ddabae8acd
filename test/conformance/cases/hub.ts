import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { CONTACT, DIMMER, NEWCOMER } from "../household.ts";

const NOT_FOUND = { status: 404, code: "not_found" } as const;
const WHICH = { status: 400, code: "bad_request" } as const;
const UNREADY = { status: 503, code: "service_unready" } as const;
const WRONG = { status: 422, code: "validation" } as const;

type Rest = Omit<Case, "operation" | "case" | "expect">;
/** Where several CCUs could be meant, one that does not exist is named, or none is known. */
const central = (operation: string, rest: Rest = {}): Case[] => [
  { ...rest, operation, case: "which CCU?", world: "two", expect: WHICH },
  { ...rest, operation, case: "an unknown CCU", query: "central=nowhere", expect: WHICH },
  { ...rest, operation, case: "before any CCU is known", world: "empty", expect: UNREADY },
];
/** A CCU that has not told its objects cannot be said to lack one. */
const objects = (operation: string, rest: Rest, unknown: Record<string, string>): Case[] => [
  ...central(operation, rest),
  { ...rest, operation, case: "unknown", params: unknown, expect: NOT_FOUND },
  { ...rest, operation, case: "while the CCU starts", world: "starting", params: unknown, expect: UNREADY },
];
/** Reads look at every CCU: only what two have, or none of two, is ambiguous. */
const reads = (operation: string, params: Record<string, string>, unknown: Record<string, string>): Case[] => [
  { operation, case: "on both CCUs", world: "two", params, expect: WHICH },
  {
    operation,
    case: "on both, one named",
    world: "two",
    params,
    query: "central=ccu-main",
    expect: { status: 200, body: { central: "ccu-main" } },
  },
  { operation, case: "unknown", params: unknown, expect: NOT_FOUND },
  { operation, case: "while the CCU starts", world: "starting", params: unknown, expect: UNREADY },
];

const programs: Case[] = [
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
    world: "two",
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

const sysvars: Case[] = [
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

const groups = (kind: "room" | "function", own: string, other: string): Case[] => [
  {
    operation: `GET /${kind}s`,
    case: "of all CCUs",
    world: "two",
    expect: {
      status: 200,
      body: (rows) =>
        assert.ok(rows.some((r: { name: string; device_count: number }) => r.name === own && r.device_count === 1)),
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
  { operation: `POST /${kind}s`, case: "which CCU?", world: "two", body: { name: "Cellar" }, expect: WHICH },
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
  { operation: `DELETE /${kind}s/{name}`, case: "which CCU?", world: "two", params: { name: own }, expect: WHICH },
];
const slash: Case = {
  operation: "DELETE /rooms/{name}",
  case: "a slash and a percent sign in the name",
  params: { name: "Küche/oben 100 %" },
  expect: { status: 204, writes: [["deleteRoom", "room", 2003]] },
};

const messages: Case[] = [
  {
    operation: "GET /alarm-messages",
    case: "all",
    expect: { status: 200, headers: { "x-total-count": "1" }, body: [{ id: "6001", name: "Burglary" }] },
  },
  {
    operation: "GET /service-messages",
    case: "newest first",
    expect: { status: 200, body: [{ id: "5001", quittable: true, type: "sticky" }, { id: "5002" }, { id: "5003" }] },
  },
  {
    operation: "POST /alarm-messages/{id}/ack",
    case: "acknowledges",
    params: { id: "6001" },
    expect: { status: 202, writes: [["acknowledgeMessage", "alarm", 6001]] },
  },
  ...objects("POST /alarm-messages/{id}/ack", { params: { id: "6001" } }, { id: "9" }),
  { operation: "POST /alarm-messages/ack-all", case: "all", expect: { status: 200, body: { acknowledged: 1 } } },
  ...central("POST /alarm-messages/ack-all"),
  {
    operation: "POST /service-messages/{id}/ack",
    case: "acknowledges",
    params: { id: "5001" },
    expect: { status: 202, writes: [["acknowledgeMessage", "service", 5001]] },
  },
  {
    operation: "POST /service-messages/{id}/ack",
    case: "ends with its cause",
    params: { id: "5002" },
    expect: { status: 409, code: "conflict" },
  },
  ...objects("POST /service-messages/{id}/ack", { params: { id: "5001" } }, { id: "9" }),
  {
    operation: "POST /service-messages/ack-all",
    case: "those that can be",
    expect: { status: 200, body: { acknowledged: 1 }, writes: [["acknowledgeMessage", "service", 5001]] },
  },
  ...central("POST /service-messages/ack-all"),
  {
    operation: "POST /service-messages/{id}/disable",
    case: "on the CCU",
    params: { id: "5001" },
    expect: { status: 202, writes: [["suppressServiceMessage", "HmIP-RF", `${DIMMER}:0`, "STICKY_UNREACH", true]] },
  },
  {
    operation: "POST /service-messages/{id}/disable",
    case: "here",
    params: { id: "5002" },
    expect: { status: 202, writes: [] },
  },
  {
    operation: "POST /service-messages/{id}/disable",
    case: "of a device that nobody knows",
    params: { id: "5003" },
    expect: { status: 400, code: "validation" },
  },
  ...objects("POST /service-messages/{id}/disable", { params: { id: "5001" } }, { id: "9" }),
  {
    operation: "GET /service-messages/suppressed",
    case: "on the CCU",
    given: ({ main }) => main.answer("suppressedServiceMessages", () => ["CONFIG_PENDING"]),
    expect: {
      status: 200,
      body: (rows) =>
        assert.ok(rows.length > 0 && rows.every((r: { parameter: string }) => r.parameter === "CONFIG_PENDING")),
    },
  },
  {
    operation: "POST /service-messages/unsuppress",
    case: "on the CCU",
    body: { channel: `${DIMMER}:0`, parameter: "UNREACH" },
    expect: { status: 202, writes: [["suppressServiceMessage", "HmIP-RF", `${DIMMER}:0`, "UNREACH", false]] },
  },
  {
    operation: "POST /service-messages/unsuppress",
    case: "nothing was suppressed",
    body: { channel: `${CONTACT}:0` },
    expect: NOT_FOUND,
  },
  { operation: "POST /service-messages/unsuppress", case: "no channel", body: { channel: "" }, expect: WRONG },
  {
    operation: "POST /service-messages/unsuppress",
    case: "an unknown CCU",
    query: "central=nowhere",
    body: { channel: `${DIMMER}:0` },
    expect: WHICH,
  },
];

const SGTIN = "3014F711A0001F1234567890";
const KEY = "00112233445566778899AABBCCDDEEFF";
const MODE = "POST /install-mode/interfaces";
const installMode: Case[] = [
  {
    operation: "GET /install-mode/interfaces",
    case: "all",
    expect: {
      status: 200,
      body: (rows) =>
        assert.deepEqual(
          rows.map((r: { interface: string }) => r.interface),
          ["BidCos-RF", "HmIP-RF"],
        ),
    },
  },
  {
    operation: MODE,
    case: "on",
    body: { interface: "HmIP-RF", active: true },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", true, 60, undefined]] },
  },
  {
    operation: MODE,
    case: "one device by its label",
    body: { interface: "ccu-main-HmIP-RF", active: true, seconds: 90, sgtin: SGTIN, key: KEY },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", true, 90, { sgtin: SGTIN, key: KEY }]] },
  },
  {
    operation: MODE,
    case: "off",
    body: { interface: "BidCos-RF", active: false },
    expect: { status: 202, writes: [["setInstallMode", "BidCos-RF", false, 0, undefined]] },
  },
  { operation: MODE, case: "unknown interface", body: { interface: "CUxD", active: true }, expect: NOT_FOUND },
  {
    operation: MODE,
    case: "an interface that cannot teach",
    body: { interface: "BidCos-Wired", active: true },
    expect: WRONG,
  },
  { operation: MODE, case: "too long", body: { interface: "HmIP-RF", active: true, seconds: 601 }, expect: WRONG },
  {
    operation: MODE,
    case: "a label without a key",
    body: { interface: "HmIP-RF", active: true, sgtin: SGTIN },
    expect: WRONG,
  },
  { operation: MODE, case: "which CCU?", world: "two", body: { interface: "HmIP-RF", active: true }, expect: WHICH },
  {
    operation: MODE,
    case: "before any CCU is known",
    world: "empty",
    body: { interface: "HmIP-RF", active: true },
    expect: UNREADY,
  },
  {
    operation: "POST /install-mode/search",
    case: "the wired bus",
    body: { interface: "BidCos-Wired" },
    expect: { status: 200, body: { found: 2, central: "ccu-main" }, writes: [["searchDevices", "BidCos-Wired"]] },
  },
  { operation: "POST /install-mode/search", case: "a radio", body: { interface: "HmIP-RF" }, expect: WRONG },
  {
    operation: "GET /inbox",
    case: "all",
    expect: { status: 200, body: [{ address: NEWCOMER, model: "HmIP-XSC", central: "ccu-main" }] },
  },
];

const system: Case[] = [
  {
    operation: "GET /hub/data-points",
    case: "one entry for each CCU",
    world: "two",
    expect: {
      status: 200,
      body: [
        { central: "ccu-attic" },
        {
          central: "ccu-main",
          service_messages: { value: 3 },
          inbox: { value: 1 },
          update: { update_available: true },
        },
      ],
    },
  },
  {
    operation: "GET /system/update",
    case: "versions",
    expect: {
      status: 200,
      body: [{ current_firmware: "3.83.6", available_firmware: "3.85.7", update_available: true, observed: true }],
    },
  },
  {
    operation: "GET /system/metrics",
    case: "figures",
    expect: { status: 200, body: [{ central: "ccu-main", system_health: 100 }] },
  },
  {
    operation: "GET /system/ccu",
    case: "model and readiness",
    expect: {
      status: 200,
      body: { entries: [{ name: "ccu-main", available: true, readiness: { phase: "ready", ready: true } }] },
    },
  },
  {
    operation: "GET /system/ccu",
    case: "while the CCU starts",
    world: "starting",
    expect: { status: 200, body: { entries: [{ available: false, readiness: { ready: false } }] } },
  },
  {
    operation: "GET /system/status",
    case: "changes",
    expect: {
      status: 200,
      body: ({ events }) =>
        assert.ok(events.some((e: { component: string; healthy: boolean }) => e.component === "central" && e.healthy)),
    },
  },
  {
    operation: "GET /interfaces",
    case: "all",
    expect: {
      status: 200,
      body: [
        { id: "ccu-main-BidCos-RF", duty_cycle: 12 },
        { id: "ccu-main-BidCos-Wired" },
        { id: "ccu-main-HmIP-RF", connected: true },
      ],
    },
  },
  {
    operation: "GET /interfaces/{id}",
    case: "one",
    params: { id: "ccu-main-HmIP-RF" },
    expect: { status: 200, body: { name: "HmIP-RF", central_id: "ccu-main" } },
  },
  { operation: "GET /interfaces/{id}", case: "unknown", params: { id: "HmIP-RF" }, expect: NOT_FOUND },
  {
    operation: "POST /interfaces/{id}/reconnect",
    case: "one",
    params: { id: "ccu-main-HmIP-RF" },
    expect: { status: 202, writes: [["reconnect", "HmIP-RF"]] },
  },
  { operation: "POST /interfaces/{id}/reconnect", case: "unknown", params: { id: "nope" }, expect: NOT_FOUND },
];

export const hubCases: Case[] = [
  ...programs,
  ...sysvars,
  ...groups("room", "Kitchen", "Hall"),
  ...groups("function", "Light", "Security"),
  slash,
  ...messages,
  ...installMode,
  ...system,
];
