/** Incidents and changes of configuration, as commands answer them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { listAudit } from "../../../handlers/features/accounts/list-audit.ts";
import { CHANGE_ROWS } from "../../../handlers/features/paramsets/home/change-history.ts";
import { incidentsCommands } from "../../../handlers/features/system/commands/incidents.ts";
import { INCIDENT_ROWS, INCIDENT_ROWS_LIMIT, listIncidents } from "../../../handlers/features/system/home/incidents.ts";
import type { AuditAction } from "../../../handlers/records/audit-actions.ts";
import { recordAudit } from "../../../handlers/records/audit-log.ts";
import { call, createTestSite, identity, NOW } from "../../support/site.ts";

const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
async function setup() {
  const site = createTestSite({ centrals: ["attic", "ccu-main"] });
  const put = (key: string, when: string, component: string) =>
    site.store.put("incident", key, { id: key, when, component, severity: "error", summary: "x" });
  await put("attic/1", at(2), "attic");
  await put("ccu-main/1", at(1), "ccu-main/HmIP-RF");
  await put("ccu-main/2", at(3), "ccu-main");
  return site;
}
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

test("incidents of all centrals, newest first, filtered by central and time", async () => {
  const site = await setup();
  assert.deepEqual(ids(await listIncidents(site)), ["ccu-main/2", "attic/1", "ccu-main/1"]);
  assert.deepEqual(ids(await listIncidents(site, { central: "ccu-main" })), ["ccu-main/2", "ccu-main/1"]);
  assert.deepEqual(ids(await listIncidents(site, { central: "ccu" })), []);
  const minute = (n: number) => NOW + n * 60_000;
  assert.deepEqual(ids(await listIncidents(site, { since: minute(2), until: minute(3) })), ["attic/1"]);
  assert.deepEqual(ids(await listIncidents(site, { limit: 1 })), ["ccu-main/2"]);
  for (const limit of [0, INCIDENT_ROWS_LIMIT + 1])
    assert.equal((await listIncidents(site, { limit })).length, 3, "a limit that is none means the default");
  assert.ok(INCIDENT_ROWS <= INCIDENT_ROWS_LIMIT);
});

test("clearing forgets them all and is audited; operators may not, as by DELETE", async () => {
  const site = await setup();
  const refused = await call(site, incidentsCommands, "incidents.clear", {}, identity("operator"));
  assert.equal("error" in refused && refused.error.code, "forbidden");
  assert.deepEqual(await call(site, incidentsCommands, "incidents.clear"), { data: { success: true } });
  for (const name of ["incidents.list", "incidents.get"])
    assert.deepEqual(await call(site, incidentsCommands, name, { anything: 1 }), { data: { incidents: [] } });
  const [entry] = await listAudit(site, { limit: 10, offset: 0 });
  assert.deepEqual([entry?.action, entry?.note], ["incidents_clear", "count=3"]);
});

const history = async (site: Awaited<ReturnType<typeof setup>>, args = {}) => {
  const result = await call(site, incidentsCommands, "change_history.list", args, identity("viewer"));
  assert.ok("data" in result, JSON.stringify(result));
  return (result.data as { entries: { note: string }[] }).entries.map(({ note }) => note);
};

test("changes: paramset writes by channel, newest first; the audit log survives their clearing", async () => {
  const site = await setup();
  const write = async (note: string, channel_no: number | undefined, action: AuditAction = "paramset_write") => {
    site.clock.advance(1);
    const place = { device_address: "AAA", ...(channel_no === undefined ? {} : { channel_no }) };
    await recordAudit(site, identity("operator"), { action, ...place, paramset: "MASTER", note });
  };
  await write("root", undefined);
  await write("one", 1);
  await write("value", 1, "data_point_write");
  await write("link", 2, "link_paramset_write");
  assert.deepEqual(await history(site), ["link", "one", "root"]);
  assert.deepEqual(await history(site, { limit: 1 }), ["link"]);
  assert.deepEqual(await history(site, { channel_address: "AAA:1" }), ["one"]);
  assert.deepEqual(await history(site, { channel_address: "AAA" }), ["link", "one", "root"]);
  assert.deepEqual(await history(site, { channel_address: "AAA:3" }), []);
  for (let i = 0; i <= CHANGE_ROWS; i++) await write("more", 7);
  for (const limit of [undefined, 0, -3]) assert.equal((await history(site, { limit })).length, CHANGE_ROWS);
  assert.equal((await history(site, { limit: CHANGE_ROWS + 1 })).length, CHANGE_ROWS + 1);

  const before = (await listAudit(site, { limit: 1000, offset: 0 })).length;
  site.clock.advance(1);
  const cleared = await call(site, incidentsCommands, "change_history.clear", {}, identity("operator"));
  assert.deepEqual(cleared, { data: { success: true } });
  assert.deepEqual(await history(site), []);
  await write("new", 1);
  assert.deepEqual(await history(site), ["new"]);
  assert.equal((await listAudit(site, { limit: 1000, offset: 0 })).length, before + 2);
});
