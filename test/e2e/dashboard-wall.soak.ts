/** The wall tablet in a browser: large tiles, dark after a while, a first touch that only wakes, restarts, an honest word. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { devicesAppear, SITE, startCloudUnderTest } from "../lambda/support.ts";
import { ADMIN, freePort, until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { asViewer, enter, openBrowser, startHome, unexpected } from "./dashboard.ts";
import { overflow, seriousFindings, smallTargets } from "./page-checks.ts";

const SOCKET = "0001D3C99C6A01:3";
const TABLET = { viewport: { width: 1024, height: 768 } };
const tile = (page: Page, name: string) => page.locator("article.tile").filter({ hasText: name });
const dark = (page: Page) => page.getByRole("button", { name: /^Dark\. Touch to wake/ });

describe("wall tablet", { skip: NO_BROWSER }, () => {
  test("favourites, switched by a touch on the tile; dark, woken without switching; left only by an answer", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url, TABLET);
    await page.getByRole("button", { name: "Choose favourites" }).click();
    await page.getByRole("button", { name: "Add TV socket to the favourites" }).first().click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.goto(`${url}/#/wall`);
    await page.getByText("The screen stays on while it is shown.").waitFor();
    await page.getByLabel("Dark after").selectOption({ label: "a minute" });
    // time stands still until it is told to go on
    await page.clock.install();
    await page.getByRole("button", { name: "Show it" }).click();
    await tile(page, "TV socket").waitFor();

    await t.test("it has the screen to itself: no header, no link leads away by a slip", async () => {
      assert.equal(await page.locator("header.top").count(), 0);
      assert.equal(await page.locator("article.tile a").count(), 0);
      assert.equal(await page.locator("article.tile").count(), 1);
      assert.ok(await page.evaluate("document.fullscreenElement !== null"), "full screen");
      assert.match((await page.locator(".wall-clock").first().textContent()) ?? "", /\d\d:\d\d/);
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(await smallTargets(page), []);
      assert.deepEqual(await overflow(page), []);
    });

    await t.test("a touch anywhere on the tile switches", async () => {
      await tile(page, "TV socket").getByRole("heading").click();
      await until("the socket at the CCU", () => ccu.world.value(SOCKET, "STATE") === true);
    });

    await t.test("after a minute it is dark; the first touch, or key, wakes it and switches nothing", async () => {
      await page.clock.fastForward(61_000);
      await dark(page).waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      const box = (await page.locator("article.tile").boundingBox())!;
      await page.mouse.click(box.x + 20, box.y + 20);
      await dark(page).waitFor({ state: "detached" });
      assert.equal(ccu.world.value(SOCKET, "STATE"), true, "still on");
      await page.clock.fastForward(61_000);
      await dark(page).waitFor();
      await page.keyboard.press("Enter");
      await dark(page).waitFor({ state: "detached" });
      assert.equal(ccu.world.value(SOCKET, "STATE"), true, "still on");
    });

    await t.test(
      "leaving asks, and going back does, too; a question that nobody answers goes with the light",
      async () => {
        await page.getByRole("link", { name: "Leave" }).click();
        await page.getByRole("dialog", { name: "Leave the view of the wall tablet?" }).waitFor();
        await page.clock.fastForward(61_000);
        await dark(page).waitFor();
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        await dark(page).click();
        await page.evaluate("history.back()");
        await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
        await tile(page, "TV socket").waitFor();
        assert.match(page.url(), /#\/wall\/favourites$/);
        await page.getByRole("link", { name: "Leave" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
        await page.getByRole("button", { name: "Show it" }).waitFor();
        await page.locator("header.top").waitFor();
        assert.ok(await page.evaluate("document.fullscreenElement === null"));
      },
    );
    assert.deepEqual(unexpected(errors), []);
  });

  test("a restart of the server: it says so, then goes on by itself, without a login", async (t) => {
    const port = await freePort();
    const { ccu, start } = await startHome(t, { CCU_ANYWHERE_LISTEN: `127.0.0.1:${port}` });
    const server = await start();
    const { url } = server;
    const { page } = await enter(await openBrowser(t), url, TABLET);
    await page.goto(`${url}/#/wall/room/Living%20room`);
    await tile(page, "TV socket").waitFor();
    await server.end("SIGTERM");
    await page.getByText(/^Not connected since .* nothing can be switched\.$/).waitFor();
    await until("a control that is off", () => tile(page, "TV socket").getByRole("switch").isDisabled());
    await start();
    await page.getByText(/^Not connected since/).waitFor({ state: "detached" });
    await tile(page, "TV socket").getByRole("switch").click();
    await until("the socket at the CCU", () => ccu.world.value(SOCKET, "STATE") === true);
  });

  test("whoever may only look has nothing to touch; through the cloud it says that the home is away", async (t) => {
    const cloud = await startCloudUnderTest(t);
    await devicesAppear(cloud);
    const browser = await openBrowser(t);
    const who = { name: `${ADMIN.name}@${SITE}`, password: ADMIN.password };
    const { page } = await enter(browser, cloud.url, { ...TABLET, locale: "de-DE", colorScheme: "dark" }, who);
    await page.goto(`${cloud.url}/#/wall/room/Living%20room`);
    await tile(page, "TV socket").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await cloud.stopRelay();
    await until("an honest word", async () => {
      await page.reload();
      await tile(page, "TV socket").waitFor();
      return page.getByText(/^Das Zuhause ist nicht erreichbar\./).isVisible();
    });
    await until("a control that is off", () => tile(page, "TV socket").getByRole("switch").isDisabled());

    const { start } = await startHome(t);
    const home = await start();
    const guest = await enter(browser, home.url, TABLET, await asViewer(home.url));
    await guest.page.goto(`${home.url}/#/wall/room/Living%20room`);
    await tile(guest.page, "TV socket").waitFor();
    assert.equal(await guest.page.locator("article.tile :is(button, input, select)").count(), 0);
    await tile(guest.page, "TV socket").click();
    assert.equal(await guest.page.locator(".notice").count(), 0);
  });
});
