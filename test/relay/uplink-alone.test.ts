/** The uplink without a relay around it: what wakes it, what it tries again, and when the cloud has everything. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { UNACKNOWLEDGED_LIMIT } from "../../handlers/relay/home/event-outbox.ts";
import {
  createUplink,
  PATIENCE_MS,
  PATIENCE_WINDOWS,
  RETRY_MS,
  VALUES_EVERY_MS,
} from "../../handlers/relay/home/uplink.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { createSendWindow, WINDOW_IDLE_MS, WINDOW_LISTENING_MS } from "../../handlers/relay/protocol/send-window.ts";
import { DocMessage, EventsMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { idAt } from "../support/device-ids.ts";
import { dimmer } from "../support/devices.ts";
import { pass, silent } from "./network.ts";
import { value } from "./uplink-bench.ts";

const LOG = "log-1";
const DEVICE = idAt("VCU0000001", "ccu");

async function start() {
  const clock = createManualClock();
  const eventLog = createMemoryEventLog();
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const home = createMemoryHome();
  home.putDevice(dimmer({ address: "VCU0000001", central: "ccu" }));
  const state = { connected: true, isTaken: true, logFails: false, held: Promise.resolve() };
  const events: EventsMessage[] = [];
  const docs: DocMessage[] = [];
  const place = topics("s");
  const sendWindow = createSendWindow(clock, () => clock.now());
  const uplink = await createUplink({
    ...{ epoch: 1, logName: LOG, topics: place, home, store, clock, log: silent, sendWindow },
    eventLog: {
      ...eventLog,
      bounds: () => eventLog.bounds(),
      read: (...range: Parameters<typeof eventLog.read>) =>
        state.logFails ? Promise.reject(new Error("disk")) : eventLog.read(...range),
    } as typeof eventLog,
    connected: () => state.connected,
    send: async (topic, payload) => {
      await state.held;
      if (!state.isTaken) return false;
      if (topic === place.events) events.push(decodeMessage(EventsMessage, payload) as EventsMessage);
      else docs.push(decodeMessage(DocMessage, payload) as DocMessage);
      return true;
    },
  });
  const bench = {
    ...{ clock, state, uplink, home, sendWindow, events, docs },
    async publish(count = 1) {
      uplink.appended(await eventLog.append(Array.from({ length: count }, () => ({ topic: "t", tail: "t" }))));
    },
    /** The cloud has the documents up to `n`, and the events up to `to`. */
    async ack(to: number | undefined, n = docs.at(-1)?.n) {
      uplink.acknowledged({ epoch: 1, log: LOG, ...(to === undefined ? {} : { to }), docs: n });
      await pass(clock, 1, 1);
    },
    positions: () => events.splice(0).map(({ from, to }) => `${from}-${to}`),
  };
  return bench;
}
type Bench = Awaited<ReturnType<typeof start>>;

/** Connected, everything acknowledged, nobody looks. */
async function idle(): Promise<Bench> {
  const bench = await start();
  bench.uplink.reconnected();
  await pass(bench.clock, 10);
  await bench.ack(0);
  await pass(bench.clock, 400_000, 10_000);
  assert.equal(bench.uplink.state(), "done");
  bench.docs.length = 0;
  return bench;
}

test("an acknowledgement lets go what found no room, at once", async () => {
  const { publish, clock, ack, positions, uplink, sendWindow } = await idle();
  sendWindow.reading(1e9);
  for (let n = 0; n < UNACKNOWLEDGED_LIMIT + 3; n += 1) {
    await publish();
    await pass(clock, WINDOW_LISTENING_MS, 5);
  }
  assert.equal(positions().length, UNACKNOWLEDGED_LIMIT);
  assert.equal(uplink.state(), "sending");
  await ack(1);
  assert.deepEqual(positions(), [`${UNACKNOWLEDGED_LIMIT + 1}-${UNACKNOWLEDGED_LIMIT + 3}`]);
  await ack(UNACKNOWLEDGED_LIMIT + 3);
  assert.equal(uplink.state(), "done");
});

test("what the cloud asks for again goes at once, too", async () => {
  const { publish, clock, ack, positions, uplink } = await idle();
  await publish(2);
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  assert.deepEqual(positions(), ["1-2"]);
  uplink.acknowledged({ epoch: 1, log: LOG, to: 1, again: true });
  await pass(clock, 1, 1);
  assert.deepEqual(positions(), ["2-2"]);
  await ack(2);
  assert.equal(uplink.state(), "done");
});

