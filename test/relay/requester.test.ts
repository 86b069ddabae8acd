/** The cloud's side of a request: what it tells the client, and what it does not believe. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandResult, CommandSpec } from "../../handlers/kernel/command.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { RESEND_MS, STATE_WAIT_MS, WAITING_LIMIT } from "../../handlers/relay/cloud/requester.ts";
import { REQUEST_LIMIT_MS, topics } from "../../handlers/relay/protocol/messages.ts";
import { PATH_LIMIT, QUERY_LIMIT } from "../../handlers/relay/protocol/request-message.ts";
import { createTestSite } from "../support/site.ts";
import { pass } from "./network.ts";

import { SITE, startBench, who } from "./requester-bench.ts";

for (const [name, state, text] of [
  ["no relay was ever there", null, /no relay/],
  ["the relay is offline", false, /offline/],
] as const)
  test(`503 with Retry-After within 300 ms where ${name}`, async () => {
    const { clock, ask, heard } = await startBench(state);
    const begun = clock.now();
    const outcome = ask();
    await pass(clock, 300);
    assert.ok(outcome.refusal instanceof Refusal);
    assert.equal(outcome.refusal.status, 503);
    assert.equal(outcome.refusal.code, "service_unready");
    assert.ok(Number(outcome.refusal.headers["retry-after"]) > 0);
    assert.match(outcome.refusal.message, text);
    assert.ok((outcome.at ?? 0) - begun <= STATE_WAIT_MS + 10);
    assert.equal(heard.length, 0);
  });

test("a relay that was deleted is asked nothing, whatever the broker still tells of it; its successor is", async () => {
  const { clock, ask, heard, say, reply } = await startBench(true, async () => 8);
  const refused = ask();
  await pass(clock, 300);
  assert.equal(refused.refusal instanceof Refusal && refused.refusal.status, 503);
  assert.equal(heard.length, 0);
  await say(true, 8);
  await pass(clock, 300);
  const outcome = ask();
  await pass(clock, 300);
  assert.equal(heard.length, 1);
  await reply({ epoch: 8, rest: { status: 202, headers: {} } });
  await pass(clock, 300);
  assert.equal(outcome.reply?.status, 202);
});

test("credentials stay here, and a relay sets no cookies", async () => {
  const { clock, ask, heard, reply } = await startBench();
  const outcome = ask({
    authorization: "Bearer secret",
    cookie: "session=secret",
    "idempotency-key": "k",
    "x-edit-token": "e1",
    "accept-language": "de",
  });
  await pass(clock, 50);
  assert.equal(heard.length, 1);
  assert.doesNotMatch(JSON.stringify(heard[0]), /secret|hash of|idempotency/);
  const { traceparent, ...sent } = heard[0]?.rest?.headers ?? {};
  assert.match(String(traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  assert.deepEqual(sent, { "x-edit-token": "e1", "accept-language": "de", "x-request-id": "req-1" });
  assert.deepEqual(heard[0]?.identity, { subject: "anna", role: "operator", scheme: "session" });
  const headers = { "set-cookie": "a=b", "Content-Type": "text/plain", "access-control-allow-origin": "*" };
  await reply({ rest: { status: 200, headers, body: { text: "yes" } } });
  await pass(clock, 50);
  assert.deepEqual(outcome.reply, { status: 200, headers: { "Content-Type": "text/plain" }, body: "yes" });
});

test("another home cannot answer, and nonsense is no answer", async () => {
  const { clock, ask, heard, reply, relay } = await startBench();
  const outcome = ask();
  await pass(clock, 50);
  await reply({ rest: { status: 200, headers: {} } }, "home-2");
  await reply({ id: "another request's", rest: { status: 200, headers: {} } });
  await relay.publish(topics(SITE).reply("f1"), Buffer.from("{}"));
  await relay.publish(topics(SITE).reply("f1"), Buffer.from([0x1f, 0x8b, 1]));
  await pass(clock, 50);
  assert.deepEqual(outcome, {});
  await reply({ rest: { status: 204, headers: {} } });
  await pass(clock, 50);
  assert.equal(outcome.reply?.status, 204);
  assert.equal(heard.length, 1);
});

test("asked again until it answers; without an answer the outcome is unknown, within the gateway's limit", async () => {
  const { clock, ask, heard } = await startBench();
  const begun = clock.now();
  const outcome = ask();
  await pass(clock, 40_000, 50);
  assert.equal(outcome.refusal?.status, 502);
  assert.match(outcome.refusal?.message ?? "", /unknown/);
  assert.ok((outcome.at ?? 0) - begun <= REQUEST_LIMIT_MS + 50);
  assert.equal(heard.length, 1 + Math.floor((REQUEST_LIMIT_MS - 1) / RESEND_MS));
  assert.equal(new Set(heard.map(({ id, deadline }) => `${id} ${deadline}`)).size, 1, "always the same request");
});

test("nobody waits any more: it is not asked again, and its late answer is nobody's", async () => {
  const { clock, ask, heard, reply } = await startBench();
  const leave = new AbortController();
  const outcome = ask({}, {}, leave.signal);
  await pass(clock, 100);
  assert.equal(heard.length, 1);
  leave.abort();
  await pass(clock, 0);
  assert.equal(outcome.refusal?.status, 503);
  await reply({ rest: { status: 200, headers: {} } });
  await pass(clock, 2 * RESEND_MS, 50);
  assert.equal(heard.length, 1);
  assert.equal(outcome.reply, undefined);

  const late = ask({}, {}, leave.signal);
  await pass(clock, 100);
  assert.ok(late.refusal);
  assert.equal(heard.length, 1, "whoever is gone before it is sent asks nothing");
});

test("a relay that must measure its clock gets the request again, with the echo", async () => {
  const { clock, ask, heard, reply } = await startBench();
  ask();
  await pass(clock, 50);
  await reply({ outcome: "clock", at: 12_345 });
  await pass(clock, 50);
  assert.equal(heard.length, 2);
  assert.equal(heard[1]?.echo?.sent, 12_345);
  assert.ok((heard[1]?.echo?.received ?? 0) <= clock.now());
});

test("refused is 503: nothing was done; unknown is 502", async () => {
  for (const [outcome, status] of [
    ["refused", 503],
    ["unknown", 502],
  ] as const) {
    const { clock, ask, reply } = await startBench();
    const answer = ask();
    await pass(clock, 50);
    await reply({ outcome, detail: "because" });
    await pass(clock, 50);
    assert.equal(answer.refusal?.status, status);
    assert.match(answer.refusal?.message ?? "", /because/);
  }
});

test("a command's result and its errors come back as they are; an unknown code does not", async () => {
  for (const [command, expected] of [
    [{ data: { a: 1 } }, { data: { a: 1 } }],
    [{ data: undefined }, { data: undefined }],
    [{ error: { code: "locked", message: "no" } }, { error: { code: "locked", message: "no" } }],
    [{ error: { code: "made up", message: "no" } }, { error: { code: "internal_error", message: "no" } }],
  ] as const) {
    const { clock, requester, reply } = await startBench();
    let result: CommandResult | undefined;
    const call = {
      command: "x",
      args: {},
      identity: who,
      site: { ...createTestSite(), id: siteId(SITE) },
      requestId: "r",
    };
    void requester.forwardCommand(call, { name: "x" } as CommandSpec).then((r) => {
      result = r;
    });
    await pass(clock, 50);
    await reply({ command });
    await pass(clock, 50);
    assert.deepEqual(result, expected);
  }
});

test("a command that nobody knows the end of is no answer to try again at once; one that was not begun is", async () => {
  for (const [outcome, code] of [
    ["unknown", "internal_error"],
    ["refused", "unavailable"],
  ] as const) {
    const { clock, requester, reply } = await startBench();
    const site = { ...createTestSite(), id: siteId(SITE) };
    const call = { command: "x", args: {}, identity: who, site, requestId: "r" };
    const result = requester.forwardCommand(call, { name: "x" } as CommandSpec);
    await pass(clock, 50);
    await reply({ outcome, detail: "because" });
    await pass(clock, 50);
    const answer = (await result) as { error?: { code: string; message: string } };
    assert.equal(answer.error?.code, code);
    assert.match(answer.error?.message ?? "", /because/);
  }
});

test("a command whose home cannot be looked up is answered, never thrown", async () => {
  for (const [error, message] of [
    [new Refusal(503, "service_unready", "Storage not reachable", "no records"), "no records"],
    [new Error("secret reason"), "the cloud cannot tell whether the relay of this home is still paired"],
  ] as const) {
    const { requester, clock } = await startBench(true, () => Promise.reject(error));
    const site = { ...createTestSite(), id: siteId(SITE) };
    const call = { command: "x", args: {}, identity: who, site, requestId: "r" };
    const result = requester.forwardCommand(call, { name: "x" } as CommandSpec);
    await pass(clock, 50);
    assert.deepEqual(await result, { error: { code: "unavailable", message } });
  }
});

test("a lower epoch's state changes nothing; after a broken line the state is learnt anew", async () => {
  const { clock, requester, say } = await startBench();
  const state = async () => {
    let found: unknown;
    void requester.relayState(SITE).then((s) => {
      found = s ? `${s.epoch} ${s.online}` : "none";
    });
    await pass(clock, 300);
    return found;
  };
  assert.equal(await state(), "7 true");
  await say(false, 6);
  await pass(clock, 10);
  assert.equal(await state(), "7 true");
  await say(true, 8);
  await pass(clock, 10);
  assert.equal(await state(), "8 true");
});

test("nothing is subscribed at QoS 1: AWS meters the confirmation of each delivery", async () => {
  const { clock, network, requester } = await startBench();
  const state = requester.relayState(SITE);
  await pass(clock, 20);
  assert.equal((await state)?.epoch, 7);
  // besides that of the other end, which the bench stands for
  assert.deepEqual(
    network.subscribed.filter(({ topic }) => topic !== topics(SITE).request).map(({ qos }) => qos),
    [0, 0],
  );
});

test("who waits for a state is let go with it, or after its time: all at once, and the next one waits anew", async () => {
  const { clock, requester, say } = await startBench(null);
  const before = clock.pending();
  let settled = 0;
  const ask = () =>
    requester.relayState(SITE).then((state) => {
      settled += 1;
      return state;
    });
  const waiting = Array.from({ length: 2_000 }, ask);
  await pass(clock, 10);
  assert.equal(clock.pending() - before, 1, "one timer, however many wait");
  await pass(clock, STATE_WAIT_MS);
  assert.equal(settled, 2_000);
  assert.equal(clock.pending(), before);
  assert.deepEqual(new Set(await Promise.all(waiting)), new Set([undefined]));
  const next = ask();
  await say(true, 9);
  await pass(clock, 20);
  assert.equal((await next)?.epoch, 9);
  assert.equal(clock.pending(), before, "no timer stays");
});

test("at most so many questions for what a relay has wait at once: one more is told at once that nobody knows", async () => {
  const { clock, requester } = await startBench();
  const limit = 1_000;
  const answers: boolean[] = [];
  const asked = Array.from({ length: WAITING_LIMIT }, () => requester.flush(SITE, 7, 1, limit));
  for (const one of asked) void one.then((answer) => answers.push(answer));
  await pass(clock, 20);
  assert.equal(answers.length, 0, "at the limit all wait");
  assert.equal(await requester.flush(SITE, 7, 1, limit), false);
  assert.equal(answers.length, 0);
  await pass(clock, limit);
  assert.equal(answers.length, WAITING_LIMIT);
  const next = requester.flush(SITE, 7, 1, limit);
  void next.then((answer) => answers.push(answer));
  await pass(clock, 20);
  assert.equal(answers.length, WAITING_LIMIT, "who was let go makes room");
});

for (const [name, longest, past] of [
  ["path", { path: `/${"x".repeat(PATH_LIMIT - 1)}` }, { path: `/${"x".repeat(PATH_LIMIT)}` }],
  ["query", { query: "q".repeat(QUERY_LIMIT) }, { query: "q".repeat(QUERY_LIMIT + 1) }],
] as const)
  test(`the longest ${name} reaches the relay, one character more is 413 and asks nobody`, async () => {
    const { clock, ask, heard } = await startBench();
    const refused = ask({}, past);
    await pass(clock, 20);
    assert.equal(refused.refusal?.status, 413);
    assert.equal(heard.length, 0);
    ask({}, longest);
    await pass(clock, 20);
    assert.equal(heard.length, 1);
    const { path, query } = heard[0]?.rest ?? {};
    assert.deepEqual({ path, query }, { path: "/api/v1/lamps", query: "a=1", ...longest });
  });
