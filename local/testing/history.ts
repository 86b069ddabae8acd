/** What every implementation of the port `HistoryStore` does, wherever it keeps the past. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  HistoryLimitError,
  type HistoryRetention,
  type HistoryStore,
  type SampleBatch,
  type SeriesName,
} from "../../handlers/ports/history.ts";
import { HistoryModel } from "./history-model.ts";

export interface HistoryUnderTest {
  /** A new, empty history. The suite closes it. */
  create(): Promise<HistoryStore>;
  /** Closes it and opens it again; absent where nothing outlives it. */
  reopen?(store: HistoryStore): Promise<HistoryStore>;
  /** Random histories to try. */
  runs?: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A day of the change of the clocks in Europe, which UTC does not know. */
const START = Date.UTC(2026, 2, 29);
const FOR_GOOD: HistoryRetention = { raw: 1_000 * DAY, hour: 0, day: 0, bytes: 0 };

export const seriesName = (parameter: string, channel = "0001AAAA:1", central = "ccu"): SeriesName => ({
  central,
  interfaceId: `${central}-HmIP-RF`,
  channel,
  parameter,
});
const TEMPERATURE = seriesName("ACTUAL_TEMPERATURE");
const COUNTER = seriesName("ENERGY_COUNTER");

export const batchOf = (name: SeriesName, samples: readonly (readonly [at: number, value: number])[]): SampleBatch => ({
  series: samples.map(() => name),
  at: samples.map(([at]) => at),
  value: samples.map(([, value]) => value),
});

type With = (
  use: (store: HistoryStore, reopen: (store: HistoryStore) => Promise<HistoryStore>) => Promise<void>,
) => Promise<void>;

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

function energy(withStore: With): void {
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

// ---------------------------------------------------------------- any history

type Step =
  | { kind: "append"; samples: [series: 0 | 1, minutes: number, value: number][] }
  | { kind: "maintain" }
  | { kind: "reopen" };

const SERIES = [TEMPERATURE, COUNTER] as const;
/** No zero has a sign: nothing is measured that would. */
const value = fc
  .oneof(
    fc.integer({ min: -20, max: 500 }).map((n) => n / 10),
    fc.constantFrom(0, 0, 1_000, -1),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  )
  .map((number) => number + 0);
/** Minutes since the step before: mostly on, seldom far on or back. */
const minutes = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: 0, max: 40, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1_500, max: 0 }) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom<0 | 1>(0, 1), minutes, value), { maxLength: 40 })
        .map((samples): Step => ({ kind: "append", samples })),
    },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: "maintain" }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: "reopen" }) },
  ),
  { maxLength: 12 },
);

type Reopen = (store: HistoryStore) => Promise<HistoryStore>;

/** Plays the steps; the clock is what the youngest sample says. */
async function play(
  store: HistoryStore,
  reopen: Reopen,
  all: readonly Step[],
  retention: HistoryRetention,
  added: (name: SeriesName, at: number, value: number) => void,
): Promise<{ store: HistoryStore; now: number }> {
  let [open, time, now] = [store, START, START];
  for (const step of all) {
    if (step.kind === "maintain") await open.maintain(now, retention);
    else if (step.kind === "reopen") open = await reopen(open);
    else {
      const batch = step.samples.map(([series, passed, sample]) => {
        time = Math.round(time + passed * 60_000);
        now = Math.max(now, time);
        added(SERIES[series], time, sample);
        return [SERIES[series], time, sample] as const;
      });
      await open.append({
        series: batch.map(([n]) => n),
        at: batch.map(([, t]) => t),
        value: batch.map(([, , v]) => v),
      });
    }
  }
  return { store: open, now };
}

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

async function replay(
  first: HistoryStore,
  reopen: Reopen,
  all: readonly Step[],
  retention: HistoryRetention,
): Promise<void> {
  const model = new HistoryModel();
  const { store, now } = await play(first, reopen, all, retention, (...sample) => model.add(...sample));
  const to = Math.ceil((now + 1) / DAY) * DAY;
  const from = START - 3 * DAY;
  const ranges = [
    { from, to, buckets: (to - from) / DAY },
    { from, to, buckets: (to - from) / HOUR },
    { from: to - DAY, to, buckets: 100 },
    { from: from + 12_345_678, to: to - 7_654_321, buckets: 1 },
  ];
  for (const name of SERIES)
    for (const range of ranges) {
      const { buckets, tier } = await store.buckets({ series: name, ...range, now });
      const width = Math.max(1, Math.floor((range.to - range.from) / range.buckets));
      const expected = Array.from({ length: range.buckets }, (_, i) => {
        const start = range.from + i * width;
        const counted = model.bucket(name, start, i === range.buckets - 1 ? range.to : start + width, now);
        return counted && { start, ...counted };
      }).filter((one) => one !== undefined);
      const told = JSON.stringify({ tier, range, buckets, expected });
      assert.equal(buckets.length, expected.length, told);
      for (const [index, want] of expected.entries()) {
        const got = buckets[index];
        assert.deepEqual(
          got && [got.start, got.count, got.min, got.max],
          [want.start, want.count, want.min, want.max],
          told,
        );
        assert.ok(got && close(got.avg, want.avg) && close(got.covered, want.covered), told);
      }
    }
  await sameEnergy(store, model, from, to, now);
}

async function sameEnergy(
  store: HistoryStore,
  model: HistoryModel,
  from: number,
  to: number,
  now: number,
): Promise<void> {
  for (const group of ["hour", "day", "month"] as const) {
    const query = { central: "ccu", from, to, group, timeZone: "UTC", now, limit: 100_000 };
    const buckets = (await store.energy(query)).flatMap((device) => device.buckets);
    assert.ok(buckets.every(({ consumed }) => consumed >= 0));
    const total = buckets.reduce((sum, { consumed }) => sum + consumed, 0);
    assert.ok(close(total, model.rise(COUNTER, from, to)), `${group}: ${total}, not ${model.rise(COUNTER, from, to)}`);
  }
}

/** With the shortest times to keep samples and hours: days know all the same how many there were. */
async function replayPurged(first: HistoryStore, reopen: Reopen, all: readonly Step[]): Promise<void> {
  const model = new HistoryModel();
  const ascending = all.map((step) =>
    step.kind === "append"
      ? {
          ...step,
          samples: step.samples.map(([s, passed, v]) => [s, Math.abs(passed), v] as (typeof step.samples)[number]),
        }
      : step,
  );
  const retention = { raw: HOUR, hour: DAY, day: 0, bytes: 1 };
  const keep = { ...retention, bytes: 0 };
  const { store, now } = await play(first, reopen, ascending, keep, (...sample) => model.add(...sample));
  await store.maintain(now, keep);
  const to = Math.ceil((now + 1) / DAY) * DAY;
  for (const name of SERIES) {
    const samples = model.samples(name);
    const { buckets } = await store.buckets({ series: name, from: START, to, buckets: (to - START) / DAY, now });
    assert.equal(
      buckets.reduce((sum, { count }) => sum + count, 0),
      samples.length,
    );
    if (samples.length === 0) continue;
    assert.equal(Math.min(...buckets.map(({ min }) => min)), Math.min(...samples.map(([, v]) => v)));
    assert.equal(Math.max(...buckets.map(({ max }) => max)), Math.max(...samples.map(([, v]) => v)));
  }
  await sameEnergy(store, model, START, to, now);
}
