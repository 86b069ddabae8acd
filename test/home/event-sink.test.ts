import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { alarmMessage, valueChanged } from "../../handlers/broadcasts/broadcasts.ts";
import { APPEND_LIMIT, createEventSink, EVENT_BACKLOG_LIMIT } from "../../handlers/home/event-sink.ts";
import { draftEvent, eventFrame } from "../../handlers/kernel/broadcast.ts";
import type { EventDraft, EventLog, LoggedEvent } from "../../handlers/ports/index.ts";
import { settle } from "./support.ts";

function bench(log: EventLog = createMemoryEventLog()) {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const delivered: LoggedEvent[][] = [];
  const errors: string[] = [];
  const sink = createEventSink({
    log,
    clock,
    deliver: (events) => void delivered.push(events),
    logger: { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) },
  });
  const publish = (count: number) => sink.publish(alarmMessage, { central: "home", count });
  const counts = () => delivered.flat().map((e) => JSON.parse(eventFrame(e)).payload.count);
  return { clock, delivered, errors, sink, publish, counts };
}

test("what is published in one tick goes together, numbered and in order", async () => {
  const b = bench();
  for (const n of [1, 2, 3]) b.publish(n);
  assert.equal(b.delivered.length, 0, "not before the log has it");
  await b.sink.flushed();
  assert.equal(b.delivered.length, 1);
  assert.deepEqual(
    b.delivered[0]!.map((e) => e.seq),
    [1, 2, 3],
  );
  assert.deepEqual(JSON.parse(eventFrame(b.delivered[0]![0]!)), {
    seq: 1,
    kind: "change",
    topic: "hub.home.alarm_messages",
    type: "hub.alarm_message",
    ts: "2026-01-01T00:00:00.000Z",
    payload: { central: "home", count: 1 },
  });
  await b.sink.flushed();
});

test("what arrives while the log is busy goes with the next batch", async () => {
  const memory = createMemoryEventLog();
  const gate = Promise.withResolvers<void>();
  const sizes: number[] = [];
  const b = bench({
    ...memory,
    read: memory.read.bind(memory),
    bounds: memory.bounds.bind(memory),
    append: async (events) => {
      sizes.push(events.length);
      await gate.promise;
      return memory.append(events);
    },
  });
  b.publish(1);
  await settle();
  b.publish(2);
  b.publish(3);
  gate.resolve();
  await b.sink.flushed();
  assert.deepEqual(sizes, [1, 2]);
  assert.deepEqual(b.counts(), [1, 2, 3]);
});

test("a log that fails is asked again; nothing is lost, repeated or reordered", async () => {
  const memory = createMemoryEventLog();
  let failures = 3;
  const b = bench({
    read: memory.read.bind(memory),
    bounds: memory.bounds.bind(memory),
    append: async (events) => {
      if (failures-- > 0) throw new Error("disk full");
      return memory.append(events);
    },
  });
  b.publish(1);
  await settle();
  b.publish(2);
  assert.deepEqual(b.counts(), []);
  for (const pause of [250, 500, 1000]) {
    b.clock.advance(pause - 1);
    await settle();
    b.clock.advance(1);
    await settle();
  }
  await b.sink.flushed();
  assert.deepEqual(b.counts(), [1, 2]);
  assert.equal(b.errors.length, 3);
});

test("the pauses between attempts double, up to half a minute", async () => {
  let attempts = 0;
  const b = bench({
    read: async () => [],
    bounds: async () => ({ oldest: 1, newest: 0 }),
    append: async () => {
      attempts += 1;
      throw new Error("disk full");
    },
  });
  b.publish(1);
  await settle();
  for (const pause of [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = attempts;
    b.clock.advance(pause - 1);
    await settle();
    assert.equal(attempts, before, `before ${pause} ms`);
    b.clock.advance(1);
    await settle();
    assert.equal(attempts, before + 1, `after ${pause} ms`);
  }
});

test("the backlog has a limit: past it the newest is kept, with the gap before it, and that is told", async () => {
  const appended: number[] = [];
  const gaps: number[] = [];
  let seq = 0;
  let broken = true;
  const b = bench({
    read: async () => [],
    bounds: async () => ({ oldest: 1, newest: 0 }),
    append: async (events: readonly EventDraft[], options?: { afterGap?: boolean }) => {
      if (broken) throw new Error("no disk");
      appended.push(events.length);
      if (options?.afterGap) gaps.push(seq + 1);
      return events.map((event) => ({ ...event, seq: ++seq }));
    },
  });
  b.publish(0);
  await settle();
  for (let n = 1; n <= EVENT_BACKLOG_LIMIT + 3; n++) b.publish(n);
  broken = false;
  b.clock.advance(250);
  await settle();
  await b.sink.flushed();
  const last = b.delivered.at(-1)!.at(-1)!;
  assert.equal(JSON.parse(eventFrame(last)).payload.count, EVENT_BACKLOG_LIMIT + 3, "what is now, is told");
  assert.deepEqual(gaps, [last.seq], "one gap, in its place");
  assert.equal(b.counts().at(-2), EVENT_BACKLOG_LIMIT - 1);
  assert.ok(b.errors.some((message) => message.includes("dropped")));
  assert.equal(Math.max(...appended), APPEND_LIMIT);
});

test("a backlog that is just full has no gap", async () => {
  const memory = createMemoryEventLog({ keep: 2 * EVENT_BACKLOG_LIMIT });
  let broken = true;
  const b = bench({
    read: memory.read.bind(memory),
    bounds: memory.bounds.bind(memory),
    append: async (...given: Parameters<EventLog["append"]>) => {
      if (broken) throw new Error("no disk");
      return memory.append(...given);
    },
  });
  b.publish(0);
  await settle();
  for (let n = 1; n <= EVENT_BACKLOG_LIMIT; n++) b.publish(n);
  broken = false;
  b.clock.advance(250);
  await b.sink.flushed();
  assert.equal(b.counts().length, EVENT_BACKLOG_LIMIT + 1);
  assert.ok(b.delivered.flat().every(({ afterGap }) => afterGap === undefined));
});

test("a subscriber's failure is the subscriber's: the next batch is delivered", async () => {
  const log = createMemoryEventLog();
  let calls = 0;
  const errors: string[] = [];
  const sink = createEventSink({
    log,
    clock: createManualClock(),
    deliver: () => {
      calls += 1;
      if (calls === 1) throw new Error("boom");
    },
    logger: { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) },
  });
  sink.publish(alarmMessage, { central: "home", count: 1 });
  await sink.flushed();
  sink.publish(alarmMessage, { central: "home", count: 2 });
  await sink.flushed();
  assert.equal(calls, 2);
  assert.equal(errors.length, 1);
});

