/** Any history, against a plain model of it: part of the suite of the port `HistoryStore`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { HistoryRetention, HistoryStore, SeriesName } from "../../handlers/ports/history.ts";
import { HistoryModel } from "./history-model.ts";
import { COUNTER, DAY, HOUR, START, TEMPERATURE } from "./history-samples.ts";

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
export const steps: fc.Arbitrary<Step[]> = fc.array(
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

export async function replay(
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
export async function replayPurged(first: HistoryStore, reopen: Reopen, all: readonly Step[]): Promise<void> {
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
