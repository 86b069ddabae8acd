/** What a function may say to be all that is new: what is said too much is passed over by sockets that want it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBroughtEvents } from "../../handlers/stream/brought-events.ts";

const events = (...seqs: number[]) => seqs.map((seq) => ({ seq, topic: "a", tail: "" }));
const seqsOf = (taken: readonly { seq: number }[] | undefined) => taken?.map(({ seq }) => seq);

test("events that follow each other are all that is new, once", () => {
  const brought = createBroughtEvents();
  assert.equal(brought.take(), undefined);
  brought.add(events(4, 5));
  brought.add([]);
  brought.add(events(6));
  assert.deepEqual(seqsOf(brought.take()), [4, 5, 6]);
  assert.equal(brought.take(), undefined);
  brought.add(events(9));
  assert.deepEqual(seqsOf(brought.take()), [9], "nothing is remembered of what was taken");
});

for (const [name, add] of [
  [
    "events that came again, before",
    [
      [[], true],
      [events(5), false],
    ],
  ],
  [
    "events that came again, behind",
    [
      [events(5), false],
      [events(5), true],
    ],
  ],
  [
    "events that somebody else wrote in between",
    [
      [events(5), false],
      [events(7), false],
    ],
  ],
  ["only what came again", [[[], true]]],
] as [string, [ReturnType<typeof events>, boolean][]][])
  test(`not all is known: ${name}`, () => {
    const brought = createBroughtEvents();
    for (const [list, again] of add) brought.add(list, again);
    assert.deepEqual(brought.take(), []);
  });
