import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { auditOperations } from "../../../handlers/features/accounts/operations/audit.ts";
import { AUDIT_KEPT_MS, type AuditFact, recordAudit } from "../../../handlers/records/audit-log.ts";
import { createTestSite, identity, request, type TestSite } from "../../support/site.ts";

const who = identity("operator", "anna");
const get = (site: TestSite, query = "") => request(site, auditOperations, "GET", "/audit", { query });
const actions = async (site: TestSite, query?: string) =>
  (await get(site, query)).body.map((e: { action: string }) => e.action);

async function written(...facts: AuditFact[]) {
  const site = createTestSite();
  for (const fact of facts) {
    await recordAudit(site, who, fact);
    site.clock.advance(1000);
  }
  return site;
}

describe("audit log", () => {
  it("answers newest first, with who and when", async () => {
    const site = await written({ action: "link_add", device_address: "A" }, { action: "link_remove", channel_no: 1 });
    const [newest, oldest] = (await get(site)).body;
    assert.deepEqual(oldest, {
      timestamp: "2026-01-01T12:00:00.000Z",
      user: "anna",
      action: "link_add",
      device_address: "A",
    });
    assert.deepEqual(newest, {
      timestamp: "2026-01-01T12:00:01.000Z",
      user: "anna",
      action: "link_remove",
      channel_no: 1,
    });
  });

  it("filters by device, action and time, and pages", async () => {
    const site = await written(
      { action: "paramset_write", device_address: "0001D3C9" },
      { action: "link_add", device_address: "0002AAAA" },
      { action: "link_paramset_write", device_address: "0001d3ff" },
      { action: "token_create" },
    );
    assert.deepEqual(await actions(site, "device=0001d3"), ["link_paramset_write", "paramset_write"]);
    assert.deepEqual(await actions(site, "op=paramset"), ["link_paramset_write", "paramset_write"]);
    const [second, fourth] = ["2026-01-01T12:00:01Z", "2026-01-01T12:00:03Z"];
    assert.deepEqual(await actions(site, `since=${second}`), ["token_create", "link_paramset_write", "link_add"]);
    assert.deepEqual(await actions(site, `until=${second}`), ["paramset_write"]);
    assert.deepEqual(await actions(site, `since=${second}&until=${fourth}`), ["link_paramset_write", "link_add"]);
    const offset = encodeURIComponent("2026-01-01T13:00:03+01:00");
    assert.deepEqual(await actions(site, `since=${offset}`), ["token_create"]);
    assert.deepEqual(await actions(site, "limit=1"), ["token_create"]);
    assert.deepEqual(await actions(site, "limit=2&offset=1"), ["link_paramset_write", "link_add"]);
    assert.deepEqual(await actions(site, "offset=9"), []);
  });

  it("reaches beyond one page of the store", async () => {
    const site = createTestSite();
    for (let i = 0; i < 1203; i++) await recordAudit(site, who, { action: "channel_flags", channel_no: i });
    assert.equal((await get(site)).body.length, 1000);
    assert.equal((await get(site, "limit=10000")).body.length, 1203);
    assert.equal((await get(site, "limit=10000&offset=1100")).body.length, 103);
  });

  it("refuses times and numbers that are none", async () => {
    const site = createTestSite();
    for (const query of [
      "since=yesterday",
      "until=2026-13-01T00:00:00Z",
      "limit=0",
      "limit=10001",
      "limit=x",
      "offset=-1",
      "format=xml",
    ])
      assert.equal((await get(site, query)).status, 400, query);
  });

  it("forgets an entry after its time", async () => {
    const site = await written({ action: "link_add" });
    site.clock.advance(AUDIT_KEPT_MS - 1001);
    assert.equal((await get(site)).body.length, 1);
    site.clock.advance(1);
    assert.equal((await get(site)).body.length, 0);
  });

  it("writes CSV that a spreadsheet opens without calculating", async () => {
    const site = await written(
      {
        action: "data_point_write",
        note: 'says "hi", twice\nhere',
        changes: [{ parameter: "LEVEL", before: 0, after: 1 }],
      },
      { action: "link_add", note: "=cmd|' /C calc'!A0", channel_no: 3 },
    );
    const answer = await get(site, "format=csv");
    assert.equal(answer.type, "text/csv; charset=utf-8");
    assert.deepEqual(answer.headers, { "content-disposition": 'attachment; filename="audit-log.csv"' });
    assert.equal(
      answer.body,
      [
        "timestamp,user,action,central,device_address,channel_no,paramset,peer,parameter,note,changes",
        "2026-01-01T12:00:01.000Z,anna,link_add,,,3,,,,'=cmd|' /C calc'!A0,",
        '2026-01-01T12:00:00.000Z,anna,data_point_write,,,,,,,"says ""hi"", twice\nhere","[{""parameter"":""LEVEL"",""before"":0,""after"":1}]"',
        "",
      ].join("\r\n"),
    );
  });
});
