/** What a home does, and what each of these things costs in calls. The money follows from this in bill.ts. */

import { LOG_LIFE_S } from "../../adapters/dynamodb/log-chunk.ts";
import { LISTENING_AGAIN_MS } from "../../handlers/relay/cloud/listening.ts";
import {
  ASK_EVERY,
  BATCH_EVENTS,
  CATCH_UP_AFTER_EVENTS,
  CATCH_UP_AFTER_MS,
} from "../../handlers/relay/home/event-outbox.ts";
import { WINDOW_IDLE_MS, WINDOW_LISTENING_MS } from "../../handlers/relay/protocol/send-window.ts";
import { STATE_EVERY_MS } from "../../handlers/relay/protocol/uplink-messages.ts";
import { PING_INTERVAL_MS } from "../../handlers/stream/limits.ts";

const DAY_MS = 86_400_000;

/**
 * `given`: the home of the target · `code`: a constant of the program · `counted`: on the whole cloud on one machine
 * (DynamoDB Local, its own capacity figures) · `estimated`: not known before it runs on AWS, or differs between homes.
 */
export interface Count {
  value: number;
  basis: "given" | "code" | "counted" | "estimated";
  unit: string;
  note: string;
}
const count =
  (basis: Count["basis"]) =>
  (value: number, unit: string, note: string): Count => ({ value, basis, unit, note });
const [given, code, counted, estimated] = [count("given"), count("code"), count("counted"), count("estimated")];

export const COUNTS = {
  devices: given(60, "devices", "in the home"),
  eventsPerDay: given(20_000, "events a day", "in the log"),
  commandsPerDay: given(50, "commands a day", "sent by REST"),

  eventsPerReport: counted(
    3.8,
    "events",
    "that one report of a thermostat with five values makes: values, and the states derived from them",
  ),
  windowListening: code(WINDOW_LISTENING_MS / 1000, "s", "from the first event to its message while somebody listens"),
  windowIdle: code(WINDOW_IDLE_MS / 1000, "s", "the same while nobody does"),
  batchEvents: code(BATCH_EVENTS, "events", "after which a message does not wait for its window"),
  messageBase: counted(480, "bytes", "of a compressed batch of events, besides:"),
  messagePerEvent: counted(33, "bytes", "of each event in it, compressed (4 to 417 events of the simulated household)"),
  storedBase: counted(620, "bytes", "of such a batch as an item of the log, besides:"),
  storedPerEvent: counted(24.5, "bytes", "of each event in it (the same events)"),
  documentsPerDay: estimated(3, "messages a day", "with documents that changed: names, rooms, variables of the CCU"),
  documentUnits: counted(4, "write units", "of such a message: one or two documents, the head of the relay"),
  documentReads: counted(2, "read units", "of such a message: the head of the relay, the pairings of the home"),
  statePeriod: code(STATE_EVERY_MS / 1000, "s", "between two words of a relay that it is there"),
  acksPerMessage: code(1 / ASK_EVERY, "acknowledgements", "per message of events"),
  messagesPerAck: code(2, "MQTT messages", "of an acknowledgement: published and delivered (QoS 0)"),

  ingestReads: counted(1, "read units", "of ingest per message: the head of the relay"),
  catchUpsPerDay: code(
    Math.max(DAY_MS / CATCH_UP_AFTER_MS, 20_000 / CATCH_UP_AFTER_EVENTS),
    "times a day",
    "that values of all devices are brought up to the log while nobody reads",
  ),
  catchUpUnits: counted(
    1,
    "units",
    "of one device's values, written; as many are read (mean of the simulated household)",
  ),
  readingsPerDay: estimated(
    12,
    "times a day",
    "that the client reads the home anew: with each socket. Values then follow the log for a minute",
  ),
  barrierMessages: code(
    9,
    "MQTT messages",
    "of one reading: question (2), answer (3), events, their acknowledgement (2), a word of documents",
  ),
  barrierWrites: counted(1, "write units", "of one reading: that the relay holds nothing back"),
  headWrites: counted(1, "write units", "of a word of the relay about itself"),
  deliveryReads: counted(1, "read units", "of delivery per message and open socket: the sockets"),
  deliveryWrites: counted(
    2,
    "write units",
    "the same where the socket wants an event of the message (of one device, mostly): its lease, taken and given back",
  ),
  framesPerEvent: code(
    1,
    "frames",
    "per event and socket that wants it: the contract knows no frame with several events",
  ),
  frameBytes: counted(450, "bytes", "of an event's frame"),

  socketLife: given(7_200, "s", "after which API Gateway ends a socket (quota)"),
  connectReads: counted(4, "read units", "of a new socket with its subscription"),
  connectWrites: counted(5, "write units", "the same, with its end"),
  connectCalls: code(4, "calls of functions", "authorizer, $connect, subscribe, $disconnect"),
  pingPeriod: code(PING_INTERVAL_MS / 1000, "s", "between two pings of a socket; the answer is a message too"),
  tickReads: counted(2, "read units", "of a tick with one socket: homes with sockets, sockets of the home"),
  listeningPerMinute: code(
    60_000 / LISTENING_AGAIN_MS,
    "publishes a minute",
    "that tell the relay that somebody listens",
  ),

  commandMessages: code(
    7,
    "MQTT messages",
    "of a command: request and reply, each published and delivered; the function's connection, its subscriptions, the relay's state",
  ),
  commandReads: counted(2, "read units", "of a command, besides those of its event"),

  uplinkMs: estimated(15, "ms", "of the uplink function, 128 MB"),
  ingestMs: estimated(60, "ms", "of ingest with delivery, 256 MB"),
  tickMs: estimated(40, "ms", "of the tick, 256 MB"),
  socketMs: estimated(60, "ms", "of a call of the socket function, 256 MB"),
  restMs: estimated(150, "ms", "of a REST request that is forwarded, 512 MB"),
  logBytesPerCall: estimated(400, "bytes", "of the log per call of a function (start, end, report)"),
  logDays: code(LOG_LIFE_S / 86_400, "days", "that events are kept"),
  removalDays: estimated(1, "days", "until DynamoDB removes what has expired"),
  documentsMb: counted(0.5, "MB", "in the table besides the events: documents, values, records"),
  idlePolls: estimated(15, "requests a minute", "of Lambda to an empty queue (five pollers, 20 s each)"),
} as const satisfies Record<string, Count>;
export type Counts = { readonly [Name in keyof typeof COUNTS]: number };

export const valuesOf = (counts: typeof COUNTS = COUNTS): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, { value }]) => [name, value])) as Counts;
