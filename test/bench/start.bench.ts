/**
 * Cold and warm start of the real program in front of a simulated CCU with every device type that was collected: from the
 * start of the process until the API serves all of them.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { ON_PREM_SITE } from "../../local/on-prem.ts";
import type { CentralAddress } from "../../local/simulator/index.ts";
import { scratch } from "../ports/scratch.ts";
import { centralsSetting, serverEnvironment, until } from "../support/program.ts";
import { startChild } from "./child.ts";
import { type Figure, median } from "./measure.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = join(ROOT, "..", "shared", "ccu-devices");
const COLD_MS = 5000;
const WARM_MS = 1000;
/**
 * As `npm start` does it: MB of each half of the space for young objects. A start decodes megabytes, and with V8's own limit
 * that space grows and stays: a cold start with 400 device types holds 285 MB instead of 380, a warm one 205 instead of 295,
 * for about the same processor time (measured).
 */
const NODE_FLAGS = [
  "--min-semi-space-size=8",
  "--max-semi-space-size=8",
  "-r",
  join(ROOT, "local", "require-node.cjs"),
];
const MEMORY_MB = 300;
const COLD_STARTS = 3;
const WARM_STARTS = 5;
const TOKEN = "bench-token-of-a-viewer-that-nobody-else-knows";

interface Calls {
  descriptions: number;
  radio: number;
  all: number;
}

interface Measured extends Calls {
  ms: number;
  /** Milliseconds until the API answers. */
  listening: number;
  computing: number;
  /** For a processor: what a busy machine adds. */
  waiting: number;
  /** MB that the process held at most, NaN where the system does not tell. */
  memory: number;
}

/** A token in the store, so that no measured request waits for a slow password hash. */
async function seedToken(folder: string): Promise<void> {
  const { store } = openSqlite(join(folder, "ccu-anywhere.db"), { clock: systemClock });
  const hash = createHash("sha256").update(TOKEN).digest("hex");
  const record = { subject: "bench", role: "viewer", created_at: new Date().toISOString() };
  await store.site(ON_PREM_SITE).put("token", hash, record);
  await store.close();
}

/** What the main thread of a process did so far, in milliseconds; NaN where the system does not tell (all but Linux). */
function mainThread(pid: number | undefined): { computing: number; waiting: number } {
  try {
    const [computing, waiting] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ").map(Number);
    return { computing: computing! / 1e6, waiting: waiting! / 1e6 };
  } catch {
    return { computing: Number.NaN, waiting: Number.NaN };
  }
}

/** MB that a process held at most so far; NaN where the system does not tell (all but Linux). */
function mostMemory(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Milliseconds from the start of the process until it serves `devices` devices and calls its central ready. */
async function start(folder: string, central: CentralAddress, devices: number) {
  const began = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, "local", "server.ts")], {
    env: { PATH: process.env.PATH ?? "", ...serverEnvironment(folder, centralsSetting(central)) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = () => {
    child.kill("SIGTERM");
    return ended;
  };
  try {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const url = await until("the banner", () => /^ {2}Home {8}(\S+)\/$/m.exec(output)?.[1]);
    const listening = performance.now() - began;
    const get = async (path: string) =>
      (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })).json();
    await until("all devices", async () => {
      const { total } = (await get("/devices?per_page=1")) as { total?: number };
      if (total !== devices) return false;
      const { entries } = (await get("/system/ccu")) as { entries: { readiness: { ready: boolean } }[] };
      return entries.every(({ readiness }) => readiness.ready);
    });
    return { ms: performance.now() - began, listening, ...mainThread(child.pid), memory: mostMemory(child.pid), end };
  } catch (error) {
    await end();
    throw error;
  }
}

export async function run(): Promise<Figure[]> {
  if (!existsSync(FOLDER)) {
    console.log("skipped: the device files are not there (expected in ../shared/ccu-devices, beside this repository)");
    return [];
  }
  const devices = readdirSync(FOLDER).filter((name) => name.endsWith(".json")).length;
  await using simulator = await startChild<CentralAddress>("simulator-host", { descriptions: FOLDER });
  const measure = async (folder: string): Promise<Measured> => {
    await simulator.ask("reset");
    const { end, ...times } = await start(folder, simulator.started, devices);
    const calls = await simulator.ask<Calls>("calls");
    await end();
    return { ...times, ...calls };
  };
  const cold: Measured[] = [];
  const warm: Measured[] = [];
  for (let i = 0; i < COLD_STARTS; i++) {
    using folder = scratch();
    await seedToken(folder.path);
    cold.push(await measure(folder.path));
    if (i < COLD_STARTS - 1) continue;
    for (let j = 0; j < WARM_STARTS; j++) warm.push(await measure(folder.path));
  }
  const figure = (kind: string, starts: readonly Measured[], most: number): Figure => {
    const typical = (pick: (start: Measured) => number) => Math.round(median(starts.map(pick)));
    return {
      name: `${kind} start with ${devices} device types`,
      unit: "ms",
      ours: median(starts.map(({ ms }) => ms)),
      target: { at: "most", value: most },
      note: [
        `its main thread computed ${typical(({ computing }) => computing)} ms`,
        `waited ${typical(({ waiting }) => waiting)} ms for a processor`,
        `API answers after ${typical(({ listening }) => listening)} ms`,
        `${typical(({ all }) => all)} calls to the CCU, ${Math.max(...starts.map(({ radio }) => radio))} over the air`,
      ].join(", "),
    };
  };
  return [
    figure("cold", cold, COLD_MS),
    figure("warm", warm, WARM_MS),
    {
      name: "memory of a cold start",
      unit: "MB",
      ours: median(cold.map(({ memory }) => memory)),
      target: { at: "most", value: MEMORY_MB },
      note: `warm ${Math.round(median(warm.map(({ memory }) => memory)))}`,
    },
    {
      name: "description calls of a warm start",
      unit: "calls",
      ours: Math.max(...warm.map(({ descriptions }) => descriptions)),
      target: { at: "most", value: 0 },
      note: `cold ${median(cold.map(({ descriptions }) => descriptions))}`,
    },
  ];
}
