/** What is done to the program now and then, in a browser; each control is used, the server or the CCU is asked what it got. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { connect } from "node:tls";
import { CERTIFICATE, KEY, OTHER_CERTIFICATE, OTHER_KEY } from "../adapters/ccu/certificate.ts";
import { ADMIN, scratchFolder, serverEnvironment, startServer, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { logIn, NO_BROWSER, openPage } from "./browser.ts";
import { asAdmin, enter, openBrowser, startHome } from "./dashboard.ts";

describe("upkeep of the program", { skip: NO_BROWSER }, () => {
  test("what it remembers of the CCUs is read anew, its kept values are forgotten", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page } = await enter(await openBrowser(t), url);
    const calls = (method: string) => Object.values(ccu.calls).reduce((sum, counts) => sum + (counts[method] ?? 0), 0);
    await page.goto(`${url}/#/ccus/kept`);
    const before = ccu.descriptionCalls;
    await page.getByLabel("Of", { exact: true }).selectOption({ label: `${ccu.central.name} · HmIP-RF` });
    await page.getByRole("button", { name: "Read anew" }).click();
    const question = page.getByRole("dialog");
    await question.getByText(`${ccu.central.name} · HmIP-RF`).waitFor();
    await question.getByRole("button", { name: "Read anew" }).click();
    await page.getByText(/Read anew: [1-9]\d* devices/).waitFor();
    await until("the CCU is asked", () => ccu.descriptionCalls > before);

    await until(
      "kept values",
      async () => (await call(url, "GET", "/admin/values-cache/stats", asAdmin)).body.rows > 0,
    );
    await page.getByRole("button", { name: "Forget them" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget them" }).click();
    await until(
      "nothing kept",
      async () => (await call(url, "GET", "/admin/values-cache/stats", asAdmin)).body.rows === 0,
    );

    await page.goto(`${url}/#/ccus`);
    const listed = calls("listDevices");
    await page.getByRole("button", { name: "Look for changed devices" }).click();
    await page.getByText("The CCUs are asked for their devices anew.").waitFor();
    await until("listDevices", () => calls("listDevices") > listed);
  });

  test("a capture with each start, a report, what happened to connections, a section back to its defaults", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page } = await enter(await openBrowser(t), url);
    await page.goto(`${url}/#/diagnostics/capture`);
    await page.getByLabel("Begin a capture with each start").check();
    await page.getByLabel("Minutes of each").fill("7");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Each start begins a capture.").waitFor();
    const { body } = await call(url, "GET", "/system/startup-capture", asAdmin);
    assert.deepEqual(body, { enabled: true, duration_seconds: 420, anonymise: true });
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the report" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "diagnostics.json");
    const report = readFileSync(await file.path(), "utf8");
    assert.equal(JSON.parse(report).schema_version, "1.0");

    await ccu.stop();
    await until(
      "a connection that is lost",
      async () => (await call(url, "GET", "/system/status", asAdmin)).body.events.length > 0,
    );
    await page.goto(`${url}/#/diagnostics`);
    const changes = page.getByRole("region", { name: "Changes of the connections" });
    await changes
      .getByRole("row", { name: /unhealthy/ })
      .first()
      .waitFor();

    const kept = await call(url, "PUT", "/config/sections/backup", { ...asAdmin, body: { keep_last: 3 } });
    assert.equal(kept.status, 200, JSON.stringify(kept.body));
    await page.goto(`${url}/#/settings/backup`);
    await page.getByRole("button", { name: "All back to the defaults" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget it" }).click();
    await page.getByText("is no longer set here").waitFor();
    assert.equal((await call(url, "GET", "/config/sections/backup", asAdmin)).status, 404);
    await until("a control that is off", () =>
      page.getByRole("button", { name: "All back to the defaults" }).isDisabled(),
    );
  });

  test("another certificate is served at once; without HTTPS it is said what is missing", async (t) => {
    const folder = scratchFolder(t);
    const keep = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const env = {
      CCU_ANYWHERE_TLS_CERT: keep("cert.pem", CERTIFICATE),
      CCU_ANYWHERE_TLS_KEY: keep("key.pem", KEY),
    };
    const { url } = await startServer(t, serverEnvironment(scratchFolder(t), env));
    const served = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(
          { port: Number(new URL(url).port), host: "127.0.0.1", rejectUnauthorized: false },
          () => {
            resolve(new X509Certificate(socket.getPeerCertificate().raw).subject);
            socket.end();
          },
        );
        socket.on("error", reject);
      });
    const before = await served();
    const { page } = await openPage(await openBrowser(t), url, { ignoreHTTPSErrors: true });
    await logIn(page, url, ADMIN);
    await page.locator(".tile").first().waitFor();
    await page.goto(`${url}/#/connections/certificate`);
    const files = { cert: keep("other.pem", OTHER_CERTIFICATE), key: keep("other.key", OTHER_KEY) };
    await page.getByLabel("Certificate", { exact: true }).setInputFiles(files.cert);
    await page.getByLabel("Private key").setInputFiles(files.cert);
    await page.getByRole("button", { name: "Use it from now on" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await served(), before, "no pair, nothing changes");
    await page.getByLabel("Private key").setInputFiles(files.key);
    await page.getByRole("button", { name: "Use it from now on" }).click();
    await page.getByText("The new certificate is served from now on.").waitFor();
    assert.match(await served(), /second\.test/);

    const plain = await startServer(t, serverEnvironment(scratchFolder(t)));
    const other = await enter(await openBrowser(t), plain.url);
    await other.page.goto(`${plain.url}/#/connections/certificate`);
    await other.page.getByText("HTTPS is off here").waitFor();
  });
});
