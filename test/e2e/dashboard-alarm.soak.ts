/** The pages of the alarm in a browser: from zero to armed, what is in the way, countdown, siren, silence, disarm, codes, journal. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

const WINDOW = "0000D7099D6F12:1";
const SIREN = "00245A499A7717:3";
const PIN = "48151";

const next = (page: Page, name = "Next") => page.getByRole("button", { name, exact: true }).click();
const state = (page: Page, text: string | RegExp) => page.locator(".zone-state", { hasText: text }).waitFor();
const answer = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

/** A wrong code and what is in the way are told by the server as refusals, and by the browser on its console. */
const refusals = (errors: string[]) => unexpected(errors).filter((error) => !/status of (403|409) /.test(error));

describe("the alarm in the dashboard", { skip: NO_BROWSER }, () => {
  test("from zero to armed, an alarm, and what can be read of it", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url, PHONE);
    const ask = async (method: string, path: string, body?: unknown) =>
      (await call(url, method, path, { ...asAdmin, ...(body === undefined ? {} : { body }) })).body;
    const sounds = () => ccu.world.value(SIREN, "ACOUSTIC_ALARM_ACTIVE") === true;
    const zoneId = async (): Promise<string> => (await ask("GET", "/alarm/zones"))[0].id;

    await t.test("the wizard: sensors, siren, code, test, arm", async () => {
      await page.getByRole("link", { name: "Alarm", exact: true }).click();
      await page.getByRole("link", { name: "Set up the alarm" }).click();
      await page.getByLabel("Name of the zone").fill("My house");
      await next(page);
      await page.getByLabel("Kitchen window left (Kitchen)").first().waitFor();
      // only the window and the motion detector of the hall: everything else is left to its owner
      for (const box of await page.locator("form input[type=checkbox]").all()) await box.uncheck();
      await page.getByLabel("Kitchen window left (Kitchen)").first().check();
      await next(page);
      assert.ok(await page.getByLabel("Staircase siren – siren").isChecked(), "a siren is proposed");
      await next(page);
      await page.getByLabel("Whose it is").fill("Anna");
      await page.getByLabel("PIN", { exact: true }).fill(PIN);
      await next(page, "Set it up");
      await page.getByRole("button", { name: "Begin the walk test" }).waitFor();
      const zone = await zoneId();
      const [sensor, ...others] = await ask("GET", `/alarm/zones/${zone}/sensors`);
      assert.deepEqual([sensor.channel_address, sensor.type, others.length], [WINDOW, "window", 0]);
      const outputs = await ask("GET", `/alarm/zones/${zone}/outputs`);
      assert.deepEqual(
        outputs.map((one: { class: string }) => one.class),
        ["acoustic_siren", "notification"],
      );
      assert.doesNotMatch(JSON.stringify(await ask("GET", "/alarm/codes")), new RegExp(PIN));

      await page.getByRole("button", { name: "Begin the walk test" }).click();
      await page.getByText("0 of 1 have noticed you").waitFor();
      ccu.control.setState(WINDOW, "STATE", true);
      await page.getByText("1 of 1 have noticed you").waitFor();
      ccu.control.setState(WINDOW, "STATE", false);
      await page.getByRole("button", { name: "End the walk test" }).click();
      await page.getByRole("button", { name: "Begin the walk test" }).waitFor();
      await page.getByRole("button", { name: "Try it" }).click();
      await answer(page, "Try it");
      await until("the siren", sounds);
      await until("its end", () => !sounds());
      await next(page);
      await page.locator(".mode", { hasText: "Away" }).click();
      await page.getByText("It is armed.").waitFor();
    });

    await t.test("the countdown is seen on every page; a wrong code is told, the right one disarms", async () => {
      await page.getByRole("link", { name: "Home", exact: true }).click();
      await page.locator(".alarm-glance", { hasText: "My house: Arming (Away)" }).waitFor();
      await page.locator(".alarm-glance .alarm-left").waitFor();
      await page.locator(".alarm-glance a").click();
      await state(page, "Arming: Away");
      await page.locator(".countdown-number").waitFor();
      for (const digit of "99999") await page.getByRole("button", { name: digit, exact: true }).click();
      await page.getByRole("button", { name: "Disarm", exact: true }).click();
      await page.getByRole("alert").filter({ hasText: "The code is wrong." }).waitFor();
      await until("an empty code", async () => (await page.getByLabel("Code", { exact: true }).inputValue()) === "");
      for (const digit of PIN) await page.getByRole("button", { name: digit, exact: true }).click();
      await page.getByRole("button", { name: "Disarm", exact: true }).click();
      await state(page, "Disarmed");
      await page.getByRole("button", { name: "Dismiss" }).first().click();
    });

    await t.test("what is open is named, left out, or closed", async () => {
      ccu.control.setState(WINDOW, "STATE", true);
      const away = page.locator(".mode", { hasText: "Away" });
      await away.filter({ hasText: "1 in the way" }).click();
      const without = page.getByRole("button", { name: "Arm without these" });
      await until("a control that is off", () => without.isDisabled());
      await page.getByRole("button", { name: "Arm all the same" }).click();
      await page.getByRole("dialog").getByText("Kitchen window left").waitFor();
      await answer(page, "Cancel");
      assert.equal((await ask("GET", "/alarm/state")).zones[0].state, "disarmed");
      await page.getByLabel("Leave out Kitchen window left").check();
      await page.getByLabel("At once, without a delay").check();
      await without.click();
      await state(page, "Armed: Away");
      await page.getByText("Left out: Kitchen window left").waitFor();
      await page.getByRole("button", { name: "Disarm", exact: true }).click();
      await state(page, "Disarmed");
      ccu.control.setState(WINDOW, "STATE", false);
      await away.filter({ hasText: "ready" }).waitFor();
    });

    await t.test(
      "somebody comes in by the window: siren, silence, note, disarm; the page was loaded anew meanwhile",
      async () => {
        await page.getByLabel("At once, without a delay").check();
        await page.locator(".mode", { hasText: "Away" }).click();
        await state(page, "Armed: Away");
        ccu.control.setState(WINDOW, "STATE", true);
        await state(page, "Alarm!");
        await until("the siren", sounds);
        await page.reload();
        await state(page, "Alarm!");
        await page.getByRole("button", { name: "Silence", exact: true }).click();
        await until("silence", () => !sounds());
        await state(page, "silenced");
        await page.getByRole("button", { name: "Take note" }).click();
        await page.getByText("Taken note.").waitFor();
        await page.getByRole("button", { name: "Disarm", exact: true }).click();
        await state(page, "Disarmed");
        ccu.control.setState(WINDOW, "STATE", false);
      },
    );

    await t.test("the journal: filters, incidents, a file", async () => {
      await page.getByRole("link", { name: "Journal" }).click();
      await page.getByLabel("Kind").selectOption("silence");
      await until("only silencing", async () => {
        const lines = await page.locator(".journal small").allTextContents();
        return lines.length > 0 && lines.every((line) => line.includes("· silencing"));
      });
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "As a file (CSV)" }).click(),
      ]);
      const text = readFileSync(await file.path(), "utf8");
      assert.match(text, /^\u{feff}when,zone,class,event/u);
      assert.match(text, /My house,silence,/);
      await page.getByRole("link", { name: "By incident" }).click();
      await page.getByLabel("Kind").selectOption("");
      await page.locator("details", { hasText: "incident 1" }).first().click();
      await page.locator("details .journal b", { hasText: "Alarm" }).first().waitFor();
    });

    await t.test("a zone is changed: delays, a schedule, a sensor, an output", async () => {
      await page.getByRole("link", { name: "Zones" }).click();
      await page.getByRole("link", { name: "Change" }).click();
      await page.getByRole("region", { name: "Night" }).getByRole("checkbox").first().check();
      await page.getByRole("region", { name: "Away" }).locator("summary").click();
      await page.getByRole("region", { name: "Away" }).getByLabel("Seconds to leave").fill("7");
      await page.getByText("Schedules", { exact: true }).click();
      await page.getByRole("button", { name: "Add a schedule" }).click();
      await page.getByLabel("Time", { exact: true }).fill("23:15");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Saved.").first().waitFor();
      const stored = await ask("GET", `/alarm/zones/${await zoneId()}`);
      assert.deepEqual(Object.keys(stored.config.modes).sort(), ["full", "night", "perimeter"]);
      assert.equal(stored.config.modes.full.exit_delay_s, 7);
      assert.equal(stored.config.schedules[0].time, "23:15");

      await page.getByLabel("Add a sensor").selectOption({ label: "Doors: Front door (Hallway)" });
      await page.getByRole("button", { name: "Save the sensors" }).click();
      await until("two sensors", async () => (await ask("GET", `/alarm/zones/${await zoneId()}/sensors`)).length === 2);
      await page.locator("details", { hasText: "Staircase siren" }).locator("summary").click();
      await page.getByLabel("Seconds (0: as everywhere)").fill("20");
      await page.getByRole("button", { name: "Save the outputs" }).click();
      await until("the siren's seconds", async () => {
        const [siren] = await ask("GET", `/alarm/zones/${await zoneId()}/outputs`);
        return siren.config?.duration_s === 20;
      });
    });

    await t.test("codes: one under duress with an end, changed without its PIN, removed", async () => {
      await page.getByRole("link", { name: "Codes" }).click();
      await page.getByRole("button", { name: "New code" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Whose it is").fill("Guest");
      await dialog.getByLabel("PIN", { exact: true }).fill("2342");
      await dialog.getByLabel(/^Under duress/).check();
      await dialog.getByLabel("Valid until").fill("2030-01-01T10:00");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.locator(".rows li", { hasText: "Guest" }).filter({ hasText: "under duress" }).waitFor();
      await page.getByRole("button", { name: "Change the code of Guest" }).click();
      assert.equal(await dialog.getByLabel("PIN", { exact: true }).inputValue(), "", "never shown again");
      await dialog.getByLabel("arm", { exact: true }).uncheck();
      await dialog.getByRole("button", { name: "Save" }).click();
      await until("the code", async () => {
        const codes: { name: string; perms: { arm: boolean } }[] = await ask("GET", "/alarm/codes");
        return codes.find(({ name }) => name === "Guest")?.perms.arm === false;
      });
      await page.getByRole("button", { name: "Remove the code of Guest" }).click();
      await answer(page, "Remove");
      await until("the code is gone", async () => (await ask("GET", "/alarm/codes")).length === 1);
    });
    assert.deepEqual(refusals(errors), []);
  });

  test("a viewer sees the state and may do nothing; switched off it says so", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const guest = { name: "guest", password: "only looking around" };
    const ask = (method: string, path: string, body: unknown) => call(url, method, path, { ...asAdmin, body });
    await ask("POST", "/users", { username: guest.name, password: guest.password, role: "viewer" });
    await ask("POST", "/alarm/zones", { name: "House", config: { modes: { full: {} } } });
    const { page, errors } = await enter(await openBrowser(t), url, PHONE, guest);
    for (const hash of ["#/alarm", "#/alarm/codes", "#/alarm/wizard", "#/alarm/setup"]) {
      await page.goto(`${url}/${hash}`);
      await page.getByRole("heading", { name: "Alarm", level: 1 }).waitFor();
      await page.locator("main .tabs").waitFor();
      assert.equal(await page.locator("main button").count(), 0, hash);
    }
    assert.deepEqual(unexpected(errors), []);
  });
});
