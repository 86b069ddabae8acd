/** From counts and prices to money. Pure: the same figures give the same bill. */
import type { Counts } from "./counts.ts";
import type { Price, PriceName } from "./prices.ts";

const DAYS = 365 / 12;
const DAY_S = 86_400;
/** Seconds of a month. */
export const MONTH_S = DAYS * DAY_S;
const MONTH_MIN = MONTH_S / 60;
/** Bytes that count as one message, or unit. */
const IOT_UNIT = 5_120;
const WRITE_UNIT = 1_024;
const GB = 1e9;
/**
 * MQTT messages of a retained word to the relay: published, kept, delivered. AWS meters what a device sends, also its
 * confirmation of a delivery at QoS 1, but not what the broker confirms: relay and functions publish at QoS 1 and subscribe
 * at QoS 0, so no confirmation is in this bill (a test watches their subscriptions).
 */
const LISTENING_MESSAGES = 3;
/** GB of memory: as infra/stack-functions.ts gives it. */
export const MEMORY = { uplink: 0.125, ingest: 0.25, tick: 0.25, socket: 0.25, rest: 0.5 };

export interface Line {
  /** Group of the bill. */
  for: string;
  price: PriceName;
  /** Units a month. */
  amount: number;
}

/** How the deployment is built; `asBuilt` is what infra/stack.ts makes and the relay does. */
export interface Design {
  /** FIFO queue in front of ingest; else the rule calls ingest. */
  queue: boolean;
  /** Events reach the rule past the broker (Basic Ingest): no charge for the publish. */
  basicIngest: boolean;
  /** Share of the messages that are acknowledged one by one; MQTT messages of an acknowledgement. */
  ackShare: number;
  messagesPerAck: number;
  /** Seconds. */
  windowIdle: number;
  /** Words to the relay that somebody listens. */
  listeningPerMinute: number;
  /** Share of the events that the client has subscribed to. */
  subscribed: number;
}

export const asBuilt = (counts: Counts): Design => ({
  queue: true,
  basicIngest: false,
  ackShare: counts.acksPerMessage,
  messagesPerAck: counts.messagesPerAck,
  windowIdle: counts.windowIdle,
  listeningPerMinute: counts.listeningPerMinute,
  subscribed: 1,
});

/** Messages with events a month, and events in each. Reports come independently of each other. */
export function batches(counts: Counts, windowS: number): { messages: number; events: number } {
  const perSecond = counts.eventsPerDay / counts.eventsPerReport / DAY_S;
  // a message is begun by a report and takes along those of its window, as long as they fit
  const reports = Math.min(1 + perSecond * windowS, counts.batchEvents / counts.eventsPerReport);
  return { messages: (perSecond / reports) * MONTH_S, events: reports * counts.eventsPerReport };
}

function uplinkLines(counts: Counts, design: Design, windowS: number, catchUps: number): Line[] {
  const { messages, events } = batches(counts, windowS);
  const bytes = counts.messageBase + counts.messagePerEvent * events;
  const states = MONTH_S / counts.statePeriod;
  const documents = counts.documentsPerDay * DAYS;
  const all = messages + states + documents;
  const group = "events from the home";
  const caughtUp = catchUps * DAYS * counts.devices * counts.catchUpUnits;
  const item = counts.storedBase + counts.storedPerEvent * events;
  const stored = messages * item * ((counts.logDays + counts.removalDays) / DAYS) + counts.documentsMb * 1e6;
  const through: Line[] = design.queue
    ? [
        { for: group, price: "lambdaCall", amount: all },
        { for: group, price: "lambdaGbSecond", amount: (all * counts.uplinkMs * MEMORY.uplink) / 1000 },
        // sent, received, deleted
        { for: group, price: "sqsFifo", amount: all * 3 },
      ]
    : [];
  return [
    { for: group, price: "iotMinute", amount: MONTH_MIN },
    // a retained message is metered twice
    { for: group, price: "iotMessage", amount: states * 2 },
    { for: group, price: "iotMessage", amount: design.basicIngest ? 0 : messages * Math.ceil(bytes / IOT_UNIT) },
    { for: group, price: "iotMessage", amount: documents },
    {
      for: "acknowledgements",
      price: "iotMessage",
      amount: (messages * design.ackShare + documents) * design.messagesPerAck,
    },
    { for: group, price: "iotRule", amount: all },
    { for: group, price: "iotAction", amount: all },
    ...through,
    { for: group, price: "lambdaCall", amount: all },
    { for: group, price: "lambdaGbSecond", amount: (all * counts.ingestMs * MEMORY.ingest) / 1000 },
    { for: group, price: "logs", amount: (all * counts.logBytesPerCall * (design.queue ? 2 : 1)) / GB },
    {
      for: "state in the table",
      price: "tableRead",
      amount: messages * counts.ingestReads + caughtUp + states + documents * counts.documentReads,
    },
    { for: "state in the table", price: "tableWrite", amount: messages * Math.ceil(item / WRITE_UNIT) },
    {
      for: "state in the table",
      price: "tableWrite",
      amount: caughtUp + states * counts.headWrites + documents * counts.documentUnits,
    },
    { for: "state in the table", price: "tableStorage", amount: stored / GB },
    { for: "state in the table", price: "tableBackup", amount: stored / GB },
  ];
}

