/** Measuring: ours and a bare baseline alternate in one run, medians of the rounds are compared. */

export interface Figure {
  name: string;
  /** What was measured, in its unit. */
  ours: number;
  /** The bare baseline of the same run, where there is one. */
  baseline?: number;
  unit: string;
  /** ours ÷ baseline where more is better, baseline ÷ ours where less is better; only with a baseline. */
  ratio?: number;
  /** What the figure must reach: a ratio where there is a baseline, else a bound on `ours`. */
  target?: { at: "least" | "most"; value: number };
  note?: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const met = ({ ratio, ours, target }: Figure): boolean | undefined => {
  if (target === undefined) return undefined;
  const value = ratio ?? ours;
  return target.at === "least" ? value >= target.value : value <= target.value;
};

export interface Rounds {
  rounds?: number;
  /** Unmeasured rounds before, so that both sides are compiled. */
  warmup?: number;
}

/** Rates (per second, more is better) of two sides, alternating; each call runs one round and returns its rate. */
export async function compareRates(
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
  { rounds = 7, warmup = 2 }: Rounds = {},
) {
  const a: number[] = [];
  const b: number[] = [];
  const ratios: number[] = [];
  for (let i = -warmup; i < rounds; i++) {
    // the order changes every round: whoever runs second finds the caches of the first
    const first = i % 2 === 0;
    const x = first ? await ours() : await baseline();
    const y = first ? await baseline() : await ours();
    if (i < 0) continue;
    const [mine, bare] = first ? [x, y] : [y, x];
    a.push(mine);
    b.push(bare);
    ratios.push(mine / bare);
  }
  return { ours: median(a), baseline: median(b), ratio: median(ratios) };
}

/** Milliseconds that `work` takes. */
export async function elapsed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
