/** Events and documents over a bad line: nothing lost, doubled or out of order; losses of the bound are told. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { ValueState } from "../../handlers/model/types.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { DOCS_WAIT_MS } from "../../handlers/relay/home/document-sender.ts";
import {
  ASK_EVERY,
  BATCH_EVENTS,
  CATCH_UP_AFTER_EVENTS,
  CATCH_UP_AFTER_MS,
} from "../../handlers/relay/home/event-outbox.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { createRelay, type Relay } from "../../handlers/relay/home/relay.ts";
import { deviceFromDocument, deviceToDocument, valuesToDocument } from "../../handlers/relay/protocol/documents.ts";
import { MESSAGE_LIMIT, PUBLISH_RATE_LIMIT, topics } from "../../handlers/relay/protocol/messages.ts";
import {
  READ_LEASE_MS,
  RECENT_FOR_MS,
  WINDOW_IDLE_MS,
  WINDOW_LISTENING_MS,
  WINDOW_RECENT_MS,
} from "../../handlers/relay/protocol/send-window.ts";
import { idAt } from "../support/device-ids.ts";
import { dimmer } from "../support/devices.ts";
import { centralState, createTestSite, emptyHub, interfaceState } from "../support/site.ts";
import { startCloud } from "./cloud.ts";
import { type Conditions, createNetwork, GOOD, pass, randomOf } from "./network.ts";

const SITE = "home-1";
const BAD: Conditions = { drop: 0.2, duplicate: 0.3, delay: [2, 80] };

/** A relay whose process can end and start again over the same store and log. */
async function startBench(conditions: Conditions = GOOD, options: { seed?: number; keep?: number } = {}) {
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
const tails = (events: readonly { tail: string }[]) => events.map(({ tail }) => tail);

const EVENTS_EACH = 10;
for (const [name, conditions, seed] of [
  ["20 % lost, 30 % doubled", BAD, 5],
  ["half of them doubled, all out of order", { drop: 0.002, duplicate: 0.5, delay: [2, 400] } as const, 6],
  ["hardly any lost", { drop: 0.01, duplicate: 0.3, delay: [2, 20] } as const, 7],
] as const)
  test(`20,000 events with restarts of the relay, broken lines and a stopped ingest: ${name}`, async () => {
    const bench = await startBench(conditions, { seed, keep: 100_000 });
    const { clock, cloud } = bench;
    const random = randomOf(99);
    await bench.boot();
    await cloud.listen({ clients: 1, until: clock.now() + 1e9 });
    for (let n = 0; n < 2_000; n += 1) {
      await bench.publish(EVENTS_EACH);
      if (n % 400 === 100) bench.line().disconnect();
      if (n % 400 === 150) bench.line().connect();
      if (n % 700 === 600) cloud.stop(true);
      if (n % 700 === 650) cloud.stop(false);
      if (n % 500 === 499) {
        await bench.kill();
        await bench.boot();
      }
      await pass(clock, Math.ceil(random() * 40));
    }
    await pass(clock, 600_000, 100);
    assert.deepEqual(tails(cloud.events), bench.sent);
    assert.deepEqual(cloud.gaps, []);
    assert.equal(bench.relay().counters().waiting, 0);
  });

test("never more than 80 publishes in any second, never more than 128 KB", async () => {
  const bench = await startBench();
  await bench.boot();
  await bench.cloud.listen({ clients: 1, until: bench.clock.now() + 1e9 });
  await pass(bench.clock, 100);
  for (let n = 0; n < 300; n += 1) {
    // text that does not compress well: the batches must be cut to size
    const random = randomOf(n);
    const noise = Array.from({ length: 4_000 }, () => random().toString(36).slice(2)).join("");
    bench.relay().appended(await bench.site.eventLog.append([{ topic: "noise", tail: noise }]));
    await pass(bench.clock, 5, 5);
  }
  await pass(bench.clock, 20_000);
  assert.equal(bench.cloud.events.length, 300);
  const times = bench.network.published.filter(({ topic }) => topic.includes("/up/")).map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    const first = times[index - PUBLISH_RATE_LIMIT];
    assert.ok(first === undefined || at - first >= 1000, `81 publishes within ${at - (first ?? 0)} ms`);
  }
  assert.ok(bench.cloud.seen.largest > MESSAGE_LIMIT / 4 && bench.cloud.seen.largest <= MESSAGE_LIMIT);
});

