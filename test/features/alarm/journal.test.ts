/** The journal as clients read it, its retention, and an alarm panel that is switched off. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alarmCommands } from "../../../handlers/features/alarm/commands.ts";
import { startRetention } from "../../../handlers/features/alarm/home/retention.ts";
import { alarmState } from "../../../handlers/features/alarm/home/running.ts";
import { alarmSettings } from "../../../handlers/features/alarm/settings.ts";
import { alarmTold } from "../../../handlers/kernel/home-program.ts";
import type { Role } from "../../../handlers/kernel/identity.ts";
import { createJournalWriter, type JournalRecord } from "../../../handlers/records/alarm-journal.ts";
import { collectRecords } from "../../../handlers/records/all-records.ts";
import { createTestSite, identity, NOW, request } from "../../support/site.ts";
import { askingBench as bench, operations } from "./asking.ts";

describe("the journal", () => {
  const entry = (event: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
    ...{ at_ms: NOW, zone_id: "z", class: "arm", event },
    ...more,
  });

  it("is filtered, newest first, and never tells of duress", async () => {
    const { site, ask, run } = await bench();
    await createJournalWriter(site.store)([
      entry("armed", { actor: "anna", source: "rest-operator", details: { mode: "full" } }),
      entry("duress", { class: "disarm", hidden: true }),
      entry("triggered", { class: "trigger", at_ms: NOW + 1000, incident_id: 3, zone_id: "other" }),
    ]);
    const armed = {
      ...{ id: 1, when: "2026-01-01T12:00:00.000Z", zone_id: "z", class: "arm", event: "armed" },
      ...{ actor: "anna", source: "rest-operator", details: { mode: "full" } },
    };
    const read = async (query: string) => (await ask("GET", "/alarm/journal", { query })).body;
    assert.deepEqual(
      (await read("")).map(({ id }: { id: number }) => id),
      [3, 1],
    );
    assert.deepEqual(await read("zone=z"), [armed]);
    assert.deepEqual(await read("class=arm&from=2026-01-01T12:00:00Z&to=2026-01-01T13:00:01%2B01:00"), [armed]);
    assert.equal((await read("limit=1")).length, 1);
    for (const limit of ["0", "-1", "many", "", "1e9"]) assert.equal((await read(`limit=${limit}`)).length, 2);
    assert.deepEqual(await run("journal", { zone_id: "z", class: "", from: "", limit: 0 }), {
      data: { entries: [armed] },
    });
  });

  it("is a table for whoever asks for one, in which no name is a formula", async () => {
    const { site } = await bench();
    await createJournalWriter(site.store)([
      entry("armed", { actor: '=HYPERLINK("http://192.0.2.1")', details: { mode: "full" } }),
      entry("disarmed", { class: "disarm", actor: "@anna, -1", incident_id: 7 }),
    ]);
    const read = (query: string, accept?: string) =>
      request(site, operations, "GET", "/alarm/journal", { query, ...(accept && { headers: { accept } }) });
    const { body, type, headers } = await read("format=csv");
    assert.equal(type, "text/csv; charset=utf-8");
    assert.equal(headers?.["content-disposition"], 'attachment; filename="alarm-journal.csv"');
    assert.deepEqual(body.split("\r\n"), [
      "id,when,zone_id,class,event,actor,source,incident_id,details",
      '2,2026-01-01T12:00:00.000Z,z,disarm,disarmed,"\'@anna, -1",,7,',
      '1,2026-01-01T12:00:00.000Z,z,arm,armed,"\'=HYPERLINK(""http://192.0.2.1"")",,,"{""mode"":""full""}"',
      "",
    ]);
    assert.equal((await read("", "text/csv")).body, body);
    assert.equal((await read("class=arm", "text/csv, application/json;q=0.5")).body.split("\r\n").length, 3);
    // as ever for whoever does not ask
    for (const accept of [
      undefined,
      "*/*",
      "application/json",
      "text/html, */*;q=0.8",
      "text/csv;q=0.1, application/json",
    ])
      assert.equal((await read("", accept)).body.length, 2, accept);
    assert.equal((await read("format=json", "text/csv")).body.length, 2);
    assert.equal((await read("format=xml")).status, 400);
  });

  it("tells of duress to an admin who asks for it, and to nobody else", async () => {
    const { site } = await bench();
    await createJournalWriter(site.store)([entry("armed"), entry("duress", { class: "disarm", hidden: true })]);
    const read = (as: Role, query: string) =>
      request(site, operations, "GET", "/alarm/journal", { as: identity(as), query });
    const events = (body: { event: string }[]) => body.map(({ event }) => event);
    assert.deepEqual(events((await read("admin", "include_hidden=true")).body), ["duress", "armed"]);
    assert.match((await read("admin", "include_hidden=true&format=csv")).body, /duress/);
    for (const query of ["", "include_hidden=false", "include_hidden=1", "class=disarm"])
      assert.ok(!events((await read("admin", query)).body).includes("duress"), query);
    for (const role of ["viewer", "operator"] as const)
      assert.deepEqual((await read(role, "include_hidden=true")).status, 403);
  });

  it("asked for another class or another time than there is answers 400", async () => {
    const { ask, run } = await bench();
    for (const query of ["class=party", "from=yesterday", "to=2026-13-01T00:00:00Z", "from=2026-01-01"])
      assert.equal((await ask("GET", "/alarm/journal", { query })).status, 400, query);
    const answer = await run("journal", { class: "party" });
    assert.equal("error" in answer && answer.error.code, "bad_request");
  });

  it("tells at most so many", async () => {
    const { site, ask } = await bench();
    await createJournalWriter(site.store)(Array.from({ length: 5_001 }, () => entry("armed")));
    const count = async (query: string) => (await ask("GET", "/alarm/journal", { query })).body.length;
    assert.equal(await count(""), 500);
    assert.equal(await count("limit=5000"), 5_000);
    assert.equal(await count("limit=5001"), 5_000);
  });

  it("loses what is older than it is kept for, a day after the start and every day", async () => {
    const { site } = await bench();
    const append = createJournalWriter(site.store);
    await append([
      entry("armed", { at_ms: NOW - 90 * 86_400_000 }),
      entry("armed"),
      entry("disarmed", { class: "disarm" }),
    ]);
    const stop = startRetention(site, alarmSettings.schema.parse({ journal_retention_days: 0 }));
    const left = async () => (await collectRecords(site.store, "alarm-journal")).length;
    site.clock.advance(86_400_000 - 1);
    await settled();
    assert.equal(await left(), 3);
    site.clock.advance(1);
    await settled();
    assert.equal(await left(), 2);
    stop();
  });
});
const settled = () => new Promise((done) => setImmediate(done));

