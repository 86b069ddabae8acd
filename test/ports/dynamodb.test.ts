/** What is DynamoDB's own: lost answers, removal by age, size limits. On DynamoDB Local where there is Java. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, describe, test } from "node:test";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { keysOf } from "../../adapters/dynamodb/keys.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import { dynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { type EventDraft, type LoggedEvent, siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP } from "../../handlers/records/event-log.ts";
import { RECORD_VALUE_LIMIT } from "../../handlers/records/records.ts";
import { startDynamo, TABLE } from "../support/dynamodb.ts";
import { newInstallation } from "./dynamodb-stores.ts";

const dynamo = await startDynamo();
after(() => dynamo.stop());
const plain = dynamoTable(dynamo.client, TABLE);
const newSite = () => newInstallation()(siteId("home"));
const drafts = (count: number, from = 0): EventDraft[] =>
  Array.from({ length: count }, (_, n) => ({ topic: "t", tail: `"n":${from + n}}` }));
const DAY = 86_400_000;

/** A client whose next calls (of one operation, where named) act, while their answers are lost. */
function forgetful() {
  const client = dynamo.connect();
  let lost = 0;
  client.middlewareStack.add(
    (next) => async (given) => {
      const answer = await next(given);
      if (lost === 0) return answer;
      lost -= 1;
      throw Object.assign(new Error("the connection was reset"), { name: "TimeoutError" });
    },
    { step: "deserialize", priority: "high", name: "loseAnswers" },
  );
  after(() => client.destroy());
  const lose = (count = 1) => {
    lost = count;
  };
  return { table: dynamoTable(client, TABLE), lose };
}

describe("answers that are lost", () => {
  test("a conditional write that was repeated by the client is not taken for somebody else's", async () => {
    const { table, lose } = forgetful();
    const site = createDynamoStore({ table, clock: createManualClock() }).site(newSite());
    lose();
    const first = await site.put("lock", "k", "a", { ifVersion: 0 });
    assert.deepEqual(await site.get("lock", "k"), { key: "k", value: "a", version: first });
    lose(2);
    const second = await site.put("lock", "k", "b", { ifVersion: first });
    assert.deepEqual(await site.get("lock", "k"), { key: "k", value: "b", version: second });
    lose();
    assert.equal(await site.delete("lock", "k", { ifVersion: second }), true);
    assert.equal(await site.get("lock", "k"), undefined);
  });

  test("a large value that was written twice keeps its parts", async () => {
    const { table, lose } = forgetful();
    const site = createDynamoStore({ table, clock: createManualClock() }).site(newSite());
    const large = randomBytes(600_000).toString("base64").slice(0, 800_000);
    lose(3);
    await site.put("description", "k", large);
    assert.equal((await site.get("description", "k"))?.value, large);
  });

  test("an append that was repeated by the client is in the log once", async () => {
    const { table, lose } = forgetful();
    const log = createDynamoEventLog({ table, clock: createManualClock(), site: newSite() });
    await log.append(drafts(2));
    lose();
    const logged = await log.append(drafts(2, 2));
    assert.deepEqual(await log.read(2), logged);
    assert.deepEqual(await log.bounds(), { oldest: 1, newest: 4 });
  });

  test("a lease that was taken twice by the same call is taken", async () => {
    const { table, lose } = forgetful();
    const clock = createManualClock();
    const records = createDynamoConnectionRecords({ table, clock, site: newSite() });
    const now = clock.now();
    const times = { connectedAt: now, heardAt: now, expiresAt: now + DAY };
    const identity = { subject: "anna", role: "viewer", scheme: "basic" } as const;
    await records.put({ id: "c", identity, topics: [], classify: false, cursor: 0, ...times });
    lose();
    const taken = await records.update("c", { lease: { holder: "h", until: 1 } }, { leaseHolder: null });
    assert.ok(taken.done);
    lose();
    assert.ok((await records.update("c", { topics: ["a"] }, { revision: 1 })).done);
    assert.equal((await records.get("c"))?.revision, 2);
    lose();
    assert.equal(await records.delete("c", { leaseHolder: "h" }), true);
  });
});

