/** Answers that are too large for the broker: put in the cloud by the home, fetched there by the client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import { COLLECTED_BYTES } from "../../handlers/kernel/limits.ts";
import {
  createLargeAnswers,
  LARGE_BYTES,
  PUT_KEPT_MS,
  PUT_WAIT_MS,
  PUTS_LIMIT,
  TOO_LARGE_AGAIN_S,
} from "../../handlers/relay/home/large-answers.ts";
import { pass, silent } from "./network.ts";
import { SITE, startBench } from "./requester-bench.ts";

const settle = async () => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
};

function bench() {
  const clock = createManualClock();
  const puts: { url: string; bytes: number; end: () => void; fail: (error: Error) => void }[] = [];
  let ended = 0;
  const large = createLargeAnswers(clock, silent, (url, _content, bytes) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    puts.push({ url, bytes, end: resolve, fail: reject });
    return promise;
  });
  const reply = (bytes: number): ApiReply => ({
    status: 200,
    headers: { "content-length": String(bytes), "content-disposition": "attachment" },
    body: (async function* () {
      try {
        yield new Uint8Array(1);
      } finally {
        ended++;
      }
    })(),
  });
  let number = 0;
  const ask = (path = "/backups/a/download", bytes = LARGE_BYTES + 1) =>
    large.place(reply(bytes), path, { name: `home/${++number}`, url: `https://s3/${number}` });
  return { clock, puts, ask, large, reply, ended: () => ended };
}

test("what is small, or has nowhere to go, is answered as it is", async () => {
  const { ask, large, reply, puts } = bench();
  assert.equal((await ask("/x", LARGE_BYTES)).kept, undefined);
  assert.equal((await large.place(reply(LARGE_BYTES + 1), "/x", undefined)).kept, undefined);
  assert.equal(
    (await large.place({ status: 404, headers: {}, body: "no" }, "/x", { name: "n", url: "u" })).reply.status,
    404,
  );
  assert.equal(puts.length, 0);
});

const wholes = [
  ["an archive", new Uint8Array(LARGE_BYTES + 1), LARGE_BYTES + 1],
  ["a text", "é".repeat(LARGE_BYTES / 2 + 1), LARGE_BYTES + 2],
] as const;
for (const [what, body, bytes] of wholes)
  test(`${what} that is known as a whole is put as well; once, until it is another one`, async () => {
    const { large, puts } = bench();
    const ask = async (content: string | Uint8Array) => {
      const asked = large.place({ status: 200, headers: {}, body: content }, "/x?", {
        name: "home/n",
        url: "https://s3/n",
      });
      await settle();
      puts.at(-1)?.end();
      return (await asked).kept;
    };
    assert.equal(await ask(body), "home/n");
    assert.equal(await ask(body), "home/n");
    assert.deepEqual(
      puts.map((put) => put.bytes),
      [bytes],
    );
    await ask(typeof body === "string" ? `${body}x` : new Uint8Array(LARGE_BYTES + 2));
    assert.equal(puts.length, 2);
    assert.equal(await ask(body.slice(0, 10)), undefined, "a small one goes as it is");
  });

test("a file that has no way is refused with the reason; what no file is, and what fits, goes on", async () => {
  const { large } = bench();
  const status = async (body: string | Uint8Array, headers: Record<string, string>) =>
    (await large.place({ status: 200, headers, body }, "/x?", undefined)).reply.status;
  const file = { "content-disposition": "attachment" };
  const most = Math.floor((COLLECTED_BYTES * 3) / 4);
  assert.deepEqual(
    [await status(new Uint8Array(most), file), await status(new Uint8Array(most + 1), file)],
    [200, 503],
  );
  assert.deepEqual(
    [await status("x".repeat(COLLECTED_BYTES), file), await status("x".repeat(COLLECTED_BYTES + 1), file)],
    [200, 503],
  );
  assert.equal(await status("x".repeat(COLLECTED_BYTES + 1), {}), 200);
  const refused = await large.place({ status: 200, headers: file, body: new Uint8Array(most + 1) }, "/x?", undefined);
  assert.equal(refused.reply.headers["retry-after"], String(TOO_LARGE_AGAIN_S), "it does not become smaller soon");
  assert.match(String(refused.reply.body), /too large to be sent/);
});

test("a large one is put, and named in the place of its body", async () => {
  const { ask, puts } = bench();
  const answered = ask();
  await settle();
  assert.deepEqual([puts[0]?.url, puts[0]?.bytes], ["https://s3/1", LARGE_BYTES + 1]);
  puts[0]?.end();
  const { reply, kept } = await answered;
  assert.deepEqual([reply.status, reply.body, kept], [200, undefined, "home/1"]);
  assert.equal(reply.headers["content-disposition"], "attachment");
});

test("what takes longer than anybody waits goes on: who asks again is told where it is, and it is sent once", async () => {
  const { clock, ask, puts } = bench();
  const first = ask();
  await settle();
  clock.advance(PUT_WAIT_MS);
  const waiting = await first;
  assert.deepEqual(waiting.reply.headers, {
    ...{ "content-type": "application/problem+json", "x-problem-code": "service_unready", "retry-after": "15" },
  });
  const { detail, ...problem } = JSON.parse(String(waiting.reply.body));
  assert.deepEqual(
    [waiting.reply.status, problem],
    [
      503,
      {
        ...{ type: "https://openccu-loom.dev/errors/service_unready", title: "On its way to the cloud" },
        ...{ status: 503, code: "service_unready" },
      },
    ],
  );
  assert.ok(detail.length > 0);
  puts[0]?.end();
  await settle();
  assert.equal((await ask()).kept, "home/1");
  assert.equal(puts.length, 1);
  clock.advance(PUT_KEPT_MS + 1);
  const later = ask();
  await settle();
  puts[1]?.end();
  assert.equal((await later).kept, "home/3");
});

test("what could not be put is tried again by who asks again; no more than a few at once", async () => {
  const { ask, puts, ended } = bench();
  const failing = ask();
  await settle();
  puts[0]?.fail(new Error("no"));
  assert.equal((await failing).reply.status, 503);
  const others = Array.from({ length: PUTS_LIMIT }, (_, n) => ask(`/backups/${n}/download`));
  await settle();
  assert.equal((await ask("/backups/more/download")).reply.status, 503);
  assert.equal(puts.length, 1 + PUTS_LIMIT);
  for (const { end } of puts) end();
  assert.ok((await Promise.all(others)).every(({ kept }) => kept !== undefined));
  assert.equal(ended(), 0, "a body that was never begun has nothing to end");
});

test("what is not sent is ended: nothing stays open behind it, whatever the reason", async () => {
  const { large, puts } = bench();
  let open = 0;
  const ask = (key: string, place?: { name: string; url: string }) => {
    open += 1;
    const ended = async () => {
      open -= 1;
      return { done: true as const, value: undefined };
    };
    const body = { [Symbol.asyncIterator]: () => ({ next: ended, return: ended }) };
    const headers = { "content-length": String(8 * COLLECTED_BYTES), "content-disposition": "attachment" };
    return large.place({ status: 200, headers, body } as never, key, place);
  };
  await ask("/a");
  assert.equal(open, 0, "it has no way");
  for (let n = 0; n < PUTS_LIMIT; n += 1) void ask(`/${n}`, { name: `${n}`, url: "u" });
  await settle();
  assert.deepEqual([puts.length, open], [PUTS_LIMIT, PUTS_LIMIT], "these are being read");
  await ask("/one-more", { name: "n", url: "u" });
  assert.equal(open, PUTS_LIMIT, "too many are on their way");
  void ask("/0", { name: "n", url: "u" });
  await settle();
  assert.equal(open, PUTS_LIMIT, "this one is on its way already");
});

const places = {
  place: async (site: string) => ({ name: `${site}/1`, url: "https://s3.example/put?signed" }),
  address: async (name: string, { type, disposition }: { type: string; disposition?: string }) =>
    `https://s3.example/${name}?${type}&${disposition}`,
};

test("the cloud tells the home where a large answer goes, and sends the client there, with what it is", async () => {
  for (const [told, as] of [
    [{ "content-type": "text/plain", "content-disposition": "attachment", "set-cookie": "x" }, "text/plain&attachment"],
    [{ "content-type": ["application/zip"] }, "application/zip&undefined"],
    [{}, "application/octet-stream&undefined"],
  ] as const) {
    const bench = await startBench(true, undefined, places);
    const outcome = bench.ask({}, { method: "GET", path: "/api/v1/backups/a/download" });
    await pass(bench.clock, 50);
    assert.deepEqual(bench.heard[0]?.rest?.keep, { name: `${SITE}/1`, url: "https://s3.example/put?signed" });
    const headers = told as Record<string, string | string[]>;
    await bench.reply({ rest: { status: 200, headers, kept: `${SITE}/1` } });
    await pass(bench.clock, 50);
    assert.deepEqual(outcome.reply, {
      status: 303,
      headers: { location: `https://s3.example/${SITE}/1?${as}`, "cache-control": "no-store" },
    });
  }
});

test("an answer that was put nowhere comes as it is, whether or not there is a place", async () => {
  for (const known of [places, undefined]) {
    const bench = await startBench(true, undefined, known);
    const outcome = bench.ask({}, { method: "GET" });
    await pass(bench.clock, 50);
    await bench.reply({ rest: { status: 200, headers: {}, body: { text: "small" } } });
    await pass(bench.clock, 50);
    assert.deepEqual(outcome.reply, { status: 200, headers: {}, body: "small" });
  }
  const bench = await startBench();
  const outcome = bench.ask({}, { method: "GET" });
  await pass(bench.clock, 50);
  await bench.reply({ rest: { status: 200, headers: {}, kept: `${SITE}/1` } });
  await pass(bench.clock, 50);
  assert.equal(outcome.reply?.headers.location, undefined, "nobody could be sent there");
});

for (const kept of ["home-2/1", `${SITE}/../home-2/1`, "", "x"])
  test(`a home that names ${JSON.stringify(kept)} as its file is not believed`, async () => {
    const bench = await startBench(true, undefined, places);
    const outcome = bench.ask({}, { method: "GET" });
    await pass(bench.clock, 50);
    await bench.reply({ rest: { status: 200, headers: {}, kept } });
    await pass(bench.clock, 50);
    assert.equal(outcome.refusal?.status, 502);
  });
