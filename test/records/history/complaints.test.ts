/**
 * What users of comparable systems reported of their histories: each must not happen here. What is about a file that was
 * killed, full or damaged is in test/fault/history.test.ts, what is about a recorder that stops in
 * test/features/history/recorder.test.ts.
 */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { describe, test } from "node:test";
import { createMemoryHistory } from "../../../adapters/memory/history.ts";
import { openSqliteHistory } from "../../../adapters/sqlite/history.ts";
import type { HistoryStore } from "../../../handlers/ports/history.ts";
import { RAW_READ_LIMIT } from "../../../handlers/records/history/reads.ts";
import { batchOf, seriesName } from "../../../local/testing/history.ts";
import { scratch } from "../../ports/scratch.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 28);
const FOR_GOOD = { raw: 1_000 * DAY, hour: 0, day: 0, bytes: 0 };
const LEVEL = seriesName("LEVEL");
const COUNTER = seriesName("ENERGY_COUNTER");

type Pair = readonly [at: number, value: number];
const withSamples = async (name: typeof LEVEL, ...samples: Pair[]): Promise<HistoryStore> => {
  const store = createMemoryHistory();
  await store.append(batchOf(name, samples));
  return store;
};
const energy = async (store: HistoryStore, from: number, to: number, timeZone = "Europe/Berlin") => {
  const query = { central: "ccu", from, to, group: "day", timeZone, now: to, limit: 10_000 } as const;
  return (await store.energy(query))[0]?.buckets ?? [];
};
const buckets = async (store: HistoryStore, from: number, to: number, count: number) =>
  (await store.buckets({ series: LEVEL, from, to, buckets: count, now: to })).buckets;

describe("complaints about energy", () => {
  test("a meter that was away for months and was reset meanwhile uses nothing negative (home-assistant/core#101155, #140300; frontend#29595)", async () => {
    const store = await withSamples(
      COUNTER,
      [START, 441_980],
      [START + HOUR, 441_990],
      [START + 70 * DAY, 3],
      [START + 70 * DAY + HOUR, 9],
    );
    await store.maintain(START + 80 * DAY, { ...FOR_GOOD, raw: HOUR });
    const all = await energy(store, START, START + 90 * DAY);
    assert.deepEqual(
      all.map(({ consumed, reset }) => [consumed, reset]),
      [
        [10, false],
        [9, true],
      ],
    );
  });

  test("a negative reading is none: neither it nor the one after it is consumption (homeassistant-hoymiles-cloud#54)", async () => {
    const store = await withSamples(COUNTER, [START, 9_000], [START + 1, -3_461], [START + 2, 9_001]);
    assert.deepEqual(
      (await energy(store, START, START + DAY)).map(({ consumed }) => consumed),
      [1],
    );
  });

  test("zero for a moment after a restart of the meter counts nothing twice (home-assistant/core#76973)", async () => {
    const hour = [START + HOUR - 2, START + HOUR - 1, START + HOUR] as const;
    // the zero is the last of its hour: the next hour knows what was before it
    const store = await withSamples(COUNTER, [hour[0], 12_345], [hour[1], 0], [hour[2], 12_346]);
    await store.maintain(START + DAY, FOR_GOOD);
    await store.maintain(START + 4 * DAY, { ...FOR_GOOD, raw: HOUR });
    const all = await energy(store, START, START + DAY, "UTC");
    assert.deepEqual(
      all.map(({ consumed, reset }) => [consumed, reset]),
      [[1, true]],
    );
  });

  test("the hour before midnight belongs to the day before it, on days of 23 and 25 hours, too (home-assistant/core#165115, AndroidAPS#2146)", async () => {
    for (const [midnight, hours] of [
      [Date.UTC(2026, 2, 28, 23), 23],
      [Date.UTC(2026, 9, 24, 22), 25],
    ] as const) {
      const store = await withSamples(
        COUNTER,
        ...Array.from({ length: 96 }, (_, i): Pair => [midnight - DAY + i * HOUR, i]),
      );
      await store.maintain(midnight + 5 * DAY, FOR_GOOD);
      const all = await energy(store, midnight - DAY, midnight + 2 * DAY + hours * HOUR);
      const [, day] = all;
      assert.deepEqual([day?.start, day?.consumed], [midnight, hours]);
      assert.equal(new Set(all.map(({ start }) => start)).size, all.length, "no day comes twice");
      const consumed = all.reduce((sum, bucket) => sum + bucket.consumed, 0);
      assert.equal(consumed, Math.min(95, 71 + hours), "nothing is left out");
    }
  });
});

