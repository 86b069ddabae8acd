/** Samples in few bytes: whatever goes in comes out. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  firstFrom,
  insertSample,
  noSamples,
  PackedSamplesError,
  packSamples,
  type Samples,
  unpackSamples,
} from "../../../handlers/records/history/packed-samples.ts";

const of = (pairs: readonly (readonly [number, number])[]): Samples => {
  const samples = noSamples();
  for (const [at, value] of pairs) insertSample(samples, at, value + 0);
  return samples;
};
const START = Date.UTC(2026, 0, 1);
const times = fc.integer({ min: 0, max: 86_399_999 }).map((ms) => START + ms);
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 100),
  fc.integer({ min: -(2 ** 53), max: 2 ** 53 }),
  fc.constantFrom(0, 1, 0.1, 838_860.7, 1e-6, 1e-7, Number.MAX_VALUE, Number.MIN_VALUE),
);

describe("packed samples", () => {
  test("come out as they went in", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(times, values), { minLength: 1, maxLength: 60 }), (pairs) => {
        const samples = of(pairs);
        assert.deepEqual(unpackSamples(packSamples(samples), samples.at[0] as number), samples);
      }),
    ));

  test("a sample a minute takes three bytes, one that does not change two", () => {
    const day = (value: (i: number) => number) =>
      packSamples(of(Array.from({ length: 1_000 }, (_, i) => [START + i * 60_000, value(i)] as const))).length / 1_000;
    assert.ok(day((i) => Math.round(200 + 30 * Math.sin(i / 100)) / 10) < 2.1);
    assert.ok(day((i) => 1e5 + i * 12.3) < 3.1);
    assert.ok(day(() => 21.5) < 2.01);
  });

  test("damage is told, or comes out as other samples: never as an endless loop", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          assert.ok(unpackSamples(bytes, START).at.length <= bytes.length);
        } catch (error) {
          assert.ok(error instanceof PackedSamplesError);
        }
      }),
    ));

  test("a place is found, and a later sample of the same time replaces", () => {
    const samples = of([
      [5, 1],
      [1, 2],
      [5, 3],
      [9, 4],
    ]);
    assert.deepEqual(samples, { at: [1, 5, 9], value: [2, 3, 4] });
    assert.deepEqual(
      [0, 1, 2, 9, 10].map((time) => firstFrom(samples.at, time)),
      [0, 0, 1, 2, 3],
    );
  });
});
