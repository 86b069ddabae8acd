/**
 * `npm test`: plays every test file. To start a process for a short file, and to load there what it tests, takes longer than
 * its tests; so they are played some in a process, but for those below. By hand each file is played as ever: `node --test FILE`.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** Folders and files (how their path begins) that are played alone. */
const ALONE: readonly string[] = [
  // long as they are
  "conformance/",
  "fault/",
  "property/",
  "security/isolation",
  "adapters/ccu/hub.",
  "adapters/ccu/recovery.",
  "adapters/ccu/unkind-pages.",
  "adapters/ccu/upkeep.",
  "infra/deployment",
  "model/custom/hostile.property",
  "ports/store.dynalite",
  "ports/table",
  // start programs, an engine, a browser, or look at the process that they run in
  "adapters/aws/relay",
  "client/browser",
  "client/faults",
  "e2e/mqtt-missing",
  "e2e/offsite",
  "e2e/pages",
  "e2e/two-ccus",
  "e2e/upkeep",
  "kernel/documents",
  "lambda/counts",
  "local/",
  "package/",
  "ports/clock.node",
  "ports/dynamodb",
  "ports/exclusive.sqlite",
  "ports/home.dynamodb",
  "ports/secrets.node",
  "relay/read-barrier.",
  "relay/relay.",
  "security/two-processes",
  "support/",
];
/** Files of one process: so many that loading is little, so few that two cores end at about the same time. */
const FILES = 20;
/** Processes at a time: tests wait, too. */
const CONCURRENCY = 3;

const here = import.meta.dirname;
/** `npm test -- relay/ auth/`: files with one of these in their path. */
const asked = process.argv.slice(2);
const all = globSync("**/*.test.ts", { cwd: here }).sort();
for (const one of ALONE)
  if (!all.some((file) => file.startsWith(one))) throw new Error(`test/run.ts names test/${one}, which is not there`);
const files = asked.length === 0 ? all : all.filter((file) => asked.some((part) => file.includes(part)));
if (files.length === 0) throw new Error(`no test file has ${asked} in its path`);
const isAlone = (file: string): boolean => ALONE.some((one) => file.startsWith(one));

/** A module in node_modules, where Node takes no TypeScript, that imports its files: each names its own tests. */
const folder = join(here, "..", "node_modules", ".cache", "test-groups");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
function written(members: readonly string[], number: number): string {
  const path = join(folder, `${number}.mjs`);
  writeFileSync(path, members.map((member) => `import ${JSON.stringify(join(here, member))};\n`).join(""));
  return path;
}

const short = files.filter((file) => !isAlone(file));
const count = Math.ceil(short.length / FILES);
// neighbours load the same
const together = Array.from({ length: count }, (_, at) =>
  written(short.slice((at * short.length) / count, ((at + 1) * short.length) / count), at),
);
const alone = files.filter(isAlone).map((file) => join(here, file));

run({
  files: [...together, ...alone],
  concurrency: CONCURRENCY,
  execArgv: ["--max-semi-space-size=32", "--require", join(here, "support", "untracked.cjs")],
})
  .on("test:summary", ({ file, success }) => {
    if (file === undefined && !success) process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
