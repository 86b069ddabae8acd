/** Which configuration was written when, and by whom: the audit log's paramset writes, by channel (subsystems 4.11). */
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { allRecords } from "../../../records/all-records.ts";
import type { AuditEntry } from "../../../records/audit-log.ts";
import { auditKey, recordAudit } from "../../../records/audit-log.ts";
import { AUDIT_ROWS_LIMIT } from "../../accounts/schemas/audit.ts";

/** Entries where the client names no number. */
export const CHANGE_ROWS = 100;

const WRITES: ReadonlySet<string> = new Set(["paramset_write", "link_paramset_write"]);
/** Record of kind `config`: what is older than this was cleared. The audit log itself is never cleared. */
const CLEARED = "change-history";

async function clearedAt({ store }: Pick<RequestScope, "store">): Promise<number> {
  const at = (await store.get<{ at?: unknown }>("config", CLEARED))?.value?.at;
  return typeof at === "number" ? at : -1;
}

/** A device's address stands for all its channels. */
function isAt(wanted: string | undefined, { device_address = "", channel_no }: AuditEntry): boolean {
  if (!wanted || wanted === device_address) return true;
  return wanted === `${device_address}:${channel_no}`;
}

/** Newest first; a limit that is none or below 1 means {@link CHANGE_ROWS}. */
export async function listChanges(
  scope: Pick<RequestScope, "store" | "signal">,
  { limit = CHANGE_ROWS, address }: { limit?: number; address?: string },
): Promise<AuditEntry[]> {
  const rows = Math.min(limit >= 1 ? limit : CHANGE_ROWS, AUDIT_ROWS_LIMIT);
  const oldest = auditKey((await clearedAt(scope)) + 1);
  const found: AuditEntry[] = [];
  const { signal } = scope;
  for await (const { key, value } of allRecords<AuditEntry>(scope.store, "audit", { reverse: true, signal })) {
    if (key < oldest || found.length === rows) break;
    if (WRITES.has(value.action) && isAt(address, value)) found.push(value);
  }
  return found;
}

/** The list begins anew; the audit log keeps everything, this too. */
export async function clearChanges(scope: RequestScope, who: Identity): Promise<void> {
  await scope.store.put("config", CLEARED, { at: scope.clock.now() });
  await recordAudit(scope, who, { action: "change_history_clear" });
}
