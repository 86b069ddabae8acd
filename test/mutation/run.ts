/**
 * `npm run mutation -- --room model --sample 40 --seed 1`: plays a sample of mutants to the tests of their room and names
 * those that no test notices. One after the other; a mutant on which a test hangs counts as noticed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Import, readImports } from "../rule/imports.ts";
import { EQUIVALENT } from "./equivalent.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { distances, type Reach, reaches, reachOf, runArguments } from "./reach.ts";

interface Room {
  /** The folder whose files are changed. */
  sources: string;
  /** The folder of the tests that should notice. */
  tests: string;
  leaveOut?: readonly string[];
  /** Folders and files of tests elsewhere that run through the room: played where the room's own have noticed nothing. */
  further?: readonly string[];
}

const ROOMS: Record<string, Room> = {
  model: { sources: "handlers/model/", tests: "test/model/" },
  home: { sources: "handlers/home/", tests: "test/home/" },
  kernel: { sources: "handlers/kernel/", tests: "test/kernel/" },
  // brokers test other things than the room; processes and thousands of messages take long
  relay: {
    sources: "handlers/relay/",
    tests: "test/relay/",
    leaveOut: ["aedes", "mosquitto", "relay", "uplink.property", "commands.property"].map(
      (name) => `test/relay/${name}.test.ts`,
    ),
    further: [
      "test/relay/uplink.property.test.ts",
      "test/relay/commands.property.test.ts",
      "test/local/ingest-queue.test.ts",
      "test/fault/values.test.ts",
      "test/fault/cloud.test.ts",
      "test/lambda/ingest.test.ts",
      "test/lambda/outage.test.ts",
    ],
  },
  driver: {
    sources: "adapters/ccu/",
    tests: "test/adapters/ccu/",
    further: [
      "test/simulator/",
      "test/local/centrals.test.ts",
      "test/local/links.test.ts",
      "test/e2e/two-ccus.test.ts",
      "test/e2e/upkeep.test.ts",
    ],
  },
};

/** A test that takes so many times longer than without a mutant hangs; the constant covers a machine that is busy. */
const HANG_FACTOR = 10;
const HANG_EXTRA_MS = 30_000;
/** So many of the likeliest tests are played by themselves: nearly every mutant that is noticed is noticed there. */
const ALONE_FIRST = 5;
/** Milliseconds of a test file by itself up to which it shares a process with others, and how many share one. */
const SHORT_MS = 10_000;
const TOGETHER = 20;
/** What issue 9 asks of every room. */
const WANTED = 0.9;

const root = join(import.meta.dirname, "..", "..");
const cache = join(root, "dist", "mutation");
const { values: options } = parseArgs({
  options: {
    room: { type: "string", default: "model" },
    sample: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    /** Part of a file name: only mutants of these files. */
    file: { type: "string", default: "" },
    /** Seconds that a test file may take by itself to be played: what is killed so is a lower bound, in a short time. */
    within: { type: "string", default: "Infinity" },
  },
});

const isIn = (test: string, places: readonly string[] = []): boolean => places.some((place) => test.startsWith(place));

/** The mutants that come first in an order given by the seed: changing one file moves no other mutant out of the sample. */
function sample(mutants: readonly Mutant[], seed: string, size: number): Mutant[] {
  const order = ({ key }: Mutant): string => createHash("sha256").update(`${seed} ${key}`).digest("hex");
  const ordered = mutants.map((mutant) => ({ mutant, at: order(mutant) })).sort((a, b) => (a.at < b.at ? -1 : 1));
  return ordered.slice(0, size).map(({ mutant }) => mutant);
}

/**
 * The tests that run the mutant, the likeliest to notice it first: those that have noticed one of this file before, then
 * those that import the file most directly, then the quickest.
 */
function inOrder(mutant: Mutant, reached: readonly Reach[], away: ReadonlyMap<string, number>, room: Room): Reach[] {
  const rank = ({ test, milliseconds }: Reach): number[] => [
    Number(!test.startsWith(room.tests) || isIn(test, room.leaveOut)),
    -(noticed.get(`${test} ${mutant.file}`) ?? 0),
    away.get(test) ?? Number.POSITIVE_INFINITY,
    milliseconds,
  ];
  const quick = reached.filter(({ milliseconds }) => milliseconds <= Number(options.within) * 1000);
  const tests = quick.filter((reach) => reaches(reach, mutant.file, mutant.start));
  return tests
    .map((reach) => ({ reach, rank: rank(reach) }))
    .sort((a, b) => {
      const at = a.rank.findIndex((one, index) => one !== b.rank[index]);
      return at < 0 ? 0 : (a.rank[at] as number) - (b.rank[at] as number);
    })
    .map(({ reach }) => reach);
}
/** How many mutants of a file a test has noticed, by `<test> <file>`. */
const noticed = new Map<string, number>();

