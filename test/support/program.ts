/** The programs of local/ as processes of their own, started as a person starts them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock, type TestContext } from "node:test";
import { startSimulator } from "../../local/simulator/index.ts";

/** Milliseconds that anything may take before a test gives up: generous, a busy machine is no failure. */
export const DEADLINE_MS = 60_000;
/** Milliseconds between looks at a condition that nothing announces. */
const LOOK_MS = 10;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** Everything that it has printed, on both outputs. */
  output(): string;
  errors(): string;
  readonly ended: Promise<Ended>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  /** Nobody reads what it writes any more, as after `| head`: each line it writes is refused (EPIPE). */
  stopReading(): void;
}

const ends = new WeakMap<TestContext, (() => unknown)[]>();
/** Last in, first out: what was started last ends first, and its folder goes after it. */
export function afterwards(t: TestContext, end: () => unknown): void {
  const known = ends.get(t);
  if (known) return void known.push(end);
  const list = [end];
  ends.set(t, list);
  t.after(async () => {
    for (const each of list.reverse()) await each();
  });
}

/** Where `npm test` keeps what is compiled: a program that is started with it needs half the CPU time. */
const { NODE_COMPILE_CACHE } = process.env;
const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

const cheapPasswords = ["--require", join(import.meta.dirname, "cheap-passwords.cjs")];

export interface ProgramOptions {
  args?: readonly string[];
  env?: Record<string, string>;
  /** Passwords are hashed as shipped. */
  slowPasswords?: boolean;
}
/** Runs a script of local/ with nothing of this process's environment but what is given. Killed with the test. */
export function startProgram(
  t: TestContext,
  script: string,
  { args = [], env = {}, slowPasswords = false }: ProgramOptions = {},
): Program {
  const path = join(import.meta.dirname, "..", "..", "local", script);
  const child = spawn(process.execPath, [...(slowPasswords ? [] : cheapPasswords), path, ...args], {
    env: { PATH: process.env.PATH ?? "", ...compiled, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let all = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    all += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    all += text;
    errors += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    // not "exit": the last words are still on their way then
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return within(`the end after ${signal}`, ended);
  };
  afterwards(t, () => end("SIGKILL"));
  const stopReading = () => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  return { pid: child.pid ?? 0, output: () => all, errors: () => errors, ended, end, stopReading };
}

/**
 * A start that is refused, played in this process: one of its own costs a second of CPU time.
 * @param run what the script of local/ calls
 * @throws Error where it started
 */
export async function refusedStart(
  run: (argv: readonly string[]) => Promise<void>,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<{ code: unknown; errors: string }> {
  const before = { env: process.env, umask: process.umask(), exitCode: process.exitCode };
  const said: unknown[] = [];
  const spoken = mock.method(console, "error", (what: unknown) => void said.push(what));
  // the settings' own variables and nothing else, as for a process that was started with them
  process.env = { PATH: before.env.PATH ?? "", ...env };
  process.exitCode = undefined;
  try {
    await run(args);
    const { exitCode: code } = process;
    if (code === undefined) throw new Error("it started");
    return { code, errors: said.map((one) => (one instanceof Error ? String(one.stack) : String(one))).join("\n") };
  } finally {
    spoken.mock.restore();
    process.env = before.env;
    process.umask(before.umask);
    process.exitCode = before.exitCode;
  }
}

/** The first answer of `look` that is not undefined, null or false. @throws Error that says what was waited for */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<Exclude<T, false>>;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The promise's outcome. @throws Error that says what was waited for */
export async function within<T>(what: string, promise: Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain: ${what}`)), deadlineMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A port on 127.0.0.1 that somebody else has. */
export async function takenPort(t: TestContext): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  afterwards(t, () => holder.close());
  return (holder.address() as { port: number }).port;
}

/** A port of loopback that nobody has, as far as one can know. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A folder that is gone after the test. */
export function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-"));
  afterwards(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const ADMIN = { name: "admin", password: "correct horse battery" };

export interface Server extends Program {
  readonly url: string;
  /** `name:password` of the banner, where it shows one. */
  readonly login: { name: string; password: string } | undefined;
}

/** Settings of a server that disturbs nobody on this machine. The admin of {@link ADMIN}, unless it is taken away. */
export const serverEnvironment = (folder: string, more: Record<string, string> = {}): Record<string, string> => ({
  CCU_ANYWHERE_LISTEN: "127.0.0.1:0",
  CCU_ANYWHERE_MDNS: "false",
  CCU_ANYWHERE_SSDP: "false",
  CCU_ANYWHERE_DATA_DIR: folder,
  CCU_ANYWHERE_CALLBACK_BIND: "127.0.0.1",
  CCU_ANYWHERE_CALLBACK_PORT: "0",
  CCU_ANYWHERE_CALLBACK_BIN_PORT: "0",
  CCU_ANYWHERE_ADMIN: `${ADMIN.name}:${ADMIN.password}`,
  CCU_ANYWHERE_LOG_FORMAT: "json",
  ...more,
});

/** Starts the on-prem server and waits until it says where it is. */
export async function startServer(
  t: TestContext,
  env: Record<string, string>,
  options: Omit<ProgramOptions, "env"> = {},
): Promise<Server> {
  const program = startProgram(t, "server.ts", { ...options, env });
  const told = await until("the server's banner", async () => {
    const text = program.output();
    if (/^ {2}Data {8}\S/m.test(text)) return text;
    const ended = await Promise.race([program.ended, Promise.resolve(undefined)]);
    if (ended) throw new Error(`the server ended (${ended.code ?? ended.signal}):\n${program.output()}`);
    return undefined;
  });
  const url = /^ {2}Home {8}(\S+)\/$/m.exec(told)?.[1] ?? "";
  const [, name, password] = /^ {2}Log in as {3}(\S+)\n {2}Password {4}(\S+)/m.exec(told) ?? [];
  return { ...program, url, login: name && password ? { name, password } : undefined };
}

/** A simulated CCU in this process: it outlives a server that is killed. */
export async function startCcu(t: TestContext, options: Parameters<typeof startSimulator>[0] = {}) {
  const simulator = await startSimulator(options);
  afterwards(t, () => simulator.stop());
  return simulator;
}

/**
 * Two CCUs, `alpha` and `beta`, of two homes. No device is in both, but what every CCU names alike is: the heating group
 * INT0000001, the virtual remotes BidCoS-RF and HmIP-RCV-1, and the devices of CUxD.
 */
export async function startTwoCcus(t: TestContext, options: Parameters<typeof startSimulator>[0] = {}) {
  const alpha = await startCcu(t, { ...options, name: "alpha" });
  const beta = await startCcu(t, { ...options, name: "beta", second: true });
  return { alpha, beta, setting: centralsSetting(alpha.central, beta.central) };
}

export const centralsSetting = (...centrals: unknown[]): { CCU_ANYWHERE_CENTRALS: string } => ({
  CCU_ANYWHERE_CENTRALS: JSON.stringify(centrals),
});
