/** Pairing of relays on AWS IoT, for the functions that pair (rest) and that end what is due (tick). */
import type { IotAccess } from "../../adapters/aws-iot/relay-access.ts";
import type { Clock, Log, Store } from "../../handlers/ports/index.ts";
import type { RelayAccess } from "../../handlers/ports/relay-access.ts";
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
  let opened: Promise<IotAccess> | undefined;
  /** Loaded when it is first needed: hardly any call pairs. */
  const open = (): Promise<IotAccess> => {
    opened ??= import("../../adapters/aws-iot/open.ts").then(({ openIotAccess }) =>
      openIotAccess({ ...parts, policy: relayPolicy, brokerUrl: relayBrokerUrl, dataEndpoint: dataPlaneOf(brokerUrl) }),
    );
    return opened;
  };
  return {
    access: {
      brokerUrl: relayBrokerUrl,
      issue: async (request) => (await open()).issue(request),
      revoke: async (site, pairing, at) => (await open()).revoke(site, pairing, at),
    },
    carryOut: async () => (await open()).carryOut(),
  };
}

/** The host of the broker's WebSocket answers HTTP too. */
const dataPlaneOf = (broker: URL): URL => new URL(`${broker.protocol === "ws:" ? "http" : "https"}://${broker.host}`);
