/** DynamoDB on this machine: DynamoDB Local where there is Java, else dynalite. Both come with npm packages. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
/** Milliseconds between two looks whether Java listens: it tells nobody. */
const LOOK_MS = 50;

export interface RunningDynamo {
  endpoint: string;
  kind: "DynamoDB Local" | "dynalite";
  /** It does not keep this process alive, and ends with it however that ends. */
  unref(): void;
  stop(): Promise<void>;
}

export const hasJava = (): boolean => spawnSync("java", ["-version"], { stdio: "ignore" }).status === 0;

function isInstalled(name: string): boolean {
  try {
    return Boolean(require.resolve(`${name}/package.json`));
  } catch {
    return false;
  }
}

/** @param folder where the data is kept; absent = in memory */
export async function startDynamo(folder?: string): Promise<RunningDynamo> {
  if (folder !== undefined) ownersOnly(folder);
  return isInstalled("local-dynamo") && hasJava() ? startDynamoDbLocal(folder) : startDynalite(folder);
}

/** A folder for this user only, and everything that an earlier version left in it. */
function ownersOnly(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
}

export async function startDynalite(folder?: string): Promise<RunningDynamo> {
  const start = require("dynalite") as (options: object) => Server;
  const server = start({ createTableMs: 0, ...(folder ? { path: folder } : {}) }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    kind: "dynalite",
    unref: () => void server.unref(),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The shell ends Java when its standard input ends: also when this process was killed. */
const SCRIPT = 'umask 077; java "$@" >/dev/null 2>&1 & cat >/dev/null; kill $!; wait $!';

/** The real engine: needs Java. */
export async function startDynamoDbLocal(folder?: string): Promise<RunningDynamo> {
  const library = join(dirname(require.resolve("local-dynamo/package.json")), "aws_dynamodb_local");
  const port = await freePort();
  const shell = spawn(
    "sh",
    [
      ...["-c", SCRIPT, "java", "-Xmx256m", "-XX:TieredStopAtLevel=1"],
      `-Djava.library.path=${join(library, "DynamoDBLocal_lib")}`,
      ...["-jar", join(library, "DynamoDBLocal.jar"), "-port", String(port), "-sharedDb"],
      ...(folder === undefined ? ["-inMemory"] : ["-dbPath", folder]),
    ],
    // signals of the terminal are for this program, which ends Java after everything that still writes
    { stdio: ["pipe", "ignore", "ignore"], detached: true },
  );
  await listening(port, shell);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    kind: "DynamoDB Local",
    unref() {
      shell.unref();
      (shell.stdin as unknown as { unref(): void }).unref();
    },
    async stop() {
      shell.ref();
      shell.stdin?.end();
      if (shell.exitCode === null) await once(shell, "exit");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error("DynamoDB Local ended before it listened");
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    } finally {
      socket.destroy();
    }
  }
}
