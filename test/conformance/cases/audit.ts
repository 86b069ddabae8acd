/** The audit log. */
import assert from "node:assert/strict";
import { requestScope } from "../../../handlers/kernel/request-scope.ts";
import { recordAudit } from "../../../handlers/records/audit-log.ts";
import type { Case } from "../case.ts";
import type { World } from "../world.ts";
import { BAD } from "./support.ts";

const entries = async ({ running }: World) => {
  const who = { subject: "otto", role: "operator", scheme: "basic" } as const;
  for (const parameter of ["LEVEL", "=HYPERLINK()"])
    await recordAudit(requestScope(running.site, who), who, {
      action: "data_point_write",
      device_address: "0001AAAA",
      parameter,
    });
};
export const auditCases: Case[] = [
  {
    operation: "GET /audit",
    case: "all",
    given: entries,
    expect: { status: 200, body: (rows) => assert.equal(rows.length, 2) },
  },
  {
    operation: "GET /audit",
    case: "some",
    given: entries,
    query: "device=0001aa&op=write&limit=1&since=2025-01-01T00:00:00Z",
    expect: { status: 200, body: [{ user: "otto", action: "data_point_write" }] },
  },
  {
    operation: "GET /audit",
    case: "a file",
    given: entries,
    query: "format=csv",
    expect: {
      status: 200,
      headers: { "content-type": "text/csv; charset=utf-8" },
      body: (bytes: Buffer) => assert.match(bytes.toString(), /,'=HYPERLINK/),
    },
  },
  { operation: "GET /audit", case: "a time that is none", query: "since=yesterday", expect: BAD },
  { operation: "GET /audit", case: "a limit that is none", query: "limit=10001", expect: BAD },
];
