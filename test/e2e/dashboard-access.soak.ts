/** Settings, users, tokens and sessions in a browser: each control is used, and the server is asked what became of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bearer } from "../support/client.ts";
import { ADMIN, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

describe("settings and access", { skip: NO_BROWSER }, () => {
  test("settings: what was typed is listed, saved, refused at its field, and taken back", async (t) => {
    const { start } = await startHome(t, { CCU_ANYWHERE_CORS_ORIGINS: "https://a.example" });
    const { url } = await start();
    const { page, errors, foreign } = await enter(await openBrowser(t), url);
    const stored = async (section: string) => (await call(url, "GET", `/config/sections/${section}`, asAdmin)).body;
    await page.goto(`${url}/#/settings`);
    await page.getByRole("link", { name: "Backups" }).click();
    await page.getByLabel("Automatic backups every", { exact: true }).fill("2");
    await page.getByLabel("Unit of Automatic backups every").selectOption("days");
    await page.getByLabel("Keep", { exact: true }).fill("5");
    await page.getByLabel("Passphrase").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Save …" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("row", { name: /Keep\s+0\s+5/ }).waitFor();
    await dialog.getByRole("row", { name: /Automatic backups every.*2\sdays/ }).waitFor();
    assert.ok(!(await dialog.textContent())?.includes("staple"), "a secret is not shown");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    const nanoseconds = 2 * 86_400e9;
    assert.deepEqual(await stored("backup"), { schedule: nanoseconds, keep_last: 5, offsite: { passphrase: "***" } });

    await t.test("what cannot be is said at its field, and changes nothing; leaving asks first", async () => {
      await page.getByLabel("Automatic backups every", { exact: true }).fill("3");
      await page.getByLabel("Unit of Automatic backups every").selectOption("seconds");
      await page.getByRole("button", { name: "Save …" }).click();
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.locator(".field .refused").waitFor();
      assert.equal((await stored("backup")).schedule, nanoseconds);
      await page.getByRole("link", { name: "Language" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Discard" }).click();
    });

    await t.test("a value is taken back; the passphrase that nobody typed stays", async () => {
      await page.getByRole("button", { name: "Back to the default: Keep" }).click();
      await page.getByText("Keep is no longer set here.").waitFor();
      assert.deepEqual(await stored("backup"), { schedule: nanoseconds, offsite: { passphrase: "***" } });
    });

    await t.test("what the environment says cannot be typed; what waits for a restart is told", async () => {
      await page.getByRole("link", { name: "Web access" }).click();
      await until("a control that is off", () => page.getByLabel("Other web pages").isDisabled());
      await page.getByLabel("Proxies").fill("192.0.2.7");
      await page.getByRole("button", { name: "Save …" }).click();
      await dialog.getByText("Some of it takes effect with the next start.").waitFor();
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByRole("region", { name: "Waits for a restart" }).getByText("Proxies").waitFor();
      await page.getByRole("link", { name: "Changes" }).click();
      await page.getByRole("cell", { name: /^Web access, version \d+$/ }).waitFor();
      await page.getByText("north.rest.trusted_proxies").waitFor();
    });
    assert.deepEqual(foreign, []);
    // the refused document is a 400 on the console
    assert.deepEqual(
      unexpected(errors).filter((error) => !/status of 40[04] .*\/config\//.test(error)),
      [],
    );
  });

  test("users, tokens, sessions: made, changed, ended; a viewer has the own account alone", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page } = await enter(browser, url);
    const names = async () =>
      (await call(url, "GET", "/users", asAdmin)).body.map((one: { subject: string }) => one.subject);
    await page.goto(`${url}/#/users/users`);
    await page.getByLabel("Name", { exact: true }).fill("guest");
    await page.getByLabel("Password", { exact: true }).fill("x".repeat(73));
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await page.getByRole("button", { name: "Add a user" }).click();
    await page.getByRole("alert").first().waitFor();
    assert.ok(!(await names()).includes("guest"));
    await page.getByLabel("Password", { exact: true }).fill("only looking around");
    await page.getByRole("button", { name: "Add a user" }).click();
    await page.getByRole("row", { name: /guest/ }).waitFor();
    const guest = await enter(browser, url, PHONE, { name: "guest", password: "only looking around" });
    await guest.page.goto(`${url}/#/users`);
    await guest.page.getByRole("heading", { name: "Change the password" }).waitFor();
    assert.deepEqual(await guest.page.locator(".tabs a").allTextContents(), ["Own account", "Sessions"]);
    await guest.page.goto(`${url}/#/settings`);
    await guest.page.getByText("Only administrators may see and change the settings.").waitFor();

    await t.test("the own password", async () => {
      await guest.page.goto(`${url}/#/users`);
      await guest.page.getByLabel("Present password").fill("wrong");
      await guest.page.getByLabel("New password").fill("looking around again");
      await guest.page.getByRole("button", { name: "Change the password" }).click();
      await guest.page.getByRole("alert").first().waitFor();
      await guest.page.getByLabel("Present password").fill("only looking around");
      await guest.page.getByRole("button", { name: "Change the password" }).click();
      await guest.page.getByText("The password was changed; other sessions of yours have ended.").waitFor();
    });

    await t.test("role, and the end of a session", async () => {
      await page.getByLabel("Role of guest").selectOption("operator");
      await until("the role", async () => {
        const { body } = await call(url, "GET", "/users", asAdmin);
        return body.find((one: { subject: string }) => one.subject === "guest").role === "operator";
      });
      await page.getByRole("link", { name: "Sessions" }).click();
      await page
        .getByRole("button", { name: /^End the session of guest/ })
        .first()
        .click();
      await guest.page.getByText("Your session has ended. Please log in again.").waitFor();
    });

    await t.test("a token is shown once, works, and is deleted", async () => {
      await page.getByRole("link", { name: "Tokens" }).click();
      await page.getByLabel("For whom or what").fill("phone");
      await page.getByLabel("Days until it ends").fill("30");
      await page.getByRole("button", { name: "Make a token" }).click();
      const token = (await page.locator("code.token").textContent()) ?? "";
      await page.getByRole("img", { name: "The token as a QR code" }).waitFor();
      assert.equal((await call(url, "GET", "/auth/me", { headers: bearer(token) })).body.subject, "phone");
      await page.getByRole("button", { name: "I have it" }).click();
      assert.equal(await page.getByText(token).count(), 0);
      await page.getByRole("button", { name: "Delete the token of phone" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("There are no tokens.").waitFor();
      assert.equal((await call(url, "GET", "/auth/me", { headers: bearer(token) })).status, 401);
    });

    await t.test("a user goes; the last administrator stays, and the page says why", async () => {
      await page.getByRole("link", { name: "Users", exact: true }).click();
      await page.getByRole("button", { name: "Delete guest" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("guest was deleted.").waitFor();
      await page.getByRole("button", { name: `Delete ${ADMIN.name}` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByRole("alert").getByText("is the last admin").waitFor();
      assert.deepEqual(await names(), [ADMIN.name]);
    });
  });
});
