/**
 * Every page of the dashboard at once, each in a tab: loaded anew, without its server, which is killed and comes back, slowly
 * answered, and with its session ended elsewhere.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { freePort, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, startHome } from "./dashboard.ts";
import { DASHBOARD_PAGES, hashOf } from "./dashboard-pages.ts";
import { furnishHome, QUIET_MATTER } from "./furnished.ts";
import { overflow, settled } from "./page-checks.ts";

interface Tab {
  readonly hash: string;
  readonly page: Page;
  /** Of scripts: what the network refuses is no fault of a page. */
  readonly errors: string[];
  readonly title: string;
}

/** Milliseconds for all tabs together: each waits for its own connection. */
const TABS_MS = 120_000;

/** Milliseconds: the page of the log asks every two seconds. */
const LATE_MS = 3_000;

const titleOf = async (page: Page): Promise<string> =>
  (await page.locator("main :is(h1, h2)").first().textContent()) ?? "";

async function openTabs(first: Page, url: string, hashes: readonly string[]): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (const hash of hashes) {
    const page = await first.context().newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`${url}/${hash}`);
    await settled(page, hash);
    tabs.push({ hash, page, errors, title: await titleOf(page) });
  }
  return tabs;
}

/** Waits until this holds in every tab. */
const inAll = (what: string, tabs: readonly Tab[], holds: (page: Page) => Promise<boolean>) =>
  Promise.all(tabs.map(({ hash, page }) => until(`${what}: ${hash}`, () => holds(page), TABS_MS)));

describe("every page, when something ends", { skip: NO_BROWSER }, () => {
  test("reload; kill -9 and return; the end of the session", async (t) => {
    const port = await freePort();
    const { start } = await startHome(t, { ...QUIET_MATTER, CCU_ANYWHERE_LISTEN: `127.0.0.1:${port}` });
    const server = await start();
    const { url } = server;
    const made = await furnishHome(url, asAdmin.headers);
    const { page: first, foreign } = await enter(await openBrowser(t), url);
    const tabs = await openTabs(
      first,
      url,
      DASHBOARD_PAGES.map((listed) => hashOf(listed, made)),
    );
    const asBefore = async () => {
      for (const { page, title, hash, errors } of tabs) {
        await settled(page, hash);
        assert.equal(await titleOf(page), title, hash);
        assert.deepEqual(await overflow(page), [], hash);
        assert.deepEqual(errors, [], hash);
      }
    };

    await t.test("loaded anew, each is the same page", async () => {
      for (const { page } of tabs) await page.reload();
      await asBefore();
    });

    await t.test("each says that the connection is lost, and goes on when it is back", async () => {
      await server.end("SIGKILL");
      await inAll("the connection is lost", tabs, (page) => page.locator(".banner.bad").isVisible());
      await start();
      await inAll("the connection is back", tabs, async (page) => (await page.locator(".banner.bad").count()) === 0);
      await asBefore();
    });

    await t.test("an answer that takes longer than until the page asks again is shown all the same", async () => {
      const { page } = tabs.find(({ hash }) => hash === "#/diagnostics/log")!;
      await page.route("**/diagnostics/logs*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, LATE_MS));
        // the page may have asked for the last time when it ends
        await route.fallback().catch(() => undefined);
      });
      await page.reload();
      await page.locator(".log .entry").first().waitFor();
    });

    await t.test("each leads to the login when the session is ended elsewhere", async () => {
      const { body } = await call(url, "GET", "/auth/sessions", asAdmin);
      for (const { id } of body.sessions ?? body)
        assert.ok((await call(url, "DELETE", `/auth/sessions/${id}`, asAdmin)).status < 300);
      await inAll("the login", tabs, (page) => page.locator("main.login").isVisible());
      for (const { hash, errors } of tabs) assert.deepEqual(errors, [], hash);
    });
    assert.deepEqual(foreign, []);
  });
});
