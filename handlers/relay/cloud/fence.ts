/** Relays that were deleted: nothing is asked of them, nothing taken from them, and who looks hears that nobody is there. */
import { createBoundedCache } from "../../kernel/bounded-cache.ts";
import { type Clock, type Log, type SiteId, type Store, siteId } from "../../ports/index.ts";
import type { RelayAccess } from "../../ports/relay-access.ts";
import { LEAVE } from "../../records/change-record.ts";
import { encodeMessage } from "../protocol/codec.ts";
import type { AckMessage } from "../protocol/downlink-messages.ts";
import { firstEpoch, topics } from "../protocol/messages.ts";
import type { BrokerAccess } from "./broker-access.ts";
import { changePresence, type StoredPresence } from "./change-presence.ts";
import { lowestEpoch } from "./pairing.ts";

/** Milliseconds for which an instance remembers that a home's relay counts: what is revoked ends within this (DESIGN, promise 4). */
export const FENCE_KEPT_MS = 5_000;
/** Homes of which an instance remembers that. */
export const SITES_FENCED = 1_000;

export interface Fence {
  /** The lowest epoch that counts, at most {@link FENCE_KEPT_MS} old. */
  lowest(site: string): Promise<number>;
  /** It was raised. */
  forget(site: string): void;
}

export function createFence(store: Store, clock: Clock): Fence {
  const kept = createBoundedCache<string, { epoch: Promise<number>; at: number }>(SITES_FENCED);
  return {
    lowest(site) {
      const known = kept.get(site);
      if (known && clock.now() - known.at < FENCE_KEPT_MS) return known.epoch;
      const epoch = lowestEpoch(store.site(siteId(site)));
      kept.set(site, { epoch, at: clock.now() });
      epoch.catch(() => kept.delete(site));
      return epoch;
    },
    forget: (site) => void kept.delete(site),
  };
}

/** The home is away from now on, and what that relay still says of itself changes nothing. */
async function markAway(home: StoredPresence, epoch: number, now: number): Promise<void> {
  await changePresence(home, (known) => {
    if (!known || known.epoch >= epoch) return LEAVE;
    const { heardAt, online, since } = known;
    return { epoch, online: false, heardAt, since: online ? now : since, centrals: [] };
  });
}

export interface FencedParts {
  presenceOf: (site: SiteId) => StoredPresence;
  broker: BrokerAccess;
  fence: Fence;
  clock: Clock;
  log: Log;
}

/** Ends of pairings also where the broker does not carry them out: the relay is told, and the home shown as away. */
export function fenced(access: RelayAccess, { presenceOf, broker, fence, clock, log }: FencedParts): RelayAccess {
  return {
    brokerUrl: access.brokerUrl,
    issue: (request) => access.issue(request),
    async revoke(site, pairing, at) {
      if (at <= clock.now()) await tell(site, firstEpoch(pairing + 1));
      await access.revoke(site, pairing, at);
    },
  };

  /** While it can still hear: a relay of good will ends when it hears of a higher epoch. */
  async function tell(site: string, epoch: number): Promise<void> {
    fence.forget(site);
    try {
      await markAway(presenceOf(siteId(site)), epoch, clock.now());
      const { connection } = await broker.open();
      await connection.publish(topics(site).ack, encodeMessage({ epoch } satisfies AckMessage));
    } catch (error) {
      log.warn("relay not told that it counts no longer", { site, error });
    }
  }
}
