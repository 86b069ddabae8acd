/** Answers that never come, and a CCU that fails in the middle of a load: each costs itself, and is asked for again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DescriptionCache } from "../../../adapters/ccu/descriptions.ts";
import { DESCRIPTION_TIMEOUT_MS } from "../../../adapters/ccu/device-reads.ts";
import { ASK_AGAIN_MS, Inventory } from "../../../adapters/ccu/inventory.ts";
import { MAX_SILENT_READS, type Wire } from "../../../adapters/ccu/wire.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { CcuFault, siteId } from "../../../handlers/ports/index.ts";
import { describeDevice, driven, GOOD, type Hook, SILENT } from "./odd-ccu.ts";
import { allLoaded, type Bench, Notes, onBench, silent } from "./support.ts";

const [DEVICE, CHANNEL, NEIGHBOUR] = ["AAA0000001", "AAA0000001:1", "BBB0000001"] as const;
const BULK = /multicall|getParamsetDescription/;
/** Nothing is answered to what asks for this description. */
const silentFor =
  (address: string, key: string): Hook =>
  (method, _, params) =>
    BULK.test(method) && params.includes(address) && params.includes(key) ? SILENT : undefined;

type Made = Awaited<ReturnType<typeof driven>>;
const isLoaded = (bench: Bench, { ccu }: Made, limit: number) =>
  bench.passUntil(() => allLoaded(ccu), limit, "loading");

describe("a description that is never answered", () => {
  for (const [iface, key] of [
    ["BidCos-Wired", "VALUES"],
    ["BidCos-Wired", "MASTER"],
    ["HmIP-RF", "VALUES"],
  ] as const)
    test(
      `${key} of ${iface}: the device is there without it, its neighbours are whole, and it is asked for again`,
      onBench(async (bench) => {
        const made = await driven(bench, silentFor(CHANNEL, key), iface);
        const { odd, notes } = made;
        await isLoaded(bench, made, 3 * DESCRIPTION_TIMEOUT_MS);
        assert.equal(odd.count("init"), 1, "no outage");
        assert.deepEqual(notes.bundles.get(NEIGHBOUR)?.paramsets[`${NEIGHBOUR}:1`]?.VALUES, GOOD);
        const known = () => Object.keys(notes.bundles.get(DEVICE)?.paramsets[CHANNEL] ?? {});
        assert.deepEqual(known(), [key === "VALUES" ? "MASTER" : "VALUES"]);
        assert.deepEqual(
          notes.damage.map(([address]) => address),
          [CHANNEL],
        );
        odd.hook = () => undefined;
        await bench.pass(ASK_AGAIN_MS + 2000);
        assert.deepEqual(known().sort(), ["MASTER", "VALUES"]);
        // Values were read when nobody knew these data points.
        if (iface === "HmIP-RF") assert.equal(notes.read.get(`${CHANNEL}.LEVEL`), 0.5);
      }),
    );

  for (const [losses, registrations] of [
    [MAX_SILENT_READS, 1],
    [MAX_SILENT_READS + 1, 2],
  ] as const)
    test(
      `${losses} in a row: ${registrations === 1 ? "single losses" : "an outage, and afterwards everything is there"}`,
      onBench(async (bench) => {
        let left: number = losses;
        const made = await driven(bench, (method, _, params) =>
          BULK.test(method) && params.includes(NEIGHBOUR) && left-- > 0 ? SILENT : undefined,
        );
        await isLoaded(bench, made, 5 * DESCRIPTION_TIMEOUT_MS);
        await bench.pass(ASK_AGAIN_MS + 1000);
        assert.equal(made.odd.calls.filter(([name, , id]) => name === "init" && id !== "").length, registrations);
        for (const device of [DEVICE, NEIGHBOUR])
          assert.deepEqual(made.notes.bundles.get(device)?.paramsets[`${device}:1`]?.VALUES, GOOD, device);
      }),
    );
});

/** An inventory whose CCU lists `listed`; `broken` decides which reads fail. */
function inventory(broken: (method: string, address: string) => boolean) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const notes = new Notes();
  const listed = describeDevice(DEVICE, "HM-A");
  const gone = () => Promise.reject(new CcuFault("transport", "the CCU is not reachable"));
  const wire = {
    name: "BidCos-RF",
    read: (method: string, [address = ""]: string[]) =>
      broken(method, address)
        ? gone()
        : Promise.resolve(method === "listDevices" ? listed : listed.find(({ ADDRESS }) => ADDRESS === address)),
    readMany: (calls: [string, string, string][]) =>
      calls.some(([method, address]) => broken(method, address)) ? gone() : Promise.resolve(calls.map(() => GOOD)),
  };
  const cache = new DescriptionCache(store, "c", "BidCos-RF", silent);
  const parts = { wire: wire as unknown as Wire, cache, listener: notes, clock, log: silent };
  return { inventory: new Inventory(parts), notes, clock, listed };
}
const settled = async () => {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a CCU that fails in the middle", () => {
  test("of a load: what was read is told, and the next load tells the rest", async () => {
    let ill = true;
    const made = inventory((_, address) => ill && address.startsWith("CCC"));
    made.listed.push(...describeDevice("CCC0000001", "HM-C"), ...describeDevice("DDD0000001", "HM-D"));
    await assert.rejects(made.inventory.load(async () => []));
    assert.deepEqual(made.notes.initial, [DEVICE]);
    ill = false;
    await made.inventory.load(async () => []);
    assert.deepEqual(made.notes.initial, [DEVICE, "CCC0000001", "DDD0000001"]);
    made.inventory.stop();
  });

  for (const [what, method] of [
    ["its description", "getDeviceDescription"],
    ["its paramsets", "getParamsetDescription"],
  ] as const)
    test(`of reading a device that changed, at ${what}: it is read again until that works`, async () => {
      let ill = false;
      const made = inventory((asked) => ill && asked === method);
      await made.inventory.load(async () => []);
      ill = true;
      made.inventory.changed([DEVICE]);
      await settled();
      made.clock.advance(ASK_AGAIN_MS);
      await settled();
      assert.deepEqual(made.notes.changed, []);
      ill = false;
      made.clock.advance(ASK_AGAIN_MS);
      await settled();
      assert.deepEqual(made.notes.changed, [DEVICE]);
      assert.equal(made.clock.pending(), 0, "nothing is owed any more");
    });

  for (const [what, method] of [
    ["the list", "listDevices"],
    ["the new device", "getParamsetDescription"],
  ] as const)
    test(`of reading an announced device, at ${what}: it is not forgotten`, async () => {
      let ill = false;
      const made = inventory((asked) => ill && asked === method);
      await made.inventory.load(async () => []);
      ill = true;
      made.inventory.announced({ read: () => describeDevice("NEW0000001", "HM-N") });
      made.clock.advance(2000);
      await settled();
      assert.deepEqual(made.notes.changed, []);
      ill = false;
      made.clock.advance(ASK_AGAIN_MS);
      await settled();
      assert.deepEqual(made.notes.changed, ["NEW0000001"], "although the CCU does not list it yet");
    });
});
