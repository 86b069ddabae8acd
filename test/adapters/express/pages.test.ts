import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createExpressApp } from "../../../adapters/express/app.ts";
import { COMPRESSED_FROM } from "../../../handlers/kernel/content-encoding.ts";
import { pagesFolder } from "../../../local/ui.ts";
import { scratchFolder } from "../../support/program.ts";

const assets = join(import.meta.dirname, "..", "..", "..", "assets");
const never = () => Promise.reject(new Error("nobody asks the API here"));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const server = createServer(
  createExpressApp({
    dispatch: async ({ path }) => ({ status: 200, headers: { "content-type": "text/plain" }, body: path }),
    log: quiet,
    pages: await pagesFolder(),
    contract: assets,
  }),
);
let base = "";
const get = (path: string) => fetch(base + path, { redirect: "manual" });

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test("the pages and the contract are served, nothing may be loaded from elsewhere", async () => {
  for (const [path, type] of [
    ["/", "text/html"],
    ["/api", "text/html"],
    ["/main.js", "text/javascript"],
    ["/style.css", "text/css"],
    ["/manifest.webmanifest", "application/manifest\\+json"],
    ["/contract/openapi.yaml", "yaml"],
    ["/contract/openapi.json", "application/json"],
    ["/contract/wsapi.json", "application/json"],
  ] as const) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("content-type") ?? "", new RegExp(type), path);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'self'/);
    assert.equal(response.headers.get("x-powered-by"), null);
    await response.text();
  }
});

test("addresses of older daemons lead to the one page, anything else is a plain 404", async () => {
  for (const path of ["/login", "/logout", "/setup", "/ui", "/about", "/app", "/app/"]) {
    const response = await get(path);
    assert.equal(response.status, 302, path);
    assert.equal(response.headers.get("location"), "/");
  }
  for (const path of ["/nothing", "/../package.json", "/contract/../../package.json", "/%2e%2e/package.json"]) {
    const response = await get(path);
    assert.equal(response.status, 404, path);
    assert.doesNotMatch(await response.text(), /ccu-anywhere/);
  }
});

test("texts go compressed to who takes that, are asked for again only when they are others, and are never guessed", async () => {
  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(base + path, { method, headers: { "accept-encoding": "identity", ...headers } });
  for (const path of ["/", "/main.js", "/style.css", "/contract/openapi.json", "/contract/openapi.yaml"]) {
    const plain = await (await ask(path)).text();
    for (const encoding of ["br", "gzip"]) {
      const answer = await ask(path, { "accept-encoding": encoding });
      assert.equal(await answer.text(), plain, path);
      if (plain.length < COMPRESSED_FROM) continue;
      assert.equal(answer.headers.get("content-encoding"), encoding, path);
      assert.equal(answer.headers.get("vary"), "Accept-Encoding", path);
      assert.ok(Number(answer.headers.get("content-length")) < plain.length / 2, path);
    }
    const head = await ask(path, {}, "HEAD");
    assert.equal(Number(head.headers.get("content-length")), Buffer.byteLength(plain), path);
    // fetch itself would say no-cache
    const known = { "if-none-match": head.headers.get("etag")!, "cache-control": "max-age=0" };
    const again = await ask(path, known);
    assert.deepEqual([again.status, await again.text()], [304, ""], path);
  }
  assert.equal((await ask("/contract/openapi.yaml", {}, "POST")).status, 404);
});

test("what is named by its content is kept by the browser, what is not is asked for each time", async () => {
  const page = await (await get("/")).text();
  const [, chunk] = /href="(chunk-[A-Z0-9]{8}\.js)"/.exec(page)!;
  assert.match((await get(`/${chunk}`)).headers.get("cache-control")!, /immutable/);
  for (const path of ["/", "/main.js", "/style.css"])
    assert.equal((await get(path)).headers.get("cache-control"), "public, max-age=0", path);
});

test("a file that is another one is served as that", async (t) => {
  const folder = scratchFolder(t);
  const served = createServer(createExpressApp({ dispatch: never, log: quiet, pages: folder, contract: assets }));
  await new Promise<void>((resolve) => served.listen(0, "127.0.0.1", resolve));
  t.after(() => served.close());
  const url = `http://127.0.0.1:${(served.address() as AddressInfo).port}/main.js`;
  assert.equal((await fetch(url)).status, 404);
  for (const text of ["one", "three"]) {
    writeFileSync(join(folder, "main.js"), text);
    assert.equal(await (await fetch(url)).text(), text);
  }
});

test("the API does not meet the pages", async () => {
  assert.equal(await (await get("/api/v1/info")).text(), "/api/v1/info");
  assert.equal((await get("/api/v1")).status, 200, "the dispatcher answers everything below its prefix");
});
