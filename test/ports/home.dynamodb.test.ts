/** Documents of a home on DynamoDB, and what every operation costs. On DynamoDB Local where there is Java. */

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoHome } from "../../adapters/dynamodb/home.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { itemOf } from "../../adapters/dynamodb/item.ts";
import { keysOf } from "../../adapters/dynamodb/keys.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import { dynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { encodeDevice, encodeValues, unobservedHub } from "../../handlers/model/document.ts";
import type { Device } from "../../handlers/model/types.ts";
import { type EventDraft, siteId } from "../../handlers/ports/index.ts";
import { inventDevice, valuesOf } from "../bench/home.ts";
import { type Counted, callMeter } from "../support/call-meter.ts";
import { idAt } from "../support/device-ids.ts";
import { startDynamo, TABLE } from "../support/dynamodb.ts";
import { centralState, interfaceState } from "../support/site.ts";
import { newInstallation } from "./dynamodb-stores.ts";

const DAY = 86_400_000;
const dynamo = await startDynamo();
after(() => dynamo.stop());
const plain = dynamoTable(dynamo.client, TABLE);

const DEVICES = Array.from({ length: 60 }, (_, index) => inventDevice(index));
const lamp = DEVICES[0] as Device;

/** The place of a write; no message has one of 2^64 or more. */
const END = 2n ** 64n;
const at = (order: bigint) => ({ at: order, end: END });

async function furnished() {
  const site = newInstallation()(siteId("home"));
  const writer = createDynamoHomeWriter({ table: plain, site });
  await writer.putCentral(centralState("two"));
  await writer.putCentral(centralState("one"));
  await writer.putHub("one", { ...unobservedHub("one"), observed: true });
  await writer.putInterfaces("two", [interfaceState("two", "HmIP-RF")]);
  await writer.putInterfaces("one", [interfaceState("one", "HmIP-RF")]);
  await Promise.all(DEVICES.map((device) => writer.putDevice(device)));
  await Promise.all(DEVICES.map((device) => writer.putValues(idOf(device), valuesOf(device))));
  return { site, writer };
}

const { site, writer } = await furnished();

