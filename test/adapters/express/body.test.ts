import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { DROPPED_LIMIT, toApiRequest } from "../../../adapters/express/app.ts";

/** A request that is still being sent. */
function incoming(announced: number) {
  const sending = new PassThrough();
  const socket = { remoteAddress: "127.0.0.1" };
  const headers = { "content-length": String(announced) };
  const request = Object.assign(sending, { url: "/", method: "POST", headers, socket }) as unknown as IncomingMessage;
  return { sending, read: (limit: number) => toApiRequest(request).body(limit) };
}

test("a body that is announced too large is dropped before it is refused: the client gets to read why", async () => {
  const { sending, read } = incoming(9000);
  let refused = false;
  const refusal = read(8192).catch((error: { status: number }) => {
    refused = true;
    return error;
  });
  sending.write(Buffer.alloc(8999));
  await setImmediate();
  assert.equal(refused, false, "the client still sends");
  sending.end("x");
  assert.equal(((await refusal) as { status: number }).status, 413);
});

test("a client that goes away is not waited for; far too much is refused at once", async () => {
  const gone = incoming(DROPPED_LIMIT);
  const refusal = assert.rejects(gone.read(8192), { status: 413 });
  gone.sending.destroy();
  await refusal;
  await assert.rejects(incoming(DROPPED_LIMIT + 1).read(8192), { status: 413 });
});
