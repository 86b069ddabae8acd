/** Rooms and functions, week programs of all devices, energy: in a browser, with what the CCU and the server then have. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, recordHistory, startHome, unexpected } from "./dashboard.ts";

describe("lists", { skip: NO_BROWSER }, () => {
  test("rooms are made, renamed, deleted; week programs are found; energy by day and device", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    const names = async () => {
      const { body } = await call(url, "GET", "/rooms", asAdmin);
      return body.map(({ name }: { name: string }) => name) as string[];
    };
    const save = async (name: string) => {
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    };
    await page.goto(`${url}/#/rooms`);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "New room" }).click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "New room" }).click();
    await dialog.getByLabel("Name").fill("Work");
    await page.keyboard.press("Escape");
    await page.getByText("There are changes that are not saved.").waitFor();
    await page.getByRole("button", { name: "Leave without saving" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "New room" }).click();
    await save("Workshop");
    await until("the room", async () => (await names()).includes("Workshop"));
    await page.getByRole("button", { name: "Rename Workshop" }).click();
    await save("Shed");
    await until("its other name", async () => (await names()).includes("Shed"));
    await page.getByRole("button", { name: "Delete Shed" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await until("its end", async () => !(await names()).some((name) => name === "Shed" || name === "Workshop"));

    await page.goto(`${url}/#/schedules`);
    await page.getByRole("link", { name: /Living room radiator/ }).click();
    await page.getByRole("button", { name: "Monday", exact: true }).waitFor();

    await page.goto(`${url}/#/energy`);
    await page.getByText("Nothing is recorded here").waitFor();
    errors.splice(0);
    await recordHistory(url);
    await page.reload();
    const asked = page.waitForRequest(/\/energy\?.*group=month/);
    await page.getByRole("button", { name: "Year", exact: true }).click();
    await asked;
    assert.deepEqual(unexpected(errors), []);

    const guest = await enter(browser, url, PHONE, await asViewer(url));
    await guest.page.goto(`${url}/#/rooms`);
    await guest.page.getByRole("link", { name: "Kitchen" }).waitFor();
    assert.equal(await guest.page.locator("main button").count(), 0);
  });
});
