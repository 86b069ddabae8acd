import { EDIT_LOCK_MS } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { sha256 } from "../../../handlers/records/accounts.ts";
import type { Case } from "../case.ts";
import { CONTACT, DIMMER, STRANGER } from "../household.ts";
import { USERS, type World } from "../world.ts";

const CHANNEL = `${DIMMER}:1`;
export const EDIT_TOKEN = "00000000-0000-4000-8000-0000000000aa";

/** The lock is held by the operator (or another user) with {@link EDIT_TOKEN}. */
export const locked =
  (key: string, holder: string = USERS.operator) =>
  async ({ store, clock, main }: World) => {
    const lock = { subject: holder, token: sha256(EDIT_TOKEN) };
    await store.put("lock", `edit:${main.ccu.central}/${key}`, lock, { expiresAt: clock.now() + EDIT_LOCK_MS });
  };
const MASTER = locked(`channel:${CHANNEL}:MASTER`);
const token = { "x-edit-token": EDIT_TOKEN };
const NOT_FOUND = { status: 404, code: "not_found" } as const;

const GET = "GET /devices/{addr}/paramsets/{key}";
const PUT = "PUT /devices/{addr}/paramsets/{key}";
const DETERMINE = "POST /devices/{addr}/channels/{no}/paramsets/{key}/determine";

export const paramsetCases: Case[] = [
  {
    operation: GET,
    case: "configuration, live",
    params: { addr: CHANNEL, key: "MASTER" },
    expect: { status: 200, body: { CYCLIC_INFO_MSG: 1 } },
  },
  {
    operation: GET,
    case: "values, from what is known",
    params: { addr: CHANNEL, key: "VALUES" },
    expect: { status: 200, body: { LEVEL: 0.5, MODE: "MANUAL" } },
  },
  {
    operation: GET,
    case: "a link",
    params: { addr: CHANNEL, key: "LINK" },
    query: `peer=${CONTACT}:1`,
    expect: { status: 200, body: { SHORT_ON_LEVEL: 1 } },
  },
  {
    operation: GET,
    case: "a link without peer",
    params: { addr: CHANNEL, key: "LINK" },
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: GET,
    case: "a paramset that is none",
    params: { addr: CHANNEL, key: "master" },
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: GET,
    case: "values of a device",
    params: { addr: DIMMER, key: "VALUES" },
    expect: { status: 400, code: "bad_request" },
  },
  { operation: GET, case: "unknown device", params: { addr: STRANGER, key: "MASTER" }, expect: NOT_FOUND },
  { operation: GET, case: "unknown channel", params: { addr: `${DIMMER}:88`, key: "MASTER" }, expect: NOT_FOUND },
  {
    operation: PUT,
    case: "configuration, with the lock",
    params: { addr: CHANNEL, key: "MASTER" },
    headers: token,
    given: MASTER,
    body: { CYCLIC_INFO_MSG: 2, DIM_MIN: 0.2 },
    expect: {
      status: 202,
      writes: [
        [
          "putParamset",
          "HmIP-RF",
          CHANNEL,
          "MASTER",
          { CYCLIC_INFO_MSG: { type: "INTEGER", value: 2 }, DIM_MIN: { type: "FLOAT", value: 0.2 } },
          undefined,
        ],
      ],
    },
  },
  {
    operation: PUT,
    case: "values",
    params: { addr: CHANNEL, key: "VALUES" },
    body: { LEVEL: 0.1, STATE: false },
    expect: {
      status: 202,
      writes: [
        [
          "putParamset",
          "HmIP-RF",
          CHANNEL,
          "VALUES",
          { LEVEL: { type: "FLOAT", value: 0.1 }, STATE: { type: "BOOL", value: false } },
          undefined,
        ],
      ],
    },
  },
  {
    operation: PUT,
    case: "a link",
    params: { addr: CHANNEL, key: "LINK" },
    query: `peer=${CONTACT}:1`,
    headers: token,
    given: locked(`channel:${CHANNEL}:LINK:${CONTACT}:1`),
    body: { SHORT_ON_LEVEL: "OLD_LEVEL" },
    expect: {
      status: 202,
      writes: [
        ["putParamset", "HmIP-RF", CHANNEL, `${CONTACT}:1`, { SHORT_ON_LEVEL: { type: "FLOAT", value: 1.005 } }],
      ],
    },
  },
  {
    operation: PUT,
    case: "without the lock",
    params: { addr: CHANNEL, key: "MASTER" },
    body: { CYCLIC_INFO_MSG: 2 },
    expect: { status: 423, code: "conflict" },
  },
  {
    operation: PUT,
    case: "with a foreign token",
    params: { addr: CHANNEL, key: "MASTER" },
    headers: { "x-edit-token": "other" },
    given: MASTER,
    body: { CYCLIC_INFO_MSG: 2 },
    expect: { status: 423, code: "conflict" },
  },
  {
    operation: PUT,
    case: "a locked channel",
    params: { addr: `${DIMMER}:2`, key: "VALUES" },
    body: { LEVEL: 1 },
    expect: { status: 423, code: "conflict" },
  },
  {
    operation: PUT,
    case: "a hidden parameter",
    params: { addr: CHANNEL, key: "MASTER" },
    headers: token,
    given: MASTER,
    body: { FACTORY_KEY: 1 },
    expect: { status: 403, code: "forbidden" },
  },
  {
    operation: PUT,
    case: "a parameter that the channel lacks",
    params: { addr: CHANNEL, key: "MASTER" },
    headers: token,
    given: MASTER,
    body: { CYCLIC_INFO_MSG: 1, NOPE: 1 },
    expect: { status: 400, code: "validation" },
  },
  {
    operation: PUT,
    case: "one of two out of range",
    params: { addr: CHANNEL, key: "VALUES" },
    body: { LEVEL: 0.1, COUNT: 11 },
    expect: { status: 400, code: "validation" },
  },
  {
    operation: PUT,
    case: "nothing",
    params: { addr: CHANNEL, key: "VALUES" },
    body: {},
    expect: { status: 400, code: "bad_request" },
  },
  {
    operation: PUT,
    case: "unknown device",
    params: { addr: STRANGER, key: "VALUES" },
    body: { LEVEL: 1 },
    expect: NOT_FOUND,
  },
  {
    operation: DETERMINE,
    case: "a value",
    params: { addr: CONTACT, no: "1", key: "VALUES" },
    body: { parameter: "VALUE" },
    expect: { status: 200, body: { value: 0.7 } },
  },
  {
    operation: DETERMINE,
    case: "unknown parameter",
    params: { addr: CONTACT, no: "1", key: "VALUES" },
    body: { parameter: "NOPE" },
    expect: NOT_FOUND,
  },
  {
    operation: DETERMINE,
    case: "unknown device",
    params: { addr: STRANGER, no: "1", key: "VALUES" },
    body: { parameter: "VALUE" },
    expect: NOT_FOUND,
  },
  {
    operation: DETERMINE,
    case: "a link",
    params: { addr: CONTACT, no: "1", key: "LINK" },
    body: { parameter: "VALUE" },
    expect: { status: 400, code: "bad_request" },
  },
];

