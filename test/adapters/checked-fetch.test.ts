/** `fetch` for addresses that people configure: its limit, redirects, and where it does not connect to. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { ANSWER_LIMIT, createCheckedFetch } from "../../adapters/node/checked-fetch.ts";

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const anywhere = createCheckedFetch({ reach: "anywhere" });

test("an answer may have so many bytes, and no more", async (t) => {
  let size = ANSWER_LIMIT;
  const url = await serve(t, (_request, response) => void response.end(Buffer.alloc(size)));
  assert.equal((await (await anywhere(url, {})).arrayBuffer()).byteLength, ANSWER_LIMIT);
  size++;
  await assert.rejects(anywhere(url, {}), /more than/);
});

test("method, headers and body are sent; redirects are an answer; a status without a body has none", async (t) => {
  const url = await serve(t, async (request, response) => {
    if (request.url === "/gone") return void response.writeHead(204).end();
    if (request.url === "/elsewhere")
      return void response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end(`${request.method} ${request.headers["x-own"]} ${Buffer.concat(chunks)}`);
  });
  const answer = await anywhere(url, {
    method: "POST",
    headers: { "x-own": "yes" },
    body: new URLSearchParams({ a: "ü" }),
  });
  assert.equal(await answer.text(), "POST yes a=%C3%BC");
  assert.equal((await anywhere(`${url}elsewhere`, {})).status, 302);
  const gone = await anywhere(`${url}gone`, {});
  assert.deepEqual([gone.status, gone.body], [204, null]);
});

test("whoever stops waiting stops the request, also in the middle of its answer", async (t) => {
  const url = await serve(t, (_request, response) => void response.writeHead(200).write("{"));
  const controller = new AbortController();
  const work = anywhere(url, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(work);
});

test("nothing is connected to but what may be", async (t) => {
  let asked = 0;
  const url = await serve(t, (_request, response) => {
    asked++;
    response.end();
  });
  const inTheCloud = createCheckedFetch({ reach: "public" });
  await assert.rejects(inTheCloud(url, {}), /no public address/);
  await assert.rejects(inTheCloud(url.replace("127.0.0.1", "localhost"), {}));
  await assert.rejects(anywhere("http://169.254.169.254/", {}), /no address/);
  assert.equal(asked, 0);
});
