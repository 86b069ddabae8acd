/** What stands for SQS on one machine: whatever becomes of a call, the messages behind it have their turn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { type RelayTransport, topics } from "../../handlers/relay/protocol/messages.ts";
import { startIngestQueue } from "../../local/cloud/queue.ts";

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};
/** After a call that failed its messages come again. */
const AGAIN_MS = 1_000;

interface Records {
  Records: { messageId: string; body: string }[];
}

async function start(answer: (n: number, event: Records) => unknown) {
  const clock = createManualClock();
  let receive: (topic: string, payload: Uint8Array) => void = () => assert.fail("nobody listens");
  const transport = {
    async subscribe(_: string, take: typeof receive) {
      receive = take;
      return async () => {};
    },
  } as unknown as RelayTransport;
  const calls: string[][] = [];
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const ingest = async (event: never) => {
    calls.push((event as Records).Records.map(({ messageId }) => messageId));
    return answer(calls.length, event);
  };
  const queue = await startIngestQueue({ transport, ingest, clock, log });
  return { clock, queue, calls, say: (site = "home") => receive(topics(site).events, new Uint8Array([1])) };
}

test("answers that are none count as done, as with SQS; thrown and listed failures come again, in order", async () => {
  const answers: [string, (n: number, event: Records) => unknown, string[][]][] = [
    ["nothing", () => undefined, [["1"], ["2"]]],
    ["null", () => null, [["1"], ["2"]]],
    ["a word", () => "done", [["1"], ["2"]]],
    [
      "thrown",
      (n) => {
        if (n === 1) throw new Error("cold");
      },
      [["1"], ["1"], ["2"]],
    ],
    ["listed", (n) => (n === 1 ? { batchItemFailures: [{ itemIdentifier: "1" }] } : {}), [["1"], ["1"], ["2"]]],
    ["no list", () => ({ batchItemFailures: null }), [["1"], ["2"]]],
    ["a list that is none", (n) => (n === 1 ? { batchItemFailures: 7 } : {}), [["1"], ["1"], ["2"]]],
    ["a list of what is none", (n) => (n === 1 ? { batchItemFailures: [null] } : {}), [["1"], ["1"], ["2"]]],
  ];
  for (const [what, answer, expected] of answers) {
    const { clock, say, calls, queue } = await start(answer);
    say();
    await settle();
    clock.advance(AGAIN_MS);
    await settle();
    say();
    await settle();
    clock.advance(AGAIN_MS);
    await settle();
    assert.deepEqual(calls, expected, what);
    await queue.close();
  }
});

test("a home whose messages fail does not hold up another one", async () => {
  const { say, calls, queue, clock } = await start((_, { Records: [record] }) => {
    if (record?.body.includes(topics("ill").events)) throw new Error("damaged");
  });
  say("ill");
  say("well");
  say("well");
  await settle();
  assert.deepEqual(calls, [["1"], ["2"], ["3"]]);
  const closing = queue.close();
  clock.advance(AGAIN_MS);
  await closing;
});
