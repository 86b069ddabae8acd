/** Documents on their way to the cloud: numbered messages, a full set between marks, and again where one got lost. */
import type { Clock, Log } from "../../ports/index.ts";
import { encodeMessage, MessageTooLarge } from "../protocol/codec.ts";
import { type DocMessage, type DocumentKind, KEY_LIMIT, type RelayDocument } from "../protocol/uplink-messages.ts";
import type { createHomeDocuments } from "./home-documents.ts";
import type { LateNotes } from "./late-notes.ts";

/** Characters of documents in one message: about a tenth of it compressed, far from the limit of 128 KB. */
export const BATCH_CHARACTERS = 600_000;
/** Milliseconds until documents that nobody acknowledged are sent in full again; doubles with each time in vain. */
export const DOCS_WAIT_MS = 30_000;
const DOCS_WAIT_MOST_MS = 1_800_000;
/** Full sets at most this often, whatever happens: after a reconnect, and when the cloud asks. */
export const RECONNECT_EVERY_MS = 60_000;
export const RESYNC_EVERY_MS = 5_000;
/** After a message that the broker did not take. */
const FAILED_MS = 1_000;

export interface DocumentSenderOptions {
  documents: ReturnType<typeof createHomeDocuments>;
  epoch: number;
  clock: Clock;
  log: Log;
  send: (payload: Uint8Array) => Promise<boolean>;
  notes?: LateNotes;
}

export function createDocumentSender({ documents, epoch, clock, log, send, notes }: DocumentSenderOptions) {
  let n = 0;
  let acknowledged = 0;
  /** When the next full set is due; the first one at once. */
  let fullAt: number | undefined = Number.NEGATIVE_INFINITY;
  let lastFull = Number.NEGATIVE_INFINITY;
  let progressAt = clock.now();
  let wait = DOCS_WAIT_MS;
  const counts = { messages: 0, sets: 0, oversize: 0 };

  const orderFull = (at: number): void => {
    fullAt = Math.min(fullAt ?? Number.POSITIVE_INFINITY, at);
  };

  async function sendMessage(
    part: Pick<DocMessage, "mark" | "docs" | "keys" | "partial" | "catchUp" | "notes">,
  ): Promise<boolean> {
    const payload = encodeMessage({ epoch, at: clock.now(), n: n + 1, ...part } satisfies DocMessage);
    if (!(await send(payload))) return false;
    if (acknowledged === n) progressAt = clock.now();
    n += 1;
    counts.messages += 1;
    return true;
  }

  function leaveOut({ kind, key }: RelayDocument, why: string): void {
    log.error(`${why}, left out`, { kind, key: key.slice(0, KEY_LIMIT) });
    counts.oversize += 1;
  }

  /** Sends documents that may be too many for one message. */
  async function sendDocs(docs: RelayDocument[]): Promise<boolean> {
    try {
      return await sendMessage({ docs });
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
    }
    if (docs.length === 1) {
      leaveOut(docs[0] as RelayDocument, "document too large for the cloud");
      return true;
    }
    const half = docs.length >> 1;
    return (await sendDocs(docs.slice(0, half))) && sendDocs(docs.slice(half));
  }

  async function sendBatched(docs: Iterable<RelayDocument> | AsyncIterable<RelayDocument>): Promise<boolean> {
    let batch: RelayDocument[] = [];
    let characters = 0;
    for await (const doc of docs) {
      if (doc.key.length > KEY_LIMIT || doc.key === "") {
        leaveOut(doc, "document with an impossible key");
        continue;
      }
      batch.push(doc);
      characters += JSON.stringify(doc).length;
      if (characters < BATCH_CHARACTERS) continue;
      if (!(await sendDocs(batch))) return false;
      batch = [];
      characters = 0;
    }
    return batch.length === 0 || sendDocs(batch);
  }

  async function sendKeys(docs: RelayDocument[] = []): Promise<boolean> {
    const { keys, partial } = await documents.keys();
    return sendMessage({ mark: "end", docs, keys, ...(partial.length > 0 ? { partial } : {}) });
  }

  async function sendNotes(): Promise<boolean> {
    for (;;) {
      const batch = notes?.next() ?? [];
      if (batch.length === 0) return true;
      if (!(await sendMessage({ docs: [], notes: [...batch] }))) return false;
      notes?.sentIn(n, batch);
    }
  }

  return {
    /** The cloud may lack anything. */
    reconnected: (): void => orderFull(lastFull + RECONNECT_EVERY_MS),
    resync: (): void => orderFull(lastFull + RESYNC_EVERY_MS),
    fullDueAt: (): number | undefined => fullAt,

    /** Sends everything. Where the connection fails, it is due again with the next one. */
    async full(): Promise<void> {
      fullAt = undefined;
      notes?.again();
      lastFull = clock.now();
      let sent = false;
      try {
        sent =
          (await sendMessage({ mark: "begin", docs: [] })) &&
          (await sendBatched(documents.all())) &&
          (await sendKeys(await documents.program())) &&
          (await sendNotes());
      } finally {
        if (sent) counts.sets += 1;
        else orderFull(clock.now() + FAILED_MS);
      }
    },

    /** Asks the cloud to bring its values up to the events that it has. */
    async catchUp(): Promise<void> {
      if (!(await sendMessage({ docs: [], catchUp: true }))) orderFull(clock.now() + FAILED_MS);
    },
    /** Number of the last message, and of the last one that was acknowledged. */
    sentTo: (): number => n,
    acknowledgedTo: (): number => acknowledged,

    /** Sends what has changed. Where that fails nobody knows what the cloud has: everything is due. */
    async news(which: (kind: DocumentKind) => boolean): Promise<void> {
      const docs = await documents.news(which);
      const isSent =
        (docs.length === 0 || (await sendBatched(docs))) &&
        (!(await documents.owesKeys()) || (await sendKeys())) &&
        (await sendNotes());
      if (!isSent) orderFull(clock.now() + FAILED_MS);
    },

    acknowledged(to: number): void {
      if (to <= acknowledged || to > n) return;
      acknowledged = to;
      notes?.acknowledged(to);
      progressAt = clock.now();
      wait = DOCS_WAIT_MS;
    },
    overdueAt: (): number | undefined => (acknowledged < n ? progressAt + wait : undefined),
    overdue(): void {
      if (acknowledged >= n || clock.now() < progressAt + wait) return;
      wait = Math.min(wait * 2, DOCS_WAIT_MOST_MS);
      progressAt = clock.now();
      orderFull(clock.now());
    },
    counters: () => ({ ...counts }),
  };
}
