/** The API reference in a browser, on the real program with a simulated CCU. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import YAML from "yaml";
import { centralsSetting, scratchFolder, serverEnvironment, startCcu, startServer } from "../support/program.ts";
import { NO_BROWSER, openBrowser, openPage } from "./browser.ts";
import { unexpected } from "./dashboard.ts";

const ASSETS = join(import.meta.dirname, "..", "..", "assets");

const count = (page: Page, selector: string) => page.locator(selector).count();
const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();
describe("pages", { skip: NO_BROWSER }, () => {
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
    assert.deepEqual(unexpected(errors), []);
  });
});
