/** The CCUs and their interfaces. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { NOT_FOUND } from "./support.ts";

export const systemCases: Case[] = [
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
