import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import type { ValueState } from "../../handlers/model/types.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { createRelay, type Relay } from "../../handlers/relay/home/relay.ts";
import { createTestSite } from "../support/site.ts";
import { startCloud } from "./cloud.ts";
import { type Conditions, createNetwork, GOOD, randomOf } from "./network.ts";

export const SITE = "home-1";
export const BAD: Conditions = { drop: 0.2, duplicate: 0.3, delay: [2, 80] };

/** A relay whose process can end and start again over the same store and log. */
export async function startBench(conditions: Conditions = GOOD, options: { seed?: number; keep?: number } = {}) {
  const clock = createManualClock();
  const random = randomOf(options.seed ?? 1);
  const network = createNetwork(clock, random, conditions);
  const store = createMemoryStore({ clock }).site(siteId(SITE));
  const eventLog = createMemoryEventLog({ keep: options.keep });
  const cloud = await startCloud({ clock, transport: network.client(), site: SITE });
  let relay: Relay | undefined;
  const home = observeHome(createMemoryHome(), (kind, key) => relay?.changed(kind, key));
  const site = { ...createTestSite({ centrals: [] }), clock, store, eventLog, home };
  let transport = network.client();
  let epoch = 1;
  let fencedBy: number | undefined;
  let number = 0;

  const bench = {
    clock,
    network,
    cloud,
    home,
    site,
    sent: [] as string[],
    relay: () => relay as Relay,
    fencedBy: () => fencedBy,
    line: () => transport,
    async boot() {
      transport = network.client();
      relay = await createRelay({
        site,
        name: SITE,
        epoch: epoch++,
        logName: "log-1",
        transport,
        operations: [],
        commands: [],
        fenced: (by) => {
          fencedBy = by;
        },
      });
    },
    /** As kill -9: no goodbye. */
    async kill() {
      transport.disconnect();
      await relay?.close();
    },
    async publish(count: number, size = 40) {
      const drafts = Array.from({ length: count }, () => ({ topic: "t", tail: `${number++} ${"x".repeat(size)}` }));
      bench.sent.push(...drafts.map(({ tail }) => tail));
      relay?.appended(await eventLog.append(drafts));
    },
  };
  return bench;
}
export const tails = (events: readonly { tail: string }[]) => events.map(({ tail }) => tail);

export const value = (v: unknown, source: ValueState["source"] = "live", at = 1): ValueState => ({
  value: v,
  source,
  changedAt: at,
  seenAt: at,
});
