/** The log, captures, recordings, figures and caches of the program. */
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { startCapture, stopCapture } from "../../../handlers/features/diagnostics/home/captures.ts";
import { endStreams } from "../../../handlers/features/diagnostics/home/endless.ts";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { Case, CommandCase } from "../case.ts";
import { DIMMER } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, CONFLICT, NOT_FOUND, UNREADY, unknownDevice } from "./support.ts";

/** At home, for what lies there: no CCU is asked. */
export const DIAGNOSTICS_WITHOUT_CCU: readonly string[] = [
  "GET /diagnostics/log-level",
  "PUT /diagnostics/log-level",
  "GET /diagnostics/log-levels",
  "PUT /diagnostics/log-levels/{path}",
  "DELETE /diagnostics/log-levels/{path}",
  "GET /diagnostics/logs",
  "GET /diagnostics/logs/stream",
  "GET /incidents",
  "DELETE /incidents",
  "GET /diagnostics/rssi",
  // what the driver itself knows, and what is kept here: written by hand below
  "GET /diagnostics/reliability",
  "GET /diagnostics/rpc-recording",
  "POST /diagnostics/rpc-recording",
  "POST /diagnostics/rpc-recording/stop",
  "GET /diagnostics/rpc-recording/{central}/download",
  "GET /admin/values-cache/stats",
  "POST /admin/values-cache/reset",
  "POST /devices/{addr}/values-cache/reset",
  "GET /diagnostics",
  "GET /metrics",
  "GET /diagnostics/eventbus/tap",
  "GET /diagnostics/capture",
  "POST /diagnostics/capture",
  "GET /diagnostics/capture/{id}",
  "POST /diagnostics/capture/{id}/stop",
  "GET /diagnostics/capture/{id}/download",
  "GET /system/startup-capture",
  "PUT /system/startup-capture",
  "POST /admin/cache/clear",
];
/** Answered from memory. */
export const DIAGNOSTICS_WITHOUT_STORE: readonly string[] = [
  "GET /diagnostics/log-level",
  // the audit entry is lost then, which is told in the log
  "PUT /diagnostics/log-level",
  "GET /diagnostics/log-levels",
  "GET /diagnostics/logs",
  "GET /diagnostics/logs/stream",
  "GET /diagnostics/rpc-recording",
  "POST /diagnostics/rpc-recording",
  "POST /diagnostics/rpc-recording/stop",
  "GET /diagnostics/rpc-recording/{central}/download",
  "GET /admin/values-cache/stats",
  "GET /diagnostics/capture",
  "POST /diagnostics/capture",
  "GET /diagnostics/capture/{id}",
  "POST /diagnostics/capture/{id}/stop",
  "GET /diagnostics/capture/{id}/download",
  "POST /admin/tls/certificate",
  // nothing is kept so soon after the start
  "POST /admin/values-cache/reset",
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

const wrong = (operation: string, rest: Omit<Case, "operation" | "case" | "expect">): Case[] => [
  { ...rest, operation, case: "no CCU is connected here", world: "away", expect: UNREADY },
];
const DOWNLOAD = "GET /diagnostics/rpc-recording/{central}/download";
const recorded = ({ main, clock }: World) =>
  main.ccu.recording?.start({ until: clock.now() + 60_000, randomize: false });

const recordings: Case[] = [
  {
    operation: "GET /diagnostics/rpc-recording",
    case: "one of two",
    given: recorded,
    expect: {
      status: 200,
      body: [
        { central: "ccu-attic", active: false, entries: 0 },
        { central: "ccu-main", active: true, entries: 0, ends_at: "2026-01-01T12:01:00.000Z", randomize: false },
      ],
    },
  },
  {
    operation: "GET /diagnostics/rpc-recording",
    case: "no CCU is connected here",
    world: "away",
    expect: { status: 200, body: [] },
  },
  {
    operation: "POST /diagnostics/rpc-recording",
    case: "of all, for five minutes",
    expect: {
      status: 202,
      body: [
        { central: "ccu-attic", active: true, ends_at: "2026-01-01T12:05:00.000Z", randomize: true },
        { central: "ccu-main", active: true },
      ],
    },
  },
  {
    operation: "POST /diagnostics/rpc-recording",
    case: "of one",
    body: { centrals: ["ccu-main"], duration_seconds: 3600, randomize: false },
    expect: {
      status: 202,
      body: (list) => {
        assert.equal(list.length, 1);
        assert.partialDeepStrictEqual(list[0], { central: "ccu-main", randomize: false });
      },
    },
  },
  {
    operation: "POST /diagnostics/rpc-recording",
    case: "for longer than may be",
    body: { duration_seconds: 3601 },
    expect: BAD,
  },
  { operation: "POST /diagnostics/rpc-recording", case: "of nobody", body: { centrals: ["nowhere"] }, expect: BAD },
  ...wrong("POST /diagnostics/rpc-recording", {}),
  {
    operation: "POST /diagnostics/rpc-recording/stop",
    case: "all",
    given: recorded,
    expect: {
      status: 200,
      body: [{ active: false }, { central: "ccu-main", active: false, randomize: false }],
      after: ({ main }) => assert.equal(main.ccu.recording?.status().active, false),
    },
  },
  {
    operation: "POST /diagnostics/rpc-recording/stop",
    case: "of nobody",
    body: { centrals: ["nowhere"] },
    expect: BAD,
  },
  ...wrong("POST /diagnostics/rpc-recording/stop", {}),
  {
    operation: DOWNLOAD,
    case: "by what was asked",
    params: { central: "ccu-main" },
    given: recorded,
    expect: {
      status: 200,
      headers: { "content-disposition": 'attachment; filename="rpc-recording-ccu-main-map.json"' },
      body: { format: "map", version: 1, central: "ccu-main" },
    },
  },
  {
    operation: DOWNLOAD,
    case: "in its order",
    params: { central: "ccu-main" },
    query: "format=golden",
    given: recorded,
    expect: { status: 200, body: { format: "golden", exchanges: [] } },
  },
  { operation: DOWNLOAD, case: "of another kind", params: { central: "ccu-main" }, query: "format=x", expect: BAD },
  { operation: DOWNLOAD, case: "nothing was recorded", params: { central: "ccu-main" }, expect: NOT_FOUND },
  { operation: DOWNLOAD, case: "an unknown CCU", params: { central: "nowhere" }, given: recorded, expect: NOT_FOUND },
];

const incident = (id: string, when: string, component: string) => ({
  ...{ id, when, component, severity: "error", summary: "the connection to the interface was lost" },
});
const incidents = async ({ store }: World) => {
  await store.put("incident", "ccu-attic/1", incident("a1", "2026-01-01T09:00:00.000Z", "ccu-attic"));
  await store.put("incident", "ccu-main/1", incident("1", "2026-01-01T10:00:00.000Z", "ccu-main/HmIP-RF"));
  await store.put("incident", "ccu-main/2", incident("2", "2026-01-01T11:00:00.000Z", "ccu-main"));
};
const ids = (body: { id: string }[]) => body.map(({ id }) => id);

const readOuts: Case[] = [
  {
    operation: "GET /incidents",
    case: "of a CCU",
    given: incidents,
    expect: { status: 200, body: (body) => assert.deepEqual(ids(body), ["2", "1"]) },
  },
  {
    operation: "GET /incidents",
    case: "of all, since then, until then",
    unnamed: true,
    given: incidents,
    query: "since=2026-01-01T10:00:00%2B01:00&until=2026-01-01T11:00:00Z&limit=9999",
    expect: { status: 200, body: (body) => assert.deepEqual(ids(body), ["1", "a1"]) },
  },
  { operation: "GET /incidents", case: "no time", query: "since=yesterday", expect: BAD },
  {
    operation: "DELETE /incidents",
    case: "all",
    given: incidents,
    expect: {
      status: 204,
      after: async ({ store }) => assert.deepEqual((await store.list("incident")).items, []),
    },
  },
  {
    operation: "GET /diagnostics/rssi",
    case: "of devices that told it",
    expect: {
      status: 200,
      body: ({ devices }) => {
        for (const one of devices) assert.ok(one.rssi_device !== null || one.rssi_peer !== null);
      },
    },
  },
  {
    operation: "GET /diagnostics/reliability",
    case: "of a CCU",
    expect: {
      status: 200,
      body: [
        { central: "ccu-main", interface: "BidCos-RF", circuit_state: 0, state: { state: "closed", closed: true } },
        { interface: "BidCos-Wired" },
        { interface: "HmIP-RF" },
      ],
    },
  },
  {
    operation: "GET /diagnostics/reliability",
    case: "of an unknown CCU",
    query: "central=nowhere",
    expect: BAD,
  },
  ...wrong("GET /diagnostics/reliability", { unnamed: true }),
];

const caches: Case[] = [
  {
    operation: "GET /admin/values-cache/stats",
    case: "some",
    expect: { status: 200, body: { restored_rows: 0, cast_failures: 0 } },
  },
  ...wrong("GET /admin/values-cache/stats", {}),
  { operation: "POST /admin/values-cache/reset", case: "all", expect: { status: 204 } },
  ...wrong("POST /admin/values-cache/reset", {}),
  {
    operation: "POST /devices/{addr}/values-cache/reset",
    case: "one",
    params: { addr: DIMMER },
    given: async ({ store }) => void (await store.put("value", `ccu-main/${DIMMER}`, { values: {} })),
    expect: {
      status: 204,
      after: async ({ store }) => assert.equal(await store.get("value", `ccu-main/${DIMMER}`), undefined),
    },
  },
  ...unknownDevice("POST /devices/{addr}/values-cache/reset"),
  ...wrong("POST /devices/{addr}/values-cache/reset", { params: { addr: DIMMER } }),
  {
    operation: "POST /admin/cache/clear",
    case: "one device",
    body: { kind: "device", central: "ccu-main", interface: "HmIP-RF", device: DIMMER },
    expect: {
      status: 200,
      body: {
        scope: { Kind: "device", Central: "ccu-main", Interface: "HmIP-RF", Device: DIMMER },
        devices: 1,
        paramsets: 12,
        centrals_reinit: ["ccu-main"],
      },
      writes: [["clearCache", { interface: "HmIP-RF", device: DIMMER }]],
    },
  },
  {
    operation: "POST /admin/cache/clear",
    case: "everything, of which one CCU fails",
    unnamed: true,
    body: { kind: "global" },
    given: ({ main }) => main.fail("transport"),
    mayChange: "any",
    expect: {
      status: 502,
      body: {
        scope: { Kind: "global" },
        centrals_reinit: ["ccu-attic"],
        errors: ["ccu-main: transport fault"],
      },
    },
  },
  { operation: "POST /admin/cache/clear", case: "no kind", unnamed: true, body: {}, expect: BAD },
  {
    operation: "POST /admin/cache/clear",
    case: "no interface",
    body: { kind: "interface", central: "ccu-main" },
    expect: BAD,
  },
  {
    operation: "POST /admin/cache/clear",
    case: "an unknown CCU",
    body: { kind: "central", central: "nowhere" },
    expect: BAD,
  },
  ...wrong("POST /admin/cache/clear", { unnamed: true, body: { kind: "global" } }),
];

/** The number of a capture is made from secrets, which repeat in a world. */
const SOME_ID = "cap_0123456789abcdef";
const running = ({ running: { site } }: World): string =>
  startCapture(site, { seconds: 60, anonymise: true, levels: { [PATH]: "debug" } }, "anna").id;
/** Its id is the first in every world. */
let first = "";
const captured = async (world: World) => {
  first = running(world);
  troubled(world);
  await stopCapture(world.running.site, first);
};
const capturing = (world: World) => {
  first = running(world);
};
const FIRST = {
  get id() {
    return first === "" ? SOME_ID : first;
  },
};
const CAPTURE = "/diagnostics/capture/{id}";

const captures: Case[] = [
  {
    operation: "GET /diagnostics/capture",
    case: "newest first",
    given: capturing,
    expect: {
      status: 200,
      body: {
        captures: [
          {
            status: "running",
            started_at: "2026-01-01T12:00:00.000Z",
            ends_at: "2026-01-01T12:01:00.000Z",
            anonymised: true,
            triggered_by: "anna",
          },
        ],
      },
    },
  },
  {
    operation: "POST /diagnostics/capture",
    case: "for five minutes",
    expect: {
      status: 202,
      body: { status: "running", ends_at: "2026-01-01T12:05:00.000Z", anonymised: true, events: 0 },
    },
  },
  {
    operation: "POST /diagnostics/capture",
    case: "with levels",
    body: { duration_seconds: 1800, log_levels: { [PATH]: "debug" }, anonymise: false },
    expect: {
      status: 202,
      body: { anonymised: false, ends_at: "2026-01-01T12:30:00.000Z" },
      after: ({ running: { site }, clock }) => {
        assert.equal(site.logBook?.admits(PATH, "debug"), true);
        clock.advance(1_800_000);
        assert.equal(site.logBook?.admits(PATH, "debug"), false);
      },
    },
  },
  {
    operation: "POST /diagnostics/capture",
    case: "for longer than may be",
    body: { duration_seconds: 1801 },
    expect: BAD,
  },
  {
    operation: "POST /diagnostics/capture",
    case: "no level",
    body: { log_levels: { [PATH]: "loud" } },
    expect: BAD,
  },
  { operation: "POST /diagnostics/capture", case: "a second one", given: capturing, expect: CONFLICT },
  { operation: "POST /diagnostics/capture", case: "nobody keeps the log", world: "empty", expect: UNREADY },
  {
    operation: `GET ${CAPTURE}`,
    case: "one that was stopped",
    params: FIRST,
    given: captured,
    expect: { status: 200, body: { status: "stopped", events: 3, stopped_at: "2026-01-01T12:00:00.000Z" } },
  },
  { operation: `GET ${CAPTURE}`, case: "unknown", params: { id: SOME_ID }, expect: NOT_FOUND },
  {
    operation: `POST ${CAPTURE}/stop`,
    case: "one that is running",
    params: FIRST,
    given: capturing,
    expect: { status: 200, body: { status: "stopped" } },
  },
  {
    operation: `POST ${CAPTURE}/stop`,
    case: "one that was stopped",
    params: FIRST,
    given: captured,
    expect: CONFLICT,
  },
  { operation: `POST ${CAPTURE}/stop`, case: "unknown", params: { id: SOME_ID }, expect: NOT_FOUND },
  {
    operation: `GET ${CAPTURE}/download`,
    case: "one that was stopped",
    params: FIRST,
    given: captured,
    expect: {
      status: 200,
      headers: { "content-type": "application/gzip" },
      body: (body) =>
        assert.match(gunzipSync(body).toString(), /capture.meta.json.*logs.ndjson.*trouble number three/s),
    },
  },
  {
    operation: `GET ${CAPTURE}/download`,
    case: "one that is running",
    params: FIRST,
    given: capturing,
    expect: CONFLICT,
  },
  { operation: `GET ${CAPTURE}/download`, case: "unknown", params: { id: SOME_ID }, expect: NOT_FOUND },
  {
    operation: "GET /system/startup-capture",
    case: "as delivered",
    expect: { status: 200, body: { enabled: false, duration_seconds: 300, anonymise: true } },
  },
  {
    operation: "PUT /system/startup-capture",
    case: "on",
    body: { enabled: true, duration_seconds: 0, anonymise: false },
    expect: { status: 200, body: { enabled: true, duration_seconds: 300, anonymise: false } },
  },
  {
    operation: "PUT /system/startup-capture",
    case: "for too long",
    body: { enabled: true, duration_seconds: 1801, anonymise: false },
    expect: BAD,
  },
];

const withoutCaptures = [`GET ${CAPTURE}`, `POST ${CAPTURE}/stop`, `GET ${CAPTURE}/download`].map(
  (operation): Case => ({
    ...{ operation, case: "nobody keeps the log", world: "empty", params: { id: SOME_ID }, expect: UNREADY },
  }),
);

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
const metrics: Case[] = [
  {
    operation: "GET /metrics",
    case: "for Prometheus",
    measures: true,
    expect: {
      status: 200,
      headers: { "content-type": TEXT },
      body: (body) => {
        for (const line of [
          '# TYPE ccu_anywhere_build_info gauge\nccu_anywhere_build_info{version="0.1.0",commit="abc1234"} 1',
          'ccu_anywhere_interface_connected{central="ccu-main",interface="HmIP-RF"} 1',
          "# TYPE ccu_anywhere_http_request_duration_seconds histogram",
        ])
          assert.ok(text(body).includes(line), `${line} is missing in\n${text(body)}`);
      },
    },
  },
  {
    operation: "GET /metrics",
    case: "as OpenMetrics",
    measures: true,
    headers: { accept: "application/openmetrics-text; version=1.0.0,text/plain;q=0.5" },
    expect: {
      status: 200,
      headers: { "content-type": "application/openmetrics-text; version=1.0.0; charset=utf-8" },
      body: (body) => assert.match(text(body), /ccu_anywhere_log_entries_total \d+\n.*# EOF\n$/s),
    },
  },
  { operation: "GET /metrics", case: "nobody writes them down", world: "empty", expect: UNREADY },
];

const form = (texts: Record<string, string>): Pick<Case, "headers" | "raw"> => ({
  headers: { "content-type": "multipart/form-data; boundary=line" },
  raw: [
    ...Object.entries(texts).map(
      ([name, value]) =>
        `--line\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.pem"\r\n\r\n${value}\r\n`,
    ),
    "--line--\r\n",
  ].join(""),
});
const UPLOAD = "POST /admin/tls/certificate";
const PAIR = { cert: "a certificate", key: "its key" };
const certificates: Case[] = [
  { operation: UPLOAD, case: "a pair", ...form(PAIR), expect: { status: 204 } },
  { operation: UPLOAD, case: "no pair", ...form({ ...PAIR, key: "another one's" }), expect: BAD },
  { operation: UPLOAD, case: "no key", ...form({ cert: PAIR.cert }), expect: BAD },
  { operation: UPLOAD, case: "something else in it", ...form({ ...PAIR, more: "x" }), expect: BAD },
  { operation: UPLOAD, case: "no form", headers: { "content-type": "text/plain" }, raw: "x", expect: BAD },
  { operation: UPLOAD, case: "a form without an end", ...form(PAIR), raw: "--line\r\n", expect: BAD },
  { operation: UPLOAD, case: "TLS is off", ...form(PAIR), world: "empty", expect: UNREADY },
];

const everything: Case[] = [
  {
    operation: "GET /diagnostics",
    case: "without addresses",
    given: incidents,
    expect: {
      status: 200,
      body: (body) => {
        assert.partialDeepStrictEqual(body, {
          schema_version: "1.0",
          anonymized: true,
          build: { version: "0.1.0", commit: "abc1234" },
          health: { available: true, central_scores: {} },
          log_levels: { default: "info" },
        });
        assert.equal(body.incidents.length, 3);
        assert.equal(body.interfaces.length > 3, true);
        assert.ok(!JSON.stringify(body).includes("ccu-main.lan"));
      },
    },
  },
  {
    operation: "GET /diagnostics",
    case: "with hosts",
    query: "anonymize=0",
    expect: {
      status: 200,
      body: ({ interfaces }) => assert.ok(interfaces.some(({ host }: { host: string }) => host === "ccu-main.lan")),
    },
  },
  {
    operation: "GET /diagnostics/eventbus/tap",
    case: "that it has begun",
    query: "type=central.state_changed&type=datapoint.value_changed&seconds=999",
    given: ending,
    expect: {
      status: 200,
      headers: { "content-type": "application/x-ndjson" },
      body: (body) =>
        assert.deepEqual(JSON.parse(text(body)), {
          ts: "2026-01-01T12:00:00.000Z",
          type: "_tap_started",
          event: { central: "ccu-main" },
        }),
    },
  },
  {
    operation: "GET /diagnostics/eventbus/tap",
    case: "no such events",
    query: "type=nothing",
    expect: BAD,
  },
  { operation: "GET /diagnostics/eventbus/tap", case: "which CCU?", unnamed: true, expect: BAD },
  {
    operation: "GET /diagnostics/eventbus/tap",
    case: "before any CCU is known",
    world: "empty",
    expect: UNREADY,
  },
];

export const DIAGNOSTICS_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "ccu.get_rssi_info": ["forbidden", "internal_error"],
  "recording.start": ["forbidden"],
  "recording.status": [],
  "recording.stop": ["forbidden"],
};
/** What the driver knows, and what is kept here. */
export const DIAGNOSTICS_COMMANDS_WITHOUT_CCU: readonly string[] = Object.keys(DIAGNOSTICS_ERRORS);

export const diagnosticsSuccesses: CommandCase[] = [
  {
    command: "ccu.get_rssi_info",
    case: "of devices that told it",
    args: {},
    expect: { data: ({ devices }: { devices: unknown[] }) => assert.ok(Array.isArray(devices)) },
  },
  { command: "recording.start", case: "of all", args: {}, expect: { data: { recording: true } } },
  { command: "recording.status", case: "nothing", args: {}, expect: { data: { recording: false } } },
  { command: "recording.stop", case: "nothing to stop", args: {}, expect: { data: { recording: false } } },
];
export const diagnosticsOthers: CommandCase[] = [
  {
    command: "recording.status",
    case: "while one is recorded",
    given: recorded,
    expect: { data: { recording: true } },
  },
];

/** A process that keeps no log. */
const withoutLog: Case[] = [...levels, ...logs]
  .filter(({ operation, expect }, at, all) => {
    const first = all.findIndex((one) => one.operation === operation && one.expect.status < 300);
    return first === at && expect.status < 300;
  })
  .map(({ given: _given, ...one }) => ({ ...one, world: "empty", case: "nobody keeps the log", expect: UNREADY }));

export const diagnosticsCases: Case[] = [
  ...levels,
  ...logs,
  ...withoutLog,
  ...recordings,
  ...readOuts,
  ...caches,
  ...captures,
  ...withoutCaptures,
  ...everything,
  ...certificates,
  ...metrics,
];
