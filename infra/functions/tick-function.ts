/** Every 30 s: heartbeats, the end of sockets whose credential has expired, and word to relays that somebody listens. */
import { handlerOf } from "../../adapters/lambda/invocation.ts";
import { DEPLOYMENT } from "../../handlers/ports.ts";
import { createListening } from "./listening.ts";
import type { Cloud } from "./site.ts";
import { SITE_PREFIX } from "./socket-function.ts";

export interface Ticked {
  sites: number;
  sockets: number;
}

/** Homes with open sockets; the mark of one may outlive its last socket by an hour. */
async function openSites(cloud: Cloud): Promise<string[]> {
  const store = cloud.store.site(DEPLOYMENT);
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.list("connection", { prefix: SITE_PREFIX, after });
    names.push(...page.items.map(({ key }) => key.slice(SITE_PREFIX.length)));
    after = page.next;
  } while (after !== undefined);
  return names;
}

export function tickFunction(cloud: Cloud) {
  const { log } = cloud;
  const listening = createListening(cloud);
  return handlerOf<unknown, Ticked>(
    async () => {
      const sites = await openSites(cloud);
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
