/** Documents on their way to the cloud: numbered, a full set between marks, sent again where nobody acknowledges them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { deviceId } from "../../handlers/model/device-id.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import {
  BATCH_CHARACTERS,
  createDocumentSender,
  DOCS_WAIT_MS,
  RECONNECT_EVERY_MS,
  RESYNC_EVERY_MS,
} from "../../handlers/relay/home/document-sender.ts";
import type { LateNotes } from "../../handlers/relay/home/late-notes.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { createPresence, PROBE_EVERY_MS } from "../../handlers/relay/home/presence.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { DocMessage, KEY_LIMIT, STATE_EVERY_MS, StateMessage } from "../../handlers/relay/protocol/uplink-messages.ts";

import { randomOf } from "./network.ts";

const START = Date.UTC(2026, 0, 1);
const document = (key: string, text = "") => ({ kind: "device", key, doc: { text } }) as never;

function sender(
  all: unknown[],
  news: unknown[] = [],
  open: { partial: string[]; owes: boolean[] } = { partial: [], owes: [] },
  notes?: LateNotes,
) {
  const clock = createManualClock(START);
  const sent: ReturnType<typeof DocMessage.parse>[] = [];
  const errors: string[] = [];
  const state = { isAway: false };
  const made = createDocumentSender({
    documents: {
      all: async function* () {
        yield* all as never[];
      },
      keys: async () => ({ keys: { device: ["k"] }, partial: open.partial }),
      news: async () => news,
      program: async () => [],
      owesKeys: async () => open.owes.shift() ?? false,
    } as never,
    epoch: 3,
    clock,
    log: { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) },
    send: async (payload) => {
      if (!state.isAway) sent.push(decodeMessage(DocMessage, payload) as (typeof sent)[number]);
      return !state.isAway;
    },
    ...(notes ? { notes } : {}),
  });
  return { clock, sent, errors, state, made };
}

test("keys say whose devices are not all known yet, and come again when they are", async () => {
  const open = { partial: ["slow"], owes: [] as boolean[] };
  const { sent, made, state } = sender([], [], open);
  const everything = () => true;
  await made.full();
  await made.news(everything);
  assert.deepEqual(
    sent.splice(0).map(({ mark, keys, partial }) => [mark, keys, partial]),
    [
      ["begin", undefined, undefined],
      ["end", { device: ["k"] }, ["slow"]],
    ],
  );
  open.partial = [];
  open.owes = [true];
  await made.news(everything);
  assert.deepEqual(
    sent.splice(0).map(({ n, mark, keys, partial }) => [n, mark, keys, partial]),
    [[3, "end", { device: ["k"] }, undefined]],
  );
  open.owes = [true];
  state.isAway = true;
  await made.news(everything);
  assert.ok(made.fullDueAt() !== undefined, "what could not be told is told with everything");
});

test("a full set is due at once, numbered from 1, between its marks", async () => {
  const { sent, made } = sender([document("a"), document("b")]);
  assert.equal(made.fullDueAt(), Number.NEGATIVE_INFINITY);
  await made.full();
  assert.deepEqual(
    sent.map(({ n, epoch, at, mark, docs, keys }) => [n, epoch, at, mark, docs.length, keys]),
    [
      [1, 3, START, "begin", 0, undefined],
      [2, 3, START, undefined, 2, undefined],
      [3, 3, START, "end", 0, { device: ["k"] }],
    ],
  );
  assert.deepEqual(made.counters(), { messages: 3, sets: 1, oversize: 0 });
  assert.deepEqual([made.sentTo(), made.acknowledgedTo(), made.fullDueAt()], [3, 0, undefined]);
});

test("another one is due no sooner than allowed, the earlier reason decides", async () => {
  const { made, clock } = sender([]);
  await made.full();
  clock.advance(10);
  made.reconnected();
  assert.equal(made.fullDueAt(), START + RECONNECT_EVERY_MS);
  made.resync();
  made.reconnected();
  assert.equal(made.fullDueAt(), START + RESYNC_EVERY_MS);
});

test("where the connection fails everything is due again in a second", async () => {
  const { made, state, sent, clock } = sender([document("a")], [document("a")]);
  state.isAway = true;
  await made.full();
  assert.deepEqual([made.fullDueAt(), made.sentTo(), made.counters().sets], [START + 1000, 0, 0]);
  state.isAway = false;
  await made.full();
  state.isAway = true;
  clock.advance(5);
  await made.news(() => true);
  assert.equal(made.fullDueAt(), START + 1005);
  state.isAway = false;
  await made.full();
  await made.catchUp();
  assert.deepEqual([sent.at(-1)?.catchUp, sent.at(-1)?.docs, made.fullDueAt()], [true, [], undefined]);
  state.isAway = true;
  await made.catchUp();
  assert.equal(made.fullDueAt(), START + 1005);
});

test("where the connection fails in the middle nothing more of the set is tried, wherever that is", async () => {
  const large = (key: string) => document(key, "x".repeat(700_000));
  for (let taken = 0; taken < 6; taken += 1) {
    const { made, state, sent } = sender([large("a"), large("b"), large("c"), document("d")]);
    const all = sent.push.bind(sent);
    sent.push = (...messages) => {
      state.isAway = sent.length + 1 > taken;
      return state.isAway ? sent.length : all(...messages);
    };
    await made.full();
    assert.deepEqual([sent.length, made.sentTo(), made.counters().sets], [taken, taken, 0]);
    assert.equal(made.fullDueAt(), START + 1000);
  }
});

test("notes go behind the documents, in as many messages as they need; what was not taken stays and everything is due", async () => {
  const marked: [number, string[]][] = [];
  const waiting = ["n1", "n2", "n3"].map((key) => ({ key }));
  const notes = {
    again() {},
    acknowledged() {},
    next: () => waiting.slice(0, 2),
    sentIn(n: number, batch: { key: string }[]) {
      marked.push([n, batch.map(({ key }) => key)]);
      waiting.splice(0, batch.length);
    },
  };
  const { made, state } = sender([], [], { partial: [], owes: [] }, notes as never);
  await made.full();
  assert.deepEqual(marked, [
    [3, ["n1", "n2"]],
    [4, ["n3"]],
  ]);
  waiting.push({ key: "n4" });
  state.isAway = true;
  await made.news(() => true);
  assert.deepEqual([waiting.length, marked.length, made.sentTo()], [1, 2, 4]);
  assert.equal(made.fullDueAt(), START + 1000);
});

test("what nobody acknowledged is sent in full again, each time after twice the wait", async () => {
  const { made, clock } = sender([]);
  await made.full();
  assert.equal(made.overdueAt(), START + DOCS_WAIT_MS);
  clock.advance(DOCS_WAIT_MS - 1);
  made.overdue();
  assert.equal(made.fullDueAt(), undefined);
  clock.advance(1);
  made.overdue();
  assert.equal(made.fullDueAt(), START + DOCS_WAIT_MS);
  assert.equal(made.overdueAt(), START + 3 * DOCS_WAIT_MS);
  made.acknowledged(3);
  assert.equal(made.acknowledgedTo(), 0, "more than was sent");
  made.acknowledged(1);
  assert.deepEqual([made.acknowledgedTo(), made.overdueAt()], [1, START + 2 * DOCS_WAIT_MS]);
  made.acknowledged(2);
  made.acknowledged(1);
  assert.deepEqual([made.acknowledgedTo(), made.overdueAt()], [2, undefined]);
  clock.advance(DOCS_WAIT_MS * 9);
  await made.full();
  assert.equal(made.overdueAt(), clock.now() + DOCS_WAIT_MS, "the wait begins with the first of them");
});

test("however long nobody acknowledges it, everything is sent again every half hour", async () => {
  const { made, clock } = sender([]);
  await made.full();
  const waits: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const wait = (made.overdueAt() as number) - clock.now();
    waits.push(wait / 1_000);
    clock.advance(wait);
    made.overdue();
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800]);
});

test("many documents share messages, impossible ones are left out alone", async () => {
  const large = (key: string) => document(key, "x".repeat(400_000));
  const { made, sent, errors } = sender([
    ...[document(""), document("x".repeat(KEY_LIMIT + 1)), document("x".repeat(KEY_LIMIT))],
    ...[large("a"), large("b"), large("c")],
  ]);
  await made.full();
  assert.deepEqual(
    sent.map(({ docs }) => docs.length),
    [0, 3, 1, 0],
  );
  assert.deepEqual([errors.length, made.counters().oversize], [2, 2]);
});

test("a message is closed when its documents have so many characters, not before", async () => {
  const empty = JSON.stringify(document("a")).length;
  for (const [characters, messages] of [
    [BATCH_CHARACTERS - 1, [0, 2, 0]],
    [BATCH_CHARACTERS, [0, 1, 1, 0]],
  ] as const) {
    const { made, sent } = sender([document("a", "x".repeat(characters - empty)), document("b")]);
    await made.full();
    assert.deepEqual(
      sent.map(({ docs }) => docs.length),
      messages,
    );
  }
});

test("one document that no message can carry is left out and told; those beside it arrive", async () => {
  const random = randomOf(5);
  const noise = Array.from({ length: 40_000 }, () => random().toString(36).slice(2)).join("");
  const { made, sent, errors } = sender([document("a", "x"), document("b", noise), document("c", "x")]);
  await made.full();
  const keys = sent.flatMap(({ docs }) => docs.map(({ key }) => key));
  assert.deepEqual([keys, errors.length, made.counters().oversize], [["a", "c"], 1, 1]);
});

test("a read model tells each change with its key, and passes everything on", async () => {
  const told: string[] = [];
  const inner = createMemoryHome();
  const home = observeHome(inner, (kind, key) => void told.push(`${kind} ${key}`));
  const device = { central: "c", address: "A", channels: [] } as never;
  const id = deviceId("c", "A");
  home.putCentral({ name: "c" } as never);
  home.putDevice(device);
  home.putValues(id, new Map());
  home.putHub("c", unobservedHub("c"));
  home.putInterfaces("c", [{ id: "c-i", central: "c" }] as never);
  assert.deepEqual(told.splice(0), ["central c", "device c/A", "values c/A", "hub c", "interfaces c"]);
  assert.equal(await home.device(id), device);
  assert.deepEqual([(await home.devices()).length, (await home.devicesAt("A")).length], [1, 1]);
  assert.deepEqual([(await home.centrals()).length, (await home.interfaces()).length], [1, 1]);
  assert.equal((await home.values(id)).size, 0);
  assert.equal((await home.hub("c"))?.central, "c");
  assert.equal(home.revision(), inner.revision());
  home.removeDevice(id);
  home.removeCentral("c");
  assert.deepEqual(told, ["device c/A", "values c/A", "central c", "interfaces c", "hub c"]);
  assert.deepEqual([(await inner.devices()).length, (await inner.centrals()).length], [0, 0]);
});

test("presence that could not be told, at once or later, is told again with the next look", async () => {
  const clock = createManualClock(START);
  const failures: (() => Promise<boolean>)[] = [
    async () => false,
    () => Promise.reject(new Error("away")),
    () => {
      throw new Error("ending");
    },
  ];
  for (const failure of failures) {
    const sent: boolean[] = [];
    let send: () => Promise<boolean> = async () => sent.push(true) > 0;
    const presence = createPresence({
      ...{ epoch: 1, topics: topics("s"), clock, connected: () => true, send: () => send() },
      centrals: { names: () => ["a"], ccu: () => undefined } as never,
    });
    const works = send;
    send = failure;
    await presence.announce().catch(() => false);
    send = works;
    clock.advance(PROBE_EVERY_MS);
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual(sent, [true]);
    presence.close();
  }
});

test("presence is said when it changes, and often enough", async () => {
  const clock = createManualClock(START);
  const sent: ReturnType<typeof StateMessage.parse>[] = [];
  const state = { connected: true, reached: true, taken: true };
  const presence = createPresence({
    ...{ epoch: 1, topics: topics("s"), clock, connected: () => state.connected },
    centrals: {
      names: () => ["a", "b"],
      ccu: (name: string) =>
        name === "a" ? { interfaces: () => [{ connected: false }, { connected: state.reached }] } : undefined,
    } as never,
    send: async (_topic, payload, retain) => {
      assert.equal(retain, true);
      if (state.taken) sent.push(decodeMessage(StateMessage, payload)!);
      return state.taken;
    },
  });
  const step = async (ms: number) => {
    clock.advance(ms);
    await new Promise<void>((resolve) => setImmediate(resolve));
    return sent.splice(0).map(({ online, centrals }) => [online, ...centrals.map(({ available }) => available)]);
  };
  assert.equal(await presence.announce(), true);
  assert.deepEqual(await step(PROBE_EVERY_MS), [[true, true, false]], "the announcement, and nothing new since");
  state.reached = false;
  assert.deepEqual(await step(PROBE_EVERY_MS - 1), []);
  assert.deepEqual(await step(1), [[true, false, false]]);
  state.reached = true;
  state.connected = false;
  assert.deepEqual(await step(PROBE_EVERY_MS), []);
  state.connected = true;
  state.taken = false;
  assert.deepEqual(await step(PROBE_EVERY_MS), []);
  state.taken = true;
  assert.deepEqual(await step(PROBE_EVERY_MS), [[true, true, false]], "what was not taken is said again");
  let said = 0;
  for (let waited = 0; waited < STATE_EVERY_MS; waited += PROBE_EVERY_MS) said += (await step(PROBE_EVERY_MS)).length;
  assert.equal(said, 1);
  assert.equal(await presence.leave(true), true);
  assert.deepEqual(
    sent.splice(0).map(({ online, complete, centrals }) => [online, complete, centrals]),
    [[false, true, []]],
  );
  presence.close();
  state.reached = false;
  assert.deepEqual(await step(PROBE_EVERY_MS * 20), []);
});
