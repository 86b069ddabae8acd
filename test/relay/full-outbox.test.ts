/** A relay whose cloud is away for longer than its outbox lasts: what is given up, in which order, and that it is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { deviceRemoved } from "../../handlers/broadcasts/broadcasts.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import { type EventDraft, siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP, EVENT_LOG_TRIM_BATCH } from "../../handlers/records/event-log.ts";
import { openEventOutbox } from "../../handlers/relay/home/event-outbox.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { EventsMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { scratch } from "../ports/scratch.ts";
import { silent } from "./network.ts";

const SITE = siteId("home");
const event = (kind: "change" | "refresh" | "initial", n: number): EventDraft =>
  draftEvent(deviceRemoved, { central: "c", interface_id: "c-HmIP-RF", device_address: `DEV${n}` }, kind, 0);
const many = (count: number, kindOf: (n: number) => "change" | "refresh" | "initial") =>
  Array.from({ length: count }, (_, n) => event(kindOf(n), n));
const FULL = EVENT_LOG_KEEP + EVENT_LOG_TRIM_BATCH;

function open(acknowledged: () => number) {
  const folder = scratch();
  const clock = createManualClock();
  const database = openSqlite(folder.file("relay.db"), { clock, keepEvents: EVENT_LOG_KEEP, outbox: { acknowledged } });
  const log = database.eventLog(SITE);
  const kept = async () => (await log.read(0, FULL * 2)).map(({ seq }) => seq);
  return {
    clock,
    log,
    store: database.store.site(SITE),
    kept,
    [Symbol.dispose]() {
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

test("what has arrived goes first, then the oldest that only repeat, then the oldest", async () => {
  let acknowledged = 0;
  using box = open(() => acknowledged);
  // every second one repeats what is known
  await box.log.append(many(FULL, (n) => (n % 2 === 0 ? "change" : n % 4 === 1 ? "refresh" : "initial")));
  assert.equal((await box.kept()).length, FULL, "at the limit nothing is given up");

  acknowledged = 400;
  await box.log.append([event("change", 0)]);
  const excess = FULL + 1 - EVENT_LOG_KEEP;
  const kept = await box.kept();
  assert.equal(kept.length, EVENT_LOG_KEEP);
  assert.equal(kept[0], 401, "all that had arrived is gone");
  const repeats = excess - 400;
  const gone = Array.from({ length: FULL - 400 }, (_, i) => 401 + i).filter((seq) => !kept.includes(seq));
  assert.deepEqual(
    gone,
    Array.from({ length: repeats }, (_, i) => 402 + 2 * i),
    "then the oldest repeats",
  );

  await box.log.append(many(EVENT_LOG_TRIM_BATCH + 1, () => "change"));
  const later = await box.kept();
  assert.equal(later.length, EVENT_LOG_KEEP);
  assert.ok(!later.includes(401) && later.includes(FULL + 2 + EVENT_LOG_TRIM_BATCH), "then the oldest of all");
  assert.equal((await box.log.bounds()).newest, FULL + 2 + EVENT_LOG_TRIM_BATCH, "numbers go on");
});

test("every hole is told with the event behind it", async () => {
  using box = open(() => 0);
  const messages: EventsMessage[] = [];
  await box.store.put("link", "cursor", { log: "outbox", to: 0 });
  const outbox = await openEventOutbox({
    ...{ eventLog: box.log, store: box.store, clock: box.clock, log: silent, epoch: 1, logName: "outbox" },
    async send(payload) {
      messages.push(decodeMessage(EventsMessage, payload) as EventsMessage);
      return true;
    },
  });
  // two bursts of repeats within what is new
  const isRepeat = (n: number) => (n >= 100 && n < 700) || (n >= 800 && n < 1_300);
  const logged = await box.log.append(many(FULL + 1, (n) => (isRepeat(n) ? "refresh" : "change")));
  outbox.appended(logged.at(-1)?.seq ?? 0);
  for (let round = 0; round < 50 && outbox.counters().waiting > 0; round += 1) {
    await outbox.flush();
    outbox.acknowledged({ epoch: 1, log: "outbox", to: messages.at(-1)?.to ?? 0 });
  }
  const kept = await box.kept();
  const told = new Set<number>();
  for (const { from, to, gap } of messages) {
    const isHole = from > 1 && !kept.includes(from - 1);
    assert.equal(gap === true, isHole, `${from}–${to}`);
    if (isHole) told.add(from);
    for (let seq = from; seq <= to; seq += 1) assert.ok(kept.includes(seq));
  }
  assert.deepEqual([...told], [701, 1202]);
  assert.equal(outbox.counters().waiting, 0);
});
