/** What every CCU names alike: the answer is that of the CCU that is named, a write reaches that one only. */
import assert from "node:assert/strict";
import { ATTIC } from "../attic.ts";
import type { Body, Case, CommandCase } from "../case.ts";
import { CUX, DIMMER, GROUP, VIRTUAL_REMOTE } from "../household.ts";
import type { World } from "../world.ts";
import { WHICH } from "./support.ts";

const MAIN = "ccu-main";
const point = { addr: GROUP, no: "1", param: "SET_TEMPERATURE" };
const POINT = "GET /devices/{addr}/channels/{no}/data-points/{param}";
const BATCH = "POST /devices/values:batch";
const queries = [
  { address: DIMMER, channel: 1, parameter: "LEVEL" },
  { address: GROUP, channel: 1, parameter: "SET_TEMPERATURE" },
];
const PUT = "PUT /devices/{addr}/channels/{no}/data-points/{param}/value";
/** Calls of one CCU that a real one would have acted on. */
const told = (world: World, central: string) =>
  world.ccus.filter(({ ccu }) => ccu.central === central).flatMap((fake) => fake.writes());

const ofEach = (central: string, value: number, name: string | undefined): Case[] => [
  {
    operation: POINT,
    case: `the group of ${central}`,
    params: point,
    query: `central=${central}`,
    expect: { status: 200, body: { value } },
  },
  {
    operation: BATCH,
    case: `of ${central}`,
    query: `central=${central}`,
    body: { queries: queries.slice(1) },
    expect: { status: 200, body: { results: [{ summary: { value } }] } },
  },
  {
    operation: "GET /devices/{addr}",
    case: `the group of ${central}`,
    params: { addr: GROUP },
    query: `central=${central}`,
    expect: { status: 200, body: { central, ...(name && { name }) } },
  },
  ...[
    { params: point, body: { value: 19.5 } },
    { params: { addr: CUX, no: "1", param: "STATE" }, body: { value: true } },
    { params: { addr: VIRTUAL_REMOTE, no: "1", param: "PRESS_SHORT" }, body: { value: true } },
  ].map(
    ({ params, body }): Case => ({
      operation: PUT,
      case: `${params.addr} of ${central}`,
      params,
      query: `central=${central}`,
      body,
      expect: {
        status: 202,
        after: (world) => {
          assert.equal(told(world, central).length, 1);
          assert.deepEqual(told(world, central === MAIN ? ATTIC : MAIN), []);
        },
      },
    }),
  ),
];

export const twoCcuCases: Case[] = [
  ...ofEach(MAIN, 21, undefined),
  ...ofEach(ATTIC, 17, "Attic heating"),
  {
    operation: BATCH,
    // the contract has no word for it in a row
    case: "one of the addresses is on two CCUs",
    body: { queries },
    expect: { ...WHICH, body: ({ detail }) => assert.match(detail, /INT0000001.*ccu-attic, ccu-main/) },
  },
  {
    operation: "POST /sysvars",
    case: "a channel of the other CCU",
    query: `central=${ATTIC}`,
    body: { name: "Other", value_type: "BOOL", channel_address: `${DIMMER}:1` },
    expect: { status: 422, code: "validation" },
  },
];

const list = (command: "cdp.list" | "calc_dp.list", central: string | undefined, judge: (keys: string[]) => void) => ({
  command,
  case: `of ${central ?? "both CCUs"}`,
  args: central === undefined ? {} : { central },
  expect: { data: (all: Body) => judge(Object.keys(all)) },
});
export const twoCcuCommands: CommandCase[] = [
  list("cdp.list", undefined, (keys) => {
    const groups = keys.filter((key) => key.includes(GROUP));
    assert.deepEqual(groups.sort(), [`${ATTIC}/${GROUP}`, `${MAIN}/${GROUP}`]);
  }),
  list("cdp.list", ATTIC, (keys) => assert.ok(keys.includes(`${ATTIC}/${GROUP}`) || keys.includes(GROUP))),
  {
    command: "cdp.list",
    case: "of a CCU that nobody knows",
    args: { central: "nowhere" },
    expect: { error: "bad_request" },
  },
  {
    command: "devices.list",
    case: "of one CCU",
    args: { central: ATTIC },
    expect: {
      data: ({ devices }) =>
        assert.deepEqual([...new Set(devices.map((row: { central: string }) => row.central))], [ATTIC]),
    },
  },
  { command: "calc_dp.list", case: "of one CCU", args: { central: ATTIC }, expect: { data: {} } },
  {
    command: "devices.get",
    case: "by central_name",
    args: { address: GROUP, central_name: ATTIC },
    expect: { data: { name: "Attic heating" } },
  },
];
