/** Events and documents over a bad line: nothing lost, doubled or out of order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { idOf } from "../../handlers/model/device-id.ts";
import { DOCS_WAIT_MS } from "../../handlers/relay/home/document-sender.ts";
import { MESSAGE_LIMIT } from "../../handlers/relay/protocol/codec.ts";
import { deviceToDocument, valuesToDocument } from "../../handlers/relay/protocol/documents.ts";
import { PUBLISH_RATE_LIMIT } from "../../handlers/relay/protocol/messages.ts";
import { READ_LEASE_MS } from "../../handlers/relay/protocol/send-window.ts";
import { idAt } from "../support/device-ids.ts";
import { dimmer } from "../support/devices.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";
import { pass, randomOf } from "./network.ts";

import { BAD, startBench, tails, value } from "./uplink-bench.ts";

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
  const expected = new Map<string, unknown>([["program program", { reports: [], capabilities: [] }]]);
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
