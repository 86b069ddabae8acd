/** Upkeep of devices: teams, replacement, communication test, configuration, firmware. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { BROKEN, CONTACT, DIMMER, NEWCOMER, REMOTE, STRANGER, TEAM_TAG, VIRTUAL } from "../household.ts";
import { BAD, NOT_FOUND, UNREADY, unknownDevice, WRONG } from "./support.ts";

const place = { addr: CONTACT, no: "1" };
const OWN_TEAM = `*${CONTACT}:1`;
const OTHER_TEAM = `*${BROKEN}:1`;

const teams: Case[] = [
  {
    operation: "GET /devices/{addr}/channels/{no}/team-candidates",
    case: "of a team player",
    params: place,
    expect: {
      status: 200,
      body: (body) =>
        assert.deepEqual(body, {
          candidates: [
            { address: OWN_TEAM, name: "Front door:1", team_tag: TEAM_TAG, current: true },
            { address: OTHER_TEAM, team_tag: TEAM_TAG, current: false },
          ],
        }),
    },
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/team-candidates",
    case: "of a lamp",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: { candidates: [] } },
  },
  ...unknownDevice("GET /devices/{addr}/channels/{no}/team-candidates"),
  {
    operation: "GET /devices/{addr}/channels/{no}/team-candidates",
    case: "no number",
    params: { addr: CONTACT, no: "x" },
    expect: BAD,
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/team",
    case: "joins",
    params: place,
    body: { team: OTHER_TEAM },
    expect: { status: 202, writes: [["setTeam", "BidCos-RF", `${CONTACT}:1`, OTHER_TEAM]] },
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/team",
    case: "its own again",
    params: place,
    body: { team: null },
    expect: { status: 202, writes: [["setTeam", "BidCos-RF", `${CONTACT}:1`, `${CONTACT}:1`]] },
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/team",
    case: "a team of another kind",
    params: place,
    body: { team: "*XEQ0000008:1" },
    expect: WRONG,
  },
  {
    operation: "PUT /devices/{addr}/channels/{no}/team",
    case: "a lamp",
    params: { addr: DIMMER, no: "1" },
    body: {},
    expect: WRONG,
  },
  ...unknownDevice("PUT /devices/{addr}/channels/{no}/team", { body: {} }),
];

const replacement: Case[] = [
  {
    operation: "GET /devices/{addr}/replace-candidates",
    case: "of a device",
    params: { addr: CONTACT },
    expect: {
      status: 200,
      body: {
        candidates: [
          { address: BROKEN, model: "HM-Sec-XSC", interface: "BidCos-RF", central: "ccu-main", model_matches: true },
        ],
      },
    },
  },
  {
    operation: "GET /devices/{addr}/replace-candidates",
    case: "an interface that replaces nothing",
    params: { addr: NEWCOMER },
    expect: { status: 200, body: { candidates: [] } },
  },
  {
    operation: "GET /devices/{addr}/replace-candidates",
    case: "on a CCU that is none",
    params: { addr: CONTACT },
    query: "central=nowhere",
    expect: { status: 400, code: "bad_request" },
  },
  ...unknownDevice("GET /devices/{addr}/replace-candidates"),
  {
    operation: "POST /devices/{addr}/replace",
    case: "a broken device",
    params: { addr: CONTACT },
    body: { old_address: BROKEN, central: "ccu-main" },
    expect: {
      status: 202,
      body: { status: "replacing", old_address: BROKEN, new_address: CONTACT, central: "ccu-main" },
      writes: [["replaceDevice", "BidCos-RF", BROKEN, CONTACT]],
    },
  },
  {
    operation: "POST /devices/{addr}/replace",
    case: "a device that is no candidate",
    params: { addr: CONTACT },
    body: { old_address: VIRTUAL },
    expect: WRONG,
  },
  {
    operation: "POST /devices/{addr}/replace",
    case: "a device that nobody knows",
    params: { addr: CONTACT },
    body: { old_address: STRANGER },
    expect: NOT_FOUND,
  },
  { operation: "POST /devices/{addr}/replace", case: "nothing", params: { addr: CONTACT }, body: {}, expect: WRONG },
  {
    operation: "POST /devices/{addr}/replace",
    case: "by a device of HmIP",
    params: { addr: DIMMER },
    body: { old_address: REMOTE },
    expect: WRONG,
  },
  ...unknownDevice("POST /devices/{addr}/replace", { body: { old_address: BROKEN } }),
];

const repair: Case[] = [
  {
    operation: "POST /devices/{addr}/test",
    case: "a device that answers",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      body: { passed: true, timed_out: false, duration_ms: 0 },
      after: ({ main }) =>
        assert.deepEqual(
          main.writes().map(({ method, args }) => [method, ...args.slice(0, 2)]),
          [["testDevice", "HmIP-RF", DIMMER]],
        ),
    },
  },
  {
    operation: "POST /devices/{addr}/test",
    case: "one that stays silent",
    params: { addr: DIMMER },
    given: ({ main }) => main.answer("testDevice", () => false),
    expect: { status: 200, body: { passed: false, timed_out: true } },
  },
  ...unknownDevice("POST /devices/{addr}/test"),
  {
    operation: "POST /devices/{addr}/config/restore",
    case: "a device",
    params: { addr: CONTACT },
    expect: { status: 202, writes: [["restoreConfig", "BidCos-RF", CONTACT]] },
  },
  ...unknownDevice("POST /devices/{addr}/config/restore"),
];

const firmware: Case[] = [
  {
    operation: "POST /devices/firmware/refresh",
    case: "asks every CCU",
    expect: { status: 204, writes: [["refreshFirmware"], ["refreshFirmware"]] },
  },
  {
    operation: "POST /devices/firmware/refresh",
    case: "before any CCU is known",
    world: "empty",
    expect: UNREADY,
  },
  {
    operation: "POST /devices/{addr}/firmware/update",
    case: "a device with news",
    params: { addr: REMOTE },
    expect: { status: 202, body: { status: "scheduled" }, writes: [["updateFirmware", "HmIP-RF", REMOTE]] },
  },
  {
    operation: "POST /devices/{addr}/firmware/update",
    case: "a device without",
    params: { addr: CONTACT },
    expect: WRONG,
  },
  ...unknownDevice("POST /devices/{addr}/firmware/update"),
];

export const upkeepCases: Case[] = [...teams, ...replacement, ...repair, ...firmware];
