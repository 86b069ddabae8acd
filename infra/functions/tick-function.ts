/** Every 30 s: heartbeats, the end of sockets whose credential has expired, word to relays that somebody listens, pairings. */

import { handlerOf } from "../../adapters/lambda/invocation.ts";
import { DEPLOYMENT } from "../../handlers/ports/index.ts";
import { collectRecords } from "../../handlers/records/all-records.ts";
import { createListening } from "../../handlers/relay/cloud/listening.ts";
import { DUE_AGAIN_MS } from "./limits.ts";
import type { Cloud } from "./site.ts";
import { SITE_PREFIX } from "./socket-function.ts";

export interface Ticked {
  sites: number;
  sockets: number;
}

/** Homes with open sockets; the mark of one may outlive its last socket by an hour. */
async function openSites(cloud: Cloud): Promise<string[]> {
  const store = cloud.store.site(DEPLOYMENT);
  const marks = await collectRecords(store, "connection", { prefix: SITE_PREFIX });
  return marks.map(({ key }) => key.slice(SITE_PREFIX.length));
}

export function tickFunction(cloud: Cloud) {
  const { clock, log, pairing } = cloud;
  const listening = createListening(cloud);
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** Pairings that were replaced, and what is left of those that ended half way. */
  async function endPairings(): Promise<void> {
    const now = clock.now();
    if (!pairing || now - lookedAt < DUE_AGAIN_MS) return;
    lookedAt = now;
    const ended = await pairing.carryOut().catch((error: unknown) => void log.error("pairings not ended", { error }));
    if (ended) log.info("pairings ended", { ended });
  }

  return handlerOf<unknown, Ticked>(
    async () => {
      const [sites] = await Promise.all([openSites(cloud), endPairings()]);
      const counts = await Promise.all(
        sites.map(async (site) => {
          const sockets = await cloud.siteOf(site).stream().tick();
          if (sockets > 0) await listening.tell(site, sockets);
          return sockets;
        }),
      );
      return { sites: sites.length, sockets: counts.reduce((sum, count) => sum + count, 0) };
    },
    { name: "tick", log, ...cloud.metrics, failed: () => ({ sites: 0, sockets: 0 }) },
  );
}
