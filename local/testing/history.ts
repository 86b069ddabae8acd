/** What every implementation of the port `HistoryStore` does, wherever it keeps the past. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { HistoryLimitError, type HistoryStore } from "../../handlers/ports/history.ts";
import { energy } from "./history-energy.ts";
import { replay, replayPurged, steps } from "./history-random.ts";
import { batchOf, COUNTER, DAY, FOR_GOOD, HOUR, START, seriesName, TEMPERATURE, type With } from "./history-samples.ts";

export { batchOf, seriesName };

export interface HistoryUnderTest {
  /** A new, empty history. The suite closes it. */
  create(): Promise<HistoryStore>;
  /** Closes it and opens it again; absent where nothing outlives it. */
  reopen?(store: HistoryStore): Promise<HistoryStore>;
  /** Random histories to try. */
  runs?: number;
}

export function describeHistory(name: string, { create, reopen, runs = 60 }: HistoryUnderTest): void {
  const withStore: With = async (use) => {
    let store = await create();
    try {
      await use(store, async (open) => (store = reopen ? await reopen(open) : open));
    } finally {
      await store.close();
    }
  };
  describe(`port HistoryStore: ${name}`, () => {
    buckets(withStore);
    retention(withStore);
    energy(withStore);
    reading(withStore);
    test("samples in any order, worked up at any time, come to what a plain model counts out", () =>
      fc.assert(
        fc.asyncProperty(steps, (all) => withStore((store, again) => replay(store, again, all, FOR_GOOD))),
        { numRuns: runs },
      ));
    test("nothing is forgotten that is in no coarser tier yet", () =>
      fc.assert(
        fc.asyncProperty(steps, (all) => withStore((store, again) => replayPurged(store, again, all))),
        { numRuns: runs },
      ));
  });
}

function buckets(withStore: With): void {
  const query = (from: number, to: number, count: number, now = to) => ({
    series: TEMPERATURE,
    from,
    to,
    buckets: count,
    now,
  });

  test("a range is half open, and buckets without a sample are left out", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(TEMPERATURE, [
          [START - 1, 9],
          [START, 1],
          [START + 99, 2],
          [START + 400, 3],
          [START + 500, 4],
        ]),
      );
      const { tier, buckets } = await store.buckets(query(START, START + 500, 5));
      assert.equal(tier, "raw");
      assert.deepEqual(
        buckets.map(({ start, count, min, max }) => [start - START, count, min, max]),
        [
          [0, 2, 1, 2],
          [400, 1, 3, 3],
        ],
      );
      assert.ok(Math.abs((buckets[0]?.avg ?? 0) - (99 * 1 + 1 * 2) / 100) < 1e-12);
    }));

  test("widths are whole milliseconds, one at least; what is over belongs to the last bucket", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(
          TEMPERATURE,
          [0, 1, 2, 3, 4].map((ms) => [START + ms, ms] as const),
        ),
      );
      const starts = async (to: number, count: number) =>
        (await store.buckets(query(START, START + to, count))).buckets.map((b) => [b.start - START, b.count]);
      assert.deepEqual(await starts(5, 2), [
        [0, 2],
        [2, 3],
      ]);
      assert.deepEqual(await starts(3, 2_000), [
        [0, 1],
        [1, 1],
        [2, 1],
      ]);
    }));

  test("a value counts as long as it held, a day at most, and not beyond now", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(TEMPERATURE, [
          [START - HOUR, 10],
          [START + 0.9 * HOUR, 20],
        ]),
      );
      const [hour] = (await store.buckets(query(START, START + HOUR, 1))).buckets;
      assert.deepEqual(hour && [hour.count, hour.min, hour.max, hour.covered], [1, 10, 20, HOUR]);
      assert.ok(Math.abs((hour?.avg ?? 0) - 11) < 1e-9);
      const [open] = (await store.buckets(query(START, START + HOUR, 1, START + 0.95 * HOUR))).buckets;
      assert.equal(open?.covered, 0.95 * HOUR);
      await store.append(batchOf(TEMPERATURE, [[START + 3 * DAY, 30]]));
      const [late] = (await store.buckets(query(START + 2 * DAY, START + 4 * DAY, 1))).buckets;
      assert.deepEqual(late && [late.covered, late.avg, late.min], [DAY, 30, 30], "the day before knew nothing");
    }));

  test("the tier follows the width: raw, hours, days", () =>
    withStore(async (store) => {
      const all = Array.from({ length: 4 * 24 * 4 }, (_, i) => [START + (i * HOUR) / 4, i % 7] as const);
      await store.append(batchOf(TEMPERATURE, all));
      await store.maintain(START + 4 * DAY, FOR_GOOD);
      const tierOf = async (to: number, count: number) => (await store.buckets(query(START, START + to, count))).tier;
      assert.equal(await tierOf(4 * HOUR, 5), "raw");
      assert.equal(await tierOf(4 * HOUR, 4), "hour");
      assert.equal(await tierOf(4 * DAY, 5), "hour");
      assert.equal(await tierOf(4 * DAY, 4), "day");
    }));

  test("an unknown data point has no past", () =>
    withStore(async (store) => {
      assert.deepEqual((await store.buckets(query(START, START + DAY, 5))).buckets, []);
      assert.deepEqual(await store.series(), []);
    }));

  test("what is no number of a time or a value is no sample", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(TEMPERATURE, [
          [START, Number.NaN],
          [START, Number.POSITIVE_INFINITY],
          [Number.NaN, 1],
          [1e300, 1],
        ]),
      );
      assert.deepEqual((await store.status()).samples, 0);
    }));
}

