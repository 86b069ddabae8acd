/** A DynamoDB of our own for tests: DynamoDB Local where there is Java, dynalite anywhere. One per test process. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { createTable, dynamoClient } from "../../adapters/dynamodb/client.ts";

const require = createRequire(import.meta.url);

export const TABLE = "ccu-anywhere";

export interface LocalDynamo {
  endpoint: string;
  /** With the table {@link TABLE}, from which nothing is removed by age. */
  client: DynamoDBClient;
  /** Another client of it, e.g. one that loses answers. */
  connect(config?: DynamoDBClientConfig): DynamoDBClient;
  /** At the latest it ends with the process, however that ends. */
  stop(): Promise<void>;
}

export const hasJava = (): boolean => spawnSync("java", ["-version"], { stdio: "ignore" }).status === 0;

export const startDynalite = (): Promise<LocalDynamo> => dynalite().then(ready);
export const startDynamoDbLocal = (): Promise<LocalDynamo> => dynamoDbLocal().then(ready);
/** The real engine where it can run. */
export const startDynamo = (): Promise<LocalDynamo> => (hasJava() ? startDynamoDbLocal() : startDynalite());

interface Running {
  port: number;
  stop(): Promise<void>;
}

async function ready({ port, stop }: Running): Promise<LocalDynamo> {
  const endpoint = `http://127.0.0.1:${port}`;
  const connect = (config: DynamoDBClientConfig = {}) =>
    dynamoClient({
      endpoint,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      // A thousand calls at once wait for one of fifty sockets, on a busy machine for longer than in the cloud.
      requestHandler: { connectionTimeout: 30_000, requestTimeout: 30_000 },
      ...config,
    });
  const client = connect();
  // DynamoDB Local looks for expired items every few seconds, by the machine's clock.
  await createTable(client, TABLE, { removal: false });
  return {
    endpoint,
    client,
    connect,
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

async function dynalite(): Promise<Running> {
  const start = require("dynalite") as (options: object) => ReturnType<typeof createServer>;
  const server = start({ createTableMs: 0 }).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      server.close();
    },
  };
}

/** The shell ends Java when its standard input ends: also when this process was killed. */
const SCRIPT = 'java "$@" >/dev/null 2>&1 & cat >/dev/null; kill -9 $!';

async function dynamoDbLocal(): Promise<Running> {
  const folder = join(dirname(require.resolve("local-dynamo/package.json")), "aws_dynamodb_local");
  const port = await freePort();
  const shell = spawn(
    "sh",
    [
      ...["-c", SCRIPT, "java", "-Xmx256m", "-XX:TieredStopAtLevel=1"],
      `-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`,
      ...["-jar", join(folder, "DynamoDBLocal.jar"), "-port", String(port), "-inMemory", "-sharedDb"],
    ],
    { stdio: ["pipe", "ignore", "ignore"] },
  );
  await listening(port, shell);
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    port,
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

/** Java tells nobody when it listens: it is asked until it does. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error("DynamoDB Local has ended before it listened");
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      socket.destroy();
    }
  }
}