const KEY = `channel:${CHANNEL}:MASTER`;
const held = { key: KEY, token: EDIT_TOKEN };
export const editSessionCases: Case[] = [
  {
    operation: "POST /sessions/edit",
    case: "opens",
    body: { key: KEY },
    expect: { status: 200, body: { key: KEY, subject: USERS.operator } },
  },
  {
    operation: "POST /sessions/edit",
    case: "held by another",
    given: locked(KEY, "anna"),
    body: { key: KEY },
    expect: { status: 423, code: "conflict", body: { detail: "anna" } },
  },
  {
    operation: "POST /sessions/edit",
    case: "an empty key",
    body: { key: "" },
    expect: { status: 422, code: "validation" },
  },
  { operation: "DELETE /sessions/edit", case: "releases", given: locked(KEY), body: held, expect: { status: 204 } },
  {
    operation: "DELETE /sessions/edit",
    case: "a foreign token releases nothing",
    given: locked(KEY),
    body: { ...held, token: "x" },
    expect: { status: 204 },
  },
  {
    operation: "POST /sessions/edit/heartbeat",
    case: "holds on",
    given: locked(KEY),
    body: held,
    expect: { status: 200, body: { token: EDIT_TOKEN } },
  },
  {
    operation: "POST /sessions/edit/heartbeat",
    case: "too late",
    body: held,
    expect: { status: 410, code: "not_found" },
  },
  {
    operation: "POST /sessions/edit/take-over",
    case: "drops another's lock",
    given: locked(KEY, "anna"),
    body: { key: KEY },
    expect: { status: 204 },
  },
];