test("an event that cannot be sent at all is a gap, and those behind it arrive", async () => {
  const bench = await startBench();
  await bench.boot();
  await bench.publish(1);
  await pass(bench.clock, 6_000);
  const random = randomOf(3);
  const noise = Array.from({ length: 40_000 }, () => random().toString(36).slice(2)).join("");
  bench.relay().appended(await bench.site.eventLog.append([{ topic: "noise", tail: noise }]));
  await bench.publish(2);
  await pass(bench.clock, 6_000);
  assert.deepEqual(tails(bench.cloud.events), bench.sent);
  assert.deepEqual(bench.cloud.gaps, [1]);
  assert.equal(bench.relay().counters().oversize, 1);
});

test("the window: 25 ms while somebody looks, 5 s for some minutes, then half an hour", async () => {
  const bench = await startBench();
  const { clock, cloud } = bench;
  await bench.boot();
  await pass(clock, 1_000);
  const held = async (window: number, step: number) => {
    const before = cloud.events.length;
    await bench.publish(1);
    await pass(clock, window - 2 * step, step);
    assert.equal(cloud.events.length, before, `held for ${window} ms`);
    await pass(clock, 4 * step, step);
    assert.equal(cloud.events.length, before + 1, `told after ${window} ms`);
  };
  // who relied on an earlier start still reads
  await held(WINDOW_LISTENING_MS, 5);
  await pass(clock, READ_LEASE_MS, 100);
  await held(WINDOW_RECENT_MS, 5);
  await pass(clock, RECENT_FOR_MS, 1_000);
  await held(WINDOW_IDLE_MS, 1_000);

  await cloud.listen({ clients: 1, until: clock.now() + 60_000 });
  await pass(clock, 10, 5);
  await held(WINDOW_LISTENING_MS, 5);
  // a cloud that forgot to take it back
  await pass(clock, 70_000, 1_000);
  await held(WINDOW_RECENT_MS, 5);
  await pass(clock, RECENT_FOR_MS, 1_000);

  // a listener that comes gets what waits for the long window
  await bench.publish(1);
  await pass(clock, 60_000, 1_000);
  const before = cloud.events.length;
  await cloud.listen({ clients: 2, until: clock.now() + 60_000 });
  await pass(clock, 50, 5);
  assert.equal(cloud.events.length, before + 1);
  await cloud.listen({ clients: 0, until: 0 });
  await pass(clock, 10, 5);
  await held(WINDOW_RECENT_MS, 5);
  await pass(clock, RECENT_FOR_MS, 1_000);

  // an acknowledgement on its way back does not end the window of what came meanwhile
  for (let n = 0; n < ASK_EVERY; n += 1) {
    await bench.publish(BATCH_EVENTS);
    await pass(clock, WINDOW_LISTENING_MS + 1, 1);
    await bench.publish(1);
    await pass(clock, 60_000, 1_000);
    assert.equal(cloud.events.length, bench.sent.length - 1);
  }
  await pass(clock, WINDOW_IDLE_MS, 10_000);

  // a full message does not wait; what is one event short of it does
  await bench.publish(BATCH_EVENTS - 1);
  await pass(clock, 1_000);
  const { messages } = bench.relay().counters();
  await bench.publish(1);
  await pass(clock, 50, 5);
  assert.equal(bench.relay().counters().messages, (messages ?? 0) + 1);
});

