/** The audit log, newest first, as JSON or CSV (api-behaviour 3.15). Entries are written by ./audit-log.ts. */
import { z } from "zod";
import { media, type Operation, ok, operation, Problem, type Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { allRecords } from "../../../records/accounts.ts";
import { AuditEntry, auditKey } from "../../../records/audit-log.ts";
import { integerText, QueryText } from "../../shared/parameters.ts";

/** Entries of one answer where the client names no number, and at most (contract 3.3). */
export const AUDIT_ROWS = 1000;
export const AUDIT_ROWS_LIMIT = 10_000;
/** Far more than are ever kept. */
const OFFSET_LIMIT = 100_000_000;

export interface AuditFilter {
  /** Beginning of the device's address, in any case. */
  device?: string;
  /** Part of the action's name. */
  op?: string;
  /** Milliseconds since the epoch; inclusive. */
  since?: number;
  /** Exclusive. */
  until?: number;
  limit: number;
  offset: number;
}

/** Entries that match, newest first. */
export async function listAudit(scope: Pick<RequestScope, "store">, filter: AuditFilter): Promise<AuditEntry[]> {
  const { device, op, since, until, limit, offset } = filter;
  const prefix = device?.toLowerCase();
  const oldest = since === undefined ? "" : auditKey(since);
  const found: AuditEntry[] = [];
  let skipped = 0;
  const after = until === undefined ? undefined : auditKey(until);
  for await (const { key, value } of allRecords<AuditEntry>(scope.store, "audit", { reverse: true, after })) {
    if (key < oldest || found.length === limit) break;
    if (prefix && !value.device_address?.toLowerCase().startsWith(prefix)) continue;
    if (op && !value.action.includes(op)) continue;
    if (skipped < offset) skipped++;
    else found.push(value);
  }
  return found;
}

const COLUMNS = [
  "timestamp",
  "user",
  "action",
  "central",
  "device_address",
  "channel_no",
  "paramset",
  "peer",
  "parameter",
  "note",
  "changes",
] as const;

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: names and notes come from clients. */
function cell(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A header line and one line per entry, ended with CRLF. */
export const auditCsv = (entries: readonly AuditEntry[]): string =>
  [COLUMNS.join(","), ...entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");

const Time = z.iso.datetime({ offset: true });

export const auditOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/audit",
      role: "viewer",
      served: "here",
      operationId: "listAudit",
      tag: "audit",
      summary: "Who changed what, newest first; `format=csv` for a file",
      query: {
        device: QueryText.meta({ description: "Beginning of a device's address" }),
        op: QueryText.meta({ description: "Part of an action's name" }),
        since: Time.optional().meta({ description: "Entries from this time on" }),
        until: Time.optional().meta({ description: "Entries before this time" }),
        limit: integerText(1, AUDIT_ROWS_LIMIT).default(AUDIT_ROWS),
        offset: integerText(0, OFFSET_LIMIT).default(0),
        format: z.enum(["csv"]).optional(),
      },
      responses: { 200: [z.array(AuditEntry), media("text/csv")], 400: Problem, 503: Problem },
    },
    async (context): Promise<Reply<200>> => {
      const { since, until, format, ...rest } = context.query;
      const entries = await listAudit(context, {
        ...rest,
        since: since === undefined ? undefined : Date.parse(since),
        until: until === undefined ? undefined : Date.parse(until),
      });
      if (format === undefined) return ok(entries);
      const headers = { "content-disposition": 'attachment; filename="audit-log.csv"' };
      return { status: 200, body: auditCsv(entries), type: "text/csv; charset=utf-8", headers };
    },
  ),
];
