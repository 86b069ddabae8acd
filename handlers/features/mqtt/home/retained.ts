/**
 * What is retained on the broker on behalf of this home: published where it changed and nowhere else, once more where the
 * broker may have forgotten it, and cleared where the thing is gone. The newest state of a topic is all that waits.
 */
import type { Log } from "../../../ports/index.ts";
import type { BrokerLink, Qos } from "../../../ports/user-broker.ts";

/** Publishes that are on their way at a time: as many as fill a round trip, not a broker's queue (Mosquitto: 1000). */
export const IN_FLIGHT = 100;
/** Events (keys, impulses) that wait for the broker: what is older than that nobody wants to hear any more. */
export const EVENTS_LIMIT = 1_000;

export interface Published {
  readonly payload: string;
  readonly qos: Qos;
  /** Two payloads with the same text here say the same. */
  readonly same: string;
}

export interface MqttCounters {
  mqtt_messages_sent: number;
  mqtt_discovery_sent: number;
  mqtt_publish_errors: number;
  mqtt_received_commands: number;
  mqtt_refused_commands: number;
  mqtt_subscribe_failures: number;
  mqtt_events_dropped: number;
}

export interface Retained {
  /** Topics that are retained now, or will be. */
  topics(): IterableIterator<string>;
  has(topic: string): boolean;
  put(topic: string, published: Published): void;
  /** An empty payload: the broker forgets the topic, Home Assistant removes what it stands for. */
  clear(topic: string): void;
  /** Not retained, in order. */
  emit(topic: string, payload: string): void;
  /** The broker may have lost everything: all of it goes out again (of some topics, where that is enough). */
  again(which?: (topic: string) => boolean): void;
  /** Resolves when nothing waits any more, or the connection is down. */
  flushed(): Promise<void>;
  stop(): void;
}

export function createRetained(
  link: BrokerLink,
  { log, counters, isDiscovery }: { log: Log; counters: MqttCounters; isDiscovery: (topic: string) => boolean },
): Retained {
  const kept = new Map<string, Published>();
  /** Topics whose payload the broker lacks, in order; an empty payload for those that are not kept any more. */
  const waiting = new Set<string>();
  let events: { topic: string; payload: string }[] = [];
  let pumping: Promise<void> | undefined;
  let isOver = false;
  /** The broker said no to something: told once. */
  let isRefused = false;

  async function send(topic: string, payload: string, options: { qos: Qos; retain: boolean }): Promise<boolean> {
    try {
      await link.publish(topic, payload, options);
      counters.mqtt_messages_sent += 1;
      if (isDiscovery(topic)) counters.mqtt_discovery_sent += 1;
      return true;
    } catch (error) {
      counters.mqtt_publish_errors += 1;
      if (link.isUp() && !isRefused) log.warn("mqtt: the broker refuses what is published", { topic, error });
      isRefused ||= link.isUp();
      return false;
    }
  }

  async function sendState(topic: string): Promise<void> {
    const published = kept.get(topic);
    const sent = await send(topic, published?.payload ?? "", { qos: published?.qos ?? 1, retain: true });
    // what did not get through goes out when the connection is there again; what the broker itself refuses, it would again
    if (!sent && !isOver && !link.isUp()) waiting.add(topic);
  }

  async function pump(): Promise<void> {
    while (!isOver && link.isUp() && (waiting.size > 0 || events.length > 0)) {
      const batch = events.splice(0, IN_FLIGHT);
      await Promise.all(batch.map(({ topic, payload }) => send(topic, payload, { qos: 0, retain: false })));
      const topics = [...waiting].slice(0, IN_FLIGHT);
      for (const topic of topics) waiting.delete(topic);
      await Promise.all(topics.map(sendState));
    }
    pumping = undefined;
  }
  const wake = () => {
    pumping ??= pump();
  };

  return {
    topics: () => kept.keys(),
    has: (topic) => kept.has(topic),
    put(topic, published) {
      if (kept.get(topic)?.same === published.same) return;
      kept.set(topic, published);
      waiting.add(topic);
      wake();
    },
    clear(topic) {
      kept.delete(topic);
      waiting.add(topic);
      wake();
    },
    emit(topic, payload) {
      if (!link.isUp()) return;
      if (events.length >= EVENTS_LIMIT) {
        events.shift();
        counters.mqtt_events_dropped += 1;
      }
      events.push({ topic, payload });
      wake();
    },
    again(which = () => true) {
      for (const topic of kept.keys()) if (which(topic)) waiting.add(topic);
      wake();
    },
    flushed: async () => pumping,
    stop() {
      isOver = true;
      events = [];
      waiting.clear();
    },
  };
}