describe("documents of a home", () => {
  test("are read as they were written", async () => {
    const home = createDynamoHome({ table: plain, site });
    assert.deepEqual(await home.device(idOf(lamp)), lamp);
    assert.deepEqual(await home.values(idOf(lamp)), valuesOf(lamp));
    assert.deepEqual(
      await home.devices(),
      [...DEVICES].sort((a, b) => (a.address < b.address ? -1 : 1)),
    );
    assert.deepEqual(await home.devices("nobody"), []);
    assert.deepEqual(await home.values(idOf(lamp)), valuesOf(lamp));
    assert.deepEqual(await home.centrals(), [centralState("one"), centralState("two")]);
    assert.equal((await home.hub("one")).observed, true);
    assert.deepEqual(await home.hub("nobody"), unobservedHub("nobody"));
    assert.deepEqual(await home.interfaces("nobody"), []);
    assert.deepEqual(
      (await home.interfaces()).map(({ id }) => id),
      ["one-HmIP-RF", "two-HmIP-RF"],
    );
    for (const address of ["X", "", "\ud800", "x".repeat(3000)]) {
      assert.equal(await home.device(idAt(address)), undefined);
      assert.equal((await home.values(idAt(address))).size, 0);
    }
    assert.notEqual(home.revision(), createDynamoHome({ table: plain, site }).revision());
  });

  test("a write that was overtaken changes nothing; what is removed is gone", async () => {
    const extra = { ...lamp, address: "EXTRA" };
    assert.equal(await writer.putDevice({ ...extra, revision: 5 }, at(2n ** 60n + 1n)), true);
    assert.equal(await writer.putDevice({ ...extra, revision: 4 }, at(2n ** 60n)), false);
    assert.equal(await writer.putDevice({ ...extra, revision: 5 }, at(2n ** 60n + 1n)), true);
    await writer.putValues(idAt("EXTRA", lamp.central), valuesOf(lamp), at(2n));
    const read = () => createDynamoHome({ table: plain, site }).device(idAt("EXTRA", lamp.central));
    assert.equal((await read())?.revision, 5);
    assert.deepEqual(
      [...(await writer.readValues([idAt("EXTRA", lamp.central), idAt("NOBODY"), idAt("EXTRA", lamp.central)])).keys()],
      [idAt("EXTRA", lamp.central)],
    );
    await writer.removeDevice(idAt("EXTRA", lamp.central), at(2n));
    assert.equal((await read())?.revision, 5);
    await writer.removeDevice(idAt("EXTRA", lamp.central), at(2n ** 61n));
    assert.equal(await read(), undefined);
    const contents = await writer.contents();
    assert.deepEqual([...contents.devices].sort(), DEVICES.map(idOf).sort());
    assert.deepEqual(contents.values, contents.devices);
    assert.deepEqual(
      [contents.centrals, contents.hubs, contents.interfaces],
      [["one", "two"], ["one"], ["one", "two"]],
    );
  });

  test("a place that no message can have stops no write and no removal; one below it does", async () => {
    const extra = { ...lamp, address: "FORGED" };
    const id = idOf(extra);
    const forged = (place: bigint) => ({ at: place, end: place + 1n });
    const read = async () => (await createDynamoHome({ table: plain, site }).device(id))?.revision;
    for (const [index, place] of [END, END + 1n, 2n ** 85n].entries()) {
      await writer.putDevice({ ...extra, revision: 99 }, forged(place));
      assert.equal(await writer.putDevice({ ...extra, revision: index }, at(1n)), true);
      assert.equal(await read(), index);
      await writer.putDevice({ ...extra, revision: 99 }, forged(place));
      await writer.removeDevice(id, at(1n));
      assert.equal(await read(), undefined);
    }
    await writer.putDevice(extra, at(END - 1n));
    assert.equal(await writer.putDevice({ ...extra, revision: 5 }, at(1n)), false);
    await writer.removeDevice(id, at(1n));
    assert.equal(await read(), extra.revision);
    await writer.removeDevice(id, at(END - 1n));

    const [hub, central] = [unobservedHub("forged"), centralState("forged")];
    await writer.putHub("forged", { ...hub, observed: true }, forged(END));
    await writer.putCentral({ ...central, host: "liar" }, forged(END));
    assert.deepEqual(
      [await writer.putHub("forged", hub, at(1n)), await writer.putCentral(central, at(1n))],
      [true, true],
    );
    await writer.putHub("forged", hub, forged(END));
    await writer.removeCentral("forged", at(2n));
    assert.ok(!(await writer.contents()).hubs.includes("forged"));
  });

  test("to remove what never was makes no item, of a device, of values and of a central", async () => {
    const never = newInstallation()(siteId("empty"));
    const own = createDynamoHomeWriter({ table: plain, site: never });
    for (const order of [undefined, at(7n)]) {
      await own.removeDevice(idAt("NEVER"), order);
      await own.removeValues(idAt("NEVER"), order);
      await own.removeCentral("never", order);
    }
    assert.deepEqual((await plain.query({ pk: keysOf(never).home })).items, []);
  });

  test("CCUs with the same address share an item and nothing else", async () => {
    const twin = (central: string) => ({ ...lamp, address: "TWIN", central });
    await writer.putDevice(twin("one"), at(5n));
    await writer.putDevice(twin("two"), at(3n));
    await writer.putValues(idAt("TWIN", "one"), valuesOf(lamp));
    const home = () => createDynamoHome({ table: plain, site });
    assert.deepEqual(await home().devicesAt("TWIN"), [twin("one"), twin("two")]);
    assert.deepEqual(await home().device(idAt("TWIN", "two")), twin("two"));
    assert.equal((await home().values(idAt("TWIN", "two"))).size, 0);
    assert.equal(await writer.putDevice(twin("two"), at(4n)), true, "its order is its own");
    await writer.removeDevice(idAt("TWIN", "one"), at(6n));
    assert.deepEqual(await home().devicesAt("TWIN"), [twin("two")]);
    assert.deepEqual(
      (await home().devices()).filter(({ address }) => address === "TWIN"),
      [twin("two")],
    );
    await writer.removeDevice(idAt("TWIN", "two"));
  });

  test("what an earlier release kept under an address alone counts until it is written anew", async () => {
    const old = { ...lamp, address: "LEGACY", central: "one" };
    await plain.put(itemOf({ ...keysOf(site).device("LEGACY"), s: encodeDevice(old), order: 9n }));
    await plain.put(itemOf({ ...keysOf(site).valuesOf("LEGACY"), s: encodeValues(valuesOf(lamp)) }));
    const home = () => createDynamoHome({ table: plain, site });
    assert.deepEqual(await home().devicesAt("LEGACY"), [old]);
    assert.deepEqual(await home().values(idOf(old)), valuesOf(lamp));
    assert.deepEqual([...(await writer.readValues([idOf(old)])).values()], [valuesOf(lamp)]);
    await writer.putDevice({ ...old, revision: 77 }, at(1n));
    await writer.putValues(idOf(old), new Map());
    assert.deepEqual(
      (await home().devicesAt("LEGACY")).map(({ revision }) => revision),
      [77],
    );
    assert.equal((await home().values(idOf(old))).size, 0);
    await writer.removeDevice(idOf(old));
  });

  test("a document in another form is as good as none", async () => {
    await plain.put(itemOf({ ...keysOf(site).device("OLD"), s: '{"version":0}' }));
    assert.equal(await createDynamoHome({ table: plain, site }).device(idAt("OLD")), undefined);
    assert.equal((await createDynamoHome({ table: plain, site }).devices()).length, DEVICES.length);
    await writer.removeDevice(idAt("OLD"));
  });

  test("what calls cost", async (t) => {
    const meter = callMeter();
    const table = dynamoTable(dynamo.client, TABLE, meter.onCall);
    const clock = createManualClock();
    const counted = async (what: string, act: () => Promise<unknown>, limit: number): Promise<Counted> => {
      meter.take();
      await act();
      const count = meter.take();
      t.diagnostic(`${what}: ${count.calls} calls, ${count.readUnits} read units, ${count.writeUnits} write units`);
      assert.ok(count.calls <= limit, what);
      return count;
    };
    const home = () => createDynamoHome({ table, site });
    await counted(
      "one device with its values",
      async () => {
        const one = home();
        await one.device(idOf(lamp));
        await one.values(idOf(lamp));
      },
      2,
    );
    await counted(
      "60 devices with their values",
      async () => {
        const one = home();
        for (const device of await one.devices()) await one.values(idOf(device));
      },
      2,
    );
    await counted(
      "everything about the centrals",
      async () => {
        const one = home();
        await Promise.all([one.centrals(), one.hub("one"), one.interfaces()]);
      },
      1,
    );
    const written = createDynamoHomeWriter({ table, site });
    await counted("values of 10 devices to merge into", () => written.readValues(DEVICES.slice(0, 10).map(idOf)), 1);
    await counted("values of one device", () => written.putValues(idOf(lamp), valuesOf(lamp)), 1);
    await counted("one device's document", () => written.putDevice(lamp), 1);

    const log = createDynamoEventLog({ table, clock, site });
    const batch = (n: number): EventDraft[] =>
      Array.from({ length: 20 }, (_, k) => ({
        topic: `device.00${n}${k}BE0000AA.1.LEVEL`,
        tail: `"topic":"device.00${n}${k}BE0000AA.1.LEVEL","type":"datapoint.value_changed","ts":"2026-01-01T12:00:0${n}.0${k}Z","payload":{"address":"00${n}${k}BE0000AA","channel":1,"parameter":"LEVEL","value":${k / 20}}}`,
      }));
    await counted("first batch of a new home", () => log.appendBatch({ log: "o", from: 1, to: 20 }, batch(0)), 4);
    const warm = await counted("20 events, warm", () => log.appendBatch({ log: "o", from: 21, to: 40 }, batch(1)), 1);
    assert.ok(warm.writeUnits <= 3);
    const cold = createDynamoEventLog({ table, clock, site });
    await counted("20 events, cold", () => cold.appendBatch({ log: "o", from: 41, to: 60 }, batch(2)), 2);
    await counted("20 events read by a cursor", () => log.read(40), 1);
    await counted("nothing new to read", () => log.read(60), 2);
    await counted("bounds", () => log.bounds(), 2);

    const store = createDynamoStore({ table, clock }).site(site);
    await counted("a record read", () => store.get("token", "k"), 1);
    await counted("a record written", () => store.put("token", "k", { a: 1 }, { ifVersion: 0 }), 1);
    await counted("a record deleted", () => store.delete("token", "k"), 1);

    const sockets = createDynamoConnectionRecords({ table, clock, site });
    const now = clock.now();
    const times = { connectedAt: now, heardAt: now, expiresAt: now + DAY };
    const identity = { subject: "anna", role: "viewer", scheme: "session", credential: "c".repeat(64) } as const;
    await counted(
      "a socket opened",
      () => sockets.put({ id: "c", identity, topics: ["*"], classify: false, cursor: 0, ...times }),
      1,
    );
    await counted(
      "a lease taken",
      () => sockets.update("c", { lease: { holder: "h", until: 1 } }, { leaseHolder: null }),
      1,
    );
    await counted(
      "cursor moved and lease released",
      () => sockets.update("c", { lease: null, cursor: 60 }, { leaseHolder: "h", wanted: false }),
      1,
    );
    await counted("all sockets, not consistent", () => sockets.list({ consistent: false }), 1);
  });
});
