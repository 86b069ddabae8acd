/** Compare and set: every change counts once, whoever writes at the same time, and contention has an end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { type SiteStore, siteId } from "../../handlers/ports/index.ts";
import { CHANGE_TRIES, changeRecord, changeVersioned, LEAVE } from "../../handlers/records/change-record.ts";

const START = Date.UTC(2026, 0, 1);
const contended = () => new Error("contended");
const increment = (n = 0) => n + 1;

function bench() {
  const clock = createManualClock(START);
  return { clock, store: createMemoryStore({ clock }).site(siteId("home")) };
}

/** Somebody else writes between each of the first `times` reads and the write that follows it. */
function contendedBy(store: SiteStore, times: number): SiteStore {
  let left = times;
  return {
    get: (kind, key) => store.get(kind, key),
    list: (kind, options) => store.list(kind, options),
    delete: (kind, key, options) => store.delete(kind, key, options),
    async put(kind, key, value, options) {
      if (left > 0) {
        left -= 1;
        await changeRecord<number>(store, kind, key, increment, contended);
      }
      return store.put(kind, key, value, options);
    },
  };
}

describe("a record is changed", () => {
  it("from nothing, and from what is there", async () => {
    const { store } = bench();
    assert.deepEqual(await changeRecord(store, "config", "n", increment, contended), { before: undefined, after: 1 });
    assert.deepEqual(await changeRecord(store, "config", "n", increment, contended), { before: 1, after: 2 });
    assert.equal((await store.get("config", "n"))?.value, 2);
  });

  it("to nothing: it is deleted; what is not there needs no deletion", async () => {
    const { store } = bench();
    await store.put("config", "n", 1);
    const gone = await changeRecord<number>(store, "config", "n", () => undefined, contended);
    assert.deepEqual(gone, { before: 1, after: undefined });
    assert.equal(await store.get("config", "n"), undefined);
    const never = await changeRecord<number>(store, "config", "n", () => undefined, contended);
    assert.deepEqual(never, { before: undefined, after: undefined });
  });

  it("not at all where the change leaves it: its version stays", async () => {
    const { store } = bench();
    const version = await store.put("config", "n", 1);
    assert.deepEqual(await changeRecord<number>(store, "config", "n", () => LEAVE, contended), { before: 1, after: 1 });
    assert.equal((await store.get("config", "n"))?.version, version);
  });

  it("with the expiry that it had, with a new one, or with none", async () => {
    const { store, clock } = bench();
    const expiryOf = async () => (await store.get("config", "n"))?.expiresAt;
    const expiresAt = clock.now() + 1_000;
    await store.put("config", "n", 1, { expiresAt });
    await changeRecord<number>(store, "config", "n", increment, contended);
    assert.equal(await expiryOf(), expiresAt);
    await changeRecord<number>(store, "config", "n", increment, contended, expiresAt + 1);
    assert.equal(await expiryOf(), expiresAt + 1);
    await changeRecord<number>(store, "config", "n", increment, contended, "never");
    assert.equal(await expiryOf(), undefined);
  });

  it("as if it had never been, once it has expired", async () => {
    const { store, clock } = bench();
    await store.put("config", "n", 5, { expiresAt: clock.now() + 1_000 });
    await clock.advance(1_000);
    assert.equal((await changeRecord(store, "config", "n", increment, contended)).after, 1);
    assert.equal((await store.get("config", "n"))?.expiresAt, undefined);
  });

  it("not where the change throws", async () => {
    const { store } = bench();
    const refuse = () => {
      throw new RangeError("not this one");
    };
    await assert.rejects(changeRecord(store, "config", "n", refuse, contended), RangeError);
    assert.equal(await store.get("config", "n"), undefined);
  });
});

describe("others who write at the same time", () => {
  it("are waited out up to the limit of tries", async () => {
    const { store } = bench();
    const busy = contendedBy(store, CHANGE_TRIES - 1);
    assert.equal((await changeRecord(busy, "config", "n", increment, contended)).after, CHANGE_TRIES);
  });

  it("one past the limit: the caller's refusal, and nothing of the change is stored", async () => {
    const { store } = bench();
    const busy = contendedBy(store, CHANGE_TRIES);
    await assert.rejects(changeRecord(busy, "config", "n", increment, contended), /^Error: contended$/);
    assert.equal((await store.get("config", "n"))?.value, CHANGE_TRIES, "only what the others wrote");
  });

  it("may delete it: the change is asked again and sees nothing", async () => {
    const { store } = bench();
    await store.put("config", "n", 7);
    const seen: (number | undefined)[] = [];
    const { after } = await changeRecord<number>(
      store,
      "config",
      "n",
      async (n) => {
        seen.push(n);
        if (seen.length === 1) await store.delete("config", "n");
        return increment(n);
      },
      contended,
    );
    assert.deepEqual(seen, [7, undefined]);
    assert.equal(after, 1);
  });

  it("lose nothing, and take nothing away: of up to as many writers as there are tries, every increment counts", async () => {
    const writers = fc.array(fc.record({ by: fc.integer({ min: 1, max: 9 }), yields: fc.nat({ max: 5 }) }), {
      minLength: 1,
      maxLength: CHANGE_TRIES,
    });
    await fc.assert(
      fc.asyncProperty(writers, async (all) => {
        const { store } = bench();
        const add = (by: number, yields: number) =>
          changeRecord<number>(
            store,
            "config",
            "n",
            async (n = 0) => {
              for (let i = 0; i < yields; i += 1) await Promise.resolve();
              return n + by;
            },
            contended,
          );
        const results = await Promise.all(all.map(({ by, yields }) => add(by, yields)));
        const sum = all.reduce((total, { by }) => total + by, 0);
        assert.equal((await store.get("config", "n"))?.value, sum);
        assert.equal(new Set(results.map(({ after }) => after)).size, all.length, "each saw a state of its own");
        for (const [i, { before = 0, after = 0 }] of results.entries()) assert.equal(after - before, all[i]!.by);
      }),
    );
  });
});

it("anything with a version can be changed the same way", async () => {
  let kept: { value: string; version: number } | undefined;
  let others = 1;
  const place = {
    read: async () => kept,
    async write(value: string | undefined, version: number) {
      if (others-- > 0) kept = { value: "theirs", version: 1 };
      if ((kept?.version ?? 0) !== version) return false;
      kept = value === undefined ? undefined : { value, version: version + 1 };
      return true;
    },
  };
  const changed = await changeVersioned<string>(place, (text = "nothing") => `${text}, ours`, contended);
  assert.deepEqual(changed, { before: "theirs", after: "theirs, ours" });
  assert.deepEqual(kept, { value: "theirs, ours", version: 2 });
});
