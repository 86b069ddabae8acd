/** The read barrier on a real table: an idle relay is asked once, and what it had is in the answer. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createDynamoHome, putCurrent } from "../../adapters/dynamodb/home.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { dynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { BrokerAccess } from "../../handlers/relay/cloud/broker-access.ts";
import { knownAsOf } from "../../handlers/relay/cloud/freshness.ts";
import { BARRIER_AGAIN_MS, BARRIER_MS, createReadBarrier } from "../../handlers/relay/cloud/read-barrier.ts";
import { READ_LEASE_MS } from "../../handlers/relay/protocol/send-window.ts";
import { silent } from "../lambda/support.ts";
import { callMeter } from "../support/call-meter.ts";
import { dimmer, state, states } from "../support/devices.ts";
import { startDynamo, TABLE } from "../support/dynamodb.ts";

const dynamo = await startDynamo();
after(() => dynamo.stop());
const NOW = Date.UTC(2026, 0, 1, 12);
const device = dimmer();
let sites = 0;

/** A home that is connected since an hour; `answer` is what its relay does when it is asked. */
async function idleHome(answer: (tell: (level: number) => Promise<unknown>) => Promise<boolean>) {
  const meter = callMeter();
  const table = dynamoTable(dynamo.client, TABLE, meter.onCall);
  const site = siteId(`barrier-${++sites}`);
  const clock = createManualClock(NOW);
  const writer = createDynamoHomeWriter({ table, site });
  const tell = (level: number) => writer.putValues(idOf(device), states({ "1/LEVEL": state(level) }));
  await writer.putDevice(device);
  await tell(0.1);
  const since = NOW - 3_600_000;
  await writer.putPresence({ epoch: 7, online: true, heardAt: since, since, centrals: [] }, 0);
  const asked: number[] = [];
  const broker = {
    open: async () => ({
      requester: {
        flush: async (_: string, epoch: number, lease: number, limit: number) => {
          assert.deepEqual([epoch, lease, limit], [7, READ_LEASE_MS, BARRIER_MS]);
          asked.push(clock.now());
          return answer(tell);
        },
      },
    }),
  } as unknown as BrokerAccess;
  const barrier = () =>
    createReadBarrier({
      site,
      clock,
      log: silent,
      broker,
      putCurrent: (until) => putCurrent({ table, site }, until),
    });
  const one = barrier();
  const read = async (refresh = one) => {
    const home = createDynamoHome({ table, site, refresh });
    const level = (await home.values(idOf(device))).get("1/VALUES/LEVEL")?.value;
    const asOf = knownAsOf((await home.freshness()) ?? {}, clock.now());
    return { level, age: asOf === undefined ? undefined : clock.now() - asOf };
  };
  return { clock, writer, asked, read, barrier, meter };
}

test("readers at the same moment ask once, those of the next minute not at all, in any process", async () => {
  const home = await idleHome(async (tell) => {
    await tell(0.7);
    return true;
  });
  const answers = await Promise.all(Array.from({ length: 5 }, () => home.read()));
  for (const answer of answers) assert.deepEqual(answer, { level: 0.7, age: 0 });
  assert.equal(home.asked.length, 1);
  home.clock.advance(READ_LEASE_MS - 1);
  home.meter.take();
  assert.deepEqual(await home.read(home.barrier()), { level: 0.7, age: 0 });
  assert.equal(home.meter.take().calls, 1, "a read that need not ask");
  assert.equal(home.asked.length, 1);
  home.clock.advance(1);
  await home.read(home.barrier());
  assert.equal(home.asked.length, 2);
});

test("a relay that does not answer delays a read by 2 s at most, and not each one; the age is told", async () => {
  const home = await idleHome(() => new Promise(() => {}));
  const pending = home.read();
  while (home.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  home.clock.advance(BARRIER_MS - 1);
  assert.equal(await Promise.race([pending, new Promise((resolve) => setImmediate(resolve, "waiting"))]), "waiting");
  home.clock.advance(1);
  assert.deepEqual(await pending, { level: 0.1, age: 3_600_000 + BARRIER_MS });
  // nobody waits while it is known to hang
  assert.deepEqual(await home.read(), { level: 0.1, age: 3_600_000 + BARRIER_MS });
  assert.equal(home.asked.length, 1);
  home.clock.advance(BARRIER_AGAIN_MS);
  const again = home.read();
  while (home.asked.length === 1) await new Promise((resolve) => setImmediate(resolve));
  home.clock.advance(BARRIER_MS);
  await again;
});

test("a broker that is away is no error of a read; a home that is away is never asked", async () => {
  const broken = await idleHome(() => Promise.reject(new Error("no broker")));
  assert.deepEqual(await broken.read(), { level: 0.1, age: 3_600_000 });

  const away = await idleHome(async () => true);
  const known = await away.writer.presence();
  const gone = { online: false, heardAt: NOW, since: NOW - 5_000, complete: true } as const;
  const presence = { epoch: 7, centrals: [], ...gone };
  assert.ok(await away.writer.putPresence(presence, known?.version ?? 0));
  assert.deepEqual(await away.read(), { level: 0.1, age: 5_000 });
  assert.equal(away.asked.length, 0);
});
