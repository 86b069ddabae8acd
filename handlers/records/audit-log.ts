/** Who changed what, for `GET /audit`. */
import * as z from "zod";
import type { Identity } from "../kernel/identity.ts";
import type { RequestScope } from "../kernel/request-scope.ts";
import type { AuditAction } from "./audit-actions.ts";

/** Members and action names of the contract (api-behaviour 3.15). */
export interface AuditFact {
  action: AuditAction;
  central?: string;
  device_address?: string;
  channel_no?: number;
  paramset?: string;
  peer?: string;
  parameter?: string;
  note?: string;
  changes?: { parameter: string; before?: unknown; after?: unknown }[];
}

/** A row of the log (api-behaviour 3.15). */
export const AuditEntry = z
  .strictObject({
    timestamp: z.iso.datetime({ offset: true }),
    action: z.string(),
    user: z.string().optional(),
    central: z.string().optional(),
    device_address: z.string().optional(),
    channel_no: z.int().optional(),
    paramset: z.string().optional(),
    peer: z.string().optional(),
    parameter: z.string().optional(),
    note: z.string().optional(),
    changes: z
      .array(z.strictObject({ parameter: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .optional(),
  })
  .meta({ id: "AuditEntry", description: "Who changed what, and when" });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** An entry is kept for 180 days: long enough for "who changed this last winter", short enough to stay small. */
export const AUDIT_KEPT_MS = 180 * 24 * 3_600_000;

/** Keys sort by time. All keys of a millisecond are greater than this and smaller than that of the next one. */
export const auditKey = (ms: number): string => String(Math.max(0, ms)).padStart(15, "0");

/**
 * Appends an entry. Keys sort by time, newest last; a random tail keeps two entries of one millisecond apart.
 * A failing store is logged and does not undo what was done.
 */
export async function recordAudit(
  scope: Pick<RequestScope, "clock" | "log" | "noted" | "secrets" | "store">,
  who: Identity | null,
  fact: AuditFact,
): Promise<void> {
  const now = scope.clock.now();
  const entry = { timestamp: new Date(now).toISOString(), ...(who ? { user: who.subject } : {}), ...fact };
  const key = `${auditKey(now)}-${scope.secrets.token(6)}`;
  try {
    await scope.noted(key, entry);
    await scope.store.put("audit", key, entry, { expiresAt: now + AUDIT_KEPT_MS });
  } catch (error) {
    scope.log.error("audit entry lost", { action: fact.action, error });
  }
}
