/**
 * CCUs that are away, through the program as people run it: what controllers see of their devices, and of those of others, until
 * they are back.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import type { Simulator } from "../../local/simulator/index.ts";
import { partsOf, type Remote, until as soon } from "../adapters/matter/bench.ts";
import { addDevices, tell } from "../support/many-devices.ts";
import { startCcu, startTwoCcus, until } from "../support/program.ts";
import { expose, isReachable, offered } from "./matter-house.ts";
import {
  controlled,
  exposeAdded,
  hearing,
  matterServers,
  partsByAddress,
  type Shown,
  seen,
  shownOf,
  whole,
} from "./matter-server.ts";

/** A light of the simulated household, by BidCos. */
const LIGHT = "LEQ0410001";

const EACH = 10;
const COUNT = 100;
/** Milliseconds until it is noticed that a CCU is away, or back: recovery is promised within 60 s, and tests have neighbours. */
const NOTICE_MS = 120_000;

/** Its plug is pulled: nobody gets an answer, and it tells nothing. */
async function unplug({ control }: Simulator): Promise<void> {
  await control.gate("refused");
  control.loseCallback();
}
const plugIn = ({ control }: Simulator): Promise<void> => control.restart({ newBoot: true });

const order = async ({ part }: Shown, command: "on" | "off"): Promise<void> => {
  await part.act((agent: Remote) => agent.get(OnOffClient)[command]());
};

test("of two CCUs one is away: its devices are out of reach and take no orders, the other's notice nothing; back, all is as it is", async (t) => {
  const { alpha, beta } = await startTwoCcus(t, { interfaces: ["HmIP-RF"] });
  const [ours, theirs] = [addDevices(alpha, EACH), addDevices(beta, EACH, EACH)];
  const house = await (await matterServers(t, [alpha, beta]))();
  const rows = await exposeAdded(house, 2 * EACH);
  const { peer } = await controlled(t, house, "one", 2 * EACH);
  const shown = shownOf([...ours, ...theirs], peer, rows);
  const [away, there] = [shown.slice(0, EACH), shown.slice(EACH)];
  await soon("all within reach", () => shown.every(({ part }) => isReachable(part)));
  const numbers = shown.map(({ part }) => part.number);
  const [, socket] = away as [Shown, Shown];
  const [, neighbour] = there as [Shown, Shown];
  assert.equal(socket.device.kind, "socket");
  let reached = 0;
  for (const { part } of there) part.events.bridgedDeviceBasicInformation.reachable$Changed.on(() => reached++);
  const heard = there.map(({ device, part }) => hearing(device, part));

  await unplug(alpha);
  const begun = performance.now();
  await soon("out of reach", () => away.every(({ part }) => !isReachable(part)), NOTICE_MS);
  t.diagnostic(`out of reach after ${Math.round(performance.now() - begun)} ms`);
  await assert.rejects(order(socket, "on"), "nobody takes it");
  for (const { device } of away) if (device.kind === "contact") tell(alpha, device, true);
  for (const { device } of there) tell(beta, device, true);
  await soon("what the other tells", () => there.every(({ device, part }) => seen(device, part)));
  await order(neighbour, "off");
  await soon("what was ordered of the other", () => !seen(neighbour.device, neighbour.part));

  await plugIn(alpha);
  const plugged = performance.now();
  await soon("within reach again", () => away.every(({ part }) => isReachable(part)), NOTICE_MS);
  t.diagnostic(`within reach after ${Math.round(performance.now() - plugged)} ms`);
  await soon("what happened meanwhile", () =>
    away.every(({ device, part }) => seen(device, part) === (device.kind === "contact")),
  );
  assert.equal(alpha.world.value(socket.device.channel, "STATE"), false, "what was refused is not done later");
  await order(socket, "on");
  await soon("it takes orders", () => seen(socket.device, socket.part));
  assert.equal(reached, 0, "the others were within reach all the time");
  for (const [at, changes] of heard.entries()) assert.deepEqual(changes, at === 1 ? [true, false] : [true]);
  assert.deepEqual(
    shown.map(({ part }) => part.number),
    numbers,
  );
});

test("of one CCU the process of HomematicIP is away: what goes by BidCos is within reach and takes orders, and all is when it is back", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF", "BidCos-RF"] });
  const added = addDevices(ccu, EACH);
  const house = await (await matterServers(t, [ccu]))();
  const rows = await exposeAdded(house, EACH);
  const light = await until("the light", async () =>
    (await offered(house, EACH)).find(({ device_address, dp_key }) => device_address === LIGHT && dp_key === "STATE"),
  );
  await expose(house, [...rows, light]);
  const { peer } = await controlled(t, house, "one", EACH + 1);
  const shown = shownOf(added, peer, rows);
  const part: Remote = partsByAddress(peer, [light]).get(LIGHT);
  await soon("all within reach", () => isReachable(part) && shown.every((one) => isReachable(one.part)));
  let changes = 0;
  part.events.bridgedDeviceBasicInformation.reachable$Changed.on(() => changes++);

  await ccu.control.gate("refused", "HmIP-RF");
  await soon("out of reach", () => shown.every((one) => !isReachable(one.part)), NOTICE_MS);
  await assert.rejects(order(shown[1]!, "on"), "nobody takes it");
  for (const command of ["on", "off"] as const) {
    await part.act((agent: Remote) => agent.get(OnOffClient)[command]());
    await soon(`the light is ${command}`, () => ccu.world.value(`${LIGHT}:1`, "STATE") === (command === "on"));
    await soon("the controller hears of it", () => part.state.onOff.onOff === (command === "on"));
  }

  await ccu.control.restartInterface("HmIP-RF", { newBoot: true });
  await soon("within reach again", () => shown.every((one) => isReachable(one.part)), NOTICE_MS);
  await order(shown[1]!, "on");
  await soon("it takes orders", () => seen(shown[1]!.device, shown[1]!.part));
  assert.equal(changes, 0, "the light was within reach all the time");
});

test("killed, and its CCU is away when it comes back: a hundred devices are there, out of reach, until the CCU is", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  const added = addDevices(ccu, COUNT);
  const start = await matterServers(t, [ccu]);
  const first = await start();
  const rows = await exposeAdded(first, COUNT);
  const { peer } = await controlled(t, first, "one", COUNT);
  const shown = shownOf(added, peer, rows);
  await soon("all within reach", () => shown.every(({ part }) => isReachable(part)));

  await first.end("SIGKILL");
  await unplug(ccu);
  await whole(await start(), COUNT);
  await soon("out of reach", () => shown.every(({ part }) => !isReachable(part)), NOTICE_MS);
  assert.equal(partsOf(peer).length, COUNT);
  for (const { device } of shown) tell(ccu, device, true);
  await plugIn(ccu);
  await soon("within reach", () => shown.every(({ part }) => isReachable(part)), NOTICE_MS);
  await soon("as they are", () => shown.every(({ device, part }) => seen(device, part)));
  assert.deepEqual(new Set(partsOf(peer)), new Set(shown.map(({ part }) => part)), "they are the same parts");
});
