/** Takes the README's pictures anew: `node test/e2e/pictures.ts` writes docs/pictures/*.png. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../../adapters/node/log.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { serverEnvironment, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { launchBrowser, logIn, openPage } from "./browser.ts";
import { PHONE, recordHistory } from "./dashboard.ts";
import {
  DRAWING,
  favouritesOf,
  lateClock,
  liveThroughEvening,
  placesOf,
  recordPast,
  TEMPERATURES,
} from "./picture-home.ts";

/** Bytes of one picture: everybody who opens the README loads it. */
const PICTURE_LIMIT = 150_000;
const WHO = { name: "admin", password: "only for the picture" };
const PICTURES = join(import.meta.dirname, "..", "..", "docs", "pictures");

const headers = basic(WHO.name, WHO.password);

/** A house that can be armed in several ways, and a garage that is. */
async function makeZones(url: string): Promise<void> {
  const ask = async (path: string, body: unknown) => {
    const answer = await call(url, "POST", path, { headers, body });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const modes = { perimeter: {}, full: { exit_delay_s: 60 }, night: {} };
  await ask("/alarm/zones", { name: "House", config: { modes } });
  const { id } = await ask("/alarm/zones", { name: "Garage", config: { modes: { full: {} } } });
  await ask(`/alarm/zones/${id}/arm`, { mode: "full" });
}

const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-"));
mkdirSync(PICTURES, { recursive: true });
const env = serverEnvironment(folder, { CCU_ANYWHERE_ADMIN: `${WHO.name}:${WHO.password}` });
const log = createLog({ level: "error", service: "pictures" });
await recordPast(folder);
const clock = lateClock();
const running = await startOnPrem({ settings: loadSettings({ argv: [], env }), log, clock });
const browser = await launchBrowser();
try {
  const url = running.urls[0]!;
  const { page } = await openPage(browser, url);
  const shoot = async (name: string, from = page) => {
    const path = join(PICTURES, `${name}.png`);
    // nothing is pointed at
    await from.mouse.move(0, 0);
    await from.screenshot({ path });
    const { size } = statSync(path);
    console.log(`${path}: ${size} bytes`);
    if (size > PICTURE_LIMIT) throw new Error(`${name}.png is too large`);
  };
  const demo = running.simulator!.world.devices.size;
  await until("the demo's devices", async () => {
    const [interfaces, devices] = [await running.site.home.interfaces(), await running.site.home.devices()];
    return devices.length >= demo - 1 && interfaces.every(({ connected, loaded }) => connected && loaded);
  });
  await recordHistory(url, { headers });
  await liveThroughEvening(running.simulator!, clock, async (channel, parameter) => {
    const [address, number] = channel.split(":");
    const path = `/devices/${address}/channels/${number}/data-points/${parameter}`;
    return (await call(url, "GET", path, { headers })).body.value;
  });
  await logIn(page, url, WHO);
  await page.locator(".tile").last().waitFor();
  const [places, favourites] = [await placesOf(page), await favouritesOf(page)];
  await page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))");
  await shoot("home");

  const phone = await openPage(browser, url, { ...PHONE, locale: "de-DE", colorScheme: "dark" });
  await logIn(phone.page, url, WHO);
  await phone.page.locator(".tile").last().waitFor();
  await shoot("phone", phone.page);

  await makeZones(url);
  await page.goto(`${url}/#/alarm`);
  await page.getByRole("button", { name: /^Disarm/ }).waitFor();
  await shoot("alarm");
  await page.goto(`${url}/#/device/demo/000393C9A2B402/schedule`);
  await page.locator(".week").waitFor();
  await shoot("schedule");

  await page.goto(`${url}/#/history/${TEMPERATURES.map(encodeURIComponent).join("/")}`);
  await page.getByRole("button", { name: "Week", exact: true }).click();
  await page.locator(".plot canvas").waitFor();
  await page.getByRole("row", { name: /radiator · Actual temperature/ }).waitFor();
  await shoot("history");

  await page.goto(`${url}/#/replay`);
  await page.getByText(/^Reading what happened/).waitFor({ state: "detached" });
  await page.getByLabel("Programs, variables, connections").uncheck();
  const events = page.getByRole("region", { name: "Events" }).getByRole("button");
  await events.filter({ hasText: "Hallway motion" }).first().click();
  await shoot("replay");

  await page.goto(`${url}/#/plan`);
  await page.getByRole("button", { name: "New floor" }).click();
  await page.getByLabel("Name of the floor").fill("Ground floor");
  const drawing = { name: "plan.svg", mimeType: "image/svg+xml", buffer: Buffer.from(DRAWING) };
  await page.getByLabel("Picture of the floor").setInputFiles(drawing);
  await page.locator(".plan-preview").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  const { body } = await call(url, "GET", "/diagrams", { headers });
  const [floor] = body.diagrams;
  const placed = { name: floor.name, visibility: "shared", config: { ...floor.config, places } };
  await call(url, "PUT", `/diagrams/${floor.id}`, { headers, body: placed });
  await page.reload();
  await page.locator(".plan-marker").last().waitFor();
  await shoot("plan");

  await call(url, "PUT", "/me/preferences/ccu-anywhere.dashboard", { headers, body: { favourites } });
  const wall = await openPage(browser, url, { viewport: { width: 1024, height: 768 }, colorScheme: "dark" });
  await logIn(wall.page, url, WHO);
  await wall.page.locator(".tile").last().waitFor();
  await wall.page.goto(`${url}/#/wall/favourites`);
  await wall.page.locator(".wall-tile").last().waitFor();
  await shoot("wall", wall.page);

  await page.goto(`${url}/api`);
  await page.locator("#broadcasts .operation").last().waitFor();
  await page.getByLabel("Filter operations").fill("data-points");
  await page.locator("#operations .operation").filter({ visible: true }).nth(2).locator("summary").click();
  await page.locator("#operations .operation .body").first().waitFor();
  await shoot("api");
} finally {
  await browser.close();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}
