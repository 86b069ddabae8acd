/** The cloud's decisions about a relay's messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeBatch, judgeDoc, type RelayHead } from "../../handlers/relay/cloud/relay-head.ts";
import { firstEpoch, nextEpoch, pairingOf } from "../../handlers/relay/protocol/messages.ts";
import type { DocMessage } from "../../handlers/relay/protocol/uplink-messages.ts";

const batch = (from: number, to: number, part: { log?: string; gap?: true; acknowledged?: number } = {}) => ({
  log: "a",
  from,
  to,
  ...part,
});
const last = { log: "a", position: 10 };
const head: RelayHead = { epoch: 5, docs: 3 };

test("events continue where the log stands", () => {
  assert.deepEqual(judgeBatch(last, batch(11, 12)), { verdict: "append", from: 11, gap: false });
});

test("what is there already is left out, wholly or in part", () => {
  for (const known of [batch(1, 10), batch(4, 9), batch(4, 9, { gap: true }), batch(10, 10)])
    assert.deepEqual(judgeBatch(last, known), { verdict: "repeated", position: 10 });
  assert.deepEqual(judgeBatch(last, batch(9, 12)), { verdict: "append", from: 11, gap: false });
  // a gap before it says nothing new to a log that is past it
  assert.deepEqual(judgeBatch(last, batch(9, 11, { gap: true })), { verdict: "append", from: 11, gap: false });
});

test("what is missing is asked for, unless it is lost for good", () => {
  assert.deepEqual(judgeBatch(last, batch(12, 13)), { verdict: "missing", position: 10 });
  assert.deepEqual(judgeBatch(last, batch(12, 13, { gap: true })), { verdict: "append", from: 12, gap: true });
});

test("a log that is not known begins where its relay stands", () => {
  // nobody has missed anything yet
  assert.deepEqual(judgeBatch(undefined, batch(7, 8)), { verdict: "append", from: 7, gap: false });
  assert.deepEqual(judgeBatch(undefined, batch(7, 8, { gap: true })), { verdict: "append", from: 7, gap: false });
  // another log than the one before: what happened in between is not known
  assert.deepEqual(judgeBatch(last, batch(1, 2, { log: "b" })), { verdict: "append", from: 1, gap: true });
});

test("of a log that is not known nothing is left out that was never acknowledged, and nothing told again that was", () => {
  const unknown = (from: number, to: number, acknowledged: number) =>
    judgeBatch(undefined, batch(from, to, { acknowledged }));
  // the first message of a new home is lost, or overtaken by the second
  assert.deepEqual(unknown(6, 7, 0), { verdict: "missing", position: 0 });
  assert.deepEqual(unknown(1, 5, 0), { verdict: "append", from: 1, gap: false });
  // after a month of silence, or with a lost table
  assert.deepEqual(unknown(5_001, 5_002, 5_000), { verdict: "append", from: 5_001, gap: false });
  assert.deepEqual(unknown(4_990, 5_002, 5_000), { verdict: "append", from: 5_001, gap: false });
  assert.deepEqual(unknown(4_990, 4_999, 5_000), { verdict: "repeated", position: 5_000 });
  // a new log after another one
  assert.deepEqual(judgeBatch(last, batch(3, 4, { log: "b", acknowledged: 0 })), { verdict: "missing", position: 0 });
  // a log that is known is known better by the cloud
  assert.deepEqual(judgeBatch(last, batch(11, 12, { acknowledged: 3 })), { verdict: "append", from: 11, gap: false });
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
    head: { epoch: 6, docs: 1 },
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
