/** `npm run bundle`: each function as one file, `dist/functions/<name>/index.mjs`, and what it weighs. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { about } from "./about.ts";
import { buildOptions, lean, ROOT } from "./bundle/lean.ts";

const OUT = join(ROOT, "dist", "functions");
/** What each function brings along of others: its bare bundle. */
const CLIENTS = ["@aws-sdk/client-dynamodb", "@aws-sdk/client-apigatewaymanagementapi", "mqtt"];
/** The calls that are used: an empty import would be left out, a whole client would be no fair comparison. */
const BARE = `
import { DynamoDBClient, GetItemCommand, BatchGetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import mqtt from "mqtt";
export const handler = async () => [DynamoDBClient, GetItemCommand, BatchGetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand, QueryCommand, ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand, mqtt.connect];
`;

export interface Bundled {
  name: string;
  path: string;
  /** Bytes, without the source map. */
  bytes: number;
  gzipped: number;
}

const weigh = (name: string, path: string): Bundled => ({
  name,
  path,
  bytes: statSync(path).size,
  gzipped: gzipSync(readFileSync(path)).length,
});

/** Names of the entry points in infra/functions: those that export a handler are named like their function. */
export const functionNames = (): string[] =>
  readdirSync(join(ROOT, "infra", "functions"))
    .filter((file) => ["authorizer.ts", "ingest.ts", "rest.ts", "socket.ts", "tick.ts"].includes(file))
    .map((file) => file.slice(0, -".ts".length));

/** @param out default `dist/functions` of this checkout */
export async function bundleFunctions(out = OUT): Promise<{ functions: Bundled[]; bare: Bundled }> {
  const { startedAt: _startedAt, ...facts } = about(Date.now());
  const define = { BUNDLED_ABOUT: JSON.stringify(JSON.stringify(facts)) };
  const functions: Bundled[] = [];
  for (const name of functionNames()) {
    const folder = join(out, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "index.mjs");
    const entryPoints = [join(ROOT, "infra", "functions", `${name}.ts`)];
    await build({ ...buildOptions(path), entryPoints, define, plugins: [lean] });
    functions.push(weigh(name, path));
  }
  const bare = join(out, "..", "bare.mjs");
  await build({ ...buildOptions(bare), sourcemap: false, stdin: { contents: BARE, resolveDir: ROOT } });
  const weight = weigh("bare", bare);
  rmSync(bare);
  return { functions, bare: weight };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0).padStart(6)} kB`;

if (import.meta.main) {
  const { functions, bare } = await bundleFunctions();
  for (const { name, path, bytes, gzipped } of functions)
    console.log(
      `${name.padEnd(11)}${kilobytes(bytes)}  gzip ${kilobytes(gzipped)}  ${(bytes / bare.bytes).toFixed(2)} × bare  ${relative(ROOT, path)}`,
    );
  console.log(`${"bare".padEnd(11)}${kilobytes(bare.bytes)}  gzip ${kilobytes(bare.gzipped)}  ${CLIENTS.join(", ")}`);
}
