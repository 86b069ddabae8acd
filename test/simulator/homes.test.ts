/** The household in both languages, and two of them side by side. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { homeOf } from "../../local/simulator/homes.ts";
import { ENGLISH } from "../../local/simulator/household-english.ts";
import { startTwoCcus } from "../support/program.ts";
import { bench } from "./support.ts";

const german = homeOf();
const texts = (home: typeof german): string[] => [
  home.teamName,
  ...home.residents.flatMap(({ name, rooms, functions }) => [name, ...rooms, ...functions]),
  ...home.links.map(([, , , name]) => name),
  ...home.programs.filter(({ internal }) => !internal).map(({ name }) => name),
  ...home.variables.filter(({ internal, name }) => !internal && !name.startsWith("$")).map(({ name }) => name),
];

test("every name of the German home has an English one, and none is left over", () => {
  assert.deepEqual(
    texts(german).filter((text) => !Object.hasOwn(ENGLISH, text)),
    [],
  );
  const english = texts(homeOf({ language: "en" }));
  assert.deepEqual(
    english.filter((text) => /[äöüß]/i.test(text)),
    [],
  );
  assert.equal(new Set(english).size, new Set(texts(german)).size, "two names became one");
});

test("every device has a name of its own; one waits in the inbox", async (t) => {
  const { sim } = await bench(t);
  assert.deepEqual([...sim.logic.inbox], ["0000D7099D7F99"]);
  const accepted = sim.logic.accepted();
  const unnamed = accepted.filter(({ address }) => sim.logic.names.get(address)?.includes(address));
  assert.deepEqual(unnamed, []);
  const names = accepted.map(({ address }) => sim.logic.names.get(address));
  assert.equal(new Set(names).size, names.length);
});

test("two homes have in common what every CCU names alike, and nothing else", async (t) => {
  const { alpha, beta } = await startTwoCcus(t);
  const common = [...alpha.world.devices.keys()].filter((address) => beta.world.devices.has(address));
  assert.deepEqual(common.sort(), ["BidCoS-RF", "CUX2800001", "CUX4000001", "CUX9002001", "HmIP-RCV-1", "INT0000001"]);
  assert.equal(beta.world.devices.size, alpha.world.devices.size);
  assert.deepEqual([alpha.central.name, beta.central.name], ["alpha", "beta"]);
  assert.notEqual(homeOf({ second: true }).serial, german.serial);
});

test("what the second home is made of is in it: groups, teams, links, programs", async (t) => {
  const { beta } = await startTwoCcus(t);
  const home = homeOf({ second: true });
  const channels = [
    ...[...home.heatingGroups.values()].flat(),
    ...home.teams.map(([channel]) => channel),
    ...home.links.flatMap(([, sender, receiver]) => [sender, receiver]),
    ...home.complaints.map(([address]) => address),
    ...home.programs.flatMap(({ does = [] }) => does.map(([channel]) => channel)),
  ];
  assert.ok(channels.length > 15);
  for (const channel of channels) assert.ok(beta.world.device(channel), channel);
});
