/**
 * Webhooks that wait are in the store before they are sent, and leave it after they were taken: what a crash leaves goes out
 * with the next start, perhaps a second time, under the same id.
 */
import type { Clock, Log, SiteStore } from "../../../../ports/index.ts";
import { collectRecords } from "../../../../records/all-records.ts";

const KIND = "webhook";
const PREFIX = "waiting/";
/** Milliseconds after which nobody expects what the program did not send: it is given up with the next start. */
export const WAITING_OLD_MS = 3_600_000;
/** Milliseconds until the store forgets what no start has taken up: as long as dead letters are kept. */
const WAITING_KEPT_MS = 14 * 24 * 3_600_000;

export interface WaitingWebhook {
  /** Place in the queue, across starts. */
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly ts: string;
  readonly payload: unknown;
  /** Since this start. */
  attempts: number;
}
type Stored = Omit<WaitingWebhook, "key" | "attempts">;

export interface KeptQueue {
  /** A webhook that begins to wait; it is being stored. */
  add(webhook: Stored): WaitingWebhook;
  /** Resolves when it is stored, or cannot be: then it goes out all the same. */
  stored(waiting: WaitingWebhook): Promise<void>;
  /** It waits no more. Never rejects. */
  remove(waiting: WaitingWebhook): Promise<void>;
  /** What an earlier run left, oldest first. Rejects as the store does. */
  left(): Promise<WaitingWebhook[]>;
}

export function createKeptQueue({ store, clock, log }: { store: SiteStore; clock: Clock; log: Log }): KeptQueue {
  const writes = new Map<string, Promise<void>>();
  let count = 0;
  let isFailing = false;

  async function attempt(work: Promise<unknown>): Promise<void> {
    try {
      await work;
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error("webhooks that wait cannot be kept: a crash would lose or repeat them", { error });
      isFailing = true;
    }
  }

  return {
    add(webhook) {
      count += 1;
      const key = `${PREFIX}${webhook.ts}-${String(count).padStart(9, "0")}-${webhook.id}`;
      const expiresAt = clock.now() + WAITING_KEPT_MS;
      writes.set(key, attempt(store.put(KIND, key, webhook, { expiresAt })));
      return { ...webhook, key, attempts: 0 };
    },
    stored: async ({ key }) => writes.get(key),
    async remove({ key }) {
      await writes.get(key);
      writes.delete(key);
      await attempt(store.delete(KIND, key));
    },
    async left() {
      const records = await collectRecords<Stored>(store, KIND, { prefix: PREFIX });
      return records.map(({ key, value }) => ({ ...value, key, attempts: 0 }));
    },
  };
}
