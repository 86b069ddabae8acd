/** What happened, in a browser: the log by time, a slider over it, how things were then; at home and through the cloud. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { devicesAppear, SITE, startCloudUnderTest, switchValue } from "../lambda/support.ts";
import { ADMIN, until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { asViewer, enter, openBrowser, PHONE, startHome, tileOf, unexpected } from "./dashboard.ts";

const SOCKET = "0001D3C99C6A01:3";
const event = (page: Page, text: RegExp) =>
  page.getByRole("region", { name: "Events" }).getByRole("button").filter({ hasText: text });
const state = (page: Page, name: string) =>
  page.getByRole("region", { name: "How it was" }).getByRole("listitem").filter({ hasText: name }).first();
const isRead = (page: Page) => page.getByText(/^Reading what happened/).waitFor({ state: "detached" });
const moment = (page: Page) => page.getByRole("slider", { name: "Moment" });

describe("what happened", { skip: NO_BROWSER }, () => {
  test("on and off again: both are listed, and the slider shows how it was in between", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    const socket = tileOf(page, "TV socket");
    for (const on of [true, false]) {
      await socket.getByRole("switch").click();
      await until("the socket at the CCU", () => ccu.world.value(SOCKET, "STATE") === on);
      await socket.getByRole("switch", { checked: on }).waitFor();
    }
    await page.getByRole("button", { name: "Run Everything off" }).click();
    await page.getByText("Everything off was run.").waitFor();
    await page.goto(`${url}/#/replay`);
    await isRead(page);

    await t.test("by time, by the names that people gave; an event leads to its moment", async () => {
      await event(page, /TV socket on$/).waitFor();
      await event(page, /TV socket off$/).waitFor();
      await event(page, /Everything off has run/).waitFor();
      await state(page, "TV socket").filter({ hasText: "off" }).waitFor();
      await event(page, /TV socket on$/).click();
      await state(page, "TV socket")
        .filter({ hasText: /TV socket\s*on/ })
        .waitFor();
      assert.equal(await event(page, /TV socket on$/).getAttribute("aria-current"), "true");
      await page.getByRole("button", { name: "To the next event" }).click();
      await page.getByRole("button", { name: "To the event before" }).click();
      await state(page, "TV socket")
        .filter({ hasText: /TV socket\s*on/ })
        .waitFor();
      assert.match((await moment(page).getAttribute("aria-valuetext")) ?? "", /\d\d:\d\d:\d\d/);
    });

    await t.test("before the log begins it is unknown, and so it is said", async () => {
      await moment(page).focus();
      await page.keyboard.press("Home");
      await state(page, "TV socket").filter({ hasText: "unknown" }).waitFor();
      await page.getByText(/The event log reaches back to .* Recorded numbers would be shown, too/).waitFor();
    });

    await t.test("it plays: to the end by itself, at the speed that was chosen", async () => {
      await page.getByLabel("Speed").selectOption({ label: "an hour in a second" });
      await page.getByRole("button", { name: "Play" }).click();
      await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached" });
      await state(page, "TV socket").filter({ hasText: "off" }).waitFor();
      await page.getByRole("button", { name: "Play" }).click();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: "Play" }).waitFor();
    });

    await t.test("by room and by kind; what happens meanwhile is there, too", async () => {
      const before = await page.getByRole("region", { name: "Events" }).getByRole("button").count();
      await page.getByLabel("Programs, variables, connections").uncheck();
      await event(page, /Everything off has run/).waitFor({ state: "detached" });
      await page.getByLabel("Programs, variables, connections").check();
      await page.getByLabel("Room", { exact: true }).selectOption("Kitchen");
      await event(page, /TV socket/)
        .first()
        .waitFor({ state: "detached" });
      await page.getByLabel("Room", { exact: true }).selectOption("");
      assert.ok(before > 0);
      ccu.control.setState("0000D7099D6F12:1", "STATE", 1);
      await until("the window in the list", async () => {
        await page.getByRole("button", { name: "Today" }).click();
        return (await event(page, /open/).count()) > 0;
      });
    });

    await t.test("a range of one's own, refused in words where it is none", async () => {
      await page.getByText("From, to").click();
      await page.getByLabel("To", { exact: true }).fill("2020-01-01T00:00");
      await page.getByRole("button", { name: "Show", exact: true }).click();
      await page.getByRole("alert").filter({ hasText: "From a minute to seven days" }).waitFor();
      await page.getByLabel("From", { exact: true }).fill("2019-12-31T00:00");
      await page.getByRole("button", { name: "Show", exact: true }).click();
      await page.getByText("Nothing of that kind is known of this time.").waitFor();
      await page.getByRole("button", { name: "Last night" }).click();
    });
    assert.deepEqual(unexpected(errors), []);

    const guest = await enter(browser, url, { ...PHONE, locale: "de-DE" }, await asViewer(url));
    await guest.page.goto(`${url}/#/replay`);
    await guest.page.getByRole("button", { name: "Heute", exact: true }).click();
    await guest.page
      .getByRole("region", { name: "Ereignisse" })
      .getByRole("button")
      .filter({ hasText: /TV socket an$/ })
      .waitFor();
    assert.deepEqual(unexpected(guest.errors), []);
  });

  test("through the cloud, also while the home is away", async (t) => {
    const cloud = await startCloudUnderTest(t);
    await devicesAppear(cloud);
    const who = { name: `${ADMIN.name}@${SITE}`, password: ADMIN.password };
    const { page } = await enter(await openBrowser(t), cloud.url, {}, who);
    const before = await switchValue(cloud);
    await tileOf(page, "TV socket").getByRole("switch").click();
    await until("the socket at home", async () => (await switchValue(cloud)) === !before);
    await page.goto(`${cloud.url}/#/replay`);
    await isRead(page);
    const word = before ? /TV socket off$/ : /TV socket on$/;
    await event(page, word).waitFor();
    await cloud.stopRelay();
    await page.reload();
    await isRead(page);
    await event(page, word).click();
    await state(page, "TV socket")
      .filter({ hasText: before ? "off" : "on" })
      .waitFor();
  });
});
