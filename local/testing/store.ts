/** What every implementation of the port `Store` does, whatever it stores its records in. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { type Clock, type SiteStore, type Store, siteId } from "../../handlers/ports/index.ts";
import { RECORD_KEY_LIMIT, RECORD_VALUE_LIMIT } from "../../handlers/records/records.ts";
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

type WithStore = (use: (site: SiteStore, clock: ManualClock, store: Store) => Promise<void>) => Promise<void>;

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

function lists(withStore: WithStore): void {
  test("lists are ordered by the bytes of UTF-8", () =>
    withStore(async (site) => {
      // UTF-16 order would put U+1F600 (a surrogate pair) before U+FF21.
      const keys = [
        "",
        "a",
        "aa",
        "z",
        "\u007f",
        "\u0080",
        "é",
        "\ud7ff",
        "\ue000",
        "\uff21",
        "\u{1F600}",
        "\u{10FFFF}",
      ];
      for (const key of [...keys].reverse()) await site.put("flags", `k${key}`, null);
      const sorted = keys
        .map((key) => Buffer.from(`k${key}`))
        .sort(Buffer.compare)
        .map(String);
      assert.deepEqual(
        (await site.list("flags")).items.map(({ key }) => key),
        sorted,
      );
      assert.deepEqual(
        (await site.list("flags", { reverse: true })).items.map(({ key }) => key),
        sorted.reverse(),
      );
    }));

  test("a prefix finds exactly the keys that begin with it", () =>
    withStore(async (site) => {
      const keys = [
        "a",
        "a/",
        "a/1",
        "a/1/x",
        "a0",
        "b",
        "\ud7ff",
        "\ud7ffx",
        "\ue000",
        "\u{10FFFF}",
        "\u{10FFFF}\u{10FFFF}z",
      ];
      for (const key of keys) await site.put("flags", key, null);
      for (const prefix of ["", ...keys, "c", "a/2", "\ud800"]) {
        const found = (await site.list("flags", { prefix })).items.map(({ key }) => key);
        const expected = keys.filter((key) => prefix.isWellFormed() && key.startsWith(prefix));
        assert.deepEqual([...found].sort(), [...expected].sort(), JSON.stringify(prefix));
      }
    }));

  test("pages fit together in both directions, and the last one has no next", () =>
    withStore(async (site) => {
      const keys = Array.from({ length: 25 }, (_, n) => `p/${String(n).padStart(2, "0")}`);
      for (const key of [...keys, "o", "q"]) await site.put("audit", key, key);
      for (const reverse of [false, true])
        for (const limit of [1, 5, 7, 25, 26]) {
          const seen: string[] = [];
          let pages = 0;
          for (let after: string | undefined, more = true; more; pages++) {
            const page = await site.list("audit", {
              prefix: "p/",
              limit,
              reverse,
              ...(after === undefined ? {} : { after }),
            });
            assert.ok(page.items.length <= limit);
            seen.push(...page.items.map(({ key }) => key));
            more = page.next !== undefined;
            if (more) assert.equal(page.next, page.items.at(-1)?.key);
            after = page.next;
          }
          assert.deepEqual(seen, reverse ? [...keys].reverse() : keys);
          assert.equal(pages, Math.ceil(25 / limit));
        }
    }));

  test("a page begins after a key that was deleted meanwhile, and does not count expired records", () =>
    withStore(async (site, clock) => {
      for (const key of ["a", "b", "c", "d", "e"])
        await site.put("audit", key, key, key === "c" ? { expiresAt: clock.now() + 5 } : {});
      const first = await site.list("audit", { limit: 2 });
      assert.equal(first.next, "b");
      await site.delete("audit", "b");
      clock.advance(5);
      const second = await site.list("audit", { after: "b", limit: 2 });
      assert.deepEqual(
        second.items.map(({ key }) => key),
        ["d", "e"],
      );
      assert.equal(second.next, undefined);
    }));

  test("at most 1000 records a page, whatever is asked", () =>
    withStore(async (site) => {
      await Promise.all(Array.from({ length: 1001 }, (_, n) => site.put("audit", String(n).padStart(4, "0"), n)));
      for (const limit of [undefined, 1000, 1001, Number.POSITIVE_INFINITY]) {
        const page = await site.list("audit", limit === undefined ? {} : { limit });
        assert.equal(page.items.length, 1000);
        assert.equal(page.next, "0999");
      }
      assert.deepEqual(
        (await site.list("audit", { after: "0999" })).items.map(({ key }) => key),
        ["1000"],
      );
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
