/** What is retained: the newest state of a topic waits, events have a limit, nothing is lost with the connection. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createRetained, EVENTS_LIMIT, IN_FLIGHT } from "../../../handlers/features/mqtt/home/retained.ts";
import { valuePayload } from "../../../handlers/features/mqtt/home/state/payloads.ts";
import type { BrokerLink } from "../../../handlers/ports/user-broker.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
function bench() {
  const sent: string[] = [];
  let isUp = true;
  let fails = false;
  let gate: PromiseWithResolvers<void> | undefined;
  let most = 0;
  let flying = 0;
  const link: BrokerLink = {
    isUp: () => isUp,
    async publish(topic, payload) {
      flying += 1;
      most = Math.max(most, flying);
      await gate?.promise;
      flying -= 1;
      if (fails) throw new Error("no");
      sent.push(`${topic}=${payload}`);
    },
    subscribe: async () => {},
    unsubscribe: async () => {},
    hold() {},
    close: async () => {},
  };
  const counters = {
    mqtt_messages_sent: 0,
    mqtt_discovery_sent: 0,
    mqtt_publish_errors: 0,
    mqtt_received_commands: 0,
    mqtt_refused_commands: 0,
    mqtt_subscribe_failures: 0,
    mqtt_events_dropped: 0,
  };
  const retained = createRetained(link, { log: quiet, counters, isDiscovery: () => false });
  const put = (topic: string, payload: string) => retained.put(topic, { payload, qos: 0, same: payload });
  return {
    retained,
    sent,
    counters,
    put,
    settle: async () => {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
    },
    up: (now: boolean) => {
      isUp = now;
    },
    fail: (now: boolean) => {
      fails = now;
    },
    hold: () => {
      gate = Promise.withResolvers();
    },
    release: () => {
      gate?.resolve();
      gate = undefined;
    },
    most: () => most,
  };
}

test("what says the same is not sent again, what waits is sent as it is last", async () => {
  const { put, sent, settle, hold, release } = bench();
  put("a", "1");
  put("a", "1");
  await settle();
  hold();
  put("b", "1");
  await settle();
  put("a", "2");
  put("a", "3");
  release();
  await settle();
  assert.deepEqual(sent, ["a=1", "b=1", "a=3"]);
});

test("each report of an ACTION is one: INSTALL_TEST four times is published four times, a measured value once", async () => {
  const { retained, sent, settle } = bench();
  const state = { value: true, source: "live", changedAt: 1_000, seenAt: 1_000 } as const;
  for (const [topic, happens] of [
    ["INSTALL_TEST", true],
    ["STATE", false],
  ] as const)
    for (let report = 0; report < 4; report++) {
      const found = valuePayload({ ...state, seenAt: 1_000 + report }, true, happens);
      retained.put(topic, found!);
      await settle();
    }
  assert.equal(sent.filter((line) => line.startsWith("INSTALL_TEST=")).length, 4);
  assert.equal(sent.filter((line) => line.startsWith("STATE=")).length, 1);
});

test("what did not get through goes out when the connection is there again", async () => {
  const { put, sent, settle, up, fail, retained, counters, hold, release } = bench();
  fail(true);
  hold();
  put("a", "1");
  await settle();
  up(false);
  release();
  await settle();
  assert.deepEqual([sent, counters.mqtt_publish_errors], [[], 1]);
  fail(false);
  up(true);
  retained.again();
  await settle();
  assert.deepEqual(sent, ["a=1"]);
});

test("what the broker refuses while it is there is not sent again and again", async () => {
  const { put, settle, fail, counters } = bench();
  fail(true);
  put("forbidden", "1");
  await settle();
  await settle();
  assert.equal(counters.mqtt_publish_errors, 1);
});

test("a topic that was cleared and comes again is sent; one that stays cleared is empty", async () => {
  const { put, sent, settle, retained } = bench();
  put("a", "1");
  await settle();
  retained.clear("a");
  await settle();
  put("a", "1");
  await settle();
  assert.deepEqual(sent, ["a=1", "a=", "a=1"]);
  retained.clear("a");
  retained.again();
  await settle();
  assert.equal(sent.at(-1), "a=");
  assert.deepEqual([...retained.topics()], []);
});

test(`${IN_FLIGHT} messages are on their way at a time`, async () => {
  const { put, settle, hold, release, most, sent } = bench();
  hold();
  for (let one = 0; one < 3 * IN_FLIGHT; one++) put(`t${one}`, "x");
  await settle();
  assert.ok(most() <= IN_FLIGHT, String(most()));
  release();
  await settle();
  assert.equal(sent.length, 3 * IN_FLIGHT);
});

test(`${EVENTS_LIMIT} events wait, one more takes the place of the oldest; without a connection none does`, async () => {
  const { retained, settle, hold, release, sent, counters, up } = bench();
  hold();
  retained.emit("first", "");
  await settle();
  for (let one = 0; one <= EVENTS_LIMIT; one++) retained.emit("e", String(one));
  assert.equal(counters.mqtt_events_dropped, 1);
  release();
  await settle();
  assert.deepEqual([sent.length, sent[1]], [EVENTS_LIMIT + 1, "e=1"]);
  up(false);
  retained.emit("e", "late");
  up(true);
  retained.again();
  await settle();
  assert.equal(sent.includes("e=late"), false);
});
