/** Heating groups in a browser: one set point for all members, and groups that are made, changed and deleted at the CCU. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { NO_BROWSER } from "./browser.ts";
import { asAdmin, asViewer, enter, openBrowser, PHONE, startHome, unexpected } from "./dashboard.ts";

interface Group {
  readonly id: number;
  readonly name: string;
  readonly forbid_single_operation: boolean;
  readonly members: readonly { readonly address: string; readonly device_name: string }[];
}

describe("heating groups", { skip: NO_BROWSER }, () => {
  test("a group is warmer, boosted; another is made, changed, refused and deleted; a viewer only looks", async (t) => {
    const { ccu, start } = await startHome(t);
    const { url } = await start();
    const browser = await openBrowser(t);
    const { page, errors } = await enter(browser, url);
    const groups = async (): Promise<Group[]> => {
      const { body } = await call(url, "GET", "/groups", asAdmin);
      return body.entries.flatMap((entry: { groups: Group[] }) => entry.groups);
    };
    const dialog = page.getByRole("dialog");
    const save = () => dialog.getByRole("button", { name: "Save" }).click();
    await page.goto(`${url}/#/groups`);
    const living = page.getByRole("article", { name: "Living room heating group" });
    const [first] = await groups();
    for (const { device_name } of first!.members) await living.getByRole("link", { name: device_name }).waitFor();
    const before = Number(ccu.world.value("INT0000001:1", "SET_POINT_TEMPERATURE"));
    await living.getByRole("button", { name: "Warmer" }).click();
    await until("the set point at the CCU", () => {
      return ccu.world.value("INT0000001:1", "SET_POINT_TEMPERATURE") === before + 0.5;
    });
    await living.getByRole("button", { name: "Boost" }).click();
    await until("boost at the CCU", () => ccu.world.value("INT0000001:1", "BOOST_MODE") === true);

    const suitable = await call(url, "GET", "/groups/suitable-members?type_id=hmip.heating.group", asAdmin);
    const [one] = suitable.body.assignable as { device_name: string; address: string }[];
    await page.getByRole("button", { name: "New group" }).click();
    await dialog.getByLabel("Name").fill("Guests");
    await dialog.getByLabel(new RegExp(`^${one!.device_name}`)).check();
    await save();
    await dialog.waitFor({ state: "hidden" });
    const own = page.getByRole("article", { name: "Guests" });
    await own.getByRole("link", { name: one!.device_name }).waitFor();
    await own.getByRole("button", { name: "Warmer" }).waitFor();
    const made = () => groups().then((all) => all.find(({ id }) => id === 2));
    assert.deepEqual(
      (await made())?.members.map(({ device_name }) => device_name),
      [one!.device_name],
    );

    await own.getByRole("button", { name: "Change Guests" }).click();
    await save();
    await dialog.getByText("Nothing is changed.").waitFor();
    await dialog.getByLabel("Name").fill("Visitors");
    await dialog.getByLabel(new RegExp(`^${one!.device_name}`)).uncheck();
    await dialog.getByLabel("Members cannot be operated alone").check();
    await save();
    const renamed = page.getByRole("article", { name: "Visitors" });
    await renamed.getByText("Members cannot be operated alone.").waitFor();
    assert.partialDeepStrictEqual(await made(), {
      name: "Visitors",
      forbid_single_operation: true,
      members: [],
    });
    assert.deepEqual(unexpected(errors), []);

    ccu.logic.heating.drops.add(one!.address.split(":")[0]!);
    await renamed.getByRole("button", { name: "Change Visitors" }).click();
    await dialog.getByLabel(new RegExp(`^${one!.device_name}`)).check();
    await save();
    await dialog.getByText(/the CCU left out/).waitFor();
    // what was typed is not thrown away by a key
    await page.keyboard.press("Escape");
    const leaving = page.getByRole("dialog", { name: "There are changes that are not saved." });
    await leaving.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByText(/the CCU left out/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Leave without saving" }).click();
    await dialog.waitFor({ state: "hidden" });
    errors.splice(0);
    await renamed.getByRole("button", { name: "Delete Visitors" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await until("its end at the CCU", async () => (await made()) === undefined);
    await renamed.waitFor({ state: "hidden" });
    assert.deepEqual(unexpected(errors), []);

    const guest = await enter(browser, url, PHONE, await asViewer(url));
    await guest.page.goto(`${url}/#/groups`);
    await guest.page.getByRole("article", { name: "Living room heating group" }).waitFor();
    assert.equal(await guest.page.locator("main button, main select, main input").count(), 0);
  });
});
