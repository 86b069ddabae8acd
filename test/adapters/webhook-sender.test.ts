/** The port `WebhookSender` on Node: over real sockets, against receivers that mean no good. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { addressFault, checkedLookup, type Reach } from "../../adapters/node/checked-lookup.ts";
import { createWebhookSender } from "../../adapters/node/webhook-sender.ts";
import { WebhookFault } from "../../handlers/ports/webhook-sender.ts";

async function receiver(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const post = (url: string, timeoutMs = 5_000, signal = new AbortController().signal) => ({
  url,
  headers: { "content-type": "application/json", "x-openccu-event": "e" },
  body: '{"a":"ä"}',
  timeoutMs,
  signal,
});
const atHome = createWebhookSender({ reach: "anywhere" });

test("body and headers arrive; the answer's status and Retry-After come back", async (t) => {
  let got: unknown;
  const port = await receiver(t, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got = [request.method, request.url, request.headers["x-openccu-event"], Buffer.concat(chunks).toString()];
    response.writeHead(503, { "retry-after": "7" }).end("ill");
  });
  const answer = await atHome.send(post(`http://127.0.0.1:${port}/hook?x=1`));
  assert.deepEqual(answer, { status: 503, retryAfterMs: 7_000 });
  assert.deepEqual(got, ["POST", "/hook?x=1", "e", '{"a":"ä"}']);
});

test("a redirect is an answer: nobody follows it", async (t) => {
  let asked = 0;
  const port = await receiver(t, (request, response) => {
    asked += 1;
    response.writeHead(307, { location: `http://127.0.0.1:${port}${request.url}x` }).end();
  });
  assert.deepEqual(await atHome.send(post(`http://127.0.0.1:${port}/`)), { status: 307 });
  assert.equal(asked, 1);
});

test("an answer without an end is not read", async (t) => {
  const port = await receiver(t, (_, response) => {
    response.writeHead(200);
    const more = () => {
      if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
    };
    more();
  });
  assert.deepEqual(await atHome.send(post(`http://127.0.0.1:${port}/`)), { status: 200 });
});

test("silence ends with the timeout, an interruption at once, nobody there at once", async (t) => {
  const port = await receiver(t, () => {});
  const url = `http://127.0.0.1:${port}/`;
  await assert.rejects(atHome.send(post(url, 50)), /no answer within 50 ms/);
  const ending = new AbortController();
  const sending = atHome.send(post(url, 60_000, ending.signal));
  ending.abort();
  await assert.rejects(sending, /interrupted/);
  await assert.rejects(atHome.send(post("http://127.0.0.1:1/")), (error: WebhookFault) => !error.final);
});

test("metadata of a cloud's machine is never reached, by address or by name", async () => {
  for (const host of ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "0.0.0.0"])
    await assert.rejects(atHome.send(post(`http://${host}/`)), (error: WebhookFault) => error.final, host);
});

const PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "100.64.0.1", "::1", "fd00::1", "fe80::1"];
const TRICKS = ["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::10.0.0.1", "2001:0:a00:1::", "198.18.0.1"];

test("from the cloud no private address, however it is written", async () => {
  for (const address of [...PRIVATE, ...TRICKS]) assert.ok(addressFault(address, "public"), address);
  for (const address of ["93.184.215.14", "2606:2800:21f:cb07::1"])
    assert.equal(addressFault(address, "public"), undefined);
  for (const address of PRIVATE.slice(0, 7)) assert.equal(addressFault(address, "anywhere"), undefined, address);
  const inCloud = createWebhookSender({ reach: "public" });
  for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost"])
    await assert.rejects(inCloud.send(post(`http://${host}:9/`)), (error: WebhookFault) => error.final, host);
});

/** What the name resolves to, each time that somebody asks. */
function rebinding(reach: Reach, ...answers: string[][]) {
  let asked = 0;
  const lookup = checkedLookup(reach, (_, done) => {
    const found = answers[Math.min(asked, answers.length - 1)]!;
    asked += 1;
    done(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  });
  return { lookup, asked: () => asked };
}

test("a name that turns private after it was checked is asked once: the checked address is connected to", async (t) => {
  let reached = false;
  const port = await receiver(t, (_, response) => {
    reached = true;
    response.end();
  });
  const { lookup, asked } = rebinding("public", ["192.0.2.1", "127.0.0.1"], ["127.0.0.1"]);
  const sender = createWebhookSender({ reach: "public", lookup });
  await assert.rejects(
    sender.send(post(`http://rebinding.example:${port}/`, 300)),
    (error: WebhookFault) => error instanceof WebhookFault,
  );
  assert.deepEqual([asked(), reached], [1, false]);
});

test("at home a name may be private", async (t) => {
  const port = await receiver(t, (_, response) => void response.end());
  const { lookup } = rebinding("anywhere", ["169.254.169.254", "127.0.0.1"]);
  const sender = createWebhookSender({ reach: "anywhere", lookup });
  assert.deepEqual(await sender.send(post(`http://node-red.lan:${port}/`)), { status: 200 });
});
