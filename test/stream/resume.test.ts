import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BACKLOG_LIMIT, CATCH_UP_PAGE, LOG_RETRY_MS, RECENT_EVENTS } from "../../handlers/stream/limits.ts";
import { RecentEvents } from "../../handlers/stream/recent.ts";
import { createWorld, draft, FakeLog, type Frame, settled } from "./fakes.ts";

const many = (count: number, topic = "a") => Array.from({ length: count }, () => topic);
const seqs = (frames: Frame[]) => frames.flatMap(({ seq, type }) => (type && seq ? [seq] : []));
const controls = (frames: Frame[]) => frames.filter(({ op }) => op !== undefined);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A log that holds `count` events of an earlier run, of which `keep` are left. */
function logOf(count: number, keep = count): FakeLog {
  const log = new FakeLog();
  log.write(many(count).map((topic) => draft(topic)));
  log.trim(keep);
  return log;
}

describe("resume", () => {
  test("everything behind the cursor, then replay_done with the last seq, then live", async () => {
    const { join, happen } = await createWorld();
    happen("a", "b", "a");
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 1 });
    happen("a");
    assert.deepEqual(seqs(socket.frames), [3, 4]);
    assert.deepEqual(controls(socket.frames), [
      { op: "subscribed", topics: ["a"] },
      { op: "replay_done", seq: 3 },
    ]);
    assert.equal(socket.frames[2]?.op, "replay_done");
  });

  test("a replayed event is the same text as the live one", async () => {
    const log = new FakeLog();
    const { join, happen } = await createWorld({ eventLog: log });
    const live = join();
    live.say({ op: "subscribe", topics: ["a"] });
    happen("a");
    const memory = join();
    memory.say({ op: "subscribe", topics: ["a"], since: 0 });
    const restarted = await createWorld({ eventLog: log });
    const disk = restarted.join();
    disk.say({ op: "subscribe", topics: ["a"], since: 0 });
    await settled();
    assert.equal(live.socket.texts[1], memory.socket.texts[1]);
    assert.equal(live.socket.texts[1], disk.socket.texts[1]);
  });

  test("the whole subscription set is replayed, not only what the frame names", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"] });
    happen("a", "b");
    socket.take();
    say({ op: "subscribe", topics: ["b"], since: 0 });
    assert.deepEqual(seqs(socket.take()), [1, 2]);
  });

  test("nothing behind the cursor: replay_done repeats it", async () => {
    const { join, happen } = await createWorld();
    happen("a", "a", "b");
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 2 });
    assert.deepEqual(socket.take().at(-1), { op: "replay_done", seq: 2 });
    say({ op: "subscribe", topics: ["a"], since: 3 });
    assert.deepEqual(socket.take().at(-1), { op: "replay_done", seq: 3 });
  });

  test("after a restart the log is read page by page, and live events follow without a gap", async () => {
    const count = CATCH_UP_PAGE * 2 + 7;
    const { join, happen, log } = await createWorld({ eventLog: logOf(count) });
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 5 });
    happen("a");
    await settled();
    happen("a");
    const frames = socket.take();
    assert.deepEqual(seqs(frames), range(6, count + 2));
    assert.deepEqual(frames.at(-2), { op: "replay_done", seq: count + 1 });
    assert.ok(log.reads >= 3);
  });

  const BOUNDS: [name: string, since: number, answer: Frame, events: number][] = [
    ["the cursor before the oldest kept event is served", 90, { op: "replay_done", seq: 100 }, 10],
    ["one below it is lost", 89, { op: "replay_lost", oldest_seq: 91 }, 0],
    ["zero is lost where anything was trimmed", 0, { op: "replay_lost", oldest_seq: 91 }, 0],
    ["the newest is no gap", 100, { op: "replay_done", seq: 100 }, 0],
    ["a future cursor is lost", 101, { op: "replay_lost", oldest_seq: 91 }, 0],
    ["an absurd one too", 2 ** 64, { op: "replay_lost", oldest_seq: 91 }, 0],
  ];
  for (const [name, since, answer, events] of BOUNDS)
    test(name, async () => {
      const { join, happen } = await createWorld({ eventLog: logOf(100, 10) });
      const { socket, say } = join();
      say({ op: "subscribe", topics: ["a"], since });
      await settled();
      happen("a");
      const frames = socket.take();
      assert.deepEqual(controls(frames).at(-1), answer);
      assert.equal(seqs(frames).length, events + 1, "and it is live");
    });

  test("an empty log that has forgotten everything is a loss for whoever was not at its end", async () => {
    const { join } = await createWorld({ eventLog: logOf(100, 0) });
    const [behind, current] = [join(), join()];
    behind.say({ op: "subscribe", topics: ["a"], since: 99 });
    current.say({ op: "subscribe", topics: ["a"], since: 100 });
    await settled();
    assert.deepEqual(behind.socket.take().at(-1), { op: "replay_lost", oldest_seq: 101 });
    assert.deepEqual(current.socket.take().at(-1), { op: "replay_done", seq: 100 });
  });

  test("a future cursor on a live connection loses no live event", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"] });
    say({ op: "subscribe", topics: ["a"], since: 99 });
    happen("a");
    await settled();
    happen("a");
    assert.deepEqual(seqs(socket.frames), [1, 2]);
    assert.deepEqual(controls(socket.take()).at(-1), { op: "replay_lost", oldest_seq: 1 });
  });

  test("a cursor that is in the log but not delivered yet is no future one", async () => {
    const { join, log, hub } = await createWorld();
    const events = log.write([draft("a"), draft("a")]);
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 1 });
    await settled();
    assert.deepEqual(socket.take().at(-1), { op: "replay_done", seq: 1 });
    hub.deliver(events);
    assert.deepEqual(seqs(socket.take()), [2]);
  });

  test("a resume on a live connection repeats what was asked for, once, and stays live", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 0 });
    happen("a", "a", "a");
    socket.take();
    say({ op: "subscribe", topics: ["a"], since: 3 });
    assert.deepEqual(seqs(socket.take()), []);
    say({ op: "subscribe", topics: ["a"], since: 1 });
    happen("a");
    assert.deepEqual(seqs(socket.take()), [2, 3, 4]);
  });

  test("two resumes at once: each has its replay_done, and the lower cursor wins", async () => {
    const { join } = await createWorld({ eventLog: logOf(10) });
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"], since: 8 });
    say({ op: "subscribe", topics: ["a"], since: 4 });
    await settled();
    const frames = socket.take();
    assert.deepEqual(seqs(frames), range(5, 10));
    assert.deepEqual(frames.slice(-2), [
      { op: "replay_done", seq: 10 },
      { op: "replay_done", seq: 10 },
    ]);
  });

  test("a log that fails is read again later; a connection that ends meanwhile is left alone", async () => {
    const log = logOf(10);
    const { join, clock } = await createWorld({ eventLog: log });
    const [stays, leaves] = [join(), join()];
    log.failures = 2;
    for (const { say } of [stays, leaves]) say({ op: "subscribe", topics: ["a"], since: 0 });
    await settled();
    leaves.connection.closed();
    stays.connection.drained();
    await settled();
    assert.equal(stays.socket.take().length, 1);
    clock.advance(LOG_RETRY_MS);
    await settled();
    assert.deepEqual(seqs(stays.socket.take()), range(1, 10));
    assert.equal(leaves.socket.take().length, 1);
  });

  test("trimming between two pages is a loss, even if the next page is there", async () => {
    const log = logOf(CATCH_UP_PAGE * 2);
    const { join, happen } = await createWorld({ eventLog: log });
    const { socket, connection, say } = join();
    socket.weight = BACKLOG_LIMIT;
    say({ op: "subscribe", topics: ["a"], since: 0 });
    await settled();
    const received = seqs(socket.take()).length;
    assert.ok(received < CATCH_UP_PAGE);
    log.trim(10);
    socket.weight = socket.held = 0;
    connection.drained();
    await settled();
    happen("a");
    const frames = socket.take();
    assert.deepEqual(controls(frames), [{ op: "replay_lost", oldest_seq: CATCH_UP_PAGE * 2 - 9 }]);
    assert.deepEqual(seqs(frames), [CATCH_UP_PAGE * 2 + 1]);
  });
});

