import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createExpressApp } from "../../../adapters/express/app.ts";
import { pagesFolder } from "../../../local/ui.ts";

const assets = join(import.meta.dirname, "..", "..", "..", "assets");
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

test("the API does not meet the pages", async () => {
  assert.equal(await (await get("/api/v1/info")).text(), "/api/v1/info");
  assert.equal((await get("/api/v1")).status, 200, "the dispatcher answers everything below its prefix");
});
