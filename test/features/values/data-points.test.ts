import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { dataPointsOperations } from "../../../handlers/features/values/operations/data-points.ts";
import { BATCH_LIMIT } from "../../../handlers/features/values/schemas/data-points.ts";
import { unprocessable } from "../../../handlers/kernel/problem.ts";
import { idAt } from "../../support/device-ids.ts";
import { dimmer, remote, state, states } from "../../support/devices.ts";
import { createTestSite, fault, request, type TestSiteOptions } from "../../support/site.ts";

const ADDR = "0001AAAA000001";
const LIST = "/devices/{addr}/channels/{no}/data-points";
const ONE = `${LIST}/{param}`;
const VALUE = `${ONE}/value`;

function home(options: TestSiteOptions = {}, part: Parameters<typeof dimmer>[0] = {}) {
  const site = createTestSite(options);
  site.putDevices(dimmer(part), remote());
  return site;
}
const names = (rows: { parameter: string }[]) => rows.map((row) => row.parameter);

describe("GET data points", () => {
  const params = { addr: ADDR, no: "1" };

  it("shows what is visible; include=all shows everything, configuration too", async () => {
    const site = home();
    const visible = names((await request(site, dataPointsOperations, "GET", LIST, { params })).body);
    assert.ok(visible.includes("LEVEL") && !visible.includes("RAMP_STOP"));
    const all = names((await request(site, dataPointsOperations, "GET", LIST, { params, query: "include=all" })).body);
    assert.equal(all.length, 12);
    assert.ok(all.includes("RAMP_STOP") && all.includes("CYCLIC_INFO_MSG"));
    const other = await request(site, dataPointsOperations, "GET", LIST, { params, query: "include=some" });
    assert.deepEqual(names(other.body), visible);
  });

  it("leaves a hidden channel out, but for include=all and by name", async () => {
    const site = home({}, { flags: { 1: { hidden: true, locked: false } } });
    const get = async (query: string) =>
      (await request(site, dataPointsOperations, "GET", LIST, { params, query })).body;
    assert.deepEqual(await get(""), []);
    assert.equal((await get("include=all")).length, 12);
    const one = await request(site, dataPointsOperations, "GET", ONE, { params: { ...params, param: "LEVEL" } });
    assert.equal(one.status, 200);
  });

  it("tells value, source and age as of now", async () => {
    const site = home();
    site.home.putValues(idAt(ADDR), states({ "1/LEVEL": state(0.4) }));
    const get = () => request(site, dataPointsOperations, "GET", ONE, { params: { ...params, param: "LEVEL" } });
    const { body } = await get();
    assert.deepEqual(
      [body.value, body.observed, body.source, body.value_age_seconds, body.last_seen_at, body.modified_at],
      [0.4, true, "live", 30, "2026-01-01T11:59:30.000Z", "2026-01-01T11:00:00.000Z"],
    );
    assert.deepEqual([body.min, body.max, body.unit], [0, 1, "%"]);
    site.clock.advance(10_000);
    assert.equal((await get()).body.value_age_seconds, 40);
  });

  it("shows a pending write at once, and nothing observed as null", async () => {
    const site = home();
    site.home.putValues(idAt(ADDR), states({ "1/LEVEL": state(0.4, { optimistic: { value: 0.9 } }) }));
    const get = async (param: string) =>
      (await request(site, dataPointsOperations, "GET", ONE, { params: { ...params, param } })).body;
    assert.equal((await get("LEVEL")).value, 0.9);
    const unknown = await get("STATE");
    assert.deepEqual([unknown.value, unknown.observed, unknown.source], [null, false, "unobserved"]);
    assert.equal((await get("RAMP_STOP")).parameter, "RAMP_STOP");
    assert.equal((await get("CYCLIC_INFO_MSG")).parameter, "CYCLIC_INFO_MSG");
  });

  it("refuses unknown devices, channels and parameters with 404, malformed numbers with 400", async () => {
    const site = home();
    for (const [addr, no, param, status] of [
      ["NOPE", "1", "LEVEL", 404],
      [ADDR, "5", "LEVEL", 404],
      [ADDR, "1", "level", 404],
      [ADDR, "1", "__proto__", 404],
      [ADDR, "1", "toString", 404],
      [ADDR, "x", "LEVEL", 400],
    ] as const) {
      const one = await request(site, dataPointsOperations, "GET", ONE, { params: { addr, no, param } });
      assert.equal(one.status, status, `${addr}:${no} ${param}`);
      const write = { params: { addr, no, param }, body: { value: 1 } };
      assert.equal((await request(site, dataPointsOperations, "PUT", VALUE, write)).status, status);
    }
    assert.equal(
      (await request(site, dataPointsOperations, "GET", LIST, { params: { addr: "NOPE", no: "1" } })).status,
      404,
    );
    assert.equal(
      (await request(site, dataPointsOperations, "GET", LIST, { params: { addr: ADDR, no: "5" } })).status,
      404,
    );
    assert.deepEqual(site.centralCalls, []);
  });
});

