/** Alarm and service messages. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { CONTACT, DIMMER } from "../household.ts";
import { central, NOT_FOUND, objects, WHICH, WRONG } from "./support.ts";

export const messageCases: Case[] = [
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
