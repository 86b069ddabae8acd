/** Every page of the dashboard at the cloud's address: with its home, while that is away, and when it is back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { cloudAdmin, devicesAppear, SITE, SWITCH_PATH, startCloudUnderTest } from "../lambda/support.ts";
import { ADMIN, until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { enter, openBrowser, unexpected } from "./dashboard.ts";
import { DASHBOARD_PAGES, hashOf } from "./dashboard-pages.ts";
import { type Tour, tour, VISITORS } from "./dashboard-tour.ts";
import { furnishHome, namesOf, QUIET_MATTER } from "./furnished.ts";
import { overflow, settled, strangeWords } from "./page-checks.ts";

const WHO = { name: `${ADMIN.name}@${SITE}`, password: ADMIN.password };
/** What a request is answered that the home alone could answer. */
const AWAY = 503;

/** The banner, with how old what is shown is. */
const AGE = /nicht erreichbar.* \d+\s\w+ alt/;

/** What is wrong with each page while the home is away. */
async function awayFaults(page: Page, { url, made, names }: Tour): Promise<string[]> {
  const faults: string[] = [];
  for (const listed of DASHBOARD_PAGES) {
    const hash = hashOf(listed, made);
    await page.goto(`${url}/${hash}`);
    await settled(page, hash);
    const [banner] = await page.locator(".banner").allTextContents();
    if (!AGE.test(banner ?? "")) faults.push(`${hash}: no word in the banner: ${banner}`);
    const notes = await page.locator(".away-note").count();
    if (notes !== (listed.away === "note" ? 1 : 0)) faults.push(`${hash}: ${notes} notes that nothing can be changed`);
    for (const fault of [...(await overflow(page)), ...(await strangeWords(page, "de", names))])
      faults.push(`${hash}: ${fault}`);
  }
  return faults;
}

describe("every page through the cloud", { skip: NO_BROWSER }, () => {
  test("as at home; while the home is away each says how old it is; and back again", async (t) => {
    const logBook = createLogBook({ clock: systemClock, level: "info" });
    const cloud = await startCloudUnderTest(t, { logBook }, QUIET_MATTER);
    await devicesAppear(cloud);
    const { url } = cloud;
    const made = await furnishHome(url, cloudAdmin);
    const names = await namesOf(url, cloudAdmin);
    const browser = await openBrowser(t);
    for (const visitor of VISITORS.slice(0, 2)) await tour(browser, visitor, { url, made, names, who: WHO });

    const { page, errors, foreign } = await enter(browser, url, VISITORS[0], WHO);
    await cloud.stopRelay();
    const statusOfWrite = async () => (await cloud.call("PUT", SWITCH_PATH, { value: false })).status;
    await until("the relay to be away", async () => (await statusOfWrite()) === AWAY);
    // what was heard just now has no age yet
    await until("the banner with an age", async () => {
      await page.reload();
      await page.locator(".tile").first().waitFor();
      return AGE.test((await page.locator(".banner").allTextContents()).join());
    });
    assert.deepEqual(await awayFaults(page, { url, made, names }), []);
    const ofTheAbsence = (error: string) => error.includes(`status of ${AWAY} `);
    assert.deepEqual(
      unexpected(errors).filter((error) => !ofTheAbsence(error)),
      [],
    );

    await cloud.startRelay();
    await until("the relay to be back", async () => (await statusOfWrite()) < 300);
    await page.reload();
    errors.splice(0);
    for (const listed of DASHBOARD_PAGES) {
      const hash = hashOf(listed, made);
      await page.goto(`${url}/${hash}`);
      await settled(page, hash);
      assert.equal(await page.locator(":is(.banner, .away-note)").count(), 0, hash);
    }
    assert.deepEqual(unexpected(errors), []);
    assert.deepEqual(foreign, []);
  });
});
