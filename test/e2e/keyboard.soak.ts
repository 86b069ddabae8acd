/** The dashboard for people who have no pointer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, recordHistory, startHome } from "./dashboard.ts";
import { settled } from "./page-checks.ts";

/** Stops of the longest page here, twice: who does not get round by then is trapped. */
const STOPS_LIMIT = 200;
const POWER = encodeURIComponent(JSON.stringify(["demo", "0001DBE990F502", 6, "POWER"]));
/** A picture of one point. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PAGES = [
  "#/replay",
  "#/wall",
  "#/plan",
  "#/logic",
  "#/logic/programs",
  "#/groups",
  `#/history/${POWER}`,
  "#/energy",
];

/** What is wrong with the walk by Tab through a page: no ring, covered, back up the page, never reached. */
async function walk(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (let stop = 0; stop < STOPS_LIMIT; stop++) {
    await page.keyboard.press("Tab");
    const fault = (await page.evaluate(`(() => {
      const node = document.activeElement;
      if (node === document.body || node.dataset.reached) return null;
      const before = document.querySelector("[data-last]");
      before?.removeAttribute("data-last");
      node.dataset.reached = node.dataset.last = "yes";
      const name = node.outerHTML.slice(0, 120);
      const { x, y, width, height } = node.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      const over = document.elementFromPoint(x + width / 2, y + height / 2);
      if (outlineStyle === "none" || outlineWidth === "0px") return "no ring: " + name;
      if (width > 1 && over && !node.contains(over) && !over.contains(node)) return "covered: " + name;
      if (before && before.closest("main") && before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING)
        return "back: " + name;
      return "";
    })()`)) as string | null;
    if (fault === null) break;
    if (fault !== "") faults.push(fault);
  }
  const missed =
    (await page.evaluate(`[...document.querySelectorAll("main :is(a[href], button, input, select, summary)")]
    .filter((node) => !node.dataset.reached && !node.disabled && node.checkVisibility())
    .map((node) => "never reached: " + node.outerHTML.slice(0, 120))`)) as string[];
  return [...faults, ...missed];
}

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

  test("the newer pages: Tab goes down each of them to its end, always seen; Escape closes what is open", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    await recordHistory(url);
    const config = {
      kind: "ccu-anywhere.floor-plan",
      picture: { url: `data:image/png;base64,${PIXEL}`, width: 12, height: 8 },
    };
    const places = [{ tile: "demo/0001D3C99C6A01/STATE@3", x: 0.5, y: 0.5 }];
    const body = { name: "Ground floor", visibility: "shared", config: { ...config, places } };
    assert.equal((await call(url, "POST", "/diagrams", { ...asAdmin, body })).status, 201);
    const { page } = await enter(await openBrowser(t), url);
    for (const hash of PAGES) {
      // a page of its own each time: nothing is focused yet
      await page.goto("about:blank");
      await page.goto(`${url}/${hash}`);
      await settled(page, hash);
      assert.deepEqual(await walk(page), [], hash);
    }
    for (const [hash, opener] of [
      ["#/plan", "New floor"],
      ["#/logic", "New variable"],
      ["#/groups", "New group"],
      ["#/history", "Choose values"],
    ] as const) {
      await page.goto(`${url}/${hash}`);
      await page.getByRole("button", { name: opener }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      assert.ok(
        await page.evaluate("document.activeElement.closest('dialog') !== null"),
        `${hash}: the focus is in it`,
      );
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.locator("button:focus", { hasText: opener }).waitFor();
    }
  });
});
