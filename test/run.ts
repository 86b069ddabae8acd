/**
 * `npm test`: plays every test file. To start a process for a short file, and to load there what it tests, takes longer than
 * its tests; so the files of the rooms below are played some in a process. Files that start programs, take long, or need a
 * process of their own are played alone. By hand each file is played as ever: `node --test FILE`.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** Folders whose files are played some in a process. */
const TOGETHER = [
  "adapters/ccu",
  "adapters/express",
  "auth",
  "client",
  "configuration",
  "features",
  "home",
  "kernel",
  "model",
  "ports",
  "records",
  "relay",
  "simulator",
  "stream",
  "ui",
];
/** Of these, files that are played alone. */
const ALONE: ReadonlySet<string> = new Set([
  // start programs
  "client/browser",
  "client/faults",
  "ports/exclusive.sqlite",
  "ports/secrets.node",
  "relay/relay",
  // take long
  "adapters/ccu/hub",
  "adapters/ccu/recovery",
  "adapters/ccu/unkind-pages",
  "adapters/ccu/upkeep",
  "model/custom/hostile.property",
  "ports/store.dynalite",
  "ports/store.dynamodb",
  "ports/table",
  "relay/commands.property",
  "relay/uplink.property",
]);
/** Files of one process: so many that loading is little, so few that two cores end at about the same time. */
const FILES = 20;
/** Processes at a time: tests wait, too. */
const CONCURRENCY = 3;

const here = import.meta.dirname;
const name = (file: string) => file.replace(/\.test\.ts$/, "");
const all = globSync("**/*.test.ts", { cwd: here }).sort();
/** `npm test -- relay/ auth/`: files with one of these in their path. */
const asked = process.argv.slice(2);
for (const one of ALONE) if (!all.includes(`${one}.test.ts`)) throw new Error(`there is no test/${one}.test.ts`);
const files = asked.length === 0 ? all : all.filter((file) => asked.some((part) => file.includes(part)));
if (files.length === 0) throw new Error(`no test file has ${asked} in its path`);
const roomOf = (file: string) =>
  ALONE.has(name(file)) ? undefined : TOGETHER.find((room) => file.startsWith(`${room}/`));

/** A module in node_modules, where Node takes no TypeScript, that imports its files: each names its own tests. */
const folder = join(here, "..", "node_modules", ".cache", "test-groups");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
function written(room: string, number: number, members: readonly string[]): string {
  const path = join(folder, `${room.replaceAll("/", "-")}-${number}.mjs`);
  writeFileSync(path, members.map((member) => `import ${JSON.stringify(join(here, member))};\n`).join(""));
  return path;
}

const together = [...Map.groupBy(files, roomOf)].flatMap(([room, members]) => {
  if (room === undefined) return [];
  const count = Math.ceil(members.length / FILES);
  const size = Math.ceil(members.length / count);
  return Array.from({ length: count }, (_, at) => written(room, at, members.slice(at * size, (at + 1) * size)));
});
const alone = files.filter((file) => roomOf(file) === undefined).map((file) => join(here, file));

run({
  files: [...alone, ...together],
  concurrency: CONCURRENCY,
  execArgv: ["--max-semi-space-size=32", "--require", join(here, "support", "untracked.cjs")],
})
  .on("test:summary", ({ file, success }) => {
    if (file === undefined && !success) process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
