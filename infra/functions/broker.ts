/** The functions' connection to the broker: made when it is first needed, and anew after a freeze. */
import { randomUUID } from "node:crypto";
import { needsSignature, signedUrl } from "../../adapters/aws-iot/signed-url.ts";
import { type BrokerConnection, connectBroker, loginOf } from "../../adapters/mqtt/connection.ts";
import { withinLimit } from "../../handlers/kernel/within-limit.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import type { BrokerAccess } from "../../handlers/relay/cloud/broker-access.ts";
import { createRequester, type LargeAnswerPlaces, type Requester } from "../../handlers/relay/cloud/requester.ts";
import { BROKER_IDLE_MS, BROKER_WAIT_MS } from "./limits.ts";

interface Connected {
  connection: BrokerConnection;
  requester: Requester;
}
export interface OpenedBrokerAccess extends BrokerAccess {
  close(): Promise<void>;
}

const credentialsOf = (variables: NodeJS.ProcessEnv) => ({
  accessKeyId: variables.AWS_ACCESS_KEY_ID ?? "",
  secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? "",
  ...(variables.AWS_SESSION_TOKEN ? { sessionToken: variables.AWS_SESSION_TOKEN } : {}),
});

export interface BrokerAccessOptions {
  url: URL;
  /** Beginning of the names of connections. */
  client: string;
  /** See handlers/relay/cloud/requester.ts. */
  lowestEpoch: (site: string) => Promise<number>;
  /** See there, too. */
  largeAnswers?: LargeAnswerPlaces | undefined;
  clock: Clock;
  log: Log;
}

/** Waits for a first connection for {@link BROKER_WAIT_MS}. */
export function createBrokerAccess(options: BrokerAccessOptions): OpenedBrokerAccess {
  const { url, lowestEpoch, clock, log } = options;
  let current: Connected | undefined;
  let usedAt = Number.NEGATIVE_INFINITY;

  function connect(): Connected {
    const name = randomUUID();
    const connection = connectBroker({
      ...loginOf(url),
      clientId: `${options.client}${name}`,
      clean: true,
      ...(needsSignature(url)
        ? { signUrl: () => signedUrl(url, process.env.AWS_REGION ?? "", credentialsOf(process.env), Date.now()) }
        : {}),
      log,
    });
    return {
      connection,
      requester: createRequester({
        ...{ transport: connection, clock, log, name, id: randomUUID, lowestEpoch },
        ...(options.largeAnswers ? { largeAnswers: options.largeAnswers } : {}),
      }),
    };
  }

  async function end({ connection, requester }: Connected): Promise<void> {
    await requester.close().catch((error: unknown) => log.debug("requester not ended", { error }));
    await connection.close().catch((error: unknown) => log.debug("broker not left", { error }));
  }

  async function established({ connection }: Connected): Promise<void> {
    if (connection.connected()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = connection.onConnection((connected) => {
      if (connected) resolve();
    });
    await withinLimit(clock, BROKER_WAIT_MS, promise, () => undefined);
    leave();
  }

  return {
    async open(site) {
      const now = clock.now();
      if (current && now - usedAt > BROKER_IDLE_MS) {
        const former = current;
        current = undefined;
        void end(former);
      }
      usedAt = now;
      current ??= connect();
      const connected = current;
      if (site !== undefined) connected.requester.expect(site);
      await established(connected);
      return connected;
    },
    async close() {
      if (current) await end(current);
      current = undefined;
    },
  };
}
