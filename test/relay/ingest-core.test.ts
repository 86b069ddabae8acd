/** The cloud's decisions about a relay's messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledgedOf, judgeDoc, judgeEvents, type RelayHead } from "../../handlers/relay/cloud/relay-head.ts";
import {
  type DocMessage,
  type EventsMessage,
  firstEpoch,
  nextEpoch,
  pairingOf,
} from "../../handlers/relay/protocol/messages.ts";

const message = (from: number, to: number, part: Partial<EventsMessage> = {}): EventsMessage => ({
  epoch: 5,
  log: "a",
  at: 0,
  from,
  to,
  events: Array.from({ length: to - from + 1 }, (_, i) => ({ topic: "t", tail: String(from + i) })),
  ...part,
});
const head: RelayHead = { epoch: 5, log: "a", position: 10, docs: 3 };
const tails = (judged: ReturnType<typeof judgeEvents>) =>
  judged.verdict === "accept" ? judged.events.map(({ tail }) => tail) : judged.verdict;

test("events continue where the head stands", () => {
  const judged = judgeEvents(head, message(11, 12));
  assert.deepEqual(judged, {
    verdict: "accept",
    gap: false,
    events: [
      { topic: "t", tail: "11" },
      { topic: "t", tail: "12" },
    ],
    head: { epoch: 5, log: "a", position: 12, docs: 3 },
  });
});

test("what is there already is left out, wholly or in part", () => {
  assert.equal(judgeEvents(head, message(1, 10)).verdict, "duplicate");
  assert.equal(judgeEvents(head, message(4, 9)).verdict, "duplicate");
  assert.deepEqual(tails(judgeEvents(head, message(9, 12))), ["11", "12"]);
  // a gap before it says nothing new to a head that is past it
  assert.deepEqual(tails(judgeEvents(head, message(9, 11, { gap: true }))), ["11"]);
  assert.equal(judgeEvents(head, message(4, 9, { gap: true })).verdict, "duplicate");
});

test("what is missing is asked for, unless it is lost for good", () => {
  assert.equal(judgeEvents(head, message(12, 13)).verdict, "hole");
  assert.deepEqual(acknowledgedOf(head, message(12, 13)), { log: "a", to: 10 });
  const judged = judgeEvents(head, message(12, 13, { gap: true }));
  assert.ok(judged.verdict === "accept" && judged.gap);
});

test("a lower epoch has no effect, a higher one is remembered and counts documents anew", () => {
  assert.equal(judgeEvents(head, message(11, 12, { epoch: 4 })).verdict, "stale");
  const judged = judgeEvents(head, message(11, 12, { epoch: 6 }));
  assert.ok(judged.verdict === "accept");
  assert.deepEqual(judged.head, { epoch: 6, log: "a", position: 12 });
});

test("a log that is not known begins at its first event or at a gap", () => {
  const fresh: RelayHead = { epoch: 0 };
  assert.equal(judgeEvents(fresh, message(7, 8)).verdict, "hole");
  assert.deepEqual(acknowledgedOf(fresh, message(7, 8)), { log: "a", to: 0 });
  const first = judgeEvents(fresh, message(7, 8, { gap: true }));
  assert.ok(first.verdict === "accept" && !first.gap, "nobody has missed anything yet");
  assert.equal(judgeEvents(fresh, message(1, 2)).verdict, "accept");
  // another log than the one before: what happened in between is not known
  const other = judgeEvents(head, message(1, 2, { log: "b" }));
  assert.ok(other.verdict === "accept" && other.gap);
});

test("documents come one after the other; a full set may begin anywhere", () => {
  const doc = (n: number, part: Partial<DocMessage> = {}): DocMessage => ({ epoch: 5, at: 0, n, docs: [], ...part });
  assert.deepEqual(judgeDoc(head, doc(4)), { verdict: "apply", head: { ...head, docs: 4 } });
  assert.equal(judgeDoc(head, doc(3)).verdict, "duplicate");
  assert.equal(judgeDoc(head, doc(5)).verdict, "resync");
  assert.equal(judgeDoc(head, doc(4, { epoch: 4 })).verdict, "stale");
  assert.equal(judgeDoc(head, doc(9, { mark: "begin" })).verdict, "apply");
  assert.equal(judgeDoc(head, doc(3, { mark: "begin" })).verdict, "duplicate");
  assert.equal(judgeDoc(head, doc(2, { epoch: 6 })).verdict, "resync");
  assert.deepEqual(judgeDoc(head, doc(1, { epoch: 6, mark: "begin" })), {
    verdict: "apply",
    head: { epoch: 6, log: "a", position: 10, docs: 1 },
  });
});

test("an epoch grows with every start and every pairing, whatever the clock says", () => {
  const first = nextEpoch(1, undefined, 1_700_000_000_000);
  assert.equal(pairingOf(first), 1);
  assert.equal(nextEpoch(1, first, 0), first + 1);
  assert.ok(nextEpoch(1, undefined, 1_700_000_001_000) > first);
  assert.ok(nextEpoch(2, first, 0) >= firstEpoch(2));
  assert.ok(firstEpoch(2) > nextEpoch(1, undefined, 4_000_000_000_000));
  assert.ok(Number.isSafeInteger(nextEpoch(1_000_000, undefined, 1_700_000_000_000)));
});
