import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { CONTACT, DIMMER, NEWCOMER, REMOTE, STRANGER, VIRTUAL } from "../household.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const NOT_FOUND = { status: 404, code: "not_found" } as const;

/** A device that nobody knows, and a channel that the device lacks. */
const unknown = (operation: string, rest: Omit<Case, "operation" | "case" | "expect"> = {}): Case[] => [
  {
    ...rest,
    operation,
    case: "unknown device",
    params: { no: "1", ...rest.params, addr: STRANGER },
    expect: NOT_FOUND,
  },
  ...(operation.includes("{no}")
    ? [
        {
          ...rest,
          operation,
          case: "unknown channel",
          params: { ...rest.params, addr: DIMMER, no: "77" },
          expect: NOT_FOUND,
        },
      ]
    : []),
];
const nowhere = { status: 422, code: "validation" } as const;

export const deviceCases: Case[] = [
  {
    operation: "GET /devices",
    case: "all",
    expect: {
      status: 200,
      headers: { "x-total-count": "4" },
      body: ({ items, total }) => {
        assert.deepEqual(
          items.map((d: { address: string }) => d.address),
          [DIMMER, REMOTE, VIRTUAL, CONTACT].sort(),
        );
        assert.equal(total, 4);
      },
    },
  },
  {
    operation: "GET /devices",
    case: "a page",
    query: "page=2&per_page=1",
    expect: { status: 200, body: { page: 2, per_page: 1, total: 4 } },
  },
  {
    operation: "GET /devices",
    case: "a page that is none",
    query: "page=x&per_page=0",
    expect: { status: 200, body: { page: 1, per_page: 50 } },
  },
  {
    operation: "GET /devices",
    case: "filters",
    query: "model=xdt&name=lamp",
    expect: { status: 200, body: { total: 1 } },
  },
  {
    operation: "GET /devices",
    case: "an unknown central",
    query: "central=nowhere",
    expect: { status: 200, body: { total: 0, items: [] } },
  },
  {
    operation: "GET /devices",
    case: "before any CCU is known",
    world: "empty",
    expect: { status: 200, body: { total: 0 } },
  },
  {
    operation: "GET /devices/{addr}",
    case: "a device",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      body: { address: DIMMER, central: "ccu-main", name: "Ceiling lamp", rooms: ["Kitchen"], available: true },
    },
  },
  ...unknown("GET /devices/{addr}"),
  {
    operation: "PATCH /devices/{addr}",
    case: "name, rooms and functions",
    params: { addr: CONTACT },
    body: { name: "Back door", rooms: ["Hall"], functions: [], include_channels: true },
    expect: {
      status: 202,
      writes: [
        ["rename", CONTACT, "Back door"],
        ["rename", `${CONTACT}:0`, "Back door:0"],
        ["rename", `${CONTACT}:1`, "Back door:1"],
        ["setChannelRooms", "room", `${CONTACT}:1`, [2002]],
        ["setChannelRooms", "function", `${CONTACT}:1`, []],
      ],
    },
  },
  ...unknown("PATCH /devices/{addr}", { body: { name: "x" } }),
  {
    operation: "PATCH /devices/{addr}",
    case: "nothing to change",
    params: { addr: DIMMER },
    body: {},
    expect: nowhere,
  },
  {
    operation: "PATCH /devices/{addr}",
    case: "a room that is none",
    params: { addr: DIMMER },
    body: { name: "x", rooms: ["Attic"] },
    expect: nowhere,
  },
  {
    operation: "PATCH /devices/{addr}",
    case: "an empty name",
    params: { addr: DIMMER },
    body: { name: " " },
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: "DELETE /devices/{addr}",
    case: "a device",
    params: { addr: DIMMER },
    query: "reset=true",
    expect: { status: 202, writes: [["deleteDevice", "HmIP-RF", DIMMER, { reset: true, force: false }]] },
  },
  ...unknown("DELETE /devices/{addr}"),
  {
    operation: "DELETE /devices/{addr}",
    case: "the CCU's own device",
    params: { addr: VIRTUAL },
    expect: { status: 422 },
  },
  {
    operation: "GET /devices/{addr}/icon",
    case: "a drawing",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      headers: { "content-type": "image/png" },
      body: (b) => assert.deepEqual(b.subarray(0, 4), PNG),
    },
  },
  ...unknown("GET /devices/{addr}/icon"),
  {
    operation: "GET /devices/{addr}/channels",
    case: "all",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      body: [{ number: 0 }, { number: 1 }, { number: 2, locked: true }, { number: 3, hidden: true }],
    },
  },
  ...unknown("GET /devices/{addr}/channels"),
  {
    operation: "GET /devices/{addr}/channels/{no}",
    case: "one",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: { address: `${DIMMER}:1`, room: "Kitchen" } },
  },
  ...unknown("GET /devices/{addr}/channels/{no}"),
  {
    operation: "GET /devices/{addr}/channels/{no}",
    case: "a number that is none",
    params: { addr: DIMMER, no: "0x1" },
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: "PATCH /devices/{addr}/channels/{no}",
    case: "a name and a room",
    params: { addr: DIMMER, no: "1" },
    body: { name: "Lamp", rooms: ["Hall"] },
    expect: {
      status: 202,
      writes: [
        ["rename", `${DIMMER}:1`, "Lamp"],
        ["setChannelRooms", "room", `${DIMMER}:1`, [2002]],
      ],
    },
  },
  ...unknown("PATCH /devices/{addr}/channels/{no}", { body: { name: "x" } }),
  {
    operation: "PATCH /devices/{addr}/channels/{no}",
    case: "a function that is none",
    params: { addr: DIMMER, no: "1" },
    body: { functions: ["Nope"] },
    expect: nowhere,
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/flags",
    case: "flags",
    params: { addr: DIMMER, no: "2" },
    expect: { status: 200, body: { hidden: false, locked: true } },
  },
  ...unknown("GET /devices/{addr}/channels/{no}/flags"),
  {
    operation: "PUT /devices/{addr}/channels/{no}/flags",
    case: "hidden",
    params: { addr: DIMMER, no: "2" },
    body: { hidden: true },
    expect: { status: 200, body: { hidden: true, locked: true }, writes: [] },
  },
  ...unknown("PUT /devices/{addr}/channels/{no}/flags", { body: { hidden: true } }),
  {
    operation: "GET /devices/{addr}/channels/{no}/data-points",
    case: "shown ones",
    params: { addr: DIMMER, no: "1" },
    expect: {
      status: 200,
      body: (points) =>
        assert.ok(
          points.some((p: { parameter: string; value: unknown }) => p.parameter === "MODE" && p.value === "MANUAL"),
        ),
    },
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/data-points",
    case: "a hidden channel",
    params: { addr: DIMMER, no: "3" },
    expect: { status: 200, body: (points) => assert.deepEqual(points, []) },
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/data-points",
    case: "all",
    params: { addr: DIMMER, no: "3" },
    query: "include=all",
    expect: { status: 200, body: (points) => assert.ok(points.length > 8) },
  },
  ...unknown("GET /devices/{addr}/channels/{no}/data-points"),
  {
    operation: "GET /devices/{addr}/channels/{no}/data-points/{param}",
    case: "one",
    params: { addr: DIMMER, no: "1", param: "LEVEL" },
    expect: { status: 200, body: { parameter: "LEVEL", value: 0.5, observed: true, source: "live" } },
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/data-points/{param}",
    case: "unknown parameter",
    params: { addr: DIMMER, no: "1", param: "constructor" },
    expect: NOT_FOUND,
  },
  ...unknown("GET /devices/{addr}/channels/{no}/data-points/{param}", { params: { param: "LEVEL" } }),
  {
    operation: "PUT /devices/{addr}/channels/{no}/data-points/{param}/value",
    case: "a number",
    params: { addr: DIMMER, no: "1", param: "LEVEL" },
    body: { value: 1, priority: "critical" },
    expect: {
      status: 202,
      writes: [["setValue", "HmIP-RF", `${DIMMER}:1`, "LEVEL", { type: "FLOAT", value: 1 }, { priority: "critical" }]],
    },
  },
  ...unknown("PUT /devices/{addr}/channels/{no}/data-points/{param}/value", {
    params: { param: "LEVEL" },
    body: { value: 1 },
  }),
  {
    operation: "PUT /devices/{addr}/channels/{no}/data-points/{param}/value",
    case: "out of range",
    params: { addr: DIMMER, no: "1", param: "LEVEL" },
    body: { value: 1.01 },
    expect: { status: 400, code: "validation", body: { errors: [{ field: "LEVEL", min: 0, max: 1 }] } },
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/data-points/{param}/value",
    case: "read only",
    params: { addr: DIMMER, no: "1", param: "POWER" },
    body: { value: 1 },
    expect: { status: 400 },
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/data-points/{param}/value",
    case: "locked channel",
    params: { addr: DIMMER, no: "2", param: "LEVEL" },
    body: { value: 1 },
    expect: { status: 423, code: "conflict" },
  },
  {
    operation: "POST /devices/values:batch",
    case: "a row for each query",
    body: {
      queries: [
        { address: DIMMER, channel: 1, parameter: "LEVEL" },
        { address: STRANGER, channel: 1, parameter: "LEVEL" },
        { address: DIMMER, channel: 9, parameter: "LEVEL" },
        { address: DIMMER, channel: 1, parameter: "NOPE" },
        { address: DIMMER, channel: 3, parameter: "LEVEL" },
      ],
    },
    expect: {
      status: 200,
      body: {
        results: [
          { summary: { value: 0.5 } },
          { error: "device not found" },
          { error: "channel not found" },
          { error: "parameter not found" },
          { error: "parameter hidden" },
        ],
      },
    },
  },
  {
    operation: "POST /devices/values:batch",
    case: "no query",
    body: { queries: [] },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "POST /devices/values:batch",
    case: "too many",
    body: { queries: Array.from({ length: 1001 }, () => ({ address: DIMMER, channel: 1, parameter: "LEVEL" })) },
    expect: { status: 422, code: "validation" },
  },
  {
    operation: "POST /devices/values:batch",
    case: "no list",
    body: { queries: "all" },
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: "POST /devices/refresh",
    case: "asks every CCU",
    expect: {
      status: 202,
      writes: [],
      after: ({ main }) =>
        assert.deepEqual(
          main.calls.map((c) => c.method),
          ["refreshDevices"],
        ),
    },
  },
  {
    operation: "POST /devices/refresh",
    case: "before any CCU is known",
    world: "empty",
    expect: { status: 503, code: "service_unready" },
  },
  {
    operation: "POST /devices/{addr}/reload",
    case: "a device",
    params: { addr: DIMMER },
    expect: { status: 200, body: { success: true, device_address: DIMMER } },
  },
  ...unknown("POST /devices/{addr}/reload"),
  {
    operation: "POST /devices/{addr}/channels/{no}/reload",
    case: "a channel",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: { success: true, channel_address: `${DIMMER}:1` } },
  },
  ...unknown("POST /devices/{addr}/channels/{no}/reload"),
  {
    operation: "POST /devices/{addr}/accept",
    case: "with a name",
    params: { addr: NEWCOMER },
    body: { name: "New contact" },
    expect: {
      status: 202,
      writes: [
        ["acceptInboxDevice", NEWCOMER],
        ["rename", NEWCOMER, "New contact"],
      ],
    },
  },
  {
    operation: "POST /devices/{addr}/accept",
    case: "with its channels",
    params: { addr: NEWCOMER },
    body: { name: "Window", include_channels: true, rooms: ["Hall"] },
    expect: {
      status: 202,
      writes: [
        ["acceptInboxDevice", NEWCOMER],
        ["rename", NEWCOMER, "Window"],
        ["rename", `${NEWCOMER}:0`, "Window:0"],
        ["rename", `${NEWCOMER}:1`, "Window:1"],
        ["setChannelRooms", "room", `${NEWCOMER}:1`, [2002]],
      ],
    },
  },
  {
    operation: "POST /devices/{addr}/accept",
    case: "without a body",
    params: { addr: NEWCOMER },
    expect: { status: 202, writes: [["acceptInboxDevice", NEWCOMER]] },
  },
  ...unknown("POST /devices/{addr}/accept"),
  {
    operation: "POST /devices/{addr}/accept",
    case: "a room that is none",
    params: { addr: NEWCOMER },
    body: { rooms: ["Nope"] },
    expect: nowhere,
  },
  {
    operation: "POST /devices/{addr}/accept",
    case: "accepted, but not named",
    params: { addr: NEWCOMER },
    body: { name: "x" },
    given: ({ main }) => main.fail("transport", "rename"),
    mayChange: "ccu",
    expect: {
      status: 502,
      code: "upstream_unavailable",
      body: { title: "Device accepted, but a following step failed" },
    },
  },
  {
    operation: "POST /devices/{addr}/install-mode",
    case: "60 seconds",
    params: { addr: DIMMER },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", true, 60, { address: DIMMER }]] },
  },
  {
    operation: "POST /devices/{addr}/install-mode",
    case: "off",
    params: { addr: DIMMER },
    body: { seconds: 0 },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", false, 0, { address: DIMMER }]] },
  },
  {
    operation: "POST /devices/{addr}/install-mode",
    case: "too long",
    params: { addr: DIMMER },
    body: { seconds: 601 },
    expect: { status: 400, code: "bad_request" },
  },
  ...unknown("POST /devices/{addr}/install-mode"),
  {
    operation: "GET /devices/{addr}/channels/{no}/event-groups",
    case: "presses",
    params: { addr: REMOTE, no: "1" },
    expect: { status: 200, body: [{ kind: "keypress", channel_address: `${REMOTE}:1` }] },
  },
  ...unknown("GET /devices/{addr}/channels/{no}/event-groups"),
];
