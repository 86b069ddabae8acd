/** From the first start to one's own CCU: language, account, CCU, its test with plain words for what is wrong. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { scratchFolder, serverEnvironment, startCcu, startServer } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER, openPage } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, unexpected } from "./dashboard.ts";
import { overflow, seriousFindings, smallTargets } from "./page-checks.ts";

async function assertUsable(page: Page, where: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], where);
  assert.deepEqual([...(await smallTargets(page)), ...(await overflow(page))], [], where);
}

const heading = (page: Page, name: string) => page.getByRole("status").getByRole("heading", { name }).waitFor();

/** For eyes: where SHOTS names a folder. */
const shoot = async (page: Page, name: string): Promise<void> => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
};

describe("the first run", { skip: NO_BROWSER }, () => {
  test("language, account, the address of the CCU, its test; in German on a phone", async (t) => {
    const ccu = await startCcu(t, { auth: { username: "Admin", password: "open sesame" } });
    const { CCU_ANYWHERE_ADMIN: _, ...env } = serverEnvironment(scratchFolder(t));
    const { url } = await startServer(t, env);
    const { page, foreign, errors } = await openPage(await openBrowser(t), url, PHONE);
    await page.goto(`${url}/`);
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    await page.locator(".login").getByLabel("Language").selectOption("de");
    await page.getByRole("heading", { name: "Willkommen" }).waitFor();
    await page.getByLabel("Passwort", { exact: true }).fill("a long password");
    await page.getByLabel("Passwort noch einmal").fill("a long password");
    await page.getByRole("button", { name: "Weiter" }).click();
    await page.getByRole("heading", { name: "Deine CCU", exact: true }).waitFor();
    await shoot(page, "start-phone");
    await page.getByRole("button", { name: "Adresse eingeben" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Rechnername oder IP-Adresse").fill("127.0.0.1");
    await form.getByLabel("Benutzer der CCU").fill("Admin");
    await form.getByLabel("Passwort").fill("open sesame");
    await form.getByText("Mehr", { exact: true }).click();
    await form.getByLabel("Port der Weboberfläche").fill(String(ccu.central.json_rpc_port));
    await form.getByRole("button", { name: "Speichern" }).click();
    // its web server answers; nothing listens at the usual ports of the interfaces
    await heading(page, "Die Firewall der CCU sperrt die XML-RPC-Schnittstellen");
    await page.getByText(/HmIP-RF.* nicht\. An der CCU: Einstellungen/).waitFor();
    await assertUsable(page, "a CCU that does not answer");
    await shoot(page, "test-firewall-phone");

    const admin = { headers: { authorization: `Basic ${btoa("admin:a long password")}` } };
    const own = { ...ccu.central, name: "ccu", username: "Admin", password_plain: "open sesame" };
    const put = await call(url, "PUT", "/centrals/ccu", { ...admin, body: own });
    assert.equal(put.status, 204);
    await page.getByRole("button", { name: "Noch einmal prüfen" }).click();
    await heading(page, "Alles funktioniert");
    await page.getByRole("link", { name: "Zu meinem Zuhause" }).click();
    await page.locator(".tile").first().waitFor();
    assert.deepEqual(foreign, []);
    assert.deepEqual(unexpected(errors), []);
  });

  test("nobody there, a wrong password that is mended, no way back, no TLS, no such name: each is said", async (t) => {
    const ccu = await startCcu(t, { language: "en", auth: { username: "Admin", password: "right" } });
    const gone = await startCcu(t, { language: "en" });
    await gone.stop();
    const { url } = await startServer(t, serverEnvironment(scratchFolder(t)));
    const right = { ...ccu.central, username: "Admin", password_plain: "right" };
    const rows = {
      gone: { ...gone.central, name: "gone", username: "Admin" },
      locked: { ...right, name: "locked", password_plain: "wrong" },
      secure: { ...right, name: "secure", tls: true },
      nameless: { ...right, name: "nameless", host: "no-such-host.invalid" },
    };
    const { page } = await enter(await openBrowser(t), url);
    const look = async (name: keyof typeof rows, said: string) => {
      const made = await call(url, "POST", "/centrals", { ...asAdmin, body: rows[name] });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      await page.goto(`${url}/#/ccus/test/${name}`);
      await heading(page, said);
    };
    await look("gone", "Nothing answers at this address");
    await look("secure", "This CCU does not speak TLS there");
    await look("nameless", "Nobody knows this host name");
    await look("locked", "User or password is wrong");
    await page.getByText("The CCU does not accept user and password.").first().waitFor();
    await page.getByRole("button", { name: "Change its settings" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Password").fill("right");
    await form.getByRole("button", { name: "Save" }).click();
    await heading(page, "Everything works");
    await assertUsable(page, "a CCU that works");
    await shoot(page, "test-fine-desk");

    await page.goto(`${url}/#/ccus/test/gone`);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("heading", { name: "Your CCU" }).waitFor();
    assert.equal((await call(url, "GET", "/centrals/gone", asAdmin)).status, 404);

    const guest = await openPage(await openBrowser(t), url);
    const who = await asViewer(url);
    await guest.page.goto(`${url}/`);
    await guest.page.locator("input[name=username]").fill(who.name);
    await guest.page.locator("input[name=password]").fill(who.password);
    await guest.page.locator(".login button[type=submit]").click();
    await guest.page.locator(".tile").first().waitFor();
    await guest.page.goto(`${url}/#/ccus/test/locked`);
    await guest.page.getByRole("article", { name: "locked" }).waitFor();
    assert.equal(await guest.page.getByRole("link", { name: /^Test/ }).count(), 0);
  });

  test("an interface that a CCU lacks is left out in one step", async (t) => {
    const ccu = await startCcu(t, { language: "en" });
    const gone = await startCcu(t, { language: "en" });
    await gone.stop();
    const { url } = await startServer(t, serverEnvironment(scratchFolder(t)));
    const { page } = await enter(await openBrowser(t), url);
    const [own] = ccu.central.interfaces.filter(({ name }) => name === "HmIP-RF");
    const [lacking] = gone.central.interfaces.filter(({ name }) => name === "BidCos-RF");
    const body = { ...ccu.central, name: "partly", interfaces: [own, lacking] };
    assert.equal((await call(url, "POST", "/centrals", { ...asAdmin, body })).status, 201);
    await page.goto(`${url}/#/ccus/test/partly`);
    await heading(page, "Some interfaces do not answer");
    await page.getByRole("button", { name: "Go on without BidCos-RF" }).click();
    await heading(page, "Everything works");
    const { body: kept } = await call(url, "GET", "/centrals/partly", asAdmin);
    assert.deepEqual(kept.interfaces, [own], "with its port");
  });

  test("a CCU that cannot call back is told from one that is not there", async (t) => {
    const ccu = await startCcu(t, { language: "en" });
    const env = serverEnvironment(scratchFolder(t), { CCU_ANYWHERE_CALLBACK_HOST: "192.0.2.1" });
    const { url } = await startServer(t, env);
    const { page } = await enter(await openBrowser(t), url);
    const made = await call(url, "POST", "/centrals", { ...asAdmin, body: { ...ccu.central, name: "deaf" } });
    assert.equal(made.status, 201);
    await page.goto(`${url}/#/ccus/test/deaf`);
    await heading(page, "The CCU does not reach this program");
  });
});
