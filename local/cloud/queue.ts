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

/** Which messages are to come again, as SQS reads it: nothing is none, what it cannot read (`undefined`) is all of them. */
function failuresIn(result: unknown): string[] | undefined {
  const list = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(list)) return undefined;
  const names = list.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return names.every((name) => typeof name === "string") ? names : undefined;
}

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
  async function work(waiting: Message[]): Promise<void> {
    while (waiting.length > 0 && !closed) {
      const Records = waiting.slice(0, BATCH);
      counts.calls += 1;
      const outcome = await invoke("ingest", ingest, { Records }, { clock, log, limitMs: LIMIT_MS });
      const told = outcome.ok ? failuresIn(outcome.result) : undefined;
      const failed = new Set(told ?? Records.map(({ messageId }) => messageId));
      const done = new Set(Records.filter(({ messageId }) => !failed.has(messageId)));
      waiting.splice(0, Records.length, ...Records.filter((record) => !done.has(record)));
      counts.failed += failed.size;
      if (failed.size > 0) await new Promise<void>((resolve) => void clock.after(AGAIN_MS, resolve));
    }
  }

  function receive(topic: string, payload: Uint8Array): void {
    const site = parseTopic(topic)?.site;
    if (site === undefined || closed) return;
    counts.messages += 1;
    const body = JSON.stringify({ topic, payload: Buffer.from(payload).toString("base64"), at: clock.now() });
    const waiting = groups.get(site) ?? [];
    groups.set(site, waiting);
    waiting.push({ messageId: String(counts.messages), body });
    if (running.has(site)) return;
    const working = work(waiting)
      .catch((error: unknown) => log.error("the queue in front of the ingest failed", { site, error }))
      // the next message begins anew, whatever went wrong with these
      .finally(() => running.delete(site));
    running.set(site, working);
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