test("whoever reads gets what is held back, with the values, and the next minute as it comes", async () => {
  const bench = await startBench();
  const { clock, cloud, home } = bench;
  home.putDevice(dimmer({ address: "VCU0000001", central: "ccu" }));
  await bench.boot();
  await pass(clock, READ_LEASE_MS + RECENT_FOR_MS + 10_000, 1_000);
  await bench.publish(3);
  home.putValues(idAt("VCU0000001", "ccu"), new Map([["1/VALUES/STATE", value(true, "stale")]]));
  await pass(clock, 60_000, 1_000);
  const before = cloud.seen.catchUps;
  assert.equal(cloud.events.length, 0);
  let answered = 0;
  for (let n = 0; n < 3; n += 1) void cloud.flush(READ_LEASE_MS).then(() => (answered += 1));
  await pass(clock, 20, 1);
  assert.equal(answered, 3);
  assert.deepEqual(tails(cloud.events), bench.sent);
  assert.deepEqual(cloud.documents.get("values ccu/VCU0000001"), { "1/VALUES/STATE": value(true, "stale") });
  assert.equal(cloud.seen.catchUps, before + 1, "one question for all");

  // nothing is held back now: nothing need be sent
  const { length } = bench.network.published;
  const flushed = async () => Promise.all([cloud.flush(READ_LEASE_MS), pass(clock, 20, 1)]);
  await flushed();
  assert.deepEqual(
    bench.network.published.slice(length).map(({ topic }) => topic.split("/").at(2)),
    ["down", "up"],
    "question and answer",
  );
  await bench.publish(1);
  await pass(clock, 40, 5);
  assert.equal(cloud.events.length, 4);

  // events that went while nobody read: their values are still behind
  await pass(clock, READ_LEASE_MS, 1_000);
  await bench.publish(1);
  await pass(clock, 10_000, 100);
  const catchUps = cloud.seen.catchUps;
  await flushed();
  assert.equal(cloud.seen.catchUps, catchUps + 1);
});

test("a flush that the cloud does not acknowledge is not answered; one over a bad line is, and truly", async () => {
  const bench = await startBench(BAD, { seed: 12 });
  const { clock, cloud } = bench;
  await bench.boot();
  await pass(clock, 120_000, 100);
  cloud.stop(true);
  await bench.publish(5);
  let isAnswered = false;
  void cloud.flush(READ_LEASE_MS).then(() => (isAnswered = true));
  await pass(clock, 5_000, 50);
  assert.equal(isAnswered, false);
  cloud.stop(false);
  for (let n = 0; n < 20; n += 1) {
    await bench.publish(2);
    const { length } = bench.sent;
    let told = -1;
    void cloud.flush(READ_LEASE_MS).then(() => (told = cloud.events.length));
    await pass(clock, 40_000, 50);
    if (told >= 0) assert.ok(told >= length, `${told} of ${length}`);
  }
});

test("one message in eight asks for an acknowledgement; what was not acknowledged comes again in time", async () => {
  const bench = await startBench();
  const { clock, cloud } = bench;
  await bench.boot();
  await cloud.listen({ clients: 1, until: clock.now() + 1e9 });
  await pass(clock, READ_LEASE_MS + 1_000, 1_000);
  const acks = () => bench.network.published.filter(({ topic }) => topic.endsWith("/ack")).length;
  const before = acks();
  for (let n = 0; n < 10 * ASK_EVERY; n += 1) {
    await bench.publish(1);
    await pass(clock, 1_000, 50);
  }
  assert.equal(acks() - before, 10);
  assert.equal(bench.relay().counters().resent, 0);

  // the last one gets lost, and nothing follows that would show it
  cloud.stop(true);
  await bench.publish(1);
  await pass(clock, 1_000, 50);
  cloud.stop(false);
  await pass(clock, 90_000, 1_000);
  assert.deepEqual(tails(cloud.events), bench.sent);
  assert.equal(bench.relay().counters().waiting, 0);
});

