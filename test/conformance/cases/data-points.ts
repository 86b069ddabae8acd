/** Values: list, read, write, many at once. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";
import { NOT_FOUND, unknownDevice } from "./support.ts";

export const dataPointCases: Case[] = [
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
  ...unknownDevice("GET /devices/{addr}/channels/{no}/data-points"),
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
  ...unknownDevice("GET /devices/{addr}/channels/{no}/data-points/{param}", { params: { param: "LEVEL" } }),
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
  ...unknownDevice("PUT /devices/{addr}/channels/{no}/data-points/{param}/value", {
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
];
