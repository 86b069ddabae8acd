/** Channels, their flags and event groups. */
import type { Case } from "../case.ts";
import { DIMMER, REMOTE } from "../household.ts";
import { unknownDevice, WRONG } from "./support.ts";

export const channelCases: Case[] = [
  {
    operation: "GET /devices/{addr}/channels",
    case: "all",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      body: [{ number: 0 }, { number: 1 }, { number: 2, locked: true }, { number: 3, hidden: true }],
    },
  },
  ...unknownDevice("GET /devices/{addr}/channels"),
  {
    operation: "GET /devices/{addr}/channels/{no}",
    case: "one",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: { address: `${DIMMER}:1`, room: "Kitchen" } },
  },
  ...unknownDevice("GET /devices/{addr}/channels/{no}"),
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
  ...unknownDevice("PATCH /devices/{addr}/channels/{no}", { body: { name: "x" } }),
  {
    operation: "PATCH /devices/{addr}/channels/{no}",
    case: "a function that is none",
    params: { addr: DIMMER, no: "1" },
    body: { functions: ["Nope"] },
    expect: WRONG,
  },
  {
    operation: "GET /devices/{addr}/channels/{no}/flags",
    case: "flags",
    params: { addr: DIMMER, no: "2" },
    expect: { status: 200, body: { hidden: false, locked: true } },
  },
  ...unknownDevice("GET /devices/{addr}/channels/{no}/flags"),
  {
    operation: "PUT /devices/{addr}/channels/{no}/flags",
    case: "hidden",
    params: { addr: DIMMER, no: "2" },
    body: { hidden: true },
    expect: { status: 200, body: { hidden: true, locked: true }, writes: [] },
  },
  ...unknownDevice("PUT /devices/{addr}/channels/{no}/flags", { body: { hidden: true } }),
  {
    operation: "GET /devices/{addr}/channels/{no}/event-groups",
    case: "presses",
    params: { addr: REMOTE, no: "1" },
    expect: { status: 200, body: [{ kind: "keypress", channel_address: `${REMOTE}:1` }] },
  },
  ...unknownDevice("GET /devices/{addr}/channels/{no}/event-groups"),
];