test("values follow the log once a day, and every 20,000 events", async () => {
  const bench = await startBench(GOOD, { keep: 100_000 });
  const { clock, cloud } = bench;
  await bench.boot();
  await pass(clock, READ_LEASE_MS + RECENT_FOR_MS + 10_000, 1_000);
  await bench.publish(1);
  await pass(clock, WINDOW_IDLE_MS + 1_000, 10_000);
  const before = cloud.seen.catchUps;
  for (let n = 0; n < CATCH_UP_AFTER_EVENTS / BATCH_EVENTS; n += 1) {
    await bench.publish(BATCH_EVENTS);
    await pass(clock, 100, 50);
  }
  assert.equal(cloud.seen.catchUps, before + 1);
  await pass(clock, CATCH_UP_AFTER_MS, 60_000);
  assert.equal(cloud.seen.catchUps, before + 1, "there is nothing new");
  await bench.publish(1);
  await pass(clock, WINDOW_IDLE_MS + 1_000, 10_000);
  assert.equal(cloud.seen.catchUps, before + 2);
});

test("while the cloud is away the log keeps; what falls out of its bound is announced as a gap", async () => {
  const bench = await startBench(GOOD, { keep: 1024 });
  await bench.boot();
  await bench.publish(10);
  await pass(bench.clock, 6_000);
  assert.equal(bench.cloud.events.length, 10);
  bench.line().disconnect();
  await bench.publish(900);
  await pass(bench.clock, 60_000, 100);
  bench.line().connect();
  await pass(bench.clock, 6_000);
  assert.deepEqual(tails(bench.cloud.events), bench.sent);
  assert.deepEqual(bench.cloud.gaps, []);

  bench.line().disconnect();
  for (let n = 0; n < 50; n += 1) await bench.publish(100);
  bench.line().connect();
  await pass(bench.clock, 6_000);
  const kept = bench.cloud.events.length - 910;
  assert.ok(kept >= 1024 && kept < 5_000, `${kept} kept`);
  assert.deepEqual(bench.cloud.gaps, [910]);
  assert.deepEqual(tails(bench.cloud.events.slice(910)), bench.sent.slice(-kept));
});

test("the cloud has lost its table: what happens from now on is told, documents in full", async () => {
  const bench = await startBench();
  await bench.boot();
  bench.home.putCentral(centralState("ccu"));
  await bench.publish(20);
  await pass(bench.clock, 6_000);
  bench.cloud.forget();
  await bench.publish(1);
  await pass(bench.clock, 120_000, 100);
  assert.deepEqual(tails(bench.cloud.events), bench.sent.slice(-1), "what was acknowledged is not told anew");
  assert.deepEqual(bench.cloud.gaps, [], "nobody has read anything of this log yet");
  await bench.cloud.resync();
  await pass(bench.clock, 10_000);
  assert.ok(bench.cloud.documents.has("central ccu"));
});

test("a relay that was replaced stops talking, and what it says is ignored", async () => {
  const bench = await startBench();
  await bench.boot();
  const old = bench.relay();
  const oldLine = bench.line();
  await pass(bench.clock, 1_000);
  await bench.boot();
  await pass(bench.clock, 10);
  assert.equal(bench.fencedBy(), 2);
  const before = bench.network.published.length;
  old.appended([{ seq: 1, topic: "t", tail: "from the grave" }]);
  await pass(bench.clock, 10_000);
  assert.ok(oldLine.connected());
  assert.equal(bench.network.published.slice(before).filter(({ topic }) => topic.endsWith("/events")).length, 0);
  // its last will, published late by the broker, does not stay
  const will = new TextEncoder().encode(JSON.stringify({ epoch: 1, online: false, at: 0, centrals: [] }));
  await oldLine.publish(topics(SITE).state, will, { retain: true });
  await pass(bench.clock, 1_000);
  const state = JSON.parse(new TextDecoder().decode(bench.network.retained.get(topics(SITE).state)));
  assert.deepEqual([state.epoch, state.online], [2, true]);
});

