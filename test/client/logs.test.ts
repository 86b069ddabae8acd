/** The log as the SDK follows it: pieces of any length, lost connections, refusals, limits; the clock is moved by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, type LogItem, type LogsOptions, ProblemError } from "../../adapters/client/index.ts";
import {
  HANDSHAKE_TIMEOUT_MS,
  LOG_MESSAGE_LIMIT,
  RECONNECT_BASE_MS,
  SILENCE_LIMIT_MS,
} from "../../adapters/client/limits.ts";
import { ServerSentEvents } from "../../adapters/client/server-sent-events.ts";
import { type Asked, FakeClock, fakeFetch, hangs, json, lost, problem, settle } from "./fakes.ts";

/** A server's answer that the test writes, piece by piece. */
function answer(type = "text/event-stream") {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own;
    },
  });
  return {
    reply: ({ signal }: Asked) => {
      signal.addEventListener("abort", () => controller.error(signal.reason));
      return new Response(body, { headers: { "content-type": type } });
    },
    write: async (text: string | Uint8Array) => {
      controller.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
      await settle();
    },
    end: async () => {
      controller.close();
      await settle();
    },
  };
}

const entry = (seq: number, msg = `m${seq}`): string =>
  `id: ${seq}\nevent: log\ndata: ${JSON.stringify({ seq, time: "", level: "info", msg })}\n\n`;

async function follow(options: LogsOptions, ...replies: Parameters<typeof fakeFetch>) {
  const clock = new FakeClock();
  const { fetch, asked } = fakeFetch(...replies);
  const client = createClient({ baseUrl: "http://home", auth: { type: "bearer", token: "secret" }, fetch, clock });
  const items: LogItem[] = [];
  const states: string[] = [];
  const ended = (async () => {
    for await (const item of client.logs({ ...options, onState: (state) => states.push(state) })) items.push(item);
  })();
  ended.catch(() => {});
  await settle();
  const texts = () => items.map((item) => (item.type === "entry" ? item.record.msg : item.count));
  return { clock, client, asked, items, texts, states, ended };
}

test("entries come as they are written, wherever the pieces are cut", async () => {
  const one = answer();
  const { asked, texts, items, states, client, clock, ended } = await follow({ minLevel: "warn", since: 7 }, one.reply);
  assert.equal(asked[0]?.url, "http://home/api/v1/diagnostics/logs/stream?since=7&min_level=warn");
  assert.equal(asked[0]?.headers.accept, "text/event-stream");
  assert.equal(asked[0]?.headers.authorization, "Bearer secret");
  await one.write("retry: 5000\n\n");
  const bytes = new TextEncoder().encode(entry(8, "Küche") + entry(9).replaceAll("\n", "\r\n"));
  for (const byte of bytes) await one.write(new Uint8Array([byte]));
  await one.write(
    `: ping\n\n: 12 entries are no longer kept\n\nevent: other\ndata: {}\n\nevent: log\ndata: {broken\n\n${entry(30)}`,
  );
  assert.deepEqual(texts(), ["Küche", "m9", 12, "m30"]);
  assert.equal(items[2]?.type, "lost");
  assert.deepEqual(states, ["connecting", "live"]);
  client.close();
  await ended;
  assert.equal(clock.waiting, 0, "no timer is left");
});

test("after a lost connection, an end, a silence it goes on behind the last entry", async () => {
  const [first, second, third] = [answer(), answer(), answer()];
  const following = await follow({}, first.reply, second.reply, lost, third.reply);
  const { clock, asked, texts, states } = following;
  await first.write(entry(3));
  await first.end();
  assert.equal(states.at(-1), "live", "what ends by itself has lost nothing");
  await clock.advance(RECONNECT_BASE_MS);
  assert.match(asked[1]?.url ?? "", /\?since=3$/);
  await second.write(`retry: 200\n\n${entry(4)}`);
  await clock.advance(SILENCE_LIMIT_MS - 1);
  assert.equal(asked.length, 2);
  await clock.advance(1 + 200);
  assert.equal(asked.length, 3, "silent for too long");
  assert.equal(states.at(-1), "connecting");
  await clock.advance(2 * RECONNECT_BASE_MS);
  assert.match(asked[3]?.url ?? "", /\?since=4$/);
  await third.write(entry(5));
  assert.deepEqual(texts(), ["m3", "m4", "m5"]);
  following.client.close();
  await following.ended;
});

test("a server that is not ready, or says something else, is asked again; one that never answers, too", async () => {
  const one = answer();
  const { clock, asked, texts, client, ended } = await follow(
    {},
    () => problem(503, { "retry-after": "9" }),
    () => problem(429, {}),
    () => json({ a: "proxy" }),
    hangs,
    one.reply,
  );
  await clock.advance(8_999);
  assert.equal(asked.length, 1);
  await clock.advance(1 + 2 * RECONNECT_BASE_MS + 4 * RECONNECT_BASE_MS);
  assert.equal(asked.length, 4);
  await clock.advance(HANDSHAKE_TIMEOUT_MS + 8 * RECONNECT_BASE_MS);
  await one.write(entry(1));
  assert.deepEqual(texts(), ["m1"]);
  client.close();
  await ended;
});

test("whom the server refuses is told, once; a renewed token is tried", async () => {
  for (const status of [401, 403, 400, 501]) {
    const { ended, asked } = await follow({}, () => problem(status));
    await assert.rejects(ended, (error) => error instanceof ProblemError && error.problem.status === status);
    assert.equal(asked.length, 1);
  }
  let tokens = 0;
  const one = answer();
  const { fetch, asked } = fakeFetch((own) =>
    own.headers.authorization === "Bearer t2" ? one.reply(own) : problem(401, {}, "unauthorized"),
  );
  const token = () => `t${++tokens}`;
  const client = createClient({ baseUrl: "http://home", auth: { type: "bearer", token }, fetch });
  const logs = client.logs();
  const next = logs.next();
  await settle();
  await one.write(entry(1));
  assert.equal((await next).done, false);
  assert.equal(asked.length, 2);
  await logs.return(undefined);
  assert.ok(asked[1]?.signal.aborted, "leaving the loop ends the request");
});

test("whoever asked can leave: at once, while it is asked, while it waits, and with the client", async () => {
  const gone = await follow({ signal: AbortSignal.abort() }, hangs);
  await gone.ended;
  assert.equal(gone.asked.length, 0);
  for (const reply of [hangs, () => problem(503, { "retry-after": "5" }), answer().reply]) {
    const stop = new AbortController();
    const { ended, clock } = await follow({ signal: stop.signal }, reply);
    stop.abort();
    await ended;
    assert.equal(clock.waiting, 0);
  }
});

test("a message may be as long as the limit, not longer", async () => {
  const fits = new ServerSentEvents();
  assert.deepEqual(fits.feed("d".repeat(LOG_MESSAGE_LIMIT)), []);
  assert.throws(() => new ServerSentEvents().feed("d".repeat(LOG_MESSAGE_LIMIT + 1)), RangeError);
  const one = answer();
  const { ended } = await follow({}, one.reply);
  await one.write("d".repeat(LOG_MESSAGE_LIMIT + 1));
  await assert.rejects(ended, (error) => error instanceof ProblemError && error.problem.code === "unreadable");
});

test("a message with every member", () => {
  const [, message] = new ServerSentEvents().feed(
    ": hello\n\nid: 1\nevent: log\ndata: a\ndata:b\nretry: 10\nstray\n\n",
  );
  assert.deepEqual(message, { id: "1", event: "log", data: "a\nb", retry: 10 });
});
