/**
 * What a connection listens to: asked for with every line, a few topics at a time, and again where the broker refused.
 * Permissions may follow later (AWS IoT Core: seconds after a pairing), or be gone with the next line.
 */
import type { MqttClient } from "mqtt";
import type { Log } from "../../handlers/ports/index.ts";

/** Subscriptions of one message (AWS IoT Core: 8): each message costs as much as one with events. */
const SUBSCRIBE_LIMIT = 8;
/** Milliseconds until a line on which no subscription is answered counts as dead. */
const ANSWER_MS = 10_000;
/** From here on the broker's answer is a refusal (MQTT 3.1.1, 3.9.3). */
const REFUSED = 0x80;

export interface Subscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  readonly receive: (topic: string, payload: Uint8Array) => void;
  /** See `RelayTransport.subscribe`. */
  readonly optional?: { refused: (error: Error) => void };
}

interface Entry extends Subscription {
  readonly matches: (topic: string) => boolean;
  readonly answered: PromiseWithResolvers<void>;
}

export interface SubscriptionsOptions {
  client: MqttClient;
  log: Log;
  /** Milliseconds until what was refused is asked for again: doubled each time. */
  firstMs: number;
  mostMs: number;
  /** Milliseconds until a line on which no subscription is answered counts as dead. */
  answerMs?: number | undefined;
  /** Whether all that is not optional is in force. */
  changed: (inForce: boolean) => void;
}

const refusal = (topics: readonly string[]) => new Error(`not allowed to subscribe ${topics.join(", ")}`);

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #entries = new Set<Entry>();
  /** Topics that the broker has granted on this line. */
  readonly #inForce = new Set<string>();
  /** Counts what lines there were: an answer of an earlier one says nothing. */
  #line = 0;
  #turn = Promise.resolve();
  #wait: number;
  #again: NodeJS.Timeout | undefined;
  #told = "";

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#wait = options.firstMs;
  }

  /** A line to the broker. */
  begin(): void {
    this.#line += 1;
    this.#inForce.clear();
    this.#putInForce();
  }

  /** The line is gone. */
  end(): void {
    this.#line += 1;
    clearTimeout(this.#again);
  }

  /** Resolves when the broker has confirmed; rejects where it refuses, though it is asked again unless this is optional. */
  add(wanted: Subscription): { done: Promise<void>; remove: () => Promise<void> } {
    const entry: Entry = { ...wanted, matches: matcher(wanted.topic), answered: Promise.withResolvers() };
    this.#entries.add(entry);
    // also where others have it: what is retained comes with each subscription
    this.#inForce.delete(entry.topic);
    if (this.#options.client.connected) this.#putInForce();
    return { done: entry.answered.promise, remove: () => this.#remove(entry) };
  }

  receive(topic: string, payload: Uint8Array): void {
    for (const entry of [...this.#entries]) if (entry.matches(topic)) entry.receive(topic, payload);
  }

  async #remove(entry: Entry): Promise<void> {
    const { client } = this.#options;
    this.#entries.delete(entry);
    if ([...this.#entries].some(({ topic }) => topic === entry.topic)) return;
    this.#inForce.delete(entry.topic);
    if (client.connected) await client.unsubscribeAsync(entry.topic);
  }

  #putInForce(): void {
    this.#turn = this.#turn
      .then(() => this.#askAll())
      .catch((error: unknown) => this.#options.log.error("subscriptions could not be asked for", { error }));
  }

  async #askAll(): Promise<void> {
    const line = this.#line;
    clearTimeout(this.#again);
    const missing = [...new Set([...this.#entries].map(({ topic }) => topic))].filter((one) => !this.#inForce.has(one));
    for (let at = 0; at < missing.length; at += SUBSCRIBE_LIMIT) {
      const topics = missing.slice(at, at + SUBSCRIBE_LIMIT);
      const codes = await this.#ask(topics);
      // the next line asks anew
      if (line !== this.#line) return;
      for (const [index, topic] of topics.entries()) this.#answered(topic, (codes?.[index] ?? REFUSED) < REFUSED);
    }
    if (this.#options.client.connected) this.#judge();
  }

  /** The broker's code for each topic; `undefined` where it gave none. */
  #ask(topics: readonly string[]): Promise<readonly number[] | undefined> {
    const { client, answerMs = ANSWER_MS } = this.#options;
    const qosOf = (topic: string): 0 | 1 =>
      [...this.#entries].some((entry) => entry.topic === topic && entry.qos === 1) ? 1 : 0;
    const wanted = Object.fromEntries(topics.map((topic) => [topic, { qos: qosOf(topic) }]));
    const late = setTimeout(() => client.stream.destroy(), answerMs);
    return new Promise((resolve) => {
      // where one is refused, the error hides which: the packet tells
      client.subscribe(wanted, (_error, _granted, packet) => {
        clearTimeout(late);
        resolve((packet as { granted?: number[] } | undefined)?.granted);
      });
    });
  }

  #answered(topic: string, isGranted: boolean): void {
    if (isGranted) this.#inForce.add(topic);
    for (const entry of [...this.#entries]) {
      if (entry.topic !== topic) continue;
      if (isGranted) entry.answered.resolve();
      else {
        const error = refusal([topic]);
        if (entry.optional) {
          this.#entries.delete(entry);
          entry.optional.refused(error);
        }
        entry.answered.reject(error);
        // whoever has stopped waiting for it is not told twice
        entry.answered.promise.catch(() => {});
      }
    }
  }

  #judge(): void {
    const { log, firstMs, mostMs, changed } = this.#options;
    const lacking = [...this.#entries].map(({ topic }) => topic).filter((topic) => !this.#inForce.has(topic));
    if (lacking.length === 0) {
      this.#wait = firstMs;
      this.#told = "";
      changed(true);
      return;
    }
    const { message } = refusal([...new Set(lacking)]);
    // the same reason is told once, not with every attempt
    if (message !== this.#told) log.error("broker refuses a subscription", { reason: message });
    this.#told = message;
    changed(false);
    this.#again = setTimeout(() => this.#putInForce(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, mostMs);
  }
}

/** MQTT 3.1.1, 4.7: `+` is one level, `#` the rest. */
export function matcher(filter: string): (topic: string) => boolean {
  if (!/[+#]/.test(filter)) return (topic) => topic === filter;
  const wanted = filter.split("/");
  return (topic) => {
    const levels = topic.split("/");
    for (const [index, level] of wanted.entries()) {
      if (level === "#") return true;
      if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
    }
    return levels.length === wanted.length;
  };
}