describe("PUT value", () => {
  const put = (site: ReturnType<typeof home>, param: string, body: unknown, no = "1") =>
    request(site, dataPointsOperations, "PUT", VALUE, { params: { addr: ADDR, no, param }, body });

  it("takes every good value in the type that the CCU needs", async () => {
    for (const [param, value, typed] of [
      ["LEVEL", 0.5, { type: "FLOAT", value: 0.5 }],
      ["LEVEL", 1, { type: "FLOAT", value: 1 }],
      ["LEVEL", 0, { type: "FLOAT", value: 0 }],
      ["LEVEL", "0.25", { type: "FLOAT", value: 0.25 }],
      ["LEVEL", "OLD_LEVEL", { type: "FLOAT", value: 1.005 }],
      ["STATE", true, { type: "BOOL", value: true }],
      ["STATE", 0, { type: "BOOL", value: false }],
      ["STATE", "on", { type: "BOOL", value: true }],
      ["MODE", "MANUAL", { type: "ENUM", value: "MANUAL" }],
      ["MODE", 2, { type: "ENUM", value: 2 }],
      ["COUNT", -5, { type: "INTEGER", value: -5 }],
      ["COUNT", 10, { type: "INTEGER", value: 10 }],
      ["LABEL", "Küche", { type: "STRING", value: "Küche" }],
      ["LABEL", "", { type: "STRING", value: "" }],
      ["STOP", true, { type: "ACTION", value: true }],
      ["RAMP_STOP", true, { type: "ACTION", value: true }],
    ] as const) {
      const site = home();
      const reply = await put(site, param, { value });
      assert.deepEqual([reply.status, reply.body], [202, undefined], `${param} = ${value}`);
      const [call] = site.centralCalls;
      const [, written, options] = call!.args as [
        unknown,
        { dataPoint: { parameter: string }; value: unknown }[],
        unknown,
      ];
      assert.deepEqual([call?.method, written.length, written[0]?.dataPoint.parameter], ["writeValues", 1, param]);
      assert.deepEqual(written[0]?.value, typed, `${param} = ${value}`);
      assert.deepEqual(options, { priority: "high" });
    }
  });

  it("refuses every bad value, and writes nothing", async () => {
    const site = home();
    for (const [param, value, code] of [
      ["LEVEL", "high", "bad_request"],
      ["LEVEL", true, "bad_request"],
      ["LEVEL", null, "bad_request"],
      ["LEVEL", {}, "bad_request"],
      ["LEVEL", [0.5], "bad_request"],
      ["LEVEL", "", "bad_request"],
      ["LEVEL", 1.001, "validation"],
      ["LEVEL", 1.004, "validation"],
      ["LEVEL", -0.1, "validation"],
      ["LEVEL", 1e308, "validation"],
      ["STATE", 2, "bad_request"],
      ["STATE", "maybe", "bad_request"],
      ["STATE", null, "bad_request"],
      ["MODE", "NIGHT", "validation"],
      ["MODE", 3, "validation"],
      ["MODE", -1, "validation"],
      ["MODE", 1.5, "validation"],
      ["MODE", true, "bad_request"],
      ["COUNT", 0.5, "bad_request"],
      ["COUNT", 11, "validation"],
      ["COUNT", -6, "validation"],
      ["LABEL", "x".repeat(256), "validation"],
      ["LABEL", {}, "bad_request"],
      ["STOP", "later", "bad_request"],
      ["POWER", 1, "validation"],
      ["CYCLIC_INFO_MSG", 1, "validation"],
    ] as const) {
      const reply = await put(site, param, { value });
      assert.deepEqual(
        [reply.status, reply.body.code],
        [400, code],
        `${param} = ${JSON.stringify(value)}: ${reply.body.detail}`,
      );
    }
    assert.deepEqual(site.centralCalls, []);
    assert.deepEqual((await site.store.list("audit")).items, []);
  });

  it("answers any JSON value with 202 or 400, and never writes a number out of range", async () => {
    const site = home();
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.double(), fc.integer({ min: -20, max: 20 }));
    const params = fc.constantFrom("LEVEL", "STATE", "MODE", "COUNT", "LABEL", "STOP", "RAMP_STOP", "POWER", "DIM_MIN");
    await fc.assert(
      fc.asyncProperty(params, value, async (param, sent) => {
        site.centralCalls.length = 0;
        const { status } = await put(site, param, { value: sent });
        assert.ok(status === 202 || status === 400, `${param} = ${JSON.stringify(sent)}: ${status}`);
        assert.equal(site.centralCalls.length, status === 202 ? 1 : 0);
        const [written] = (site.centralCalls[0]?.args[1] ?? []) as { value: { value: number } }[];
        if (written && param === "LEVEL")
          assert.ok((written.value.value >= 0 && written.value.value <= 1) || sent === "OLD_LEVEL");
        if (written && param === "COUNT")
          assert.ok(Number.isInteger(written.value.value) && Math.abs(written.value.value) <= 10);
      }),
    );
  });

  it("names the limits of a rejected number", async () => {
    const { body } = await put(home(), "LEVEL", { value: 7 });
    assert.deepEqual(
      [body.title, body.errors[0].field, body.errors[0].min, body.errors[0].max],
      ["Value rejected", "LEVEL", 0, 1],
    );
  });

  it("refuses bodies that are no request", async () => {
    const site = home();
    for (const body of [undefined, {}, [], "x", 5, { values: 1 }, { value: 1, extra: 1 }])
      assert.equal((await put(site, "LEVEL", body)).status, 400, JSON.stringify(body));
    assert.deepEqual(site.centralCalls, []);
  });

  it("passes the priority on; default and unknown words are high", async () => {
    for (const [priority, expected] of [
      ["critical", "critical"],
      ["low", "low"],
      ["high", "high"],
      ["default", "high"],
      ["urgent", "high"],
      [7, "high"],
    ] as const) {
      const site = home();
      assert.equal((await put(site, "STATE", { value: true, priority })).status, 202);
      assert.deepEqual(site.centralCalls[0]?.args[2], { priority: expected });
    }
  });

  it("is audited with the value before and after", async () => {
    const site = home();
    site.home.putValues(idAt(ADDR), states({ "1/LEVEL": state(0.4) }));
    await put(site, "LEVEL", { value: 1 });
    const { items } = await site.store.list<Record<string, unknown>>("audit");
    const { timestamp: _at, ...entry } = items[0]!.value;
    assert.deepEqual(entry, {
      user: "operator",
      action: "data_point_write",
      central: "ccu-main",
      device_address: ADDR,
      channel_no: 1,
      parameter: "LEVEL",
      changes: [{ parameter: "LEVEL", before: 0.4, after: 1 }],
    });
  });

  it("is refused on a locked channel with 423, without a CCU with 503, by the CCU with 502", async () => {
    const locked = home({}, { flags: { 1: { hidden: false, locked: true } } });
    const reply = await put(locked, "LEVEL", { value: 1 });
    assert.deepEqual([reply.status, reply.body.code, reply.body.title], [423, "conflict", "Channel locked"]);
    assert.deepEqual(locked.centralCalls, []);
    const away = await put(home({ unreachable: ["ccu-main"] }), "LEVEL", { value: 1 });
    assert.deepEqual([away.status, away.body.code], [503, "service_unready"]);
    const site = home({ writing: fault("radio", "Generic error (UNREACH)", -1) });
    const failed = await put(site, "LEVEL", { value: 1 });
    assert.deepEqual([failed.status, failed.body.code], [502, "upstream_unavailable"]);
    assert.match(failed.body.detail, /UNREACH.*-1/);
    assert.deepEqual((await site.store.list("audit")).items, []);
  });
});