describe("the store", () => {
  test("a value that no compression makes fit is kept in parts, which go with it", async () => {
    const id = newSite();
    const site = createDynamoStore({ table: plain, clock: createManualClock() }).site(id);
    const value = randomBytes(RECORD_VALUE_LIMIT)
      .toString("base64")
      .slice(0, RECORD_VALUE_LIMIT - 2);
    const parts = async () => (await plain.query({ pk: keysOf(id).part("", 0).pk })).items.length;
    await site.put("description", "k", value);
    assert.equal((await site.get("description", "k"))?.value, value);
    assert.equal((await site.list("description")).items[0]?.value, value);
    const before = await parts();
    assert.ok(before > 1);
    assert.equal(await site.put("description", "k", value, { ifVersion: 1 }), undefined);
    assert.equal(await parts(), before);
    await site.put("description", "k", value.toLowerCase());
    assert.equal((await site.get("description", "k"))?.value, value.toLowerCase());
    await site.delete("description", "k");
    assert.equal(await parts(), 0);
  });

  test("a version is never given again, even after DynamoDB has removed what remembered it", async () => {
    const id = newSite();
    const clock = createManualClock();
    const site = createDynamoStore({ table: plain, clock }).site(id);
    let last = 0;
    for (let n = 0; n < 20; n++) last = (await site.put("lock", "k", n)) ?? 0;
    await site.delete("lock", "k");
    // Removal is an hour after the end at the earliest.
    clock.advance(3_600_000);
    await plain.delete(keysOf(id).record("lock", "k"));
    assert.ok(((await site.put("lock", "k", "again", { ifVersion: 0 })) ?? 0) > last);
  });

  test("a page may begin anywhere, also where no key can be", async () => {
    const site = createDynamoStore({ table: plain, clock: createManualClock() }).site(newSite());
    for (const key of ["a", "b1", "b2", "c"]) await site.put("audit", key, key);
    const list = async (options: object) => (await site.list("audit", options)).items.map(({ key }) => key);
    const beyond = "b".repeat(5000);
    assert.deepEqual(await list({ after: beyond }), ["c"]);
    assert.deepEqual(await list({ after: beyond, reverse: true }), ["b2", "b1", "a"]);
    assert.deepEqual(await list({ prefix: "b", after: "a" }), ["b1", "b2"]);
    assert.deepEqual(await list({ prefix: "b", after: "c" }), []);
    assert.deepEqual(await list({ prefix: "b", after: "c", reverse: true }), ["b2", "b1"]);
    assert.deepEqual(await list({ prefix: "b", after: "a", reverse: true }), []);
    assert.deepEqual(await list({ prefix: beyond }), []);
    assert.deepEqual(await list({ after: "", reverse: true }), []);
  });

  test("a site's name that could be taken for another key is refused", () => {
    for (const name of ["", "a#r", "a\ud800", "x".repeat(101)])
      assert.throws(
        () => createDynamoStore({ table: plain, clock: createManualClock() }).site(siteId(name)),
        RangeError,
      );
  });
});

