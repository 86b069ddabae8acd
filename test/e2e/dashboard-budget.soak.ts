/** What the home page costs in a large home, by counts that are the same on every machine: nothing here is a time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startChild } from "../bench/child.ts";
import type { SiteServerOptions } from "../bench/programs/site-server.ts";
import { ADMIN, scratchFolder, until } from "../support/program.ts";
import { logIn, NO_BROWSER, openBrowser, openPage } from "./browser.ts";
import { PHONE } from "./dashboard.ts";

const DEVICES = 200;
/** Bytes of pages, scripts and sheets as they come over the wire: less than a second at 1.6 Mbit/s. */
const FILES_LIMIT = 150_000;
/** Bytes of answers as they come over the wire. */
const ANSWERS_LIMIT = 40_000;
/** Pages, script, sheet, icons; who is here, the home, what is on the page. */
const REQUESTS_LIMIT = 20;
/** Of the whole page. */
const ELEMENTS_LIMIT = 3_500;
/** Values that change while it is watched. */
const CHANGES = 20;

/** Counts, from then on, which tiles are drawn anew, and what is drawn anew outside of tiles. */
const WATCH = `
window.drawn = { tiles: new Set(), elsewhere: new Set() };
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const node = target.nodeType === 1 ? target : target.parentElement;
    const tile = node?.closest("[data-tile]");
    if (tile) drawn.tiles.add(tile.dataset.tile);
    // what is counted over the whole home: how many are open, on
    else if (!node?.closest(".glance")) drawn.elsewhere.add(node?.outerHTML.slice(0, 80));
  }
}).observe(document.querySelector("main"), { childList: true, characterData: true, attributes: true, subtree: true });
`;

describe("the home page with 200 devices", { skip: NO_BROWSER }, () => {
  test("few requests, few bytes, few elements; a value draws its own tile anew and no other", async (t) => {
    const options: SiteServerOptions = { folder: scratchFolder(t), devices: DEVICES, isHousehold: true, admin: ADMIN };
    await using server = await startChild<{ port: number }>("site-server", options);
    const url = `http://127.0.0.1:${server.started.port}`;
    const { page } = await openPage(await openBrowser(t), url, PHONE);
    await logIn(page, url, ADMIN);
    await page.locator(".tile").first().waitFor();

    const bytes = { files: 0, answers: 0 };
    const asked: string[] = [];
    const devtools = await page.context().newCDPSession(page);
    const kinds = new Map<string, "files" | "answers">();
    devtools.on("Network.responseReceived", ({ requestId, response }) => {
      const { pathname } = new URL(response.url);
      asked.push(pathname);
      kinds.set(requestId, pathname.startsWith("/api/v1") ? "answers" : "files");
    });
    devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId);
      if (kind) bytes[kind] += encodedDataLength;
    });
    await devtools.send("Network.enable");
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    await page.reload();
    await page.locator(".live").waitFor({ state: "attached" });
    await page.locator(".tile").last().waitFor();
    await page.waitForLoadState("networkidle");
    const elements = (await page.evaluate('document.querySelectorAll("*").length')) as number;
    t.diagnostic(JSON.stringify({ ...bytes, requests: asked.length, elements }));
    assert.ok(bytes.files > 0 && bytes.files <= FILES_LIMIT, `${bytes.files} bytes of files`);
    assert.ok(bytes.answers > 0 && bytes.answers <= ANSWERS_LIMIT, `${bytes.answers} bytes of answers`);
    assert.ok(asked.length <= REQUESTS_LIMIT, `${asked.length} requests: ${asked.join(" ")}`);
    assert.ok(elements <= ELEMENTS_LIMIT, `${elements} elements`);

    await page.evaluate(WATCH);
    await server.ask("live", 2 * CHANGES);
    const tiles = () => page.evaluate("[...drawn.tiles]") as Promise<string[]>;
    await until("some values", async () => (await tiles()).length >= CHANGES);
    await server.ask("live", 0);
    const drawn = await tiles();
    assert.ok(drawn.length < 3 * CHANGES, `${drawn.length} tiles`);
    assert.deepEqual(await page.evaluate("[...drawn.elsewhere]"), []);
  });
});
