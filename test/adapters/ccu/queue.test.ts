import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BURST,
  BURST_WINDOW_MS,
  CallQueue,
  GAP_MS,
  MAX_QUEUED,
  MAX_WRITE_WAIT_MS,
  Throttle,
} from "../../../adapters/ccu/queue.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault, expiredFault, type WritePriority } from "../../../handlers/ports/index.ts";

const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A queue whose calls end when the test says so. */
function bench(gapMs = 0) {
  const clock = createManualClock();
  const queue = new CallQueue(clock, gapMs);
  const log: string[] = [];
  const open = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const run = (name: string) => () =>
    new Promise<void>((resolve, reject) => {
      log.push(name);
      open.set(name, { done: resolve, fail: reject });
    });
  const results: string[] = [];
  interface Options {
    key?: string;
    channel?: string;
    priority?: WritePriority;
    deadline?: number;
    configuration?: true;
  }
  const write = (name: string, options: Options = {}) => {
    const job = {
      channel: "A:1",
      priority: "high" as const,
      deadline: Number.POSITIVE_INFINITY,
      ...options,
      run: run(name),
    };
    queue.write(job).then(
      (outcome) => results.push(`${name} ${outcome}`),
      (fault: CcuFault) => results.push(`${name} ${fault.class}: ${fault.message}`),
    );
  };
  const finish = async (name: string) => {
    open.get(name)?.done();
    await settle();
  };
  return { clock, queue, log, run, open, results, write, finish };
}