test("classified members are for those who ask, the rest is the same text", async () => {
  const b = bench();
  b.sink.publish(
    valueChanged,
    {
      central: "home",
      device_address: "A",
      channel: 1,
      parameter: "STATE",
      paramset_key: "VALUES",
      unique_id: "loom_a_1_state",
      value: 'ä"\n',
      previous: undefined,
      modified_at: "2026-01-01T00:00:00.000Z",
      category: "switch",
      data_point_type: "switch",
    },
    "initial",
  );
  await b.sink.flushed();
  const event = b.delivered[0]![0]!;
  const plain = JSON.parse(eventFrame(event));
  const classified = JSON.parse(eventFrame(event, true));
  assert.ok(!("category" in plain.payload) && !("previous" in plain.payload));
  assert.equal(plain.kind, "initial");
  assert.deepEqual(classified.payload, { ...plain.payload, category: "switch", data_point_type: "switch" });
});

test("property: the fast text of a value change is the declared one", () => {
  const text = fc.string({ maxLength: 8 });
  const payload = fc.record(
    {
      central: text,
      interface: fc.option(text, { nil: undefined }),
      device_address: fc.constantFrom("A", 'B"\\'),
      channel: fc.nat(2),
      parameter: fc.constantFrom("STATE", "LEVEL"),
      paramset_key: fc.constantFrom("VALUES", "MASTER"),
      unique_id: fc.constantFrom("", "loom_a", "loom_b"),
      value: fc.oneof(fc.double(), fc.boolean(), text, fc.constant(null)),
      previous: fc.oneof(fc.double(), fc.boolean(), text, fc.constant(undefined), fc.constant(null)),
      modified_at: fc.constant("2026-01-01T00:00:00.000Z"),
      available: fc.constantFrom(true, false, undefined),
      category: fc.constantFrom("switch", undefined),
      data_point_type: fc.constantFrom("switch", undefined),
    },
    {
      requiredKeys: [
        "central",
        "device_address",
        "channel",
        "parameter",
        "paramset_key",
        "unique_id",
        "value",
        "modified_at",
      ],
    },
  );
  const { serialise: _serialise, ...declared } = valueChanged;
  fc.assert(
    fc.property(payload, (p) => {
      const parse = (event: EventDraft, classify: boolean) => JSON.parse(eventFrame({ ...event, seq: 1 }, classify));
      const fast = draftEvent(valueChanged, p, "change", 0);
      const plain = draftEvent(declared, p, "change", 0);
      assert.equal(fast.topic, plain.topic);
      for (const classify of [false, true]) assert.deepEqual(parse(fast, classify), parse(plain, classify));
    }),
  );
});

test("observers get the payload itself, in order, before it is serialised; one that fails stops nothing", async () => {
  const b = bench();
  const seen: unknown[] = [];
  const end = b.sink.observe(alarmMessage, (payload) => void seen.push(payload));
  b.sink.observe(alarmMessage, () => {
    throw new Error("broken");
  });
  const payload = { central: "home", count: 7 };
  b.sink.publish(alarmMessage, payload);
  assert.equal(seen[0], payload, "the same object, at once");
  await b.sink.flushed();
  assert.deepEqual(b.counts(), [7]);
  assert.deepEqual(b.errors, ["an observer of events failed"]);
  end();
  b.publish(8);
  assert.equal(seen.length, 1, "it is not told any more");
  await b.sink.flushed();
  assert.deepEqual(b.counts(), [7, 8]);
});

test("an observer hears of its broadcast only", async () => {
  const b = bench();
  const seen: unknown[] = [];
  b.sink.observe(valueChanged, (payload) => void seen.push(payload));
  b.publish(1);
  assert.deepEqual(seen, []);
});
