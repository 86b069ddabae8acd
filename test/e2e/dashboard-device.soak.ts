/** A device's page in a browser: settings, links, week program, service. What reaches the CCU is looked at. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { basic } from "../support/client.ts";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

const RADIATOR = "000393C9A2B402";
const at = (address: string, ...parts: string[]) => `/#/device/demo/${[address, ...parts].join("/")}`;
const answer = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

describe("a device's page", { skip: NO_BROWSER }, () => {
  test("settings: checked, told what changes, undone, saved under a lock, taken back", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const master = () => ccu.world.master(`${RADIATOR}:1`)!;
    await page.goto(url + at(RADIATOR, "settings"));
    const boost = page.getByRole("textbox", { name: "Duration of boost" });

    await t.test("limits and rules between fields forbid saving", async () => {
      await boost.fill("31");
      await boost.press("Enter");
      await page.getByRole("alert").filter({ hasText: "At most 30." }).waitFor();
      const save = page.getByRole("button", { name: "Save", exact: true });
      await until("a control that is off", () => save.isDisabled());
      await page.getByRole("button", { name: "Undo" }).click();
      await until("the former value", async () => (await boost.inputValue()) === "5");
    });

    await t.test("what changed is told, saved, and taken back", async () => {
      await boost.fill("12");
      await boost.press("Tab");
      await page.getByRole("switch", { name: "Optimum start and stop" }).click();
      const changes = page.getByRole("list", { name: "What changes" });
      await changes.filter({ hasText: /Duration of boost: 5\smin → 12\smin/ }).waitFor();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await until(
        "the paramset",
        () => master().get("BOOST_TIME_PERIOD") === 12 && master().get("OPTIMUM_START_STOP") === true,
      );
      await page.getByRole("button", { name: "Take it back" }).click();
      await until(
        "the former one",
        () => master().get("BOOST_TIME_PERIOD") === 5 && master().get("OPTIMUM_START_STOP") === false,
      );
    });

    await page.getByRole("button", { name: "Take it back" }).waitFor({ state: "hidden" });
    await t.test("who edits at the same time is told so and can take over", async () => {
      const key = `channel:${RADIATOR}:1:MASTER`;
      const other = { username: "other", password: "changes things, too", role: "operator" };
      assert.ok((await call(url, "POST", "/users", { ...asAdmin, body: other })).status < 300);
      const asOther = { headers: basic(other.username, other.password) };
      const lock = () => call(url, "POST", "/sessions/edit", { ...asOther, body: { key } });
      await until("the lock of somebody else", async () => (await lock()).status === 200);
      await boost.fill("9");
      await boost.press("Tab");
      await page.getByText("Somebody else is changing these settings at the moment.").waitFor();
      await until("the value of the device", async () => (await boost.inputValue()) === "5");
      await page.getByRole("button", { name: "Take over" }).click();
      await page.getByText("Somebody else is changing").waitFor({ state: "hidden" });
      await boost.fill("9");
      await boost.press("Tab");
      errors.splice(0);
    });

    await t.test("whoever leaves is asked; a no stays, a yes goes", async () => {
      await page.getByRole("link", { name: "Home", exact: true }).first().click();
      await answer(page, "Cancel");
      assert.equal(await boost.inputValue(), "9");
      await page.getByRole("link", { name: "Home", exact: true }).first().click();
      await answer(page, "Leave without saving");
      await page.locator(".tile").first().waitFor();
      assert.equal(master().get("BOOST_TIME_PERIOD"), 5);
    });

    await t.test("what the CCU refuses is told, and what was typed stays", async () => {
      await page.goto(url + at(RADIATOR, "settings"));
      await boost.fill("7");
      await boost.press("Tab");
      ccu.control.fault("HmIP-RF", "putParamset", -1, "no");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("alert").filter({ hasText: "The CCU or the device refused it." }).waitFor();
      assert.equal(await boost.inputValue(), "7");
      ccu.control.clearFaults();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await until("the paramset", () => master().get("BOOST_TIME_PERIOD") === 7);
      errors.splice(0);
    });
    assert.deepEqual(unexpected(errors), []);
  });

  test("week program: dragged, by the keyboard, copied to another day, saved; another profile", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const master = () => ccu.world.master(`${RADIATOR}:1`)!;
    await page.goto(url + at(RADIATOR, "schedule"));
    await page.getByRole("button", { name: "Tuesday", exact: true }).click();
    const editor = page.getByRole("region", { name: "Tuesday" });
    const first = editor.getByRole("slider").first();
    const bar = (await editor.locator(".day-bar").boundingBox())!;
    const handle = (await first.boundingBox())!;
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(bar.x + bar.width * (8 / 24), handle.y + handle.height / 2, { steps: 8 });
    await page.mouse.up();
    assert.equal(await first.getAttribute("aria-valuetext"), "08:00");
    await first.press("ArrowLeft");
    assert.equal(await first.getAttribute("aria-valuetext"), "07:55");
    await editor.getByRole("button", { name: "From 07:55: warmer" }).click();
    await editor.getByRole("button", { name: "Split the time from 22:00" }).click();
    await editor.getByRole("button", { name: "Remove the time from 23:00" }).click();
    await editor.getByText("Copy Tuesday to other days").click();
    await editor.getByLabel("Wednesday").check();
    await editor.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByText("Changed: Tuesday, Wednesday").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    for (const day of ["TUESDAY", "WEDNESDAY"])
      await until(day, () => {
        const stretch = [1, 2, 3].map((n) => [
          master().get(`P1_ENDTIME_${day}_${n}`),
          master().get(`P1_TEMPERATURE_${day}_${n}`),
        ]);
        return (
          JSON.stringify(stretch) ===
          JSON.stringify([
            [475, 17],
            [1320, 21.5],
            [1440, 17],
          ])
        );
      });
    assert.equal(master().get("P1_ENDTIME_MONDAY_1"), 360, "Monday is left alone");
    await page.getByRole("button", { name: "2", exact: true }).click();
    await page.getByRole("button", { name: "Follow profile 2" }).click();
    await page.getByText("The device follows profile 2.").waitFor();
    await until("the profile", () => Number(ccu.world.value(`${RADIATOR}:1`, "ACTIVE_PROFILE")) === 2);
    await page.goto(url + at("LEQ0410001", "schedule"));
    await page.getByText("No week program").waitFor();
    assert.deepEqual(
      unexpected(errors).filter((error) => !/404 .*\/schedule/.test(error)),
      [],
    );
  });

  test("links: renamed, changed, tried, ended; a new one step by step", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const { links } = ccu.process("BidCos-RF");
    const known = () => links.find("JEQ0730012:1", "LEQ0410001:1");
    await page.goto(url + at("LEQ0410001", "links"));
    await page.getByRole("link", { name: /Sofa remote:1/ }).click();
    await page.getByLabel("Name", { exact: true }).fill("Sofa lights the kitchen");
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await until("the name", () => known()?.name === "Sofa lights the kitchen");
    await page.getByLabel("Also what only experts should change").check();
    await page.getByLabel("Short press: Jump target from off").selectOption({ label: "On" });
    await page.locator(".form-actions").getByRole("button", { name: "Save", exact: true }).click();
    await until("the link's paramset", () => known()?.values.get("SHORT_JT_OFF") === 2);
    await page.getByRole("button", { name: "Try: short press" }).click();
    await answer(page, "Try");
    await page.getByText("Kitchen ceiling light:1 was told.").waitFor();
    await page.getByRole("button", { name: "Delete link" }).click();
    await answer(page, "Delete link");
    await page.getByText("No direct links").waitFor();
    assert.equal(known(), undefined);

    await page.getByRole("link", { name: "New link" }).click();
    await page.getByRole("button", { name: "It acts" }).click();
    await page.getByRole("searchbox").fill("sofa 0012:2");
    await page.getByRole("radio").first().check();
    await page.getByLabel("Name of the link").fill("Again");
    await page.getByRole("button", { name: "Create link" }).click();
    await until("the link", () => links.find("JEQ0730012:2", "LEQ0410001:1")?.name === "Again");
    await page.getByRole("heading", { name: "Sofa remote:2 → Kitchen ceiling light:1" }).waitFor();
    assert.deepEqual(unexpected(errors), []);
  });

  test("service: a test, another in its place, its end; what was done stands in the history", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    await page.goto(url + at("0001D3C99C6A01", "service"));
    await page.getByRole("button", { name: "Test communication" }).click();
    await page.getByText(/^It answered after/).waitFor();
    await page.goto(url + at("LEQ0410099", "service"));
    await page.getByLabel("The old device").selectOption("LEQ0410001");
    await page.getByRole("button", { name: "Replace", exact: true }).click();
    await answer(page, "Replace");
    await until("the old one is gone", () => ccu.world.device("LEQ0410001") === undefined);
    await page.goto(url + at("KEQ0330003", "service"));
    await page.getByRole("button", { name: "Delete device" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("its direct links: 1").waitFor();
    await dialog.getByRole("button", { name: "Delete device" }).click();
    await until("it has left the CCU", () => ccu.world.device("KEQ0330003") === undefined);
    // the page of what is gone leads home
    await page.locator(".tile").first().waitFor();
    await page.goto(url + at("0001D3C99C6A01", "past"));
    await page.getByRole("heading", { name: "What was changed" }).waitFor();
    assert.deepEqual(unexpected(errors), []);
  });

  test("a viewer sees settings, links and the week, and no control", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const who = await asViewer(url);
    const { page, errors } = await enter(await openBrowser(t), url, PHONE, who);
    for (const part of ["overview", "settings", "links", "schedule", "past", "service"]) {
      await page.goto(url + at(RADIATOR, part));
      await page.locator("nav.tabs [aria-current]").waitFor();
      await until(`${part} is read`, async () => (await page.locator(".loading").count()) === 0);
      const controls = "main :is([role=switch], input:not([disabled], .box input), [role=slider], .primary, .danger)";
      assert.deepEqual(await page.locator(controls).evaluateAll((all) => all.map((one) => one.outerHTML)), [], part);
    }
    assert.deepEqual(unexpected(errors), []);
  });
});
