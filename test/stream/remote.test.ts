import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryConnectionRecords } from "../../adapters/memory/connection-records.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import type { CommandResult } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { createTokenBuckets } from "../../handlers/kernel/token-bucket.ts";
import type { ConnectionRecords, EventLog, Gateway } from "../../handlers/ports/index.ts";
import { COMMAND_BURST } from "../../handlers/stream/limits.ts";
import { CURSOR_LAG_LIMIT, GATEWAY_MESSAGE_LIMIT, LEASE_MS } from "../../handlers/stream/pump.ts";
import { createRemoteStream, type RemoteStream } from "../../handlers/stream/remote.ts";

const anna: Identity = { subject: "anna", role: "viewer", scheme: "bearer", credential: "c1" };
const draft = (topic: string) => ({
  topic,
  tail: `"kind":"change","topic":"${topic}","type":"t","ts":"","payload":{}}`,
});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

type Turn = <T>(work: () => Promise<T>) => Promise<T>;
/** A site's stream in the cloud, with a gateway that keeps what it was given. */
function cloud({ turn = (work) => work(), keep }: { turn?: Turn; keep?: number } = {}) {
  const clock = createManualClock();
  const plain = createMemoryConnectionRecords({ clock });
  const eventLog = createMemoryEventLog(keep === undefined ? {} : { keep });
  const frames = new Map<string, string[]>();
  const closed: string[] = [];
  const open = new Set<string>();
  const state = {
    failing: undefined as string | undefined,
    /** The log cannot be read. */
    isThrottled: false,
    reads: 0,
    /** Changes of records. */
    writes: 0,
    /** Numbers of events before which others were lost. */
    gaps: new Set<number>(),
    result: { data: {} } as CommandResult,
  };
  const records: ConnectionRecords = {
    put: (r) => turn(() => plain.put(r)),
    get: (id) => turn(() => plain.get(id)),
    update: (id, change, condition) =>
      turn(() => {
        state.writes += 1;
        return plain.update(id, change, condition);
      }),
    delete: (id, condition) => turn(() => plain.delete(id, condition)),
    list: (o) => turn(() => plain.list(o)),
  };
  const log: EventLog = {
    append: (e) => turn(() => eventLog.append(e)),
    read: (after, limit) =>
      turn(async () => {
        state.reads += 1;
        if (state.isThrottled) throw new Error("slow down");
        const events = await eventLog.read(after, limit);
        return events.map((event) => (state.gaps.has(event.seq) ? { ...event, afterGap: true } : event));
      }),
    bounds: () => turn(() => eventLog.bounds()),
  };
  const gateway: Gateway = {
    post: (id, frame) =>
      turn(async () => {
        if (state.failing === id) throw new Error("time-out");
        if (!open.has(id)) return "gone";
        frames.set(id, [...(frames.get(id) ?? []), frame]);
        return "sent";
      }),
    close: async (id) => {
      open.delete(id);
      closed.push(id);
    },
  };
  const buckets = createTokenBuckets(clock, 20, COMMAND_BURST);
  let calls = 0;
  /** Another call of the function: nothing is kept between two of them. */
  const stream = (): RemoteStream =>
    createRemoteStream({
      records,
      eventLog: log,
      gateway,
      clock,
      log: quiet,
      holder: `call-${++calls}`,
      dispatch: async () => state.result,
      authenticate: async (token) => (token === "good" ? { ...anna, role: "admin" } : null),
      commandBuckets: buckets,
      restOf: (command) => (command === "devices.list" ? "GET /devices" : undefined),
    });
  const connect = async (id: string, identity = anna) => {
    open.add(id);
    await stream().connected(id, identity);
  };
  const send = (id: string, frame: object) => stream().message(id, JSON.stringify(frame));
  const publish = async (...topics: string[]) => {
    await log.append(topics.map(draft));
    await stream().fanOut();
  };
  /** The same by a function that knows what it brought: every event that is new. */
  const bring = async (...topics: string[]) => {
    const events = await log.append(topics.map(draft));
    await stream().fanOut(events.map((event) => (state.gaps.has(event.seq) ? { ...event, afterGap: true } : event)));
  };
  const seqs = (id: string) =>
    (frames.get(id) ?? [])
      .map((f) => JSON.parse(f))
      .filter((f) => f.seq && f.type)
      .map((f) => f.seq as number);
  const ops = (id: string) => (frames.get(id) ?? []).map((f) => JSON.parse(f).op).filter(Boolean);
  const last = (id: string) => JSON.parse(frames.get(id)?.at(-1) ?? "null");
  return {
    clock,
    stream,
    connect,
    send,
    publish,
    bring,
    seqs,
    ops,
    last,
    closed,
    open,
    frames,
    eventLog,
    state,
    records: plain,
  };
}