function clientLines(counts: Counts, { subscribed, listeningPerMinute }: Design): Line[] {
  const { messages, events } = batches(counts, counts.windowListening);
  const pings = MONTH_S / counts.pingPeriod;
  const connects = MONTH_S / counts.socketLife;
  const frames = messages * events * subscribed * counts.framesPerEvent;
  const calls = connects * counts.connectCalls;
  const readings = counts.readingsPerDay * DAYS;
  return [
    { for: "frames to the client", price: "socketMessage", amount: frames },
    { for: "frames to the client", price: "edgeTransfer", amount: (frames * counts.frameBytes) / GB },
    { for: "delivery", price: "tableRead", amount: messages * counts.deliveryReads },
    { for: "delivery", price: "tableWrite", amount: messages * subscribed * counts.deliveryWrites },
    { for: "pings and the open socket", price: "socketMinute", amount: MONTH_MIN },
    { for: "pings and the open socket", price: "socketMessage", amount: pings * 2 },
    { for: "pings and the open socket", price: "tableRead", amount: pings * counts.tickReads },
    {
      for: "pings and the open socket",
      price: "iotMessage",
      amount: MONTH_MIN * listeningPerMinute * LISTENING_MESSAGES,
    },
    { for: "connecting", price: "edgeRequest", amount: connects },
    { for: "connecting", price: "lambdaCall", amount: calls },
    { for: "connecting", price: "lambdaGbSecond", amount: (calls * counts.socketMs * MEMORY.socket) / 1000 },
    { for: "connecting", price: "socketMessage", amount: connects * 2 },
    { for: "connecting", price: "tableRead", amount: connects * counts.connectReads },
    { for: "connecting", price: "tableWrite", amount: connects * counts.connectWrites },
    { for: "reading", price: "iotMessage", amount: readings * counts.barrierMessages },
    { for: "reading", price: "tableWrite", amount: readings * counts.barrierWrites },
  ];
}

function commandLines(counts: Counts): Line[] {
  const commands = counts.commandsPerDay * DAYS;
  const group = "commands";
  return [
    { for: group, price: "edgeRequest", amount: commands },
    { for: group, price: "httpCall", amount: commands },
    { for: group, price: "lambdaCall", amount: commands },
    { for: group, price: "lambdaGbSecond", amount: (commands * counts.restMs * MEMORY.rest) / 1000 },
    { for: group, price: "iotMessage", amount: commands * counts.commandMessages },
    { for: group, price: "tableRead", amount: commands * counts.commandReads },
  ];
}

/** One home: what it adds to a deployment. */
export const homeLines = (counts: Counts, { client }: { client: boolean }, design: Design = asBuilt(counts)): Line[] =>
  client
    ? [
        ...uplinkLines(counts, design, counts.windowListening, counts.readingsPerDay),
        ...clientLines(counts, design),
        ...commandLines(counts),
      ]
    : [...uplinkLines(counts, design, design.windowIdle, counts.catchUpsPerDay), ...commandLines(counts)];

/** What a deployment costs before its first home. `queues`: those that Lambda asks for messages. */
export function deploymentLines(counts: Counts, { queues, metrics }: { queues: number; metrics: number }): Line[] {
  const ticks = MONTH_S / counts.pingPeriod;
  return [
    { for: "the key (Secrets Manager)", price: "secret", amount: 1 },
    { for: "alarms", price: "alarmMetric", amount: metrics },
    { for: "asking empty queues", price: "sqs", amount: queues * counts.idlePolls * MONTH_MIN },
    { for: "the tick", price: "lambdaCall", amount: ticks },
    { for: "the tick", price: "lambdaGbSecond", amount: (ticks * counts.tickMs * MEMORY.tick) / 1000 },
    { for: "the tick", price: "tableRead", amount: ticks },
    { for: "the tick", price: "logs", amount: (ticks * counts.logBytesPerCall) / GB },
  ];
}

export const costOf = ({ price, amount }: Line, prices: Record<PriceName, Price>): number =>
  (amount / prices[price].per) * prices[price].usd;

export const total = (lines: readonly Line[], prices: Record<PriceName, Price>): number =>
  lines.reduce((sum, line) => sum + costOf(line, prices), 0);
