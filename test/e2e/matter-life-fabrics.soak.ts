/**
 * Who has the bridge, and what of it, comes and goes under live subscriptions, through the program as people run it. The others
 * go on, and whoever listens is told.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import type { Simulator } from "../../local/simulator/index.ts";
import { partsOf, type Remote, until as soon } from "../adapters/matter/bench.ts";
import { addDevices, tell } from "../support/many-devices.ts";
import { startCcu, until, within } from "../support/program.ts";
import { StreamClient } from "../support/remote.ts";
import { headers, type Row, update } from "./matter-house.ts";
import {
  controlled,
  exposeAdded,
  hearing,
  lan,
  type MatterServer,
  matterServers,
  type Shown,
  seen,
  shownOf,
  subscribed,
  whole,
} from "./matter-server.ts";

const COUNT = 20;
/** Milliseconds until a controller that was away notices that it has heard nothing (matter.js: an interval of minutes), and comes. */
const RETURN_MS = 300_000;
/** Milliseconds in which an event reaches a controller while another one is away. */
const SOON_MS = 2_000;

interface Controller {
  readonly peer: Remote;
  readonly shown: readonly Shown[];
}

interface Bridge {
  readonly ccu: Simulator;
  readonly house: MatterServer;
  readonly rows: readonly Row[];
  readonly stream: StreamClient;
  controller(name: string, network?: ReturnType<typeof lan>): Promise<Controller>;
}

async function bridge(t: TestContext): Promise<Bridge> {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  const added = addDevices(ccu, COUNT);
  const house = await (await matterServers(t, [ccu]))();
  const rows = await exposeAdded(house, COUNT);
  const stream = await StreamClient.open(t, house.url, headers);
  await stream.subscribe(["matter.*"]);
  return {
    ...{ ccu, house, rows, stream },
    async controller(name, network) {
      const { peer } = await controlled(t, house, name, COUNT, network);
      const shown = shownOf(added, peer, rows);
      await subscribed(ccu, shown[0] as Shown);
      return { peer, shown };
    },
  };
}

const toldOf = ({ stream }: Bridge, name: string): Remote[] =>
  stream.frames.filter(({ type }) => type === name).map(({ payload }) => payload);

const stagesOf = (of: Bridge): string[] =>
  toldOf(of, "matter.commissioning_progress").map(({ stage }: { stage: string }) => stage);

const all = ({ shown }: Controller, isOn: boolean): boolean =>
  shown.every(({ device, part }) => seen(device, part) === isOn);

/** Every device is switched. */
function change({ ccu }: Bridge, { shown }: Controller, isOn: boolean): void {
  for (const { device } of shown) tell(ccu, device, isOn);
}

const order = async ({ part }: Shown, command: "on" | "off"): Promise<void> => {
  await part.act((agent: Remote) => agent.get(OnOffClient)[command]());
};

test("a fabric is revoked while it listens: the other goes on; the last one leaves: the bridge begins anew, and all that is told", async (t) => {
  const of = await bridge(t);
  const { house } = of;
  const [one, two] = [await of.controller("one"), await of.controller("two")];
  const [[, socket], [, same]] = [one.shown, two.shown] as [[Shown, Shown], [Shown, Shown]];
  const [lost, kept] = [one, two].map(({ shown }) => shown.map(({ device, part }) => hearing(device, part)));

  // in the middle of what is told
  change(of, two, true);
  assert.equal((await house.ask("DELETE", "/matter/fabrics/1")).status, 204);
  await until("the broadcast", () => toldOf(of, "matter.fabric_removed").length === 1);
  assert.deepEqual(toldOf(of, "matter.fabric_removed"), [{ fabric_index: 1 }]);
  const { fabrics } = (await house.ask("GET", "/matter/fabrics")).body;
  assert.deepEqual(
    fabrics.map(({ fabric_index, label }: Remote) => [fabric_index, label]),
    [[2, "two"]],
  );
  await soon("the other hears", () => all(two, true));
  const silent = lost?.map((changes) => changes.length);
  change(of, two, false);
  await soon("and goes on hearing", () => all(two, false));
  for (const changes of kept as boolean[][]) assert.deepEqual(changes, [true, false], "once");
  assert.deepEqual(
    lost?.map((changes) => changes.length),
    silent,
    "nothing more to whom it was taken",
  );
  await assert.rejects(order(socket, "on"), "who has it no longer orders nothing");
  assert.equal(of.ccu.world.value(socket.device.channel, "STATE"), false);
  await order(same, "on");
  await soon("the other's order", () => seen(same.device, same.part));
  assert.equal((await house.ask("DELETE", "/matter/fabrics/1")).status, 404, "it is gone");
  assert.ok(!stagesOf(of).includes("factory_reset"));

  // somebody throws the bridge out of the app
  await two.peer.decommission();
  await until("the reset", () => stagesOf(of).includes("factory_reset"));
  assert.deepEqual(
    toldOf(of, "matter.fabric_removed").map(({ fabric_index }) => fabric_index),
    [1, 2],
  );
  const status = await whole(house, COUNT);
  assert.equal(status.fabric_count, 0);
  assert.equal(status.commissioning_window_open, false);
  assert.equal(status.advertising, false);
  assert.equal(status.enabled_count, COUNT, "what is shown is still chosen");
  const third = await of.controller("three");
  change(of, third, true);
  await soon("the next one hears", () => all(third, true));

  assert.equal((await house.ask("DELETE", "/matter/fabrics/1")).status, 204);
  await until("the next reset", () => stagesOf(of).filter((stage) => stage === "factory_reset").length === 2);
  assert.equal((await whole(house, COUNT)).fabric_count, 0);
});

