import assert from "node:assert/strict";
import { test } from "node:test";
import { systemStatusChanged, valueChanged } from "../../../handlers/broadcasts/broadcasts.ts";
import type { HubDataPoints } from "../../../handlers/features/hub/answers/hub.ts";
import { inboxListCommands } from "../../../handlers/features/hub/commands/inbox.ts";
import { hubOperations } from "../../../handlers/features/hub/operations/hub.ts";
import { inboxOperations } from "../../../handlers/features/hub/operations/inbox.ts";
import type { HealthStatus } from "../../../handlers/features/system/answers/system.ts";
import { systemCommands } from "../../../handlers/features/system/commands/system.ts";
import { describeProgram, goDuration, upgradeFault } from "../../../handlers/features/system/describe-program.ts";
import {
  type HealthComponent,
  healthScore,
  STORE_DOWN_MS,
  STORE_PROBE_KEPT_MS,
  STORE_SLOW_MS,
  serviceVerdict,
  UNHANDLED_SHOWN_MS,
  worstOf,
} from "../../../handlers/features/system/health.ts";
import { STATUS_EVENTS_SEARCHED } from "../../../handlers/features/system/list-status-events.ts";
import { configOperations } from "../../../handlers/features/system/operations/config.ts";
import { infoOperations } from "../../../handlers/features/system/operations/info.ts";
import { interfacesOperations } from "../../../handlers/features/system/operations/interfaces.ts";
import { systemOperations } from "../../../handlers/features/system/operations/system.ts";
import { draftEvent } from "../../../handlers/kernel/broadcast.ts";
import type { SiteStore, ToldProgram } from "../../../handlers/ports/index.ts";
import { message } from "../../support/hub.ts";
import { call, centralState, createTestSite, fault, NOW, request } from "../../support/site.ts";

const operations = [
  ...configOperations,
  ...hubOperations,
  ...inboxOperations,
  ...infoOperations,
  ...interfacesOperations,
  ...systemOperations,
];

test("info tells version, contract and age of the program", async () => {
  const site = createTestSite();
  site.clock.advance(11_525_900);
  assert.deepEqual((await request(site, operations, "GET", "/info")).body, {
    version: "0.1.0",
    commit: "abc1234",
    build_date: "2026-01-01T00:00:00Z",
    addon_build: false,
    uptime: "3h12m5s",
    started_at: "2026-01-01T12:00:00.000Z",
    api_version: "3.1.0",
    schema_digest: site.about.schemaDigest,
    capabilities: ["rest.v1", "ws.broadcasts.v1", "errors.problem_details.v1"],
    config_ui_url: "",
  });
});

test("the dashboard's address is the one that the client used, and none where there are no pages or no host", async () => {
  const site = createTestSite();
  const shown = async (host: string | undefined, secure = false, servesPages = true) => {
    const scope = { ...site, about: { ...site.about, servesPages } };
    return (await describeProgram(scope, { headers: { host }, secure })).config_ui_url;
  };
  assert.equal(await shown("192.0.2.7:8080"), "http://192.0.2.7:8080/");
  assert.equal(await shown("[2001:db8::1]:8119", true), "https://[2001:db8::1]:8119/");
  assert.equal(await shown("ccu.example", true), "https://ccu.example/");
  assert.equal(await shown("ccu.example", true, false), "");
  for (const host of [undefined, "", "a b", "user@evil.example", "evil.example/x?", "a:b:c", '"><script>'])
    assert.equal(await shown(host), "", String(host));
});

test("durations are written as Go writes them", () => {
  for (const [ms, text] of [
    [0, "0s"],
    [-5, "0s"],
    [45_999, "45s"],
    [60_000, "1m0s"],
    [3_600_000, "1h0m0s"],
    [3_723_000, "1h2m3s"],
    [90_000_000, "25h0m0s"],
  ] as const)
    assert.equal(goDuration(ms), text);
});