test("events that wanted no acknowledgement are sent again when none came for so many windows, a minute at least", async () => {
  for (const [isListening, window, patience] of [
    [true, WINDOW_LISTENING_MS, PATIENCE_MS],
    [false, WINDOW_IDLE_MS, PATIENCE_WINDOWS * WINDOW_IDLE_MS],
  ] as const) {
    const { publish, clock, positions, sendWindow, ack } = await idle();
    if (isListening) sendWindow.listening({ clients: 1, until: clock.now() + 1e9 });
    const sendOne = async () => {
      await publish();
      clock.advance(window);
      await pass(clock, 0, 1);
      return positions();
    };
    assert.deepEqual(await sendOne(), ["1-1"]);
    await ack(1);
    assert.deepEqual(await sendOne(), ["2-2"], "the first of a connection asks for one");
    clock.advance(patience - 1);
    await pass(clock, 0, 1);
    assert.deepEqual(positions(), []);
    await pass(clock, 1, 1);
    assert.deepEqual(positions(), ["2-2"]);
  }
});

test("an acknowledgement of another start says nothing of our documents", async () => {
  const { uplink, clock, home, docs } = await idle();
  home.putDevice(dimmer({ address: "VCU0000002", central: "ccu" }));
  uplink.changed("device", idAt("VCU0000002", "ccu"));
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  assert.equal(docs.length, 1);
  uplink.acknowledged({ epoch: 2, docs: docs[0]?.n });
  assert.equal(uplink.state(), "sending");
  uplink.acknowledged({ epoch: 1, docs: docs[0]?.n });
  assert.equal(uplink.state(), "done");
});

for (const [what, fail] of [
  ["the broker does not take it", "isTaken"],
  ["the log cannot be read", "logFails"],
] as const)
  test(`${what}: tried again every five seconds`, async () => {
    const { publish, clock, positions, uplink, state, sendWindow } = await idle();
    sendWindow.reading(1e9);
    state[fail] = fail === "logFails";
    await publish();
    await pass(clock, WINDOW_LISTENING_MS, 5);
    assert.deepEqual([positions(), uplink.state()], [[], "waiting"]);
    await pass(clock, RETRY_MS, 100);
    state[fail] = !state[fail];
    clock.advance(RETRY_MS - 1);
    await pass(clock, 0, 1);
    assert.deepEqual(positions(), []);
    await pass(clock, 1, 1);
    assert.deepEqual(positions(), ["1-1"]);
  });

test("while there is no line nothing is tried; what was due by then goes with the next one, what was not waits for its time", async () => {
  const { publish, clock, positions, uplink, state, home, docs, ack } = await idle();
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "stale")]]));
  uplink.changed("values", DEVICE);
  const due = clock.now() + Math.max(VALUES_EVERY_MS, WINDOW_IDLE_MS);
  await pass(clock, 1_000, 100);
  state.connected = false;
  await publish();
  await pass(clock, 60_000, 1_000);
  assert.deepEqual([positions(), docs], [[], []]);
  state.connected = true;
  uplink.reconnected();
  await pass(clock, 10);
  assert.deepEqual(positions(), ["1-1"]);
  await ack(1);
  await pass(clock, 70_000, 1_000);
  // a full set has told the value with all the rest
  assert.ok(docs.some(({ mark }) => mark === "end"));
  await ack(1);
  docs.length = 0;
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "live")]]));
  uplink.changed("values", DEVICE);
  await pass(clock, due + 1_000 - clock.now(), 1_000);
  assert.deepEqual(
    docs.map((doc) => doc.docs.map(({ key }) => key)),
    [[DEVICE]],
  );
});

test("a timer that was given up because the line broke is set anew with the next line", async () => {
  const { clock, uplink, state, home, docs, publish, ack } = await idle();
  // so soon after the last full set the next one waits, and only the timer of the values is left
  uplink.resync();
  await pass(clock, 10);
  await ack(undefined);
  docs.length = 0;
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "stale")]]));
  uplink.changed("values", DEVICE);
  const due = clock.now() + WINDOW_IDLE_MS;
  state.connected = false;
  await publish();
  state.connected = true;
  uplink.reconnected();
  await pass(clock, 10);
  await ack(1);
  await pass(clock, 70_000, 1_000);
  await ack(1);
  docs.length = 0;
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "live")]]));
  uplink.changed("values", DEVICE);
  await pass(clock, due - clock.now(), 1_000);
  assert.equal(docs.length, 1, "told at its time");
});

test("whoever asks waits for what there was then, events and documents, and for the values; not for what comes later", async () => {
  const { publish, clock, ack, uplink, docs, positions } = await idle();
  await publish();
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  await ack(1);
  await publish(2);
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  assert.deepEqual(positions(), ["1-1", "2-3"]);
  const answers: boolean[] = [];
  void uplink.flush(60_000).then((all) => answers.push(all));
  await pass(clock, 1, 1);
  assert.deepEqual(positions(), ["2-3"], "it wanted no acknowledgement: once more");
  await publish();
  await pass(clock, WINDOW_LISTENING_MS, 5);
  assert.deepEqual([answers, positions()], [[], ["4-4"]]);
  await ack(3, 0);
  assert.deepEqual(answers, [true], "the values went with the events");
  void uplink.flush(60_000).then((all) => answers.push(all));
  await ack(4, docs.at(-1)?.n);
  assert.deepEqual(answers, [true, true]);
});

