/** Every page of the dashboard for who may only look: what can be pressed there may be pressed, what is asked for is given. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome } from "./dashboard.ts";
import { DASHBOARD_PAGES, hashOf } from "./dashboard-pages.ts";
import { furnishHome, QUIET_MATTER } from "./furnished.ts";
import { settled } from "./page-checks.ts";

/** What ends this test rather than showing something: the own session, and the wall tablet, which is not left without an answer. */
const ENDING = /^End |^Show it$/;
/** More buttons than that are rows of one list. */
const TRIED_PER_PAGE = 25;

/** Answers that say that somebody may not do what the page has asked for. */
function refusalsOf(page: Page): string[] {
  const refusals: string[] = [];
  page.on("response", (response) => {
    if (response.status() === 401 || response.status() === 403)
      refusals.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const text = String(payload);
      if (/"status":40[13]\b|"code":"forbidden"/.test(text)) refusals.push(text.slice(0, 200));
    }),
  );
  return refusals;
}

/** Does something on the page, waits until that is drawn and answered, and closes what it has opened. */
async function does(page: Page, what: string, act: () => Promise<unknown>): Promise<void> {
  const { hash } = new URL(page.url());
  await act();
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
  await page.waitForLoadState("networkidle");
  await until(`no dialog after ${what}`, async () => {
    if ((await page.locator("dialog[open]").count()) === 0) return true;
    await page.keyboard.press("Escape");
    return false;
  });
  if (new URL(page.url()).hash !== hash) await page.goBack();
}

/** Presses every button and takes another choice of every list. */
async function tryAll(page: Page): Promise<void> {
  const buttons = await page.locator("main button:enabled:visible").all();
  for (const button of buttons.slice(0, TRIED_PER_PAGE)) {
    // an earlier one may have changed what is there
    if (!(await button.isVisible())) continue;
    const name = (await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? "";
    if (!ENDING.test(name)) await does(page, name, () => button.click());
  }
  for (const list of await page.locator("main select:enabled:visible").all()) {
    if (!(await list.isVisible())) continue;
    const last = (await list.locator("option").count()) - 1;
    await does(page, "a choice", () => list.selectOption({ index: last }));
  }
}

describe("every page for a viewer", { skip: NO_BROWSER }, () => {
  test("each request that it makes is allowed, and so is each button", async (t) => {
    const { start } = await startHome(t, QUIET_MATTER);
    const { url } = await start();
    const made = await furnishHome(url, asAdmin.headers);
    const { page, foreign } = await enter(await openBrowser(t), url, PHONE, await asViewer(url));
    const refusals = refusalsOf(page);
    for (const listed of DASHBOARD_PAGES) {
      const hash = hashOf(listed, made);
      await page.goto(`${url}/${hash}`);
      await settled(page, hash);
      assert.equal(await page.locator("main [role=switch]").count(), 0, `${hash}: nothing can be switched`);
      await tryAll(page);
      assert.deepEqual(refusals.splice(0), [], hash);
    }
    assert.deepEqual(foreign, []);
  });
});
