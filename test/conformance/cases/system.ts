/** The CCUs and their interfaces. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import type { World } from "../world.ts";
import { CONFLICT, NOT_FOUND, UNREADY, WHICH, WRONG } from "./support.ts";

const IMAGE = "https://ccu3-update.homematic.com/firmware/download?cmd=download&version=3.85.7";
const maintenance =
  (expected: string, reason: string) =>
  async ({ home }: World) => {
    const central = (await home.centrals()).find(({ name }) => name === expected);
    assert.equal(central?.maintenance?.reason, reason);
  };

export const systemCases: Case[] = [
  {
    operation: "POST /system/update/install",
    case: "begins",
    expect: { status: 202, writes: [["installUpdate"]], after: maintenance("ccu-main", "update") },
  },
  {
    operation: "POST /system/update/install",
    case: "is not begun twice",
    given: ({ main }) => main.listener.hub({ update: { current: "3.83.6", available: "3.85.7", inProgress: true } }),
    expect: CONFLICT,
  },
  {
    operation: "POST /system/update/install",
    case: "nothing is newer",
    given: ({ main }) => main.listener.hub({ update: { current: "3.85.7", available: "3.85.7", inProgress: false } }),
    expect: CONFLICT,
  },
  { operation: "POST /system/update/install", case: "which CCU?", unnamed: true, expect: WHICH },
  {
    operation: "POST /system/update/install",
    case: "an unknown CCU",
    unnamed: true,
    query: "central=nowhere",
    expect: NOT_FOUND,
  },
  {
    operation: "POST /system/firmware/download",
    case: "begins",
    body: { url: IMAGE, central: "ccu-main" },
    expect: { status: 202, writes: [["downloadFirmware", IMAGE]] },
  },
  ...["https://example.com/x.tgz", "https://github.com/somebody/x", "https://u:p@ccu3-update.homematic.com/x"].map(
    (url): Case => ({
      operation: "POST /system/firmware/download",
      case: `not from ${url}`,
      body: { url, central: "ccu-main" },
      expect: WRONG,
    }),
  ),
  { operation: "POST /system/firmware/download", case: "without an address", body: {}, expect: WRONG },
  {
    operation: "POST /system/firmware/download",
    case: "which CCU?",
    unnamed: true,
    body: { url: IMAGE },
    expect: WHICH,
  },
  {
    operation: "POST /system/firmware/download",
    case: "an unknown CCU",
    unnamed: true,
    body: { url: IMAGE, central: "nowhere" },
    expect: NOT_FOUND,
  },
  {
    operation: "POST /system/firmware/download",
    case: "before any CCU is known",
    world: "empty",
    body: { url: IMAGE },
    expect: UNREADY,
  },
  {
    operation: "POST /system/ccu/{central}/reboot",
    case: "begins",
    params: { central: "ccu-main" },
    expect: { status: 202, writes: [["reboot"]], after: maintenance("ccu-main", "reboot") },
  },
  {
    operation: "POST /system/ccu/{central}/reboot",
    case: "an unknown CCU",
    params: { central: "nowhere" },
    expect: NOT_FOUND,
  },
  {
    operation: "POST /system/ccu/{central}/reboot",
    case: "before any CCU is known",
    world: "empty",
    params: { central: "ccu-main" },
    expect: UNREADY,
  },
  {
    operation: "GET /hub/data-points",
    case: "one entry for each CCU",
    unnamed: true,
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
