/** What a relay that has just started does not know yet replaces nothing that is known; what it knows is read nowhere else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceId } from "../../handlers/model/device-id.ts";
import type { Hub, ValueState } from "../../handlers/model/types.ts";
import type { CcuSystem, CentralState } from "../../handlers/ports/index.ts";
import { LOSS_NOTICED_MS } from "../../handlers/relay/cloud/freshness.ts";
import type { RelayPresence, StoredHome } from "../../handlers/relay/cloud/ingest.ts";
import { asOfBefore, centralWithKnown, hubWithKnown, valuesWithKnown } from "../../handlers/relay/cloud/keep-known.ts";
import { WINDOW_IDLE_MS } from "../../handlers/relay/protocol/send-window.ts";
import { centralState, emptyHub } from "../support/site.ts";

const NOW = 1_000_000_000;
const DEVICE = "c/A" as DeviceId;
const presenceOf = (part: Partial<RelayPresence>): RelayPresence => ({
  epoch: 1,
  online: true,
  heardAt: NOW - 1_000,
  since: NOW - 60_000,
  centrals: [],
  ...part,
});

/** A stored home that knows so much, and what of it was read. */
function storedHome(known: {
  hub?: Hub;
  central?: CentralState;
  presence?: RelayPresence;
  values?: Map<string, ValueState>;
}) {
  const reads: string[] = [];
  const read = <T>(name: string, value: T): Promise<T> => {
    reads.push(name);
    return Promise.resolve(value);
  };
  const home = {
    hub: (name: string) => read(`hub ${name}`, known.hub),
    central: (name: string) => read(`central ${name}`, known.central),
    presence: () => read("presence", known.presence && { presence: known.presence, version: 1 }),
    readValues: (devices: readonly DeviceId[]) =>
      read(`values ${devices}`, new Map(known.values ? devices.map((device) => [device, known.values]) : [])),
  } as unknown as StoredHome;
  return { home, reads };
}

test("what was known before a new connection is of when the relay was last heard; without a goodbye, of before it held anything back", () => {
  const since = NOW - 600_000;
  assert.equal(asOfBefore(presenceOf({ since })), NOW - 1_000, "it was there until now");
  assert.equal(asOfBefore(presenceOf({ since, online: false, complete: true })), since);
  assert.equal(asOfBefore(presenceOf({ since, online: false })), since - LOSS_NOTICED_MS - WINDOW_IDLE_MS);
});

const room = { id: "1", name: "Hall", description: "", channels: [] };
const update = { current: "1", available: "2", inProgress: false };
const told: Hub = { ...emptyHub("c"), observed: true, update };

test("a hub that is told in full is as it is told: nothing is read", async () => {
  const { home, reads } = storedHome({ hub: { ...told, rooms: [room as never] }, presence: presenceOf({}) });
  assert.deepEqual(await hubWithKnown(home, { ...told, keptAsOf: 7 }, NOW), told);
  assert.deepEqual(reads, []);
});

test("of a hub that lacks a list, or word of its update, what is known stays", async () => {
  const hub = { ...told, rooms: [room as never] };
  const before = NOW - 5_000;
  for (const [presence, hubKnown, keptAsOf] of [
    [presenceOf({ before }), hub, before],
    [presenceOf({}), hub, NOW - 60_000],
    [undefined, hub, NOW],
    [presenceOf({ before }), { ...hub, keptAsOf: before - 1 }, before - 1],
    [presenceOf({ before }), { ...hub, keptAsOf: before + 1 }, before],
  ] as const) {
    const { home, reads } = storedHome({ hub: hubKnown, ...(presence && { presence }) });
    const found = await hubWithKnown(home, { ...told, unread: ["rooms"] }, NOW);
    assert.deepEqual(found, { ...told, rooms: [room], keptAsOf });
    assert.deepEqual(reads.sort(), ["hub c", "presence"]);
  }
  const { home } = storedHome({ hub, presence: presenceOf({ before }) });
  assert.deepEqual(await hubWithKnown(home, { ...told, update: undefined }, NOW), told, "its lists are of now");
  const nothing = storedHome({ presence: presenceOf({ before }) });
  const lacking = { ...told, unread: ["rooms" as const] };
  assert.deepEqual(await hubWithKnown(nothing.home, lacking, NOW), lacking, "nothing was known");
});

test("what is known of a CCU's machine stays until it says something of it", async () => {
  const system = { serial: "ABC" } as unknown as CcuSystem;
  const silent = { ...centralState("c"), system: {} as CcuSystem };
  const said = { ...silent, system };
  const { home, reads } = storedHome({ central: { ...said, available: !silent.available } });
  assert.deepEqual(await centralWithKnown(home, silent), said, "and nothing else of it");
  assert.deepEqual(reads.splice(0), ["central c"]);
  const other = { ...silent, system: { serial: "DEF" } as unknown as CcuSystem };
  assert.deepEqual(await centralWithKnown(home, other), other);
  assert.deepEqual(reads, []);
  assert.deepEqual(await centralWithKnown(storedHome({}).home, silent), silent);
});

test("values of a device of which none is known at home stay as ones that may hold no longer; one that is known replaces all", async () => {
  const state: ValueState = { value: 1, source: "push", changedAt: 1, seenAt: 2 } as never;
  const known = new Map([
    ["1/VALUES/LEVEL", { ...state, optimistic: { value: 0 } }],
    ["1/VALUES/STATE", state],
  ]);
  const { home, reads } = storedHome({ values: known });
  assert.deepEqual(
    [...(await valuesWithKnown(home, DEVICE, new Map()))],
    ["LEVEL", "STATE"].map((name) => [`1/VALUES/${name}`, { ...state, source: "stale" }]),
  );
  assert.deepEqual(reads.splice(0), [`values ${DEVICE}`]);
  const one = new Map([["1/VALUES/STATE", state]]);
  assert.equal(await valuesWithKnown(home, DEVICE, one), one);
  assert.deepEqual(reads, []);
  assert.deepEqual([...(await valuesWithKnown(storedHome({}).home, DEVICE, new Map()))], []);
});
