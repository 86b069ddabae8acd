/** What relays say: batches of a FIFO queue (one group per home), or single events of a rule. */
import type { SQSBatchResponse } from "aws-lambda";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { handlerOf } from "../../adapters/lambda/invocation.ts";
import { createIngest, type IngestKind } from "../../handlers/relay/cloud/ingest.ts";
import { parseTopic, topics } from "../../handlers/relay/protocol/messages.ts";
import { createBroughtEvents } from "../../handlers/stream/brought-events.ts";
import type { Cloud, CloudSite } from "./site.ts";

/** One message of a relay, as the rule hands it over: `SELECT encode(*, 'base64') AS payload, topic() AS topic`. */
export interface RelayMessage {
  topic: string;
  /** Base64. */
  payload: string;
}
export interface QueueEvent {
  Records: readonly { messageId: string; body: string }[];
}
export type IngestEvent = QueueEvent | RelayMessage;

interface Received {
  messageId: string;
  site: string;
  kind: IngestKind;
  payload: Uint8Array;
}

const INGESTED: readonly string[] = ["state", "doc", "events"] satisfies IngestKind[];

/** `undefined` where it is no message of a relay: it is dropped. */
function received(messageId: string, message: unknown): Received | undefined {
  const { topic, payload } = (message ?? {}) as Partial<RelayMessage>;
  const address = typeof topic === "string" ? parseTopic(topic) : undefined;
  if (!address || typeof payload !== "string" || address.direction !== "up" || !INGESTED.includes(address.kind))
    return undefined;
  return { messageId, site: address.site, kind: address.kind as IngestKind, payload: Buffer.from(payload, "base64") };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function ingestFunction(cloud: Cloud) {
  const { clock, log, broker } = cloud;
  const ingestOf = (home: CloudSite) =>
    createIngest({
      topics: topics(home.id),
      home: createDynamoHomeWriter({ table: home.table, site: home.id }),
      eventLog: home.eventLog,
      store: home.site.store,
      clock,
      log,
      send: async (topic, payload) => (await broker.open()).connection.publish(topic, payload, { qos: 0 }),
    });

  /** The messages of one home, in order; those that failed, with all behind them. */
  async function ofHome(name: string, messages: readonly Received[]): Promise<string[]> {
    const home = cloud.siteOf(name);
    const ingest = ingestOf(home);
    const brought = createBroughtEvents();
    let failed: string[] = [];
    for (const [index, { kind, payload }] of messages.entries()) {
      try {
        const { events, again } = await ingest(kind, payload);
        brought.add(events, again);
      } catch (error) {
        log.error("message of a relay not ingested", { site: name, kind, error });
        failed = messages.slice(index).map(({ messageId }) => messageId);
        break;
      }
    }
    // a socket that could not be served now is served with the next batch, or by its own next message
    const news = brought.take();
    if (news) await home.stream().fanOut(news);
    return failed;
  }

  return handlerOf<IngestEvent, SQSBatchResponse>(
    async (event) => {
      const records = "Records" in event ? event.Records : [{ messageId: "", body: JSON.stringify(event) }];
      const messages = records.flatMap(({ messageId, body }) => {
        const message = received(messageId, parsed(body));
        if (!message) log.warn("not a message of a relay: dropped", { bytes: body.length });
        return message ? [message] : [];
      });
      const homes = Map.groupBy(messages, ({ site }) => site);
      const failed = await Promise.all([...homes].map(([name, own]) => ofHome(name, own)));
      return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
    },
    {
      name: "ingest",
      log,
      ...cloud.metrics,
      // rejected as a whole: the queue gives all of it again
      failed: (event) => ({
        batchItemFailures:
          "Records" in event ? event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) : [],
      }),
    },
  );
}
