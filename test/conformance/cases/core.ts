import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { DIMMER, INTERFACES } from "../household.ts";

export const coreCases: Case[] = [
  {
    operation: "GET /info",
    case: "anybody",
    expect: { status: 200, body: { version: "0.1.0", api_version: "3.1.0", uptime: "1m30s" } },
  },
  { operation: "GET /health", case: "anybody", expect: { status: 200, body: { status: "healthy" } } },
  {
    operation: "GET /health",
    case: "no interface is connected any more",
    given: ({ main }) => main.listener.interfaces(INTERFACES.map((i) => ({ ...i, connected: false, note: "gone" }))),
    expect: { status: 503, body: { status: "unhealthy" } },
  },
  {
    operation: "GET /config",
    case: "no secret",
    expect: { status: 200, body: { locale: "en", centrals: [{ name: "ccu-main" }], callback_ports: { xmlrpc: 8120 } } },
  },
  {
    operation: "POST /ui/event",
    case: "is taken",
    body: { event: "page", properties: { path: "/x" } },
    expect: { status: 204 },
  },
  { operation: "GET /events", case: "an upgrade", upgrade: true, expect: { status: 101 } },
  {
    operation: "GET /events",
    case: "without an upgrade",
    expect: { status: 400, headers: { "content-type": "text/plain; charset=utf-8" } },
  },
  { operation: "GET /events", case: "nobody", as: "nobody", expect: { status: 401, code: "unauthorized" } },
  {
    operation: "GET /snapshot",
    case: "the lists",
    expect: {
      status: 200,
      body: (body) => {
        assert.equal(body.devices.length, 7);
        assert.ok(!("device_channels" in body));
      },
    },
  },
  {
    operation: "GET /snapshot",
    case: "everything",
    query: "include=channels,data_points",
    expect: {
      status: 200,
      body: ({ device_channels: all }) => assert.equal(all[0].channels[1].data_points.length > 0, true),
    },
  },
  {
    operation: "GET /snapshot",
    case: "without names",
    query: "anonymize=1",
    expect: { status: 200, body: (body) => assert.ok(!JSON.stringify(body).includes("Ceiling lamp")) },
  },
  {
    operation: "GET /snapshot",
    case: "of one CCU",
    query: "central=ccu-attic",
    expect: {
      status: 200,
      body: ({ devices }) =>
        assert.deepEqual([...new Set(devices.map(({ central }: { central: string }) => central))], ["ccu-attic"]),
    },
  },
  {
    operation: "GET /snapshot",
    case: "as lines",
    headers: { accept: "application/x-ndjson" },
    query: "include=data_points",
    expect: {
      status: 200,
      headers: { "content-type": "application/x-ndjson" },
      body: (bytes: Buffer) => {
        const lines = bytes
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.equal(lines[0].kind, "meta");
        assert.ok(lines.some((l) => l.kind === "data_point" && l.data.device_address === DIMMER));
      },
    },
  },
];
