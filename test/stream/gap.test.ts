/** Events that were lost before they got a number: every subscriber hears of it, in its place, however it reads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BACKLOG_LIMIT, RECENT_EVENTS } from "../../handlers/stream/limits.ts";
import { createWorld, draft, type FakeLog, type Frame, settled } from "./fakes.ts";

const told = (frames: Frame[]): unknown[] =>
  frames.flatMap(({ seq, op, type, oldest_seq: oldest }): unknown[] =>
    type ? [seq] : op === "subscribed" ? [] : [`${op} ${oldest ?? seq}`],
  );
const write = (log: FakeLog, topics: string[], afterGap = false) =>
  log.write(
    topics.map((topic) => draft(topic)),
    afterGap,
  );

test("who is live hears of it before the next event, whatever its topic, and goes on", async () => {
  const { hub, join, happen, log } = await createWorld();
  const [one, other, nobody] = [join(), join(), join()];
  one.say({ op: "subscribe", topics: ["a"] });
  other.say({ op: "subscribe", topics: ["b"] });
  happen("a");
  hub.deliver(write(log, ["a"], true));
  happen("a", "b");
  assert.deepEqual(told(one.socket.take()), [1, "replay_lost 2", 2, 3]);
  assert.deepEqual(told(other.socket.take()), ["replay_lost 2", 4], "what was lost may have been of its topic");
  assert.deepEqual(nobody.socket.take(), [], "who wants nothing has lost nothing");
});

for (const [name, restarts] of [
  ["memory", false],
  ["the log", true],
] as const)
  test(`a resume across it, from ${name}, ends with that instead of replay_done; one behind it does not`, async () => {
    const first = await createWorld();
    first.hub.deliver(write(first.log, ["a", "a"]));
    first.hub.deliver(write(first.log, ["a", "a"], true));
    const { join } = restarts ? await createWorld({ eventLog: first.log }) : first;
    const [across, behind] = [join(), join()];
    across.say({ op: "subscribe", topics: ["a"], since: 1 });
    behind.say({ op: "subscribe", topics: ["a"], since: 3 });
    await settled();
    assert.deepEqual(told(across.socket.take()), [2, "replay_lost 3", 3, 4]);
    assert.deepEqual(told(behind.socket.take()), [4, "replay_done 4"]);
  });

test("a slow socket is told once, in its place", async () => {
  const { hub, join, happen, log } = await createWorld();
  const { socket, connection, say } = join();
  say({ op: "subscribe", topics: ["a"] });
  socket.take();
  socket.held = BACKLOG_LIMIT + 1;
  happen("a");
  hub.deliver(write(log, ["a"], true));
  happen("a");
  socket.held = 0;
  connection.drained();
  await settled();
  assert.deepEqual(told(socket.take()), [1, "replay_lost 2", 2, 3]);
  // it fills up with the very event behind the gap
  socket.held = BACKLOG_LIMIT + 1;
  hub.deliver(write(log, ["a"], true));
  socket.held = 0;
  connection.drained();
  await settled();
  assert.deepEqual(told(socket.take()), ["replay_lost 4", 4]);
});

test("patterns added while it catches up cost a look-up per event, not one per pattern", async () => {
  const { join, happen, log } = await createWorld();
  const { socket, connection, say } = join();
  say({ op: "subscribe", topics: ["a.b.c"] });
  socket.held = BACKLOG_LIMIT + 1;
  happen("a.b.c");
  const patterns = Array.from({ length: 1_000 }, (_, n) => `t${n}.*`);
  say({ op: "subscribe", topics: [...patterns, "a.*"] });
  happen(...Array.from({ length: RECENT_EVENTS - 1 }, (_, n) => (n % 2 === 0 ? "a.b" : "t7.x")));
  assert.equal(log.newest, RECENT_EVENTS);
  socket.take();
  socket.held = 0;
  const begun = process.cpuUsage().user;
  connection.drained();
  await settled();
  const spent = (process.cpuUsage().user - begun) / 1000;
  assert.equal(socket.take().length, RECENT_EVENTS);
  // one by one it were a million patterns: some 900 ms
  assert.ok(spent < 300, `${spent} ms`);
});
