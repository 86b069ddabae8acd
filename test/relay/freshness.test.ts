/** What an answer may say of its age, and when an idle relay is asked first. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHeldBack, knownAsOf, LOSS_NOTICED_MS } from "../../handlers/relay/cloud/freshness.ts";
import type { RelayPresence } from "../../handlers/relay/cloud/ingest.ts";
import { READ_LEASE_MS, WINDOW_IDLE_MS } from "../../handlers/relay/protocol/send-window.ts";

const NOW = 1_000_000_000;
const presence = (part: Partial<RelayPresence>): RelayPresence => ({
  epoch: 1,
  online: true,
  heardAt: NOW - 3_600_000,
  since: NOW - 3_600_000,
  centrals: [],
  ...part,
});

test("a home of which nothing was ever heard has no age, and is not waited for", () => {
  assert.equal(knownAsOf({}, NOW), undefined);
  assert.equal(isHeldBack({}, NOW), false);
});

test("connected: as of now while it holds nothing back, else as of the last time it did not", () => {
  const online = presence({});
  for (const [until, asOf, held] of [
    [NOW + 1, NOW, false],
    [NOW + READ_LEASE_MS, NOW, false],
    [NOW, NOW, true],
    [NOW - 5_000, NOW - 5_000, true],
    // with its connection it told everything
    [NOW - 2 * 3_600_000, NOW - 3_600_000, true],
    [undefined, NOW - 3_600_000, true],
  ] as const) {
    const found = { presence: online, ...(until === undefined ? {} : { until }) };
    assert.equal(knownAsOf(found, NOW), asOf, `${until}`);
    assert.equal(isHeldBack(found, NOW), held, `${until}`);
  }
});

test("gone: as of its goodbye; without one, less what it may have held back and what the broker took to notice", () => {
  const since = NOW - 600_000;
  const gone = presence({ online: false, since });
  assert.equal(knownAsOf({ presence: { ...gone, complete: true } }, NOW), since);
  assert.equal(knownAsOf({ presence: gone }, NOW), since - LOSS_NOTICED_MS - WINDOW_IDLE_MS);
  assert.equal(knownAsOf({ presence: gone, until: since - 60_000 }, NOW), since - 60_000);
  assert.equal(knownAsOf({ presence: gone, until: since + 60_000 }, NOW), since - LOSS_NOTICED_MS);
  assert.equal(isHeldBack({ presence: gone }, NOW), false, "nobody is there to be asked");
});
