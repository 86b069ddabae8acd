/** The dashboard at the cloud's address: the same pages, and an honest word while the home is away. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { devicesAppear, SITE, SWITCH_PATH, startCloudUnderTest, switchValue } from "../lambda/support.ts";
import { ADMIN, until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { enter, openBrowser, tileOf, unexpected } from "./dashboard.ts";

const WHO = { name: `${ADMIN.name}@${SITE}`, password: ADMIN.password };

describe("dashboard through the cloud", { skip: NO_BROWSER }, () => {
  test("switches at home; while the home is away it says so, and so does a control", async (t) => {
    const cloud = await startCloudUnderTest(t);
    await devicesAppear(cloud);
    const { page, foreign, errors } = await enter(await openBrowser(t), cloud.url, {}, WHO);
    const socket = tileOf(page, "TV socket");
    const before = await switchValue(cloud);
    await socket.getByRole("switch").click();
    await until("the socket at home", async () => (await switchValue(cloud)) === !before);
    assert.deepEqual(unexpected(errors), []);

    await cloud.stopRelay();
    await until("the relay to be away", async () => {
      const { status } = await cloud.call("PUT", SWITCH_PATH, { value: before });
      return status === 503;
    });
    // the page looks twice a minute; a visitor who is impatient loads it again
    await until("an honest word", async () => {
      await page.reload();
      await socket.waitFor();
      return page.locator(".banner", { hasText: "The home is away: its relay does not answer." }).isVisible();
    });
    await socket.getByRole("switch", { checked: !before, disabled: true }).waitFor();

    await t.test("controls of every page rest, and what is looked at or kept elsewhere does not", async () => {
      for (const [hash, name] of [
        ["", "Run Everything off"],
        ["messages", /^Acknowledge: Water alarm/],
        ["rooms", "New room"],
        ["rooms", "Rename Kitchen"],
        ["groups", "New group"],
        ["logic", "New variable"],
      ] as const) {
        await page.goto(`${cloud.url}/#/${hash}`);
        await page.getByRole("button", { name, disabled: true }).first().waitFor();
      }
      await page.goto(`${cloud.url}/#/device/demo/LEQ0410001/service`);
      await page.getByRole("button", { name: "Delete", disabled: true }).first().waitFor();
      await page.goto(`${cloud.url}/#/messages`);
      await page.getByRole("button", { name: /^Mute: Water alarm/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "1 day" }).click();
      await page.getByRole("button", { name: /^Unmute: Water alarm/ }).click();
      await page.getByRole("button", { name: /^Mute: Water alarm/ }).waitFor();
    });

    await t.test("the system's pages say so, too; what lies in the cloud goes on", async () => {
      for (const hash of ["ccus", "backups", "settings", "connections"]) {
        await page.goto(`${cloud.url}/#/${hash}`);
        await page.getByText(/nothing here can be changed until it is back/).waitFor();
      }
      await page.goto(`${cloud.url}/#/ccus`);
      await page.getByRole("button", { name: "Add a CCU" }).waitFor();
      await until("a control that is off", () => page.getByRole("button", { name: "Add a CCU" }).isDisabled());
      await page.goto(`${cloud.url}/#/connections/cloud`);
      await page.getByLabel("Name of the relay").fill("attic");
      await page.getByRole("button", { name: "Pair a relay" }).click();
      await page
        .getByRole("dialog")
        .getByText(/npm run relay -- pair/)
        .waitFor();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "End the pairing with attic" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
      await page.getByText("attic is no longer paired.").waitFor();
      await page.goto(`${cloud.url}/#/users/users`);
      await page.getByRole("row", { name: new RegExp(ADMIN.name) }).waitFor();
      await page.goto(`${cloud.url}/#/`);
    });

    await cloud.startRelay();
    await until("the relay to be back", async () => {
      const { status } = await cloud.call("PUT", SWITCH_PATH, { value: before });
      return status === 202;
    });
    await page.reload();
    await socket.getByRole("switch", { checked: before === true }).waitFor();
    await until("the banner is gone", async () => (await page.locator(".banner").count()) === 0);
    assert.deepEqual(foreign, []);
  });
});
