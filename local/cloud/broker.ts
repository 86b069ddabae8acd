/** The broker of `npm run cloud`: one in this process, or one of your own (`CCU_ANYWHERE_BROKER_URL`), such as Mosquitto. */
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { type Broker, type Grant, startBroker } from "../../adapters/mqtt/broker.ts";
import type { Log } from "../../handlers/ports/index.ts";
import type { ListenAddress } from "../settings.ts";

/** User name of the functions at the broker in this process. */
const CLOUD_USER = "cloud";

export interface CloudBroker {
  /** For the functions, with their name and password. */
  readonly url: string;
  /** For the relay of this machine. */
  readonly localUrl: string;
  /** For relays, with a name and password where all of them share one. */
  readonly relayUrl: string;
  /** Messages that clients published, where the broker is in this process. */
  readonly embedded: Broker | undefined;
  /** The credentials of a pairing count no longer: its connections end. A broker of your own is not told. */
  pairingEnded(site: string, pairing: number): void;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Default: a free port of the loopback. */
  listen?: ListenAddress | undefined;
  /** Whose name and password this is, of relays. */
  authenticateRelay: (username: string, password: string) => Promise<{ site: string; pairing: number } | null>;
  log: Log;
}

export async function startEmbeddedBroker({ listen, authenticateRelay, log }: EmbeddedOptions): Promise<CloudBroker> {
  const password = randomBytes(24).toString("base64url");
  const broker = await startBroker({
    async authenticate(username, given): Promise<Grant | null> {
      if (username === CLOUD_USER) return given === password ? { role: "cloud" } : null;
      const relay = await authenticateRelay(username, given);
      return relay && { role: "relay", ...relay };
    },
    log,
    ...(listen?.host ? { host: listen.host } : {}),
    ...(listen ? { port: listen.port } : {}),
  });
  const url = new URL(broker.url);
  url.username = CLOUD_USER;
  url.password = password;
  return {
    url: url.href,
    localUrl: broker.url,
    relayUrl: reachable(broker.url),
    embedded: broker,
    pairingEnded: (site, pairing) =>
      broker.end((grant) => grant.role === "relay" && grant.site === site && grant.pairing === pairing),
    close: () => broker.close(),
  };
}

/**
 * A broker that runs elsewhere and knows its users itself. Relays log in with what the address says, all with the same:
 * what each may say is that broker's own rule; that a replaced relay counts no longer is ours (its epoch is too low).
 */
export const foreignBroker = (url: string): CloudBroker => ({
  url,
  localUrl: url,
  relayUrl: url,
  embedded: undefined,
  pairingEnded: () => {},
  close: async () => {},
});

/** Where relays of other machines find a broker that listens on all addresses: at the first that is not the loopback's. */
export function reachable(brokerUrl: string, interfaces = networkInterfaces()): string {
  const url = new URL(brokerUrl);
  if (!["0.0.0.0", "[::]"].includes(url.hostname)) return brokerUrl;
  const outside = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4");
  return brokerUrl.replace(url.hostname, outside?.address ?? "127.0.0.1");
}
