/**
 * `npm run bench [name…]`: prints every figure beside its baseline and target, and writes them with the machine, the
 * Node version and the commit to test/bench/results/. Exit 1 where a target is missed and BENCH_STRICT is set.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { type Figure, met } from "./measure.ts";

const wanted = process.argv.slice(2);
const benches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .sort();

const commit = () => {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
};
const round = (n: number) => (Math.abs(n) >= 100 ? String(Math.round(n)) : n.toPrecision(3));

const figures: Figure[] = [];
for (const file of benches) {
  console.log(`\n# ${file.replace(".bench.ts", "")}`);
  const { run } = (await import(`./${file}`)) as { run: () => Promise<Figure[]> };
  for (const figure of await run()) {
    figures.push(figure);
    const { name, ours, baseline, unit, ratio, target, note } = figure;
    const parts = [`${round(ours)} ${unit}`];
    if (baseline !== undefined) parts.push(`baseline ${round(baseline)}`);
    if (ratio !== undefined) parts.push(`ratio ${ratio.toFixed(3)}`);
    if (target) parts.push(`target at ${target.at} ${target.value}: ${met(figure) ? "met" : "MISSED"}`);
    if (note) parts.push(note);
    console.log(`${name}: ${parts.join(" · ")}`);
  }
}

const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
const result = {
  at: new Date().toISOString(),
  commit: commit(),
  node: process.version,
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, memory_gib: Math.round(totalmem() / 2 ** 30) },
  figures,
};
const file = join(folder, `${result.at.replaceAll(":", "-").slice(0, 19)}.json`);
writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
console.log(`\nwritten to ${file}`);
if (process.env.BENCH_STRICT && figures.some((figure) => met(figure) === false)) process.exitCode = 1;
