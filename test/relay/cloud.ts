/** The cloud as the relay's tests see it: its real ingest, around what it keeps in memory. */
import { randomUUID } from "node:crypto";
import type { ManualClock } from "../../adapters/memory/clock.ts";
import type { EventDraft } from "../../handlers/ports/index.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import type { ListeningMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import { DocMessage, EventsMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { createMemoryIngest } from "./memory-ingest.ts";
import { type NetworkClient, silent } from "./network.ts";

export async function startCloud(options: { clock: ManualClock; transport: NetworkClient; site: string }) {
  const { clock, transport, site } = options;
  const address = topics(site);
  const start = () =>
    createMemoryIngest({ site, clock, log: silent, send: (topic, payload) => transport.publish(topic, payload) });
  let ingest = start();
  const seen = { events: 0, docs: 0, catchUps: 0, largest: 0 };
  const flushes = new Map<string, () => void>();
  let down = false;

  const publish = (topic: string, message: unknown, retain = false) =>
    transport.publish(topic, encodeMessage(message), { retain }).catch(() => {});

  for (const [kind, schema] of [
    ["events", EventsMessage],
    ["doc", DocMessage],
  ] as const)
    await transport.subscribe(address[kind], (_, payload) => {
      seen[kind === "doc" ? "docs" : "events"] += 1;
      seen.largest = Math.max(seen.largest, payload.length);
      if (down) return;
      if (decodeMessage(schema, payload)?.catchUp) seen.catchUps += 1;
      void ingest.take(kind, payload);
    });

  await transport.subscribe(address.reply("reader"), (_, payload) => {
    const reply = decodeMessage(ReplyMessage, payload);
    if (reply?.outcome === "done") flushes.get(reply.id)?.();
  });

  return {
    /** Everything in the log. */
    get events(): readonly EventDraft[] {
      return ingest.eventLog.events;
    },
    /** Number of events that were there when a gap was announced. */
    get gaps(): number[] {
      return ingest.eventLog.events.flatMap(({ afterGap }, index) => (afterGap ? [index] : []));
    },
    get documents(): ReadonlyMap<string, unknown> {
      return ingest.home.documents;
    },
    seen,
    listen: (message: ListeningMessage) => publish(address.listening, message, true),
    /** Asks the relay for what it holds back. Resolves with its answer, and it may never come. */
    async flush(lease: number): Promise<void> {
      const id = randomUUID();
      const answer = new Promise<void>((resolve) => flushes.set(id, resolve));
      await publish(address.flush, { id, epoch: await ingest.epoch(), requester: "reader", lease });
      return answer;
    },
    resync: async () => publish(address.resync, { epoch: await ingest.epoch() }),
    /** Nothing is ingested any more, or again. */
    stop(stopped: boolean) {
      down = stopped;
    },
    /** The table is lost. */
    forget() {
      ingest = start();
    },
  };
}
