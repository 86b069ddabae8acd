/** What is done to one channel, or to a device that no longer fits, in a browser; the CCU is asked what reached it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { descriptionOf } from "../../local/simulator/methods/shared.ts";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, PHONE, startHome, tileOf, unexpected } from "./dashboard.ts";

const RADIATOR = "000393C9A2B402";
const LAMP = "LEQ0410001";
const at = (address: string, ...parts: string[]) => `/#/device/demo/${[address, ...parts].join("/")}`;
const answer = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
const open = (page: Page) => page.getByText("This channel: name, rooms, file").click();

describe("channels, and what no longer fits", { skip: NO_BROWSER }, () => {
  test("a channel: its name, a room, locked, hidden; on a phone", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url, PHONE);
    const channel = async () => (await call(url, "GET", `/devices/${LAMP}/channels/1`, asAdmin)).body;
    await tileOf(page, "Kitchen ceiling light").waitFor();
    await page.goto(url + at(LAMP, "settings", "1"));
    await open(page);
    await page.getByLabel("Name of the channel").fill("Above the table");
    await page.getByLabel("Hallway").check();
    await page.getByLabel("Lock it: nothing switches it from here").check();
    await page.getByRole("button", { name: "Save the channel" }).click();
    await until("name and room", async () => {
      const { name, rooms = [], locked } = await channel();
      return name === "Above the table" && rooms.includes("Hallway") && locked === true;
    });
    const path = `/devices/${LAMP}/channels/1/data-points/STATE/value`;
    assert.equal((await call(url, "PUT", path, { ...asAdmin, body: { value: true } })).status, 423);
    await until("the form with what holds now", () =>
      page
        .getByLabel("Lock it: nothing switches it from here")
        .isChecked()
        .catch(() => false),
    );
    await page.getByLabel("Lock it: nothing switches it from here").uncheck();
    await page.getByLabel("Hide it from the home and from lists").check();
    const answered = page.waitForResponse((response) => response.url().includes("/channels/1/flags"));
    await page.getByRole("button", { name: "Save the channel" }).click();
    await (await answered).finished();
    await until("hidden", async () => (await channel()).hidden === true);
    await page.goto(`${url}/#/`);
    await page.locator(".tile").first().waitFor();
    await until("it is no longer shown", async () => (await tileOf(page, "Kitchen ceiling light").count()) === 0);
    assert.deepEqual(unexpected(errors), []);
  });

  test("settings go into a file and come back; a parameter is measured; a profile is copied; a team", async (t) => {
    const { ccu, start } = await startHome(t);
    const wire = ccu.process("BidCos-RF");
    const [measured, description] = Object.entries(descriptionOf(wire, "KEQ0330003:1", "MASTER"))[0]!;
    description.OPERATIONS |= 8;
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const master = () => ccu.world.master(`${RADIATOR}:1`)!;
    await page.goto(url + at(RADIATOR, "settings", "1"));
    await open(page);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the settings" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), `${RADIATOR}_1.config.json`);
    const kept = JSON.parse(readFileSync(await file.path(), "utf8"));
    assert.equal(kept.values.BOOST_TIME_PERIOD, 5);
    const put = async (content: string) => {
      const buffer = Buffer.from(content);
      await page
        .getByLabel("File with settings")
        .setInputFiles({ name: "x.json", mimeType: "application/json", buffer });
      await page.getByRole("button", { name: "Take over from the file" }).click();
    };
    await put("no settings at all");
    await page.getByText("This file has no settings.").waitFor();
    await put(JSON.stringify({ ...kept, values: { ...kept.values, BOOST_TIME_PERIOD: 14 } }));
    await answer(page, "Take over from the file");
    await page.getByText(/Written: 1, /).waitFor();
    assert.equal(master().get("BOOST_TIME_PERIOD"), 14);

    await page.goto(url + at("KEQ0330003", "settings", "1"));
    await page.getByLabel("Also what only experts should change").check();
    const before = wire.calls.determineParameter ?? 0;
    await page.getByRole("button", { name: /^Let the device measure: / }).click();
    await until(measured, () => (wire.calls.determineParameter ?? 0) > before);

    await page.goto(url + at(RADIATOR, "schedule"));
    const second = () => master().get("P2_TEMPERATURE_MONDAY_1");
    await page.getByLabel("Copy profile 1 to profile").selectOption("P2");
    await page.getByRole("button", { name: "Copy the profile" }).click();
    await answer(page, "Copy");
    await until("profile 2", () => second() === master().get("P1_TEMPERATURE_MONDAY_1"));

    await page.goto(url + at("KEQ0070014", "settings", "1"));
    await open(page);
    const team = page.getByLabel("Team", { exact: true });
    await until("its team", async () => (await team.inputValue()) === "*KEQ0070011:1");
    await team.selectOption({ label: "none, for itself" });
    await until("it has left the team", async () => {
      const { body } = await call(url, "GET", "/devices/KEQ0070014/channels/1/team-candidates", asAdmin);
      return !body.candidates.some(
        ({ address, current }: { address: string; current: boolean }) => current && address === "*KEQ0070011:1",
      );
    });
    assert.deepEqual(unexpected(errors), []);
  });

  test("a device is paired once more, read anew, described; all links on one page", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const wire = ccu.process("BidCos-RF");
    await page.goto(url + at(LAMP, "service"));
    await page.getByRole("button", { name: "Pair once more" }).click();
    await page.getByText("The CCU takes this device for 60 s: press its pairing button.").waitFor();
    assert.ok((wire.calls.setInstallMode ?? 0) > 0);
    const before = ccu.descriptionCalls;
    await page.getByRole("button", { name: "Forget and read anew" }).click();
    await answer(page, "Forget and read anew");
    await page.getByText("It is read anew.").waitFor();
    await until("the CCU is asked what it is", () => ccu.descriptionCalls > before);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download its description" }).click(),
    ]);
    assert.match(file.suggestedFilename(), /\.zip$/);

    await page.goto(`${url}/#/links`);
    const rows = page.getByRole("region", { name: "Direct links" }).locator("tbody tr");
    await rows.first().waitFor();
    const all = await rows.count();
    await page.getByRole("searchbox").fill("kitchen ceiling");
    await until("those that fit", async () => (await rows.count()) > 0 && (await rows.count()) < all);
    await rows.getByRole("link").first().click();
    await page.getByRole("heading", { name: "Sofa remote:1 → Kitchen ceiling light:1" }).waitFor();
    assert.deepEqual(unexpected(errors), []);
  });
});
