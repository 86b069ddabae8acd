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
import { SITE_NAME } from "../../kernel/site-name.ts";

import { REQUESTER_NAME } from "./parts.ts";

export const TOPIC_ROOT = "ccu-anywhere";
/** Publishes a second of one connection: AWS IoT Core throttles at 100. */
export const PUBLISH_RATE_LIMIT = 80;
/** Milliseconds that a request may take, all in all: API Gateway gives up after 29 s, and the answer must still get there. */
export const REQUEST_LIMIT_MS = 28_000;
/** Milliseconds within which a request must begin at the relay; the rest of the limit is for its work and the way back. */
export const BEGIN_WITHIN_MS = 20_000;

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
