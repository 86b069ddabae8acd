/** A broker and its lines, as bad as asked for: messages come late, twice, out of order, or never. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ManualClock } from "../../adapters/memory/clock.ts";
import { matcher } from "../../adapters/mqtt/subscriptions.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import type { RelayTransport } from "../../handlers/relay/protocol/messages.ts";

export interface Conditions {
  drop: number;
  duplicate: number;
  /** Milliseconds of one way, between both. */
  delay: readonly [number, number];
  /** Share of messages that take up to `lateMs`. */
  late?: number;
  lateMs?: number;
  /** Topics on which nothing gets lost, doubled or late. */
  spared?: RegExp;
}

export interface NetworkClient extends RelayTransport {
  connect(): void;
  /** Ends the connection; subscriptions stay. */
  disconnect(): void;
  /** Subscriptions, and those who are told of connections. */
  listeners(): number;
}

/** mulberry32: a seed makes a run repeatable. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const GOOD: Conditions = { drop: 0, duplicate: 0, delay: [1, 1] };

export function createNetwork(clock: ManualClock, random: () => number, conditions: Conditions = GOOD) {
  const retained = new Map<string, Uint8Array>();
  const clients = new Set<{ deliver: (topic: string, payload: Uint8Array) => void }>();
  /** Every subscription ever made: one at QoS 1 costs a message for each message that it gets. */
  const subscribed: { topic: string; qos: 0 | 1 }[] = [];
  const published: { at: number; topic: string; bytes: number }[] = [];
  let current = conditions;

  const delayOf = (spared = true): number => {
    const { delay, late = 0, lateMs = 0 } = current;
    const [least, most] = delay;
    return least + random() * (most - least) + (!spared && random() < late ? random() * lateMs : 0);
  };
  function route(topic: string, payload: Uint8Array): void {
    const spared = current.spared?.test(topic) ?? false;
    for (const client of clients) {
      if (!spared && random() < current.drop) continue;
      const times = !spared && random() < current.duplicate ? 2 : 1;
      for (let i = 0; i < times; i += 1) clock.after(delayOf(spared), () => client.deliver(topic, payload));
    }
  }

  return {
    published,
    subscribed,
    retained,
    change(to: Conditions) {
      current = to;
    },
    client(): NetworkClient {
      const subscriptions = new Set<{ topic: string; receive: (topic: string, payload: Uint8Array) => void }>();
      const listeners = new Set<(connected: boolean) => void>();
      let up = true;
      const member = {
        deliver(topic: string, payload: Uint8Array) {
          if (!up) return;
          for (const { topic: filter, receive } of subscriptions) if (matcher(filter)(topic)) receive(topic, payload);
        },
      };
      clients.add(member);
      const replay = (filter: string, receive: (topic: string, payload: Uint8Array) => void) => {
        for (const [topic, payload] of retained)
          if (matcher(filter)(topic)) clock.after(delayOf(), () => up && receive(topic, payload));
      };
      const tell = (connected: boolean) => {
        up = connected;
        for (const listener of listeners) listener(connected);
      };
      return {
        connected: () => up,
        async publish(topic, payload, { retain = false } = {}) {
          if (!up) throw new Error("not connected");
          published.push({ at: clock.now(), topic, bytes: payload.length });
          if (retain) retained.set(topic, payload);
          route(topic, payload);
        },
        async subscribe(topic, receive, { qos = 1 } = {}) {
          subscribed.push({ topic, qos });
          const subscription = { topic, receive };
          subscriptions.add(subscription);
          if (up) replay(topic, receive);
          return async () => void subscriptions.delete(subscription);
        },
        onConnection(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        listeners: () => listeners.size + subscriptions.size,
        connect() {
          tell(true);
          for (const { topic, receive } of subscriptions) replay(topic, receive);
        },
        disconnect: () => tell(false),
      };
    },
  };
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A clock that is wrong by `by` milliseconds. */
export const skewed = (clock: Clock, by: () => number): Clock => ({
  now: () => clock.now() + by(),
  after: (ms, task) => clock.after(ms, task),
});

/** Lets time pass in small steps, with everything that waits for it running in between. */
export async function pass(clock: ManualClock, ms: number, step = 10): Promise<void> {
  for (let left = ms; left > 0; left -= step) {
    clock.advance(Math.min(step, left));
    await nextTurn();
  }
  for (let i = 0; i < 5; i += 1) await nextTurn();
}
