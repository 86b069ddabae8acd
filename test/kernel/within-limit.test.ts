import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { withinLimit } from "../../handlers/kernel/within-limit.ts";

test("what ends in time is answered, with its error too, and the timer is gone", async () => {
  const clock = createManualClock();
  const late = () => "late";
  assert.equal(await withinLimit(clock, 10, Promise.resolve("in time"), late), "in time");
  await assert.rejects(withinLimit(clock, 10, Promise.reject(new Error("its own")), late), /its own/);
});

test("what takes longer is answered or refused by `late`, at the limit and not before", async () => {
  const clock = createManualClock();
  const never = new Promise<string>(() => {});
  const answer = withinLimit(clock, 10, never, () => "late");
  const refusal = withinLimit(clock, 10, never, () => {
    throw new Error("too late");
  });
  const first = await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, "waiting"))]);
  assert.equal(first, "waiting");
  clock.advance(9);
  assert.equal(await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, "waiting"))]), "waiting");
  clock.advance(1);
  assert.equal(await answer, "late");
  await assert.rejects(refusal, /too late/);
});

test("work that fails after its time is nobody's unhandled rejection", async () => {
  const clock = createManualClock();
  const work = Promise.withResolvers<never>();
  const answer = withinLimit(clock, 1, work.promise, () => "late");
  clock.advance(1);
  assert.equal(await answer, "late");
  work.reject(new Error("nobody listens"));
  await new Promise(setImmediate);
});
