/** What the settings say about the devices of a CCU reaches the home. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsCentrals, siteSettings } from "../../local/centrals.ts";
import { loadSettings } from "../../local/settings.ts";

const centralOf = (more: object) => {
  const central = { name: "home", host: "ccu.lan", interfaces: ["HmIP-RF"], ...more };
  const settings = loadSettings({ argv: [], env: { CCU_ANYWHERE_CENTRALS: JSON.stringify([central]) } });
  return siteSettings(settings, settingsCentrals(settings)).centrals[0];
};
const PLAIN = { name: "home", host: "ccu.lan", interfaces: ["HmIP-RF"] };

test("un-ignore patterns and toggles; what is as by default says nothing", () => {
  assert.deepEqual(centralOf({}), PLAIN);
  assert.deepEqual(centralOf({ visibility: { un_ignore: ["LEVEL"] } }), { ...PLAIN, unIgnore: ["LEVEL"] });
  assert.deepEqual(centralOf({ behavior: { light_last_brightness: true } }), PLAIN);
  assert.deepEqual(
    centralOf({ behavior: { light_last_brightness: false, use_group_channel_for_cover_state: false } }),
    { ...PLAIN, behaviour: { lastBrightness: false, groupPosition: false } },
  );
});