const health = async (site: ReturnType<typeof createTestSite>) => {
  const { status, body } = await request(site, operations, "GET", "/health");
  const states = body.components.map((c: { name: string; status: string }) => `${c.name} ${c.status}`);
  return { code: status, status: body.status, states };
};

test("all well is 200 healthy, with store, CCU and interfaces", async () => {
  assert.deepEqual(await health(createTestSite()), {
    code: 200,
    status: "healthy",
    states: ["store healthy", "hub.ccu-main healthy", "ccu-main-BidCos-RF healthy", "ccu-main-HmIP-RF healthy"],
  });
});

test("one interface down degrades, all down is 503", async () => {
  const site = createTestSite();
  site.putInterfaces("ccu-main", [{ name: "HmIP-RF", connected: false, note: "no answer" }, { name: "BidCos-RF" }]);
  site.home.putCentral(centralState("ccu-main", { state: "degraded" }));
  const one = await health(site);
  assert.deepEqual([one.code, one.status], [200, "degraded"]);
  site.putInterfaces("ccu-main", [
    { name: "HmIP-RF", connected: false },
    { name: "BidCos-RF", connected: false },
  ]);
  const all = await health(site);
  assert.deepEqual([all.code, all.status], [503, "unhealthy"]);
});

const TOLD: ToldProgram = {
  reports: [{ name: "mqtt", status: "degraded", note: "no answer", noteKey: "mqtt_away" }],
  capabilities: ["history.v1", "auth.oidc.v1"],
};
/** As a function of the cloud sees it: the program next to the CCU is another one. */
const asFunction = (told: ToldProgram | undefined) => {
  const site = createTestSite();
  Object.assign(site.home, { program: async () => told });
  return site;
};

test("the cloud tells what the program at home said of itself", async () => {
  const { body } = await request(asFunction(TOLD), operations, "GET", "/health");
  assert.deepEqual(
    body.components.find(({ name }: { name: string }) => name === "mqtt"),
    {
      name: "mqtt",
      status: "degraded",
      note: "no answer",
      note_key: "mqtt_away",
      recorded_at: new Date(NOW).toISOString(),
    },
  );
  assert.equal(body.status, "degraded");
  const info = (await request(asFunction(TOLD), operations, "GET", "/info")).body;
  // who signs people on in the cloud is the cloud
  assert.deepEqual(info.capabilities.slice(3), ["history.v1"]);
  assert.deepEqual((await health(asFunction(undefined))).states.length, 4, "no relay ever came: nothing is made up");
});

test("of a home whose relay is away nothing is healthy: it is told as it was, and of when that is", async () => {
  const asOf = NOW - 3_600_000;
  const site = asFunction({ ...TOLD, away: asOf });
  assert.deepEqual(await health(site), {
    code: 200,
    status: "degraded",
    states: [
      "store healthy",
      "relay degraded",
      "mqtt unknown",
      "hub.ccu-main unknown",
      "ccu-main-BidCos-RF unknown",
      "ccu-main-HmIP-RF unknown",
    ],
  });
  const { components } = (await request(site, operations, "GET", "/health")).body;
  assert.deepEqual(
    components.slice(1).map(({ note, recorded_at }: Record<string, string>) => [note, Date.parse(recorded_at!)]),
    [
      ["away; what is known of the home is of 2026-01-01T11:00:00.000Z", asOf],
      ["was degraded: no answer", asOf],
      ["was healthy", asOf],
      ["was healthy", asOf],
      ["was healthy", asOf],
    ],
  );
  const { capabilities } = (await request(site, operations, "GET", "/info")).body;
  assert.ok(capabilities.includes("history.v1"), "what is configured does not change with the line");
});

