/** A read model that tells its changes: whatever is written is there, and is told by the names of its documents. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { dimmer } from "../support/devices.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";
import { value } from "./uplink-bench.ts";

const device = dimmer();
const ID = idOf(device);
const { central, address } = device;
const state = value(true);
const hub = emptyHub(central);
const iface = interfaceState(central, "HmIP-RF");

function start() {
  const home = createMemoryHome();
  const told: string[] = [];
  const observed = observeHome(home, (kind, key) => void told.push(`${kind} ${key}`));
  return { home, observed, told: () => told.splice(0) };
}

test("what is written is there when it is told", async () => {
  const { home, told } = start();
  const seen: unknown[] = [];
  const observed = observeHome(home, (kind, key) => seen.push([kind, key, home.revision("devices")]));
  const before = home.revision("devices");
  observed.putDevice(device);
  assert.deepEqual(seen, [["device", ID, home.revision("devices")]]);
  assert.notEqual(home.revision("devices"), before);
  assert.deepEqual(told(), []);
});

test("each write is passed on, and told by the documents that it changes", async () => {
  const { home, observed, told } = start();
  observed.putCentral(centralState(central));
  observed.putInterfaces(central, [iface]);
  observed.putHub(central, hub);
  observed.putDevice(device);
  observed.putValues(ID, new Map([["1/VALUES/LEVEL", state]]));
  assert.deepEqual(told(), [
    ...[`central ${central}`, `interfaces ${central}`, `hub ${central}`],
    ...[`device ${ID}`, `values ${ID}`],
  ]);
  for (const read of [home, observed]) {
    assert.deepEqual(await read.centrals(), [centralState(central)]);
    assert.deepEqual(await read.interfaces(central), [iface]);
    assert.deepEqual(await read.hub(central), hub);
    assert.deepEqual(await read.device(ID), device);
    assert.deepEqual(await read.devices(central), [device]);
    assert.deepEqual(await read.devicesAt(address), [device]);
    assert.deepEqual(await read.values(ID), new Map([["1/VALUES/LEVEL", state]]));
  }
  assert.equal(observed.revision("values", ID), home.revision("values", ID));
  assert.deepEqual(told(), [], "reading changes nothing");
});

test("what is removed is gone, and told by all that went with it", async () => {
  const { home, observed, told } = start();
  observed.putCentral(centralState(central));
  observed.putInterfaces(central, [iface]);
  observed.putHub(central, hub);
  observed.putDevice(device);
  told();
  observed.removeDevice(ID);
  assert.deepEqual(told(), [`device ${ID}`, `values ${ID}`]);
  assert.deepEqual(await home.devices(central), []);
  observed.removeCentral(central);
  assert.deepEqual(told(), [`central ${central}`, `interfaces ${central}`, `hub ${central}`]);
  assert.deepEqual([await home.centrals(), await home.interfaces(central)], [[], []]);
});
