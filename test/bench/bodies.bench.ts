/**
 * What one body of a client that is logged in costs the event loop at most: every operation that takes one, filled to its limit
 * with what is slow to read, to check or to refuse. The least of some tries, so that other programs do not count.
 */
import * as z from "zod";
import { operations } from "../../handlers/api.ts";
import { bodyLimitOf } from "../../handlers/kernel/limits.ts";
import { parseBody } from "../../handlers/kernel/validation.ts";
import { type Figure, median } from "./measure.ts";

/** Trials of 2026-11-29, S2. */
const MOST_MS = 10;
const TRIES = 5;

/** As many parts between `open` and `close` as there is room for. */
function filled(limit: number, open: string, part: (index: number) => string, close: string): Buffer {
  const parts: string[] = [];
  let room = limit - open.length - close.length;
  for (let index = 0; ; index++) {
    const next = part(index);
    room -= next.length + 1;
    if (room < 0) return Buffer.from(open + parts.join() + close);
    parts.push(next);
  }
}

const PARTS: readonly ((index: number) => string)[] = [
  () => "1",
  () => "1e5",
  () => "{}",
  () => '"\\u0041"',
  () => "[".repeat(30) + "]".repeat(30),
];

/** @param around text before and after: nothing, or a member of the schema */
function* bodies(limit: number, [before, after]: readonly [string, string]): Generator<Buffer> {
  for (const part of PARTS) yield filled(limit, `${before}[`, part, `]${after}`);
  yield filled(limit, `${before}{`, (index) => `"k${index}":1`, `}${after}`);
  yield filled(limit, `${before}{`, (index) => `"k${index}":{}`, `}${after}`);
  const room = limit - before.length - after.length - 2;
  for (const text of ["a1", "  ", '\\"', "1:"]) yield Buffer.from(`${before}"${text.repeat(room >> 1)}"${after}`);
  yield Buffer.from(`${before}${"1".repeat(room)}${after}`);
}

function milliseconds(work: () => unknown): number {
  const begun = performance.now();
  try {
    work();
  } catch {
    // most of them are refused
  }
  return performance.now() - begun;
}

export async function run(): Promise<Figure[]> {
  const worst: { ms: number; path: string }[] = [];
  for (const { spec } of operations) {
    if (!spec.body) continue;
    const members = spec.body instanceof z.ZodObject ? Object.keys(spec.body.shape) : [];
    const around = [["", ""], ...members.map((name) => [`{${JSON.stringify(name)}:`, "}"])] as [string, string][];
    let ms = 0;
    for (const one of around)
      for (const bytes of bodies(bodyLimitOf(spec), one)) {
        let least = Number.POSITIVE_INFINITY;
        for (let i = 0; i < TRIES && least > ms; i++)
          least = Math.min(
            least,
            milliseconds(() => parseBody(spec, bytes)),
          );
        ms = Math.max(ms, least);
      }
    worst.push({ ms, path: `${spec.method} ${spec.path}` });
  }
  worst.sort((a, b) => b.ms - a.ms);
  const [most] = worst;
  if (most === undefined) return [];
  const note = `${most.path}; of ${worst.length} operations the median is ${median(worst.map(({ ms }) => ms)).toFixed(1)} ms`;
  return [{ name: "the slowest body", ours: most.ms, unit: "ms", target: { at: "most", value: MOST_MS }, note }];
}
