/** What a request to a home carries, how long it is repeated, and what the cloud makes of odd answers and broken lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandSpec } from "../../handlers/kernel/command.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { RESEND_MS, SITES_FOLLOWED, STATE_WAIT_MS, WAITING_LIMIT } from "../../handlers/relay/cloud/requester.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { FlushMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS, topics } from "../../handlers/relay/protocol/messages.ts";
import { pass } from "./network.ts";
import { SITE, startBench, who } from "./requester-bench.ts";

const plain = { subject: "anna", role: "operator", scheme: "session" };

test("a request says who asks, what, since when and until when", async () => {
  const { clock, ask, heard } = await startBench();
  const begun = clock.now();
  ask();
  await pass(clock, 20, 1);
  // made for the trace of this request
  const headers = { "x-request-id": "req-1", traceparent: heard[0]?.rest?.headers.traceparent };
  assert.deepEqual(heard, [
    {
      ...{ id: "request-number-1", epoch: 7, at: heard[0]?.at, deadline: begun + BEGIN_WITHIN_MS, requester: "f1" },
      identity: plain,
      rest: {
        ...{ method: "PUT", path: "/api/v1/lamps", query: "a=1", headers },
        body: { text: '{"on":true}' },
      },
    },
  ]);
});

test("whoever asks, whatever the method and the body: as the home needs it", async () => {
  const cases = [
    [{ identity: null }, { identity: null }],
    [{ identity: { ...who, expiresAt: 5 } }, { identity: { ...plain, expiresAt: 5 } }],
    [{ method: "HEAD" }, { method: "GET" }],
    [{ method: "GET" }, { method: "GET" }],
    [{ body: Buffer.alloc(0) }, { body: undefined }],
    [{ body: Buffer.from([0xff]) }, { body: { base64: "/w==" } }],
  ] as const;
  for (const [asked, expected] of cases) {
    const { clock, ask, heard } = await startBench();
    ask({}, asked as Parameters<typeof ask>[1]);
    await pass(clock, 20, 1);
    const { identity, rest } = heard[0] as (typeof heard)[number];
    const sent = { identity, body: undefined, ...rest };
    assert.deepEqual(sent, { ...sent, ...expected });
  }
});

test("answers without a body, with text and with bytes; a status that is none is no answer", async () => {
  for (const [body, expected] of [
    [undefined, {}],
    [{ text: "yes" }, { body: "yes" }],
    [{ base64: "/w==" }, { body: Buffer.from([0xff]) }],
  ] as const) {
    const { clock, ask, reply } = await startBench();
    const outcome = ask();
    await pass(clock, 20);
    await reply({ rest: { status: 200, headers: {}, ...(body && { body }) } });
    await pass(clock, 20);
    assert.deepEqual(outcome.reply, { status: 200, headers: {}, ...expected });
  }
  for (const part of [{ rest: { status: 199, headers: {} } }, {}]) {
    const { clock, ask, reply } = await startBench();
    const outcome = ask();
    await pass(clock, 20);
    await reply(part);
    await pass(clock, 20);
    assert.deepEqual([outcome.refusal?.status, outcome.refusal?.title], [502, "Outcome unknown"]);
  }
});

test("notes come back with the answer, of requests and of commands", async () => {
  const audit = [{ key: "note-1", entry: { timestamp: "2026-01-01T00:00:00.000Z", action: "paramset.put" } }];
  const { clock, ask, reply, requester, base } = await startBench();
  const kept = async () => (await base.store.list("audit")).items.length;
  const outcome = ask();
  await pass(clock, 20);
  await reply({ rest: { status: 204, headers: {} }, audit });
  await pass(clock, 20);
  assert.deepEqual([outcome.reply?.status, await kept()], [204, 1]);
  const commands = await startBench();
  const call = { command: "x", args: { a: 1 }, identity: who, requestId: "r" };
  const site = { ...commands.base, id: siteId(SITE) };
  const result = commands.requester.forwardCommand({ ...call, site }, { name: "x" } as CommandSpec);
  await pass(commands.clock, 20);
  assert.deepEqual(commands.heard[0]?.command, { name: "x", args: { a: 1 }, requestId: "r" });
  await commands.reply({ command: { data: 1 }, audit });
  await pass(commands.clock, 20);
  assert.deepEqual([await result, (await commands.base.store.list("audit")).items.length], [{ data: 1 }, 1]);
  await requester.close();
});

test("repeated every three seconds while there is a line, and not after the answer", async () => {
  const { clock, ask, heard, line, reply } = await startBench();
  ask();
  await pass(clock, 20, 1);
  await pass(clock, RESEND_MS - 40, 10);
  assert.equal(heard.length, 1);
  await pass(clock, 40, 10);
  assert.equal(heard.length, 2);
  line.disconnect();
  await pass(clock, RESEND_MS, 10);
  assert.equal(heard.length, 2);
  line.connect();
  await pass(clock, RESEND_MS, 10);
  assert.equal(heard.length, 3);
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 4 * RESEND_MS, 100);
  assert.deepEqual([heard.length, clock.pending()], [3, 0], "no timer stays");
});

test("no answer: told to the millisecond, and a late one finds nobody", async () => {
  const { clock, ask, reply } = await startBench();
  const begun = clock.now();
  const outcome = ask();
  await pass(clock, REQUEST_LIMIT_MS + 10, 10);
  assert.equal(outcome.at, begun + REQUEST_LIMIT_MS, "counted from the beginning, with the wait for the state");
  assert.equal(outcome.refusal?.status, 502);
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 20);
  assert.equal(outcome.reply, undefined);
});

test("a relay whose clock jumps gets four echoes, not a fifth", async () => {
  const { clock, ask, heard, reply } = await startBench();
  ask();
  await pass(clock, 20);
  for (let n = 1; n <= 6; n += 1) {
    await reply({ outcome: "clock", at: n });
    await pass(clock, 20);
    assert.equal(heard.length, 1 + Math.min(n, 4));
  }
  assert.deepEqual(
    heard.map(({ echo }) => echo?.sent),
    [undefined, 1, 2, 3, 4],
  );
});

test("an answer of a newer start shows that the relay has started: the next request is meant for that", async () => {
  const { clock, ask, heard, reply } = await startBench();
  ask();
  await pass(clock, 20);
  await reply({ epoch: 9, rest: { status: 204, headers: {} } });
  await pass(clock, 20);
  ask();
  await pass(clock, 20);
  await reply({ epoch: 8, rest: { status: 204, headers: {} } });
  ask();
  await pass(clock, 20);
  assert.deepEqual(
    heard.map(({ epoch }) => epoch),
    [7, 9, 9],
  );
});

test("an answer that was on its way when the relay went does not bring it back", async () => {
  const { clock, ask, reply, say, requester } = await startBench();
  const outcome = ask();
  await pass(clock, 20);
  await say(false);
  await pass(clock, 20);
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 20);
  assert.equal(outcome.reply?.status, 204);
  assert.equal((await requester.relayState(SITE))?.online, false);
});

test("while the line is broken nothing is known of the relay, and nothing is sent", async () => {
  const { clock, ask, heard, line, requester, say } = await startBench();
  requester.expect(SITE);
  await pass(clock, 20);
  line.disconnect();
  const known = requester.relayState(SITE);
  const outcome = ask();
  await pass(clock, STATE_WAIT_MS + 20);
  assert.equal(await known, undefined, "it may have gone meanwhile");
  assert.match(outcome.refusal?.message ?? "", /broker is not reachable/);
  line.connect();
  await pass(clock, 20);
  line.connected = () => false;
  const other = ask();
  await pass(clock, 20);
  assert.match(other.refusal?.message ?? "", /broker is not reachable/);
  assert.equal(other.refusal?.headers["retry-after"], "5");
  assert.equal(heard.length, 0);
  await say(true);
});

test("at most so many requests wait at once; one more is refused at once", async () => {
  const { clock, ask, reply } = await startBench();
  const waiting = Array.from({ length: WAITING_LIMIT }, () => ask());
  await pass(clock, 20, 1);
  const refused = ask();
  await pass(clock, 5, 1);
  assert.match(refused.refusal?.message ?? "", /too many/);
  assert.ok(waiting.every(({ refusal }) => refusal === undefined));
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 5, 1);
  const next = ask();
  await pass(clock, 5, 1);
  assert.equal(next.refusal, undefined, "one was answered");
});

test("a request that no message can hold is 413, and nothing waits for it", async () => {
  const { clock, ask, heard } = await startBench();
  const outcome = ask({}, { body: Buffer.alloc(9_000_000, "x") });
  await pass(clock, 20);
  assert.deepEqual([outcome.refusal?.status, outcome.refusal?.code, heard.length], [413, "validation", 0]);
  assert.equal(clock.pending(), 0);
});

test("whether the cloud has all of it: the answer of that home to that question, within the time", async () => {
  const { clock, requester, relay } = await startBench();
  const asked: FlushMessage[] = [];
  await relay.subscribe(topics(SITE).flush, (_, bytes) =>
    asked.push(decodeMessage(FlushMessage, bytes) as FlushMessage),
  );
  const answers: boolean[] = [];
  const ask = async (limit: number) => {
    void requester.flush(SITE, 7, 60_000, limit).then((all) => answers.push(all));
    await pass(clock, 10, 1);
  };
  const say = async (site: string, id: string | undefined) => {
    const reply = { id, epoch: 7, at: 0, outcome: "done" };
    await relay.publish(topics(site).reply("f1"), encodeMessage(reply));
    await pass(clock, 10, 1);
  };
  await ask(1_000);
  const { id, ...rest } = asked[0] as FlushMessage;
  assert.deepEqual(rest, { epoch: 7, requester: "f1", lease: 60_000 });
  await say("home-2", id);
  await say(SITE, "another question's");
  assert.deepEqual(answers, []);
  await say(SITE, id);
  assert.deepEqual([answers, clock.pending()], [[true], 0]);
  await ask(1_000);
  await pass(clock, 990, 1);
  assert.equal(answers.length, 1);
  await pass(clock, 1, 1);
  assert.deepEqual(answers, [true, false]);
});

test("a question that the line does not take is answered at once: nobody knows", async () => {
  const { requester, line, clock } = await startBench();
  await pass(clock, 20);
  line.disconnect();
  assert.equal(await requester.flush(SITE, 7, 1, 1_000), false);
  assert.equal(clock.pending(), 0);
});

test("so many homes are followed; with one more the one that was not asked for longest is left", async () => {
  const { requester, line } = await startBench();
  const left: string[] = [];
  const { subscribe } = line;
  line.subscribe = async (topic, ...how) => {
    const leave = await subscribe(topic, ...how);
    return async () => {
      left.push(topic);
      await leave();
    };
  };
  for (let n = 0; n < SITES_FOLLOWED; n += 1) requester.expect(`home-x${n}`);
  requester.expect("home-x0");
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  await settle();
  assert.deepEqual(left, []);
  requester.expect("one-more");
  await settle();
  assert.deepEqual(left, [topics("home-x1").state]);
});

test("who is closed hears nothing any more", async () => {
  const { clock, ask, reply, requester, heard, line } = await startBench();
  const outcome = ask();
  await pass(clock, 20);
  assert.equal(line.listeners(), 3, "for answers, for the state of the home, for the line");
  await requester.close();
  await pass(clock, 1, 1);
  assert.equal(line.listeners(), 0);
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 20);
  assert.deepEqual([heard.length, outcome.reply], [1, undefined]);
});
