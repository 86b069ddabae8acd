import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import type { Entry } from "../../handlers/home/device-registry.ts";
import { createPersistedValues, KEEP_INTERVAL_MS } from "../../handlers/home/persisted-values.ts";
import { type SiteStore, siteId } from "../../handlers/ports/index.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const entryOf = (address: string, count: number): Entry =>
  ({
    device: { address },
    values: new Map(
      Array.from({ length: count }, (_, n) => [`${n}`, { value: n, source: "event", changedAt: 1, seenAt: 2 }]),
    ),
  }) as unknown as Entry;

function bench() {
  const clock = createManualClock(0);
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const open = () => createPersistedValues({ central: "ccu", store, clock, log: silent });
  return { clock, store, open };
}

describe("values that outlive the program", () => {
  it("are counted as they are kept, restored, damaged, flushed and removed", async () => {
    const { clock, store, open } = bench();
    const first = open();
    for (const [address, count] of [
      ["A", 3],
      ["B", 2],
    ] as const)
      first.dirty(entryOf(address, count));
    clock.advance(KEEP_INTERVAL_MS);
    await first.flush();
    assert.partialDeepStrictEqual(first.counts(), { values: 5, flushes: 1, flushed: 5, restored: 0, removed: 0 });
    const [a, b] = [await store.get("value", "ccu/A"), await store.get("value", "ccu/B")];
    assert.equal(first.counts().bytes, Buffer.byteLength(JSON.stringify(a?.value) + JSON.stringify(b?.value)));
    await store.put("value", "ccu/A", { values: { x: ["?"], y: 7, z: [1, 2, 3] } });

    const second = open();
    await second.load();
    assert.equal(second.take("A")?.size, 1);
    assert.equal(second.take("B")?.size, 2);
    second.forget(entryOf("B", 0));
    await second.flush();
    assert.partialDeepStrictEqual(second.counts(), { values: 3, unreadable: 2, restored: 3, removed: 2, flushes: 0 });
  });

  it("are forgotten, of one device or of all; what was about to be written, too", async () => {
    const { clock, store, open } = bench();
    const kept = open();
    for (const address of ["A", "B", "C"]) kept.dirty(entryOf(address, 1));
    await kept.flush();
    kept.dirty(entryOf("A", 1));
    await kept.reset("A");
    clock.advance(KEEP_INTERVAL_MS);
    await kept.flush();
    const addresses = async () => (await store.list("value")).items.map(({ key }) => key);
    assert.deepEqual(await addresses(), ["ccu/B", "ccu/C"]);
    assert.equal(kept.counts().values, 2);
    await kept.reset();
    assert.deepEqual(await addresses(), []);
    assert.deepEqual([kept.counts().values, kept.counts().bytes], [0, 0]);
    const next = open();
    await next.load();
    assert.equal(next.take("B"), undefined);
    // what comes afterwards is kept again
    kept.dirty(entryOf("B", 1));
    await kept.flush();
    assert.deepEqual(await addresses(), ["ccu/B"]);
  });

  it("a store that fails says so to whoever resets, and keeps nothing else waiting", async () => {
    const { clock, store } = bench();
    const failing: SiteStore = {
      get: (...args) => store.get(...args),
      put: (...args) => store.put(...args),
      list: (...args) => store.list(...args),
      delete: () => Promise.reject(new Error("gone")),
    };
    const kept = createPersistedValues({ central: "ccu", store: failing, clock, log: silent });
    kept.dirty(entryOf("A", 1));
    await kept.flush();
    await assert.rejects(kept.reset(), /gone/);
    kept.dirty(entryOf("B", 1));
    await kept.flush();
    assert.ok(await store.get("value", "ccu/B"));
  });
});