describe("POST values:batch", () => {
  const PATH = "/devices/values:batch";
  const batch = (site: ReturnType<typeof home>, queries: unknown) =>
    request(site, dataPointsOperations, "POST", PATH, { body: { queries } });

  it("answers every query in its place, with the contract's words for what is not there", async () => {
    const site = home();
    site.home.putValues(idAt(ADDR), states({ "1/LEVEL": state(0.4) }));
    const { status, body } = await batch(site, [
      { address: "NOPE", channel: 1, parameter: "X" },
      { address: ADDR, channel: 1, parameter: "LEVEL" },
      { address: ADDR, channel: 12345, parameter: "LEVEL" },
      { address: ADDR, channel: 1, parameter: "NOTHING" },
      { address: ADDR, channel: 1, parameter: "RAMP_STOP" },
      { address: "0002BBBB000002", channel: 0, parameter: "LOW_BAT" },
      { address: ADDR, channel: 1, parameter: "LEVEL" },
    ]);
    assert.equal(status, 200);
    assert.deepEqual(
      body.results.map((row: { error?: string; summary?: { value: unknown } }) => row.error ?? row.summary?.value),
      ["device not found", 0.4, "channel not found", "parameter not found", "parameter hidden", null, 0.4],
    );
    assert.deepEqual(Object.keys(body.results[0]), ["address", "channel", "parameter", "error"]);
  });

  it("says hidden of a channel that an operator hides", async () => {
    const site = home({}, { flags: { 1: { hidden: true, locked: false } } });
    const { body } = await batch(site, [{ address: ADDR, channel: 1, parameter: "LEVEL" }]);
    assert.equal(body.results[0].error, "parameter hidden");
  });

  it("takes 1 to 1000 queries: 422 for none and for one more", async () => {
    const site = home();
    const query = { address: ADDR, channel: 1, parameter: "LEVEL" };
    const full = await batch(site, Array(BATCH_LIMIT).fill(query));
    assert.deepEqual([full.status, full.body.results.length], [200, 1000]);
    const over = await batch(site, Array(BATCH_LIMIT + 1).fill(query));
    assert.deepEqual([over.status, over.body.code, over.body.errors[0].max], [422, "validation", 1000]);
    assert.deepEqual((await batch(site, [])).status, unprocessable("").status);
  });

  it("refuses malformed bodies with 400, also that of a client that thinks it writes", async () => {
    const site = home();
    const query = { address: ADDR, channel: 1, parameter: "LEVEL" };
    for (const body of [
      undefined,
      {},
      [],
      { values: [query] },
      { queries: query },
      { queries: [{ ...query, channel: "1" }] },
      { queries: [{ ...query, channel: -1 }] },
      { queries: [{ ...query, channel: 1.5 }] },
      { queries: [{ ...query, value: 1 }] },
      { queries: [{ address: ADDR, channel: 1 }] },
      { queries: [null] },
    ])
      assert.equal(
        (await request(site, dataPointsOperations, "POST", PATH, { body })).status,
        400,
        JSON.stringify(body),
      );
  });
});
