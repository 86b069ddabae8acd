/** What is drawn in a frame, and what waits for the next. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDrawQueue } from "../../assets/ui/model/draw-queue.ts";

const LIMIT = 3;

function drawing() {
  const frames: (() => void)[] = [];
  const drawn: string[][] = [];
  const queue = createDrawQueue<string>({
    draw: (things) => drawn.push([...things]),
    nextFrame: (then) => frames.push(then),
    limit: () => LIMIT,
  });
  const frame = () => frames.shift()?.();
  return { queue, frames, drawn, frame };
}

test("each thing is drawn once in a frame, however often it changed; without a change there is no frame", () => {
  const { queue, frames, drawn, frame } = drawing();
  assert.equal(frames.length, 0);
  for (const one of ["a", "b", "a", "a"]) queue.add(one);
  assert.equal(frames.length, 1);
  frame();
  assert.deepEqual([drawn, frames.length], [[["a", "b"]], 0]);
});

test("as many as the limit are drawn in one frame, one more in the next, what waits longest first", () => {
  const { queue, drawn, frame, frames } = drawing();
  for (const one of ["a", "b", "c"]) queue.add(one);
  frame();
  assert.deepEqual([drawn.splice(0), frames.length], [[["a", "b", "c"]], 0]);
  for (const one of ["a", "b", "c", "d"]) queue.add(one);
  frame();
  // it changes again while another one waits
  queue.add("a");
  frame();
  assert.deepEqual(drawn, [
    ["a", "b", "c"],
    ["d", "a"],
  ]);
  assert.equal(frames.length, 0);
});

test("what is no longer looked at is not drawn, and what comes then is", () => {
  const { queue, drawn, frame } = drawing();
  queue.add("a");
  queue.clear();
  frame();
  queue.add("b");
  frame();
  assert.deepEqual(drawn.flat(), ["b"]);
});
