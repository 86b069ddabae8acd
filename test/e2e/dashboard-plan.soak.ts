/** The floor plan in a browser: made, furnished by touch, drag and keys, seen by others, switched on; its limits in words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { FILE_LIMIT } from "../../assets/ui/pages/plan/model.ts";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";
import { overflow, seriousFindings, smallTargets } from "./page-checks.ts";

const SOCKET = "0001D3C99C6A01:3";
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="1200" height="800" fill="#fff"/>
<g fill="none" stroke="#333" stroke-width="8"><rect x="40" y="40" width="1120" height="720"/><path d="M600 40V760"/></g></svg>`;
const file = (name: string, mimeType: string, content: string | Buffer) => ({
  ...{ name, mimeType },
  buffer: Buffer.from(content),
});
const diagrams = async (url: string) => (await call(url, "GET", "/diagrams", asAdmin)).body.diagrams;

async function choose(page: Page, name: string): Promise<void> {
  const option = page.locator("form select option").filter({ hasText: name }).first();
  await page.getByLabel("Thing to place").selectOption((await option.getAttribute("value"))!);
}
const touch = async (page: Page, x: number, y: number): Promise<void> => {
  const surface = page.locator(".plan-surface");
  const box = (await surface.boundingBox())!;
  await surface.click({ position: { x: box.width * x, y: box.height * y } });
};

describe("floor plan", { skip: NO_BROWSER }, () => {
  test("a picture of one's own, things on it, live and to be switched; several floors; others see what is shared", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    await page.goto(`${url}/#/plan`);
    await page.getByText("No floor plan yet").waitFor();

    await t.test("files that cannot be taken are refused in words; one at the limit is read", async () => {
      await page.getByRole("button", { name: "New floor" }).click();
      const picture = page.getByLabel("Picture of the floor");
      await picture.setInputFiles(file("notes.txt", "image/png", "no picture at all"));
      await page.getByText("This file is no picture that the browser can read.").waitFor();
      await picture.setInputFiles(file("large.svg", "image/svg+xml", DRAWING.padEnd(FILE_LIMIT + 1, " ")));
      await page.getByText("This file has more than 20 MB.").waitFor();
      await until("a control that is off", () => page.getByRole("button", { name: "Save" }).isDisabled());
      await picture.setInputFiles(file("largest.svg", "image/svg+xml", DRAWING.padEnd(FILE_LIMIT, " ")));
      await page.locator(".plan-preview").waitFor();
      await page.getByLabel("Name of the floor").fill("Ground floor");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText(/^Choose a thing, then touch the plan/).waitFor();
      const [kept] = await diagrams(url);
      assert.equal(kept.visibility, "shared");
      assert.match(kept.config.picture.url, /^data:image\/webp;base64,/);
    });

    await t.test("things are placed by touch, moved by drag and by keys, taken away", async () => {
      await choose(page, "TV socket");
      await touch(page, 0.25, 0.25);
      const pin = page.getByRole("button", { name: "TV socket: 25 % from the left, 25 % from the top" });
      await pin.waitFor();
      await pin.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
      await page.getByRole("button", { name: "TV socket: 26 % from the left, 30 % from the top" }).waitFor();
      await page.getByRole("status").filter({ hasText: "26 % from the left" }).waitFor({ state: "attached" });
      await choose(page, "Side door lock");
      await page.getByRole("button", { name: "Place it" }).click();
      const lock = page.getByRole("button", { name: "Side door lock: 50 % from the left, 50 % from the top" });
      const from = (await lock.boundingBox())!;
      const surface = (await page.locator(".plan-surface").boundingBox())!;
      await page.mouse.move(from.x + 22, from.y + 22);
      await page.mouse.down();
      await page.mouse.move(surface.x + surface.width * 0.6, surface.y + surface.height * 0.6, { steps: 5 });
      await page.mouse.move(surface.x + surface.width * 0.75, surface.y + surface.height * 0.75, { steps: 5 });
      await page.mouse.up();
      await page.getByRole("button", { name: "Side door lock: 75 % from the left, 75 % from the top" }).waitFor();
      await choose(page, "Living room thermostat");
      await page.getByRole("button", { name: "Place it" }).click();
      await page.getByRole("button", { name: /^Living room thermostat: 50 %/ }).waitFor();
      await page.keyboard.press("ArrowUp");
      await page
        .getByRole("button", { name: "Living room thermostat: 50 % from the left, 49 % from the top" })
        .waitFor();
      await page.keyboard.press("Delete");
      await page.getByRole("button", { name: /^Living room thermostat: 50 %/ }).waitFor({ state: "detached" });
      await page.locator(".plan-scroll:focus").waitFor();
      await choose(page, "Living room thermostat");
      await page.getByRole("button", { name: "Place it" }).click();
      assert.deepEqual(await seriousFindings(page), []);
    });

    await t.test("whoever leaves is asked; what was saved is there", async () => {
      await page.getByRole("link", { name: "Home", exact: true }).click();
      const leaving = page.getByRole("dialog", { name: "What you have changed on the plan is not saved." });
      await leaving.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Ground floor was saved.").waitFor();
      await page.getByText("Everybody who logs in here sees this plan, on every device. admin made it.").waitFor();
      const [kept] = await diagrams(url);
      assert.equal(kept.config.places.length, 3);
    });

    await t.test("one touch switches; what needs more opens with its controls; states are live", async () => {
      const socket = page.locator(".plan-surface").getByRole("switch", { name: /^TV socket:/ });
      await socket.click();
      await until("the socket at the CCU", () => ccu.world.value(SOCKET, "STATE") === true);
      await page.locator(".plan-surface").getByRole("switch", { name: "TV socket: on", checked: true }).waitFor();
      ccu.control.setState(SOCKET, "STATE", false);
      await page.locator(".plan-surface").getByRole("switch", { name: "TV socket: off", checked: false }).waitFor();
      await page
        .locator(".plan-surface")
        .getByRole("button", { name: /^Side door lock:/ })
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Unlock" }).click();
      await page
        .getByRole("dialog", { name: "Unlock Side door lock?" })
        .getByRole("button", { name: "Unlock" })
        .click();
      await until("the lock at the CCU", () => ccu.world.value("KEQ0990007:1", "STATE") === true);
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "Larger" }).click();
      assert.deepEqual(await overflow(page), [], "the plan scrolls, the page does not");
    });

    await t.test("a second floor, seen by its owner alone, and deleted again; the history lists neither", async () => {
      await page.getByRole("button", { name: "New floor" }).click();
      await page.getByLabel("Name of the floor").fill("Attic");
      await page.getByLabel("Picture of the floor").setInputFiles(file("plan.svg", "image/svg+xml", DRAWING));
      await page.locator(".plan-preview").waitFor();
      await page.getByLabel("Share it with everybody here").uncheck();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByText("Only you see this plan, on every device where you log in.").waitFor();
      await page.getByRole("link", { name: "Ground floor" }).waitFor();
      await page.goto(`${url}/#/history`);
      await page.getByText("Nothing chosen yet").waitFor();
      assert.equal(
        await page
          .locator("main")
          .getByRole("link", { name: /Attic|Ground floor/ })
          .count(),
        0,
      );
    });

    await t.test("whoever may only look sees what is shared, on a phone, in German, in the dark", async () => {
      const guest = await enter(browser, url, { ...PHONE, locale: "de-DE", colorScheme: "dark" }, await asViewer(url));
      await guest.page.goto(`${url}/#/plan`);
      await guest.page.getByText(/^Alle, die sich hier anmelden, sehen diesen Grundriss/).waitFor();
      assert.equal(await guest.page.getByRole("link", { name: "Attic" }).count(), 0);
      assert.equal(await guest.page.getByRole("button", { name: "Neues Stockwerk" }).count(), 0);
      assert.equal(await guest.page.locator(".plan-surface").getByRole("switch").count(), 0);
      await guest.page
        .locator(".plan-surface")
        .getByRole("button", { name: /^TV socket: aus/ })
        .click();
      await guest.page.getByRole("dialog").waitFor();
      assert.deepEqual(await seriousFindings(guest.page), []);
      await guest.page.keyboard.press("Escape");
      assert.deepEqual(await smallTargets(guest.page), []);
      assert.deepEqual(await overflow(guest.page), []);
      assert.deepEqual(unexpected(guest.errors), []);
    });

    await t.test("deleted, after a question", async () => {
      await page.goto(`${url}/#/plan`);
      await page.getByRole("link", { name: "Attic" }).click();
      await page.getByRole("link", { name: "Edit" }).click();
      await page.getByRole("button", { name: "Delete floor" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete floor" }).click();
      await until("it is gone", async () => (await diagrams(url)).length === 1);
      await page.getByText("Everybody who logs in here sees this plan").waitFor();
    });
    assert.deepEqual(unexpected(errors), []);
  });
});
