/** Every page of the dashboard at home: on a phone and a desk, German and English, light and dark; the doors, too. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, startHome, unexpected } from "./dashboard.ts";
import { tour, VISITORS } from "./dashboard-tour.ts";
import { furnishHome, namesOf, QUIET_MATTER } from "./furnished.ts";
import { faultsOf, settled } from "./page-checks.ts";

describe("every page at home", { skip: NO_BROWSER }, () => {
  test("in each size, language and colour; the reference and the login, too", async (t) => {
    const { start } = await startHome(t, QUIET_MATTER);
    const { url } = await start();
    const made = await furnishHome(url, asAdmin.headers);
    const names = await namesOf(url, asAdmin.headers);
    const browser = await openBrowser(t);
    for (const visitor of VISITORS) {
      await tour(browser, visitor, { url, made, names });
      const { page, errors } = await enter(browser, url, visitor);
      const language = visitor.locale === "de-DE" ? "de" : "en";
      const size = "viewport" in visitor ? "phone" : "desk";
      await page.goto(`${url}/api`);
      await page.locator("#broadcasts .operation").last().waitFor();
      assert.deepEqual(await faultsOf(page, language, names), [], `/api ${size} ${language}`);
      await page.goto(`${url}/#/`);
      await settled(page, "home");
      await page.getByRole("button", { name: language === "de" ? "Abmelden" : "Log out" }).click();
      await page.locator("main.login").waitFor();
      assert.deepEqual(await faultsOf(page, language, names), [], `login ${size} ${language}`);
      assert.deepEqual(unexpected(errors), []);
      await page.context().close();
    }
  });
});
