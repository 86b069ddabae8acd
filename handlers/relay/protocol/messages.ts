/**
 * What a relay and the cloud say to each other. MQTT 3.1.1: a message may come twice, late, or never (both subscribe at
 * QoS 0); everything here is made so that none of this shows.
 *
 *   up   (`ccu-anywhere/<site>/up/…`)    state (retained, last will) · doc · events · reply/<requester>
 *   down (`ccu-anywhere/<site>/down/…`)  request · ack · listening (retained) · flush · resync
 *
 * Epoch: a number that grows with every pairing and every start of a relay. The cloud ignores what comes from a lower
 * one than it knows; a relay that hears of a higher one stops (it was replaced).
 * Position: `seq` in the relay's own event log, which is its outbox. `log` names that log: positions of another log
 * cannot be compared.
 */
import { z } from "zod";
import { SITE_NAME } from "../../kernel/site-name.ts";
import { AuditNotes } from "./audit-notes.ts";

export * from "./codec.ts";

export const TOPIC_ROOT = "ccu-anywhere";
/** Publishes a second of one connection: AWS IoT Core throttles at 100. */
export const PUBLISH_RATE_LIMIT = 80;
/** Milliseconds that a request may take, all in all: API Gateway gives up after 29 s, and the answer must still get there. */
export const REQUEST_LIMIT_MS = 28_000;
/** Milliseconds within which a request must begin at the relay; the rest of the limit is for its work and the way back. */
export const BEGIN_WITHIN_MS = 20_000;

/** Names of requesters: part of topics. */
export const REQUESTER_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Topics of one site. */
export const topics = (site: string) => {
  const up = `${TOPIC_ROOT}/${site}/up`;
  const down = `${TOPIC_ROOT}/${site}/down`;
  return {
    state: `${up}/state`,
    doc: `${up}/doc`,
    events: `${up}/events`,
    reply: (requester: string) => `${up}/reply/${requester}`,
    request: `${down}/request`,
    ack: `${down}/ack`,
    listening: `${down}/listening`,
    flush: `${down}/flush`,
    resync: `${down}/resync`,
    /** Everything that the relay may say, and everything that it may hear: its permissions. */
    everyUp: `${up}/#`,
    everyDown: `${down}/#`,
  } as const;
};
export type RelayTopics = ReturnType<typeof topics>;

/** Replies to one requester, of whatever site. */
export const replyTopics = (requester: string): string => `${TOPIC_ROOT}/+/up/reply/${requester}`;
/** What the cloud ingests, of every site. */
export const INGEST_TOPICS = ["state", "doc", "events"].map((kind) => `${TOPIC_ROOT}/+/up/${kind}`);

export type UpKind = "state" | "doc" | "events" | "reply";
export type DownKind = "request" | "ack" | "listening" | "flush" | "resync";
export interface RelayTopic {
  site: string;
  direction: "up" | "down";
  kind: UpKind | DownKind;
  /** Of a reply: whom it is for. */
  requester?: string;
}

const KINDS = { up: ["state", "doc", "events", "reply"], down: ["request", "ack", "listening", "flush", "resync"] };

/** `undefined` for anything that is no topic of a relay. */
export function parseTopic(topic: string): RelayTopic | undefined {
  const [root, site = "", direction = "", kind = "", requester, ...rest] = topic.split("/");
  if (root !== TOPIC_ROOT || !SITE_NAME.test(site) || rest.length > 0) return undefined;
  if (direction !== "up" && direction !== "down") return undefined;
  if (!KINDS[direction].includes(kind) || (kind === "reply") !== (requester !== undefined)) return undefined;
  if (requester !== undefined && !REQUESTER_NAME.test(requester)) return undefined;
  return { site, direction, kind: kind as RelayTopic["kind"], ...(requester === undefined ? {} : { requester }) };
}

// ---------------------------------------------------------------- epoch

/** Starts of one pairing: the lower part of an epoch is the second of the start, or one more than the last. */
const STARTS = 2 ** 32;

/** The lowest epoch of a pairing. The cloud requires it from the first message of that pairing on, or from the end of the one before. */
export const firstEpoch = (pairing: number): number => pairing * STARTS;
/** Which pairing an epoch belongs to. */
export const pairingOf = (epoch: number): number => Math.floor(epoch / STARTS);
/**
 * The epoch of a start. The time is in it so that an epoch is new even where the store has lost the last one (power
 * failure); the last one, so that it is new even where the clock stands still (no battery).
 */
export const nextEpoch = (pairing: number, last: number | undefined, now: number): number =>
  Math.max(firstEpoch(pairing) + (Math.floor(now / 1000) % STARTS), (last ?? 0) + 1);

// ---------------------------------------------------------------- schemas: up

const Epoch = z.int().min(0);
/** Milliseconds since the epoch (1970), by the sender's clock. */
const At = z.number();
/** Measures the difference of two clocks: `sent` by the relay's clock, `received` by the cloud's (see clock-difference.ts). */
export const Echo = z.object({ sent: At, received: At });
export type Echo = z.infer<typeof Echo>;