test("a failed CCU is 503, one that only starts is not", async () => {
  const site = createTestSite();
  site.home.putCentral(centralState("ccu-main", { state: "starting", available: false, phase: "waiting_for_ccu" }));
  site.putInterfaces("ccu-main", [{ name: "HmIP-RF", connected: false }]);
  assert.deepEqual(await health(site), {
    code: 200,
    status: "healthy",
    states: ["store healthy", "hub.ccu-main unknown", "ccu-main-HmIP-RF unknown"],
  });
  site.home.putCentral(centralState("ccu-main", { state: "failed" }));
  assert.equal((await health(site)).code, 503);
  site.home.putCentral(centralState("ccu-main", { state: "degraded", available: false }));
  assert.equal((await health(site)).code, 503);
  assert.equal((await health(createTestSite({ centrals: [] }))).status, "healthy");
});

/** A store whose reads take `ms` by the clock, fail, or never end. */
const storeOf = (site: ReturnType<typeof createTestSite>, get: () => Promise<unknown>) => {
  let reads = 0;
  const store = Object.assign(Object.create(site.store), {
    get: () => {
      reads++;
      return get();
    },
  }) as SiteStore;
  return { with: Object.assign(Object.create(site), { store }) as typeof site, reads: () => reads };
};

test("the store is healthy below 100 ms, degraded below 500 ms, else down; a failing one is down", async () => {
  for (const [ms, status, code] of [
    [STORE_SLOW_MS - 1, "healthy", 200],
    [STORE_SLOW_MS, "degraded", 200],
    [STORE_DOWN_MS - 1, "degraded", 200],
  ] as const) {
    const site = createTestSite();
    const slow = storeOf(site, async () => site.clock.advance(ms));
    assert.deepEqual([(await health(slow.with)).status, (await health(slow.with)).code], [status, code], String(ms));
  }
  const site = createTestSite();
  const hanging = storeOf(site, () => new Promise(() => {}));
  const answer = health(hanging.with);
  site.clock.advance(STORE_DOWN_MS);
  assert.deepEqual([(await answer).code, site.clock.pending()], [503, 0]);
  const failing = storeOf(createTestSite(), async () => {
    throw new Error("disk I/O error at /secret/path");
  });
  const { body, status } = await request(failing.with, operations, "GET", "/health");
  assert.equal(status, 503);
  assert.ok(!JSON.stringify(body).includes("secret"));
});

test("health asks the store at most once in five seconds, whoever asks", async () => {
  const site = createTestSite();
  const counted = storeOf(site, async () => undefined);
  await Promise.all([health(counted.with), health(counted.with)]);
  site.clock.advance(STORE_PROBE_KEPT_MS - 1);
  await health(counted.with);
  assert.equal(counted.reads(), 1);
  site.clock.advance(1);
  await health(counted.with);
  assert.equal(counted.reads(), 2);
});

test("the verdict is milder than the worst", () => {
  const c = (kind: HealthComponent["kind"], status: HealthStatus): HealthComponent => ({
    name: kind,
    kind,
    status,
    recordedAt: 0,
  });
  const cases: [HealthComponent[], HealthStatus, HealthStatus, number][] = [
    [[], "healthy", "healthy", 0],
    [[c("store", "healthy"), c("interface", "unhealthy"), c("interface", "healthy")], "degraded", "unhealthy", 2 / 3],
    [[c("store", "healthy"), c("interface", "unhealthy")], "unhealthy", "unhealthy", 0.5],
    [[c("store", "unhealthy"), c("interface", "healthy")], "unhealthy", "unhealthy", 0.5],
    [[c("store", "degraded")], "degraded", "degraded", 0.5],
    [[c("store", "healthy"), c("central", "unknown"), c("interface", "unknown")], "healthy", "unknown", 1 / 3],
  ];
  for (const [components, verdict, worst, score] of cases) {
    assert.equal(serviceVerdict(components), verdict);
    assert.equal(worstOf(components), worst);
    assert.equal(healthScore(components), score);
  }
});

test("the settings are shown without secrets", async () => {
  assert.deepEqual((await request(createTestSite(), operations, "GET", "/config")).body, {
    locale: "en",
    centrals: [{ name: "ccu-main", host: "ccu-main.lan", interfaces: ["HmIP-RF", "BidCos-RF"] }],
    callback_ports: { xmlrpc: 8120, binrpc: 8129 },
    features: { "rest.v1": true, "ws.broadcasts.v1": true, "errors.problem_details.v1": true },
    extras: { api_version: "3.1.0", version: "0.1.0" },
    policies: { allow_first_run_setup: true, csrf: true, rate_limit: false },
  });
});

