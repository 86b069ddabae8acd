/**
 * The function between the broker's rule and the queue. The rule's own action for queues takes no FIFO queue and keeps no
 * order (AWS IoT Core, developer guide, "SQS rule action"); it takes a function.
 */
import type { createHash } from "node:crypto";
import type { RelayMessage } from "./functions/ingest-function.ts";

/** What the rule makes of a message, and what ingest finds in the queue. */
export interface UplinkMessage extends RelayMessage {
  /** Milliseconds since the epoch, by the broker's clock. */
  at: number;
}

interface Sqs {
  SQSClient: new (config: object) => { send(command: unknown): Promise<unknown> };
  SendMessageCommand: new (input: object) => unknown;
}

/**
 * Rejects where the queue did not take it: Lambda then calls again. The deduplication id makes one message of such calls
 * and of a message that the broker delivers twice.
 */
function createUplink(sqs: Sqs, hash: typeof createHash, queueUrl: string | undefined) {
  const client = new sqs.SQSClient({});
  return async (message: UplinkMessage): Promise<void> => {
    const site = String(message.topic).split("/")[1];
    const id = hash("sha256").update(`${message.topic}\n`).update(message.payload).digest("hex");
    const input = {
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: site,
      MessageDeduplicationId: id,
    };
    await client.send(new sqs.SendMessageCommand(input));
  };
}

/** Bytes that CloudFormation takes as a function's inline code. */
export const INLINE_LIMIT = 4096;

/** The same function as the text of a CommonJS module: it needs nothing but the SDK that Lambda's Node has anyway. */
export const uplinkCode = (): string =>
  `exports.handler = (${createUplink.toString()})(
  require("@aws-sdk/client-sqs"), require("node:crypto").createHash, process.env.QUEUE_URL);`.replace(
    /[ \t]{2,}/g,
    " ",
  );
