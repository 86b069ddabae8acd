/** The relay's outbox alone: what is sent, what wants an acknowledgement, and when it goes again. To the position and to the millisecond. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import {
  ACK_WAIT_MS,
  ASK_EVERY,
  BATCH_CHARACTERS,
  BATCH_EVENTS,
  CATCH_UP_AFTER_EVENTS,
  CATCH_UP_AFTER_MS,
  openEventOutbox,
  UNACKNOWLEDGED_LIMIT,
} from "../../handlers/relay/home/event-outbox.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { EventsMessage } from "../../handlers/relay/protocol/uplink-messages.ts";

const LOG = "log-1";
const PATIENCE_MS = 60_000;

async function startOutbox(options: { cursor?: { log: string; to: number }; before?: number; keep?: number } = {}) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const eventLog = createMemoryEventLog({ keep: options.keep });
  const sent: EventsMessage[] = [];
  const warnings: string[] = [];
  const state = { isTaken: true, isReading: false };
  const append = (count: number, tail: string | readonly string[] = "t") =>
    eventLog.append(
      Array.from({ length: count }, (_, n) => ({
        topic: "t",
        tail: typeof tail === "string" ? tail : (tail[n] ?? ""),
      })),
    );
  if (options.before) await append(options.before);
  if (options.cursor) await store.put("link", "cursor", options.cursor);
  const note = (message: string) => void warnings.push(message);
  const outbox = await openEventOutbox({
    ...{ eventLog, store, clock, epoch: 4, logName: LOG },
    log: { debug() {}, info() {}, warn: note, error: note },
    send: async (payload) => {
      if (state.isTaken) sent.push(decodeMessage(EventsMessage, payload) as EventsMessage);
      return state.isTaken;
    },
    catchUp: () => state.isReading,
    patience: () => PATIENCE_MS,
  });
  return {
    ...{ clock, store, state, outbox, warnings },
    /** Events come, and are sent. */
    async publish(count: number, tail?: string | readonly string[]) {
      outbox.appended((await append(count, tail)).at(-1)?.seq ?? 0);
      await outbox.flush();
    },
    ack: (to: number, more: object = {}) => outbox.acknowledged({ epoch: 4, log: LOG, to, ...more }),
    /** `from`-`to` of what was sent since the last look, with what it says of itself. */
    told: () =>
      sent
        .splice(0)
        .map(({ from, to, quiet, gap, catchUp }) =>
          [`${from}-${to}`, quiet && "quiet", gap && "gap", catchUp && "catch up"].filter(Boolean).join(" "),
        ),
    sent,
    cursor: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return (await store.get("link", "cursor"))?.value;
    },
  };
}

test("the first start begins where the log is, and tells that something was before; a later one goes on", async () => {
  const first = await startOutbox({ before: 3 });
  assert.deepEqual(await first.cursor(), { log: LOG, to: 3 });
  assert.equal(first.outbox.pending(), false);
  await first.publish(2);
  assert.deepEqual(first.told(), ["4-5 quiet gap"]);
  assert.equal(first.outbox.counters().gaps, 1);
  const other = await startOutbox({ before: 3, cursor: { log: "another", to: 1 } });
  assert.deepEqual(await other.cursor(), { log: LOG, to: 3 }, "positions of another log say nothing");
  const later = await startOutbox({ before: 3, cursor: { log: LOG, to: 1 } });
  assert.deepEqual([later.outbox.pending(), later.outbox.held(), later.outbox.newest()], [true, 2, 3]);
  await later.outbox.flush();
  assert.deepEqual(later.told(), ["2-3 quiet"]);
  assert.deepEqual(await later.cursor(), { log: LOG, to: 1 }, "sent is not acknowledged");
});

test("a message says all that the cloud must know of it", async () => {
  const { publish, sent, clock } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(1, "what happened");
  assert.deepEqual(sent, [
    {
      ...{ epoch: 4, log: LOG, at: clock.now(), from: 1, to: 1, acknowledged: 0, quiet: true },
      events: [{ topic: "t", tail: "what happened" }],
    },
  ]);
});

test("an acknowledgement moves the cursor for good: never back, never past what there is, of this log alone", async () => {
  const { publish, ack, outbox, cursor } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(5);
  ack(3);
  assert.deepEqual([outbox.acknowledgedTo(), outbox.sentTo(), outbox.counters().waiting], [3, 5, 2]);
  assert.deepEqual(await cursor(), { log: LOG, to: 3 });
  ack(2);
  ack(6);
  ack(5, { log: "another" });
  outbox.acknowledged({ epoch: 4, log: LOG });
  assert.equal(outbox.acknowledgedTo(), 3);
  ack(4);
  ack(5);
  assert.deepEqual(await cursor(), { log: LOG, to: 5 }, "the last of those that came while it was written");
  assert.equal(outbox.overdueAt(), undefined);
});

