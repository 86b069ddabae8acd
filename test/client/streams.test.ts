/** Streams and commands over sockets that the test plays the server of: what is sent when, and every limit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, type EventsOptions, ProblemError } from "../../adapters/client/index.ts";
import {
  BUFFER_LIMIT,
  CALL_TIMEOUT_MS,
  CALLS_LIMIT,
  HANDSHAKE_TIMEOUT_MS,
  RECONNECT_BASE_MS,
  RECONNECT_LIMIT_MS,
  SILENCE_LIMIT_MS,
  TOPICS_LIMIT,
} from "../../adapters/client/limits.ts";
import { FakeClock, FakeSockets, fakeFetch, json, problem, settle } from "./fakes.ts";

const bearer = { type: "bearer", token: "secret" } as const;

function world(...replies: Parameters<typeof fakeFetch>) {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const { fetch, asked } = fakeFetch(...(replies.length > 0 ? replies : [() => json({ devices: [] })]));
  const client = createClient({ baseUrl: "http://home", auth: bearer, fetch, clock, WebSocket: sockets.Socket });
  return { clock, sockets, asked, client };
}

async function subscribed(options: EventsOptions = {}, ...replies: Parameters<typeof fakeFetch>) {
  const all = world(...replies);
  const stream = all.client.events("device.*", options);
  const heard: (number | string)[] = [];
  stream.on("event", ({ seq }) => heard.push(seq));
  stream.on("gap", ({ reason }) => heard.push(reason));
  stream.on("snapshot", () => heard.push("snapshot"));
  await settle();
  const { last } = all.sockets;
  last.accept();
  last.frame({ op: "subscribed", topics: ["device.*"] });
  if (options.since !== undefined) last.frame({ op: "replay_done", seq: options.since });
  return { ...all, stream, heard };
}

test("a handshake with the proof, a subscription, pongs", async () => {
  const { sockets, stream, heard } = await subscribed();
  const { last } = sockets;
  assert.equal(last.url, "ws://home/api/v1/events");
  assert.deepEqual(last.headers, { authorization: "Bearer secret" });
  assert.deepEqual(last.sent, [{ op: "subscribe", topics: ["device.*"] }]);
  last.frame({ op: "ping" });
  assert.deepEqual(last.sent[1], { op: "pong" });
  last.event(7);
  last.frame({ op: "something_new" });
  assert.deepEqual([stream.state, stream.cursor, heard], ["live", 7, [7]]);
  stream.close();
  assert.equal(last.isClosed, true);
});

test("after a cut: a wait that doubles up to its limit, and the cursor", async () => {
  const { sockets, stream, clock, heard } = await subscribed();
  sockets.last.event(7);
  sockets.last.cut();
  assert.equal(stream.state, "connecting");
  for (const factor of [1, 2, 4, 8, 16, 32, 64]) {
    const ms = Math.min(RECONNECT_BASE_MS * factor, RECONNECT_LIMIT_MS);
    const { length } = sockets.opened;
    await clock.advance(ms - 1);
    assert.equal(sockets.opened.length, length, `before ${ms} ms`);
    await clock.advance(1);
    assert.equal(sockets.opened.length, length + 1, `after ${ms} ms`);
    if (factor < 64) sockets.last.refuse();
    await settle();
  }
  sockets.last.accept();
  assert.deepEqual(sockets.last.sent, [{ op: "subscribe", topics: ["device.*"], since: 7 }]);
  sockets.last.frame({ op: "subscribed" });
  for (const seq of [7, 8, 9]) sockets.last.event(seq);
  sockets.last.frame({ op: "replay_done", seq: 9 });
  assert.deepEqual([heard, stream.state], [[7, 8, 9], "live"]);
  sockets.last.cut();
  await clock.advance(RECONNECT_BASE_MS);
  assert.equal(sockets.opened.length, 9, "from the beginning again");
});

test("a connection that says nothing is dead: in the handshake, before the acknowledgement, and later", async () => {
  const { sockets, clock, client } = world();
  client.events("*");
  await clock.advance(HANDSHAKE_TIMEOUT_MS - 1);
  assert.equal(sockets.last.isClosed, false);
  await clock.advance(1);
  assert.equal(sockets.opened[0]?.isClosed, true);
  await clock.advance(RECONNECT_BASE_MS);
  sockets.last.accept();
  await clock.advance(HANDSHAKE_TIMEOUT_MS);
  assert.equal(sockets.opened[1]?.isClosed, true);
  await clock.advance(2 * RECONNECT_BASE_MS);
  const { last } = sockets;
  last.accept();
  last.frame({ op: "subscribed" });
  for (let n = 0; n < 3; n++) {
    await clock.advance(SILENCE_LIMIT_MS - 1);
    assert.equal(last.isClosed, false);
    last.frame({ op: "ping" });
  }
  await clock.advance(SILENCE_LIMIT_MS);
  assert.equal(last.isClosed, true);
  assert.equal(sockets.opened.length, 3);
});

test("a gap is told, and the state comes before what follows", async () => {
  let give: (response: Response) => void = () => {};
  const { sockets, heard } = await subscribed({ since: 3 }, () => new Promise((resolve) => (give = resolve)));
  sockets.last.event(4);
  sockets.last.frame({ op: "replay_lost", oldest_seq: 90 });
  sockets.last.event(95);
  await settle();
  assert.deepEqual(heard, [4, "replay_lost"]);
  give(json({ generated_at: "", devices: [] }));
  await settle();
  assert.deepEqual(heard, [4, "replay_lost", "snapshot", 95]);
  const never = await subscribed({ since: 3, snapshot: "never" });
  never.sockets.last.frame({ op: "replay_lost", oldest_seq: 90 });
  never.sockets.last.event(95);
  await settle();
  assert.deepEqual(never.heard, ["replay_lost", 95]);
  assert.equal(never.asked.length, 0);
});

test("a connection that was lost before the first event leaves a gap; the state is read until it is there", async () => {
  const { sockets, heard, clock, asked } = await subscribed(
    {},
    () => problem(500),
    () => json({ devices: [] }),
  );
  sockets.last.cut();
  await clock.advance(RECONNECT_BASE_MS);
  sockets.last.accept();
  sockets.last.frame({ op: "subscribed" });
  await settle();
  assert.deepEqual(heard, ["unknown"]);
  await clock.advance(RECONNECT_LIMIT_MS);
  assert.deepEqual(heard, ["unknown", "snapshot"]);
  assert.equal(asked.length, 2);
});

test("a reader who is behind: the socket is closed at the limit, and goes on from the cursor at half of it", async () => {
  const { client, sockets } = world();
  const stream = client.events("device.*");
  await settle();
  sockets.last.accept();
  sockets.last.frame({ op: "subscribed" });
  for (let seq = 1; seq < BUFFER_LIMIT; seq++) sockets.last.event(seq);
  assert.deepEqual([stream.state, sockets.last.isClosed], ["live", false]);
  sockets.last.event(BUFFER_LIMIT);
  assert.deepEqual([stream.state, sockets.last.isClosed], ["paused", true]);
  const iterator = stream[Symbol.asyncIterator]();
  const read: number[] = [];
  const next = async () => read.push(((await iterator.next()).value as { seq: number }).seq);
  while (read.length < BUFFER_LIMIT / 2 - 1) await next();
  await settle();
  assert.equal(sockets.opened.length, 1);
  await next();
  await settle();
  assert.equal(sockets.opened.length, 2);
  sockets.last.accept();
  assert.equal(sockets.last.sent[0]?.since, BUFFER_LIMIT);
  sockets.last.frame({ op: "subscribed" });
  sockets.last.event(BUFFER_LIMIT + 1);
  while (read.length < BUFFER_LIMIT + 1) await next();
  assert.deepEqual(
    read,
    Array.from({ length: BUFFER_LIMIT + 1 }, (_, index) => index + 1),
  );
});

test("a reader who is behind while the state is still on its way is not stuck", async () => {
  let give: (response: Response) => void = () => {};
  const { client, sockets } = world(() => new Promise((resolve) => (give = resolve)));
  const stream = client.events("device.*", { snapshot: "first" });
  await settle();
  sockets.last.accept();
  sockets.last.frame({ op: "subscribed" });
  for (let seq = 1; seq <= BUFFER_LIMIT; seq++) sockets.last.event(seq);
  assert.equal(stream.state, "paused");
  const iterator = stream[Symbol.asyncIterator]();
  const first = iterator.next();
  await settle();
  give(json({ devices: [] }));
  assert.equal((await first).value?.type, "snapshot");
});

test("the end of a credential: asked what it is, then again, or never", async () => {
  const { sockets, clock, asked, stream } = await subscribed({}, () => json({}));
  sockets.last.cut(4401);
  await settle();
  assert.match(asked[0]?.url ?? "", /\/auth\/me$/);
  await clock.advance(RECONNECT_BASE_MS);
  assert.equal(sockets.opened.length, 2);
  assert.equal(stream.state, "connecting");

  const over = await subscribed({}, () => problem(401, {}, "unauthorized"));
  const ended = new Promise((resolve) => over.stream.on("error", resolve));
  over.sockets.last.cut(4401);
  assert.deepEqual([((await ended) as { status: number }).status, over.stream.state], [401, "closed"]);
  await over.clock.advance(RECONNECT_LIMIT_MS);
  assert.equal(over.sockets.opened.length, 1);
  assert.equal(over.clock.waiting, 0);

  const busy = await subscribed({}, () => problem(429, { "retry-after": "20" }));
  busy.sockets.last.cut(4401);
  await busy.clock.advance(19_999);
  assert.equal(busy.sockets.opened.length, 1);
  await busy.clock.advance(1);
  assert.equal(busy.sockets.opened.length, 2);
});

test("a new token: open connections go on with it; one that gets no answer is made anew", async () => {
  const { sockets, clock, client, stream } = await subscribed();
  client.setToken("new");
  assert.deepEqual(sockets.last.sent[1], { op: "reauth", token: "new" });
  sockets.last.frame({ op: "reauth_ok" });
  await clock.advance(HANDSHAKE_TIMEOUT_MS);
  assert.deepEqual([sockets.opened.length, stream.state], [1, "live"]);
  client.setToken("newer");
  await clock.advance(HANDSHAKE_TIMEOUT_MS);
  assert.equal(stream.state, "connecting");
  await clock.advance(RECONNECT_BASE_MS);
  assert.deepEqual(sockets.last.headers, { authorization: "Bearer newer" });
  sockets.last.accept();
  sockets.last.frame({ op: "reauth_failed" });
  assert.equal(sockets.last.isClosed, true);
});

test("frames that are none end the connection: an event may have been in them", async () => {
  for (const text of ["{", "7", "null"]) {
    const { sockets, stream } = await subscribed();
    sockets.last.frame(text);
    assert.deepEqual([sockets.last.isClosed, stream.state], [true, "connecting"], text);
  }
});

test("where a header cannot be sent with a handshake: a password in the address, and no token", async () => {
  class Browser {
    static readonly addresses: string[] = [];
    constructor(url: string, options?: unknown) {
      if (options !== undefined) throw new DOMException("no such protocol", "SyntaxError");
      Browser.addresses.push(url);
    }
    send() {}
    close() {}
  }
  const WebSocket = Browser as never;
  const clock = new FakeClock();
  const { fetch } = fakeFetch(() => json({}));
  const basic = { type: "basic", username: "ä b", password: "c:d/e" } as const;
  createClient({ baseUrl: "https://home", auth: basic, fetch, clock, WebSocket }).events("*");
  await settle();
  assert.deepEqual(Browser.addresses, ["wss://%C3%A4%20b:c%3Ad%2Fe@home/api/v1/events"]);
  const client = createClient({ baseUrl: "https://home", auth: bearer, fetch, clock, WebSocket });
  const refused = client.events("*")[Symbol.asyncIterator]().next();
  await assert.rejects(refused, (error) => error instanceof ProblemError && /session/.test(error.message));
  assert.match((await client.call("devices.list")).error?.message ?? "", /session/);
});

test("topics at the limit and past it; a closed signal opens nothing", async () => {
  const { client, sockets } = world();
  const topics = Array.from({ length: TOPICS_LIMIT }, (_, index) => `device.${index}.*`);
  client.events(topics).close();
  assert.throws(() => client.events([...topics, "*"]), RangeError);
  const controller = new AbortController();
  const stream = client.events("*", { signal: controller.signal });
  controller.abort();
  assert.deepEqual(await stream[Symbol.asyncIterator]().next(), { done: true, value: undefined });
  assert.equal(client.events("*", { signal: controller.signal }).state, "closed");
  await settle();
  assert.equal(sockets.opened.length, 0);
});

test("commands: results by id, errors, time, and a limit on those that wait", async () => {
  const { client, sockets, clock } = world();
  const first = client.call("devices.list");
  const second = client.call("devices.get", { address: "A" });
  await settle();
  sockets.last.accept();
  assert.deepEqual(sockets.last.sent, [
    { op: "call", id: "c1", command: "devices.list" },
    { op: "call", id: "c2", command: "devices.get", args: { address: "A" } },
  ]);
  sockets.last.frame({ op: "result", id: "c2", error: { code: "not_found", message: "no" } });
  sockets.last.frame({ op: "result", id: "c1", data: [] });
  sockets.last.frame({ op: "result", id: "c1", data: ["twice"] });
  assert.deepEqual(await Promise.all([first, second]), [{ data: [] }, { error: { code: "not_found", message: "no" } }]);
  const waiting = Array.from({ length: CALLS_LIMIT }, () => client.call("devices.list"));
  assert.equal((await client.call("devices.list")).error?.code, "too_many_calls");
  await clock.advance(CALL_TIMEOUT_MS / 2);
  sockets.last.frame({ op: "ping" });
  await clock.advance(CALL_TIMEOUT_MS / 2);
  for (const { error } of await Promise.all(waiting)) assert.equal(error?.code, "timeout");
  const controller = new AbortController();
  const left = client.call("devices.list", {}, { signal: controller.signal });
  controller.abort(new Error("left"));
  await assert.rejects(left, /left/);
  client.close();
  assert.equal((await client.call("devices.list")).error?.code, "not_connected");
  assert.equal(clock.waiting, 0);
});

test("commands and lost connections: what was sent is never sent again", async () => {
  const { client, sockets } = world(() => problem(401, {}, "unauthorized"));
  const sent = client.call("devices.list");
  await settle();
  sockets.last.accept();
  sockets.last.cut();
  assert.equal((await sent).error?.code, "connection_lost");
  const unsent = client.call("devices.list");
  await settle();
  assert.equal(sockets.opened.length, 2);
  sockets.last.refuse();
  assert.equal((await unsent).error?.code, "unauthorized");
  const renewed = world(() => json({}));
  const second = renewed.client.call("devices.list");
  await settle();
  renewed.sockets.last.refuse();
  await settle();
  assert.equal(renewed.sockets.opened.length, 2, "the proof is fine now");
  renewed.sockets.last.refuse();
  assert.equal((await second).error?.code, "not_connected");
  assert.equal(renewed.sockets.opened.length, 2);
  const away = world(() => problem(500));
  const nobody = away.client.call("devices.list");
  await settle();
  away.sockets.last.refuse();
  assert.equal((await nobody).error?.code, "not_connected");
});
