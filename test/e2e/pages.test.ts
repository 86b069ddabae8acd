/** The landing page and the API reference in a browser, on the real program with a simulated CCU. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import YAML from "yaml";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startServer,
  until,
} from "../support/program.ts";
import { call } from "../support/remote.ts";
import { logIn, NO_BROWSER, openBrowser, openPage } from "./browser.ts";

/** A plug of the simulated home, and the channel that switches it. */
const PLUG = { name: "Steckdose Fernseher", channel: "0001D3C99C6A01:3" };
const ASSETS = join(import.meta.dirname, "..", "..", "assets");

const count = (page: Page, selector: string) => page.locator(selector).count();
const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();
/** Who is not logged in yet is told so by /auth/me: that is how the page finds out. */
const isExpected = (error: string) => /status of 401 .*\/api\/v1\/auth\/me\)$/.test(error);

describe("pages", { skip: NO_BROWSER }, () => {
  test("the landing page shows the home, switches it and follows it", async (t) => {
    const ccu = await startCcu(t);
    const server = await startServer(t, serverEnvironment(scratchFolder(t), centralsSetting(ccu.central)));
    const browser = await openBrowser(t);
    const { page, foreign, errors } = await openPage(browser, server.url);

    const devices = ccu.world.devices.size;
    const headers = basic(ADMIN.name, ADMIN.password);
    await until("the devices of the CCU", async () => {
      const { body } = await call(server.url, "GET", "/devices?per_page=1", { headers });
      return body.total === devices;
    });
    await logIn(page, server.url, { ...ADMIN, password: "wrong" });
    await page.locator("#login-error").filter({ hasText: /wrong/ }).waitFor();
    errors.splice(0);
    await logIn(page, server.url, ADMIN);
    await page.locator("#devices .card").first().waitFor();
    assert.equal(await count(page, "#devices .card"), devices);
    assert.equal(await page.locator("#subject").textContent(), ADMIN.name);
    assert.equal(await visible(page, "#login"), 0);
    await page.locator("#stream-state").filter({ hasText: "live" }).waitFor();

    const plug = page.locator(".card", { hasText: PLUG.name });
    const state = plug.locator("dd").first();
    assert.equal(ccu.world.value(PLUG.channel, "STATE"), false);
    assert.equal(await state.textContent(), "off");
    await plug.getByRole("button", { name: "on", exact: true }).click();
    await state.filter({ hasText: /^on$/ }).waitFor();
    await until("the plug at the CCU", () => ccu.world.value(PLUG.channel, "STATE") === true);
    await page.locator("#events li", { hasText: "STATE" }).first().waitFor();
    // somebody else switches: nothing but the stream tells the page
    ccu.control.setState("0001D3C99C6A01:2", "STATE", false);
    ccu.control.setState(PLUG.channel, "STATE", false);
    await state.filter({ hasText: /^off$/ }).waitFor();

    await page.getByLabel("Filter devices").fill("küche");
    const shown = await visible(page, "#devices .card");
    assert.ok(shown > 0 && shown < devices, `${shown} of ${devices}`);
    for (const card of await page.locator("#devices .card").filter({ visible: true }).all())
      assert.match((await card.textContent()) ?? "", /küche/i);
    await page.getByLabel("Filter devices").fill("");
    assert.equal(await visible(page, "#devices .card"), devices);

    await page.getByRole("button", { name: "Log out" }).click();
    await page.locator("#login").waitFor();
    assert.equal(await visible(page, "#home"), 0);
    await page.reload();
    await page.locator("#login").waitFor();
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      errors.filter((error) => !isExpected(error)),
      [],
    );
  });

  test("the API reference lists everything that is published, without a login", async (t) => {
    const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
    const server = await startServer(t, serverEnvironment(scratchFolder(t), centralsSetting(ccu.central)));
    const { page, foreign, errors } = await openPage(await openBrowser(t), server.url);
    const openapi = YAML.parse(readFileSync(join(ASSETS, "openapi.yaml"), "utf8"));
    const wsapi = JSON.parse(readFileSync(join(ASSETS, "wsapi.json"), "utf8"));
    const operations = Object.values(openapi.paths).flatMap((item) => Object.keys(item as object)).length;
    const kind = (name: string) => wsapi.commands.filter((item: { kind: string }) => item.kind === name).length;

    await page.goto(`${server.url}/api`);
    await page.locator("#broadcasts .operation").last().waitFor();
    assert.equal(await count(page, "#operations .operation"), operations);
    assert.equal(await count(page, "#commands .operation"), kind("command"));
    assert.equal(await count(page, "#broadcasts .operation"), kind("broadcast"));
    assert.ok((await page.locator("#title").textContent())?.includes(openapi.info.version));

    const path = "/devices/{addr}/channels/{no}/data-points/{param}/value";
    const operation = page.locator("#operations .operation", { hasText: path });
    assert.equal(await operation.locator(".body").count(), 0, "drawn when it is opened");
    await operation.locator("summary").click();
    await operation.getByText("Parameters").waitFor();
    const text = (await operation.textContent()) ?? "";
    for (const word of ["PUT", "operator", "addr", "param", "202", "423"]) assert.ok(text.includes(word), word);

    await page.getByLabel("Filter operations").fill("sysvar");
    const shown = await visible(page, ".operation");
    assert.ok(shown > 0 && shown < operations);
    assert.equal(
      await visible(page, "#operations section"),
      await page.locator("#operations section:has(.operation:not([hidden]))").count(),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(errors, []);
  });
});