describe("the queue in front of an interface", () => {
  test("a read that throws at once, before it is a promise, refuses itself only: the next ones run", async () => {
    const { queue } = bench();
    const thrown = (): Promise<never> => {
      throw expiredFault();
    };
    const results = await Promise.allSettled([
      queue.read(thrown),
      queue.read(async () => "first"),
      queue.read(thrown),
      queue.read(async () => "second"),
    ]);
    assert.deepEqual(
      results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.cause)),
      ["expired", "first", "expired", "second"],
    );
    assert.equal(await queue.read(async () => "later"), "later");
  });

  test("one write and one read at a time, reads and writes side by side", async () => {
    const { queue, log, run, write, finish } = bench();
    write("w1");
    write("w2", { channel: "B:1" });
    void queue.read(run("low"), true);
    void queue.read(run("r1"), true);
    void queue.read(run("r2"));
    await settle();
    assert.deepEqual(log, ["w1", "low"]);
    await finish("low");
    assert.deepEqual(log.slice(2), ["r2"], "ordinary reads overtake bulk reads");
    await finish("w1");
    assert.deepEqual(log.slice(3), ["w2"]);
  });

  test("the newest value of a data point supersedes those that wait, and they are told at once", async () => {
    const { log, open, write, finish, results } = bench();
    write("first", { channel: "B:1" });
    write("level 10", { key: "A:1.LEVEL" });
    write("stop", {});
    write("level 20", { key: "A:1.LEVEL" });
    await settle();
    assert.deepEqual(results, ["level 10 superseded"]);
    await finish("first");
    await finish("stop");
    open.get("level 20")?.fail(new CcuFault("radio", "UNREACH"));
    await settle();
    assert.deepEqual(log, ["first", "stop", "level 20"]);
    assert.deepEqual(results.slice(1), ["first sent", "stop sent", "level 20 radio: UNREACH"]);
  });

  test("actions are never merged: two presses are two presses", async () => {
    const { log, write, finish } = bench();
    write("busy", { channel: "B:1" });
    write("press 1");
    write("press 2");
    await finish("busy");
    await finish("press 1");
    assert.deepEqual(log, ["busy", "press 1", "press 2"]);
  });

  test("priorities; critical overtakes and supersedes the orders that wait for its channel, not its configuration", async () => {
    const { log, write, finish, results } = bench();
    write("busy", { channel: "B:1" });
    write("scene", { channel: "C:1", priority: "low" });
    write("up", { channel: "A:1" });
    write("master", { channel: "A:1", configuration: true });
    write("other", { channel: "D:1" });
    write("stop", { channel: "A:1", priority: "critical" });
    await settle();
    assert.deepEqual(results, ["up superseded"]);
    for (const name of ["busy", "stop", "master", "other", "scene"]) await finish(name);
    assert.deepEqual(log, ["busy", "stop", "master", "other", "scene"]);
  });

  test("a burst passes, what follows keeps its distance, critical does not wait", async () => {
    const { clock, log, write, finish } = bench(GAP_MS);
    for (let i = 0; i <= BURST; i++) write(`w${i}`, { channel: `X:${i}` });
    for (let i = 0; i < BURST; i++) await finish(`w${i}`);
    assert.equal(log.length, BURST);
    write("stop", { channel: "S:1", priority: "critical" });
    await settle();
    assert.equal(log.at(-1), "stop");
    await finish("stop");
    clock.advance(GAP_MS - 1);
    await settle();
    assert.equal(log.at(-1), "stop");
    clock.advance(1);
    await settle();
    assert.equal(log.at(-1), `w${BURST}`);
  });

  test("a write that waited too long expires: at the limit it goes, one past it does not", async () => {
    for (const [extra, expected] of [
      [0, "late sent"],
      [1, "late expired"],
    ] as const) {
      const { clock, write, finish, results } = bench();
      write("busy", { channel: "B:1" });
      write("late");
      clock.advance(MAX_WRITE_WAIT_MS + extra);
      await finish("busy");
      await finish("late");
      assert.deepEqual(results, ["busy sent", expected]);
    }
  });

  test("a write begins by its deadline or never: at the limit it goes, one past it does not", async () => {
    for (const [passed, expected] of [
      [5000, "light sent"],
      [5001, "light expired"],
    ] as const) {
      const { clock, write, finish, results, log } = bench();
      write("busy", { channel: "B:1" });
      write("light", { deadline: clock.now() + 5000 });
      clock.advance(passed);
      await finish("busy");
      await finish("light");
      assert.deepEqual(results, ["busy sent", expected]);
      assert.equal(log.includes("light"), passed === 5000);
    }
  });

  test("a write that is late when it comes replaces nothing, nor does the gap outlast a deadline", async () => {
    const { clock, write, finish, results, log } = bench(GAP_MS);
    write("busy", { channel: "B:1" });
    write("on", { key: "A:1.STATE" });
    write("late", { key: "A:1.STATE", priority: "critical", deadline: clock.now() - 1 });
    await settle();
    assert.deepEqual(results, ["late expired"]);
    await finish("busy");
    await finish("on");
    for (let i = 0; i < BURST - 2; i++) {
      write(`w${i}`, { channel: `X:${i}` });
      await finish(`w${i}`);
    }
    write("soon", { channel: "Y:1", deadline: clock.now() + GAP_MS - 1 });
    clock.advance(GAP_MS);
    await settle();
    assert.equal(log.includes("soon"), false);
  });

  test("counts what happens to writes", async () => {
    const { clock, queue, write, finish } = bench(GAP_MS);
    assert.deepEqual(queue.traffic, { inFlight: 0, waiting: 0, superseded: 0, throttled: 0 });
    write("w0", { channel: "B:1" });
    write("w1", { key: "A:1.LEVEL" });
    write("w2", { key: "A:1.LEVEL" });
    assert.deepEqual(queue.traffic, { inFlight: 1, waiting: 1, superseded: 1, throttled: 0 });
    write("stop", { priority: "critical" });
    assert.deepEqual(queue.traffic, { inFlight: 1, waiting: 1, superseded: 2, throttled: 0 });
    for (const name of ["w0", "stop"]) await finish(name);
    for (let i = 0; i < BURST; i++) write(`x${i}`, { channel: `X:${i}` });
    for (let i = 0; i < BURST - 2; i++) await finish(`x${i}`);
    assert.deepEqual(queue.traffic, { inFlight: 0, waiting: 2, superseded: 2, throttled: 1 });
    clock.advance(GAP_MS);
    await settle();
    await finish(`x${BURST - 2}`);
    assert.equal(queue.traffic.throttled, 2);
  });

  test("length: at the limit and one past it", async () => {
    const { write, results, queue, run } = bench();
    write("busy", { channel: "B:1" });
    for (let i = 0; i < MAX_QUEUED; i++) write(`w${i}`, { channel: `X:${i}` });
    await settle();
    assert.deepEqual(results, []);
    write("too many");
    await settle();
    assert.match(results[0] ?? "", /^too many transport: more than 1000 calls wait/);
    const reads = Array.from({ length: MAX_QUEUED + 1 }, (_, i) => queue.read(run(`r${i}`)));
    for (const read of reads) read.catch(() => undefined);
    await assert.rejects(queue.read(run("r")), { class: "transport" });
  });

  test("what the call itself could not send in time expires as well", async () => {
    const { open, write, results } = bench();
    write("connecting");
    open.get("connecting")?.fail(expiredFault());
    write("refused");
    await settle();
    open.get("refused")?.fail(new CcuFault("transport", "not reachable"));
    await settle();
    assert.deepEqual(results, ["connecting expired", "refused transport: not reachable"]);
  });

  test("a fault reaches its caller, and the next one is served", async () => {
    const { open, write, log, results } = bench();
    write("bad");
    write("good", { channel: "B:1" });
    open.get("bad")?.fail(new CcuFault("radio", "UNREACH"));
    await settle();
    assert.deepEqual(results, ["bad radio: UNREACH"]);
    assert.deepEqual(log, ["bad", "good"]);
  });
});

