/** A light never turns on late: a forwarded write carries its deadline to the queue in front of the CCU. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallQueue } from "../../adapters/ccu/queue.ts";
import { commands, operations } from "../../handlers/api.ts";
import { createCommandDispatcher } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { HANDLER_TIMEOUT_MS } from "../../handlers/kernel/limits.ts";
import type { Centrals, Site } from "../../handlers/kernel/site.ts";
import { refuseExpired, type WriteOptions } from "../../handlers/ports/index.ts";
import { createClockDifference } from "../../handlers/relay/home/clock-difference.ts";
import { createDownlink } from "../../handlers/relay/home/downlink.ts";
import { createForwarded } from "../../handlers/relay/home/forwarded.ts";
import { createAssembler, encodeParts } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import type { RequestMessage } from "../../handlers/relay/protocol/request-message.ts";
import { dimmer } from "../support/devices.ts";
import { program, sysvar } from "../support/hub.ts";
import { createTestSite } from "../support/site.ts";
import { silent } from "./network.ts";

const who: Identity = { subject: "anna", role: "operator", scheme: "bearer" };
const LAMP = dimmer().address;
/** The relay's clock is this far ahead of the cloud's. */
const AHEAD_MS = 3_600_000;

const settle = async () => {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
};

/** A relay whose interface is busy with one long write; what its light was told. */
function startRelay() {
  const test = createTestSite();
  test.putDevices(dimmer());
  const queue = new CallQueue(test.clock, 0);
  const { promise: busy, resolve: free } = Promise.withResolvers<void>();
  queue
    .write({ channel: "other", priority: "high", deadline: Number.POSITIVE_INFINITY, run: () => busy })
    .catch(() => {});
  const told: unknown[] = [];
  const centrals: Partial<Centrals> = {
    names: () => test.centrals.names(),
    ccu: (central) => test.centrals.ccu(central),
    writeValues: async (_, values, options: WriteOptions) => {
      const outcome = await queue.write({
        channel: "light",
        priority: options.priority ?? "high",
        deadline: options.deadline,
        run: async () => void told.push(...values.map(({ value }) => value.value)),
      });
      refuseExpired(outcome);
    },
  };
  const site: Site = { ...test, centrals: centrals as Centrals };
  const difference = createClockDifference(test.clock);
  const replies: ReplyMessage[] = [];
  const assembler = createAssembler(ReplyMessage, test.clock);
  const downlink = createDownlink({
    epoch: 1,
    topics: topics("home-1"),
    store: test.store,
    secrets: test.secrets,
    clock: test.clock,
    log: silent,
    difference,
    forwarded: createForwarded({ operations, commands, site }),
    async send(_topic, payload) {
      const reply = assembler.take(payload);
      if (reply) replies.push(reply);
    },
    fenced: () => assert.fail("nobody replaced it"),
  });
  const cloudNow = () => test.clock.now() - AHEAD_MS;
  difference.measured({ sent: test.clock.now(), received: cloudNow() });
  let number = 0;
  const forward = (part: Pick<RequestMessage, "rest" | "command">, deadline: number) => {
    const id = `request-${String(++number).padStart(12, "0")}`;
    const message = { id, epoch: 1, at: cloudNow(), deadline, requester: "f1", identity: who, ...part };
    for (const payload of encodeParts(id, `set${number}`, message)) void downlink.receive(payload);
    return settle();
  };
  return { clock: test.clock, cloudNow, forward, free, told, replies };
}

const write = (value: number): Pick<RequestMessage, "rest"> => ({
  rest: {
    method: "PUT",
    path: `/api/v1/devices/${LAMP}/channels/1/data-points/LEVEL/value`,
    query: "",
    headers: { "content-type": "application/json" },
    body: { text: JSON.stringify({ value }) },
  },
});
const WITHIN_MS = 10_000;

test("a request that waits for the CCU at its deadline still acts, one past it never does", async () => {
  // the bound on the cloud's clock loosens by 200 ppm of its age: 2 ms in ten seconds, to the safe side
  for (const [waited, expected] of [
    [WITHIN_MS - 5, [0.5]],
    [WITHIN_MS, [0.5]],
    [WITHIN_MS + 1, []],
    [WITHIN_MS + 15_000, []],
  ] as const) {
    const relay = startRelay();
    await relay.forward(write(0.5), relay.cloudNow() + WITHIN_MS);
    assert.deepEqual(relay.told, [], "the interface is busy");
    relay.clock.advance(waited);
    relay.free();
    await settle();
    assert.deepEqual(relay.told, expected, `after ${waited} ms`);
    const [reply] = relay.replies;
    assert.equal(reply?.outcome, "done");
    assert.equal(reply?.rest?.status, expected.length > 0 ? 202 : 502);
  }
});

test("a command of the WebSocket carries it as well", async () => {
  const site = createTestSite({ ccu: { executeProgram: () => true } });
  site.putHub("ccu-main", { programs: [program(7, "Good night")] });
  const forwarded = createForwarded({ operations, commands, site });
  const result = await forwarded.command({ name: "programs.execute", args: { id: "7" }, requestId: "r1" }, who, {
    deadline: 4711,
  });
  assert.deepEqual(result, { data: { executed: true, id: "7" } });
  assert.deepEqual(site.deadlines, [4711]);
});

test("an operation and a command pass the deadline on, and so does a write of configuration", async () => {
  const site = createTestSite({ ccu: { setSysvar: () => undefined } });
  site.putDevices(dimmer());
  site.putHub("ccu-main", { sysvars: [sysvar(9, "Presence", { type: "LOGIC" })] });
  const forwarded = createForwarded({ operations, commands, site });
  const put = (path: string, body: unknown) => ({
    method: "PUT",
    path: `/api/v1${path}`,
    query: "",
    headers: { "content-type": "application/json" },
    body: { text: JSON.stringify(body) },
  });
  const wanted = put("/sysvars/Presence", { value: true });
  assert.equal((await forwarded.rest(wanted, who, { deadline: 4711 })).status, 202);
  assert.deepEqual(site.deadlines, [4711]);
  await forwarded.rest(write(0.5).rest!, who, { deadline: 4712 });
  assert.deepEqual(site.deadlines, [4711, 4712]);
});

test("a request that came straight here acts within the time that its answer is waited for", async () => {
  const site = createTestSite({ ccu: { executeProgram: () => true } });
  site.putHub("ccu-main", { programs: [program(7, "Good night")] });
  const call = createCommandDispatcher(commands);
  await call({ command: "programs.execute", args: { id: "7" }, identity: who, site, requestId: "r2" });
  assert.deepEqual(site.deadlines, [site.clock.now() + HANDLER_TIMEOUT_MS]);
});
