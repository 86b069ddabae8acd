/** Devices. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { CONTACT, CUX, DIMMER, GROUP, REMOTE, VIRTUAL, VIRTUAL_REMOTE } from "../household.ts";
import { unknownDevice, WRONG } from "./support.ts";

const TWINS = [GROUP, VIRTUAL_REMOTE, CUX];
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

export const deviceCases: Case[] = [
  {
    operation: "GET /devices",
    case: "all",
    expect: {
      status: 200,
      headers: { "x-total-count": "7" },
      body: ({ items, total }) => {
        assert.deepEqual(
          items.map((d: { address: string }) => d.address),
          [DIMMER, REMOTE, VIRTUAL, CONTACT, ...TWINS].sort(),
        );
        assert.equal(total, 7);
      },
    },
  },
  {
    operation: "GET /devices",
    case: "a page",
    query: "page=2&per_page=1",
    expect: { status: 200, body: { page: 2, per_page: 1, total: 7 } },
  },
  {
    operation: "GET /devices",
    case: "of both CCUs, what they name alike twice",
    unnamed: true,
    expect: {
      status: 200,
      body: ({ items, total }) => {
        const owners = (address: string) =>
          items.flatMap((d: { address: string; central: string }) => (d.address === address ? [d.central] : []));
        for (const address of TWINS) assert.deepEqual(owners(address), ["ccu-attic", "ccu-main"]);
        assert.equal(total, 10);
      },
    },
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
    query: "central=WRONG",
    expect: { status: 400, code: "bad_request", body: { title: "central required (multiple CCUs)" } },
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
  ...unknownDevice("GET /devices/{addr}"),
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
  ...unknownDevice("PATCH /devices/{addr}", { body: { name: "x" } }),
  {
    operation: "PATCH /devices/{addr}",
    case: "nothing to change",
    params: { addr: DIMMER },
    body: {},
    expect: WRONG,
  },
  {
    operation: "PATCH /devices/{addr}",
    case: "a room that is none",
    params: { addr: DIMMER },
    body: { name: "x", rooms: ["Attic"] },
    expect: WRONG,
  },
  {
    operation: "PATCH /devices/{addr}",
    case: "an empty name",
    params: { addr: DIMMER },
    body: { name: " " },
    expect: { status: 400, code: "bad_request" },
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
  ...unknownDevice("GET /devices/{addr}/icon"),
];