test("reports of a user interface are taken and not kept", async () => {
  const site = createTestSite();
  const post = (body: unknown) => request(site, operations, "POST", "/ui/event", { body });
  assert.equal((await post({ event: "page_view", properties: { page: "x", nested: { a: [1] } } })).status, 204);
  for (const body of [
    {},
    { event: 1 },
    { event: "" },
    { event: "x".repeat(256) },
    { event: "x", other: 1 },
    { event: "x", properties: [] },
  ])
    assert.equal((await post(body)).status, 400, JSON.stringify(body));
  assert.deepEqual([site.logged, site.published.length], [[], 0]);
});

test("a plain GET of the stream is told what is missing", async () => {
  const upgrade = {
    upgrade: "WebSocket",
    connection: "keep-alive, Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "c2FtcGxlLW5vbmNlLTAwMQ==",
  };
  for (const [headers, text] of [
    [{}, "websocket upgrade required"],
    [{ ...upgrade, upgrade: "h2c" }, "websocket upgrade required"],
    [{ ...upgrade, connection: "close" }, "connection upgrade required"],
    [{ ...upgrade, "sec-websocket-version": "8" }, "websocket version 13 required"],
    [{ ...upgrade, "sec-websocket-key": "" }, "missing Sec-WebSocket-Key"],
  ] as const)
    assert.equal(upgradeFault(headers), text);
  const reply = await request(createTestSite(), operations, "GET", "/events");
  assert.deepEqual(
    [reply.status, reply.body, reply.type],
    [400, "websocket upgrade required", "text/plain; charset=utf-8"],
  );
});

test("interfaces are listed, found by id, and connected anew", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  site.putInterfaces("a", [{ name: "HmIP-RF", dutyCycle: 12.6, carrierSense: 3, connected: false, note: "no answer" }]);
  const list = await request(site, operations, "GET", "/interfaces");
  assert.deepEqual(JSON.parse(JSON.stringify(list.body[0])), {
    id: "a-HmIP-RF",
    name: "HmIP-RF",
    connected: false,
    interface: "HmIP-RF",
    central_id: "a",
    host: "a.lan",
    note: "no answer",
    duty_cycle: 13,
    carrier_sense: 3,
  });
  const one = (id: string) => request(site, operations, "GET", "/interfaces/{id}", { params: { id } });
  assert.equal((await one("b-BidCos-RF")).body.central_id, "b");
  assert.equal((await one("HmIP-RF")).status, 404);
  const reconnect = (id: string) => request(site, operations, "POST", "/interfaces/{id}/reconnect", { params: { id } });
  assert.equal((await reconnect("b-HmIP-RF")).status, 202);
  assert.equal((await reconnect("nope")).status, 404);
  assert.deepEqual(site.calls, [{ central: "b", method: "reconnect", args: ["HmIP-RF"] }]);
  const broken = createTestSite({ ccu: { reconnect: fault() } });
  const failed = await request(broken, operations, "POST", "/interfaces/{id}/reconnect", {
    params: { id: "ccu-main-HmIP-RF" },
  });
  assert.equal(failed.status, 502);
});

test("CCUs are shown with what they told, and how far they are", async () => {
  const site = createTestSite();
  site.home.putCentral(
    centralState("ccu-main", {
      system: { serial: "ABC", url: "not a url", model: "" },
      phase: "loading_devices",
      interfacesLoaded: 1,
    }),
  );
  assert.deepEqual(JSON.parse(JSON.stringify((await request(site, operations, "GET", "/system/ccu")).body)), {
    entries: [
      {
        name: "ccu-main",
        host: "ccu-main.lan",
        available: true,
        serial: "ABC",
        is_ha_app: false,
        configured_interfaces: ["HmIP-RF", "BidCos-RF"],
        readiness: { phase: "loading_devices", ready: false, interfaces_loaded: 1, interfaces_total: 2 },
      },
    ],
  });
});

