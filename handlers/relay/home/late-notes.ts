/**
 * Entries of the audit log that go with no answer: work that goes on when the request is answered, what did not fit, what
 * somebody at home did. They go up with the documents, and are kept here until the cloud has them: each is there once, whatever ends in
 * between, since its key is made where it was noted.
 */
import type { Log, SiteStore } from "../../ports/index.ts";
import { collectRecords } from "../../records/all-records.ts";
import { AuditNote, collectNotes } from "../protocol/audit-notes.ts";

/** In the family `link`. */
const PREFIX = "note/";
/** Entries that wait for the cloud: weeks of a busy home whose line is down. Whatever more there is stays in the home's log. */
export const LATE_NOTES_LIMIT = 1_000;

/** Characters of their JSON in one message: as bytes they fit (128 KB) whatever they are. */
export const LATE_NOTES_SIZE = 40_000;

export interface LateNotes {
  /** Resolves when the entry survives an end of the program. Never rejects. */
  add(note: AuditNote): Promise<void>;
  /** What is to be sent now, within the limits of a message. */
  next(): readonly AuditNote[];
  /** They went with the message of this number. */
  sentIn(n: number, notes: readonly AuditNote[]): void;
  /** The cloud has everything up to the message of this number. */
  acknowledged(n: number): void;
  /** Nobody knows what of it the cloud has. */
  again(): void;
}

export async function openLateNotes(store: SiteStore, log: Log, changed: () => void): Promise<LateNotes> {
  const waiting = new Map<string, { note: AuditNote; sentIn?: number }>();
  for (const { key, value } of await collectRecords<unknown>(store, "link")) {
    const note = key.startsWith(PREFIX) ? AuditNote.safeParse(value) : undefined;
    if (note?.success) waiting.set(note.data.key, { note: note.data });
  }

  return {
    async add(note) {
      // whatever does not fit into a message alone would wait for good
      if (waiting.size >= LATE_NOTES_LIMIT || !collectNotes(LATE_NOTES_SIZE).add(note)) {
        log.warn("audit entry not told to the cloud: it is in the home's log", { action: note.entry.action });
        return;
      }
      waiting.set(note.key, { note });
      await store
        .put("link", PREFIX + note.key, note)
        .catch((error: unknown) => log.error("audit entry for the cloud not kept", { error }));
      changed();
    },
    next() {
      const batch = collectNotes(LATE_NOTES_SIZE);
      for (const { note, sentIn } of waiting.values()) if (sentIn === undefined) batch.add(note);
      return batch.notes;
    },
    sentIn(n, notes) {
      for (const { key } of notes) {
        const known = waiting.get(key);
        if (known) known.sentIn = n;
      }
    },
    acknowledged(n) {
      for (const [key, { sentIn }] of waiting)
        if (sentIn !== undefined && sentIn <= n) {
          waiting.delete(key);
          // one that stays is sent once more with the next start, and is there already
          store
            .delete("link", PREFIX + key)
            .catch((error: unknown) => log.warn("audit entry not forgotten", { error }));
        }
    },
    again() {
      for (const one of waiting.values()) delete one.sentIn;
    },
  };
}