test("positions are kept one after the other: a slow write never ends after a newer one", async () => {
  const { publish, ack, cursor, store } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(3);
  const open: (() => void)[] = [];
  const put = store.put.bind(store);
  let atOnce = 0;
  store.put = async (...write: Parameters<typeof put>) => {
    atOnce += 1;
    await new Promise<void>((resolve) => open.push(resolve));
    atOnce -= 1;
    return put(...write);
  };
  for (const to of [1, 2, 3]) ack(to);
  assert.equal(atOnce, 1);
  // the newest first, as a store may
  while (open.length > 0) {
    open.pop()?.();
    await cursor();
  }
  assert.deepEqual(await cursor(), { log: LOG, to: 3 });
});

test("the cloud knows more than this start has sent: it goes on from there", async () => {
  const { publish, ack, outbox, told } = await startOutbox({ before: 5, cursor: { log: LOG, to: 0 } });
  ack(4);
  assert.deepEqual([outbox.acknowledgedTo(), outbox.sentTo(), outbox.held()], [4, 4, 1]);
  await publish(1);
  assert.deepEqual(told(), ["5-6 quiet"]);
});

test("one message in eight wants an acknowledgement, counted from the last that did", async () => {
  const { publish, told, outbox } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  for (let n = 0; n < 2 * ASK_EVERY; n += 1) await publish(1);
  const isQuiet = told().map((one) => one.includes("quiet"));
  const round = [...Array.from({ length: ASK_EVERY - 1 }, () => true), false];
  assert.deepEqual(isQuiet, [...round, ...round]);
  assert.equal(outbox.isFull(), true);
});

test("at most so many messages are on their way; each acknowledgement makes room", async () => {
  const { publish, outbox, ack, told } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  for (let n = 0; n < UNACKNOWLEDGED_LIMIT - 1; n += 1) await publish(1);
  assert.equal(outbox.isFull(), false);
  await publish(1);
  assert.equal(outbox.isFull(), true);
  await publish(3);
  assert.equal(told().length, UNACKNOWLEDGED_LIMIT);
  assert.deepEqual([outbox.pending(), outbox.held()], [false, 3]);
  ack(1);
  assert.deepEqual([outbox.isFull(), outbox.pending()], [false, true]);
  await outbox.flush();
  assert.deepEqual(told(), [`${UNACKNOWLEDGED_LIMIT + 1}-${UNACKNOWLEDGED_LIMIT + 3} quiet`]);
});

test("a message holds so many events, so many characters, and none behind a hole", async () => {
  const { publish, told } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(BATCH_EVENTS + 1);
  assert.deepEqual(told(), [`1-${BATCH_EVENTS} quiet`, `${BATCH_EVENTS + 1}-${BATCH_EVENTS + 1} quiet`]);
  const long = await startOutbox({ cursor: { log: LOG, to: 0 } });
  const half = "x".repeat(BATCH_CHARACTERS / 2);
  await long.publish(5, half);
  assert.deepEqual(long.told(), ["1-2 quiet", "3-4 quiet", "5-5 quiet"], "at the limit, not past it");
  await long.publish(2, [half, `${half}x`]);
  await long.publish(1, `${half}${half}x`);
  assert.deepEqual(long.told(), ["6-6 quiet", "7-7 quiet", "8-8 quiet"], "one goes alone, however long it is");
});

test("what the broker did not take is sent with the next attempt", async () => {
  const { publish, state, outbox, told } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  state.isTaken = false;
  await publish(2);
  assert.deepEqual([outbox.pending(), outbox.sentTo(), outbox.counters().messages], [true, 0, 0]);
  assert.equal(outbox.overdueAt(), undefined, "nothing is on its way");
  state.isTaken = true;
  await outbox.flush();
  assert.deepEqual(told(), ["1-2 quiet"]);
  const { messages, events, resent } = outbox.counters();
  assert.deepEqual([messages, events, resent], [1, 2, 0]);
});

test("quiet messages are sent again after their patience, and then want an acknowledgement", async () => {
  const { publish, clock, outbox, told } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(1);
  clock.advance(10);
  await publish(1);
  assert.equal(outbox.overdueAt(), clock.now() + PATIENCE_MS, "counted from the last of them");
  clock.advance(PATIENCE_MS - 1);
  assert.equal(outbox.overdue(), false);
  clock.advance(1);
  assert.equal(outbox.overdue(), true);
  assert.deepEqual([outbox.sentTo(), outbox.counters().resent], [0, 1]);
  told();
  await outbox.flush();
  assert.deepEqual(told(), ["1-2"]);
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS);
});

