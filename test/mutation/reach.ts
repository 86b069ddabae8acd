/** What each test file of a room runs through, as V8 counts it: a mutant is played to the tests that reach it only. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Import } from "../rule/imports.ts";

/** A range of a source text that never ran, or ran (`count`); an inner range overrules the outer one. */
interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

/** A test file: how long it takes, and what of each source file it ran. */
export interface Reach {
  test: string;
  milliseconds: number;
  /** Ranges by source file, outer ones first. A list per process or thread that loaded the file. */
  ran: Record<string, Range[][]>;
}

const reporter = join(import.meta.dirname, "first-failure.ts");
/** How to run one test file; reports through the exit code. */
export const runArguments = (test: string): string[] => [`--test-reporter=${reporter}`, test];

/** A test and everything it imports at run time, transitively. */
export function importedBy(imports: readonly Import[], test: string): string[] {
  const found = new Set([test]);
  for (const file of found) {
    for (const { from, to, kind } of imports) if (from === file && kind !== "type" && to.endsWith(".ts")) found.add(to);
  }
  return [...found];
}

/** How many imports lie between `file` and each file that needs it at run time; 0 for itself. */
export function distances(imports: readonly Import[], file: string): ReadonlyMap<string, number> {
  const found = new Map([[file, 0]]);
  for (const [to, steps] of found)
    for (const one of imports)
      if (one.to === to && one.kind !== "type" && !found.has(one.from)) found.set(one.from, steps + 1);
  return found;
}

function readCoverage(root: string, folder: string): Reach["ran"] {
  const ran: Reach["ran"] = {};
  for (const name of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
      result: { url: string; functions: { ranges: Range[] }[] }[];
    };
    for (const { url, functions } of result) {
      if (!url.startsWith("file:") || url.includes("node_modules")) continue;
      const file = fileURLToPath(url).slice(root.length + 1);
      if (!/^(handlers|adapters)\//.test(file)) continue;
      ran[file] ??= [];
      ran[file].push(functions.flatMap(({ ranges }) => ranges));
    }
  }
  return ran;
}

/**
 * Runs one test file without a mutant and keeps what it reached in `cache` until something that it imports changes.
 * Throws where the test fails: a mutant would prove nothing then.
 */
export function reachOf(root: string, cache: string, imports: readonly Import[], test: string): Reach {
  const hash = createHash("sha256");
  for (const file of importedBy(imports, test)) hash.update(readFileSync(join(root, file)));
  const kept = join(cache, `${test.replaceAll("/", "_")}.${hash.digest("hex").slice(0, 16)}.json`);
  try {
    return JSON.parse(readFileSync(kept, "utf8")) as Reach;
  } catch {
    // not measured yet
  }
  // a test with a real broker may fail once on a machine that is busy
  const reach = measured(root, cache, test, 1);
  writeFileSync(kept, JSON.stringify(reach));
  return reach;
}

function measured(root: string, cache: string, test: string, retries: number): Reach {
  // of this run alone: another room may be measured at the same time
  const folder = join(cache, `coverage-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, runArguments(test), {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_V8_COVERAGE: folder },
  });
  if (status !== 0 && retries > 0) return measured(root, cache, test, retries - 1);
  if (status !== 0) throw new Error(`${test} fails without a mutant: ${stdout}`);
  const reach = { test, milliseconds: performance.now() - start, ran: readCoverage(root, folder) };
  rmSync(folder, { recursive: true });
  return reach;
}

/** Whether the test ran the code at `offset` of `file`. */
export function reaches({ ran }: Reach, file: string, offset: number): boolean {
  return (ran[file] ?? []).some((ranges) => {
    const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
    around.sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
    return (around[0]?.count ?? 0) > 0;
  });
}
