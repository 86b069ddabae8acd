/** Pairing and Matter in a browser: install mode at the CCU, a device out of the inbox; a code for an app, what it sees. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ADMIN, scratchFolder, serverEnvironment, startServer, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER, openPage } from "./browser.ts";
import { asAdmin, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

describe("pairing and Matter in the dashboard", { skip: NO_BROWSER }, () => {
  test("install mode begins, counts down and ends; what has come gets a name and a room", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url, PHONE);
    const ask = async (path: string) => (await call(url, "GET", path, asAdmin)).body;
    await page.goto(`${url}/#/pairing`);
    await page.getByLabel("Interface").selectOption("HmIP-RF");
    await page.getByText("Only one device, by SGTIN and key").click();
    await page.getByLabel("SGTIN", { exact: true }).fill("3014-F711");
    await page.getByText("An SGTIN has 24 characters").waitFor();
    await until("a control that is off", () => page.getByRole("button", { name: "Begin pairing" }).isDisabled());
    await page.getByLabel("SGTIN", { exact: true }).fill("");
    await page.getByRole("button", { name: "Begin pairing" }).click();
    await page.getByText("HmIP-RF is waiting for devices.").waitFor();
    const active = async () =>
      (await ask("/install-mode/interfaces")).some((one: { active: boolean }) => one.active === true);
    await until("install mode", active);
    await page.getByRole("button", { name: "End" }).click();
    await until("its end", async () => !(await active()));

    const [device] = await ask("/inbox");
    assert.ok(device, "the simulated CCU has a device that waits");
    const card = page.locator("li.panel", { hasText: device.address });
    await card.getByLabel("Name").fill("New arrival");
    await card.getByLabel("Room").selectOption("Hallway");
    await card.getByRole("button", { name: "Accept" }).click();
    await page.getByText("is ready.").waitFor();
    await until("the device", async () => {
      const { name, rooms } = await ask(`/devices/${device.address}`);
      return name === "New arrival" && rooms?.includes("Hallway");
    });
    assert.deepEqual(unexpected(errors), []);
  });

  test("Matter: off it says how to turn it on; on, a code with a countdown, and what the apps see", async (t) => {
    const { start } = await startHome(t, {
      CCU_ANYWHERE_NORTH_MATTER_LISTEN: ":0",
      CCU_ANYWHERE_NORTH_MATTER_MDNS_ADVERTISE: "noop",
    });
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url, PHONE);
    await page.goto(`${url}/#/matter`);
    await page.getByRole("heading", { name: "Matter is switched off" }).waitFor();
    const put = (body: unknown) => call(url, "PUT", "/config/sections/north.matter", { ...asAdmin, body });
    assert.ok((await put({ enabled: true })).status < 300);
    const status = async () => (await call(url, "GET", "/matter/status", asAdmin)).body;
    await until("the bridge", async () => (await status()).listening);
    await page.reload();
    await page.getByRole("button", { name: "Show the code" }).click();
    await page.getByRole("img", { name: "QR code for the app" }).waitFor();
    assert.match((await page.locator(".manual").textContent()) ?? "", /^\d{4}-\d{3}-\d{4}$/);
    await page.locator(".window-left").waitFor();
    assert.equal((await status()).commissioning_window_open, true);
    await page.getByRole("button", { name: "Close the window" }).click();
    await page.getByRole("button", { name: "Show the code" }).waitFor();
    await until("the window is shut", async () => !(await status()).commissioning_window_open);
    await page.getByLabel("Search").fill("TV socket");
    await page.locator(".exposures label", { hasText: "TV socket" }).first().click();
    await until("a device in Matter", async () => (await status()).enabled_count === 1);
    assert.deepEqual(unexpected(errors), []);
  });

  test("the first start: an account is made, and the way leads to the CCUs; the next visitor logs in", async (t) => {
    const env = serverEnvironment(scratchFolder(t));
    delete env.CCU_ANYWHERE_ADMIN;
    const { url } = await startServer(t, env);
    const browser = await openBrowser(t);
    const { page } = await openPage(browser, url, { ...PHONE, locale: "de-DE" });
    await page.goto(url);
    await page.getByRole("heading", { name: "Willkommen" }).waitFor();
    await page.locator("input[name=username]").fill(ADMIN.name);
    await page.locator("input[name=password]").fill("long enough for it");
    await page.locator("input[name=again]").fill("something else");
    await page.getByRole("button", { name: "Weiter" }).click();
    await page.getByText("Die beiden Passwörter sind verschieden.").waitFor();
    await page.locator("input[name=again]").fill("long enough for it");
    await page.getByRole("button", { name: "Weiter" }).click();
    await until("the page of the CCUs", () => page.url().includes("#/ccus"));
    const other = await openPage(browser, url, PHONE);
    await other.page.goto(url);
    await other.page.getByRole("heading", { name: "Log in" }).waitFor();
  });
});