const value = (v: unknown, source: ValueState["source"] = "live", at = 1): ValueState => ({
  value: v,
  source,
  changedAt: at,
  seenAt: at,
});

test("documents over a bad line: in the end the cloud has what the home has, and nothing besides", async () => {
  const bench = await startBench(BAD, { seed: 8 });
  const { clock, home, cloud } = bench;
  const random = randomOf(4);
  await bench.boot();
  home.putCentral(centralState("ccu"));
  for (let n = 0; n < 400; n += 1) {
    const address = `VCU${String(Math.floor(random() * 40)).padStart(7, "0")}`;
    const what = random();
    if (what < 0.4) home.putDevice({ ...dimmer({ address, central: "ccu" }), revision: n });
    else if (what < 0.5) home.removeDevice(idAt(address, "ccu"));
    else if (what < 0.8 && (await home.device(idAt(address, "ccu"))))
      home.putValues(
        idAt(address, "ccu"),
        new Map([["1/VALUES/STATE", value(true, random() < 0.5 ? "live" : "stale")]]),
      );
    else if (what < 0.9) home.putHub("ccu", emptyHub("ccu", { rooms: [{ id: n, name: `Room ${n}`, channels: [] }] }));
    else home.putInterfaces("ccu", [interfaceState("ccu", "HmIP-RF", { connected: random() < 0.5 })]);
    await pass(clock, Math.ceil(random() * 4_000), 50);
    if (n % 100 === 99) {
      await bench.kill();
      await bench.boot();
    }
  }
  await pass(clock, 40 * DOCS_WAIT_MS, 200);
  const expected = new Map<string, unknown>();
  for (const central of await home.centrals()) {
    expected.set(`central ${central.name}`, central);
    expected.set(`hub ${central.name}`, await home.hub(central.name));
    expected.set(`interfaces ${central.name}`, await home.interfaces(central.name));
  }
  for (const device of await home.devices()) {
    expected.set(`device ${idOf(device)}`, deviceToDocument(device));
    expected.set(`values ${idOf(device)}`, valuesToDocument(await home.values(idOf(device))));
  }
  assert.deepEqual([...cloud.documents.keys()].sort(), [...expected.keys()].sort());
  for (const [key, doc] of expected) assert.deepEqual(cloud.documents.get(key), JSON.parse(JSON.stringify(doc)), key);
});

test("a value that an event carries needs no document; what no event tells does", async () => {
  const bench = await startBench();
  const { clock, home, cloud } = bench;
  home.putDevice(dimmer({ address: "VCU0000001", central: "ccu" }));
  home.putValues(idAt("VCU0000001", "ccu"), new Map([["1/VALUES/STATE", value(false)]]));
  await bench.boot();
  await pass(clock, 1_000);
  const before = cloud.seen.docs;
  for (let n = 0; n < 20; n += 1) {
    home.putValues(idAt("VCU0000001", "ccu"), new Map([["1/VALUES/STATE", value(n % 2 === 0, "live", n)]]));
    await pass(clock, 10_000, 100);
  }
  assert.equal(cloud.seen.docs, before);
  home.putValues(idAt("VCU0000001", "ccu"), new Map([["1/VALUES/STATE", value(false, "stale", 1)]]));
  await pass(clock, 31_000, 100);
  assert.equal(cloud.seen.docs, before + 1);
});

test("a device survives the way there", () => {
  const device = dimmer({ address: "VCU0000001", central: "ccu" });
  const back = deviceFromDocument(JSON.parse(JSON.stringify(deviceToDocument(device))));
  assert.ok(back);
  assert.deepEqual(
    JSON.parse(JSON.stringify(deviceToDocument(back))),
    JSON.parse(JSON.stringify(deviceToDocument(device))),
  );
  assert.ok(back.channels[0]?.values instanceof Map);
  assert.equal(deviceFromDocument({ address: "VCU0000001" }), undefined);
});
