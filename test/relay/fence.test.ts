/** A relay that was deleted: what the cloud remembers of it, and for how long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createFence, FENCE_KEPT_MS, fenced, SITES_FENCED } from "../../handlers/relay/cloud/fence.ts";
import { raiseEpoch } from "../../handlers/relay/cloud/pairing.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { AckMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { firstEpoch, topics } from "../../handlers/relay/protocol/messages.ts";
import { createMemoryStoredHome } from "./memory-ingest.ts";

const SITE = "home-1";

async function start() {
  const clock = createManualClock();
  const store = createMemoryStore({ clock });
  const records = store.site(siteId(SITE));
  await records.put("relay", "counter", 3);
  const home = createMemoryStoredHome();
  const warnings: string[] = [];
  const done: string[] = [];
  const state = { isAway: false };
  const connection = {
    async publish(topic: string, bytes: Uint8Array) {
      if (state.isAway) throw new Error("away");
      done.push(`${topic === topics(SITE).ack ? "ack" : topic} ${decodeMessage(AckMessage, bytes)?.epoch}`);
    },
  };
  const fence = createFence(store, clock);
  const access = fenced(
    {
      brokerUrl: "mqtts://broker",
      issue: async ({ pairing }) => ({ username: `relay ${pairing}` }),
      revoke: async (site, pairing, at) => void done.push(`revoke ${site} ${pairing} ${at}`),
    },
    {
      presenceOf: () => home,
      broker: { open: async () => ({ connection }) } as never,
      ...{ fence, clock },
      log: { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) },
    },
  );
  return { clock, records, home, warnings, done, state, fence, access };
}

test("the lowest epoch that counts is remembered for five seconds, unless it is known to have changed", async () => {
  const { clock, records, fence } = await start();
  assert.equal(await fence.lowest(SITE), 0);
  await raiseEpoch(records, firstEpoch(1));
  clock.advance(FENCE_KEPT_MS - 1);
  assert.equal(await fence.lowest(SITE), 0);
  assert.equal(await fence.lowest("home-2"), 0);
  clock.advance(1);
  assert.equal(await fence.lowest(SITE), firstEpoch(1));
  await raiseEpoch(records, firstEpoch(2));
  fence.forget(SITE);
  assert.equal(await fence.lowest(SITE), firstEpoch(2));
});

test("of so many homes it is remembered, of one more in the place of the one that was asked for longest ago", async () => {
  const { clock } = await start();
  const read: string[] = [];
  const fence = createFence({ site: (site: string) => ({ get: async () => void read.push(site) }) } as never, clock);
  const names = Array.from({ length: SITES_FENCED }, (_, n) => `home-${n}`);
  for (const name of [...names, ...names]) await fence.lowest(name);
  assert.equal(read.splice(0).length, SITES_FENCED);
  await fence.lowest("one-more");
  for (const name of ["home-1", "home-0"]) await fence.lowest(name);
  assert.deepEqual(read, ["one-more", "home-0"]);
});

test("a store that fails is asked anew by the next one", async () => {
  const { clock } = await start();
  const store = createMemoryStore({ clock });
  let isIll = true;
  const fence = createFence(
    {
      ...store,
      site: (site) => (isIll ? ({ get: () => Promise.reject(new Error("ill")) } as never) : store.site(site)),
    },
    clock,
  );
  await assert.rejects(fence.lowest(SITE));
  isIll = false;
  assert.equal(await fence.lowest(SITE), 0);
});

test("an end at once: the relay hears of it, the home is away, and what it says of itself changes nothing", async () => {
  const { access, clock, home, done, fence, records } = await start();
  assert.equal(await fence.lowest(SITE), 0);
  await raiseEpoch(records, firstEpoch(3));
  const since = clock.now() - 1_000;
  const centrals = [{ name: "c", available: true }];
  await home.putPresence({ epoch: firstEpoch(2) + 7, online: true, heardAt: since, since, centrals }, 0);
  await access.revoke(SITE, 2, clock.now());
  assert.deepEqual((await home.presence())?.presence, {
    ...{ epoch: firstEpoch(3), online: false, heardAt: since, since: clock.now(), centrals: [] },
  });
  assert.deepEqual(done, [`ack ${firstEpoch(3)}`, `revoke ${SITE} 2 ${clock.now()}`]);
  assert.equal(await fence.lowest(SITE), firstEpoch(3), "from now on, not in five seconds");
  assert.deepEqual(
    [access.brokerUrl, await access.issue({ site: SITE, pairing: 4 } as never)],
    ["mqtts://broker", { username: "relay 4" }],
  );
});

test("one that was away already stays so since then; its successor is left alone; an end that is to come tells nobody", async () => {
  const { access, clock, home, done } = await start();
  const since = clock.now() - 1_000;
  const away = { epoch: firstEpoch(1), online: false, heardAt: since, since, centrals: [] };
  await home.putPresence(away, 0);
  await access.revoke(SITE, 1, clock.now() + 1);
  assert.deepEqual([(await home.presence())?.presence, done.length], [away, 1]);
  await access.revoke(SITE, 1, clock.now());
  assert.deepEqual((await home.presence())?.presence, { ...away, epoch: firstEpoch(2) });
  await access.revoke(SITE, 1, clock.now());
  assert.equal((await home.presence())?.version, 2, "nothing to write");
});

test("a presence that changes meanwhile is written on top of the change; a broker that is away costs the message", async () => {
  const { access, clock, home, warnings, done, state } = await start();
  const presence = { epoch: 1, online: true, heardAt: 1, since: 1, centrals: [] };
  await home.putPresence(presence, 0);
  const put = home.putPresence.bind(home);
  let refusals = 2;
  home.putPresence = async (...given) => (refusals-- > 0 ? false : put(...given));
  state.isAway = true;
  await access.revoke(SITE, 1, clock.now());
  assert.equal((await home.presence())?.presence.online, false);
  assert.deepEqual([warnings.length, done.length], [1, 1]);
});