test("changes of state are taken from the event log, oldest first, without what the list lacks", async () => {
  const site = createTestSite();
  const status = (central: string) =>
    draftEvent(
      systemStatusChanged,
      {
        central,
        component: "interface",
        healthy: false,
        interface_id: `${central}-HmIP-RF`,
        client_state: "down",
        event_at: new Date(NOW).toISOString(),
      },
      "change",
      NOW,
    );
  const other = draftEvent(
    valueChanged,
    { central: "system", device_address: "A", channel: 1, parameter: "STATE", unique_id: "", value: 1 },
    "change",
    NOW,
  );
  assert.deepEqual((await request(site, operations, "GET", "/system/status")).body, { events: [] });
  await site.eventLog.append([status("lost"), ...Array.from({ length: STATUS_EVENTS_SEARCHED - 2 }, () => other)]);
  await site.eventLog.append([status("a"), status("b")]);
  const { events } = (await request(site, operations, "GET", "/system/status")).body;
  assert.deepEqual(
    events.map((e: { central: string }) => e.central),
    ["a", "b"],
  );
  assert.deepEqual(events[0], {
    central: "a",
    component: "interface",
    healthy: false,
    interface_id: "a-HmIP-RF",
    event_at: new Date(NOW).toISOString(),
  });
});

test("hub data points gather counters, firmware, connection and install mode of each CCU", async () => {
  const site = createTestSite();
  site.home.putCentral(centralState("ccu-main", { lastEventAt: NOW - 2500 }));
  site.putInterfaces("ccu-main", [
    { name: "BidCos-RF", connected: false },
    { name: "HmIP-RF", latencyMs: 12.34 },
  ]);
  site.putHub("ccu-main", {
    alarmMessages: [message(1, "x")],
    serviceMessages: [message(2, "y"), message(3, "z")],
    update: { current: "3.81.5", available: "3.83.6", inProgress: false },
    installModes: [{ interface: "HmIP-RF", active: true, until: NOW + 5000, observed: true }],
  });
  assert.deepEqual((await request(site, operations, "GET", "/hub/data-points")).body, [
    {
      central: "ccu-main",
      alarm_messages: { legacy_name: "alarm_messages", value: 1 },
      service_messages: { legacy_name: "service_messages", value: 2 },
      inbox: { legacy_name: "inbox", value: 0 },
      update: { legacy_name: "system_update", update_available: true, in_progress: false },
      metrics: [
        { legacy_name: "system_health", value: 50, unit: "%" },
        { legacy_name: "connection_latency_ms", value: 12.3, unit: "ms" },
        { legacy_name: "last_event_age_seconds", value: 2.5, unit: "s" },
      ],
      connectivity: [
        { interface_id: "ccu-main-BidCos-RF", reachable: false },
        { interface_id: "ccu-main-HmIP-RF", reachable: true },
      ],
      install_mode: [
        { interface_id: "ccu-main-BidCos-RF", enabled: false, remaining_s: 0, observed: false },
        { interface_id: "ccu-main-HmIP-RF", enabled: true, remaining_s: 5, observed: true },
      ],
      daemon_connection: { legacy_name: "daemon_connection", connected: true },
    },
  ]);
  site.home.putCentral(centralState("ccu-main", { available: false }));
  const [away] = (await request(site, operations, "GET", "/hub/data-points")).body as HubDataPoints[];
  assert.equal(away?.daemon_connection.connected, false);
  site.home.putCentral(centralState("ccu-main", { lastEventAt: NOW - 2500 }));
  assert.deepEqual((await request(site, operations, "GET", "/system/metrics")).body, [
    { central: "ccu-main", system_health: 50, connection_latency_ms: 12.3, last_event_age_seconds: 2.5 },
  ]);
});