test("values that stay behind the log are asked for with the documents, once, and waited for", async () => {
  const { publish, clock, ack, uplink, docs, sendWindow } = await idle();
  await publish();
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  await ack(1);
  assert.equal(uplink.state(), "done");
  const answers: boolean[] = [];
  const ask = async () => {
    void uplink.flush(1).then((all) => answers.push(all));
    await pass(clock, 1, 1);
  };
  await ask();
  assert.deepEqual([docs.map(({ catchUp }) => catchUp), answers], [[true], []]);
  await ask();
  assert.deepEqual([docs.length, answers], [2, []], "nobody knows yet whether the first one arrived");
  await ack(1);
  assert.deepEqual(answers, [true, true]);
  assert.equal(sendWindow.isReading(), false);
  await ask();
  assert.deepEqual([docs.length, answers], [2, [true, true, true]], "they are no longer behind");
});

test("values that were brought up by the very message that is acknowledged are not asked for again", async () => {
  const { publish, clock, ack, uplink, docs } = await idle();
  await publish();
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  await ack(1);
  for (const expected of [1, 1]) {
    const all = uplink.flush(1);
    await pass(clock, 1, 1);
    assert.equal(docs.length, expected);
    await ack(1);
    assert.equal(await all, true);
  }
});

test("at the end it knows whether the broker took all of it, events as well as documents", async () => {
  for (const [isTaken, hasEvents, hasValues] of [
    [true, true, true],
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ] as const) {
    const { uplink, state, publish, home, clock } = await idle();
    if (hasEvents) await publish();
    if (hasValues) {
      home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "stale")]]));
      uplink.changed("values", DEVICE);
    }
    state.isTaken = isTaken;
    const all = uplink.drain();
    await pass(clock, 1, 1);
    assert.equal(await all, isTaken || !(hasEvents || hasValues), `${isTaken} ${hasEvents} ${hasValues}`);
  }
});

test("at the end it also sends what came while the last message was on its way", async () => {
  const { uplink, publish, clock, home, state, docs, positions } = await idle();
  const gate = Promise.withResolvers<void>();
  state.held = gate.promise;
  await publish();
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "stale")]]));
  uplink.changed("values", DEVICE);
  const later = dimmer({ address: "VCU0000002", central: "ccu" });
  home.putDevice(later);
  uplink.changed("device", idOf(later));
  const all = uplink.drain();
  await pass(clock, 1, 1);
  assert.equal(docs.length, 0);
  gate.resolve();
  assert.equal(await all, true);
  assert.deepEqual(
    [positions(), docs.flatMap((message) => message.docs.map(({ kind, key }) => `${kind} ${key}`))],
    [["1-1"], [`values ${DEVICE}`, `device ${idOf(later)}`]],
  );
});

test("at the end it also sends the event that came while documents were on their way", async () => {
  const { uplink, publish, clock, home, state, positions, docs } = await idle();
  home.putValues(DEVICE, new Map([["1/VALUES/STATE", value(true, "stale")]]));
  uplink.changed("values", DEVICE);
  const gate = Promise.withResolvers<void>();
  state.held = gate.promise;
  await pass(clock, WINDOW_IDLE_MS, 60_000);
  await publish();
  const all = uplink.drain();
  await pass(clock, 1, 1);
  gate.resolve();
  assert.equal(await all, true);
  assert.deepEqual([positions(), docs.length], [["1-1"], 1]);
});

test("who waits when it closes is told that nobody knows; so is whoever comes later, and one too many", async () => {
  const { publish, clock, uplink, docs, events } = await idle();
  await publish();
  const answers: boolean[] = [];
  for (let n = 0; n < 101; n += 1) void uplink.flush(1).then((all) => answers.push(all));
  await pass(clock, 1, 1);
  assert.deepEqual(answers, [false], "a hundred wait");
  uplink.close();
  await pass(clock, 1, 1);
  assert.deepEqual(answers, new Array(101).fill(false));
  assert.equal(await uplink.flush(1), false);
  assert.equal(clock.pending(), 0, "no timer stays");
  const sent = [docs.length, events.length];
  uplink.reconnected();
  await publish();
  await pass(clock, 100_000, 10_000);
  assert.deepEqual([docs.length, events.length, clock.pending()], [...sent, 0], "nothing is sent any more");
});
