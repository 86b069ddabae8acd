/** What must hold for every page of the dashboard, whatever it shows. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const UI = join(import.meta.dirname, "..", "..", "assets", "ui");
/** CSS pixels: what a thumb hits. */
const TARGET = 44;

interface Finding {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Rules that are broken seriously, with the first place of each. @param only the rules to look at; default: all */
export async function seriousFindings(page: Page, only?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  const options = JSON.stringify(only ? { runOnly: only } : {});
  const found = (await page.evaluate(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  )) as Finding[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes: [first] }) => `${id}: ${first?.html.slice(0, 160)} ${first?.failureSummary ?? ""}`);
}

/** Controls that are smaller than a thumb; links within text may be. */
export const smallTargets = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("button, select, summary, input:not([type=checkbox]), nav a, a.button")]
    .filter((node) => node.checkVisibility() && !node.closest(".skip"))
    .map((node) => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < ${TARGET} - 0.5)
    .map(([html]) => html)`) as Promise<string[]>;

/** CSS pixels by which a page is wider than the screen, with what sticks out. */
export const overflow = (page: Page) =>
  page.evaluate(`(() => {
    const wide = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - wide;
    if (over <= 0) return [];
    return [over + " px", ...[...document.querySelectorAll("body *")]
      .filter((node) => node.getBoundingClientRect().right > wide + 0.5)
      .slice(0, 3).map((node) => node.outerHTML.slice(0, 120))];
  })()`) as Promise<string[]>;

type Words = Readonly<Record<string, string>>;
const LANGUAGES = ["en", "de"] as const;
type Language = (typeof LANGUAGES)[number];

/** Every text of every dictionary of the pages. */
async function textsOf(language: Language): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const folder of [join(UI, "i18n"), ...globSync(join(UI, "pages/*/en.ts")).map(dirname)]) {
    const words = ((await import(join(folder, `${language}.ts`))) as Record<Language, Words>)[language];
    for (const text of Object.values(words)) texts.add(text);
  }
  return texts;
}
const TEXTS = { en: await textsOf("en"), de: await textsOf("de") };
/** Texts of the other language that are none of this one. */
const FOREIGN: Readonly<Record<Language, readonly string[]>> = {
  en: [...TEXTS.de].filter((text) => !TEXTS.en.has(text)),
  de: [...TEXTS.en].filter((text) => !TEXTS.de.has(text)),
};

/** What a page says in the other language, or has not filled in. @param data how the home's own things are called */
export async function strangeWords(page: Page, language: Language, data: ReadonlySet<string>): Promise<string[]> {
  const said = (await page.evaluate(`(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("body [lang], code")) found.push(walk.currentNode.data);
    for (const node of document.querySelectorAll("[aria-label], [title], [placeholder]"))
      for (const name of ["aria-label", "title", "placeholder"]) found.push(node.getAttribute(name) ?? "");
    return [...new Set(found.map((text) => text.trim()))];
  })()`)) as string[];
  const foreign = new Set(FOREIGN[language].filter((text) => !data.has(text)));
  return said.filter(
    (text) => foreign.has(text) || /\{[a-z]\w*\}|\bundefined\b|\bNaN\b|\[object |\bInvalid Date\b/.test(text),
  );
}

/** Waits until a page is drawn and everything on it was read. */
export async function settled(page: Page, what: string): Promise<void> {
  await page.locator("main :is(h1, h2)").first().waitFor();
  await until(`${what} is read`, async () => (await page.locator(":is(.loading, .banner.dim)").count()) === 0);
}

/** Links of a page to other pages of the dashboard. */
export const linksOf = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute("href"))`) as Promise<
    string[]
  >;

/** Sheets of single pages that hold now: of the page that is shown, and no other; the palette is over any. */
const sheetsOf = (page: Page) =>
  page.evaluate(`[...document.styleSheets].filter(({ disabled, href }) => !disabled && /page-(?!palette)/.test(href ?? ""))
    .map(({ href }) => href)`) as Promise<string[]>;

/** Everything that is wrong with a page as it stands there now, in both colours. */
export async function faultsOf(page: Page, language: Language, data: ReadonlySet<string>): Promise<string[]> {
  const light = await seriousFindings(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await seriousFindings(page, ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  const lang = await page.evaluate("document.documentElement.lang");
  const sheets = await sheetsOf(page);
  return [
    ...light,
    ...dark.map((one) => `dark ${one}`),
    ...(await smallTargets(page)).map((one) => `smaller than a thumb: ${one}`),
    ...(await overflow(page)).map((one) => `wider than the screen: ${one}`),
    ...(await strangeWords(page, language, data)).map((one) => `not in its language: ${one}`),
    ...(lang === language ? [] : [`lang=${lang}`]),
    ...(sheets.length <= 1 ? [] : [`sheets of other pages: ${sheets.join(" ")}`]),
  ];
}
