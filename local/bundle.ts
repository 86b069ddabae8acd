/** `npm run bundle`: each function as one file, `dist/functions/<name>/index.mjs`, and what it weighs. */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { about } from "./about.ts";

const root = join(import.meta.dirname, "..");
const OUT = join(root, "dist", "functions");
/** What each function brings along of others: its bare bundle. */
const CLIENTS = ["@aws-sdk/client-dynamodb", "@aws-sdk/client-apigatewaymanagementapi", "mqtt"];
/** The calls that are used: an empty import would be left out, a whole client would be no fair comparison. */
const BARE = `
import { DynamoDBClient, GetItemCommand, BatchGetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import mqtt from "mqtt";
export const handler = async () => [DynamoDBClient, GetItemCommand, BatchGetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand, QueryCommand, ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand, mqtt.connect];
`;

const LRU_CACHE = fileURLToPath(import.meta.resolve("lru-cache"));

/** CommonJS within a bundle (mqtt) asks for `require`, which a module has not. */
const REQUIRE =
  'import { createRequire as _createRequire } from "node:module"; const require = _createRequire(import.meta.url);';

/**
 * What the libraries bring along and no function uses: zod's error texts in fifty languages, a copy of Node's streams,
 * SOCKS proxies, a judge of regular expressions, traces for developers, and ways to log in to AWS other than the
 * environment (which is where Lambda puts the credentials).
 */
const lean: Plugin = {
  name: "lean",
  setup({ onLoad, onResolve }) {
    const module = (filter: RegExp, contents: string, resolveDir = root) => {
      onResolve({ filter }, ({ path }) => ({ path, namespace: `lean:${filter.source}` }));
      onLoad({ filter: /.*/, namespace: `lean:${filter.source}` }, () => ({ contents, resolveDir, loader: "js" }));
    };
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
    module(/^readable-stream$/, 'module.exports = require("node:stream");');
    // they only declare: one whose list is not used is left out
    onResolve({ filter: /\/(commands|operations)\/[\w-]+\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
    // no route of ours is a regular expression
    module(/^safe-regex2$/, "module.exports = () => true;");
    onLoad({ filter: /zod\/v4\/classic\/from-json-schema\.js$/ }, () => ({
      contents: 'export function fromJSONSchema() { throw new Error("not here"); }',
    }));
    module(/^debug$/, "module.exports = () => Object.assign(() => {}, { enabled: false });");
    // mqtt brings an older copy of what is there anyway
    onResolve({ filter: /^lru-cache$/ }, () => ({ path: LRU_CACHE }));
    module(/^socks$/, 'exports.SocksClient = { createConnection() { throw new Error("no proxy here"); } };');
    module(
      /^@aws-sdk\/credential-provider-node$/,
      'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
    );
  },
};

const options = (outfile: string): BuildOptions => ({
  outfile,
  bundle: true,
  minify: true,
  platform: "node",
  target: "node22",
  format: "esm",
  mainFields: ["module", "main"],
  sourcemap: "external",
  legalComments: "none",
  banner: { js: REQUIRE },
  logLevel: "warning",
});

export interface Bundled {
  name: string;
  path: string;
  /** Bytes, without the source map. */
  bytes: number;
  gzipped: number;
}

async function weigh(name: string, path: string): Promise<Bundled> {
  const { readFile } = await import("node:fs/promises");
  return { name, path, bytes: statSync(path).size, gzipped: gzipSync(await readFile(path)).length };
}

/** Names of the entry points in infra/functions: those that export a handler are named like their function. */
export const functionNames = (): string[] =>
  readdirSync(join(root, "infra", "functions"))
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
    await build({
      ...options(path),
      entryPoints: [join(root, "infra", "functions", `${name}.ts`)],
      define,
      plugins: [lean],
    });
    functions.push(await weigh(name, path));
  }
  const bare = join(out, "..", "bare.mjs");
  await build({ ...options(bare), sourcemap: false, stdin: { contents: BARE, resolveDir: root } });
  const weight = await weigh("bare", bare);
  rmSync(bare);
  return { functions, bare: weight };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0).padStart(6)} kB`;

if (import.meta.main) {
  const { functions, bare } = await bundleFunctions();
  for (const { name, path, bytes, gzipped } of functions)
    console.log(
      `${name.padEnd(11)}${kilobytes(bytes)}  gzip ${kilobytes(gzipped)}  ${(bytes / bare.bytes).toFixed(2)} × bare  ${relative(root, path)}`,
    );
  console.log(`${"bare".padEnd(11)}${kilobytes(bare.bytes)}  gzip ${kilobytes(bare.gzipped)}  ${CLIENTS.join(", ")}`);
}
