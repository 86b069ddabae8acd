/** What AWS has between broker and ingest: the rule, and a FIFO queue with one group per home. */

import type { Clock, Log } from "../../handlers/ports/index.ts";
import { INGEST_TOPICS, parseTopic, type RelayTransport } from "../../handlers/relay/protocol/messages.ts";
import type { QueueEvent } from "../../infra/functions/ingest-function.ts";
import { type AnyHandler, invoke } from "../gateway/functions.ts";

/** Messages of one call (SQS FIFO). */
const BATCH = 10;
/** Milliseconds until messages that failed come again. */
const AGAIN_MS = 1_000;
const LIMIT_MS = 29_000;

type Message = QueueEvent["Records"][number];

export interface IngestQueue {
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
  counters(): Readonly<{ messages: number; calls: number; failed: number }>;
}

export async function startIngestQueue(options: {
  transport: RelayTransport;
  ingest: AnyHandler;
  clock: Clock;
  log: Log;
}): Promise<IngestQueue> {
  const { transport, ingest, clock, log } = options;
  const groups = new Map<string, Message[]>();
  const running = new Map<string, Promise<void>>();
  const counts = { messages: 0, calls: 0, failed: 0 };
  let closed = false;

  /** One call at a time per group; the rest waits behind it. */
  async function work(site: string, waiting: Message[]): Promise<void> {
    while (waiting.length > 0 && !closed) {
      const Records = waiting.slice(0, BATCH);
      counts.calls += 1;
      const outcome = await invoke("ingest", ingest, { Records }, { clock, log, limitMs: LIMIT_MS });
      const { batchItemFailures = [] } = (outcome.ok ? outcome.result : {}) as {
        batchItemFailures?: { itemIdentifier: string }[];
      };
      const failed = new Set(
        outcome.ok ? batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : Records.map((r) => r.messageId),
      );
      const done = new Set(Records.filter(({ messageId }) => !failed.has(messageId)));
      waiting.splice(0, Records.length, ...Records.filter((record) => !done.has(record)));
      counts.failed += failed.size;
      if (failed.size > 0) await new Promise<void>((resolve) => void clock.after(AGAIN_MS, resolve));
    }
    running.delete(site);
  }

  function receive(topic: string, payload: Uint8Array): void {
    const site = parseTopic(topic)?.site;
    if (site === undefined || closed) return;
    counts.messages += 1;
    const body = JSON.stringify({ topic, payload: Buffer.from(payload).toString("base64"), at: clock.now() });
    const waiting = groups.get(site) ?? [];
    groups.set(site, waiting);
    waiting.push({ messageId: String(counts.messages), body });
    if (!running.has(site)) running.set(site, work(site, waiting));
  }

  const leave = await Promise.all(INGEST_TOPICS.map((topic) => transport.subscribe(topic, receive)));
  return {
    counters: () => ({ ...counts }),
    async close() {
      closed = true;
      await Promise.allSettled(leave.map((end) => end()));
      await Promise.allSettled(running.values());
    },
  };
}
