/** The history's page in a browser: chosen, plotted, moved, downloaded, kept, shared. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, recordHistory, startHome, unexpected } from "./dashboard.ts";

const POWER = { central: "demo", interface_id: "demo-HmIP-RF", channel: "0001DBE990F502:6", parameter: "POWER" };

const answer = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

describe("history", { skip: NO_BROWSER }, () => {
  test("chosen, plotted, nearer, compared, downloaded, kept and shared; switched off it says so", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("Nothing chosen yet").waitFor();
    const choose = async (words: string, name: RegExp) => {
      await page.getByRole("button", { name: "Choose values" }).click();
      await page.getByRole("dialog").getByRole("searchbox").fill(words);
      await page.getByRole("dialog").getByRole("checkbox", { name }).check();
      await answer(page, "Done");
    };
    await choose("fridge power", /Fridge · Power/);
    await page.getByText("Nothing is recorded here").waitFor();
    errors.splice(0);

    await recordHistory(url, asAdmin, { exclude: ["FREQUENCY"] });
    ccu.control.setState("0001DBE990F502:6", "POWER", 123.4);
    await until("something is recorded", async () => {
      const query = new URLSearchParams({
        ...POWER,
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date(Date.now() + 60_000).toISOString(),
      });
      const { status, body } = await call(url, "GET", `/history?${query}`, asAdmin);
      return status === 200 && body.some(({ max }: { max: number }) => max === 123.4);
    });
    await page.reload();
    const row = page.getByRole("row", { name: /Fridge · Power/ });
    await row.filter({ hasText: /123\.4\sW/ }).waitFor();
    assert.ok((await page.locator(".plot canvas").count()) === 1, "the plot is drawn");
    await choose("fridge voltage", /Fridge · Voltage/);
    await page.getByRole("row", { name: /Fridge · Voltage/ }).waitFor();

    // one that is not recorded stands beside those that are, and says so
    await choose("fridge frequency", /Fridge · Frequency/);
    const silent = page.getByRole("row", { name: /Fridge · Frequency/ });
    await silent.filter({ hasText: "nothing recorded in this range" }).filter({ hasText: "–" }).waitFor();
    await row.filter({ hasText: /123\.4\sW/ }).waitFor();
    await page.getByText("What is recorded").click();
    await page
      .locator("li", { has: page.getByRole("switch", { name: "Record Fridge · Frequency", checked: false }) })
      .waitFor();
    await page.getByText("What is recorded").click();
    await page.getByRole("button", { name: "Choose values" }).click();
    await page.getByRole("dialog").getByRole("searchbox").fill("fridge frequency");
    await page
      .getByRole("dialog")
      .getByRole("checkbox", { name: /Fridge · Frequency/ })
      .uncheck();
    await answer(page, "Done");

    await page.getByRole("button", { name: "6 h" }).click();
    const asked = page.waitForRequest((request) => {
      const query = new URL(request.url()).searchParams;
      return Date.parse(query.get("to") ?? "") - Date.parse(query.get("from") ?? "") === 3 * 3_600_000;
    });
    await page.getByRole("button", { name: "Nearer" }).click();
    await asked;
    await page.getByRole("button", { name: "Day", exact: true }).click();
    await page.getByLabel("Compare with the week before").check();
    await page
      .getByRole("row", { name: /Fridge · Power \(week before\)/ })
      .filter({ hasText: "nothing recorded" })
      .waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download as CSV" }).click(),
    ]);
    const text = readFileSync(await file.path(), "utf8");
    assert.match(text, /^"time","Fridge · Power \(W\)",/);
    assert.match(text, /123\.4/);

    await page.getByText("What is recorded").click();
    await page.getByRole("switch", { name: "Record Fridge · Power" }).click();
    await until("it is no longer recorded", async () => {
      const { body } = await call(url, "GET", `/history/recording?${new URLSearchParams(POWER)}`, asAdmin);
      return body.record === false;
    });

    await page.getByRole("button", { name: "Keep this diagram" }).click();
    await page.getByLabel("Name of the diagram").fill("Kitchen");
    await page.getByLabel("Share it with everybody here").check();
    await answer(page, "Save");
    await page.getByRole("heading", { name: "Kitchen", level: 1 }).waitFor();
    const { body } = await call(url, "GET", "/diagrams", asAdmin);
    assert.deepEqual(
      body.diagrams.map(({ name, visibility, config }: Record<string, unknown>) => [name, visibility, config]),
      [["Kitchen", "shared", body.diagrams[0].config]],
    );
    assert.equal(body.diagrams[0].config.series.length, 2);
    assert.deepEqual(unexpected(errors), []);

    const guest = await enter(browser, url, PHONE, await asViewer(url));
    await guest.page.goto(`${url}/#/history`);
    await guest.page.getByRole("link", { name: "Kitchen (of admin)" }).click();
    await guest.page
      .getByRole("row", { name: /Fridge · Voltage/ })
      .first()
      .waitFor();
    for (const name of ["Keep this diagram", "Delete diagram"])
      assert.equal(await guest.page.getByRole("button", { name }).count(), 0, name);
    await page.getByRole("button", { name: "Delete diagram" }).click();
    await answer(page, "Delete diagram");
    await page.getByText("Nothing chosen yet").waitFor();
    assert.deepEqual((await call(url, "GET", "/diagrams", asAdmin)).body.diagrams, []);
    assert.deepEqual(unexpected(guest.errors), []);
  });
});
