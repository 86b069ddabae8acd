/** What a home does, and what each of these things costs in calls. The money follows from this in bill.ts. */

import { WINDOW_IDLE_MS, WINDOW_LISTENING_MS } from "../../handlers/link/attention.ts";
import { STATE_EVERY_MS } from "../../handlers/link/protocol.ts";
import { PING_INTERVAL_MS } from "../../handlers/stream/limits.ts";

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
  messageBase: counted(280, "bytes", "of a compressed batch of events, besides:"),
  messagePerEvent: counted(42, "bytes", "of each event in it, compressed (4 to 500 events, generated)"),
  statePeriod: code(STATE_EVERY_MS / 1000, "s", "between two words of a relay that it is there"),
  acksPerMessage: counted(1, "acknowledgements", "per message of events"),
  messagesPerAck: estimated(
    3,
    "MQTT messages",
    "of an acknowledgement: published, delivered, and confirmed by the relay (QoS 1)",
  ),

  ingestReads: counted(
    2,
    "read units",
    "of ingest per message with one device: head of the link, values of the device",
  ),
  valuesWrites: counted(3, "write units", "of ingest per device in a message: its values"),
  headWrites: counted(1, "write units", "of a word of the relay about itself"),
  deliveryReads: counted(5, "read units", "of delivery per message and open socket: sockets, log, its end"),
  deliveryWrites: counted(2, "write units", "the same: the lease of the socket, taken and given back with the cursor"),
  framesPerEvent: code(
    1,
    "frames",
    "per event and socket that wants it: the contract knows no frame with several events",
  ),
  frameBytes: counted(450, "bytes", "of an event's frame"),

  socketLife: given(7_200, "s", "after which API Gateway ends a socket (quota)"),
  connectReads: counted(5, "read units", "of a new socket with its subscription"),
  connectWrites: counted(6, "write units", "the same"),
  connectCalls: code(4, "calls of functions", "authorizer, $connect, subscribe, $disconnect"),
  pingPeriod: code(PING_INTERVAL_MS / 1000, "s", "between two pings of a socket; the answer is a message too"),
  tickReads: counted(2, "read units", "of a tick with one socket: homes with sockets, sockets of the home"),
  listeningPerMinute: counted(1, "publishes a minute", "that tell the relay that somebody listens"),

  commandMessages: estimated(
    6,
    "MQTT messages",
    "of a command: request and reply, each published, delivered, confirmed",
  ),
  commandReads: counted(2, "read units", "of a command, besides those of its event"),

  uplinkMs: estimated(15, "ms", "of the uplink function, 128 MB"),
  ingestMs: estimated(60, "ms", "of ingest with delivery, 256 MB"),
  tickMs: estimated(40, "ms", "of the tick, 256 MB"),
  socketMs: estimated(60, "ms", "of a call of the socket function, 256 MB"),
  restMs: estimated(150, "ms", "of a REST request that is forwarded, 512 MB"),
  logBytesPerCall: estimated(400, "bytes", "of the log per call of a function (start, end, report)"),
  storedMb: estimated(60, "MB", "in the table: a month of events, documents, values"),
  idlePolls: estimated(15, "requests a minute", "of Lambda to an empty queue (five pollers, 20 s each)"),
} as const satisfies Record<string, Count>;
export type Counts = { readonly [Name in keyof typeof COUNTS]: number };

export const valuesOf = (counts: typeof COUNTS = COUNTS): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, { value }]) => [name, value])) as Counts;
