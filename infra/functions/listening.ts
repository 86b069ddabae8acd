/** Tells a relay that somebody listens: it then sends events within 25 ms instead of half an hour. */
import { encodeMessage, type ListeningMessage, topics } from "../../handlers/relay/protocol/messages.ts";
import { LISTENING_AGAIN_MS, LISTENING_MS } from "./limits.ts";
import type { Cloud } from "./site.ts";

export function createListening(cloud: Cloud) {
  const { clock, broker, log } = cloud;
  const told = new Map<string, number>();
  return {
    /** Rarely says it twice; a broker that is away costs latency, no event. */
    async tell(site: string, clients = 1): Promise<void> {
      const now = clock.now();
      if (now - (told.get(site) ?? Number.NEGATIVE_INFINITY) < LISTENING_AGAIN_MS) return;
      const message: ListeningMessage = { clients, until: now + LISTENING_MS };
      try {
        const { link } = await broker.open();
        await link.publish(topics(site).listening, encodeMessage(message), { retain: true });
        told.set(site, now);
      } catch (error) {
        log.warn("relay not told that somebody listens", { site, error });
      }
    },
  };
}
