/** The log, captures, recordings, figures and caches of the program. */
import assert from "node:assert/strict";
import { endStreams } from "../../../handlers/features/diagnostics/home/endless.ts";
import type { Case } from "../case.ts";
import type { World } from "../world.ts";
import { BAD, UNREADY } from "./support.ts";

/** At home, for what lies there: no CCU is asked. */
export const DIAGNOSTICS_WITHOUT_CCU: readonly string[] = [
  "GET /diagnostics/log-level",
  "PUT /diagnostics/log-level",
  "GET /diagnostics/log-levels",
  "PUT /diagnostics/log-levels/{path}",
  "DELETE /diagnostics/log-levels/{path}",
  "GET /diagnostics/logs",
  "GET /diagnostics/logs/stream",
];
/** Answered from memory. */
export const DIAGNOSTICS_WITHOUT_STORE: readonly string[] = [
  "GET /diagnostics/log-level",
  // the audit entry is lost then, which is told in the log
  "PUT /diagnostics/log-level",
  "GET /diagnostics/log-levels",
  "GET /diagnostics/logs",
  "GET /diagnostics/logs/stream",
];

const troubled = ({ running }: World) => {
  for (const word of ["one", "two", "three"]) running.site.log.warn(`trouble number ${word}`);
};
/** Streams end with their home: so those of a case do. */
const ending = (world: World) => {
  troubled(world);
  endStreams(world.running.site);
};
const text = (body: Buffer): string => body.toString();
const PATH = "ccu-anywhere.ccu.xmlrpc";

const levels: Case[] = [
  {
    operation: "GET /diagnostics/log-level",
    case: "as it started",
    expect: { status: 200, body: { default: "info" } },
  },
  {
    operation: "PUT /diagnostics/log-level",
    case: "everything",
    body: { level: "debug" },
    expect: { status: 200, body: { default: "debug" } },
  },
  {
    operation: "PUT /diagnostics/log-level",
    case: "for a minute",
    body: { level: "error", ttl_seconds: 60 },
    expect: {
      status: 200,
      body: { default: "error" },
      after: ({ clock, running }) => {
        clock.advance(60_000);
        assert.equal(running.site.logBook?.defaultLevel(), "info");
      },
    },
  },
  { operation: "PUT /diagnostics/log-level", case: "no level", body: { level: "loud" }, expect: BAD },
  {
    operation: "GET /diagnostics/log-levels",
    case: "one that stays, one that expires",
    given: ({ running, clock }) => {
      running.site.logBook?.override({ path: PATH, level: "debug", expiresAt: clock.now() + 90_000 });
      running.site.logBook?.override({ path: "ccu-anywhere.auth", level: "warn" });
    },
    expect: {
      status: 200,
      body: {
        default: "info",
        overrides: [
          { path: "ccu-anywhere.auth", level: "warn", permanent: true },
          { path: PATH, level: "debug", permanent: false, remaining_ms: 90_000 },
        ],
      },
    },
  },
  {
    operation: "PUT /diagnostics/log-levels/{path}",
    case: "to stay",
    params: { path: PATH },
    body: { level: "debug" },
    expect: {
      status: 204,
      after: async ({ running, store }) => {
        assert.equal(running.site.logBook?.admits(`${PATH}.x`, "debug"), true);
        assert.deepEqual((await store.get("config", "log-levels"))?.value, { [PATH]: "debug" });
      },
    },
  },
  {
    operation: "PUT /diagnostics/log-levels/{path}",
    case: "for longer than a day",
    params: { path: PATH },
    body: { level: "debug", ttl_seconds: 90_000 },
    expect: {
      status: 204,
      after: async ({ running, clock, store }) => {
        clock.advance(86_399_999);
        assert.equal(running.site.logBook?.overrides().length, 1);
        clock.advance(1);
        assert.deepEqual(running.site.logBook?.overrides(), []);
        assert.equal(await store.get("config", "log-levels"), undefined);
      },
    },
  },
  {
    operation: "PUT /diagnostics/log-levels/{path}",
    case: "no level",
    params: { path: PATH },
    body: { level: "" },
    expect: BAD,
  },
  {
    operation: "PUT /diagnostics/log-levels/{path}",
    case: "a path that is none",
    params: { path: "a..b" },
    body: { level: "debug" },
    expect: BAD,
  },
  {
    operation: "DELETE /diagnostics/log-levels/{path}",
    case: "one that is set",
    params: { path: PATH },
    given: ({ running }) => void running.site.logBook?.override({ path: PATH, level: "debug" }),
    expect: { status: 204, after: ({ running }) => assert.deepEqual(running.site.logBook?.overrides(), []) },
  },
  {
    operation: "DELETE /diagnostics/log-levels/{path}",
    case: "none that is set",
    params: { path: PATH },
    expect: { status: 204 },
  },
];

const logs: Case[] = [
  {
    operation: "GET /diagnostics/logs",
    case: "oldest first",
    given: troubled,
    query: "limit=2",
    expect: {
      status: 200,
      body: ({ last_seq, records }) => {
        assert.deepEqual(
          records.map(({ msg }: { msg: string }) => msg),
          ["trouble number two", "trouble number three"],
        );
        assert.equal(records[1].seq, last_seq);
        assert.equal(records[1].level, "warn");
      },
    },
  },
  {
    operation: "GET /diagnostics/logs",
    case: "as lines, as a file",
    given: troubled,
    query: "format=ndjson&download=1&min_level=loud&limit=x",
    expect: {
      status: 200,
      headers: {
        "content-type": "application/x-ndjson",
        "content-disposition": 'attachment; filename="openccu-loom-logs.ndjson"',
      },
      body: (body) => assert.match(text(body), /trouble number one.*\n.*two.*\n.*three.*\n$/),
    },
  },
  {
    operation: "GET /diagnostics/logs",
    case: "only errors",
    given: troubled,
    query: "min_level=error",
    expect: { status: 200, body: { records: [] } },
  },
  {
    operation: "GET /diagnostics/logs/stream",
    case: "after an entry",
    given: ending,
    query: "since=0",
    headers: { "last-event-id": "2" },
    expect: {
      status: 200,
      headers: { "content-type": "text/event-stream" },
      body: (body) => assert.match(text(body), /^retry: 5000\n\n(id: \d+\nevent: log\ndata: \{.*\}\n\n){3,}$/),
    },
  },
  {
    operation: "GET /diagnostics/logs/stream",
    case: "after the last event",
    given: ending,
    headers: { "last-event-id": "2" },
    expect: { status: 200, body: (body) => assert.match(text(body), /^retry: 5000\n\nid: 3\n.*number three/s) },
  },
];

/** A process that keeps no log. */
const withoutLog: Case[] = [...levels, ...logs]
  .filter(({ operation, expect }, at, all) => {
    const first = all.findIndex((one) => one.operation === operation && one.expect.status < 300);
    return first === at && expect.status < 300;
  })
  .map(({ given: _given, ...one }) => ({ ...one, world: "empty", case: "nobody keeps the log", expect: UNREADY }));

export const diagnosticsCases: Case[] = [...levels, ...logs, ...withoutLog];
