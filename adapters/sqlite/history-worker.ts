/**
 * Runs in a worker thread: a history's file, away from the event loop that serves the home. A commit waits for the disk,
 * which an SD card may keep busy for hundreds of milliseconds.
 */
import { renameSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { HistoryRetention, SampleBatch, SeriesName } from "../../handlers/ports/history.ts";
import { HistoryLimitError } from "../../handlers/ports/history.ts";
import { HistoryEngine } from "../../handlers/records/history/engine.ts";
import { historyReads } from "../../handlers/records/history/serve.ts";
import { DatabaseFileError } from "./file.ts";
import { openHistoryTables } from "./history-tables.ts";

/** Samples of a batch name their data point by a number; names that are new come with it. */
export interface NumberedBatch {
  names: readonly (readonly [number, SeriesName])[];
  series: Uint32Array;
  at: Float64Array;
  value: Float64Array;
}
export type HistoryMethod =
  | "open"
  | "append"
  | "buckets"
  | "energy"
  | "series"
  | "samples"
  | "maintain"
  | "status"
  | "close";
export interface HistoryJob {
  id: number;
  method: HistoryMethod;
  argument?: unknown;
}
export type HistoryResult =
  | { id: number; result: unknown }
  | { id: number; error: { message: string; reason?: string; limit?: true } };

/** Milliseconds for which work that can wait goes on before it lets others in. */
const SLICE_MS = 5;

interface Opened {
  engine: HistoryEngine;
  reads: ReturnType<typeof historyReads>;
}
let opened: Opened | undefined;
const names = new Map<number, SeriesName>();

/** A damaged file is kept under another name: nothing is written over it, and the home goes on. */
function open(path: string): { setAside?: string } {
  try {
    opened = engineOn(path);
    return {};
  } catch (error) {
    if (!(error instanceof DatabaseFileError) || !/damaged/.test(error.reason)) throw error;
    const setAside = `${path}.damaged-${new Date().toISOString().replace(/[:.]/g, "-")}`;
    renameSync(path, setAside);
    for (const end of ["-wal", "-shm"])
      try {
        renameSync(path + end, setAside + end);
      } catch {
        // there is none
      }
    opened = engineOn(path);
    return { setAside };
  }
}

function engineOn(path: string): Opened {
  const engine = new HistoryEngine(openHistoryTables(path));
  return { engine, reads: historyReads(engine) };
}

function append(engine: HistoryEngine, batch: NumberedBatch): void {
  for (const [number, name] of batch.names) names.set(number, name);
  const series = Array.from(batch.series, (number) => names.get(number) as SeriesName);
  engine.append({
    series,
    at: batch.at as unknown as SampleBatch["at"],
    value: batch.value as unknown as SampleBatch["value"],
  });
}

async function maintain(
  engine: HistoryEngine,
  { now, retention }: { now: number; retention: HistoryRetention },
): Promise<void> {
  let began = performance.now();
  for (const _ of engine.maintain(now, retention)) {
    if (opened === undefined) return;
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
}

function run({ method, argument }: HistoryJob): unknown {
  if (method === "open") return open(argument as string);
  if (opened === undefined) throw new Error("the history is closed");
  const { engine, reads } = opened;
  switch (method) {
    case "append":
      return append(engine, argument as NumberedBatch);
    case "maintain":
      return maintain(engine, argument as { now: number; retention: HistoryRetention });
    case "close":
      opened = undefined;
      return engine.tables.close();
    case "series":
      return reads.series();
    case "status":
      return reads.status();
    default:
      return reads[method](argument as never);
  }
}

/** Only in its own thread: the tests of the package import every module. */
if (workerData === "history")
  parentPort?.on("message", async (job: HistoryJob) => {
    let answer: HistoryResult;
    try {
      answer = { id: job.id, result: await run(job) };
    } catch (error) {
      const { message } = error as Error;
      const reason = error instanceof DatabaseFileError ? error.reason : undefined;
      answer = {
        id: job.id,
        error: {
          message,
          ...(reason ? { reason } : {}),
          ...(error instanceof HistoryLimitError ? { limit: true } : {}),
        },
      };
    }
    parentPort?.postMessage(answer);
  });
