/** Valves and displays, which the simulated household has none of: used in a browser, with what the CCU then has. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Actuators } from "../../local/simulator/actuators/index.ts";
import { hmipMaintenance } from "../../local/simulator/devices/common.ts";
import { assemble, type DeviceKind } from "../../local/simulator/kinds.ts";
import { bool, choice, float, integer, text } from "../../local/simulator/parameters.ts";
import { until } from "../support/program.ts";
import { NO_BROWSER } from "./browser.ts";
import { type Ccu, enter, openBrowser, recordHistory, startHome, tileOf, unexpected } from "./dashboard.ts";

/** Types, operations and limits: description of an ELV-SH-WSM 1.0.10 (ccu-devices), channels 0, 3 and 4. */
const VALVE: DeviceKind = {
  type: "ELV-SH-WSM",
  subtype: "WSM",
  interface: "HmIP-RF",
  firmware: "1.0.10",
  version: 1,
  rxMode: 3,
  battery: true,
  channels: [
    hmipMaintenance("battery"),
    { type: "KEY_TRANSCEIVER" },
    { type: "FLOW_METER_TRANSMITTER", values: { WATER_FLOW: float("re", -139809.85, 139809.85, { unit: "L/min" }) } },
    { type: "WATER_SWITCH_TRANSMITTER", values: { STATE: bool("re") } },
    {
      type: "WATER_SWITCH_VIRTUAL_RECEIVER",
      conduct: "switch",
      reportsOn: 3,
      values: { STATE: bool("rwe"), ON_TIME: float("w", 0, 8_580_000, { unit: "s" }) },
    },
  ],
};

/** device-model 2.10: an HmIP-WRCD is written to at channel 3. */
const DISPLAY: DeviceKind = {
  type: "HmIP-WRCD",
  subtype: "WRCD",
  interface: "HmIP-RF",
  firmware: "1.2.0",
  version: 1,
  rxMode: 3,
  battery: true,
  channels: [
    hmipMaintenance("battery"),
    { type: "KEY_TRANSCEIVER" },
    { type: "KEY_TRANSCEIVER" },
    {
      type: "ACOUSTIC_DISPLAY_RECEIVER",
      values: {
        DISPLAY_DATA_STRING: text("w"),
        DISPLAY_DATA_ID: integer("w", 1, 5),
        DISPLAY_DATA_ALIGNMENT: choice("w", "LEFT CENTER RIGHT"),
        DISPLAY_DATA_COMMIT: bool("w"),
      },
    },
  ],
};
const [WATER, PANEL] = ["00E0A1C9999901", "00E0A1C9999902"];

function bring(ccu: Ccu, kind: DeviceKind, address: string, name: string): void {
  ccu.control.add(assemble(kind, address, ccu.logic.home.gateway.hmip));
  ccu.logic.inbox.delete(address);
  ccu.logic.names.set(address, name);
}

describe("controls that few homes have", { skip: NO_BROWSER }, () => {
  test("a valve is opened and closed, by others too; a display shows a text and is cleared", async (t) => {
    const telegrams = t.mock.method(Actuators.prototype, "command");
    const { ccu, start } = await startHome(t);
    bring(ccu, VALVE, WATER, "Garden water");
    bring(ccu, DISPLAY, PANEL, "Hall display");
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    const valve = tileOf(page, "Garden water");
    await valve.getByRole("button", { name: "Open" }).click();
    await until("the valve is open", () => ccu.world.value(`${WATER}:4`, "STATE") === true);
    await valve.locator(".state", { hasText: /^open$/ }).waitFor();
    await page.locator(".glance .on b").filter({ hasNotText: /^0$/ }).waitFor();
    await valve.getByRole("button", { name: "Close" }).click();
    await until("the valve is closed", () => ccu.world.value(`${WATER}:4`, "STATE") === false);
    ccu.control.setState(`${WATER}:4`, "STATE", true);
    await valve.locator(".state", { hasText: /^open$/ }).waitFor();

    const display = tileOf(page, "Hall display");
    /** What the display was told last, over all telegrams. */
    const told = () =>
      Object.assign(
        {},
        ...telegrams.mock.calls.map(({ arguments: [to, values] }) => (to === `${PANEL}:3` ? values : {})),
      ) as Record<string, unknown>;
    await display.getByRole("button", { name: "Show" }).click();
    assert.deepEqual(told(), {}, "an empty text is asked for again by the browser");
    await display.getByLabel("Text").fill("Hello Anna");
    await display.getByRole("button", { name: "Show" }).click();
    await until("the text", () => told().DISPLAY_DATA_STRING === "Hello Anna" && told().DISPLAY_DATA_COMMIT === true);
    assert.equal(told().DISPLAY_DATA_ID, 1);
    await display.getByRole("button", { name: "Clear" }).click();
    await until("no text", () => told().DISPLAY_DATA_STRING === "");
    assert.deepEqual(unexpected(errors), []);
  });

  test("a day of a sensor is drawn on its tile, when it is seen and where history is kept", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const plain = await enter(browser, url);
    assert.equal(await plain.page.locator(".spark").count(), 0, "no history, no place for it");
    await plain.page.context().close();

    await recordHistory(url);
    const { page, errors } = await enter(browser, url, { viewport: { width: 360, height: 640 } });
    let [running, most] = [0, 0];
    const asked: string[] = [];
    const ends = (request: { url: () => string }) => {
      if (request.url().includes("/api/v1/history?")) running -= 1;
    };
    page.on("request", (request) => {
      if (!request.url().includes("/api/v1/history?")) return;
      running += 1;
      most = Math.max(most, running);
      asked.push(new URL(request.url()).searchParams.get("channel") ?? "");
    });
    page.on("requestfinished", ends);
    page.on("requestfailed", ends);
    await page.reload();
    const plotted = page.locator(".tile", { has: page.locator(".spark") });
    await plotted.first().waitFor({ state: "attached" });
    const all = await plotted.count();
    assert.ok(asked.length < all, `${asked.length} asked for at once of ${all}`);
    await plotted.last().scrollIntoViewIfNeeded();
    await until("what was seen is asked for", () => asked.length > 0 && running === 0);
    assert.ok(most <= 2, `${most} at once`);
    assert.equal(new Set(asked).size, asked.length, "none twice");

    // a day does not pass in a test: what the server would say then
    const day = [18.25, 22.5].map((avg, half) => {
      const ts = new Date(Date.now() - (1 - half) * 43_200_000).toISOString();
      return { ts, avg, min: avg, max: avg, count: 1 };
    });
    await page.route("**/api/v1/history?*", (route) => route.fulfill({ json: day }));
    await page.reload();
    const pool = tileOf(page, "Pool outdoor sensor");
    await pool.scrollIntoViewIfNeeded();
    await pool.getByRole("img", { name: /last 24 hours: 18\.25.* to 22\.5/ }).click();
    await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
    assert.match(page.url(), /#\/history\//);
    assert.deepEqual(unexpected(errors), []);
  });
});