/** An outbox of which one message has asked and none was answered. */
async function asked() {
  const bench = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await bench.publish(1);
  bench.outbox.ask();
  await bench.outbox.flush();
  assert.deepEqual(bench.told(), ["1-1 quiet", "1-1"]);
  return bench;
}

test("an acknowledgement that stays away: again after twice the wait each time, one message at a time", async () => {
  const { clock, outbox, told, publish, ack } = await asked();
  await publish(1);
  told();
  let wait = ACK_WAIT_MS;
  clock.advance(wait - 1);
  assert.equal(outbox.overdue(), false);
  clock.advance(1);
  for (const next of [20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
    assert.equal(outbox.overdue(), true, `after ${wait} ms`);
    assert.equal(outbox.overdue(), false, "nothing is on its way");
    await outbox.flush();
    assert.deepEqual(told(), ["1-2"]);
    assert.equal(outbox.isFull(), true, "one at a time");
    assert.equal(outbox.overdueAt(), clock.now() + next);
    wait = next;
    clock.advance(wait);
  }
  ack(2);
  assert.deepEqual([outbox.isFull(), outbox.overdueAt()], [false, undefined]);
  await publish(1);
  assert.equal(outbox.isFull(), false, "no longer one at a time");
  outbox.ask();
  await outbox.flush();
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS, "the wait begins anew");
});

test("asking sends what was quiet once more, in one message; what has asked is not asked for twice", async () => {
  const { publish, outbox, told, ack } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  outbox.ask();
  assert.equal(outbox.counters().resent, 0);
  await publish(1);
  await publish(1);
  outbox.ask();
  await outbox.flush();
  assert.deepEqual(told(), ["1-1 quiet", "2-2 quiet", "1-2"]);
  outbox.ask();
  await outbox.flush();
  assert.deepEqual(told(), []);
  ack(2);
  await publish(1);
  assert.deepEqual(told(), ["3-3 quiet"], "from now on it is quiet again");
});

test("the cloud asks for it again: at once, but not more often than once a second", async () => {
  const { publish, clock, outbox, told, ack } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(3);
  told();
  ack(1, { again: true });
  assert.equal(outbox.pending(), true);
  await outbox.flush();
  assert.deepEqual(told(), ["2-3"]);
  ack(1, { again: true });
  assert.equal(outbox.pending(), false, "that is on its way");
  assert.equal(outbox.overdueAt(), clock.now() + 1_000);
  clock.advance(999);
  assert.equal(outbox.overdue(), false);
  clock.advance(1);
  assert.equal(outbox.overdue(), true);
  await outbox.flush();
  assert.deepEqual(told(), ["2-3"]);
  ack(1, { again: true });
  ack(2);
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS, "it gets on: what is on its way may suffice");
  ack(1, { again: true });
  ack(3);
  assert.deepEqual([outbox.overdueAt(), outbox.counters().waiting], [undefined, 0], "what was on its way sufficed");
  ack(3, { again: true });
  assert.equal(outbox.overdueAt(), undefined, "there is nothing to send again");
});

test("a cloud that has lost what it had gets it from there, if it says so", async () => {
  const { publish, clock, outbox, told, ack, cursor } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(3);
  ack(3);
  told();
  ack(1);
  assert.equal(outbox.acknowledgedTo(), 3, "an old acknowledgement says nothing");
  assert.deepEqual(await cursor(), { log: LOG, to: 3 });
  ack(1, { again: true });
  assert.equal(outbox.acknowledgedTo(), 1);
  assert.deepEqual(await cursor(), { log: LOG, to: 1 }, "also the next start begins there");
  await outbox.flush();
  assert.deepEqual(told(), ["2-3"]);
  ack(0, { again: true });
  assert.equal(outbox.acknowledgedTo(), 1, "not within the second: its questions come in bursts");
  clock.advance(1_000);
  ack(0, { again: true });
  assert.equal(outbox.acknowledgedTo(), 0);
});

test("a new connection sends everything again that was not acknowledged, with the first patience", async () => {
  const { clock, outbox, told } = await asked();
  clock.advance(ACK_WAIT_MS);
  outbox.overdue();
  await outbox.flush();
  told();
  outbox.reconnected();
  await outbox.flush();
  assert.deepEqual([told(), outbox.isFull()], [["1-1"], false]);
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS);
});