/** Centrals of one home whose availability is told. */
export const CENTRALS_LIMIT = 64;
/** Characters of a document's key: names of centrals, addresses of devices. */
export const KEY_LIMIT = 200;
/** Characters of a forwarded path and query: API Gateway takes 10,240 bytes of request line and headers. */
export const PATH_LIMIT = 10_240;
export const QUERY_LIMIT = 16_384;

/** Retained; the last will is the same with `online: false`. Repeated at least every {@link STATE_EVERY_MS} while online. */
export const StateMessage = z.object({
  epoch: Epoch,
  online: z.boolean(),
  at: At,
  centrals: z.array(z.object({ name: z.string(), available: z.boolean() })).max(CENTRALS_LIMIT),
  /** With `online: false`: everything that the home had to tell was sent before. */
  complete: z.literal(true).optional(),
});
export type StateMessage = z.infer<typeof StateMessage>;
/** That a relay is gone is the broker's to notice (keep-alive and last will); changes are told at once. */
export const STATE_EVERY_MS = 6 * 3_600_000;

/**
 * `central` CentralState by name · `interfaces` InterfaceState[] by central · `hub` Hub by central · `device`, see
 * documents.ts, and `values` {valueKey: ValueState} by `<central>/<address>` · `program` HomeProgram, one with the key
 * {@link PROGRAM_KEY}, in the last message of a full set. `doc: null` = it is gone.
 */
export const DOCUMENT_KINDS = ["central", "interfaces", "hub", "device", "values", "program"] as const;
export const PROGRAM_KEY = "program";
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
export const RelayDocument = z.object({
  kind: z.enum(DOCUMENT_KINDS),
  key: z.string().min(1).max(KEY_LIMIT),
  doc: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.null()]),
});
export type RelayDocument = z.infer<typeof RelayDocument>;
/** What is no document that is known here (a relay of a later version sends more kinds) costs itself, not its message. */
const RelayDocuments = z.array(z.unknown()).transform((all): RelayDocument[] =>
  all.flatMap((one) => {
    const parsed = RelayDocument.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  }),
);

/**
 * Documents, in order: `n` counts the messages of an epoch from 1, without gaps. A full set begins with `mark: "begin"`
 * and ends with `mark: "end"`, whose `keys` are all that exist: what the cloud has besides is gone, except what belongs to
 * the centrals of `partial`, whose CCU has not told all its devices since the relay started. Keys come again when it has.
 */
export const DocMessage = z.object({
  epoch: Epoch,
  at: At,
  n: z.int().min(1),
  mark: z.enum(["begin", "end"]).optional(),
  /** As in {@link EventsMessage}. */
  catchUp: z.literal(true).optional(),
  docs: RelayDocuments,
  keys: z.record(z.string(), z.array(z.string())).optional(),
  partial: z.array(z.string()).max(CENTRALS_LIMIT).optional(),
});
export type DocMessage = z.infer<typeof DocMessage>;

const RelayEvent = z.object({ topic: z.string(), tail: z.string(), classifiedTail: z.string().optional() });

/** Events at the positions `from` … `to`, none left out. `gap`: what was before `from` and not sent is lost for good. */
export const EventsMessage = z
  .object({
    epoch: Epoch,
    log: z.string().min(1).max(64),
    at: At,
    from: z.int().min(1),
    to: z.int().min(1),
    gap: z.literal(true).optional(),
    /** Everything up to this position was acknowledged, at some time: a cloud that knows nothing of this log begins there. */
    acknowledged: z.int().min(0).optional(),
    /** Somebody reads: stored values are brought up to the log. Without it they may stay behind. */
    catchUp: z.literal(true).optional(),
    /** No acknowledgement is waited for: the next one tells of this message too. */
    quiet: z.literal(true).optional(),
    events: z.array(RelayEvent).min(1).max(10_000),
  })
  .refine(({ from, to, events }) => to - from + 1 === events.length, "positions and events do not fit");
export type EventsMessage = z.infer<typeof EventsMessage>;

/** Characters of the name of a file that was put, `<site>/<uuid>`, and of a signed address. */
const KEPT_NAME_LIMIT = 200;
const KEPT_URL_LIMIT = 8_192;
/** Text or bytes (base64). */
const Body = z.union([z.object({ text: z.string() }), z.object({ base64: z.base64() })]);
export type RelayBody = z.infer<typeof Body>;
/** What a body stands for; none is empty. */
export const bytesOf = (body: RelayBody | undefined): Uint8Array =>
  body === undefined ? new Uint8Array() : "text" in body ? Buffer.from(body.text) : Buffer.from(body.base64, "base64");

/**
 * `done`: it was answered, as `rest` or `command` says · `refused`: nothing was done and nothing will be · `unknown`:
 * the relay ended while it acted, it is not repeated · `clock`: send it again with `echo`, nothing was done yet.
 */
