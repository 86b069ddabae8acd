/** Every page of the dashboard for people who see little, use a keyboard, or a thumb: axe, widths, sizes of targets. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { enter, openBrowser, PHONE, recordHistory, startHome, unexpected } from "./dashboard.ts";
import { SYSTEM_PAGES } from "./system-pages.ts";
import { assertUsable, findings } from "./usable.ts";

const HISTORY = `#/history/${encodeURIComponent(JSON.stringify(["demo", "0001DBE990F502", 6, "POWER"]))}`;
const PAGES = [
  ...SYSTEM_PAGES,
  "#/",
  "#/pages",
  "#/room/Hallway",
  "#/messages",
  "#/device/demo/0001DBE990F502",
  "#/device/demo/000393C9A2B402/settings",
  "#/device/demo/000393C9A2B402/schedule",
  "#/device/demo/LEQ0410001/links",
  "#/device/demo/LEQ0410001/links/new",
  "#/device/demo/LEQ0410001/links/JEQ0730012%3A1%3ELEQ0410001%3A1",
  "#/device/demo/LEQ0410001/past",
  "#/device/demo/LEQ0410001/service",
  "#/history",
  "#/energy",
  "#/schedules",
  "#/rooms",
  HISTORY,
];
const OWN = ["#/alarm", "#/alarm/journal", "#/alarm/codes", "#/alarm/setup", "#/alarm/wizard", "#/matter", "#/pairing"];

describe("the dashboard is accessible", { skip: NO_BROWSER }, () => {
  test("in light and dark, German and English, on a phone and on a desk", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    await recordHistory(url);
    const browser = await openBrowser(t);
    for (const visitor of [
      { ...PHONE, locale: "de-DE", colorScheme: "light" },
      { ...PHONE, locale: "en-GB", colorScheme: "dark" },
      { locale: "de-DE", colorScheme: "dark" },
      { locale: "en-GB", colorScheme: "light" },
    ] as const) {
      const { page, errors } = await enter(browser, url, visitor);
      for (const hash of [...PAGES, ...OWN]) {
        const where = `${hash} ${JSON.stringify(visitor)}`;
        await page.goto(`${url}/${hash}`);
        await page.locator("main :is(h1, h2)").first().waitFor();
        await until(`${hash} is read`, async () => (await page.locator(".loading").count()) === 0);
        await assertUsable(page, where);
        assert.equal(await page.evaluate("document.documentElement.lang"), visitor.locale.slice(0, 2));
      }
      await page.goto(`${url}/#/`);
      await page.getByRole("button", { name: visitor.locale === "de-DE" ? "Abmelden" : "Log out" }).click();
      await page.locator("main.login").waitFor();
      assert.deepEqual(await findings(page), [], "login");
      assert.deepEqual(unexpected(errors), []);
      await page.context().close();
    }
  });

  test("by the keyboard alone: in, a light on, a question answered by Escape", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page } = await enter(await openBrowser(t), url);
    await page.getByRole("switch", { name: "TV socket: on or off" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("switch", { name: "TV socket: on or off", checked: true }).waitFor();
    await until("the socket at the CCU", () => ccu.world.value("0001D3C99C6A01:3", "STATE") === true);
    await page.locator(".tile", { hasText: "Side door lock" }).getByRole("button", { name: "Unlock" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.equal(ccu.world.value("KEQ0990007:1", "STATE"), false, "still locked");
  });
});
