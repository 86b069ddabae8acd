/**
 * The life of the Matter bridge through the program as people run it, with a hundred devices: each event is seen once, and
 * somebody who has subscribed goes on seeing after the program was killed. The controllers are matter.js' own.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../adapters/matter/bench.ts";
import { addDevices, tell } from "../support/many-devices.ts";
import { startCcu } from "../support/program.ts";
import { isReachable } from "./matter-house.ts";
import {
  controlled,
  exposeAdded,
  hearing,
  matterServers,
  partsByAddress,
  type Shown,
  seen,
  shownOf,
  subscribed,
  whole,
} from "./matter-server.ts";

const COUNT = 100;
/** Milliseconds: a hundred devices on a busy machine. How fast it is on a quiet one, `npm run bench matter` says. */
const SOON_MS = 60_000;
const soon = <T>(what: string, look: () => T | undefined | false) => until(what, look, SOON_MS);

test("a hundred devices: of one event each a subscription sees every one, once; of a storm what was last", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  const added = addDevices(ccu, COUNT);
  const house = await (await matterServers(t, [ccu]))();
  const rows = await exposeAdded(house, COUNT);
  const { peer } = await controlled(t, house, "one", COUNT);
  const of = shownOf(added, peer, rows);
  for (const { device, part } of of) await soon(`${device.address} at rest`, () => !seen(device, part));
  const heard = of.map(({ device, part }) => hearing(device, part));

  for (const { device } of of) tell(ccu, device, true);
  await soon("all hundred", () => of.every(({ device, part }) => seen(device, part)));
  for (const { device } of of) tell(ccu, device, false);
  await soon("all hundred back", () => of.every(({ device, part }) => !seen(device, part)));
  for (const [at, changes] of heard.entries()) assert.deepEqual(changes, [true, false], added[at]?.address);

  // everything at once, again and again: values may be passed over, the last one never
  for (let turn = 1; turn <= 20; turn += 1) for (const { device } of of) tell(ccu, device, turn % 2 === 1);
  for (const { device } of of) tell(ccu, device, true);
  await soon("all hundred as they are", () => of.every(({ device, part }) => seen(device, part)));
  for (const changes of heard)
    for (const [at, value] of changes.entries()) assert.notEqual(value, changes[at - 1], "nothing is told twice");
});

test("killed while a controller is subscribed: ids are the same, and it sees what happened meanwhile and what happens then", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  const added = addDevices(ccu, COUNT);
  const start = await matterServers(t, [ccu]);
  const first = await start();
  const rows = await exposeAdded(first, COUNT);
  const { peer } = await controlled(t, first, "one", COUNT);
  const of = shownOf(added, peer, rows);
  const idsOf = () =>
    [...partsByAddress(peer, rows)].map(([address, { number, state }]) => [
      address,
      number,
      state.bridgedDeviceBasicInformation.uniqueId,
    ]);
  const ids = idsOf();
  await soon("all at rest", () => of.every(({ device, part }) => !seen(device, part) && isReachable(part)));

  await subscribed(ccu, of[0] as Shown);

  await first.end("SIGKILL");
  for (const { device } of of.slice(0, 20)) tell(ccu, device, true);
  const begun = performance.now();
  const second = await start();
  const status = await whole(second, COUNT);
  t.diagnostic(`whole after ${Math.round(performance.now() - begun)} ms`);
  assert.equal(status.fabric_count, 1);
  await soon("what happened meanwhile", () => of.slice(0, 20).every(({ device, part }) => seen(device, part)));
  t.diagnostic(`seen after ${Math.round(performance.now() - begun)} ms`);
  assert.deepEqual(idsOf(), ids);
  await soon("all within reach", () => of.every(({ part }) => isReachable(part)));
  assert.ok(of.slice(20).every(({ device, part }) => !seen(device, part)));
  for (const { device } of of) tell(ccu, device, true);
  await soon("what happens then", () => of.every(({ device, part }) => seen(device, part)));
  assert.deepEqual(idsOf(), ids);
});
