/** Quotas of API Gateway, as the emulator keeps them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import WebSocket from "ws";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import { createFrameWatch } from "../../local/gateway/frames.ts";
import {
  FRAME_LIMIT,
  MESSAGE_LIMIT,
  REQUEST_LIMIT,
  SOCKET_IDLE_MS,
  SOCKET_LIFE_MS,
} from "../../local/gateway/limits.ts";
import { startGateway, startManagement } from "../../local/gateway.ts";
import { afterwards, until } from "../support/program.ts";
import { silent } from "./support.ts";

/** A masked text frame (RFC 6455, 5.2). */
function maskedFrame(length: number): Buffer {
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  header[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.of(1, 2, 3, 4), Buffer.alloc(length)]);
}

interface Seen {
  requestContext: { routeKey: string; connectionId: string; eventType: string };
  body?: string;
}

async function emulator(t: TestContext, clock: Clock = systemClock) {
  const events: Seen[] = [];
  const management = await startManagement();
  afterwards(t, () => management.close());
  const gateway = await startGateway({
    functions: {
      rest: async (event: { rawPath: string }) => {
        if (event.rawPath.endsWith("/throws")) throw new Error("secret");
        return { statusCode: 200, body: event.rawPath, cookies: ["a=1", "b=2"] };
      },
      socket: async (event: Seen) => {
        events.push(event);
        return { statusCode: 200 };
      },
    },
    management,
    addresses: [{ host: "127.0.0.1", port: 0 }],
    clock,
    log: silent,
  });
  afterwards(t, () => gateway.close());
  const url = gateway.urls[0] ?? "";
  const open = async () => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/events`);
    socket.on("error", () => {});
    const closed = once(socket, "close") as Promise<[number]>;
    await once(socket, "open");
    const id = events.findLast(({ requestContext }) => requestContext.eventType === "CONNECT")?.requestContext
      .connectionId;
    return { socket, closed: closed.then(([code]) => code), id: id ?? "" };
  };
  const manage = (method: string, id: string, body?: string) =>
    fetch(`${management.endpoint}/%40connections/${encodeURIComponent(id)}`, { method, ...(body ? { body } : {}) });
  return { url, events, open, manage, gateway };
}

test("routes by op; a pong calls no function", async (t) => {
  const { open, events, gateway } = await emulator(t);
  const { socket } = await open();
  for (const text of ['{"op":"pong"}', '{"op":"call"}', '{"op":"nonsense"}', "no JSON"]) socket.send(text);
  await until("all messages", () => gateway.counters().received === 4 && events.length === 4);
  const routes = events.map(({ requestContext }) => requestContext.routeKey);
  assert.deepEqual(routes.sort(), ["$connect", "$default", "$default", "call"]);
  socket.close();
  await until("the end", () => events.some(({ requestContext }) => requestContext.routeKey === "$disconnect"));
});

test("128 KB a message, 32 KB a frame, in both directions", async (t) => {
  const { open, events, manage } = await emulator(t);
  const first = await open();
  first.socket.send("a".repeat(FRAME_LIMIT));
  await until("the frame at the limit", () => events.some(({ body }) => body?.length === FRAME_LIMIT));
  first.socket.send("a".repeat(FRAME_LIMIT + 1));
  assert.equal(await first.closed, 1009);

  const second = await open();
  const pieces = MESSAGE_LIMIT / FRAME_LIMIT;
  const send = (count: number) => {
    for (let i = 1; i <= count; i += 1) second.socket.send("b".repeat(FRAME_LIMIT), { fin: i === count });
  };
  send(pieces);
  await until("the message at the limit", () => events.some(({ body }) => body?.length === MESSAGE_LIMIT));
  const got = once(second.socket, "message") as Promise<[Buffer]>;
  assert.equal((await manage("POST", second.id, "c".repeat(MESSAGE_LIMIT))).status, 200);
  assert.equal((await got)[0].length, MESSAGE_LIMIT);
  assert.equal((await manage("POST", second.id, "c".repeat(MESSAGE_LIMIT + 1))).status, 413);
  send(pieces + 1);
  assert.equal(await second.closed, 1009);
  assert.equal((await manage("POST", second.id, "x")).status, 410);
});

test("a socket ends after two hours, and after ten silent minutes", async (t) => {
  const clock = createManualClock();
  const { open, manage, events } = await emulator(t, clock);
  const idle = await open();
  const busy = await open();
  await clock.advance(SOCKET_IDLE_MS - 1);
  await manage("POST", busy.id, "news");
  await clock.advance(1);
  assert.equal(await idle.closed, 1001);
  for (let at = SOCKET_IDLE_MS; at < SOCKET_LIFE_MS; at += SOCKET_IDLE_MS / 2) {
    await manage("POST", busy.id, "news");
    await clock.advance(SOCKET_IDLE_MS / 2);
  }
  assert.equal(await busy.closed, 1001);
  await until(
    "both ends",
    () => events.filter(({ requestContext }) => requestContext.eventType === "DISCONNECT").length === 2,
  );
});

test("the gateway's own answers", async (t) => {
  const { url } = await emulator(t);
  const plain = await fetch(`${url}/api/v1/a%2Fb`);
  assert.equal(await plain.text(), "/api/v1/a/b", "HTTP APIs hand over the decoded path");
  assert.deepEqual(plain.headers.getSetCookie(), ["a=1", "b=2"]);
  const failed = await fetch(`${url}/api/v1/throws`);
  assert.equal(failed.status, 500);
  assert.deepEqual(await failed.json(), { message: "Internal Server Error" });
  const large = await fetch(`${url}/api/v1/x`, { method: "POST", body: "a".repeat(REQUEST_LIMIT + 1) });
  assert.equal(large.status, 413);
  const page = await fetch(url);
  assert.match(await page.text(), /<title>CCU Anywhere/);
});

test("frames are measured however they are cut up", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: FRAME_LIMIT }), fc.constantFrom(0, 125, 126, FRAME_LIMIT)), {
        maxLength: 4,
      }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }),
      (lengths, tooLong, cuts) => {
        const all = [...lengths, ...(tooLong ? [FRAME_LIMIT + 1] : [])].map(maskedFrame);
        const bytes = Buffer.concat(all);
        const watch = createFrameWatch();
        let found = false;
        for (let at = 0, turn = 0; at < bytes.length && !found; turn += 1) {
          const size = cuts[turn % cuts.length] as number;
          found = watch(bytes.subarray(at, at + size));
          at += size;
        }
        assert.equal(found, tooLong);
      },
    ),
  );
});