describe("a slow consumer", () => {
  test(`is pushed to as long as its socket holds no more than ${BACKLOG_LIMIT} bytes, then reads at its own pace`, async () => {
    const { join, happen, hub } = await createWorld();
    const { socket, connection, say } = join();
    say({ op: "subscribe", topics: ["a"] });
    socket.held = BACKLOG_LIMIT;
    happen("a");
    assert.deepEqual(seqs(socket.take()), [1]);
    socket.held = BACKLOG_LIMIT + 1;
    happen(...many(500));
    assert.deepEqual(socket.take(), []);
    assert.equal(hub.metrics().slow, 1);
    socket.held = 0;
    connection.drained();
    happen("a");
    assert.deepEqual(seqs(socket.take()), range(2, 502));
    assert.equal(socket.ending(), undefined);
  });

  for (const [name, count, reads] of [
    [`${RECENT_EVENTS} events behind it is served from memory`, RECENT_EVENTS, 0],
    [`${RECENT_EVENTS + 1} events behind it is served from the log`, RECENT_EVENTS + 1, 1],
  ] as const)
    test(name, async () => {
      const { join, happen, log } = await createWorld();
      const { socket, connection, say } = join();
      say({ op: "subscribe", topics: ["a"] });
      socket.held = BACKLOG_LIMIT + 1;
      happen(...many(count));
      socket.held = 0;
      connection.drained();
      await settled();
      assert.deepEqual(seqs(socket.take()), range(1, count));
      assert.equal(log.reads, reads);
    });

  test("is told of a loss once, where the log was trimmed past it, and goes on live", async () => {
    const { join, happen, log } = await createWorld({ limits: { recentEvents: 4 } });
    const { socket, connection, say } = join();
    say({ op: "subscribe", topics: ["a"] });
    socket.take();
    socket.held = BACKLOG_LIMIT + 1;
    happen(...many(20));
    log.trim(5);
    socket.held = 0;
    connection.drained();
    await settled();
    happen("a");
    assert.deepEqual(
      socket.frames.map(({ op, seq }) => op ?? seq),
      ["replay_lost", 21],
    );
  });

  test("its neighbours are not kept waiting", async () => {
    const { join, happen } = await createWorld();
    const [slow, quick] = [join(), join()];
    for (const { say } of [slow, quick]) say({ op: "subscribe", topics: ["a"] });
    slow.socket.held = BACKLOG_LIMIT + 1;
    quick.socket.take();
    happen("a", "a");
    assert.deepEqual(seqs(quick.socket.take()), [1, 2]);
  });

  test("what it subscribes to meanwhile begins now, what it leaves ends now", async () => {
    const { join, happen } = await createWorld();
    const { socket, connection, say } = join();
    say({ op: "subscribe", topics: ["a", "b"] });
    socket.take();
    socket.held = BACKLOG_LIMIT + 1;
    happen("a", "b", "c");
    say({ op: "subscribe", topics: ["c"] });
    say({ op: "unsubscribe", topics: ["b"] });
    happen("a", "b", "c");
    socket.held = 0;
    connection.drained();
    assert.deepEqual(seqs(socket.take()), [1, 4, 6]);
  });

  test("a transport that does not tell when it drained costs at most one ping interval", async () => {
    const { join, happen, clock } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["a"] });
    socket.held = BACKLOG_LIMIT + 1;
    happen("a");
    socket.held = 0;
    clock.advance(30_000);
    assert.deepEqual(seqs(socket.take()), [1]);
  });
});

