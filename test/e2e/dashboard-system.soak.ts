/** The system's pages in a browser: CCUs, backups, logs, connections; each control is used, the server is asked what it got. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

const VISITOR = { name: "guest", password: "only looking around" };

describe("system pages", { skip: NO_BROWSER }, () => {
  test("CCUs: their interfaces, one more, its removal; what cannot be is said", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, foreign } = await enter(await openBrowser(t), url);
    const names = async () =>
      (await call(url, "GET", "/centrals", asAdmin)).body.map((one: { name: string }) => one.name);
    await page.goto(`${url}/#/ccus`);
    const first = page.getByRole("article", { name: ccu.central.name });
    await first.getByText("ready", { exact: true }).waitFor();
    await first.getByRole("row", { name: /HmIP-RF.*connected/ }).waitFor();
    await first.getByRole("button", { name: "Reconnect HmIP-RF" }).click();
    await page.getByText("HmIP-RF is being connected anew.").waitFor();

    await page.getByRole("button", { name: "Add a CCU" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Name", { exact: true }).fill("second");
    await form.getByLabel("Host name or IP address").fill("http://no host");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").first().waitFor();
    assert.deepEqual(await names(), [ccu.central.name], "nothing was added");
    await form.getByLabel("Host name or IP address").fill("192.0.2.1");
    for (const name of ["HmIP-RF", "BidCos-RF", "VirtualDevices"]) await form.getByLabel(name).uncheck();
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("Choose at least one interface.").waitFor();
    await form.getByLabel("HmIP-RF").check();
    await form.getByText("More").click();
    await form.getByLabel("Connect it").uncheck();
    await form.getByRole("button", { name: "Save" }).click();
    const second = page.getByRole("article", { name: "second" });
    await second.getByText("switched off").waitFor();
    const { body } = await call(url, "GET", "/centrals/second", asAdmin);
    assert.deepEqual(
      [body.host, body.enabled, body.interfaces.map((one: { name: string }) => one.name)],
      ["192.0.2.1", false, ["HmIP-RF"]],
    );

    await second.getByRole("button", { name: "Edit second" }).click();
    await form.getByLabel("Host name or IP address").fill("192.0.2.2");
    await form.getByRole("button", { name: "Save" }).click();
    await until(
      "the other host",
      async () => (await call(url, "GET", "/centrals/second", asAdmin)).body.host === "192.0.2.2",
    );
    await second.getByRole("button", { name: "Remove second" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("second was removed.").waitFor();
    assert.deepEqual(await names(), [ccu.central.name]);

    await page.getByRole("link", { name: "Reception" }).click();
    await page.locator("main :is(table, .empty)").first().waitFor();
    await page.getByRole("link", { name: "Find CCUs" }).click();
    await page.getByRole("button", { name: "Look again" }).click();
    assert.deepEqual(foreign, []);
  });

  test("backups: made, downloaded, restored after a question; the program says who would restart it", async (t) => {
    const { ccu, start } = await startHome(t, { CCU_ANYWHERE_SUPERVISOR: "0" });
    const { url } = await start();
    const { page } = await enter(await openBrowser(t), url);
    const { name } = ccu.central;
    await page.goto(`${url}/#/backups`);
    await page.getByText("No backups yet").waitFor();
    await page.getByText("No automatic backups").waitFor();
    await page.getByRole("button", { name: `Back up now: ${name}` }).click();
    await until("the backup", async () => (await call(url, "GET", "/backups", asAdmin)).body.length === 1);
    const downloadButton = page.getByRole("button", { name: `Download the backup of ${name}` });
    await downloadButton.waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), downloadButton.click()]);
    assert.match(file.suggestedFilename(), /\.sbk$/);
    await page.getByRole("button", { name: `Restore the backup of ${name}` }).click();
    await page
      .getByRole("dialog")
      .getByText(/Everything that was changed there since then is lost/)
      .waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("link", { name: "Restart", exact: true }).click();
    await page.getByRole("button", { name: "Restart this program" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Restart", exact: true }).click();
    await page.getByText("Nobody would start the program again here").waitFor();
    await page.getByRole("link", { name: "Firmware" }).click();
    await page.getByRole("button", { name: "Look for firmware of devices" }).click();
    await page.getByText("The CCUs have looked.").waitFor();
    await page.getByRole("link", { name: "Backups", exact: true }).click();
    await page.getByRole("button", { name: `Restore the backup of ${name}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
    await page.getByText(`${name} takes the backup over and restarts`).waitFor();
  });

  test("health, log, levels, captures, audit, events", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page } = await enter(await openBrowser(t), url);
    const levels = async () => (await call(url, "GET", "/diagnostics/log-levels", asAdmin)).body;
    await page.goto(`${url}/#/diagnostics`);
    await page.getByRole("row", { name: /Storage.*healthy/ }).waitFor();
    // an ill service answers 503, with the same list
    await page.route("**/api/v1/health", async (route) =>
      route.fulfill({ response: await route.fetch(), status: 503 }),
    );
    await page.reload();
    await page.getByRole("row", { name: /Storage.*healthy/ }).waitFor();
    await page.unroute("**/api/v1/health");

    await page.getByRole("link", { name: "Log", exact: true }).click();
    await page.locator(".log .entry").first().waitFor();
    await page.getByLabel("Contains").fill("no entry has this");
    await page.getByText("No entry fits.").waitFor();
    await page.getByLabel("Contains").fill("");
    const pause = page.getByRole("button", { name: "Pause" });
    // each kind of refusal is told once in a while
    const wrongPassword = () =>
      call(url, "POST", "/auth/login", { body: { username: "stranger", password: "a guess" } });
    const wrongToken = () => call(url, "GET", "/devices", { headers: { authorization: "Bearer a-guess" } });
    const entries = page.locator(".log .entry", { hasText: "login failed" });
    await page.getByText("New entries appear at once.").waitFor();
    await wrongPassword();
    await entries.first().waitFor();
    await pause.click();
    const before = await entries.count();
    await wrongToken();
    await page.getByText(/Paused: [1-9]\d* new entries wait/).waitFor();
    assert.equal(await entries.count(), before, "nothing moves while somebody reads");
    await page.getByRole("button", { name: "Go on" }).click();
    await until("what has waited", async () => (await entries.count()) > before);
    const [log] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download", exact: true }).click(),
    ]);
    assert.equal(log.suggestedFilename(), "log.ndjson");
    await page.getByLabel("Part of the program").fill("ccu-anywhere.mqtt");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await page.getByText("ccu-anywhere.mqtt logs debug and above.").waitFor();
    assert.equal((await levels()).overrides[0].level, "debug");
    await page.getByRole("button", { name: "Take back the level of ccu-anywhere.mqtt" }).click();
    await until("no override", async () => (await levels()).overrides.length === 0);
    await page.getByLabel("Level of the log").selectOption("warn");
    await until("the level", async () => (await levels()).default === "warn");

    await page.getByRole("link", { name: "Captures" }).click();
    await page.getByRole("button", { name: "Start a capture" }).click();
    await page.getByRole("button", { name: /^Stop the capture/ }).click();
    const download = page.getByRole("button", { name: /^Download the capture/ });
    await download.waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
    assert.match(file.suggestedFilename(), /^cap_.*\.tar\.gz$/);
    await page.getByRole("button", { name: "Start recording" }).click();
    await page.getByRole("button", { name: "Stop recording" }).click();
    await page.getByRole("button", { name: "Start recording" }).waitFor();

    await page.getByRole("link", { name: "Changes" }).click();
    await page.getByLabel("Action", { exact: true }).selectOption("Backup restored");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("No change fits.").waitFor();
    await page.getByLabel("Action", { exact: true }).selectOption("Recording of CCU calls begun");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("table").getByText("Recording of CCU calls begun").first().waitFor();
    await page.getByLabel("Action", { exact: true }).selectOption("Any");
    await page.getByRole("button", { name: "Show" }).click();
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download as CSV" }).click(),
    ]);
    assert.equal(csv.suggestedFilename(), "audit.csv");

    await page.getByRole("link", { name: "Events" }).click();
    await page.getByLabel("Seconds").fill("3");
    await page.getByRole("button", { name: "Listen" }).click();
    await page.getByRole("button", { name: "Listening …" }).waitFor();
    let isOpen = false;
    const timer = setInterval(() => {
      isOpen = !isOpen;
      ccu.control.setState("0000D7099D6F12:1", "STATE", isOpen);
    }, 300);
    await page.locator(".log .entry", { hasText: "0000D7099D6F12" }).first().waitFor();
    clearInterval(timer);
    await page.getByRole("link", { name: "Incidents" }).click();
    await page.locator("main :is(.rows, .empty)").first().waitFor();
  });

  test("MQTT and webhooks say how they are, hidden parameters are shown, the reference is tried; a viewer only looks", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    await page.goto(`${url}/#/connections`);
    await page.getByText("switched off").first().waitFor();
    await until("a control that is off", () => page.getByRole("button", { name: "Connect anew" }).isDisabled());
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByText("Nothing was given up.").waitFor();
    await page.getByRole("link", { name: "Hidden parameters" }).click();
    await page.getByText("What could be shown").click();
    const candidate = page.getByRole("button", { name: /^Add / }).first();
    const pattern = ((await candidate.getAttribute("aria-label")) ?? "").replace("Add ", "");
    await candidate.click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/1 patterns are in force/).waitFor();
    const { body } = await call(url, "GET", "/visibility/unignore", asAdmin);
    const patternsOf = (name: string) =>
      body.centrals
        .find((one: { central_name: string }) => one.central_name === name)
        .patterns.map((one: { pattern: string }) => one.pattern);
    assert.deepEqual(patternsOf(ccu.central.name), [pattern]);
    await page.getByRole("link", { name: "Cloud", exact: true }).click();
    await page.getByText("This home is served here, without a cloud.").waitFor();

    await page.goto(`${url}/api`);
    const operation = page.locator("#operations .operation", { hasText: "Write the value of a system variable" });
    await operation.locator("summary").click();
    await operation.getByLabel(/^name/).fill("Holiday");
    await operation.getByLabel("Body as JSON").fill('{"value": true}');
    await operation.getByRole("button", { name: "Send" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await operation.locator(".outcome").waitFor();
    assert.equal((await call(url, "GET", "/sysvars/Holiday", asAdmin)).body.value, true);
    const command = page.locator("#commands .operation", { hasText: "system.commands" });
    await command.locator("summary").click();
    await command.getByRole("button", { name: "Send" }).click();
    await command.locator(".outcome pre", { hasText: "devices.list" }).waitFor();

    await t.test("a viewer has no control that the server would refuse", async () => {
      await call(url, "POST", "/users", {
        ...asAdmin,
        body: { username: VISITOR.name, password: VISITOR.password, role: "viewer" },
      });
      const guest = await enter(browser, url, PHONE, VISITOR);
      for (const hash of [
        "ccus",
        "backups",
        "backups/firmware",
        "diagnostics",
        "diagnostics/incidents",
        "connections",
      ]) {
        await guest.page.goto(`${url}/#/${hash}`);
        await guest.page.locator("main h1").waitFor();
        await guest.page.locator("main .loading").first().waitFor({ state: "detached" });
        assert.equal(await guest.page.locator("main button").count(), 0, hash);
      }
      await guest.page.goto(`${url}/api`);
      await guest.page
        .locator("#operations .operation", { hasText: "/centrals" })
        .filter({ hasText: "Adds" })
        .locator("summary")
        .click();
      await guest.page.getByText("Your role (viewer) may not do this.").waitFor();
      assert.deepEqual(unexpected(guest.errors), []);
    });
    assert.deepEqual(unexpected(errors), []);
  });
});
