import assert from "node:assert/strict";
import { test } from "node:test";
import { takingTurns } from "../../handlers/kernel/taking-turns.ts";

test("one after the other, in order, whatever fails; each caller gets its own outcome", async () => {
  const inTurn = takingTurns();
  const done: string[] = [];
  const first = Promise.withResolvers<string>();
  const outcomes = [
    inTurn(() => first.promise.then((text) => done.push(text))),
    inTurn(async () => {
      done.push("second");
      throw new Error("it failed");
    }),
    inTurn(() => {
      done.push("third");
      throw new Error("at once");
    }),
    inTurn(() => done.push("fourth")),
  ];
  const settled = Promise.allSettled(outcomes);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(done, [], "the first is still at work");
  first.resolve("first");
  const [one, two, three, four] = await settled;
  assert.deepEqual(done, ["first", "second", "third", "fourth"]);
  assert.deepEqual(
    [one?.status, two?.status, three?.status, four?.status],
    ["fulfilled", "rejected", "rejected", "fulfilled"],
  );
});