test("subscribe, events, unsubscribe: each call of a function knows only the record", async () => {
  const c = cloud();
  await c.publish("device.a");
  await c.connect("s1");
  await c.publish("device.a");
  assert.deepEqual(c.seqs("s1"), [], "nothing is subscribed");
  await c.send("s1", { op: "subscribe", topics: ["devices/#"] });
  assert.deepEqual(c.last("s1"), { op: "subscribed", topics: ["devices/#"] }, "echoed as sent");
  await c.publish("device.a", "hub.b", "device.c");
  assert.deepEqual(c.seqs("s1"), [3, 5], "what was before the subscription was not asked for");
  await c.send("s1", { op: "unsubscribe", topics: ["devices/#"] });
  await c.publish("device.a");
  assert.deepEqual(c.seqs("s1"), [3, 5]);
});

test("resume: replay_done with the last seq, replay_lost iff trimmed or from the future", async () => {
  const c = cloud({ keep: 1024 });
  for (let i = 0; i < 80; i++) await c.publish(...Array.from({ length: 50 }, () => "device.a"));
  await c.connect("s1");
  const { oldest, newest } = await c.eventLog.bounds();
  await c.send("s1", { op: "subscribe", topics: ["device.*"], since: newest - 3 });
  assert.deepEqual(c.seqs("s1"), [newest - 2, newest - 1, newest]);
  assert.deepEqual(c.last("s1"), { op: "replay_done", seq: newest });
  await c.connect("s2");
  await c.send("s2", { op: "subscribe", topics: ["device.*"], since: oldest - 1 });
  assert.equal(c.seqs("s2").length, newest - oldest + 1);
  await c.connect("s3");
  await c.send("s3", { op: "subscribe", topics: ["device.*"], since: oldest - 2 });
  assert.deepEqual(c.last("s3"), { op: "replay_lost", oldest_seq: oldest });
  await c.send("s3", { op: "subscribe", topics: ["device.*"], since: newest + 1 });
  assert.deepEqual(c.last("s3"), { op: "replay_lost", oldest_seq: oldest });
});

test("calls: result, missing members, rate limit, answers that a socket cannot carry name the operation", async () => {
  const c = cloud();
  await c.connect("s1");
  c.state.result = { data: { a: 1 } };
  await c.send("s1", { op: "call", id: "1", command: "devices.list" });
  assert.deepEqual(c.last("s1"), { op: "result", id: "1", data: { a: 1 } });
  await c.send("s1", { op: "call", command: "devices.list" });
  assert.equal(c.last("s1").error.message, "missing id");
  c.state.result = { data: "x".repeat(GATEWAY_MESSAGE_LIMIT) };
  await c.send("s1", { op: "call", id: "2", command: "devices.list" });
  assert.match(c.last("s1").error.message, /use GET \/devices/);
  const envelope = JSON.stringify({ op: "result", id: "3", data: "" }).length;
  c.state.result = { data: "x".repeat(GATEWAY_MESSAGE_LIMIT - envelope) };
  await c.send("s1", { op: "call", id: "3", command: "devices.list" });
  assert.equal(c.frames.get("s1")?.at(-1)?.length, GATEWAY_MESSAGE_LIMIT, "at the limit it is carried");
  for (let i = 0; i < COMMAND_BURST; i++) await c.send("s1", { op: "call", id: "n", command: "x" });
  assert.equal(c.last("s1").error.code, "rate_limited");
  await c.stream().message("s1", "{");
  assert.equal(c.last("s1").error.code, "bad_request");
  await c.send("s1", { op: "nope" });
  assert.equal(c.last("s1").error.message, "unknown op: nope");
});

