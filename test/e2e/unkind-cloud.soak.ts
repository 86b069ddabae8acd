/**
 * The household through the cloud, with a CCU that does everything that CCUs have ever done to clients, over a broker that
 * delays, doubles, mixes and loses, with lines that are cut, a broker that restarts and a relay that restarts. The promise
 * is the one of the house: whatever was not damaged on the way is there and is right, an order acts once or is said not to
 * have. `CCU_ANYWHERE_UNKIND_SEEDS=3,17` plays other seeds.
 */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCloud, startCloud } from "../../local/cloud/start.ts";
import { loadSettings } from "../../local/settings.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { basic } from "../support/client.ts";
import { type HostileBroker, startHostileBroker } from "../support/hostile-broker.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { call } from "../support/remote.ts";
import { missing, readHome, type ShownHome, untrue } from "../support/undamaged.ts";
import { type Household, playHousehold, USED } from "./household.ts";
import { meantWell } from "./meant-well.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** Played by `npm run test:full`, not by `npm test`: most of its time it waits. */
const SEEDS = (process.env.CCU_ANYWHERE_UNKIND_SEEDS ?? "1,2").split(",").map(Number);
const LONGEST_MS = 20_000;
const DEADLINE_MS = 300_000;
/** While the relay starts anew the home is away: so long does a person ask again. */
const PATIENCE = { deadlineMs: DEADLINE_MS, tries: 120, pauseMs: 500 };
/** Milliseconds between two cuts of a line. */
const CUT_EVERY_MS = 3_000;
/** With every so many cuts the broker restarts, and with every so many the relay. */
const BROKER_EVERY = 5;
const RELAY_EVERY = 7;
const BROKER_AWAY_MS = 1_000;
const LAMP = "LEQ0410001";

interface Place extends Household {
  cloud: RunningCloud;
}

async function serveThroughCloud(t: TestContext, ccu: Simulator, broker: HostileBroker): Promise<Place> {
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const functions = { passwordCost: 4, validateResponses: true };
  const cloud = await startCloud({ settings, log: silent, inMemory: true, brokerUrl: broker.url, functions });
  afterwards(t, () => cloud.stop());
  return { cloud, url: cloud.urls[0] ?? "", headers: basic(`${ADMIN.name}@${cloud.site}`, ADMIN.password) };
}

/** Cuts lines until `over`, and restarts broker and relay now and then. */
async function trouble(broker: HostileBroker, { cloud }: Place, over: AbortSignal): Promise<void> {
  for (let cuts = 1; ; cuts += 1) {
    await sleep(CUT_EVERY_MS, undefined, { signal: over }).catch(() => {});
    if (over.aborted) return;
    broker.cut();
    if (cuts % BROKER_EVERY === 2) await broker.restart(BROKER_AWAY_MS);
    if (cuts % RELAY_EVERY === 4) await cloud.startRelay();
  }
}

/** What the CCU was told is what was answered: an order acts once, one that is refused not at all, whatever the broker doubles. */
async function switchOften(ccu: Simulator, { url, headers }: Place): Promise<void> {
  const path = `/devices/${LAMP}/channels/1/data-points/STATE/value`;
  const told = () => ccu.calls["BidCos-RF"]?.setValue ?? 0;
  let [done, perhaps] = [0, 0];
  const before = told();
  for (let n = 0; n < 20; n += 1) {
    const { status, body } = await call(url, "PUT", path, { headers, body: { value: n % 2 === 0 } });
    if (status === 202 || status === 204) done += 1;
    else if (status === 503) assert.ok(body.detail, JSON.stringify(body));
    else {
      assert.equal(status, 502, JSON.stringify(body));
      perhaps += 1;
    }
  }
  const acted = told() - before;
  assert.ok(acted >= done && acted <= done + perhaps, `${done} done, ${perhaps} perhaps, ${acted} told`);
}

describe("a household through the cloud", { concurrency: true }, () => {
  let kind: Promise<ShownHome> | undefined;
  for (const seed of SEEDS)
    test(`with a hostile CCU and a hostile broker, seed ${seed}: whatever is undamaged is right`, async (t) => {
      kind ??= meantWell(t);
      const wanted = await kind;
      const ccu = await startCcu(t, { unkind: { seed, longestMs: LONGEST_MS, spare: USED } });
      const broker = await startHostileBroker(seed);
      afterwards(t, () => broker.close());
      const place = await serveThroughCloud(t, ccu, broker);
      const over = new AbortController();
      const troubled = trouble(broker, place, over.signal);
      try {
        await playHousehold(t, place, PATIENCE);
        await switchOften(ccu, place);
      } finally {
        over.abort();
        await troubled;
      }
      for (const [what, count] of Object.entries(broker.counts)) assert.ok(count > 0, `nothing was ${what}`);
      const { unkindness } = ccu;
      assert.ok(unkindness);
      unkindness.resting = true;
      broker.resting = true;
      let faults: string[] = [];
      await until(
        "that everything undamaged is right",
        async () => {
          await ccu.settled();
          const shown = await readHome(place.url, place.headers);
          faults = [...missing(shown, wanted, unkindness.damages), ...untrue(shown, ccu)];
          return faults.length === 0;
        },
        DEADLINE_MS,
      ).catch((error: Error) => assert.fail(`${error.message}\n${faults.slice(0, 40).join("\n")}`));
    });
});
