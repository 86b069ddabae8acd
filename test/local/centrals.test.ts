/** What the settings say about the devices of a CCU reaches the home. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { configuredCcus, givenCentrals, siteSettings } from "../../local/centrals.ts";
import { loadSettings } from "../../local/settings.ts";
import { createTestSite } from "../support/site.ts";

const centralOf = async (more: object) => {
  const central = { name: "home", host: "ccu.lan", interfaces: ["HmIP-RF"], ...more };
  const settings = loadSettings({ argv: [], env: { CCU_ANYWHERE_CENTRALS: JSON.stringify([central]) } });
  return siteSettings(settings, await configuredCcus(givenCentrals(settings), createTestSite())).centrals[0];
};
const PLAIN = { name: "home", host: "ccu.lan", interfaces: ["HmIP-RF"] };

test("un-ignore patterns and toggles; what is as by default says nothing", async () => {
  assert.deepEqual(await centralOf({}), PLAIN);
  assert.deepEqual(await centralOf({ visibility: { un_ignore: ["LEVEL"] } }), { ...PLAIN, unIgnore: ["LEVEL"] });
  assert.deepEqual(await centralOf({ behavior: { light_last_brightness: true } }), PLAIN);
  assert.deepEqual(
    await centralOf({ behavior: { light_last_brightness: false, use_group_channel_for_cover_state: false } }),
    { ...PLAIN, behaviour: { lastBrightness: false, groupPosition: false } },
  );
});
