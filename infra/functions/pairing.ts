/** Pairing of relays: with the broker of AWS IoT, for the functions that pair (rest) and that end what is due (tick), or another. */
import type { IotAccess } from "../../adapters/aws-iot/relay-access.ts";
import { loginOf } from "../../adapters/mqtt/connection.ts";
import { onDemand } from "../../handlers/kernel/on-demand.ts";
import type { Clock, Log, Secrets, Store } from "../../handlers/ports/index.ts";
import type { RelayAccess } from "../../handlers/ports/relay-access.ts";
import { type FencedParts, fenced } from "../../handlers/relay/cloud/fence.ts";
import { createSecretAccess, createSharedAccess } from "../../handlers/relay/cloud/pairing.ts";
import type { ClientConfig } from "./aws.ts";
import type { Environment } from "./environment.ts";

export interface Pairing {
  readonly access: RelayAccess;
  /** Ends the pairings whose end is due; resolves with their number. */
  carryOut(): Promise<number>;
}
export interface PairingParts {
  environment: Environment;
  config: ClientConfig;
  store: Store;
  /** PEM; default: Amazon's authorities. */
  ca?: string;
  clock: Clock;
  log: Log;
}

/** `undefined` where the broker is not that of AWS IoT. */
export function iotPairing({ environment, ...parts }: PairingParts): Pairing | undefined {
  const { relayPolicy, brokerUrl, relayBrokerUrl } = environment;
  if (relayPolicy === undefined) return undefined;
  if (relayBrokerUrl === undefined) throw new Error("CCU_ANYWHERE_RELAY_BROKER_URL is not set");
  /** Loaded when it is first needed: hardly any call pairs. */
  const open = onDemand<IotAccess>(async () => {
    const { openIotAccess } = await import("../../adapters/aws-iot/open.ts");
    const dataEndpoint = dataPlaneOf(brokerUrl);
    return openIotAccess({ ...parts, policy: relayPolicy, brokerUrl: relayBrokerUrl, dataEndpoint });
  });
  return {
    access: {
      brokerUrl: relayBrokerUrl,
      issue: async (request) => (await open()).issue(request),
      revoke: async (site, pairing, at) => (await open()).revoke(site, pairing, at),
    },
    carryOut: async () => (await open()).carryOut(),
  };
}

export interface RelayAccessParts extends FencedParts {
  environment: Environment;
  pairing: Pairing | undefined;
  store: Store;
  secrets: Secrets;
  options: {
    /** The connections of a pairing that was ended are closed (a broker in this process). */
    pairingEnded?: (site: string, pairing: number) => void;
  };
}

/** Nobody pairs where the broker gives certificates and the function does not carry what that takes. */
export function relayAccessOf(parts: RelayAccessParts): RelayAccess | undefined {
  const { environment, pairing, store, secrets, options, clock } = parts;
  if (environment.relayPolicy !== undefined) return pairing && fenced(pairing.access, parts);
  const { url, username, password } = loginOf(environment.relayBrokerUrl ?? loginOf(environment.brokerUrl).url);
  if (username !== undefined)
    return fenced(createSharedAccess(url, { username, ...(password === undefined ? {} : { password }) }), parts);
  const ended = options.pairingEnded;
  return fenced(createSecretAccess({ store, secrets, brokerUrl: url, ...(ended ? { ended } : {}), clock }), parts);
}

/** The host of the broker's WebSocket answers HTTP too. */
const dataPlaneOf = (broker: URL): URL => new URL(`${broker.protocol === "ws:" ? "http" : "https"}://${broker.host}`);