test("a device is taken off the list, and one is deleted at the CCU, while a controller listens: the others go on; back, they are the same", async (t) => {
  const of = await bridge(t);
  const { ccu, house, rows } = of;
  const one = await of.controller("one");
  const [taken, deleted, ...rest] = one.shown.slice(2) as [Shown, Shown, ...Shown[]];
  const heard = rest.map(({ device, part }) => hearing(device, part));
  const row = rows.find(({ device_address }) => device_address === taken.device.address) as Row;
  const named = ({ part }: Shown): string => part.state.bridgedDeviceBasicInformation.uniqueId;
  const numbers = new Map([taken, deleted].map((shown) => [named(shown), shown.part.number]));
  const present = () => new Set(partsOf(one.peer).map((part) => part.state.bridgedDeviceBasicInformation?.uniqueId));
  const gone = [...numbers.keys()];

  change(of, one, true);
  const { device } = deleted;
  const simulated = ccu.world.device(device.address);
  assert.ok(simulated);
  ccu.control.remove(device.address);
  assert.equal((await house.ask("PUT", "/matter/exposable", update(row, false))).status, 204);
  await soon("both are gone", () => gone.every((id) => !present().has(id)));
  await soon("the others", () => rest.every((shown) => seen(shown.device, shown.part)));
  for (const shown of rest) tell(ccu, shown.device, false);
  await soon("the others again", () => rest.every((shown) => !seen(shown.device, shown.part)));
  for (const changes of heard) assert.deepEqual(changes, [true, false]);
  const { endpoint_count, missing } = await whole(house, COUNT - 2);
  assert.equal(endpoint_count, COUNT - 2);
  assert.deepEqual(
    missing.map(({ device_address }: Remote) => device_address),
    [device.address],
    "the row that is still on says why it has no endpoint",
  );
  assert.equal(toldOf(of, "matter.endpoint_assembled").at(-1)?.endpoint_count, COUNT - 2);

  ccu.world.add(simulated, true);
  ccu.logic.acceptAll();
  assert.equal((await house.ask("PUT", "/matter/exposable", update(row))).status, 204);
  await soon("both are back", () => gone.every((id) => present().has(id)));
  for (const part of partsOf(one.peer)) {
    const number = numbers.get(part.state.bridgedDeviceBasicInformation.uniqueId);
    if (number !== undefined) assert.equal(part.number, number);
  }
});

test("a controller vanishes without a goodbye: others hear, order and come as before, the program ends; it comes back and sees what is", async (t) => {
  const of = await bridge(t);
  const { house } = of;
  const network = lan();
  const [lost, two] = [await of.controller("lost", network), await of.controller("two")];
  const [, socket] = two.shown as [Shown, Shown];
  network.cut();
  let longest = 0;
  // until the bridge has given up to tell it, and after that
  for (let turn = 0; turn < 60; turn += 1) {
    const isOn = turn % 2 === 0;
    const begun = performance.now();
    change(of, two, isOn);
    await soon("the other hears", () => all(two, isOn));
    longest = Math.max(longest, performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  t.diagnostic(`${COUNT} events reached the other within ${Math.round(longest)} ms`);
  assert.ok(longest < SOON_MS, `${longest} ms`);
  await order(socket, "on");
  await soon("an order", () => seen(socket.device, socket.part));
  await of.controller("three");
  assert.equal((await house.ask("GET", "/matter/status")).body.fabric_count, 3, "who is away still has it");

  change(of, two, true);
  network.cut(false);
  const begun = performance.now();
  await soon("it sees what is", () => all(lost, true), RETURN_MS);
  t.diagnostic(`who came back saw what is after ${Math.round(performance.now() - begun)} ms`);
  change(of, two, false);
  await soon("and what happens", () => all(lost, false));

  network.cut();
  const ending = performance.now();
  await within("the end", house.end("SIGTERM"));
  t.diagnostic(`ended within ${Math.round(performance.now() - ending)} ms, with one away`);
});
