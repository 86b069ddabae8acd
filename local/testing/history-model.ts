/** A history as simple as it can be said: every sample is kept, every answer is counted out. */
import type { SeriesName } from "../../handlers/ports/history.ts";

const HOLD_MS = 24 * 3_600_000;

export interface CountedOut {
  count: number;
  min: number;
  max: number;
  avg: number;
  covered: number;
}

export class HistoryModel {
  readonly #series = new Map<string, { name: SeriesName; samples: Map<number, number> }>();

  add(name: SeriesName, at: number, value: number): void {
    const key = JSON.stringify(name);
    const one = this.#series.get(key) ?? { name, samples: new Map() };
    this.#series.set(key, one);
    one.samples.set(at, value);
  }

  samples(name: SeriesName): [at: number, value: number][] {
    return [...(this.#series.get(JSON.stringify(name))?.samples ?? [])].sort(([a], [b]) => a - b);
  }

  /** Of [from, to), as seen at `now`; `undefined` where there is no sample in it. */
  bucket(name: SeriesName, from: number, to: number, now: number): CountedOut | undefined {
    const all = this.samples(name);
    const inside = all.filter(([at]) => at >= from && at < to);
    if (inside.length === 0) return undefined;
    const values = inside.map(([, value]) => value);
    const end = Math.min(to, now);
    let [area, covered] = [0, 0];
    all.forEach(([at, value], index) => {
      const until = Math.min(all[index + 1]?.[0] ?? Number.POSITIVE_INFINITY, at + HOLD_MS, end);
      const span = until - Math.max(at, from);
      if (span <= 0) return;
      area += value * span;
      covered += span;
      if (at < from) values.push(value);
    });
    const plain = inside.reduce((sum, [, value]) => sum + value, 0) / inside.length;
    const avg = covered > 0 ? area / covered : plain;
    return { count: inside.length, min: Math.min(...values), max: Math.max(...values), avg, covered };
  }

  /** Rise of a counter in [from, to): each step where it was reported. */
  rise(name: SeriesName, from: number, to: number): number {
    let reading: number | undefined;
    let sum = 0;
    for (const [at, value] of this.samples(name)) {
      if (reading === undefined) reading = Math.max(value, 0);
      const step = value < 0 || value === 0 ? 0 : value >= reading ? value - reading : value;
      if (value > 0) reading = value;
      if (at >= from && at < to) sum += step;
    }
    return sum;
  }
}
