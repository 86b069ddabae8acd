/** The audit log in the form that was asked for (api-behaviour 3.15). */
import { ok, type Reply } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { csvReply, csvTable } from "../shared/csv.ts";
import { type AuditFilter, listAudit } from "./list-audit.ts";

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

/** As the operation's query has it: ISO times. */
export interface AuditQuery extends Omit<AuditFilter, "since" | "until"> {
  since?: string | undefined;
  until?: string | undefined;
  format?: "csv" | undefined;
}

const millisecondsOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time);

export async function answerAudit(scope: RequestScope, query: AuditQuery): Promise<Reply<200>> {
  const { since, until, format, ...rest } = query;
  const filter = { ...rest, since: millisecondsOf(since), until: millisecondsOf(until) };
  const entries = await listAudit(scope, filter);
  if (format === undefined) return ok(entries);
  return csvReply(csvTable(COLUMNS, entries), "audit-log.csv");
}