describe("complaints about averages", () => {
  test("what changes seldom is weighed by time (domoticz#995, ccu-historian#366)", async () => {
    const store = await withSamples(LEVEL, [START, 0], [START + 50 * 60_000, 60]);
    assert.deepEqual(
      (await buckets(store, START, START + HOUR, 1)).map(({ avg }) => avg),
      [10],
    );
  });

  test("what does not change all day has its value as its average, not 0 (ioBroker.statistics#109)", async () => {
    const store = await withSamples(LEVEL, [START + HOUR, 21.5]);
    const [day] = await buckets(store, START, START + DAY, 1);
    assert.deepEqual(day && [day.avg, day.covered], [21.5, 23 * HOUR]);
    await store.maintain(START + 3 * DAY, FOR_GOOD);
    assert.deepEqual((await buckets(store, START, START + DAY, 1))[0], day);
  });

  test("one unusable value spoils no interval (ioBroker.sql#526)", async () => {
    const store = await withSamples(LEVEL, [START, 1], [START + 1, Number.NaN], [START + 2, 3]);
    const [all] = await buckets(store, START, START + 4, 1);
    assert.deepEqual(all && [all.count, all.avg], [2, 2]);
  });

  test("what is there is told in narrow ranges as in wide ones (ioBroker.history#238)", async () => {
    const store = await withSamples(LEVEL, ...Array.from({ length: 300 }, (_, i): Pair => [START + i * 1_000, i]));
    for (const width of [1_000, 5_000, 60_000, 300_000]) {
      const told = await buckets(store, START, START + 300_000, 300_000 / width);
      assert.equal(
        told.reduce((sum, { count }) => sum + count, 0),
        300,
      );
    }
  });

  test("a sample of the full hour belongs to the hour that begins (home-assistant/core#85870)", async () => {
    const store = await withSamples(LEVEL, [START + HOUR - 1, 1], [START + HOUR, 2], [START + 2 * HOUR, 3]);
    await store.maintain(START + DAY, FOR_GOOD);
    const hours = await buckets(store, START, START + 3 * HOUR, 3);
    assert.deepEqual(
      hours.map(({ start, count, max }) => [(start - START) / HOUR, count, max]),
      [
        [0, 1, 1],
        [1, 1, 2],
        [2, 1, 3],
      ],
    );
  });
});

describe("complaints about growth and housekeeping", () => {
  test("recording and reading go on while years are worked up and purged (home-assistant/core#117263, #121909; ccu-historian#159)", async () => {
    using folder = scratch();
    const { store } = await openSqliteHistory(folder.file("history.db"));
    const names = Array.from({ length: 10 }, (_, i) => seriesName(`P${i}`));
    for (const name of names)
      await store.append(
        batchOf(
          name,
          Array.from({ length: 20_000 }, (_, i): Pair => [START + i * 5 * 60_000, i % 100]),
        ),
      );
    const now = START + 70 * DAY;
    let isOver = false;
    const housekeeping = store.maintain(now, { ...FOR_GOOD, raw: HOUR, hour: 30 * DAY }).then(() => {
      isOver = true;
    });
    let appended = 0;
    while (!isOver) {
      await store.append(batchOf(LEVEL, [[now + appended, appended]]));
      const [told] = (await store.buckets({ series: LEVEL, from: now, to: now + HOUR, buckets: 1, now: now + HOUR }))
        .buckets;
      appended += 1;
      assert.equal(told?.count, appended);
    }
    await housekeeping;
    assert.ok(appended >= 3, `${appended} appends went on meanwhile`);
    await store.close();
  });

  test("space is given back without a second copy of the file (home-assistant/core#123348; ccu-historian#113, #135, #432)", async () => {
    using folder = scratch();
    const file = folder.file("history.db");
    const { store } = await openSqliteHistory(file);
    for (let part = 0; part < 5; part++)
      await store.append(
        batchOf(
          LEVEL,
          Array.from({ length: 50_000 }, (_, i): Pair => [START + (part * 50_000 + i) * 1_000, Math.sin(i)]),
        ),
      );
    const now = START + 10 * DAY;
    await store.maintain(now, FOR_GOOD);
    const { bytes: before } = await store.status();
    await store.maintain(now, { ...FOR_GOOD, raw: HOUR });
    const { bytes: after, samples } = await store.status();
    assert.ok(before > 2_000_000 && after < 500_000, `${before} bytes, then ${after}`);
    assert.ok(samples < 1_000);
    await store.close();
    assert.ok(statSync(file).size < 800_000);
  });

  test("a clock that was wrong for a while costs nothing that was right", async () => {
    const now = START + 10 * DAY;
    // without a battery a clock begins in 1970, or jumps ahead
    const store = await withSamples(LEVEL, [1_000, 1], [START, 2], [now + 400 * DAY, 3]);
    await store.maintain(now, FOR_GOOD);
    await store.append(batchOf(LEVEL, [[START + HOUR, 4]]));
    await store.maintain(now, FOR_GOOD);
    assert.deepEqual(
      (await buckets(store, START, START + DAY, 1)).map(({ count, max }) => [count, max]),
      [[2, 4]],
    );
  });

  test(`past ${RAW_READ_LIMIT} samples an answer is made of hours`, async () => {
    const store = createMemoryHistory();
    const fill = (from: number, count: number) =>
      store.append({
        series: Array(count).fill(LEVEL),
        at: Array.from({ length: count }, (_, i) => START + (from + i) * 1_000),
        value: Array(count).fill(1),
      });
    const tier = async () => {
      const to = START + (RAW_READ_LIMIT + 1) * 1_000;
      await store.maintain(to + DAY, FOR_GOOD);
      return (await store.buckets({ series: LEVEL, from: START, to, buckets: 2_000, now: to })).tier;
    };
    await fill(0, RAW_READ_LIMIT);
    assert.equal(await tier(), "raw");
    await fill(RAW_READ_LIMIT, 1);
    assert.equal(await tier(), "hour");
  });
});
