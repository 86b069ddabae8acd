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
import { PHONE } from "./dashboard.ts";

/** Bytes of one picture: everybody who opens the README loads it. */
const PICTURE_LIMIT = 200_000;
const WHO = { name: "admin", password: "only for the picture" };
const PICTURES = join(import.meta.dirname, "..", "..", "docs", "pictures");

/** A house that can be armed in several ways, and a garage that is. */
async function makeZones(url: string): Promise<void> {
  const headers = basic(WHO.name, WHO.password);
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
const running = await startOnPrem({ settings: loadSettings({ argv: [], env }), log });
const browser = await launchBrowser();
try {
  const url = running.urls[0]!;
  const { page } = await openPage(browser, url);
  const shoot = async (name: string, from = page) => {
    const path = join(PICTURES, `${name}.png`);
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
  await logIn(page, url, WHO);
  await page.locator(".tile").last().waitFor();
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
