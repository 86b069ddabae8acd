import type { Clock } from "../ports/index.ts";
import { createBoundedCache } from "./bounded-cache.ts";

/** Buckets that are remembered at once: an attacker with many addresses must not fill the memory. */
const BUCKETS_KEPT = 10_000;

export interface TokenBuckets {
  /** Takes one token; 0 = granted, else the seconds until the next one. */
  take(key: string): number;
  /** The same without taking. */
  peek(key: string): number;
  /** Gives a taken token back. */
  give(key: string): void;
}

/** Token buckets by key: `rate` tokens a second, at most `burst` saved, one or more. A forgotten bucket starts full. */
export function createTokenBuckets(clock: Clock, rate: number, burst: number): TokenBuckets {
  const buckets = createBoundedCache<string, { tokens: number; at: number }>(BUCKETS_KEPT);
  const current = (key: string) => {
    const now = clock.now();
    const bucket = buckets.get(key);
    if (!bucket) return { tokens: burst, at: now };
    return { tokens: Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate), at: now };
  };
  const wait = (tokens: number) => (tokens >= 1 ? 0 : (1 - tokens) / rate);
  return {
    take(key) {
      const bucket = current(key);
      const seconds = wait(bucket.tokens);
      if (seconds === 0) bucket.tokens -= 1;
      buckets.set(key, bucket);
      return seconds;
    },
    // a bucket that nothing was taken from is full: asked with each request, for nearly everybody
    peek: (key) => (buckets.has(key) ? wait(current(key).tokens) : 0),
    give(key) {
      const bucket = current(key);
      bucket.tokens = Math.min(burst, bucket.tokens + 1);
      buckets.set(key, bucket);
    },
  };
}
