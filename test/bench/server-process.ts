/** The real program as `npm start` starts it, in a process of its own. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { ON_PREM_SITE } from "../../local/on-prem.ts";
import { serverEnvironment, until } from "../support/program.ts";

const ROOT = join(import.meta.dirname, "..", "..");
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
const TOKEN = "bench-token-that-nobody-else-knows";
export const HEADERS = { authorization: `Bearer ${TOKEN}` } as const;

/** A token in the store, so that no measured request waits for a slow password hash. */
export async function seedToken(folder: string, role: "viewer" | "admin"): Promise<void> {
  const { store } = openSqlite(join(folder, "ccu-anywhere.db"), { clock: systemClock });
  const hash = createHash("sha256").update(TOKEN).digest("hex");
  const record = { subject: "bench", role, created_at: new Date().toISOString() };
  await store.site(ON_PREM_SITE).put("token", hash, record);
  await store.close();
}

export interface ServerProcess {
  readonly pid: number | undefined;
  readonly url: string;
  /** `performance.now()` when the process was started. */
  readonly began: number;
  /** Milliseconds from there until the API answered. */
  readonly listening: number;
  get<Answer>(path: string): Promise<Answer>;
  /** Resolves when the process has ended. */
  end(): Promise<void>;
}

/** @param env beside that of every server under test */
export async function startServer(folder: string, env: Record<string, string>): Promise<ServerProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, "local", "server.ts")], {
    env: { PATH: process.env.PATH ?? "", ...serverEnvironment(folder, env) },
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
    const get = async <Answer>(path: string): Promise<Answer> =>
      (await fetch(`${url}/api/v1${path}`, { headers: HEADERS })).json() as Promise<Answer>;
    return { pid: child.pid, url, began, listening, get, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Resolves when so many devices are served and every CCU is ready. */
export const devicesServed = ({ get }: ServerProcess, devices: number): Promise<true> =>
  until("all devices", async () => {
    const { total } = await get<{ total?: number }>("/devices?per_page=1");
    if (total !== devices) return false;
    const { entries } = await get<{ entries: { readiness: { ready: boolean } }[] }>("/system/ccu");
    return entries.every(({ readiness }) => readiness.ready);
  });

/** What the main thread of a process did so far, in milliseconds; NaN where the system does not tell (all but Linux). */
export function mainThread(pid: number | undefined): { computing: number; waiting: number } {
  try {
    const [computing, waiting] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ").map(Number);
    return { computing: computing! / 1e6, waiting: waiting! / 1e6 };
  } catch {
    return { computing: Number.NaN, waiting: Number.NaN };
  }
}

/** MB that a process holds (`VmRSS`), or held at most so far (`VmHWM`); NaN where the system does not tell (all but Linux). */
export function memoryOf(pid: number | undefined, what: "VmRSS" | "VmHWM"): number {
  try {
    return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
