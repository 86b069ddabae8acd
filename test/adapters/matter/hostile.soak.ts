/** A controller that guesses codes. Most of the time is waiting: a wrong code costs seconds. */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL, commission, partsOf, startBridge, until, withController } from "./bench.ts";

const CODE = { passcode: 34_567_890, discriminator: 3_003 };
/** Wrong codes after which a window is closed (Core 11.19: twenty failed attempts). */
const GUESSES = 20;

test("wrong codes: refused, after twenty the window is closed and that is told; another one can be opened", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: ALL.slice(0, 1) });
  const one = await withController(t, "one");
  await node.openWindow(CODE);
  for (let guess = 0; told.ended === 0; guess += 1) {
    assert.ok(guess <= GUESSES, "the window is open after twenty wrong codes");
    await assert.rejects(one.peers.commission({ ...CODE, passcode: 11_223_344 + guess, timeout: 5_000 } as never));
  }
  assert.equal(node.fabrics().length, 0);
  await assert.rejects(one.peers.commission({ ...CODE, timeout: 1_500 } as never), "the right code comes too late");
  const peer = await commission(node, await withController(t, "two"), 76_543_210, 77);
  await until("one", () => partsOf(peer).length === 1);
});
