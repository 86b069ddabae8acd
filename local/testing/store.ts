/** What every implementation of the port `Store` does, whatever it stores its records in. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { type Clock, type SiteStore, type Store, siteId } from "../../handlers/ports/index.ts";
import { RECORD_KEY_LIMIT, RECORD_VALUE_LIMIT } from "../../handlers/records/records.ts";
import { lists } from "./store-lists.ts";
import { history, replay } from "./store-model.ts";

export interface StoreUnderTest {
  /** A new, empty store on this clock. The suite closes it. */
  create(clock: Clock): Promise<Store>;
  /** Random histories to try; fewer where a call costs a network round trip. */
  runs?: number;
}

/** @param tested how to make one, or that with the number of random histories */
export function describeStore(name: string, tested: StoreUnderTest["create"] | StoreUnderTest): void {
  const { create, runs = 60 }: StoreUnderTest = typeof tested === "function" ? { create: tested } : tested;
  const withStore = async (use: (site: SiteStore, clock: ManualClock, store: Store) => Promise<void>) => {
    const clock = createManualClock();
    const store = await create(clock);
    try {
      await use(store.site(siteId("home")), clock, store);
    } finally {
      await store.close();
    }
  };
  describe(`port Store: ${name}`, () => {
    records(withStore);
    versions(withStore);
    expiry(withStore);
    lists(withStore);
    isolation(withStore);
    limits(withStore);
    test("any history of calls has the outcome of a plain model", async () => {
      await fc.assert(
        fc.asyncProperty(history, async (steps) => withStore((_site, clock, store) => replay(steps, clock, store))),
        { numRuns: runs },
      );
    });
  });
}

export type WithStore = (use: (site: SiteStore, clock: ManualClock, store: Store) => Promise<void>) => Promise<void>;

function records(withStore: WithStore): void {
  test("a record is read as it was written", () =>
    withStore(async (site) => {
      const value = { name: "Küche 🍳", n: -0.5, list: [1, null, { "": true }], big: 2 ** 53 - 1 };
      const version = await site.put("config", "a/b c", value);
      assert.ok(version !== undefined && version >= 1);
      assert.deepEqual(await site.get("config", "a/b c"), { key: "a/b c", value, version });
      for (const plain of [null, false, 0, "", []]) {
        await site.put("config", "plain", plain);
        assert.deepEqual((await site.get("config", "plain"))?.value, plain);
      }
    }));

  test("what a caller does to its copy does not reach the store", () =>
    withStore(async (site) => {
      const value = { list: [1] };
      await site.put("config", "k", value);
      value.list.push(2);
      const first = await site.get<{ list: number[] }>("config", "k");
      first?.value.list.push(3);
      assert.deepEqual((await site.get("config", "k"))?.value, { list: [1] });
    }));

  test("a record that is absent, deleted or unthinkable is undefined; deleting it is false", () =>
    withStore(async (site) => {
      await site.put("user", "anna", 1);
      assert.equal(await site.delete("user", "anna"), true);
      for (const key of ["anna", "nobody", "", "\ud800", "x".repeat(RECORD_KEY_LIMIT + 1)]) {
        assert.equal(await site.get("user", key), undefined);
        assert.equal(await site.delete("user", key), false);
      }
    }));

  test("keys are told apart by every character", () =>
    withStore(async (site) => {
      const keys = [
        "a",
        "A",
        "a ",
        " a",
        "a\0",
        "a\0b",
        "a'b",
        'a"b',
        "a%",
        "a_",
        "ä",
        "a\u0308",
        "__proto__",
        "#",
        "/",
      ];
      for (const key of keys) await site.put("config", key, key);
      for (const key of keys) assert.equal((await site.get("config", key))?.value, key);
    }));
}

function versions(withStore: WithStore): void {
  test("a version grows with every write, and a deleted record's version never fits its successor", () =>
    withStore(async (site) => {
      const first = await site.put("lock", "k", 1);
      const second = await site.put("lock", "k", 2);
      assert.ok(first !== undefined && second !== undefined && second > first);
      await site.delete("lock", "k");
      const third = await site.put("lock", "k", 3, { ifVersion: 0 });
      assert.ok(third !== undefined);
      // The holder of an old version must not overwrite what somebody else has created since.
      assert.equal(await site.put("lock", "k", "stale", { ifVersion: first }), undefined);
      assert.equal(await site.put("lock", "k", "stale", { ifVersion: second }), undefined);
      assert.equal(await site.delete("lock", "k", { ifVersion: second }), false);
      assert.deepEqual(await site.get("lock", "k"), { key: "k", value: 3, version: third });
    }));

  test("ifVersion 0 writes only where there is no record, another one only where it is the stored one", () =>
    withStore(async (site) => {
      assert.equal(await site.put("lock", "k", 1, { ifVersion: 7 }), undefined);
      const first = await site.put("lock", "k", 1, { ifVersion: 0 });
      assert.ok(first !== undefined);
      assert.equal(await site.put("lock", "k", 2, { ifVersion: 0 }), undefined);
      const second = await site.put("lock", "k", 3, { ifVersion: first });
      assert.ok(second !== undefined);
      assert.equal(await site.delete("lock", "k", { ifVersion: first }), false);
      assert.equal(await site.delete("lock", "k", { ifVersion: second }), true);
      assert.equal(await site.get("lock", "k"), undefined);
    }));

  test("of many conditional writes at the same time exactly one wins", () =>
    withStore(async (site) => {
      for (let round = 0; round < 5; round++) {
        const before = (await site.get("lock", "k"))?.version ?? 0;
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, writer) => site.put("lock", "k", { round, writer }, { ifVersion: before })),
        );
        const winners = outcomes.flatMap((version, writer) => (version === undefined ? [] : [{ version, writer }]));
        assert.equal(winners.length, 1);
        const stored = await site.get("lock", "k");
        assert.deepEqual(stored, {
          key: "k",
          value: { round, writer: winners[0]?.writer },
          version: winners[0]?.version,
        });
      }
    }));

  test("a counter incremented by compare-and-set loses no step", () =>
    withStore(async (site) => {
      const increment = async () => {
        for (;;) {
          const now = await site.get<number>("config", "n");
          const next = (now?.value ?? 0) + 1;
          if ((await site.put("config", "n", next, { ifVersion: now?.version ?? 0 })) !== undefined) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, increment));
      assert.equal((await site.get("config", "n"))?.value, 12);
    }));
}

