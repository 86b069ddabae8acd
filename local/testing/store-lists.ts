/** Lists of records: part of the suite of the port `Store`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WithStore } from "./store.ts";

export function lists(withStore: WithStore): void {
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
