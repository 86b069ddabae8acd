/**
 * What a forwarded request notes in the audit log goes back with its answer: the log is read in the cloud, beside what
 * was done there. The relay keeps its notes too: an answer that is lost takes nothing with it.
 */
import * as z from "zod";
import type { Site } from "../../kernel/site.ts";
import { AUDIT_KEPT_MS, AuditEntry } from "../../records/audit-log.ts";

/** Entries of one answer: a request notes one, or one for each of a device's channels. */
export const NOTES_LIMIT = 1_000;
/** Characters of JSON that they may have together: an answer and its notes must fit into one message (8 MB plain). */
export const NOTES_SIZE_LIMIT = 1_000_000;

/** Characters of the key of an entry: a moment and some random ones. */
export const NOTE_KEY_LIMIT = 100;
export const AuditNote = z.object({ key: z.string().min(1).max(NOTE_KEY_LIMIT), entry: AuditEntry });
export type AuditNote = z.infer<typeof AuditNote>;
/** One that is not understood costs itself only: what was done must be answered whatever was noted of it. */
export const AuditNotes = z.array(z.unknown()).transform((all): AuditNote[] =>
  all.slice(0, NOTES_LIMIT).flatMap((one) => {
    const parsed = AuditNote.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  }),
);

/** Collects notes within the limits of an answer, or of so many characters of JSON. */
export function collectNotes(sizeLimit = NOTES_SIZE_LIMIT) {
  const notes: AuditNote[] = [];
  let size = 0;
  let leftOut = 0;
  return {
    notes: notes as readonly AuditNote[],
    leftOut: () => leftOut,
    /** `false` where it is left out. */
    add(note: AuditNote): boolean {
      const characters = JSON.stringify(note).length;
      const fits = notes.length < NOTES_LIMIT && size + characters <= sizeLimit;
      if (fits && AuditNote.safeParse(note).success) {
        notes.push(note);
        size += characters;
        return true;
      }
      leftOut += 1;
      return false;
    },
  };
}

type Keeping = Pick<Site, "store" | "clock">;

/** Keeps what a relay has noted, each once: what is in the log is not replaced. Rejects where the store failed. */
export async function storeNotes({ store, clock }: Keeping, notes: readonly AuditNote[]): Promise<void> {
  const expiresAt = clock.now() + AUDIT_KEPT_MS;
  const kept = notes.map(({ key, entry }) => store.put("audit", key, entry, { ifVersion: 0, expiresAt }));
  const failed = (await Promise.allSettled(kept)).find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** Keeps what came back with an answer. Never rejects: what was done is done. */
export async function keepNotes(site: Keeping & Pick<Site, "log">, notes: readonly AuditNote[] = []): Promise<void> {
  if (notes.length === 0) return;
  await storeNotes(site, notes).catch((error: unknown) => site.log.error("audit entry lost", { error }));
}