test("reauth replaces the identity or ends the socket; revocation tells why before it closes", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "reauth", token: "good" });
  assert.deepEqual(c.last("s1"), { op: "reauth_ok" });
  assert.equal((await c.records.get("s1"))?.identity.role, "admin");
  await c.send("s1", { op: "reauth", token: "bad" });
  assert.deepEqual(c.last("s1"), { op: "reauth_failed" });
  assert.deepEqual(c.closed, ["s1"]);
  await c.connect("s2");
  await c.connect("s3", { ...anna, credential: "c2" });
  assert.equal(await c.stream().end((identity) => identity.credential === "c2", "token deleted"), 1);
  assert.equal(c.last("s3").error.code, "unauthorized");
  assert.deepEqual(c.closed, ["s1", "s3"]);
  assert.equal(await c.stream().change((identity) => ({ ...identity, role: "operator" })), 1);
  assert.equal((await c.records.get("s2"))?.identity.role, "operator");
});

test("a credential that has ended ends its socket, with a message, an event or a ping", async () => {
  for (const what of ["message", "event", "ping"] as const) {
    const c = cloud();
    await c.connect("s1", { ...anna, expiresAt: c.clock.now() + 1000 });
    await c.send("s1", { op: "subscribe", topics: ["*"] });
    c.clock.advance(1000);
    if (what === "message") await c.send("s1", { op: "call", id: "1", command: "x" });
    else if (what === "event") await c.publish("device.a");
    else await c.stream().tick();
    assert.deepEqual(c.closed, ["s1"], what);
    assert.deepEqual(c.seqs("s1"), []);
  }
});

test("a socket that is gone is forgotten; one whose frame met an unknown fate is closed, and resumes", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.connect("s2");
  for (const id of ["s1", "s2"]) await c.send(id, { op: "subscribe", topics: ["*"] });
  c.open.delete("s1");
  c.state.failing = "s2";
  await c.publish("device.a");
  assert.equal(await c.records.get("s1"), undefined);
  assert.equal(await c.records.get("s2"), undefined);
  assert.ok(c.closed.includes("s2"));
});

test("a holder that died: the lease ends after its time, the socket is closed, not served twice", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["*"] });
  await c.records.update("s1", { lease: { holder: "dead", until: c.clock.now() + LEASE_MS } });
  await c.publish("device.a");
  assert.deepEqual(c.seqs("s1"), []);
  assert.equal((await c.records.get("s1"))?.wanted, true);
  c.clock.advance(LEASE_MS);
  await c.stream().tick();
  assert.deepEqual(c.closed, ["s1"]);
});

test("a function that dies while it gives up a socket leaves none that is open and never served", async () => {
  let dying = false;
  const c = cloud({
    turn: (work) => (dying && c.closed.length > 0 ? Promise.reject(new Error("died")) : work()),
  });
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["*"] });
  await c.records.update("s1", { lease: { holder: "dead", until: c.clock.now() } });
  dying = true;
  await c.stream().tick();
  assert.deepEqual(c.closed, ["s1"]);
  dying = false;
  assert.notEqual(await c.records.get("s1"), undefined, "the record was not reached any more");
  await c.stream().tick();
  assert.equal(await c.records.get("s1"), undefined);
});

test("a resume that fails half-way ends the socket: what follows must not look like all there was", async () => {
  let calls = 0;
  let failing = Number.POSITIVE_INFINITY;
  const c = cloud({ turn: (work) => (++calls === failing ? Promise.reject(new Error("throttled")) : work()) });
  await c.publish("device.a", "device.a");
  for (let step = 1; step < 12; step += 1) {
    const id = `s${step}`;
    await c.connect(id);
    failing = calls + step;
    await c.send(id, { op: "subscribe", topics: ["*"], since: 0 }).catch(() => undefined);
    failing = Number.POSITIVE_INFINITY;
    await c.publish("device.a");
    const { newest } = await c.eventLog.bounds();
    const all = Array.from({ length: newest }, (_, i) => i + 1);
    const seen = c.seqs(id);
    assert.deepEqual(seen, all.slice(0, seen.length), `step ${step}: nothing is left out`);
    if (c.open.has(id) && c.ops(id).includes("subscribed")) assert.deepEqual(seen, all, `step ${step}: still served`);
  }
});

