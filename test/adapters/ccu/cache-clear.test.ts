import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allLoaded, type Bench, onBench } from "./support.ts";

const DEVICE = "0001D3C99C6A01";

async function start(bench: Bench) {
  const simulator = await bench.simulator({});
  const { ccu, notes } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  await bench.pass(25_000);
  simulator.resetCounters();
  return { simulator, ccu, notes };
}
const described = (notes: Awaited<ReturnType<typeof start>>["notes"], devices: Iterable<string>) => {
  let count = 0;
  for (const device of devices)
    for (const { MASTER, VALUES } of Object.values(notes.bundles.get(device)?.paramsets ?? {}))
      count += (MASTER ? 1 : 0) + (VALUES ? 1 : 0);
  return count;
};

describe("clearing the cache", () => {
  test(
    "of a device: its descriptions are read anew, and the whole central goes through its start once more",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await start(bench);
      const known = described(notes, [DEVICE]);
      notes.bundles.delete(DEVICE);
      assert.equal(await ccu.clearCache({ interface: "HmIP-RF", device: DEVICE }), known);
      assert.ok(
        ccu.interfaces().every(({ loaded }) => !loaded),
        "it is seen to load",
      );
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading again");
      assert.equal(described(notes, [DEVICE]), known);
      assert.ok(simulator.descriptionCalls >= known && simulator.descriptionCalls < 2 * known + 10);
      for (const { name } of ccu.interfaces())
        if (name !== "CUxD") assert.ok((simulator.calls[name]?.init ?? 0) >= 1, `${name} registered anew`);
    }),
  );

  test(
    "of an interface and of all: nothing is kept, everything is there again",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await start(bench);
      const all = () => bench.store.list("description", { prefix: "paramsets/" }).then(({ items }) => items.length);
      const kept = await all();
      const devices = new Map([...notes.bundles].map(([address, bundle]) => [address, bundle.interface]));
      const radio = [...devices].filter(([, iface]) => iface === "BidCos-RF").map(([address]) => address);
      for (const address of radio) notes.bundles.delete(address);
      assert.ok((await ccu.clearCache({ interface: "BidCos-RF" })) > 0);
      assert.ok((await all()) < kept);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading again");
      for (const address of radio) assert.ok(notes.bundles.has(address), address);
      notes.bundles.clear();
      assert.ok((await ccu.clearCache()) > 0);
      assert.equal(await all(), 0);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading everything again");
      assert.deepEqual([...notes.bundles.keys()].sort(), [...devices.keys()].sort());
      assert.equal(await all(), kept);
      assert.ok(simulator.descriptionCalls > 0);
      assert.deepEqual(notes.gone, []);
    }),
  );

  test(
    "of what is not there: nothing of it, the central starts anew all the same; an unknown interface is refused",
    onBench(async (bench) => {
      const { simulator, ccu } = await start(bench);
      assert.equal(await ccu.clearCache({ interface: "HmIP-RF", device: "0000000000FFFF" }), 0);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading again");
      assert.equal(simulator.descriptionCalls, 0);
      await assert.rejects(ccu.clearCache({ interface: "HmIP-Wired" }), { class: "permanent" });
    }),
  );
});
