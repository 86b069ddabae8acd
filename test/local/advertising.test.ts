/** The announcement follows the configuration. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { followAdvertising } from "../../local/advertising.ts";
import { changingSections } from "../support/sections.ts";
import { createTestSite } from "../support/site.ts";

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
};

test("on, off and by another name while the server runs; what else changes in the section does not matter", async () => {
  const site = createTestSite();
  const sections = changingSections({ "north.discovery": { mdns: { enabled: false } } });
  const told: string[] = [];
  const advertise = async ({ instance }: { instance: string | undefined }) => {
    told.push(`+${instance ?? ""}`);
    return { changed: () => void told.push("!"), stop: async () => void told.push(`-${instance ?? ""}`) };
  };
  const change = async (document: object) => {
    sections.change("north.discovery", document);
    await settled();
    return told.splice(0);
  };
  const home = await followAdvertising(site, sections, { bound: [], isTls: false }, advertise);
  home.changed();
  assert.deepEqual(told, []);
  assert.deepEqual(await change({ mdns: { enabled: true } }), ["+"]);
  assert.deepEqual(await change({ mdns: { enabled: true, instance_name: " Zuhause " } }), ["-", "+Zuhause"]);
  assert.deepEqual(await change({ mdns: { enabled: true, instance_name: "Zuhause" }, ssdp: { enabled: false } }), []);
  home.changed();
  assert.deepEqual(told.splice(0), ["!"]);
  assert.deepEqual(await change({ mdns: { enabled: false } }), ["-Zuhause"]);
  assert.deepEqual(await change({}), ["+"]);
  await home.stop();
  assert.deepEqual(told, ["-"]);
});

test("an announcement that fails is told in the log; the next change is made", async () => {
  const site = createTestSite();
  const sections = changingSections({ "north.discovery": { mdns: { enabled: false } } });
  let fails = true;
  const advertise = async () => {
    if (!fails) return { changed() {}, stop: async () => {} };
    fails = false;
    throw new Error("no network");
  };
  const home = await followAdvertising(site, sections, { bound: [], isTls: false }, advertise);
  sections.change("north.discovery", { mdns: { enabled: true } });
  await settled();
  assert.match(site.logged.join(), /announcement was not changed/);
  sections.change("north.discovery", { mdns: { enabled: true, instance_name: "again" } });
  await settled();
  assert.equal(fails, false);
  await home.stop();
});
