/** The one way out of a relay: its order, its rate, and what becomes of messages that cannot go. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createPublisher, WAITING_LIMIT } from "../../handlers/relay/home/publisher.ts";
import type { RelayTransport } from "../../handlers/relay/protocol/messages.ts";

/** Publishes that the broker confirms at most at once (AWS IoT Core allows 100). */
const UNCONFIRMED = 50;
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function start(options: { rate?: number; confirms?: boolean } = {}) {
  const clock = createManualClock();
  const taken: { topic: string; retain: boolean | undefined }[] = [];
  const open: { confirm(): void; refuse(): void }[] = [];
  const listeners = new Set<(connected: boolean) => void>();
  const state = { connected: true, throws: false };
  const transport = {
    connected: () => state.connected,
    onConnection(listener: (connected: boolean) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(topic: string, _: Uint8Array, { retain }: { retain?: boolean } = {}) {
      taken.push({ topic, retain });
      if (state.throws) throw new Error("mqtt.js is ending");
      if (options.confirms !== false) return Promise.resolve();
      return new Promise<void>((confirm, refuse) => open.push({ confirm, refuse: () => refuse(new Error("away")) }));
    },
  } as Partial<RelayTransport> as RelayTransport;
  const publisher = createPublisher(transport, clock, options.rate ?? 1_000);
  const outcomes: Record<string, boolean> = {};
  return {
    ...{ clock, open, outcomes, publisher, state },
    listening: () => listeners.size,
    send(topic: string, more?: { retain?: boolean; until?: number }) {
      void publisher.send(topic, new Uint8Array(), more).then((sent) => {
        outcomes[topic] = sent;
      });
    },
    line(connected: boolean) {
      state.connected = connected;
      for (const listener of listeners) listener(connected);
    },
    told: () => taken.splice(0).map(({ topic, retain }) => (retain ? `${topic} retained` : topic)),
  };
}

test("what can go goes at once, retained where asked for, and says that it was sent", async () => {
  const { send, told, outcomes } = start();
  send("a");
  send("b", { retain: true });
  assert.deepEqual(told(), ["a", "b retained"]);
  await settle();
  assert.deepEqual(outcomes, { a: true, b: true });
});

test("never more than so many within a second, in any second; answers go before the rest", () => {
  const { send, told, clock } = start({ rate: 3 });
  send("1");
  clock.advance(400);
  for (const topic of ["2", "3", "4", "5"]) send(topic);
  send("answer", { until: clock.now() + 60_000 });
  assert.deepEqual(told(), ["1", "2", "3"]);
  clock.advance(599);
  assert.deepEqual(told(), []);
  clock.advance(1);
  assert.deepEqual(told(), ["answer"]);
  clock.advance(399);
  assert.deepEqual(told(), []);
  clock.advance(1);
  assert.deepEqual(told(), ["4", "5"]);
  clock.advance(60_000);
  assert.equal(clock.pending(), 0, "no timer while nothing waits");
});

test("at most so many are unconfirmed; each confirmation lets the next one go", async () => {
  const { send, told, open } = start({ confirms: false });
  for (let n = 0; n < UNCONFIRMED + 2; n += 1) send(`${n}`);
  assert.equal(told().length, UNCONFIRMED);
  open[0]?.confirm();
  await settle();
  assert.deepEqual(told(), [`${UNCONFIRMED}`]);
  open[1]?.refuse();
  await settle();
  assert.deepEqual(told(), [], "not again at once");
  send("more");
  assert.deepEqual(told(), [`${UNCONFIRMED + 1}`], "the next message takes it along");
});

test("while the line is broken answers wait until their time, everything else has failed", async () => {
  const { send, line, told, outcomes, clock } = start();
  line(false);
  send("news");
  for (const [topic, ms] of [
    ["late", 1_000],
    ["in time", 1_001],
  ] as const)
    send(topic, { until: clock.now() + ms });
  await settle();
  assert.deepEqual(outcomes, { news: false });
  clock.advance(1_000);
  line(true);
  await settle();
  assert.deepEqual([told(), outcomes], [["in time"], { news: false, late: false, "in time": true }]);
});

test("what waits for its turn fails with the line, and an answer does not", async () => {
  const { send, line, outcomes, told, clock } = start({ rate: 1 });
  send("first");
  send("news");
  send("answer", { until: clock.now() + 60_000 });
  line(false);
  await settle();
  assert.deepEqual([told(), outcomes], [["first"], { first: true, news: false }]);
  clock.advance(1_000);
  assert.deepEqual(told(), []);
  line(true);
  assert.deepEqual(told(), ["answer"]);
  clock.advance(10_000);
  assert.deepEqual(told(), [], "what has failed is not sent after all");
});

test("what the broker did not take: an answer goes again before those behind it, anything else has failed", async () => {
  const { send, open, told, outcomes, line, clock } = start({ confirms: false });
  const until = clock.now() + 5_000;
  send("news");
  send("answer", { until });
  send("past", { until: clock.now() + 10 });
  line(false);
  send("later", { until });
  clock.advance(10);
  for (const one of open.splice(0)) one.refuse();
  await settle();
  assert.deepEqual(outcomes, { news: false, past: false });
  told();
  line(true);
  assert.deepEqual(told(), ["answer", "later"]);
});

test("a transport that throws at once has not sent it: told like any other failure, and nothing is held for it", async () => {
  const { send, told, outcomes, state, clock } = start();
  state.throws = true;
  for (let n = 0; n <= UNCONFIRMED; n += 1) send(`${n}`);
  send("answer", { until: clock.now() + 60_000 });
  await settle();
  assert.deepEqual(Object.values(outcomes), new Array(UNCONFIRMED).fill(false), "the last one waits, and the answer");
  clock.advance(1_000);
  await settle();
  assert.deepEqual(Object.values(outcomes), new Array(UNCONFIRMED + 1).fill(false));
  state.throws = false;
  told();
  clock.advance(1_000);
  await settle();
  assert.deepEqual([told(), outcomes.answer], [["answer"], true]);
  assert.equal(clock.pending(), 0);
});

test("at the limit of what may wait one more is refused, of answers as of the rest", async () => {
  for (const kind of ["answers", "news"]) {
    const { send, outcomes, line, clock } = start({ rate: 1 });
    const options = kind === "news" ? {} : { until: clock.now() + 1_000 };
    send("first");
    if (kind === "answers") line(false);
    for (let n = 0; n < WAITING_LIMIT; n += 1) send(`${n}`, options);
    await settle();
    assert.deepEqual(outcomes, { first: true }, kind);
    send("one more", options);
    await settle();
    assert.deepEqual(outcomes, { first: true, "one more": false }, kind);
  }
});

test("a publisher that is closed sends nothing more and tells everybody so", async () => {
  const { send, publisher, outcomes, told, clock, listening, open } = start({ rate: 2, confirms: false });
  send("going", { until: clock.now() + 60_000 });
  send("gone", { until: clock.now() + 60_000 });
  send("news");
  send("answer", { until: clock.now() + 60_000 });
  publisher.close();
  send("after");
  open[0]?.refuse();
  open[1]?.confirm();
  await settle();
  assert.deepEqual(outcomes, { going: false, gone: true, news: false, answer: false, after: false });
  clock.advance(60_000);
  assert.deepEqual([told(), listening(), clock.pending()], [["going", "gone"], 0, 0]);
});