test("firmware of a CCU is not invented before it was told", async () => {
  const site = createTestSite();
  const commands = systemCommands(() => []);
  assert.deepEqual((await request(site, operations, "GET", "/system/update")).body, [
    { central: "ccu-main", update_available: false, in_progress: false, observed: false },
  ]);
  assert.deepEqual(await call(site, commands, "firmware.info"), { data: { observed: false } });
  site.putHub("ccu-main", { update: { current: "3.83.6", available: "3.83.6", inProgress: false } });
  assert.deepEqual((await request(site, operations, "GET", "/system/update")).body, [
    {
      central: "ccu-main",
      current_firmware: "3.83.6",
      available_firmware: "3.83.6",
      update_available: false,
      in_progress: false,
      observed: true,
    },
  ]);
  assert.deepEqual(await call(site, commands, "firmware.info"), {
    data: {
      observed: true,
      in_progress: false,
      current_firmware: "3.83.6",
      available_firmware: "3.83.6",
      update_available: false,
      check_script_available: true,
    },
  });
});

test("the inbox lists devices of all CCUs; the command those of one", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  const device = { address: "0001X", name: "n", model: "HmIP-X", interface: "HmIP-RF", firstSeen: NOW };
  site.putHub("a", { inbox: [device] });
  const row = {
    central: "a",
    address: "0001X",
    model: "HmIP-X",
    interface: "HmIP-RF",
    serial: "0001X",
    first_seen: NOW,
  };
  assert.deepEqual((await request(site, operations, "GET", "/inbox")).body, [row]);
  assert.deepEqual(await call(site, inboxListCommands, "inbox.list", { central_name: "a" }), {
    data: { devices: [row] },
  });
  assert.deepEqual(await call(site, inboxListCommands, "inbox.list", { central_name: "b" }), { data: { devices: [] } });
  const ambiguous = await call(site, inboxListCommands, "inbox.list");
  assert.equal("error" in ambiguous && ambiguous.error.code, "bad_request");
});

test("system.commands lists all names sorted; system.health is the raw worst", async () => {
  const site = createTestSite();
  const commands = systemCommands(() => ["z.b", "a.c", "system.commands"]);
  assert.deepEqual(await call(site, commands, "system.commands"), {
    data: { commands: ["a.c", "system.commands", "z.b"] },
  });
  site.putInterfaces("ccu-main", [{ name: "HmIP-RF", connected: false, note: "gone" }, { name: "BidCos-RF" }]);
  const result = await call(site, commands, "system.health");
  assert.ok("data" in result);
  const data = result.data as { overall: string; score: number; components: unknown[] };
  assert.deepEqual([data.overall, data.score], ["unhealthy", 0.75]);
  assert.deepEqual(data.components[2], {
    Name: "ccu-main-HmIP-RF",
    Status: "unhealthy",
    LastSample: { Healthy: false, Note: "gone", NoteKey: "interface_down", Timestamp: new Date(NOW).toISOString() },
  });
});

test("errors that nobody handled are told with their number, and degrade the service for an hour", async () => {
  const site = createTestSite();
  const processState = async (count: number, age: number) => {
    const unhandledErrors = { count, lastAt: site.clock.now() - age };
    const { status, body } = await request({ ...site, unhandledErrors }, operations, "GET", "/health");
    const row = body.components.find((c: { name: string }) => c.name === "process");
    return [status, body.status, row?.status, row?.note, row && Date.parse(row.recorded_at) === unhandledErrors.lastAt];
  };
  assert.deepEqual(await processState(0, 0), [200, "healthy", undefined, undefined, undefined]);
  assert.deepEqual(await processState(1, 0), [200, "degraded", "degraded", "1 unhandled error, see the log", true]);
  assert.equal((await processState(2, UNHANDLED_SHOWN_MS - 1))[1], "degraded");
  assert.deepEqual(await processState(2, UNHANDLED_SHOWN_MS), [
    200,
    "healthy",
    "healthy",
    "2 unhandled errors, see the log",
    true,
  ]);
});
