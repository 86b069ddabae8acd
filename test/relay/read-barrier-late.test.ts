/** Readers that looked before the answer to another reader's question was there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import type { BrokerAccess } from "../../handlers/relay/cloud/broker-access.ts";
import { BARRIER_AGAIN_MS, createReadBarrier } from "../../handlers/relay/cloud/read-barrier.ts";
import { READ_LEASE_MS } from "../../handlers/relay/protocol/send-window.ts";
import { silent } from "../lambda/support.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const heldBack = (epoch = 7) => ({
  presence: { epoch, online: true, heardAt: NOW - 1, since: NOW - 3_600_000, centrals: [] },
});

function barrier(answer: () => boolean = () => true) {
  const clock = createManualClock(NOW);
  const asked: number[] = [];
  const broker = {
    open: async () => ({
      requester: {
        flush: async (_site: string, epoch: number) => {
          asked.push(epoch);
          return answer();
        },
      },
    }),
  } as unknown as BrokerAccess;
  return {
    clock,
    asked,
    read: createReadBarrier({ site: "home", clock, log: silent, broker, putCurrent: async () => {} }),
  };
}

test("who looked before the answer was there reads once more and does not ask", async () => {
  const { clock, asked, read } = barrier();
  assert.equal(await read(heldBack()), true);
  clock.advance(READ_LEASE_MS - 1);
  assert.equal(await read(heldBack()), true);
  assert.deepEqual(asked, [7]);
  clock.advance(1);
  assert.equal(await read(heldBack()), true);
  assert.deepEqual(asked, [7, 7]);
});

test("an answer says nothing about the relay's next life", async () => {
  const { asked, read } = barrier();
  await read(heldBack(7));
  await read(heldBack(8));
  assert.deepEqual(asked, [7, 8]);
});

test("a question without an answer is no answer", async () => {
  const { asked, clock, read } = barrier(() => false);
  assert.equal(await read(heldBack()), false);
  clock.advance(BARRIER_AGAIN_MS - 1);
  assert.equal(await read(heldBack()), false, "nothing new was found, and nobody waits for it");
  assert.equal(asked.length, 1);
  clock.advance(READ_LEASE_MS - BARRIER_AGAIN_MS);
  assert.equal(await read(heldBack()), false);
  assert.equal(asked.length, 2);
});
