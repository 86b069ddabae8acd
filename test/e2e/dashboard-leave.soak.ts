/** Whoever leaves a form with something typed is asked: in the browser, where what is typed, emptied and filled in by itself tells. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, startHome, unexpected } from "./dashboard.ts";
import { furnishHome, QUIET_MATTER } from "./furnished.ts";

const QUESTION = "There are changes that are not saved.";

describe("leaving a form", { skip: NO_BROWSER }, () => {
  test("what was typed is asked about, stays after a no, and goes after a yes; what was done is not asked about", async (t) => {
    const { start } = await startHome(t, QUIET_MATTER);
    const { url } = await start();
    await furnishHome(url, asAdmin.headers);
    const { page, errors } = await enter(await openBrowser(t), url);
    const question = page.getByRole("dialog", { name: QUESTION });
    const startup = page.locator("main form", { has: page.locator("input[name=enabled]") });
    const forms = [
      ["#/users/users", () => page.locator("main form input[name=name]"), "guest"],
      ["#/users/own", () => page.locator("main form input[name=new]"), "a new password"],
      ["#/users/tokens", () => page.locator("main form input[name=subject]"), "panel"],
      ["#/pairing", () => page.getByLabel("SGTIN", { exact: true }), "3014F711A000"],
      ["#/pairing", () => page.getByLabel("Key", { exact: true }), "0123"],
      ["#/connections/hidden", () => page.locator("main textarea"), "LEVEL"],
      ["#/alarm/setup", () => page.locator("main form input[name=name]"), "Garden"],
      ["#/diagnostics/log", () => page.locator("main form input[name=path]"), "adapters/ccu"],
      ["#/diagnostics/capture", () => startup.locator("input[name=minutes]"), "7"],
    ] as const;
    for (const [hash, field, text] of forms)
      await t.test(`${hash}: ${text}`, async () => {
        await page.goto(`${url}/${hash}`);
        if (hash === "#/pairing") {
          await page.getByLabel("Interface").selectOption("HmIP-RF");
          await page.locator("form.teach summary").click();
        }
        await field().fill(text);
        await page.getByRole("link", { name: "Home", exact: true }).click();
        await question.getByRole("button", { name: "Cancel" }).click();
        assert.equal(await field().inputValue(), text, `${hash} after a no`);
        await page.getByRole("link", { name: "Home", exact: true }).click();
        await question.getByRole("button", { name: "Leave without saving" }).click();
        await page.locator(".tile").first().waitFor();
      });

    // a name in Matter
    await page.goto(`${url}/#/matter`);
    await page
      .getByRole("checkbox", { name: /Fridge/ })
      .first()
      .click();
    const name = page.getByLabel(/^Name of .*Fridge.* in the apps$/).first();
    await name.fill("Cold");
    await page.getByRole("link", { name: "Home", exact: true }).click();
    await question.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await name.inputValue(), "Cold");
    const saved = page.waitForResponse((answer) => answer.request().method() === "PUT");
    await name.press("Enter");
    await saved;
    await page.locator("li:not(.busy)", { has: name }).waitFor();
    await page.getByRole("link", { name: "Home", exact: true }).click();
    await page.locator(".tile").first().waitFor();

    // what was done, and a search, are not asked about
    await page.goto(`${url}/#/users/users`);
    await page.locator("main form input[name=name]").fill("guest");
    await page.locator("main form input[name=password]").fill("only looking around");
    await page.locator("main form button[type=submit]").click();
    await page.getByRole("row", { name: /guest/ }).waitFor();
    await page.goto(`${url}/#/diagnostics/audit`);
    await page.locator("main form input[name=device]").fill("0008");
    await page.locator("main form select[name=op]").selectOption("user_create");
    await page.getByRole("link", { name: "Home", exact: true }).click();
    await page.locator(".tile").first().waitFor();
    assert.equal(await question.count(), 0);
    assert.equal((await call(url, "GET", "/users", asAdmin)).body.length, 2);
    assert.deepEqual(unexpected(errors), []);
  });
});
