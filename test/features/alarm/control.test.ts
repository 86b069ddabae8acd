/** Arming, disarming and walk tests as clients ask for them, over REST and as commands. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RequestRefusal } from "../../../handlers/features/alarm/home/seams.ts";
import { collectRecords } from "../../../handlers/records/all-records.ts";
import { NOW, request } from "../../support/site.ts";
import { askingBench as bench, FULL, operations } from "./asking.ts";

const audits = async ({ site }: { site: { store: Parameters<typeof collectRecords>[0] } }) =>
  (await collectRecords<{ action: string; note: string }>(site.store, "audit")).map(({ value }) => [
    value.action,
    value.note,
  ]);

describe("arming", () => {
  it("says what the zone does now, and hands the engine what was asked", async () => {
    const all = await bench();
    const body = { mode: "full", force: true, skip_delay: false, bypass: ["s"], code: "4711" };
    assert.deepEqual((await all.ask("POST", "/alarm/zones/{id}/arm", { body })).body, {
      state: "arming",
      exit_delay_s: 30,
    });
    assert.deepEqual(await all.run("arm", { zone_id: "z", mode: "night" }), {
      data: { state: "arming", exit_delay_s: 30 },
    });
    assert.deepEqual(all.asked, [
      [
        "arm",
        {
          ...{ zone: "z", source: "rest-operator", actor: "operator", code: "4711", mode: "full" },
          ...{ force: true, skipDelay: false, bypass: ["s"] },
        },
      ],
      ["arm", { zone: "z", source: "ws-operator", actor: "admin", mode: "night" }],
    ]);
    assert.deepEqual(await audits(all), [
      ["alarm_arm", "zone=z mode=full force"],
      ["alarm_arm", "zone=z mode=night"],
    ]);
  });

  it("that is refused says why, in the contract's words, and is no entry of the audit log", async () => {
    const all = await bench();
    const cases: [RequestRefusal, number, string, string][] = [
      [{ kind: "unknown_mode" }, 400, "bad_request", "bad_request"],
      [{ kind: "invalid_state", state: "triggered" }, 409, "conflict", "conflict"],
      [{ kind: "not_ready", blockers: ["s1", "s2"] }, 409, "conflict", "not_ready"],
      [{ kind: "invalid_code" }, 403, "forbidden", "forbidden"],
      [{ kind: "faulted" }, 503, "service_unready", "unavailable"],
    ];
    for (const [refusal, status, code, commandCode] of cases) {
      all.refuse(refusal);
      const refused = await all.ask("POST", "/alarm/zones/{id}/arm", { body: { mode: "full" } });
      assert.deepEqual([refused.status, refused.body.code], [status, code], refusal.kind);
      const answer = await all.run("arm", { zone_id: "z", mode: "full" });
      assert.equal("error" in answer && answer.error.code, commandCode, refusal.kind);
      if (refusal.kind === "invalid_code") {
        assert.equal(refused.body.detail, "invalid_code");
        assert.equal("error" in answer && answer.error.message, "invalid_code");
      }
      if (refusal.kind === "not_ready") {
        assert.equal(refused.body.detail, "readiness blockers present: s1, s2");
        assert.deepEqual(refused.body.errors, [
          { field: "s1", reason: "blocker" },
          { field: "s2", reason: "blocker" },
        ]);
        assert.match("error" in answer ? answer.error.message : "", /s1, s2/);
      }
    }
    assert.deepEqual(await audits(all), []);
  });

  it("with what is no mode, of no zone or too late asks the engine for nothing", async () => {
    const all = await bench();
    for (const body of [
      {},
      { mode: "disarmed" },
      { mode: "party" },
      { mode: "full", extra: 1 },
      { mode: "full", code: 7 },
    ])
      assert.equal((await all.ask("POST", "/alarm/zones/{id}/arm", { body })).status, 400);
    for (const args of [{ mode: "full" }, { zone_id: "z" }, { zone_id: "z", mode: "party" }]) {
      const answer = await all.run("arm", args);
      assert.equal("error" in answer && answer.error.code, "bad_request");
    }
    assert.deepEqual(all.asked, []);
    assert.equal((await all.ask("POST", "/alarm/zones/{id}/arm", { body: { mode: "full" }, id: "x" })).status, 404);
    const late = Object.assign(Object.create(all.site), { deadline: NOW - 1 });
    all.asked.length = 0;
    const reply = await request(late, operations, "POST", "/alarm/zones/{id}/arm", {
      params: { id: "z" },
      body: { mode: "full" },
    });
    assert.equal(reply.status, 503);
    assert.deepEqual(all.asked, []);
  });
});

describe("disarming, silencing and acknowledging", () => {
  it("need no body, and answer none", async () => {
    const all = await bench();
    for (const verb of ["disarm", "silence", "acknowledge"]) {
      assert.equal((await all.ask("POST", `/alarm/zones/{id}/${verb}`)).status, 204);
      assert.equal((await all.ask("POST", `/alarm/zones/{id}/${verb}`, { body: { code: "4711" } })).status, 204);
      assert.equal((await all.ask("POST", `/alarm/zones/{id}/${verb}`, { body: { code: 4711 } })).status, 400);
    }
    assert.equal((await all.ask("POST", "/alarm/silence-all")).status, 204);
    const intent = { zone: "z", source: "rest-operator", actor: "operator" };
    assert.deepEqual(all.asked, [
      ["disarm", intent],
      ["disarm", { ...intent, code: "4711" }],
      ["silence", intent],
      ["silence", { ...intent, code: "4711" }],
      ["acknowledge", intent],
      ["acknowledge", intent],
      ["silenceAll", { source: "rest-operator", actor: "operator" }],
    ]);
    const actions = (await audits(all)).map(([action]) => action);
    assert.deepEqual(actions, [
      ...["alarm_disarm", "alarm_disarm", "alarm_silence", "alarm_silence"],
      ...["alarm_acknowledge", "alarm_acknowledge", "alarm_silence"],
    ]);
  });

  it("are commands with the contract's answers, by the zone's older name, too", async () => {
    const { run } = await bench();
    assert.deepEqual(await run("disarm", { zone_id: "z" }), { data: { disarmed: true, zone_id: "z" } });
    assert.deepEqual(await run("silence", { area_id: "z" }), { data: { silenced: true, zone_id: "z" } });
    assert.deepEqual(await run("acknowledge", { zone_id: "z", code: "1" }), {
      data: { acknowledged: true, zone_id: "z" },
    });
    assert.deepEqual(await run("silence_all"), { data: { silenced: true } });
    const missing = await run("disarm");
    assert.equal("error" in missing && missing.error.code, "bad_request");
  });

  it("of a zone without an incident cannot be acknowledged", async () => {
    const { ask, refuse, run } = await bench();
    refuse({ kind: "no_incident" });
    assert.equal((await ask("POST", "/alarm/zones/{id}/acknowledge")).status, 409);
    const answer = await run("acknowledge", { zone_id: "z" });
    assert.equal("error" in answer && answer.error.code, "conflict");
  });
});

describe("states, panels and readiness", () => {
  it("tell everything of a zone, and nothing that is not", async () => {
    const { ask, run, set } = await bench();
    assert.deepEqual((await ask("GET", "/alarm/state")).body.zones, [
      { id: "z", name: "Zone z", state: "disarmed", walktest_active: false },
    ]);
    set("z", {
      ...{ state: "pending", mode: "full", bypassed: ["w"], incident: { id: 7, silenced: true } },
      countdown: { kind: "entry_delay", deadline_ms: NOW + 12_400, total_ms: 30_000 },
      readiness: {
        full: { ready: false, blockers: ["s"], warnings: [] },
        night: { ready: true, blockers: [], warnings: [] },
      },
    });
    const readiness = { full: { ready: false, blockers: ["s"] }, night: { ready: true } };
    const zones = [
      {
        ...{ id: "z", name: "Zone z", state: "pending", mode: "full", bypassed: ["w"], walktest_active: false },
        ...{ incident: { id: "7", silenced: true }, readiness },
        countdown: { kind: "entry_delay", remaining_s: 12, total_s: 30 },
      },
    ];
    assert.deepEqual((await ask("GET", "/alarm/state")).body.zones, zones);
    assert.deepEqual(await run("state"), { data: { zones } });
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}/readiness")).body, readiness);
    assert.deepEqual(await run("readiness", { zone_id: "z" }), { data: { zone_id: "z", readiness } });
  });

  it("show a panel for each zone, and with two and more one for all of them, last", async () => {
    const { ask, set, health } = await bench({ a: FULL, b: { modes: { perimeter: {} } } });
    const panels = async () => (await ask("GET", "/alarm/panels")).body;
    const master = async () => (await panels()).at(-1).state;
    assert.deepEqual((await panels()).at(-1), {
      ...{ unique_id: "openccu-loom_alarm_master", zone_id: "master", name: "Alarm system" },
      ...{ category: "alarm_control_panel", state: "disarmed", supported_modes: ["perimeter", "full", "night"] },
      ...{ available: true, master: true, code_arm_required: false, code_disarm_required: false },
    });
    set("a", { state: "armed", mode: "full" });
    assert.equal(await master(), "armed_away");
    set("b", { state: "armed", mode: "perimeter" });
    assert.deepEqual(
      (await panels()).map(({ state }: { state: string }) => state),
      ["armed_away", "armed_home", "armed_away"],
    );
    set("a", { state: "armed", mode: "perimeter" });
    assert.equal(await master(), "armed_home");
    set("a", { state: "arming" });
    assert.equal(await master(), "arming");
    set("b", { state: "pending" });
    assert.equal(await master(), "pending");
    set("a", { state: "triggered" });
    assert.equal(await master(), "triggered");
    health.healthy = false;
    assert.deepEqual(
      (await panels()).map(({ available }: { available: boolean }) => available),
      [false, false, false],
    );
  });

  it("of one zone show no panel for all", async () => {
    const { run } = await bench();
    const answer = await run("panels");
    assert.equal("data" in answer && (answer.data as { panels: unknown[] }).panels.length, 1);
  });
});

describe("a walk test", () => {
  it("tells which sensors were noticed; those that are always on are no part of it", async () => {
    const { site, running, ask, run, set } = await bench();
    const sensor = {
      central: "ccu-main",
      interface_id: "HmIP-RF",
      channel_address: "A:1",
      parameter: "STATE",
      type: "door",
    };
    const sensors = [
      { ...sensor, id: "seen", name: "Tür" },
      { ...sensor, id: "unseen" },
      { ...sensor, id: "smoke", config: { always_on: true } },
    ];
    await site.store.put("alarm-zone", "z", { name: "Zone z", position: 0, config: FULL, sensors, outputs: [] });
    await running.reload();
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}/walktest")).body, { active: false, sensors: [] });
    assert.equal((await ask("POST", "/alarm/zones/{id}/walktest/start")).status, 204);
    set("z", { walk_test: { started_at_ms: NOW, seen: { seen: NOW + 1000 } } });
    const status = {
      ...{ active: true, started_at: "2026-01-01T12:00:00.000Z" },
      sensors: [
        { id: "seen", name: "Tür", tested: true, last_triggered_at: "2026-01-01T12:00:01.000Z" },
        { id: "unseen", tested: false },
      ],
    };
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}/walktest")).body, status);
    assert.deepEqual(await run("walktest_status", { zone_id: "z" }), { data: status });
    assert.equal((await ask("POST", "/alarm/zones/{id}/walktest/stop")).status, 204);
  });

  it("cannot be ended where there is none, nor begun where the zone is armed", async () => {
    const { ask, refuse } = await bench();
    refuse({ kind: "no_walk_test" });
    assert.equal((await ask("POST", "/alarm/zones/{id}/walktest/stop")).status, 409);
    refuse({ kind: "invalid_state", state: "armed" });
    assert.equal((await ask("POST", "/alarm/zones/{id}/walktest/start")).status, 409);
    assert.equal((await ask("GET", "/alarm/zones/{id}/walktest", { id: "x" })).status, 404);
  });
});
