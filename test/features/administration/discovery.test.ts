/** The search for CCUs in the life of a home. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import {
  FORGOTTEN_MS,
  IGNORED_LIMIT,
  ignoreCcu,
  listDiscovered,
  startDiscovery,
} from "../../../handlers/features/administration/home/discovery.ts";
import type { FoundCcu } from "../../../handlers/ports/index.ts";
import { changingSections } from "../../support/sections.ts";
import { createTestSite } from "../../support/site.ts";

const ANNA = { subject: "anna", role: "admin", scheme: "basic" } as const;
const ccu = (serial: string, host = "192.0.2.77"): FoundCcu => ({ serial, host, name: "CCU", isThisMachine: false });

function bench(document: object = {}) {
  const site = createTestSite({ centrals: [] });
  const sections = changingSections({ "north.discovery": document });
  const answers: (readonly FoundCcu[])[] = [];
  let searches = 0;
  const ccuSearch = {
    search: async () => {
      searches++;
      return answers.shift() ?? [];
    },
  };
  Object.assign(site, { sections, ccuSearch });
  const serials = async () => (await listDiscovered(site)).map(({ serial }) => serial);
  return { site, sections, answers, serials, searches: () => searches };
}

test("it looks at once and then in the interval; who is silent for long is forgotten", async () => {
  const { site, answers, serials, searches } = bench({ ssdp: { interval: 30e9 } });
  answers.push([ccu("AAA1"), ccu("BBB1")], [ccu("BBB1")]);
  const stop = startDiscovery(site);
  await setImmediate();
  assert.deepEqual(await serials(), ["AAA1", "BBB1"]);
  site.clock.advance(30_000);
  await setImmediate();
  assert.equal(searches(), 2);
  for (let ms = 30_000; ms <= FORGOTTEN_MS; ms += 30_000) {
    site.clock.advance(30_000);
    await setImmediate();
  }
  assert.deepEqual(await serials(), ["BBB1"]);
  stop();
  const before = searches();
  site.clock.advance(FORGOTTEN_MS);
  await setImmediate();
  assert.equal(searches(), before);
});

test("where it is off nothing is sent, and what was found is gone; on again it looks at once", async () => {
  const { site, sections, answers, serials, searches } = bench({ ssdp: { enabled: false } });
  const stop = startDiscovery(site);
  site.clock.advance(FORGOTTEN_MS);
  await setImmediate();
  assert.equal(searches(), 0);
  answers.push([ccu("AAA1")]);
  sections.change("north.discovery", { ssdp: { enabled: true } });
  await setImmediate();
  assert.deepEqual([searches(), await serials()], [1, ["AAA1"]]);
  sections.change("north.discovery", { ssdp: { enabled: false } });
  site.clock.advance(FORGOTTEN_MS);
  await setImmediate();
  assert.deepEqual([searches(), await serials()], [1, []]);
  stop();
});

test("a search that fails is tried again", async () => {
  const { site, serials } = bench({ ssdp: { interval: 30e9 } });
  let fails = true;
  const ccuSearch = {
    search: async () => {
      if (!fails) return [ccu("AAA1")];
      fails = false;
      throw new Error("no network");
    },
  };
  Object.assign(site, { ccuSearch });
  const stop = startDiscovery(site);
  await setImmediate();
  site.clock.advance(30_000);
  await setImmediate();
  assert.deepEqual(await serials(), ["AAA1"]);
  stop();
});

test("what is configured is told as that, by serial and by host", async () => {
  const { site, answers } = bench();
  const row = { host: "ccu.lan", interfaces: [], enabled: true, tls: false, tls_insecure_skip_verify: false };
  const rows = [
    { ...row, name: "a", serial: "AAA1" },
    { ...row, name: "b", host: "192.0.2.80" },
  ];
  Object.assign(site, { givenCentrals: { rows, source: "bootstrap" } });
  answers.push([ccu("AAA1"), ccu("BBB1", "192.0.2.80"), ccu("CCC1", "192.0.2.81")]);
  const stop = startDiscovery(site);
  await setImmediate();
  assert.deepEqual(
    (await listDiscovered(site)).map(({ serial, already_configured }) => [serial, already_configured]),
    [
      ["AAA1", true],
      ["BBB1", true],
      ["CCC1", false],
    ],
  );
  stop();
});

test("so many can be ignored, one more not", async () => {
  const { site } = bench();
  for (let n = 0; n < IGNORED_LIMIT; n++) await ignoreCcu(site, ANNA, `S${1000 + n}`);
  await assert.rejects(ignoreCcu(site, ANNA, "ONEMORE"), { status: 400 });
  await ignoreCcu(site, ANNA, "S1000");
});