test("events that could not be delivered come with the next tick, which asks nothing where none are due", async () => {
  const c = cloud();
  for (const id of ["s1", "s2"]) {
    await c.connect(id);
    await c.send(id, { op: "subscribe", topics: ["*"] });
  }
  c.state.isThrottled = true;
  await c.publish("device.a", "device.b");
  assert.deepEqual([c.seqs("s1"), c.seqs("s2")], [[], []]);
  c.state.isThrottled = false;
  assert.equal(await c.stream().tick(), 2);
  assert.deepEqual(
    [c.seqs("s1"), c.seqs("s2")],
    [
      [1, 2],
      [1, 2],
    ],
    "without another event",
  );
  assert.deepEqual(c.ops("s1"), ["subscribed", "ping"]);
  const { reads } = c.state;
  await c.stream().tick();
  assert.deepEqual([c.state.reads, c.ops("s1")], [reads, ["subscribed", "ping", "ping"]]);
});

test("a gap in the log is told to who stays, and ends the replay of who resumes across it later", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["device.*"] });
  await c.publish("device.a", "device.a");
  c.state.gaps.add(3);
  await c.publish("device.a", "device.a");
  assert.deepEqual(c.seqs("s1"), [1, 2, 3, 4]);
  assert.deepEqual(c.ops("s1"), ["subscribed", "replay_lost"]);
  const told = (c.frames.get("s1") ?? []).map((frame) => JSON.parse(frame));
  assert.deepEqual(
    told.slice(2, 5).map(({ op, seq, oldest_seq }) => (op ? [op, oldest_seq] : seq)),
    [2, ["replay_lost", 3], 3],
  );

  for (const [id, since, ops] of [
    ["before", 1, ["subscribed", "replay_lost"]],
    ["at its edge", 2, ["subscribed", "replay_lost"]],
    ["behind", 3, ["subscribed", "replay_done"]],
  ] as const) {
    await c.connect(id);
    await c.send(id, { op: "subscribe", topics: ["device.*"], since });
    assert.deepEqual(c.ops(id), ops, id);
    assert.deepEqual(c.seqs(id), [1, 2, 3, 4].slice(since), id);
  }
});

test("events that a socket does not want cost it no write and no read, and its cursor may stay behind", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["device.a.*"] });
  const { writes, reads } = c.state;
  for (let i = 0; i < 3; i += 1) await c.bring("device.b", "hub.c");
  assert.deepEqual([c.state.writes, c.state.reads], [writes, reads]);
  assert.equal((await c.records.get("s1"))?.cursor, 0);
  await c.bring("device.b", "device.a.1", "device.b");
  assert.deepEqual(c.seqs("s1"), [8]);
  assert.deepEqual([c.state.writes, c.state.reads], [writes + 2, reads + 1], "the events between are read once more");
  assert.equal((await c.records.get("s1"))?.cursor, 9);
  await c.bring("device.a");
  assert.deepEqual([c.seqs("s1"), c.state.writes], [[8, 10], writes + 4]);
});

test("a subscription behind a cursor that stayed behind wants nothing of what passed before", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["device.a"] });
  await c.bring("device.b", "device.b");
  await c.send("s1", { op: "subscribe", topics: ["device.b"] });
  assert.deepEqual(c.seqs("s1"), []);
  await c.bring("device.b");
  assert.deepEqual(c.seqs("s1"), [3]);
  await c.send("s1", { op: "unsubscribe", topics: ["device.b"] });
  await c.bring("device.b");
  await c.send("s1", { op: "subscribe", topics: ["device.b"], since: 0 });
  assert.deepEqual(c.seqs("s1"), [3, 1, 2, 3, 4], "what a client asks for with `since` it gets");
});

for (const { name, change } of [
  {
    name: "somebody holds the lease",
    change: (now: number) => ({ lease: { holder: "other", until: now + LEASE_MS } }),
  },
  { name: "something is due", change: () => ({ wanted: true }) },
])
  test(`no socket is passed over where ${name}`, async () => {
    const c = cloud();
    await c.connect("s1");
    await c.send("s1", { op: "subscribe", topics: ["device.a"] });
    await c.records.update("s1", change(c.clock.now()));
    const { writes } = c.state;
    await c.bring("device.b");
    assert.ok(c.state.writes > writes);
  });

test("a gap is told to a socket that wants none of the events behind it", async () => {
  const c = cloud();
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["device.a"] });
  await c.bring("device.b");
  c.state.gaps.add(2);
  await c.bring("device.b", "device.b");
  assert.deepEqual(c.last("s1"), { op: "replay_lost", oldest_seq: 2 });
});