describe("the recent events", () => {
  const event = (seq: number, tail = "x") => ({ seq, topic: "a", tail });

  test("are the latest without a gap, and know from where on", () => {
    const recent = new RecentEvents(10, 3);
    for (const seq of [11, 12, 13, 14, 15]) recent.push(event(seq));
    assert.deepEqual([recent.floor, recent.newest, recent.length], [12, 15, 3]);
    assert.deepEqual(
      [...recent.after(12)].map(({ seq }) => seq),
      [13, 14, 15],
    );
    assert.deepEqual(
      [...recent.after(14)].map(({ seq }) => seq),
      [15],
    );
    assert.deepEqual([...recent.after(99)], []);
  });

  test("leave early where they are large: at the limit none, past it the oldest", () => {
    const recent = new RecentEvents(0, 100, 30);
    for (const seq of [1, 2, 3]) recent.push(event(seq, "x".repeat(10)));
    assert.equal(recent.floor, 0);
    recent.push(event(4, "x"));
    assert.equal(recent.floor, 1);
    recent.push(event(5, "x".repeat(31)));
    assert.deepEqual([recent.floor, recent.length], [5, 0]);
  });

  test("take no event twice and none out of order", () => {
    const recent = new RecentEvents(5);
    assert.equal(recent.push(event(5)), undefined);
    assert.equal(recent.push(event(4)), undefined);
    assert.equal(recent.push(event(7))?.seq, 7);
  });
});
