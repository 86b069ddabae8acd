/** A client that closes its connection before it has its answer: the dispatcher is told, and of nobody else. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createExpressApp } from "../../../adapters/express/app.ts";
import type { ApiReply, ApiRequest } from "../../../handlers/kernel/dispatch.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const folder = import.meta.dirname;

test("the dispatcher hears that the client is gone, once, and only where it did not get its answer", async (t) => {
  const told: string[] = [];
  const heard = Promise.withResolvers<void>();
  const slow = Promise.withResolvers<ApiReply>();
  const came = Promise.withResolvers<void>();
  const dispatch = async (request: ApiRequest): Promise<ApiReply> => {
    request.gone?.(() => {
      told.push(request.path);
      heard.resolve();
    });
    if (request.path !== "/api/v1/slow") return { status: 200, headers: {}, body: "{}" };
    came.resolve();
    return slow.promise;
  };
  const server = createServer(createExpressApp({ dispatch, log: silent, pages: folder, contract: folder }));
  t.after(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;

  assert.equal((await fetch(`${url}/quick`, { headers: { connection: "close" } })).status, 200);
  const leaving = httpRequest(`${url}/slow`).on("error", () => {});
  leaving.end();
  await came.promise;
  assert.deepEqual(told, []);
  leaving.destroy();
  await heard.promise;
  slow.resolve({ status: 200, headers: {}, body: "{}" });
  assert.deepEqual(told, ["/api/v1/slow"]);
});
