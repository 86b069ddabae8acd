/** The audit log, newest first (api-behaviour 3.15). Entries are written by handlers/records/audit-log.ts. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { allRecords } from "../../records/all-records.ts";
import { type AuditEntry, auditKey } from "../../records/audit-log.ts";

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
export async function listAudit(
  scope: Pick<RequestScope, "store" | "signal">,
  filter: AuditFilter,
): Promise<AuditEntry[]> {
  const { device, op, since, until, limit, offset } = filter;
  const prefix = device?.toLowerCase();
  const oldest = since === undefined ? "" : auditKey(since);
  const found: AuditEntry[] = [];
  let skipped = 0;
  const after = until === undefined ? undefined : auditKey(until);
  const { signal } = scope;
  for await (const { key, value } of allRecords<AuditEntry>(scope.store, "audit", { reverse: true, after, signal })) {
    if (key < oldest || found.length === limit) break;
    if (prefix && !value.device_address?.toLowerCase().startsWith(prefix)) continue;
    if (op && !value.action.includes(op)) continue;
    if (skipped < offset) skipped++;
    else found.push(value);
  }
  return found;
}
