/** The port `Gateway`: what is repeated, what is not, against an endpoint that answers as told. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { ATTEMPTS, createGateway } from "../../adapters/lambda/gateway.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import { afterwards } from "../support/program.ts";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
/** Waits are over at once, and written down. */
const hurried = (waits: number[]): Clock => ({
  now: () => Date.now(),
  after(ms, task) {
    waits.push(ms);
    const timer = setImmediate(task);
    return () => clearImmediate(timer);
  },
});

type Answer = number | "cut";
async function endpoint(t: TestContext, answers: Answer[]) {
  const requests: { method: string; path: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method ?? "", path: decodeURIComponent(request.url ?? ""), body });
    const answer = answers.shift() ?? 200;
    if (answer === "cut") request.socket.destroy();
    else response.writeHead(answer, answer === 410 ? { "x-amzn-errortype": "GoneException" } : {}).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const waits: number[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`;
  const config = { region: "local", credentials };
  return { requests, waits, gateway: createGateway({ endpoint: url, clock: hurried(waits), config }) };
}

test("a frame goes to the socket's address below the stage", async (t) => {
  const { gateway, requests } = await endpoint(t, []);
  assert.equal(await gateway.post("a=b", '{"op":"ping"}'), "sent");
  assert.deepEqual(requests, [{ method: "POST", path: "/prod/@connections/a=b", body: '{"op":"ping"}' }]);
  await gateway.close("a=b");
  assert.equal(requests[1]?.method, "DELETE");
});

test("gone is an answer, not an error", async (t) => {
  const { gateway, requests } = await endpoint(t, [410, 410]);
  assert.equal(await gateway.post("c", "x"), "gone");
  await gateway.close("c");
  assert.equal(requests.length, 2);
});

test("throttled is repeated, with pauses that grow; not for ever", async (t) => {
  const { gateway, requests, waits } = await endpoint(t, [429, 429, 200]);
  assert.equal(await gateway.post("c", "x"), "sent");
  assert.equal(requests.length, 3);
  assert.ok(waits[0]! < waits[1]! * 2 && waits[0]! >= 50, String(waits));
  const busy = await endpoint(t, new Array(ATTEMPTS + 1).fill(429));
  await assert.rejects(busy.gateway.post("c", "x"));
  assert.equal(busy.requests.length, ATTEMPTS);
});

test("where the frame may have arrived it is not sent again", async (t) => {
  for (const answer of [500, 503, "cut"] as const) {
    const { gateway, requests } = await endpoint(t, [answer]);
    await assert.rejects(gateway.post("c", "x"));
    assert.equal(requests.length, 1, String(answer));
  }
});

test("a socket may be closed twice: an error of the service is repeated", async (t) => {
  const { gateway, requests } = await endpoint(t, [500, "cut", 204]);
  await gateway.close("c");
  assert.equal(requests.length, 3);
});

test("an endpoint that nobody listens at took no frame: it is repeated", async () => {
  const waits: number[] = [];
  const config = { region: "local", credentials };
  const gateway = createGateway({ endpoint: "http://127.0.0.1:1", clock: hurried(waits), config });
  await assert.rejects(gateway.post("c", "x"));
  assert.equal(waits.length, ATTEMPTS - 1);
});
