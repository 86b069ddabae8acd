/**
 * A broker in this process (aedes), for one machine and for tests, with the permissions that AWS IoT Core's policies
 * give: a relay speaks only for its own site, the cloud for all.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Aedes, type Client } from "aedes";
import type { Log } from "../../handlers/ports/index.ts";
import { MESSAGE_LIMIT } from "../../handlers/relay/protocol/codec.ts";
import { parseTopic, topics } from "../../handlers/relay/protocol/messages.ts";

/** Milliseconds for the connections to close in order. */
const CLOSE_MS = 1_000;

/** Who a client is. */
export type Grant = { role: "cloud" } | { role: "relay"; site: string; pairing?: number };

export interface BrokerOptions {
  /** Who has this name and password; `null` = nobody. */
  authenticate: (username: string, password: string, clientId: string) => Promise<Grant | null>;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 = any free one. */
  port?: number;
  /** PEM. Absent: plain TCP, for the loopback only. */
  tls?: { key: string; cert: string };
  /** What outlives this broker (sessions, retained messages), as aedes takes it; default: its memory. */
  persistence?: unknown;
  log: Log;
}

export interface Broker {
  readonly url: string;
  /** Ends the connections of everybody who matches: a relay that was replaced or deleted. */
  end(matches: (grant: Grant) => boolean): void;
  /** Messages that clients published, by direction: for counting what they would cost. */
  counters(): Readonly<{ up: number; down: number; refused: number }>;
  close(): Promise<void>;
}

/** Whether a client may publish to a topic. */
function mayPublish(grant: Grant | undefined, topic: string): boolean {
  const address = parseTopic(topic);
  if (!grant || !address) return false;
  return grant.role === "cloud"
    ? address.direction === "down"
    : address.direction === "up" && address.site === grant.site;
}

/** Whether a client may subscribe to a topic filter. A relay hears what is said to it, and its own state. */
function maySubscribe(grant: Grant | undefined, filter: string): boolean {
  if (!grant) return false;
  if (grant.role === "cloud") return filter.startsWith("ccu-anywhere/");
  const own = topics(grant.site);
  return [own.request, own.ack, own.listening, own.flush, own.resync, own.state, own.everyDown].some(
    (allowed) => allowed === filter,
  );
}

export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { log, host = "127.0.0.1", port = 0, tls } = options;
  /** Kept for as long as a client is referenced: its last will is published after its end. */
  const grants = new WeakMap<Client, Grant>();
  const present = new Set<Client>();
  const sockets = new Set<Socket>();
  const counts = { up: 0, down: 0, refused: 0 };
  const aedes = new Aedes({ ...(options.persistence ? { persistence: options.persistence } : {}) });

  aedes.authenticate = (client, username, password, done) => {
    options.authenticate(username ?? "", password?.toString() ?? "", client.id).then(
      (grant) => {
        if (grant) {
          grants.set(client, grant);
          present.add(client);
        }
        done(null, grant !== null);
      },
      (error: unknown) => {
        log.error("broker cannot check credentials", { error });
        done(null, false);
      },
    );
  };
  aedes.authorizePublish = (client, packet, done) => {
    const grant = client === null ? undefined : grants.get(client);
    const allowed = mayPublish(grant, packet.topic) && packet.payload.length <= MESSAGE_LIMIT;
    if (allowed) counts[grant?.role === "relay" ? "up" : "down"] += 1;
    else {
      counts.refused += 1;
      log.warn("publish refused", { client: client?.id, topic: packet.topic, bytes: packet.payload.length });
    }
    // 3.1.1 has no refusal of a publish: the connection ends, as on AWS IoT Core
    done(allowed ? null : new Error("not allowed"));
  };
  aedes.authorizeSubscribe = (client, subscription, done) => {
    const allowed = maySubscribe(grants.get(client), subscription.topic);
    if (!allowed) {
      counts.refused += 1;
      log.warn("subscription refused", { client: client.id, topic: subscription.topic });
    }
    done(null, allowed ? subscription : null);
  };
  aedes.on("clientDisconnect", (client) => present.delete(client));
  aedes.on("clientError", (client, error) => log.debug("client of the broker failed", { client: client.id, error }));
  aedes.on("connectionError", (_, error) => log.debug("connection to the broker failed", { error }));
  await aedes.listen();

  const accept = (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    aedes.handle(socket);
  };
  const server: Server = tls ? createTlsServer(tls, accept) : createServer(accept);
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the broker has no port");

  return {
    url: `${tls ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    end(matches) {
      for (const client of present) {
        const grant = grants.get(client);
        if (grant && matches(grant)) client.close();
      }
    },
    counters: () => ({ ...counts }),
    async close() {
      const closed = once(server, "close");
      server.close();
      const cut = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), CLOSE_MS);
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      clearTimeout(cut);
    },
  };
}
