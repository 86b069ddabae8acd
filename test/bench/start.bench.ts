/**
 * Cold and warm start of the real program in front of a simulated CCU with every device type that was collected: from the
 * start of the process until the API serves all of them.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CentralAddress } from "../../local/simulator/index.ts";
import { scratch } from "../ports/scratch.ts";
import { centralsSetting } from "../support/program.ts";
import { startChild } from "./child.ts";
import { type Figure, median } from "./measure.ts";
import { devicesServed, mainThread, memoryOf, seedToken, startServer } from "./server-process.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "shared", "ccu-devices");
const COLD_MS = 5000;
const WARM_MS = 1000;
const MEMORY_MB = 300;
const COLD_STARTS = 3;
const WARM_STARTS = 5;

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

/** Milliseconds from the start of the process until it serves `devices` devices and calls its central ready. */
async function start(folder: string, central: CentralAddress, devices: number) {
  const server = await startServer(folder, centralsSetting(central));
  const { began, listening, pid, end } = server;
  try {
    await devicesServed(server, devices);
    return { ms: performance.now() - began, listening, ...mainThread(pid), memory: memoryOf(pid, "VmHWM"), end };
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
    await seedToken(folder.path, "viewer");
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
