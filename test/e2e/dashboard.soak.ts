/** The dashboard in a browser: each control is used, and what the CCU has got is looked at. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { ADMIN, freePort, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { logIn, NO_BROWSER, openPage } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, tileOf, unexpected } from "./dashboard.ts";

const answer = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();

describe("dashboard", { skip: NO_BROWSER }, () => {
  test("every control reaches the CCU, and what the CCU says is shown", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, foreign, errors } = await enter(browser, url);
    const wire = (channel: string, parameter: string, expected: unknown) =>
      until(`${channel}.${parameter} = ${expected}`, () => ccu.world.value(channel, parameter) === expected);

    await t.test("switches, and what others switch", async () => {
      const socket = tileOf(page, "TV socket");
      await socket.getByRole("switch").click();
      await wire("0001D3C99C6A01:3", "STATE", true);
      await socket.locator(".state", { hasText: /^on$/ }).waitFor();
      ccu.control.setState("0001D3C99C6A01:3", "STATE", false);
      await socket.locator(".state", { hasText: /^off$/ }).waitFor();
      await tileOf(page, "Kitchen ceiling light").getByRole("switch").click();
      await wire("LEQ0410001:1", "STATE", true);
    });

    await t.test("lights: brightness, colour, effect", async () => {
      const dimmer = tileOf(page, "Bedroom dimmer");
      await dimmer.getByLabel("Brightness").fill("40");
      await wire("000858A9A7C303:4", "LEVEL", 0.4);
      await dimmer.locator(".state", { hasText: "40" }).waitFor();
      await dimmer.getByRole("switch").click();
      await wire("000858A9A7C303:4", "LEVEL", 0);
      const lamp = tileOf(page, "Stairs wall light");
      await lamp.getByLabel("Colour", { exact: true }).fill("#00ff00");
      await wire("0031A40999B904:1", "HUE", 120);
      await tileOf(page, "Hallway LED strip").getByLabel("Effect").selectOption("Slow color change");
      await wire("MEQ0550004:3", "PROGRAM", 1);
    });

    await t.test("blinds: position, slats, down and stop", async () => {
      const blind = tileOf(page, "Conservatory blind");
      await blind.getByLabel("Position").fill("97");
      await wire("0007DA498D5906:4", "LEVEL", 0.97);
      await blind.getByLabel("Slats").fill("90");
      await wire("0007DA498D5906:4", "LEVEL_2", 0.9);
      const shutter = tileOf(page, "Office shutter");
      await shutter.getByRole("button", { name: "Close" }).click();
      await shutter.locator(".state", { hasText: "closing" }).waitFor();
      await shutter.getByRole("button", { name: "Stop" }).click();
      await shutter.locator(".state", { hasText: "open" }).waitFor();
      const stopped = Number(ccu.world.value("JEQ0120005:1", "LEVEL"));
      assert.ok(stopped > 0 && stopped <= 1, `${stopped}`);
      const garage = tileOf(page, "Garage door");
      await garage.getByRole("button", { name: "Ventilate" }).click();
      await garage.locator(".state", { hasText: "ventilation" }).waitFor();
    });

    await t.test("thermostats: warmer, mode, boost", async () => {
      const radiator = tileOf(page, "Guest toilet radiator");
      const target = radiator.getByLabel("Set temperature");
      assert.match((await target.textContent()) ?? "", /^20\s°C$/);
      await radiator.getByRole("button", { name: "Warmer" }).click();
      await wire("MEQ1770006:4", "SET_TEMPERATURE", 20.5);
      await target.filter({ hasText: "20.5" }).waitFor();
      const group = tileOf(page, "Living room heating group");
      await group.getByRole("button", { name: "Boost" }).click();
      await wire("INT0000001:1", "BOOST_MODE", true);
      await group.getByRole("button", { name: "Manual" }).click();
      await until("manual mode", () => ccu.world.value("INT0000001:1", "SET_POINT_MODE") === 1);
    });

    await t.test("locks and sirens ask first, and a no changes nothing", async () => {
      const door = tileOf(page, "Entrance door lock");
      await door.getByRole("button", { name: "Unlock" }).click();
      await answer(page, "Cancel");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await door.locator(".state", { hasText: "locked" }).waitFor();
      await door.getByRole("button", { name: "Unlock" }).click();
      await answer(page, "Unlock");
      await door.locator(".state", { hasText: /^unlocked$/ }).waitFor();
      await door.getByRole("button", { name: "Lock", exact: true }).click();
      await door.locator(".state", { hasText: /^locked$/ }).waitFor();
      const siren = tileOf(page, "Staircase siren");
      await siren.getByLabel("Tone").selectOption({ label: "frequency rising" });
      await siren.getByRole("button", { name: "Sound the alarm" }).click();
      await answer(page, "Sound the alarm");
      await wire("00245A499A7717:3", "ACOUSTIC_ALARM_ACTIVE", true);
      await siren.locator(".state", { hasText: "alarm" }).waitFor();
      await siren.getByRole("button", { name: "Silence" }).click();
      await wire("00245A499A7717:3", "ACOUSTIC_ALARM_ACTIVE", false);
    });

    await t.test("programs and variables", async () => {
      await page.getByRole("button", { name: "Run Everything off" }).click();
      await page.getByText("Everything off was run.").waitFor();
      const inactive = page.getByRole("button", { name: "Run Holiday simulation" });
      await until("a control that is off", () => inactive.isDisabled());
      await page.getByRole("switch", { name: "Holiday simulation: active" }).click();
      await until("the program may run", () => inactive.isEnabled());
      const holiday = page.getByRole("switch", { name: "Value of Holiday", exact: true });
      await holiday.click();
      await until("the variable", async () => {
        const { body } = await call(url, "GET", "/sysvars/Holiday", asAdmin);
        return body.value === true;
      });
      await until("it is shown", async () => (await holiday.getAttribute("aria-checked")) === "true");
    });

    await t.test("what the CCU refuses is told in plain words, and the former state is shown again", async () => {
      const socket = tileOf(page, "TV socket");
      ccu.control.fault("HmIP-RF", "setValue", -1, "no");
      ccu.control.fault("HmIP-RF", "putParamset", -1, "no");
      await socket.getByRole("switch").click();
      await page.getByRole("alert").filter({ hasText: "TV socket: The CCU or the device refused it." }).waitFor();
      await socket.getByRole("switch", { checked: false }).waitFor();
      assert.equal(ccu.world.value("0001D3C99C6A01:3", "STATE"), false);
      ccu.control.clearFaults();
      errors.splice(0);
      await page.getByRole("button", { name: "Dismiss" }).first().click();
    });

    await t.test("search, glance, rooms, list and favourites, which are there on another device", async () => {
      const all = await visible(page, "article.tile");
      await page.getByRole("searchbox").fill("kitchen");
      const found = await visible(page, "article.tile");
      assert.ok(found > 0 && found < all, `${found} of ${all}`);
      await page.getByRole("searchbox").fill("");
      // the garage door that was left ajar may count, too
      const open = async () => Number(await page.locator(".glance .open b").textContent());
      const before = await open();
      ccu.control.setState("0000D7099D6F12:1", "STATE", true);
      await until("the window is counted", async () => (await open()) === before + 1);
      await page.locator(".glance .open").click();
      await until("what is open alone", async () => (await visible(page, "article.tile")) === before + 1);
      await tileOf(page, "Kitchen window left").waitFor();
      await page.locator(".glance .open").click();
      await page.getByRole("button", { name: "Choose favourites" }).click();
      await page.getByRole("button", { name: "Add Fridge to the favourites" }).first().click();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("heading", { name: "Favourites", exact: true }).waitFor();
      await page.getByRole("button", { name: "List", exact: true }).click();
      await until("the view at the server", async () => {
        const { body } = await call(url, "GET", "/me/preferences/ccu-anywhere.dashboard", asAdmin);
        return body.value.view === "list" && body.value.favourites.length === 1;
      });
      const other = await enter(browser, url, PHONE);
      await other.page.getByRole("heading", { name: "Favourites", exact: true }).waitFor();
      await other.page.locator("main.dense").waitFor();
      await other.page.context().close();
      await page.getByRole("button", { name: "Tiles", exact: true }).click();
      await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Hallway" }).click();
      await until("the room alone", async () => (await visible(page, "section.group")) === 1);
      await page.reload();
      await page.getByRole("heading", { name: "Hallway", exact: true }).waitFor();
      assert.equal(await visible(page, "section.group"), 1, "the address says which room");
    });

    assert.deepEqual(foreign, []);
    assert.deepEqual(unexpected(errors), []);
  });

  test("messages: acknowledged, and by whom; muted for a while by one user, for good for all; heard again", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    const answered = page.getByRole("dialog");
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("button", { name: "Acknowledge: Water alarm" }).click();
    await until("no alarm", async () => (await page.locator("li.alarm").count()) === 0);
    const { body } = await call(url, "GET", "/alarm-messages", asAdmin);
    assert.deepEqual(body, []);
    const lately = page.locator("section", { has: page.getByRole("heading", { name: "Acknowledged lately" }) });
    await lately.getByText("Water alarm").waitFor();
    await lately.getByText(`by ${ADMIN.name},`).waitFor();

    const badge = page.getByRole("navigation", { name: "Pages" }).locator(".count");
    const before = Number(await badge.textContent());
    await page.getByRole("button", { name: /^Mute: Battery low/ }).click();
    await answered.getByRole("button", { name: "7 days" }).click();
    const own = page.locator("section", { has: page.getByRole("heading", { name: "Muted by you" }) });
    await own.getByText(/Battery low/).waitFor();
    await until("it is not counted", async () => Number(await badge.textContent()) === before - 1);
    await until("the server keeps it for a week", async () => {
      const kept = await call(url, "GET", "/me/preferences/ccu-anywhere.dashboard", asAdmin);
      const [mute] = kept.body.value?.muted ?? [];
      return mute !== undefined && Math.round((Date.parse(mute.until) - Date.now()) / 86_400_000) === 7;
    });
    const guest = await enter(browser, url, PHONE, await asViewer(url));
    await guest.page.goto(`${url}/#/messages`);
    await guest.page.getByRole("button", { name: /^Mute: Battery low/ }).waitFor();
    await guest.page.context().close();
    await page.reload();
    await own.getByRole("button", { name: /^Unmute: Battery low/ }).click();
    await page.getByRole("button", { name: /^Mute: Battery low/ }).click();
    await answered.getByRole("button", { name: "Mute for everybody" }).click();
    await page
      .getByRole("dialog", { name: /until it is unmuted/ })
      .getByRole("button", { name: "Mute" })
      .click();
    await page.getByRole("heading", { name: "No longer reported by the CCU" }).waitFor();
    const listed = await call(url, "GET", "/service-messages/suppressed", asAdmin);
    assert.equal(listed.body.length, 1);
    await page.getByRole("button", { name: /^Unmute/ }).click();
    await until("all are heard", async () => (await page.getByRole("button", { name: /^Unmute/ }).count()) === 0);
    assert.deepEqual((await call(url, "GET", "/service-messages/suppressed", asAdmin)).body, []);
    assert.deepEqual(unexpected(errors), []);
  });

  test("batteries: the low ones first, what has to be bought, a note of the change that is there on another device", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    await page.goto(`${url}/#/batteries`);
    ccu.control.lowBattery("0000D7099D6F12");
    const rows = page.locator("tbody tr");
    const own = rows.filter({ hasText: "Kitchen window left" });
    await own.filter({ hasText: "low" }).waitFor();
    await own.getByText("2 × AAA").waitFor();
    await page.getByText(/^Low: \d+\. To buy: .*2 × AAA/).waitFor();
    const low = (await rows.locator("td:nth-of-type(1)").allTextContents()).map((text) => text.trim() === "low");
    assert.ok(low.includes(false) && low.lastIndexOf(true) < low.indexOf(false), String(low));
    await own.getByRole("button", { name: "Note a change of batteries: Kitchen window left" }).click();
    await page.getByRole("dialog").getByLabel("Day").fill("2026-03-01");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await own.getByText("01/03/2026").waitFor();
    await until("the note at the server", async () => {
      const { body } = await call(url, "GET", "/me/preferences/ccu-anywhere.dashboard", asAdmin);
      return body.value?.batteries?.["demo/0000D7099D6F12"] === "2026-03-01";
    });
    const other = await enter(browser, url, { ...PHONE, locale: "de-DE" });
    await other.page.goto(`${url}/#/batteries`);
    await other.page.getByText("01.03.2026").waitFor();
    await other.page.context().close();
    await own.getByRole("button", { name: /^Note a change/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget" }).click();
    await own.getByText("not noted").waitFor();
    assert.deepEqual(unexpected(errors), []);
  });

  test("a device: its data points, another name, another room", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const { page, errors } = await enter(await openBrowser(t), url);
    await page.getByRole("link", { name: "Fridge", exact: true }).first().click();
    await page.getByRole("heading", { name: "Fridge", level: 1 }).waitFor();
    await page.getByText("Channel 6").click();
    ccu.control.setState("0001DBE990F502:6", "POWER", 123.4);
    await page.locator("tr", { hasText: "POWER" }).filter({ hasText: "123.4" }).waitFor();
    await page.getByText("Name, rooms and functions").click();
    await page.getByLabel("Name", { exact: true }).fill("Freezer");
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("dialog").getByText("There are changes that are not saved.").waitFor();
    await answer(page, "Cancel");
    await page.getByLabel("Laundry").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Freezer", level: 1 }).waitFor();
    const { body } = await call(url, "GET", "/devices/0001DBE990F502", asAdmin);
    assert.deepEqual([body.name, [...body.rooms].sort()], ["Freezer", ["Kitchen", "Laundry"]]);
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("heading", { name: "Messages", level: 1 }).waitFor();
    assert.deepEqual(unexpected(errors), []);
  });

  test("a viewer sees everything and no control; a session that ends elsewhere leads to the login", async (t) => {
    const { start } = await startHome(t);
    const { url } = await start();
    const guest = await asViewer(url);
    const { page, errors } = await enter(await openBrowser(t), url, PHONE, guest);
    const controls = "main :is([role=switch], input:not([type=search]), select), .tile button, .rows button";
    assert.equal(await page.locator(controls).count(), 0);
    await page.goto(`${url}/#/messages`);
    await page.getByText("Battery low").waitFor();
    // what somebody does not want to see is their own affair
    assert.equal(await page.locator("main button:not([aria-label^=Mute])").count(), 0);
    await page.goto(`${url}/#/device/${encodeURIComponent("ccu-sim")}/x`);
    await page.getByText("There is no such device.").waitFor();
    // a server that has just started does not know yet
    const unread = { title: "Service not ready", status: 503, code: "service_unready" };
    await page.route("**/api/v1/devices/y?*", (route) => route.fulfill({ status: 503, json: unread }));
    await page.goto(`${url}/#/device/${encodeURIComponent("ccu-sim")}/y`);
    await page.getByRole("heading", { name: "Reading your home …" }).waitFor();
    assert.equal(await page.getByText("There is no such device.").count(), 0);
    await page.unroute("**/api/v1/devices/y?*");
    await page.getByText("There is no such device.").waitFor();
    assert.deepEqual(
      unexpected(errors).filter((error) => !/\/devices\/[xy]\?/.test(error)),
      [],
    );

    assert.ok((await call(url, "DELETE", `/users/${guest.name}`, asAdmin)).status < 300);
    await page.getByText("Your session has ended. Please log in again.").waitFor();
    assert.equal(await page.locator("main.login").count(), 1);
  });

  test("login and its refusals; logout; the server is killed in the middle and comes back", async (t) => {
    const port = await freePort();
    const { ccu, start } = await startHome(t, { CCU_ANYWHERE_LISTEN: `127.0.0.1:${port}` });
    const server = await start();
    const { page, errors } = await openPage(await openBrowser(t), server.url, { ...PHONE, locale: "de-DE" });
    await logIn(page, server.url, { ...ADMIN, password: "wrong" });
    await page.getByText("Name oder Passwort ist falsch.").waitFor();
    errors.splice(0);
    await logIn(page, server.url, ADMIN);
    await page.getByText("TV socket").waitFor();
    assert.deepEqual(unexpected(errors), []);

    await server.end("SIGKILL");
    await page.getByText(/^Verbindung verloren\./).waitFor();
    await tileOf(page, "TV socket").getByRole("switch").click();
    await page.getByRole("alert").filter({ hasText: "Ob es geschehen ist, ist nicht bekannt." }).waitFor();
    await start();
    await until("the banner is gone", async () => (await page.locator(".banner").count()) === 0);
    ccu.control.setState("0000D7099D6F12:1", "STATE", true);
    await tileOf(page, "Kitchen window left").locator(".state", { hasText: "offen" }).waitFor();

    await page.getByRole("button", { name: "Abmelden" }).click();
    await page.locator("main.login").waitFor();
    await page.reload();
    await page.locator("main.login").waitFor();
  });
});
