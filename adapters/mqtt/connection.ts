/** The port `RelayTransport` on mqtt.js: MQTT 3.1.1, QoS 1, over TCP, TLS or WebSocket, to any broker. */
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { Log } from "../../handlers/ports/index.ts";
import type { RelayTransport } from "../../handlers/relay/protocol/messages.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Milliseconds between attempts to connect: doubled each time, with up to half of it left to chance. */
const RECONNECT_FIRST_MS = 500;
const RECONNECT_MOST_MS = 30_000;
/** Seconds between pings; the broker holds a relay for dead after one and a half of it (AWS IoT Core: at least 30). */
const KEEPALIVE_S = 30;
const CONNECT_TIMEOUT_MS = 10_000;

export interface BrokerConnectionOptions {
  /** mqtt://, mqtts://, ws:// or wss:// */
  url: string;
  clientId: string;
  username?: string;
  password?: string;
  /** PEM, for mutual TLS. */
  key?: string;
  cert?: string;
  ca?: string;
  /** `true`: the broker forgets this client with its connection (functions). A relay keeps its session: requests wait for it. */
  clean?: boolean;
  /** Asked before every attempt to connect, so that its time is right. Retained. */
  will?: () => { topic: string; payload: Uint8Array };
  /** Asked before every attempt over WebSocket: an address that is signed for a short time. */
  signUrl?: (url: string) => string;
  log: Log;
  /** Tests: other pauses. */
  reconnect?: { firstMs: number; mostMs: number; answerMs?: number };
}

/** An address with a name and password in it, apart. */
export function loginOf(address: string | URL): Pick<BrokerConnectionOptions, "url" | "username" | "password"> {
  const url = new URL(address);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  return {
    url: url.href,
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  };
}

export interface BrokerConnection extends RelayTransport {
  /** Resolves when the connection is closed in order (no last will). */
  close(): Promise<void>;
  /** Cuts the connection as a dead line does; for tests. */
  cut(): void;
}

/**
 * Returns at once and connects until `close`. Connected is who can be heard and hears: while the broker refuses what is
 * listened to, this says that there is no connection.
 */
export function connectBroker(options: BrokerConnectionOptions): BrokerConnection {
  const { log } = options;
  const pauses = options.reconnect ?? { firstMs: RECONNECT_FIRST_MS, mostMs: RECONNECT_MOST_MS };
  const { firstMs, mostMs } = pauses;
  const listeners = new Set<(connected: boolean) => void>();
  /** Publishes that the broker has not confirmed. */
  const unconfirmed = new Set<number>();
  let up = false;
  let pause = firstMs;
  let told: string | undefined;

  const client: MqttClient = mqtt.connect(options.url, clientOptions(options, firstMs));

  function change(connected: boolean): void {
    if (up === connected) return;
    up = connected;
    if (connected) {
      pause = firstMs;
      told = undefined;
    }
    for (const listener of listeners) listener(connected);
  }

  const subscriptions = new Subscriptions({ client, log, ...pauses, changed: change });

  client.on("connect", () => {
    // a message goes out at once: collected with what follows it waits 40 ms for the other end's acknowledgement, and
    // a request and its answer twice as long
    (client.stream as { setNoDelay?: (noDelay: boolean) => void }).setNoDelay?.(true);
    subscriptions.begin();
  });
  client.on("close", () => {
    // what was on its way is the caller's again; mqtt.js would send it by itself, late and out of its turn
    for (const id of [...unconfirmed]) client.removeOutgoingMessage(id);
    subscriptions.end();
    change(false);
    pause = Math.min(pause * 2, mostMs);
    client.options.reconnectPeriod = pause * (1 - Math.random() / 2);
    const will = options.will?.();
    if (will) client.options.will = asWill(will);
  });
  client.on("error", (error) => {
    // the same reason is told once, not with every attempt
    if (error.message !== told) log.warn("broker not reachable", { error });
    told = error.message;
  });
  client.on("message", (topic, payload) => subscriptions.receive(topic, payload));

  return {
    connected: () => up,
    publish(topic, payload, { retain = false, qos = 1 } = {}) {
      if (!up || !client.connected) return Promise.reject(new Error("not connected to the broker"));
      return new Promise((resolve, reject) => {
        let id: number | undefined;
        client.publish(topic, Buffer.from(payload), { qos, retain }, (error) => {
          if (id !== undefined) unconfirmed.delete(id);
          if (error) reject(error);
          else resolve();
        });
        if (qos === 0) return;
        id = client.getLastMessageId();
        unconfirmed.add(id);
      });
    },
    async subscribe(topic, receive, { qos = 1, optional } = {}) {
      const { done, remove } = subscriptions.add({ topic, qos, receive, ...(optional ? { optional } : {}) });
      await done;
      return remove;
    },
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await client.endAsync();
      change(false);
    },
    cut: () => client.stream.destroy(),
  };
}

const asWill = ({ topic, payload }: { topic: string; payload: Uint8Array }) => ({
  topic,
  payload: Buffer.from(payload),
  qos: 1 as const,
  retain: true,
});

function clientOptions(options: BrokerConnectionOptions, reconnectPeriod: number): IClientOptions {
  const { clientId, username, password, key, cert, ca, clean = false, will, signUrl } = options;
  const last = will?.();
  return {
    clientId,
    username,
    password,
    key,
    cert,
    ca,
    clean,
    protocolVersion: 4,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod,
    resubscribe: false,
    reconnectOnConnackError: true,
    ...(last ? { will: asWill(last) } : {}),
    ...(signUrl ? { transformWsUrl: (url: string) => signUrl(url) } : {}),
  };
}
