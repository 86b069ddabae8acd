/** Bodies as they arrive at a client, whichever way they were written. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { createExpressApp, ONE_WRITE_LIMIT } from "../../../adapters/express/app.ts";
import type { ApiReply } from "../../../handlers/kernel/dispatch.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

async function serving(t: TestContext, body: ApiReply["body"]): Promise<number> {
  const dispatch = ({ method }: { method: string }): ApiReply => ({
    status: 200,
    headers: { "content-type": "application/octet-stream", "x-content-type-options": "nosniff" },
    ...(method === "HEAD" ? {} : { body }),
  });
  const server = createServer(createExpressApp({ dispatch, log })).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Every byte there is, also those that are no text. */
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 256));

for (const length of [0, 1, 255, ONE_WRITE_LIMIT, ONE_WRITE_LIMIT + 1, 300_000])
  test(`${length} bytes arrive as they are`, async (t) => {
    const body = bytes(length);
    const port = await serving(t, body);
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/x`);
    assert.equal(response.headers.get("content-length"), String(length));
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), body);
  });

test("text of two and four bytes a character has the length that is announced", async (t) => {
  const said = "Küche 23,5 °C 🔥";
  for (const body of [said, Buffer.from(said)]) {
    const port = await serving(t, body);
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/x`);
    assert.equal(response.headers.get("content-length"), String(Buffer.byteLength(said)));
    assert.equal(await response.text(), said);
  }
});

test("answers to requests that were sent in one go come one behind the other", async (t) => {
  const port = await serving(t, Buffer.from("ä".repeat(20)));
  const socket = connect(port, "127.0.0.1");
  const ask = (how: string, end = "") => `${how} /api/v1/x HTTP/1.1\r\nhost: x\r\n${end}\r\n`;
  socket.write(ask("GET") + ask("HEAD") + ask("GET", "connection: close\r\n"));
  const [first, second, third, ...more] = (await text(socket)).split("HTTP/1.1 200 OK\r\n").slice(1);
  assert.deepEqual(more, []);
  assert.match(first!, /content-length: 40\r\n[\s\S]*\r\n\r\nä{20}$/);
  assert.match(second!, /\r\n\r\n$/);
  assert.match(third!, /content-length: 40\r\n[\s\S]*\r\n\r\nä{20}$/);
});
