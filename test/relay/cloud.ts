/** The cloud's ingest as the relay's tests see it: head, log and documents, decided by the pure core alone. */
import { randomUUID } from "node:crypto";
import type { ManualClock } from "../../adapters/memory/clock.ts";
import type { EventDraft } from "../../handlers/ports/index.ts";
import { acknowledgedOf, judgeDoc, judgeEvents, type RelayHead, risen } from "../../handlers/relay/cloud/relay-head.ts";
import {
  type AckMessage,
  DocMessage,
  decodeMessage,
  EventsMessage,
  encodeMessage,
  type ListeningMessage,
  ReplyMessage,
  topics,
} from "../../handlers/relay/protocol/messages.ts";
import type { NetworkClient } from "./network.ts";

export async function startCloud(options: { clock: ManualClock; transport: NetworkClient; site: string }) {
  const { clock, transport, site } = options;
  const address = topics(site);
  let head: RelayHead = { epoch: 0 };
  const events: EventDraft[] = [];
  /** Number of events that were there when a gap was announced. */
  const gaps: number[] = [];
  const documents = new Map<string, unknown>();
  const seen = { events: 0, docs: 0, catchUps: 0, largest: 0, invalid: 0, resyncs: 0, stale: 0 };
  const flushes = new Map<string, () => void>();
  let down = false;

  const publish = (topic: string, message: unknown, retain = false) =>
    transport.publish(topic, encodeMessage(message), { retain }).catch(() => {});
  const ack = (message: Partial<AckMessage>, at: number) =>
    publish(address.ack, { epoch: head.epoch, ...message, echo: { sent: at, received: clock.now() } });

  await transport.subscribe(address.events, (_, payload) => {
    seen.events += 1;
    seen.largest = Math.max(seen.largest, payload.length);
    const message = decodeMessage(EventsMessage, payload);
    if (!message) seen.invalid += 1;
    if (!message || down) return;
    if (message.catchUp) seen.catchUps += 1;
    const judged = judgeEvents(head, message);
    if (judged.verdict === "stale") {
      seen.stale += 1;
      return;
    }
    if (judged.verdict === "accept") {
      if (judged.gap) gaps.push(events.length);
      events.push(...judged.events);
      head = judged.head;
    } else head = risen(head, message.epoch);
    if (message.quiet && judged.verdict === "accept") return;
    void ack({ ...acknowledgedOf(head, message), ...(judged.verdict === "hole" ? { again: true } : {}) }, message.at);
  });
  await transport.subscribe(address.doc, (_, payload) => {
    seen.docs += 1;
    seen.largest = Math.max(seen.largest, payload.length);
    const message = decodeMessage(DocMessage, payload);
    if (!message) seen.invalid += 1;
    if (!message || down) return;
    if (message.catchUp) seen.catchUps += 1;
    const judged = judgeDoc(head, message);
    if (judged.verdict === "stale") {
      seen.stale += 1;
      return;
    }
    if (judged.verdict === "resync") {
      seen.resyncs += 1;
      head = risen(head, message.epoch);
      void publish(address.resync, { epoch: head.epoch });
      return;
    }
    if (judged.verdict === "apply") {
      head = judged.head;
      for (const { kind, key, doc } of message.docs) {
        if (doc === null) documents.delete(`${kind} ${key}`);
        else documents.set(`${kind} ${key}`, doc);
      }
      if (message.keys) {
        const keep = new Set(Object.entries(message.keys).flatMap(([kind, keys]) => keys.map((k) => `${kind} ${k}`)));
        for (const key of documents.keys()) if (!keep.has(key)) documents.delete(key);
      }
    }
    void ack({ docs: head.docs }, message.at);
  });

  await transport.subscribe(address.reply("reader"), (_, payload) => {
    const reply = decodeMessage(ReplyMessage, payload);
    if (reply?.outcome === "done") flushes.get(reply.id)?.();
  });

  return {
    events,
    gaps,
    documents,
    seen,
    head: () => head,
    listen: (message: ListeningMessage) => publish(address.listening, message, true),
    /** Asks the relay for what it holds back. Resolves with its answer, and it may never come. */
    async flush(lease: number): Promise<void> {
      const id = randomUUID();
      const answer = new Promise<void>((resolve) => flushes.set(id, resolve));
      await publish(address.flush, { id, epoch: head.epoch, requester: "reader", lease });
      return answer;
    },
    resync: () => publish(address.resync, { epoch: head.epoch }),
    /** Nothing is ingested any more, or again. */
    stop(stopped: boolean) {
      down = stopped;
    },
    /** The table is lost. */
    forget() {
      head = { epoch: 0 };
      events.length = 0;
      documents.clear();
    },
  };
}
