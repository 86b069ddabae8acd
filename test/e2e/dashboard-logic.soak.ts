/** Variables and programs in a browser, with what the CCU then has. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

describe("variables and programs", { skip: NO_BROWSER }, () => {
  test("a variable is made, set, changed and deleted; what the server refuses is said at its field", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    const dialog = page.getByRole("dialog");
    const named = async (name: string) =>
      (await call(url, "GET", `/sysvars/${encodeURIComponent(name)}?central=demo`, asAdmin)) as {
        status: number;
        body: Record<string, unknown>;
      };
    await page.goto(`${url}/#/logic`);
    await page.getByRole("button", { name: "New variable" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Holiday");
    await dialog.getByLabel("Type").selectOption("FLOAT");
    await dialog.getByLabel("Unit").fill("°C");
    await dialog.getByLabel("Lowest value").fill("5,5");
    await dialog.getByLabel("Highest value").fill("30");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("is taken by another variable").waitFor();
    errors.splice(0);
    await dialog.getByLabel("Name", { exact: true }).fill("Pool");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Edit Pool" }).waitFor();
    assert.partialDeepStrictEqual((await named("Pool")).body, { unit: "°C", min: 5.5, max: 30 });
    await page.getByLabel("Value of Pool").fill("21.5");
    await page.getByRole("listitem").filter({ hasText: "Pool" }).getByRole("button", { name: "Set" }).click();
    await until("its value", async () => (await named("Pool")).body.value === 21.5);

    await page.getByRole("button", { name: "Edit Pool" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Nothing is changed.").waitFor();
    await dialog.getByLabel("Name", { exact: true }).fill("Pond");
    await dialog.getByLabel("Description").fill("Water of the pond");
    await dialog.getByLabel("Highest value").fill("25");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Edit Pond" }).waitFor();
    assert.partialDeepStrictEqual((await named("Pond")).body, { description: "Water of the pond", min: 5.5, max: 25 });
    assert.equal((await named("Pool")).status, 404);

    await page.getByRole("button", { name: "Delete Pond" }).click();
    await dialog.getByText("No program uses it.").waitFor();
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("Pond was deleted.").waitFor();
    await until("its end", async () => (await named("Pond")).status === 404);

    await page.getByRole("button", { name: "New variable" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Mode");
    await dialog.getByLabel("Type").selectOption("ENUM");
    await dialog.getByLabel("Values").fill("Day\n\nNight");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("Value of Mode", { exact: true }).selectOption("Night");
    await until("the other entry", async () => (await named("Mode")).body.value === 1);
    assert.deepEqual((await named("Mode")).body.value_list, ["Day", "Night"]);
    assert.deepEqual(unexpected(errors), []);
  });

  test("programs run, are switched off and deleted; who may only look sees no control", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    await page.goto(`${url}/#/logic/programs`);
    await page.getByRole("button", { name: "Run Everything off", exact: true }).click();
    await page.getByText("Everything off was run.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).first().click();
    await page.getByRole("button", { name: "Run Everything off if it holds" }).click();
    await page.getByText(/^Everything off was (?:not run: its conditions do not hold|run)\.$/).waitFor();
    await page.getByRole("switch", { name: "Everything off: active" }).click();
    await until("it rests", () => page.getByRole("button", { name: "Run Everything off", exact: true }).isDisabled());
    const programs = async () => {
      const { body } = await call(url, "GET", "/programs", asAdmin);
      return body as { name: string; active: boolean }[];
    };
    await until("it is off at the CCU", async () =>
      (await programs()).some(({ name, active }) => name === "Everything off" && !active),
    );
    await page.getByRole("button", { name: "Delete Everything off" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Everything off was deleted.").waitFor();
    await until("its end", async () => !(await programs()).some(({ name }) => name === "Everything off"));
    assert.deepEqual(unexpected(errors), []);

    const guest = await enter(browser, url, PHONE, await asViewer(url));
    for (const part of ["variables", "programs"]) {
      await guest.page.goto(`${url}/#/logic/${part}`);
      await guest.page.locator("main .rows li").first().waitFor();
      assert.equal(await guest.page.locator("main button, main select").count(), 0, part);
    }
  });
});