test("a cursor stays behind by so many events at most: a log that keeps 1024 has all of them", async () => {
  const c = cloud({ keep: 1024 });
  await c.connect("s1");
  await c.send("s1", { op: "subscribe", topics: ["device.a"] });
  const { writes } = c.state;
  await c.bring(...Array.from({ length: CURSOR_LAG_LIMIT }, () => "device.b"));
  assert.equal(c.state.writes, writes, "at the limit");
  assert.equal((await c.records.get("s1"))?.cursor, 0);
  await c.bring("device.b");
  assert.equal(c.state.writes, writes + 2, "one past it");
  assert.equal((await c.records.get("s1"))?.cursor, CURSOR_LAG_LIMIT + 1);
  await c.bring(...Array.from({ length: CURSOR_LAG_LIMIT }, () => "device.b"));
  await c.bring(...Array.from({ length: 500 }, () => "device.a"));
  assert.equal(c.seqs("s1").length, 500, "the largest batch behind the longest lag");
  assert.deepEqual(c.ops("s1"), ["subscribed"], "nothing is called lost");
});

test("property: whoever wants a part gets that part once and in order, whatever runs at once", async () => {
  const topic = fc.constantFrom("device.a", "device.b", "hub.c");
  const batch = fc.array(topic, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(batch, { minLength: 1, maxLength: 6 }), async (scheduler, batches) => {
      let scheduled = false;
      const c = cloud({ turn: (work) => (scheduled ? scheduler.schedule(Promise.resolve()).then(work) : work()) });
      for (const id of ["a", "b", "late"]) await c.connect(id);
      await c.send("a", { op: "subscribe", topics: ["device.a"] });
      await c.send("b", { op: "subscribe", topics: ["device.b"] });
      scheduled = true;
      const work: Promise<unknown>[] = batches.map((topics) => c.bring(...topics));
      work.push(c.send("late", { op: "subscribe", topics: ["hub.*"], since: 0 }));
      work.push(c.send("b", { op: "subscribe", topics: ["device.b"] }));
      const settled = Promise.all(work).then(() => true);
      while (!(await Promise.race([settled, scheduler.waitAll().then(() => false)]))) c.clock.advance(50);
      scheduled = false;
      // without a look at what was passed over: nothing that is wanted may be left
      const events = await c.eventLog.read(0, 1000);
      const wanted = (name: string) => events.filter((event) => event.topic === name).map(({ seq }) => seq);
      assert.deepEqual(c.seqs("a"), wanted("device.a"));
      assert.deepEqual(c.seqs("b"), wanted("device.b"));
      assert.deepEqual(c.seqs("late"), wanted("hub.c"));
      assert.deepEqual(c.closed, []);
    }),
    { numRuns: 150 },
  );
});

test("property: whatever runs at once, every subscriber gets every event once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
      fc.nat(3),
      async (scheduler, batches, extra) => {
        let scheduled = false;
        const c = cloud({ turn: (work) => (scheduled ? scheduler.schedule(Promise.resolve()).then(work) : work()) });
        await c.connect("s1");
        await c.connect("late");
        await c.send("s1", { op: "subscribe", topics: ["device.*"] });
        scheduled = true;
        const work: Promise<unknown>[] = batches.map((size) =>
          c.publish(...Array.from({ length: size }, () => "device.a")),
        );
        work.push(c.send("late", { op: "subscribe", topics: ["*"], since: 0 }));
        for (let i = 0; i < extra; i++) work.push(c.stream().fanOut());
        const done = Promise.all(work);
        // a lease that is taken is asked for again after a while: time must pass for it
        const settled = done.then(() => true);
        while (!(await Promise.race([settled, scheduler.waitAll().then(() => false)]))) c.clock.advance(50);
        scheduled = false;
        await c.stream().fanOut();
        const { newest } = await c.eventLog.bounds();
        const all = Array.from({ length: newest }, (_, i) => i + 1);
        assert.deepEqual(c.seqs("s1"), all);
        assert.deepEqual(c.seqs("late"), all);
        assert.equal(c.ops("late").filter((op) => op === "replay_done").length, 1);
        assert.deepEqual(c.closed, []);
      },
    ),
    { numRuns: 150 },
  );
});
