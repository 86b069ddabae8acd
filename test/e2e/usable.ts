/** Whether a page serves people who see little, use a keyboard, or a thumb: axe, widths, sizes of targets. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** CSS pixels: what a thumb hits. */
const TARGET = 44;

interface Finding {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

/** Rules that are broken seriously, with the first place of each. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate("axe.run(document).then(({ violations }) => violations)")) as Finding[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

/** Controls that are smaller than a thumb; links within text may be. */
const small = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("button, select, input:not([type=checkbox]), nav a")]
    .filter((node) => node.checkVisibility() && !node.closest(".skip"))
    .map((node) => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < ${TARGET} - 0.5)
    .map(([html]) => html)`) as Promise<string[]>;

const overflow = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") as Promise<number>;

/** @throws AssertionError where axe finds something serious, a control is too small, or the page is wider than the screen */
export async function assertUsable(page: Page, where: string): Promise<void> {
  assert.deepEqual(await findings(page), [], where);
  assert.deepEqual(await small(page), [], where);
  assert.ok((await overflow(page)) <= 0, `wider than the screen: ${where}`);
}