/** How a test file fails with the mutant; undefined where it does not notice it. */
function failure(mutant: Mutant, test: string, milliseconds: number): string | undefined {
  const { start, end, replacement } = mutant;
  const url = pathToFileURL(join(root, mutant.file)).href;
  const hook = pathToFileURL(join(import.meta.dirname, "replace.ts")).href;
  const { status, stdout, error } = spawnSync(process.execPath, ["--import", hook, ...runArguments(test)], {
    cwd: root,
    encoding: "utf8",
    timeout: Math.round(milliseconds) * HANG_FACTOR + HANG_EXTRA_MS,
    killSignal: "SIGKILL",
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(cache, "compiled"),
      MUTANT: JSON.stringify({ url, start, end, replacement }),
    },
  });
  if (status === 0) return undefined;
  // a test that could not be started has noticed nothing
  if (error && (error as NodeJS.ErrnoException).code !== "ETIMEDOUT") throw error;
  return status === null ? "hangs" : (stdout.trim().split("\n")[0] as string);
}

/**
 * The first tests by themselves; of the others the short ones of the room some in a process, because they load longer than
 * they test, and then the long ones.
 */
function inGroups(tests: readonly Reach[], { tests: own }: Room): Reach[][] {
  const isShort = ({ test, milliseconds }: Reach): boolean => test.startsWith(own) && milliseconds <= SHORT_MS;
  const [first, others] = [tests.slice(0, ALONE_FIRST), tests.slice(ALONE_FIRST)];
  const short = others.filter(isShort);
  const groups = Array.from({ length: Math.ceil(short.length / TOGETHER) }, (_, at) =>
    short.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  return [...first.map((one) => [one]), ...groups, ...others.filter((one) => !isShort(one)).map((one) => [one])];
}

/** Whether any of several test files fails in one process: not by itself a proof, they might disturb each other. */
function anyFails(mutant: Mutant, group: readonly Reach[]): boolean {
  const path = join(cache, `together-${process.pid}.mjs`);
  writeFileSync(
    path,
    group.map(({ test }) => `import ${JSON.stringify(pathToFileURL(join(root, test)).href)};\n`).join(""),
  );
  return (
    failure(
      mutant,
      path,
      group.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    ) !== undefined
  );
}

/** The test that notices the mutant; undefined where it survives. */
function killer(mutant: Mutant, tests: readonly Reach[], room: Room): string | undefined {
  for (const group of inGroups(tests, room)) {
    if (group.length > 1 && !anyFails(mutant, group)) continue;
    for (const { test, milliseconds } of group) {
      const how = failure(mutant, test, milliseconds);
      if (how === undefined) continue;
      noticed.set(`${test} ${mutant.file}`, (noticed.get(`${test} ${mutant.file}`) ?? 0) + 1);
      return `${test}: ${how}`;
    }
  }
  return undefined;
}

function measure(imports: readonly Import[], { tests, leaveOut, further }: Room): Reach[] {
  mkdirSync(cache, { recursive: true });
  const files = [...new Set(imports.map(({ from }) => from))].filter((file) => file.endsWith(".test.ts"));
  const chosen = files.filter((file) => (file.startsWith(tests) && !isIn(file, leaveOut)) || isIn(file, further));
  return chosen.map((test) => reachOf(root, cache, imports, test));
}

function run(name: string, room: Room): void {
  const imports = readImports(root);
  const sources = [...new Set(imports.flatMap(({ from, to }) => [from, to]))];
  const files = sources.filter((file) => file.startsWith(room.sources) && file.includes(options.file)).sort();
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const all = files.flatMap((file) => mutantsOf(file, texts.get(file) as string));
  const chosen = sample(
    all.filter(({ key }) => !EQUIVALENT.some((known) => known.key === key)),
    options.seed,
    Number(options.sample),
  );
  const reached = measure(imports, room);
  let killed = 0;
  for (const mutant of chosen) {
    // its place in the text would be another one
    if (readFileSync(join(root, mutant.file), "utf8") !== texts.get(mutant.file))
      throw new Error(`${mutant.file} was changed during the run`);
    const tests = inOrder(mutant, reached, distances(imports, mutant.file), room);
    const by = killer(mutant, tests, room);
    if (by !== undefined) killed++;
    const fate = by === undefined ? (tests.length === 0 ? "NOT REACHED" : "SURVIVED") : "killed";
    console.log(`${fate} ${mutant.file}:${mutant.line}  ${mutant.key.split(" | ").slice(1).join("  |  ")}`);
    if (by !== undefined) console.log(`    by ${by}`);
  }
  const rate = killed / chosen.length;
  console.log(
    `${name}: ${killed} of ${chosen.length} killed (${Math.round(rate * 100)} %), ${all.length} mutants in all`,
  );
  if (rate < WANTED) process.exitCode = 1;
}

const room = ROOMS[options.room];
if (!room) throw new Error(`--room: one of ${Object.keys(ROOMS).join(", ")}`);
run(options.room, room);