describe("the throttle's memory", () => {
  const bench = (gapMs: number) => {
    const clock = createManualClock();
    return { clock, throttle: new Throttle(clock, gapMs) };
  };

  test("is bounded, whatever goes out; without a gap it keeps nothing and nothing waits", () => {
    for (const [gapMs, kept] of [
      [GAP_MS, BURST],
      [0, 0],
    ] as const) {
      const { throttle } = bench(gapMs);
      for (let i = 0; i < 10 * BURST; i++) throttle.note();
      assert.deepEqual([throttle.size, throttle.pause()], [kept, gapMs]);
    }
  });

  test("one write less than a burst waits for nothing, a burst does, and past its window it is forgotten", () => {
    const { clock, throttle } = bench(GAP_MS);
    for (let i = 1; i < BURST; i++) throttle.note();
    assert.equal(throttle.pause(), 0);
    clock.advance(BURST_WINDOW_MS - 1);
    throttle.note();
    assert.equal(throttle.pause(), GAP_MS, "the first ones still count");
    clock.advance(1);
    assert.deepEqual([throttle.pause(), throttle.size], [0, 1]);
  });
});

describe("a queue that is cleared", () => {
  test("refuses everything that waits and lets no timer run; what is in flight ends by itself", async () => {
    const clock = createManualClock();
    const queue = new CallQueue(clock);
    const held = Promise.withResolvers<string>();
    const fault = new CcuFault("transport", "closing");
    const inFlight = queue.read(() => held.promise);
    const write = (channel: string, priority: "high" | "critical" = "high") =>
      queue.write({ channel, priority, deadline: Number.POSITIVE_INFINITY, run: async () => {} });
    for (let i = 0; i < BURST; i++) assert.equal(await write(`A:${i}`), "sent");
    await turn();
    const waiting = [write("B:1"), queue.read(async () => "never"), queue.read(async () => "never", true)];
    assert.equal(clock.pending(), 1, "the write waits for its gap: the throttle is on where nobody says otherwise");
    assert.equal(await write("C:1", "critical"), "sent");
    await turn();
    assert.deepEqual([clock.pending(), queue.traffic.throttled], [1, 1], "it waits still, and is counted once");
    queue.clear(fault);
    const refused = { status: "rejected", reason: fault };
    assert.deepEqual(await Promise.race([Promise.allSettled(waiting), turn()]), [refused, refused, refused]);
    assert.deepEqual([clock.pending(), queue.length], [0, { reads: 0, writes: 0 }]);
    held.resolve("done");
    assert.equal(await inFlight, "done");
  });

  test("reads that can wait keep their order", async () => {
    const queue = new CallQueue(createManualClock());
    const ran: string[] = [];
    await Promise.all(["a", "b", "c", "d"].map((name) => queue.read(async () => void ran.push(name), true)));
    assert.deepEqual(ran, ["a", "b", "c", "d"]);
  });
});
