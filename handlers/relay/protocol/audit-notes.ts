/**
 * What a forwarded request notes in the audit log goes back with its answer: the log is read in the cloud, beside what
 * was done there. The relay keeps its notes too: an answer that is lost takes nothing with it.
 */
import { z } from "zod";
import type { Site } from "../../kernel/site.ts";
import { AUDIT_KEPT_MS, AuditEntry } from "../../records/audit-log.ts";

/** Entries of one answer: a request notes one, or one for each of a device's channels. */
export const NOTES_LIMIT = 1_000;
/** Characters of JSON that they may have together: an answer and its notes must fit into one message (8 MB plain). */
export const NOTES_SIZE_LIMIT = 1_000_000;

const AuditNote = z.object({ key: z.string().min(1).max(100), entry: AuditEntry });
export type AuditNote = z.infer<typeof AuditNote>;
/** One that is not understood costs itself only: what was done must be answered whatever was noted of it. */
export const AuditNotes = z.array(z.unknown()).transform((all): AuditNote[] =>
  all.slice(0, NOTES_LIMIT).flatMap((one) => {
    const parsed = AuditNote.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  }),
);

/** Collects what one request notes, within the limits of an answer. What is left out is in the home's own log. */
export function collectNotes() {
  const notes: AuditNote[] = [];
  let size = 0;
  let leftOut = 0;
  return {
    notes: notes as readonly AuditNote[],
    leftOut: () => leftOut,
    add(note: AuditNote): void {
      const characters = JSON.stringify(note).length;
      const fits = notes.length < NOTES_LIMIT && size + characters <= NOTES_SIZE_LIMIT;
      if (fits && AuditNote.safeParse(note).success) {
        notes.push(note);
        size += characters;
      } else leftOut += 1;
    },
  };
}

/** Keeps what came back. Never rejects: what was done is done. */
export async function keepNotes({ store, clock, log }: Site, notes: readonly AuditNote[] = []): Promise<void> {
  if (notes.length === 0) return;
  const expiresAt = clock.now() + AUDIT_KEPT_MS;
  const kept = notes.map(({ key, entry }) => store.put("audit", key, entry, { expiresAt }));
  for (const outcome of await Promise.allSettled(kept))
    if (outcome.status === "rejected") log.error("audit entry lost", { error: outcome.reason });
}