export const ReplyMessage = z.object({
  id: z.string(),
  epoch: Epoch,
  outcome: z.enum(["done", "refused", "unknown", "clock"]),
  /** By the relay's clock. */
  at: At,
  detail: z.string().optional(),
  /** What it noted in the audit log. */
  audit: AuditNotes.optional(),
  rest: z
    .object({
      status: z.int().min(100).max(599),
      headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      body: Body.optional(),
      /** In the place of a body: it was put under this name, see `keep` of the request. */
      kept: z.string().max(KEPT_NAME_LIMIT).optional(),
    })
    .optional(),
  // the error first: anything is an object with optional data
  command: z
    .union([
      z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
      z.object({ data: z.unknown().optional() }),
    ])
    .optional(),
});
export type ReplyMessage = z.infer<typeof ReplyMessage>;

// ---------------------------------------------------------------- schemas: down

/** Who asks. The hash of the credential stays in the cloud. */
const ForwardedIdentity = z.object({
  subject: z.string(),
  role: z.enum(["viewer", "operator", "admin"]),
  scheme: z.enum(["basic", "bearer", "session", "oidc"]),
  expiresAt: z.number().optional(),
});

export const RequestMessage = z.object({
  id: z.string().min(16).max(64),
  epoch: Epoch,
  /** When it was sent and until when it may begin, by the cloud's clock. */
  at: At,
  deadline: At,
  requester: z.string().regex(REQUESTER_NAME),
  identity: z.union([ForwardedIdentity, z.null()]),
  rest: z
    .object({
      method: z.string().max(10),
      /** As received, with the API prefix. */
      path: z.string().max(PATH_LIMIT),
      query: z.string().max(QUERY_LIMIT),
      headers: z.record(z.string(), z.string()),
      body: Body.optional(),
      /** Where an answer goes that is too large for the broker: an address that takes one file, and the file's name. */
      keep: z.object({ name: z.string().max(KEPT_NAME_LIMIT), url: z.url().max(KEPT_URL_LIMIT) }).optional(),
    })
    .optional(),
  command: z.object({ name: z.string().max(200), args: z.unknown(), requestId: z.string().max(200) }).optional(),
  echo: Echo.optional(),
});
export type RequestMessage = z.infer<typeof RequestMessage>;

/**
 * Ingested for good: events up to `to` of `log`, documents up to `docs`. Lower than what was sent: the rest is missing
 * here (`again`: send it anew from there at once) or on its way. Carries the highest epoch that the cloud knows.
 */
export const AckMessage = z.object({
  epoch: Epoch,
  log: z.string().max(64).optional(),
  to: z.int().min(0).optional(),
  docs: z.int().min(0).optional(),
  again: z.literal(true).optional(),
  /** `at` of one of the messages that this answers, and when it came, by the cloud's clock. */
  echo: Echo.optional(),
});
export type AckMessage = z.infer<typeof AckMessage>;

/** Retained: how many sockets want events. After `until` (cloud's clock) it counts as none. */
export const ListeningMessage = z.object({ clients: z.int().min(0), until: At });
export type ListeningMessage = z.infer<typeof ListeningMessage>;

/**
 * Somebody is about to read: the relay sends what it has, answers `done` on the requester's topic when the cloud has
 * acknowledged all of it, and holds nothing back for `lease` ms. QoS 0: who gets no answer reads what is there.
 */
export const FlushMessage = z.object({
  id: z.string().min(16).max(64),
  epoch: Epoch,
  requester: z.string().regex(REQUESTER_NAME),
  lease: z.int().min(0).max(600_000),
});
export type FlushMessage = z.infer<typeof FlushMessage>;

/** The cloud lacks documents: all are sent anew. */
export const ResyncMessage = z.object({ epoch: Epoch });
export type ResyncMessage = z.infer<typeof ResyncMessage>;

// ---------------------------------------------------------------- transport

/** A connection to a broker. Implemented by adapters/mqtt and by the doubles of the tests. */
export interface RelayTransport {
  /**
   * Resolves when the broker has it (QoS 1, default) or the line took it (0); rejects while there is no connection and
   * where it breaks meanwhile.
   */
  publish(topic: string, payload: Uint8Array, options?: { retain?: boolean; qos?: 0 | 1 }): Promise<void>;
  /**
   * Kept over reconnects; QoS 1 by default. `topic` may hold wildcards. Resolves when the broker has confirmed; rejects
   * where it refuses. Then it is asked again, and until all is in force there is no connection: who cannot hear must not
   * say that he is there. What is `optional` is given up instead, with this line or a later one, and says so.
   */
  subscribe(
    topic: string,
    receive: (topic: string, payload: Uint8Array) => void,
    options?: { qos?: 0 | 1; optional?: { refused: (error: Error) => void } },
  ): Promise<() => Promise<void>>;
  /** Publishes arrive, and all subscriptions are in force. */
  connected(): boolean;
  /** Called with every change, after subscriptions are in force again. The returned function ends it. */
  onConnection(listener: (connected: boolean) => void): () => void;
}