function retention(withStore: With): void {
  const minutes = (days: number) =>
    Array.from({ length: days * 24 * 12 }, (_, i) => [START + i * 5 * 60_000, i % 50] as const);
  const fill = async (store: HistoryStore, days: number) => {
    await store.append(batchOf(TEMPERATURE, minutes(days)));
    await store.append(batchOf(seriesName("HUMIDITY"), minutes(days)));
  };

  test("raw samples end by age, hours and days go on telling", () =>
    withStore(async (store) => {
      await fill(store, 4);
      const now = START + 4 * DAY;
      const query = { series: TEMPERATURE, from: START, to: now, buckets: 1, now };
      const before = await store.buckets(query);
      await store.maintain(now, { ...FOR_GOOD, raw: DAY });
      assert.deepEqual(await store.buckets(query), before);
      assert.ok((await store.status()).samples <= 2 * 2 * 288, "two days are kept at most, for the day of its end");
      // a narrow range of what was purged is shown in hours
      const narrow = await store.buckets({ ...query, to: START + 2 * HOUR, buckets: 8 });
      assert.equal(narrow.tier, "hour");
      assert.deepEqual(
        narrow.buckets.map(({ count }) => count),
        [12, 12],
      );
    }));

  test("hours end by age, too, and days", () =>
    withStore(async (store) => {
      await fill(store, 8);
      const now = START + 8 * DAY;
      await store.maintain(now, { ...FOR_GOOD, raw: HOUR, hour: 3 * DAY, day: 5 * DAY });
      const of = async (from: number, count: number) =>
        (await store.buckets({ series: TEMPERATURE, from, to: now, buckets: count, now })).buckets.map(
          ({ start }) => (start - START) / DAY,
        );
      assert.deepEqual(await of(START, 8), [3, 4, 5, 6, 7]);
      // hours that are gone are shown as days
      assert.deepEqual((await of(START, 8 * 24)).slice(0, 4), [3, 4, 5, 5 + 1 / 24]);
    }));

  test("a limit in bytes takes the oldest first, and is kept while the history grows", () =>
    withStore(async (store) => {
      for (let day = 0; day < 30; day++) {
        const at = START + day * DAY;
        for (const parameter of ["A", "B", "C", "D"])
          await store.append(
            batchOf(
              seriesName(parameter),
              Array.from({ length: 1_440 }, (_, i) => [at + i * 60_000, Math.sin(i * day)] as const),
            ),
          );
        await store.maintain(at + DAY, { ...FOR_GOOD, bytes: 600_000 });
        assert.ok((await store.status()).bytes <= 800_000, `${(await store.status()).bytes} on day ${day}`);
      }
      const now = START + 30 * DAY;
      const { buckets } = await store.buckets({ series: seriesName("A"), from: START, to: now, buckets: 30, now });
      assert.equal(
        buckets.reduce((sum, { count }) => sum + count, 0),
        30 * 1_440,
        "days still know of all",
      );
    }));

  test("what comes late from a time whose samples were purged is left out", () =>
    withStore(async (store) => {
      await fill(store, 4);
      const now = START + 4 * DAY;
      await store.maintain(now, { ...FOR_GOOD, raw: HOUR });
      const query = { series: TEMPERATURE, from: START, to: now, buckets: 1, now };
      const before = await store.buckets(query);
      await store.append(batchOf(TEMPERATURE, [[START + 60_000, 1_000]]));
      await store.maintain(now, { ...FOR_GOOD, raw: HOUR });
      assert.deepEqual(await store.buckets(query), before);
    }));
}

function reading(withStore: With): void {
  test("samples are read as they were taken, and survive the end of the program", () =>
    withStore(async (store, reopen) => {
      const values = [20.5, -3.25, 1e-7, 1 / 3, 1e300, 0, 2 ** 53, 230.123456];
      await store.append(
        batchOf(
          TEMPERATURE,
          values.map((value, i) => [START + i * 7, value] as const),
        ),
      );
      await store.maintain(START + 60_000, FOR_GOOD);
      await store.append(
        batchOf(TEMPERATURE, [
          [START + 100, 1],
          [START + 3, 2],
          [START, 9],
        ]),
      );
      const again = await reopen(store);
      const [got] = await again.samples({ series: [TEMPERATURE, COUNTER], from: START, to: START + 1_000, limit: 100 });
      assert.deepEqual(got?.series, TEMPERATURE);
      assert.deepEqual(
        got?.at.map((at) => at - START),
        [0, 3, 7, 14, 21, 28, 35, 42, 49, 100],
      );
      assert.deepEqual(got?.value, [9, 2, ...values.slice(1), 1]);
      assert.deepEqual(await again.series(), [TEMPERATURE]);
    }));

  test("past the limit of samples it is refused", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(TEMPERATURE, [
          [START, 1],
          [START + 1, 2],
        ]),
      );
      const query = { series: [TEMPERATURE], from: START, to: START + 2 };
      assert.equal((await store.samples({ ...query, limit: 2 })).length, 1);
      await assert.rejects(store.samples({ ...query, limit: 1 }), HistoryLimitError);
    }));
}