describe("an alarm panel that is switched off", () => {
  it("has no routes, and no commands", async () => {
    const { site, ask, run } = await bench();
    Object.assign(site.state(alarmState), { isOn: false, running: undefined });
    site.state(alarmTold).tell = () => ({ isOn: false, healthy: true, zones: [] });
    for (const { spec } of operations) {
      const body = spec.path.endsWith("/arm")
        ? { mode: "full" }
        : spec.path.match(/sensors|outputs/)
          ? []
          : { name: "x" };
      const reply = await request(site, operations, spec.method, spec.path, {
        ...(spec.path.includes("{id}") && { params: { id: "z" } }),
        ...(spec.body && !spec.bodyOptional && { body }),
      });
      assert.equal(reply.status, 404, `${spec.method} ${spec.path}`);
    }
    for (const { spec } of alarmCommands) {
      const code = {
        name: "x",
        kind: "pin",
        pin: "4711",
        enabled: true,
        perms: { arm: true, disarm: true, silence: true },
      };
      const name = spec.name.replace("alarm_panel.", "");
      const answer = await run(name, {
        zone_id: "z",
        mode: "full",
        id: "c",
        code: name.startsWith("codes") ? code : "4711",
      });
      assert.equal("error" in answer && answer.error.code, "unknown_command", spec.name);
    }
    assert.ok(ask);
  });

  it("and one of which nothing is known yet answer differently", async () => {
    const site = createTestSite();
    assert.equal((await request(site, operations, "GET", "/alarm/state")).status, 503);
    assert.equal((await request(site, operations, "GET", "/alarm/journal")).status, 503);
  });
});