test("values are to follow while somebody reads, after a day, and after so many events", async () => {
  const { publish, clock, state, outbox, told } = await startOutbox({ cursor: { log: LOG, to: 0 }, keep: 50_000 });
  await publish(1);
  assert.equal(outbox.isCaughtUp(), false);
  state.isReading = true;
  await publish(1);
  assert.equal(outbox.isCaughtUp(), true);
  state.isReading = false;
  await publish(1);
  assert.equal(outbox.isCaughtUp(), false);
  assert.deepEqual(told(), ["1-1 quiet", "2-2 catch up", "3-3 quiet"]);
  outbox.caughtUp(2);
  assert.equal(outbox.isCaughtUp(), false);
  outbox.caughtUp(99);
  assert.equal(outbox.isCaughtUp(), true);
  clock.advance(CATCH_UP_AFTER_MS - 1);
  await publish(1);
  clock.advance(1);
  await publish(1);
  await publish(1);
  assert.deepEqual(told(), ["4-4 quiet", "5-5 catch up", "6-6 quiet"]);
  for (let to = 6; to + BATCH_EVENTS < 5 + CATCH_UP_AFTER_EVENTS; ) {
    await publish(BATCH_EVENTS);
    to += BATCH_EVENTS;
    outbox.acknowledged({ epoch: 4, log: LOG, to });
  }
  assert.ok(told().every((one) => !one.includes("catch up")));
  await publish(BATCH_EVENTS - 2);
  assert.ok(
    told().every((one) => !one.includes("catch up")),
    "one event short of it",
  );
  await publish(1);
  assert.ok(told()[0]?.includes("catch up"));
});

test("what is sent again brings its values again only where somebody still reads", async () => {
  const { publish, state, outbox, told } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  state.isReading = true;
  await publish(1);
  assert.equal(outbox.isCaughtUp(), true);
  state.isReading = false;
  outbox.reconnected();
  await outbox.flush();
  assert.deepEqual([told(), outbox.isCaughtUp()], [["1-1 catch up", "1-1"], false], "nobody knows what became of it");
});

test("each acknowledgement gives those behind it their whole time", async () => {
  const { clock, outbox, publish, ack } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  for (let n = 0; n < ASK_EVERY; n += 1) await publish(1);
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS);
  clock.advance(ACK_WAIT_MS - 1);
  ack(1);
  assert.equal(outbox.overdueAt(), clock.now() + ACK_WAIT_MS);
  clock.advance(ACK_WAIT_MS - 1);
  assert.equal(outbox.overdue(), false);
  clock.advance(1);
  assert.equal(outbox.overdue(), true);
});

test("an event that is too large is left out, counted and told as a gap", async () => {
  const { publish, outbox, told, warnings } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  const noise = Array.from({ length: 40_000 }, (_, n) => Math.sin(n).toString(36).slice(2)).join("");
  await publish(1, noise);
  await publish(1);
  assert.deepEqual([told(), outbox.counters().oversize, warnings.length], [["2-2 quiet gap"], 1, 1]);
});

test("nothing is taken for lost by the message that tells of a gap: what is before it is acknowledged first", async () => {
  const { publish, outbox, told, ack } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  await publish(1);
  const noise = Array.from({ length: 40_000 }, (_, n) => Math.sin(n).toString(36).slice(2)).join("");
  await publish(1, noise);
  await publish(1);
  assert.deepEqual(told(), ["1-1 quiet", "1-1"], "asked for, and nothing behind it");
  ack(1);
  await outbox.flush();
  assert.deepEqual(told(), ["3-3 quiet gap"]);
  ack(3);
  await publish(1);
  assert.deepEqual(told(), ["4-4 quiet"], "a gap is told once");
  assert.equal(outbox.counters().gaps, 1);
});

test("a log that has trimmed everything unsent: nothing is sent, and the next message tells of the gap", async () => {
  const { outbox, told, cursor } = await startOutbox({ cursor: { log: LOG, to: 0 } });
  outbox.appended(7);
  await outbox.flush();
  assert.deepEqual([told(), outbox.sentTo(), outbox.acknowledgedTo()], [[], 7, 7]);
  assert.deepEqual(await cursor(), { log: LOG, to: 7 });
  assert.equal(outbox.pending(), false);
});

test("a store that fails costs a repetition after the next start, no more: the next position is kept", async () => {
  const failures: (() => Promise<never>)[] = [
    () => Promise.reject(new Error("full")),
    () => {
      throw new Error("closed");
    },
  ];
  for (const fail of failures) {
    const { publish, ack, store, outbox, warnings, cursor } = await startOutbox({ cursor: { log: LOG, to: 0 } });
    const { put } = store;
    store.put = fail;
    await publish(1);
    ack(1);
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual([outbox.acknowledgedTo(), warnings.length], [1, 1]);
    store.put = put;
    await publish(1);
    ack(2);
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual([await cursor(), warnings.length], [{ log: LOG, to: 2 }, 1]);
  }
});
