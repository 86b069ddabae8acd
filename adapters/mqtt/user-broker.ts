/** The port `UserBroker` on mqtt.js, which is loaded when somebody wants it. */
import type { IClientOptions, MqttClient } from "mqtt";
import type { BrokerLink, BrokerListener, BrokerLogin, UserBroker } from "../../handlers/ports/user-broker.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Seconds between pings: a dead line is noticed after one and a half of it. */
const KEEPALIVE_S = 30;
const RECONNECT_FIRST_MS = 1_000;
const RECONNECT_MOST_MS = 30_000;
/** Milliseconds for an orderly end: SIGTERM leaves five seconds for everything. */
const CLOSE_MS = 1_000;
/** Bytes of a packet that is taken (MQTT 5): commands have some hundred. */
const PACKET_LIMIT = 262_144;

const SCHEMES: Readonly<Record<string, string>> = { "tcp:": "mqtt:", "tls:": "mqtts:", "ssl:": "mqtts:" };
/** mqtt.js knows two names of the schemes. */
const addressOf = (url: string): string => {
  const { protocol } = new URL(url);
  return url.replace(protocol, SCHEMES[protocol] ?? protocol);
};

function optionsOf({ clientId, username, password, protocol, will }: BrokerLogin): IClientOptions {
  return {
    clientId,
    ...(username === undefined ? {} : { username }),
    // MQTT 3.1.1 has no password without a user name (3.1.2.9): brokers close the connection over one
    ...(password === undefined || (protocol !== "5" && username === undefined) ? {} : { password }),
    protocolVersion: protocol === "5" ? 5 : 4,
    // commands that were given while nobody was there are not done later
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: RECONNECT_FIRST_MS,
    resubscribe: false,
    queueQoSZero: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    ...(protocol === "5" ? { properties: { maximumPacketSize: PACKET_LIMIT } } : {}),
  };
}

/** Optional: whoever shows nothing on a broker need not have it. @throws Error that says what to do, in a line */
async function loadMqtt(): Promise<typeof import("mqtt").default> {
  try {
    return (await import("mqtt")).default;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    const what = isMissing ? "is not installed (npm install mqtt)" : "cannot be loaded";
    throw new Error(`the package mqtt ${what}`, { cause });
  }
}

/** @param limits tests: other pauses */
export function createUserBroker(limits: { connectMs?: number; reconnectMs?: number } = {}): UserBroker {
  return {
    async connect(login, listener) {
      const mqtt = await loadMqtt();
      const options = optionsOf(login);
      const client = mqtt.connect(addressOf(login.url), {
        ...options,
        reconnectPeriod: limits.reconnectMs ?? RECONNECT_FIRST_MS,
      });
      await firstConnection(client, limits.connectMs ?? CONNECT_TIMEOUT_MS);
      return linkOf(client, listener, limits.reconnectMs ?? RECONNECT_FIRST_MS);
    },
  };
}

/** Nothing is left of the client where this rejects. */
function firstConnection(client: MqttClient, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settled = () => {
      clearTimeout(timer);
      client.off("connect", accepted).off("error", fail).off("close", closed);
    };
    const accepted = () => {
      settled();
      resolve();
    };
    const fail = (error: Error) => {
      settled();
      // what comes after the end must not be unhandled
      client.on("error", () => {});
      client.end(true);
      reject(error);
    };
    const closed = () => fail(new Error("the broker closed the connection"));
    const timer = setTimeout(() => fail(new Error("the broker does not answer")), limitMs);
    client.on("connect", accepted).on("error", fail).on("close", closed);
  });
}

/** In order where there is a connection; a broker that does not say goodbye is left. */
async function ended(client: MqttClient): Promise<void> {
  if (!client.connected) return void client.end(true);
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CLOSE_MS);
  await Promise.race([client.endAsync().catch(() => {}), late]);
  clearTimeout(timer);
  client.end(true);
}

function linkOf(client: MqttClient, listener: BrokerListener, firstMs: number): BrokerLink {
  let isUp = true;
  let isHeld = false;
  let isOver = false;
  let pause = firstMs;
  const change = (now: boolean) => {
    if (isUp === now || isOver) return;
    isUp = now;
    listener.connection(now);
  };
  client.on("connect", () => {
    pause = firstMs;
    change(true);
  });
  client.on("close", () => {
    pause = Math.min(pause * 2, RECONNECT_MOST_MS);
    // of the attempt after the next one: mqtt.js has planned that already
    if (!isHeld) client.options.reconnectPeriod = pause * (1 - Math.random() / 2);
    change(false);
  });
  client.on("error", () => {
    // told by the state of the connection
  });
  client.on("message", (topic, payload, packet) => listener.message({ topic, payload, retained: packet.retain }));

  return {
    isUp: () => isUp && client.connected,
    publish: (topic, payload, options) =>
      client.connected
        ? client.publishAsync(topic, payload, options).then(() => {})
        : Promise.reject(new Error("not connected to the broker")),
    async subscribe(filters, qos) {
      const granted = await client.subscribeAsync([...filters], { qos });
      const refused = granted.filter((one) => (one.qos as number) >= 128).map(({ topic }) => topic);
      if (refused.length > 0) throw new Error(`not allowed to subscribe ${refused.join(", ")}`);
    },
    async unsubscribe(filters) {
      await client.unsubscribeAsync([...filters]);
    },
    hold(held) {
      isHeld = held;
      // 0: mqtt.js does not try again by itself
      client.options.reconnectPeriod = held ? 0 : firstMs;
      // an attempt that was planned before goes on by itself
      if (!held && !client.connected && !client.reconnecting && !isOver) client.reconnect();
    },
    async close() {
      isOver = true;
      isUp = false;
      await ended(client);
    },
  };
}