describe("the event log", () => {
  const create = (site = newSite(), clock = createManualClock()) => ({
    site,
    clock,
    log: createDynamoEventLog({ table: plain, clock, site }),
    other: () => createDynamoEventLog({ table: plain, clock, site }),
  });

  test("batches of the relay: once, without what was there, and not before what is missing", async () => {
    const { log, other } = create();
    const events = drafts(6);
    const first = await log.appendBatch({ log: "o", from: 1, to: 3 }, events.slice(0, 3));
    assert.ok(first.outcome === "appended" && first.position === 3);
    await other().append([{ topic: "cloud", tail: "}" }]);
    const again = await log.appendBatch({ log: "o", from: 1, to: 3 }, events.slice(0, 3));
    assert.deepEqual(again, { outcome: "repeated", events: first.events, position: 3 });
    assert.deepEqual(await other().appendBatch({ log: "o", from: 5, to: 6 }, events.slice(4)), {
      outcome: "missing",
      position: 3,
    });
    const rest = await other().appendBatch({ log: "o", from: 2, to: 6 }, events.slice(1));
    assert.ok(rest.outcome === "appended");
    assert.deepEqual(
      rest.events.map(({ seq, tail }) => [seq, tail]),
      [5, 6, 7].map((seq) => [seq, `"n":${seq - 2}}`]),
    );
    const part = await log.appendBatch({ log: "o", from: 3, to: 4 }, events.slice(2, 4));
    assert.ok(part.outcome === "repeated");
    assert.deepEqual(
      part.events.map(({ seq }) => seq),
      [3, 5],
    );
    assert.deepEqual(await log.lastBatch(), { log: "o", position: 6 });
    assert.equal((await log.appendBatch({ log: "o", from: 9, to: 9, gap: true }, drafts(1))).outcome, "appended");
    assert.equal((await log.appendBatch({ log: "new", from: 4, to: 4 }, drafts(1))).outcome, "appended");
    assert.deepEqual(await other().lastBatch(), { log: "new", position: 4 });
    const gaps = (events: readonly LoggedEvent[]) => events.filter(({ afterGap }) => afterGap).map(({ seq }) => seq);
    assert.deepEqual(gaps(await other().read(0)), [8, 9], "where something was lost, and where another outbox began");
    const later = await other().appendBatch({ log: "new", from: 4, to: 5, gap: true }, drafts(2));
    assert.ok(later.outcome === "appended");
    assert.deepEqual(gaps(later.events), [], "what came again follows what was there");
    await assert.rejects(log.appendBatch({ log: "o", from: 1, to: 3 }, drafts(2)), RangeError);
  });

  test("a month later the old events are gone and the numbers go on, whatever has been removed by then", async () => {
    for (const removed of [[], [1], [3], [1, 3]]) {
      const { log, clock, site, other } = create();
      await log.append(drafts(2));
      await log.append(drafts(2));
      clock.advance(30 * DAY);
      for (const first of removed) await plain.delete(keysOf(site).chunk(first));
      const { oldest, newest } = await other().bounds();
      assert.ok(newest >= 4 && oldest === newest + 1);
      assert.deepEqual(await log.read(0), []);
      const rivals = await Promise.all([other().append(drafts(1)), other().append(drafts(1))]);
      assert.deepEqual(
        rivals.map(([event]) => event?.seq).sort((a, b) => (a ?? 0) - (b ?? 0)),
        [newest + 1, newest + 2],
      );
      assert.deepEqual(await log.bounds(), { oldest: newest + 1, newest: newest + 2 });
    }
  });

  test("a quiet home keeps what a resume may ask for, a busy one does not keep more than a month", async () => {
    const { log, clock, site } = create();
    await log.append(drafts(EVENT_LOG_KEEP));
    for (let week = 0; week < 8; week++) {
      clock.advance(7 * DAY);
      await log.append(drafts(1));
      assert.equal((await log.bounds()).oldest, 1);
    }
    const ttls = (await plain.query({ pk: keysOf(site).log })).items.map((item) => Number(item.ttl?.N));
    assert.deepEqual(
      ttls,
      [...ttls].sort((a, b) => a - b),
      "an older item outlives a newer one",
    );
    await log.append(drafts(EVENT_LOG_KEEP));
    clock.advance(16 * DAY);
    await log.append(drafts(1));
    clock.advance(20 * DAY);
    assert.equal((await log.append(drafts(1)))[0]?.seq, 2 * EVENT_LOG_KEEP + 10);
    assert.deepEqual(await log.bounds(), { oldest: EVENT_LOG_KEEP + 9, newest: 2 * EVENT_LOG_KEEP + 10 });
  });

  test("numbers are promised anew before they run out", async () => {
    const { log, clock } = create();
    await log.append(drafts(99_990));
    const [last] = (await log.append(drafts(20))).slice(-1);
    clock.advance(31 * DAY);
    const [next] = await log.append(drafts(1));
    assert.ok((next?.seq ?? 0) > (last?.seq ?? 0));
  });

  test("a batch that no compression makes fit is refused and changes nothing", async () => {
    const { log } = create();
    const huge = randomBytes(600_000).toString("base64");
    await assert.rejects(log.append([{ topic: "t", tail: `"x":"${huge}"}` }]), RangeError);
    assert.deepEqual(await log.bounds(), { oldest: 1, newest: 0 });
    assert.equal((await log.append([{ topic: "t", tail: `"x":"${huge.slice(0, 500_000)}"}` }]))[0]?.seq, 1);
  });
});
