import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { systemClock } from "../../adapters/node/clock.ts";

test("the system clock tells the machine's time", () => {
  const before = Date.now();
  const now = systemClock.now();
  assert.ok(now >= before && now <= Date.now());
});

test("a task runs once after its time, unless it was cancelled", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const ran: string[] = [];
  systemClock.after(1000, () => ran.push("a"));
  const cancel = systemClock.after(1000, () => ran.push("b"));
  t.mock.timers.tick(999);
  assert.deepEqual(ran, []);
  cancel();
  cancel();
  t.mock.timers.tick(5000);
  assert.deepEqual(ran, ["a"]);
});

test("a wait longer than a timer of Node can be is as long as asked, and can be cancelled on the way", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const longest = 2 ** 31 - 1;
  const ran: string[] = [];
  systemClock.after(2 * longest + 500, () => ran.push("late"));
  const cancel = systemClock.after(2 * longest + 500, () => ran.push("never"));
  for (const step of [longest, longest]) t.mock.timers.tick(step);
  cancel();
  t.mock.timers.tick(499);
  assert.deepEqual(ran, []);
  t.mock.timers.tick(1);
  assert.deepEqual(ran, ["late"]);
});

test("the manual clock runs what falls due in order of time, at its own time", () => {
  const clock = createManualClock(0);
  const ran: [string, number][] = [];
  const note = (name: string) => () => ran.push([name, clock.now()]);
  clock.after(20, note("c"));
  clock.after(10, () => {
    note("a")();
    clock.after(5, note("b"));
  });
  clock.after(10, note("a2"));
  const cancel = clock.after(12, note("never"));
  cancel();
  clock.advance(19);
  assert.deepEqual(ran, [
    ["a", 10],
    ["a2", 10],
    ["b", 15],
  ]);
  assert.equal(clock.pending(), 1);
  clock.advance(1);
  assert.deepEqual(ran.at(-1), ["c", 20]);
  assert.equal(clock.now(), 20);
});
