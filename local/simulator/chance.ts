/** Chance that repeats: the same seed gives the same home, the same weather and the same button presses. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Uniform between both. */
  between(low: number, high: number): number;
  /** Whole number, both ends included. */
  whole(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
}

/** FNV-1a, 32 bits: turns a label into a number. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * A stream of its own per `label`, so that a device that is added or taken away does not change what the others do.
 * Generator: mulberry32 (32 bits of state; good enough for weather).
 */
export function chance(seed: number, label: string): Chance {
  let state = (digest(label) ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return { next, between, whole, pick: (items) => items[whole(0, items.length - 1)] as (typeof items)[number] };
}
