/**
 * What a forwarded request notes in the audit log goes back with its answer: the log is read in the cloud, beside what
 * was done there. The relay keeps its notes too: an answer that is lost takes nothing with it.
 */
import { z } from "zod";
import type { Site } from "../../kernel/site.ts";
import { AUDIT_KEPT_MS, AuditEntry } from "../../records/audit-log.ts";

/** Entries of one answer: a request notes one, or one for each of a device's channels. */
const NOTES_LIMIT = 1_000;

const AuditNote = z.object({ key: z.string().min(1).max(100), entry: AuditEntry });
export type AuditNote = z.infer<typeof AuditNote>;
export const AuditNotes = z.array(AuditNote).max(NOTES_LIMIT);

/** Keeps what came back. Never rejects: what was done is done. */
export async function keepNotes({ store, clock, log }: Site, notes: readonly AuditNote[] = []): Promise<void> {
  if (notes.length === 0) return;
  const expiresAt = clock.now() + AUDIT_KEPT_MS;
  const kept = notes.map(({ key, entry }) => store.put("audit", key, entry, { expiresAt }));
  for (const outcome of await Promise.allSettled(kept))
    if (outcome.status === "rejected") log.error("audit entry lost", { error: outcome.reason });
}
