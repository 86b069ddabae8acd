/** Tells a relay that somebody listens: it then sends events within 25 ms instead of half an hour. */
import type { Clock, Log } from "../../ports/index.ts";
import { encodeMessage } from "../protocol/codec.ts";
import type { ListeningMessage } from "../protocol/downlink-messages.ts";
import { topics } from "../protocol/messages.ts";
import type { BrokerAccess } from "./broker-access.ts";

/** Milliseconds for which a relay is told that somebody listens; renewed by the tick, and by subscriptions. */
export const LISTENING_MS = 600_000;
/** Milliseconds between two such messages of one instance about one home: each costs as much as three messages. */
export const LISTENING_AGAIN_MS = 300_000;

export function createListening({ clock, broker, log }: { clock: Clock; broker: BrokerAccess; log: Log }) {
  const told = new Map<string, number>();
  return {
    /** Rarely says it twice; a broker that is away costs latency, no event. */
    async tell(site: string, clients = 1): Promise<void> {
      const now = clock.now();
      if (now - (told.get(site) ?? Number.NEGATIVE_INFINITY) < LISTENING_AGAIN_MS) return;
      const message: ListeningMessage = { clients, until: now + LISTENING_MS };
      try {
        const { connection } = await broker.open();
        // QoS 1: only what the broker has confirmed counts as told; its confirmation is not metered
        await connection.publish(topics(site).listening, encodeMessage(message), { retain: true });
        told.set(site, now);
      } catch (error) {
        log.warn("relay not told that somebody listens", { site, error });
      }
    },
  };
}
