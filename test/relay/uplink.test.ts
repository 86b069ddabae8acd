/** What a relay tells by itself, and when: windows, acknowledgements, gaps that are told, documents. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ASK_EVERY,
  BATCH_EVENTS,
  CATCH_UP_AFTER_EVENTS,
  CATCH_UP_AFTER_MS,
} from "../../handlers/relay/home/event-outbox.ts";
import { deviceFromDocument, deviceToDocument } from "../../handlers/relay/protocol/documents.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import {
  READ_LEASE_MS,
  RECENT_FOR_MS,
  WINDOW_IDLE_MS,
  WINDOW_LISTENING_MS,
  WINDOW_RECENT_MS,
} from "../../handlers/relay/protocol/send-window.ts";
import { idAt } from "../support/device-ids.ts";
import { dimmer } from "../support/devices.ts";
import { centralState } from "../support/site.ts";
import { GOOD, pass, randomOf } from "./network.ts";
import { SITE, startBench, tails, value } from "./uplink-bench.ts";

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
