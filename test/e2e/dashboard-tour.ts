/** A walk over every page that is listed, as one visitor. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { enter, unexpected } from "./dashboard.ts";
import { DASHBOARD_PAGES, type Furnished, hashOf, isListed } from "./dashboard-pages.ts";
import { faultsOf, linksOf, settled } from "./page-checks.ts";

/** The narrowest that is sold, and what a desk has. */
const PHONE = { viewport: { width: 360, height: 780 } };

/** Each size with each language; each page is looked at in light and in dark. */
export const VISITORS = [
  { ...PHONE, locale: "de-DE" },
  { locale: "en-GB" },
  { ...PHONE, locale: "en-GB" },
  { locale: "de-DE" },
] as const;
type TourVisitor = (typeof VISITORS)[number];

export interface Tour {
  readonly url: string;
  readonly made: Furnished;
  /** How the home's own things are called. */
  readonly names: ReadonlySet<string>;
  readonly who?: { name: string; password: string };
}

/** Looks at every page, and that no link on it leads to one that is not listed, no request to another host. */
export async function tour(browser: Browser, visitor: TourVisitor, { url, made, names, who }: Tour): Promise<void> {
  const { page, errors, foreign } = await enter(browser, url, visitor, who);
  const language = visitor.locale === "de-DE" ? "de" : "en";
  const size = "viewport" in visitor ? "phone" : "desk";
  const links = new Set<string>();
  const faults: string[] = [];
  for (const listed of DASHBOARD_PAGES) {
    const where = `${hashOf(listed, made)} ${size} ${language}`;
    await page.goto(`${url}/${hashOf(listed, made)}`);
    await settled(page, where);
    faults.push(...(await faultsOf(page, language, names)).map((fault) => `${where}: ${fault}`));
    for (const href of await linksOf(page)) links.add(href);
  }
  assert.deepEqual(faults, []);
  assert.deepEqual(
    [...links].filter((href) => !isListed(href)),
    [],
    "pages that dashboard-pages.ts does not list",
  );
  assert.deepEqual(unexpected(errors), []);
  assert.deepEqual(foreign, []);
  await page.context().close();
}
