/** How devices come, go and are read anew. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { DIMMER, NEWCOMER, VIRTUAL } from "../household.ts";
import { unknownDevice, WRONG } from "./support.ts";

export const deviceLifecycleCases: Case[] = [
  {
    operation: "DELETE /devices/{addr}",
    case: "a device",
    params: { addr: DIMMER },
    query: "reset=true",
    expect: { status: 202, writes: [["deleteDevice", "HmIP-RF", DIMMER, { reset: true, force: false }]] },
  },
  ...unknownDevice("DELETE /devices/{addr}"),
  {
    operation: "DELETE /devices/{addr}",
    case: "the CCU's own device",
    params: { addr: VIRTUAL },
    expect: { status: 422 },
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
  ...unknownDevice("POST /devices/{addr}/reload"),
  {
    operation: "POST /devices/{addr}/channels/{no}/reload",
    case: "a channel",
    params: { addr: DIMMER, no: "1" },
    expect: { status: 200, body: { success: true, channel_address: `${DIMMER}:1` } },
  },
  ...unknownDevice("POST /devices/{addr}/channels/{no}/reload"),
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
  ...unknownDevice("POST /devices/{addr}/accept"),
  {
    operation: "POST /devices/{addr}/accept",
    case: "a room that is none",
    params: { addr: NEWCOMER },
    body: { rooms: ["Nope"] },
    expect: WRONG,
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
  ...unknownDevice("POST /devices/{addr}/install-mode"),
];
