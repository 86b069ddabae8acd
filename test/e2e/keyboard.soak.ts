/** The dashboard for people who have no pointer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { enter, openBrowser, startHome } from "./dashboard.ts";

describe("the dashboard without a pointer", { skip: NO_BROWSER }, () => {
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