function expiry(withStore: WithStore): void {
  test("a record is served until the millisecond before it expires, by every call, without housekeeping", () =>
    withStore(async (site, clock) => {
      const expiresAt = clock.now() + 1000;
      const version = await site.put("session", "s", 1, { expiresAt });
      clock.advance(999);
      assert.deepEqual(await site.get("session", "s"), { key: "s", value: 1, version, expiresAt });
      assert.equal((await site.list("session")).items.length, 1);
      clock.advance(1);
      assert.equal(await site.get("session", "s"), undefined);
      assert.deepEqual(await site.list("session"), { items: [] });
      assert.equal(await site.put("session", "s", 2, { ifVersion: version }), undefined);
      assert.equal(await site.delete("session", "s", { ifVersion: version }), false);
      assert.equal(await site.delete("session", "s"), false);
      const next = await site.put("session", "s", 3, { ifVersion: 0 });
      assert.ok(next !== undefined && version !== undefined && next > version);
    }));

  test("a write without an expiry removes the old one", () =>
    withStore(async (site, clock) => {
      await site.put("session", "s", 1, { expiresAt: clock.now() + 10 });
      const version = await site.put("session", "s", 2);
      clock.advance(1e9);
      assert.deepEqual(await site.get("session", "s"), { key: "s", value: 2, version });
    }));

  test("sweep removes what has expired and nothing else", () =>
    withStore(async (site, clock, store) => {
      for (let n = 0; n < 30; n++)
        await site.put("session", `s${n}`, n, { expiresAt: clock.now() + (n % 2 ? 10 : 1000) });
      await site.put("session", "forever", 1);
      clock.advance(10);
      await store.sweep();
      const { items } = await site.list("session");
      assert.equal(items.length, 16);
      assert.ok(items.every(({ key, value }) => key === "forever" || (value as number) % 2 === 0));
    }));

  test("an expiry that is no point in time is refused", () =>
    withStore(async (site) => {
      for (const expiresAt of [Number.NaN, Number.POSITIVE_INFINITY])
        await assert.rejects(site.put("session", "s", 1, { expiresAt }), TypeError);
    }));
}

function isolation(withStore: WithStore): void {
  test("sites and kinds never meet", () =>
    withStore(async (_site, _clock, store) => {
      const names = ["home", "home2", "hom", "home/", "Home"];
      for (const name of names) {
        await store.site(siteId(name)).put("user", "anna", name);
        await store.site(siteId(name)).put("token", "anna", `${name} token`);
      }
      for (const name of names) {
        const site = store.site(siteId(name));
        assert.equal((await site.get("user", "anna"))?.value, name);
        assert.deepEqual(
          (await site.list("user")).items.map(({ value }) => value),
          [name],
        );
        assert.deepEqual(
          (await site.list("token")).items.map(({ value }) => value),
          [`${name} token`],
        );
      }
      assert.equal(await store.site(siteId("home")).delete("user", "anna"), true);
      assert.equal((await store.site(siteId("home2")).get("user", "anna"))?.value, "home2");
      assert.equal((await store.site(siteId("home")).get("token", "anna"))?.value, "home token");
    }));
}

function limits(withStore: WithStore): void {
  test("a key at the limit is stored, one byte more is refused", () =>
    withStore(async (site) => {
      const longest = "é".repeat(RECORD_KEY_LIMIT / 2);
      await site.put("config", longest, 1);
      assert.equal((await site.get("config", longest))?.value, 1);
      await assert.rejects(site.put("config", `${longest}x`, 1), RangeError);
      await assert.rejects(site.put("config", "", 1), RangeError);
      await assert.rejects(site.put("config", "a\ud800", 1), RangeError);
    }));

  test("a value at the limit is stored, one byte more is refused, and so is what has no JSON", () =>
    withStore(async (site) => {
      // Two bytes are the quotes.
      await site.put("description", "k", "x".repeat(RECORD_VALUE_LIMIT - 2));
      assert.equal(((await site.get<string>("description", "k"))?.value ?? "").length, RECORD_VALUE_LIMIT - 2);
      await assert.rejects(site.put("description", "k", "x".repeat(RECORD_VALUE_LIMIT - 1)), RangeError);
      await assert.rejects(site.put("description", "k", "é".repeat(RECORD_VALUE_LIMIT / 2)), RangeError);
      await assert.rejects(site.put("description", "k", undefined), TypeError);
    }));
}
