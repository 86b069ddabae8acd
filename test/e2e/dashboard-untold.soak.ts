/** A server that has just started, beside a CCU that is silent: no page says that there is none of what nobody has read yet. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
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
import { ABOUT_THE_HOME } from "../ui/nothing.ts";
import { logIn, NO_BROWSER, openBrowser, openPage, type Visitor } from "./browser.ts";
import { asAdmin, DESK, PHONE } from "./dashboard.ts";
import { DASHBOARD_PAGES, hashOf } from "./dashboard-pages.ts";
import { QUIET_MATTER } from "./furnished.ts";
import { overflow, seriousFindings } from "./page-checks.ts";

const UI = join(import.meta.dirname, "..", "..", "assets", "ui");
type Language = "en" | "de";

/** What must not be read anywhere, as it begins: what is filled in is not known here. */
async function claims(language: Language): Promise<string[]> {
  const found = Object.entries(ABOUT_THE_HOME).map(async ([folder, keys]) => {
    const words = ((await import(join(UI, folder, `${language}.ts`))) as Record<Language, Record<string, string>>)[
      language
    ];
    return keys.map((key) => words[key]!.replace(/\{.*$/s, "").replace(/^.*\}/s, "").trim());
  });
  return (await Promise.all(found)).flat().filter((text) => text.length > 5);
}

/** Made on the server while the CCU is silent; things of the household that it will have. */
const LAMP = JSON.stringify(["demo", "LEQ0410001", 1, "LEVEL"]);
const PIXEL = "data:image/png;base64,iVBORw0KGgo=";

async function furnish(url: string): Promise<{ zone: string; diagram: string; floor: string }> {
  const ask = async (method: string, path: string, body: unknown) => {
    const answer = await call(url, method, path, { ...asAdmin, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await ask("PUT", "/config/sections/persistence.history", { enabled: true });
  await ask("PUT", "/config/sections/north.matter", { enabled: true });
  const { id: zone } = await ask("POST", "/alarm/zones", { name: "House", config: { modes: { full: {} } } });
  const kept = { series: [LAMP], range: "day", compare: false };
  const { id: diagram } = await ask("POST", "/diagrams", { name: "Lamp", visibility: "shared", config: kept });
  const picture = { url: PIXEL, width: 4, height: 4 };
  const config = {
    kind: "ccu-anywhere.floor-plan",
    picture,
    places: [{ tile: "demo/0000D7099D6F12/sensor", x: 0.5, y: 0.5 }],
  };
  const { id: floor } = await ask("POST", "/diagrams", { name: "Ground", visibility: "shared", config });
  await ask("PUT", "/me/preferences/ccu-anywhere.dashboard", { favourites: ["demo/0000D7099D6F12/sensor"] });
  return { zone, diagram, floor };
}

const textOf = (page: Page): Promise<string> => page.locator("body").innerText();

/** Whatever it waits for is there: it neither reads nor draws. */
const settled = (page: Page) =>
  page
    .locator("#content")
    .waitFor()
    .then(() => page.waitForLoadState("networkidle"));

describe("a server that has read nothing yet", { skip: NO_BROWSER }, () => {
  for (const [language, visitor] of [
    ["en", DESK],
    ["de", { ...PHONE, locale: "de-DE", colorScheme: "dark" }],
  ] as [Language, Visitor][])
    test(`no page says that there is none, and all of them follow when the CCU answers (${language})`, async (t) => {
      const ccu = await startCcu(t, { language: "en" });
      await ccu.control.gate("refused");
      const env = { ...centralsSetting(ccu.central), ...QUIET_MATTER };
      const { url } = await startServer(t, serverEnvironment(scratchFolder(t), env));
      const made = await furnish(url);
      const { page, errors } = await openPage(await openBrowser(t), url, visitor);
      await logIn(page, url, ADMIN);
      const notYet = language === "en" ? "Not known yet: the CCU" : "Noch nicht bekannt: Die CCU";
      await page.locator("main").getByText(notYet).first().waitFor();

      // the wall is not left without a question: what comes after it begins anew
      const visit = async (hash: string) => {
        if (page.url().includes("#/wall/")) await page.goto("about:blank");
        await page.goto(`${url}/${hash}`);
      };
      const forbidden = await claims(language);
      const more = ["#/wall/favourites", "#/wall/room/Hallway", `#/plan/${made.floor}`, `#/plan/${made.floor}/edit`];
      for (const hash of [...DASHBOARD_PAGES.map((one) => hashOf(one, made)), ...more]) {
        await visit(hash);
        await settled(page);
        const shown = await textOf(page);
        const said = forbidden.filter((text) => shown.split("\n").some((line) => line.trim().startsWith(text)));
        assert.deepEqual(said, [], hash);
      }
      for (const hash of ["#/", "#/batteries", "#/logic/programs", "#/wall/favourites", `#/plan/${made.floor}`]) {
        await visit(hash);
        await page.locator("main").getByText(notYet).first().waitFor();
        assert.deepEqual([...(await seriousFindings(page)), ...(await overflow(page))], [], hash);
      }
      // what is looked for and chosen in dialogs
      await visit("#/history");
      await page.locator("main .row button.primary").first().click();
      await page.getByRole("dialog").getByText(notYet).waitFor();
      await page.keyboard.press("Escape");
      await visit("#/links");
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("combobox").fill("a thing of this name");
      await page.getByRole("dialog").getByText(notYet).waitFor();
      await page.keyboard.press("Escape");

      // it answers: what is open fills by itself, and what there is none of is said to be none
      await visit("#/wall/favourites");
      await page.locator("main").getByText(notYet).waitFor();
      await ccu.control.gate("open");
      await page.locator(".wall-tile").first().waitFor();
      await until("the devices of the CCU", async () => {
        const { body } = await call(url, "GET", "/snapshot", asAdmin);
        return body.unread === undefined && body.devices.length === ccu.world.devices.size;
      });
      await visit("#/wall/room/Nowhere");
      const nothing = language === "en" ? "There is nothing in Nowhere" : /Nowhere/;
      await page.locator("main h2").getByText(nothing).waitFor();
      assert.equal(await page.getByText(notYet).count(), 0);
      assert.deepEqual(
        errors.filter((error) => !/status of (401|404|503|502)/.test(error)),
        [],
      );
    });
});
