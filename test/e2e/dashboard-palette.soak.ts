/** The palette in a browser: by keys alone, by a finger, in both languages; what it switches is asked of the CCU. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";
import { overflow, seriousFindings, smallTargets } from "./page-checks.ts";

const SOCKET = "0001D3C99C6A01:3";
const field = (page: Page) => page.getByRole("combobox", { name: /Page, room, device|Seite, Raum, Gerät/ });
const options = (page: Page) => page.getByRole("listbox").getByRole("option");
/** What a screen reader reads as chosen: the option that the field points to. */
const chosen = (page: Page) =>
  page.evaluate(
    `(document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "")?.innerText ?? "").split("\\n")[0]`,
  ) as Promise<string>;
const isClosed = (page: Page) => page.getByRole("dialog").waitFor({ state: "detached" });

async function find(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await field(page).waitFor();
  await page.keyboard.type(words);
}

describe("palette", { skip: NO_BROWSER }, () => {
  test("by the keyboard alone: pages, rooms, devices, switching, programs", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);

    await t.test("a page, a room, a device", async () => {
      await find(page, "histor");
      assert.equal(await chosen(page), "History");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
      await isClosed(page);
      await find(page, "kitchen");
      assert.equal(await chosen(page), "Kitchen");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#\/room\/Kitchen$/);
      await page.keyboard.press("/");
      await field(page).waitFor();
      await page.keyboard.type("fridge");
      await options(page).first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(/#\/device\/demo\/0001DBE990F502$/);
    });

    await t.test("arrows go through what was found, round its ends; the count is told", async () => {
      await find(page, "radiator");
      const all = (await options(page).allInnerTexts()).map((text) => text.split("\n")[0]);
      assert.ok(all.length > 1, "several radiators");
      assert.equal(await chosen(page), all[0]);
      await page.keyboard.press("ArrowDown");
      assert.equal(await chosen(page), all[1]);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      assert.equal(await chosen(page), all.at(-1));
      await page
        .getByRole("status")
        .filter({ hasText: `${all.length} found` })
        .waitFor({ state: "attached" });
      await page.keyboard.type(" in no room");
      await page.getByText("Nothing is called so.").waitFor();
      await page.keyboard.press("Enter");
      assert.equal(await page.getByRole("dialog").count(), 1, "nothing was taken");
      await page.keyboard.press("Escape");
      await isClosed(page);
    });

    await t.test("switches a thing, which is then offered the other way; runs a program", async () => {
      assert.notEqual(ccu.world.value(SOCKET, "STATE"), true);
      await find(page, "tv socket on");
      assert.equal(await chosen(page), "TV socket: switch on");
      await page.keyboard.press("Enter");
      await until("the socket at the CCU", () => ccu.world.value(SOCKET, "STATE") === true);
      await page.getByText("TV socket is being switched on.").waitFor();
      await find(page, "tv socket switch");
      await options(page).filter({ hasText: "TV socket: switch off" }).waitFor();
      assert.equal(await options(page).filter({ hasText: "TV socket: switch on" }).count(), 0);
      await page.keyboard.press("Escape");

      const { body } = await call(url, "GET", "/programs", asAdmin);
      const program = body.find(({ active }: { active: boolean }) => active) as { id: string; name: string };
      const before = body.find(({ id }: { id: string }) => id === program.id).last_executed;
      await find(page, `run ${program.name}`);
      assert.equal(await chosen(page), `${program.name}: run`);
      await page.keyboard.press("Enter");
      await until("the program has run at the CCU", async () => {
        const answer = await call(url, "GET", `/programs/${program.id}`, asAdmin);
        return answer.body.last_executed !== undefined && answer.body.last_executed !== before;
      });
      await find(page, "side door lock");
      assert.equal(await options(page).filter({ hasText: "unlock" }).count(), 0, "locks are not opened by a slip");
      await page.keyboard.press("Escape");
    });

    await t.test(
      "keys that are somebody's text open nothing; single keys can be switched off; the help names them",
      async () => {
        await page.goto(`${url}/#/`);
        const search = page.getByRole("searchbox");
        await search.focus();
        await page.keyboard.type("a/b?");
        assert.equal(await search.inputValue(), "a/b?");
        assert.equal(await page.getByRole("dialog").count(), 0);
        await search.fill("");
        await page.getByRole("link", { name: "Home", exact: true }).focus();
        await page.keyboard.press("?");
        await page.getByText("this list of keys").waitFor();
        await page.getByLabel("/ and ? open this, too").uncheck();
        await page.keyboard.press("Escape");
        await isClosed(page);
        assert.equal(await page.evaluate("document.activeElement?.textContent"), "Home", "the focus is back");
        await page.keyboard.press("?");
        await page.keyboard.press("/");
        assert.equal(await page.getByRole("dialog").count(), 0);
        await page.keyboard.press("Control+k");
        await field(page).waitFor();
        await page.keyboard.press("Escape");
      },
    );

    await t.test("a question that stands is answered first", async () => {
      await page.locator(".tile", { hasText: "Side door lock" }).getByRole("button", { name: "Unlock" }).click();
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Control+k");
      assert.equal(await field(page).count(), 0);
      await page.keyboard.press("Escape");
      assert.deepEqual(unexpected(errors), []);
    });
  });

  test("by a finger on a phone, in German; whoever may only look finds nothing to do; axe finds nothing", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const who = await asViewer(url);
    for (const visitor of [
      { viewport: { width: 360, height: 740 }, locale: "de-DE", colorScheme: "dark" },
      { ...PHONE, locale: "en-GB", colorScheme: "light" },
    ] as const) {
      const { page, errors } = await enter(browser, url, visitor, who);
      await page.getByRole("button", { name: /^(?:Find or do|Finden und schalten)$/ }).click();
      await field(page).fill("tv socket");
      await options(page).first().waitFor();
      assert.equal(await options(page).count(), 1, "the device alone");
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(await smallTargets(page), []);
      assert.deepEqual(await overflow(page), []);
      await options(page).first().click();
      await page.waitForURL(/#\/device\//);
      await isClosed(page);
      assert.deepEqual(unexpected(errors), []);
      await page.context().close();
    }
  });
});
