/** What a history says of energy: part of the suite of the port `HistoryStore`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HistoryLimitError } from "../../handlers/ports/history.ts";
import { batchOf, COUNTER, DAY, FOR_GOOD, HOUR, START, seriesName, type With } from "./history-samples.ts";

export function energy(withStore: With): void {
  const ask = (from: number, to: number, group: "hour" | "day" | "month", timeZone = "UTC") => ({
    central: "ccu",
    from,
    to,
    group,
    timeZone,
    now: to,
    limit: 1_000,
  });

  test("a counter that began anew, or showed zero for a moment, is never negative and never counted twice", () =>
    withStore(async (store) => {
      const readings = [1_000, 1_100, 0, 1_150, 40, 60, 0, 0, 70, -5, 80];
      await store.append(
        batchOf(
          COUNTER,
          readings.map((wh, i) => [START + (i * HOUR) / 2, wh] as const),
        ),
      );
      const [device] = await store.energy(ask(START, START + DAY, "hour"));
      assert.equal(device?.device, "0001AAAA");
      assert.deepEqual(
        device?.buckets.map(({ consumed, reset }) => [consumed, reset]),
        [
          [100, false],
          [50, true],
          [60, true],
          [0, true],
          [10, false],
          [10, false],
        ],
      );
    }));

  test("days of a time zone have 23, 24 or 25 hours, and together they have all of it", () =>
    withStore(async (store) => {
      const readings = Array.from({ length: 96 }, (_, i) => [START - DAY + i * HOUR + 1, i * 10] as const);
      await store.append(batchOf(COUNTER, readings));
      await store.maintain(START + 3 * DAY, FOR_GOOD);
      const from = START - DAY - HOUR;
      const [device] = await store.energy(ask(from, from + 4 * DAY, "day", "Europe/Berlin"));
      assert.deepEqual(
        device?.buckets.map(({ start, consumed }) => [(start - START) / HOUR, consumed]),
        [
          [-25, 220],
          [-1, 230],
          [22, 240],
          [46, 240],
          [70, 10],
        ],
      );
    }));

  test("channels of a device add up; power is weighed by time", () =>
    withStore(async (store) => {
      const power = (channel: string) => seriesName("POWER", channel);
      await store.append(
        batchOf(power("0001AAAA:1"), [
          [START, 100],
          [START + HOUR / 2, 300],
        ]),
      );
      await store.append(batchOf(power("0001AAAA:2"), [[START, 10]]));
      await store.append(
        batchOf(seriesName("ENERGY_COUNTER_FEED_IN"), [
          [START, 5],
          [START + 1, 7],
        ]),
      );
      await store.append(batchOf(seriesName("POWER", "0009ZZZZ:1", "other"), [[START, 1]]));
      const all = await store.energy(ask(START, START + DAY, "hour"));
      assert.deepEqual(all, [
        {
          device: "0001AAAA",
          buckets: [{ start: START, consumed: 0, feedIn: 2, avgPower: 210, peakPower: 310, reset: false }],
        },
      ]);
      assert.deepEqual(await store.energy({ ...ask(START, START + DAY, "month"), device: "0002BBBB" }), []);
    }));

  test("past the limit of buckets it is refused", () =>
    withStore(async (store) => {
      await store.append(
        batchOf(
          COUNTER,
          Array.from({ length: 24 }, (_, i) => [START + i * HOUR, i] as const),
        ),
      );
      assert.equal((await store.energy({ ...ask(START, START + DAY, "hour"), limit: 24 }))[0]?.buckets.length, 24);
      await assert.rejects(store.energy({ ...ask(START, START + DAY, "hour"), limit: 23 }), HistoryLimitError);
    }));
}
