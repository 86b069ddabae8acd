/** A day of a measured value in the size of a word: a line without axes. */
import type { Schemas } from "../../../adapters/client/index.ts";

type Bucket = Pick<Schemas["HistoryBucket"], "ts" | "avg" | "min" | "max">;

export interface Spark {
  /** Of a picture of {@link SPARK_WIDTH} by {@link SPARK_HEIGHT}. */
  readonly path: string;
  readonly min: number;
  readonly max: number;
}

export const SPARK_WIDTH = 100;
export const SPARK_HEIGHT = 24;
/** So that the line's own thickness is seen at the top and at the bottom. */
const MARGIN = 2;

const round = (value: number): number => Math.round(value * 10) / 10;

/** `undefined` where there are fewer than two values: that is no line. @param from milliseconds since the epoch */
export function sparkOf(buckets: readonly Bucket[], from: number, to: number): Spark | undefined {
  const known = buckets.filter(({ avg }) => Number.isFinite(avg));
  if (known.length < 2) return undefined;
  const [min, max] = [Math.min(...known.map((one) => one.min)), Math.max(...known.map((one) => one.max))];
  const [low, high] = [Math.min(...known.map(({ avg }) => avg)), Math.max(...known.map(({ avg }) => avg))];
  const inside = SPARK_HEIGHT - 2 * MARGIN;
  const points = known.map(({ ts, avg }) => {
    const x = ((Date.parse(ts) - from) / (to - from)) * SPARK_WIDTH;
    // what did not change is in the middle
    const share = high > low ? (avg - low) / (high - low) : 0.5;
    return `${round(Math.min(SPARK_WIDTH, Math.max(0, x)))} ${round(SPARK_HEIGHT - MARGIN - share * inside)}`;
  });
  return { path: `M${points.join("L")}`, min, max };
}

type Job = () => Promise<unknown>;

/** @param atOnce jobs that run at a time, the others wait in their order @returns how to add one, and that how to take it back before its turn */
export function inTurn(atOnce: number): (job: Job) => () => void {
  const waiting: Job[] = [];
  let running = 0;
  const next = () => {
    if (running >= atOnce) return;
    const job = waiting.shift();
    if (job === undefined) return;
    running += 1;
    const end = () => {
      running -= 1;
      next();
    };
    void job().then(end, end);
    next();
  };
  return (job) => {
    waiting.push(job);
    next();
    return () => {
      const at = waiting.indexOf(job);
      if (at >= 0) waiting.splice(at, 1);
    };
  };
}
