/** What the two ends of the way between cloud and home decide, without a broker: to the position and to the millisecond. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { isHeldBack, knownAsOf, LOSS_NOTICED_MS } from "../../handlers/relay/cloud/freshness.ts";
import { createListening, LISTENING_AGAIN_MS, LISTENING_MS } from "../../handlers/relay/cloud/listening.ts";
import { judgeBatch, judgeDoc, type RelayHead, risen } from "../../handlers/relay/cloud/relay-head.ts";
import { createClockDifference, MEASURE_KEPT_MS } from "../../handlers/relay/home/clock-difference.ts";
import {
  createSendWindow,
  RECENT_FOR_MS,
  WINDOW_IDLE_MS,
  WINDOW_LISTENING_MS,
  WINDOW_RECENT_MS,
} from "../../handlers/relay/protocol/send-window.ts";
import type { DocMessage } from "../../handlers/relay/protocol/uplink-messages.ts";

const START = Date.UTC(2026, 0, 1);

describe("a batch of events", () => {
  const at = (position: number, log = "a") => ({ log, position });
  const batch = (from: number, to: number, more: object = {}) => ({ log: "a", from, to, ...more });
  const append = (from: number, gap = false) => ({ verdict: "append", from, gap });
  test("continues the log, repeats it, or shows that something is missing", () => {
    assert.deepEqual(judgeBatch(at(5), batch(6, 9)), append(6));
    assert.deepEqual(judgeBatch(at(5), batch(4, 9)), append(6), "half of it is there");
    assert.deepEqual(judgeBatch(at(8), batch(6, 9)), append(9));
    assert.deepEqual(judgeBatch(at(9), batch(6, 9)), { verdict: "repeated", position: 9 });
    assert.deepEqual(judgeBatch(at(12), batch(6, 9)), { verdict: "repeated", position: 12 });
    assert.deepEqual(judgeBatch(at(4), batch(6, 9)), { verdict: "missing", position: 4 });
  });
  test("with a gap of the relay's own is appended, and the gap is told", () => {
    assert.deepEqual(judgeBatch(at(4), batch(6, 9, { gap: true })), append(6, true));
    assert.deepEqual(judgeBatch(at(5), batch(6, 9, { gap: true })), append(6), "nothing is missing after all");
  });
  test("of another log begins anew; of the first one ever, too, but nobody missed anything", () => {
    assert.deepEqual(judgeBatch(undefined, batch(1, 3)), append(1));
    assert.deepEqual(judgeBatch(undefined, batch(7, 9)), append(7));
    assert.deepEqual(judgeBatch(at(50, "b"), batch(1, 3)), append(1, true));
    assert.deepEqual(judgeBatch(undefined, batch(7, 9, { acknowledged: 7 })), append(8));
    assert.deepEqual(judgeBatch(undefined, batch(7, 9, { acknowledged: 9 })), { verdict: "repeated", position: 9 });
    assert.deepEqual(judgeBatch(undefined, batch(7, 9, { acknowledged: 2 })), { verdict: "missing", position: 2 });
    assert.deepEqual(judgeBatch(undefined, batch(7, 9, { acknowledged: 2, gap: true })), append(7));
  });
});

test("documents: in their order, of the newest start of the relay, complete from a beginning on", () => {
  const doc = (epoch: number, n: number, mark?: string) => ({ epoch, n, mark }) as DocMessage;
  const head = (epoch: number, docs?: number): RelayHead => (docs === undefined ? { epoch } : { epoch, docs });
  const apply = (epoch: number, docs: number) => ({ verdict: "apply", head: { epoch, docs } });
  assert.deepEqual(judgeDoc(head(2, 4), doc(2, 5)), apply(2, 5));
  assert.deepEqual(judgeDoc(head(2, 4), doc(2, 4)), { verdict: "duplicate" });
  assert.deepEqual(judgeDoc(head(2, 4), doc(2, 4, "begin")), { verdict: "duplicate" });
  assert.deepEqual(judgeDoc(head(2, 4), doc(2, 6)), { verdict: "resync" });
  assert.deepEqual(judgeDoc(head(2, 4), doc(2, 6, "begin")), apply(2, 6));
  assert.deepEqual(judgeDoc(head(2, 4), doc(1, 5)), { verdict: "stale" });
  assert.deepEqual(judgeDoc(head(2, 4), doc(3, 0)), apply(3, 0), "a new start counts anew");
  assert.deepEqual(judgeDoc(head(2, 4), doc(3, 1)), { verdict: "resync" });
  assert.deepEqual(judgeDoc(head(2), doc(2, 0)), apply(2, 0));
  assert.deepEqual(judgeDoc(head(2), doc(2, 1)), { verdict: "resync" });
  const known = head(2, 4);
  assert.equal(risen(known, 2), known);
  assert.equal(risen(known, 1), known);
  assert.deepEqual(risen(known, 3), { epoch: 3 });
});

describe("how long news may wait at home", () => {
  const window = () => {
    const clock = createManualClock(START);
    return { clock, window: createSendWindow(clock, () => clock.now() + 1000) };
  };
  test("nobody ever looked: long", () => {
    const { window: own } = window();
    assert.deepEqual([own.length(), own.isReading()], [WINDOW_IDLE_MS, false]);
  });
  test("sockets: until the moment that was told in the cloud's time, and some minutes after", () => {
    const { clock, window: own } = window();
    own.listening({ clients: 1, until: START + 1000 + 500 });
    clock.advance(499);
    assert.equal(own.length(), WINDOW_LISTENING_MS);
    clock.advance(1);
    assert.equal(own.length(), WINDOW_RECENT_MS);
    clock.advance(RECENT_FOR_MS - 1);
    assert.equal(own.length(), WINDOW_RECENT_MS);
    clock.advance(1);
    assert.equal(own.length(), WINDOW_IDLE_MS);
  });
  test("the last one went: some minutes from then on, however often it is said", () => {
    const { clock, window: own } = window();
    own.listening({ clients: 2, until: START + 900_000 });
    own.listening({ clients: 0, until: START + 900_000 });
    assert.equal(own.length(), WINDOW_RECENT_MS);
    clock.advance(RECENT_FOR_MS - 2);
    own.listening({ clients: 0, until: START });
    assert.equal(own.length(), WINDOW_RECENT_MS);
    clock.advance(1);
    assert.equal(own.length(), WINDOW_IDLE_MS);
  });
  test("readers: as long as their look lasts; a shorter one ends no longer one", () => {
    const { clock, window: own } = window();
    own.reading(1000);
    own.reading(10);
    clock.advance(999);
    assert.deepEqual([own.isReading(), own.length()], [true, WINDOW_LISTENING_MS]);
    clock.advance(1);
    assert.deepEqual([own.isReading(), own.length()], [false, WINDOW_RECENT_MS]);
    clock.advance(RECENT_FOR_MS);
    assert.equal(own.length(), WINDOW_IDLE_MS);
    own.listening({ clients: 1, until: clock.now() + 5000 });
    assert.equal(own.length(), WINDOW_LISTENING_MS, "either is enough");
  });
});

describe("how late it can be in the cloud", () => {
  const measure = () => {
    const clock = createManualClock(START);
    return { clock, difference: createClockDifference(clock) };
  };
  test("the tightest measurement counts, and loosens with its age", () => {
    const { clock, difference } = measure();
    assert.equal(difference.latest(), undefined);
    difference.measured({ sent: START, received: START + 80 });
    assert.equal(difference.latest(), START + 80);
    difference.measured({ sent: START, received: START + 50 });
    difference.measured({ sent: START, received: START + 90 });
    assert.equal(difference.latest(), START + 50);
    clock.advance(100_000);
    assert.equal(difference.latest(), START + 100_050 + 20, "200 ppm");
  });
  test("one is forgotten after its time, one from the future is none", () => {
    const { clock, difference } = measure();
    difference.measured({ sent: START + 1, received: START });
    assert.equal(difference.latest(), undefined);
    difference.measured({ sent: START, received: START });
    clock.advance(MEASURE_KEPT_MS);
    assert.equal(difference.latest(), START + MEASURE_KEPT_MS + 120);
    clock.advance(1);
    assert.equal(difference.latest(), undefined);
  });
  test("a message from later than the bound shows that a clock was set: everything is measured anew", () => {
    const { difference } = measure();
    difference.measured({ sent: START, received: START + 50 });
    difference.heard(START + 50);
    assert.equal(difference.latest(), START + 50);
    difference.heard(START + 51);
    assert.equal(difference.latest(), undefined);
    difference.heard(START);
  });
  test("the latest 64 decide", () => {
    const { difference } = measure();
    difference.measured({ sent: START, received: START + 1 });
    for (let i = 0; i < 63; i++) difference.measured({ sent: START, received: START + 9 });
    assert.equal(difference.latest(), START + 1);
    difference.measured({ sent: START, received: START + 9 });
    assert.equal(difference.latest(), START + 9);
  });
});

test("documents are held back while the relay is there and nobody asked; what they are known to show", () => {
  const now = START;
  const presence = (online: boolean, since: number, complete = false) => ({ online, since, complete }) as never;
  assert.equal(isHeldBack({ presence: presence(true, 0) }, now), true);
  assert.equal(isHeldBack({ presence: presence(true, 0), until: now }, now), true);
  assert.equal(isHeldBack({ presence: presence(true, 0), until: now + 1 }, now), false);
  assert.equal(isHeldBack({ presence: presence(false, 0) }, now), false);
  assert.equal(isHeldBack({}, now), false);
  assert.equal(knownAsOf({}, now), undefined);
  assert.equal(knownAsOf({ presence: presence(true, now - 10) }, now), now - 10, "with a connection it tells all");
  assert.equal(knownAsOf({ presence: presence(true, now - 10), until: now - 5 }, now), now - 5);
  assert.equal(knownAsOf({ presence: presence(true, now - 10), until: now + 5 }, now), now);
  assert.equal(knownAsOf({ presence: presence(false, now - 10, true) }, now), now - 10, "it said good-bye");
  const gone = now - 10 - LOSS_NOTICED_MS;
  assert.equal(knownAsOf({ presence: presence(false, now - 10) }, now), gone - WINDOW_IDLE_MS);
  assert.equal(knownAsOf({ presence: presence(false, now - 10), until: gone - 7 }, now), gone - 7);
  assert.equal(knownAsOf({ presence: presence(false, now - 10), until: now }, now), gone);
});

test("a relay is told that somebody listens: again after a time, at once where it could not be told", async () => {
  const clock = createManualClock(START);
  const sent: { topic: string; retain: boolean | undefined }[] = [];
  const warnings: string[] = [];
  let isAway = true;
  const connection = {
    publish: async (topic: string, _bytes: Uint8Array, options?: { retain?: boolean }) => {
      if (isAway) throw new Error("away");
      sent.push({ topic, retain: options?.retain });
    },
  };
  const log = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const listening = createListening({ clock, broker: { open: async () => ({ connection }) } as never, log });
  await listening.tell("s");
  assert.deepEqual([sent.length, warnings.length], [0, 1]);
  isAway = false;
  await listening.tell("s");
  await listening.tell("s");
  assert.deepEqual(
    sent.map(({ retain }) => retain),
    [true],
  );
  assert.match(sent[0]!.topic, /\/s\/down\/listening$/);
  await listening.tell("other");
  assert.equal(sent.length, 2, "another home");
  clock.advance(LISTENING_AGAIN_MS - 1);
  await listening.tell("s");
  assert.equal(sent.length, 2);
  clock.advance(1);
  await listening.tell("s");
  assert.equal(sent.length, 3);
  assert.ok(LISTENING_AGAIN_MS < LISTENING_MS);
});
