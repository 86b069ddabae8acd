/** `npm run bundle`: the pages in dist/pages; each function, `dist/functions/<name>/index.mjs` and what it loads later, and what they weigh. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { about } from "../adapters/node/about.ts";
import { buildOptions, functionOptions, lean, ROOT } from "./bundle/lean.ts";
import type { Declarations } from "./bundle/served-at-home.ts";
import { bundlePages, DEPLOYED_PAGES } from "./ui.ts";

/** Entry points in infra/functions. */
const FUNCTION_NAMES = ["authorizer", "ingest", "rest", "socket", "tick"] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Declarations that each of them carries. */
const SERVED: Record<FunctionName, readonly Declarations[]> = {
  authorizer: [],
  ingest: [],
  rest: ["operations"],
  socket: ["commands"],
  tick: [],
};

const OUT = join(ROOT, "dist", "functions");
/**
 * What functions bring along of others: the calls that are used. An empty import would be left out, a whole client would
 * be no fair comparison.
 */
const CLIENTS = {
  "@aws-sdk/client-dynamodb":
    "DynamoDBClient, GetItemCommand, BatchGetItemCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand, QueryCommand",
  "@aws-sdk/client-apigatewaymanagementapi":
    "ApiGatewayManagementApiClient, PostToConnectionCommand, DeleteConnectionCommand",
  mqtt: "connect",
  "@aws-sdk/client-sts": "STSClient, AssumeRoleCommand",
  "@aws-sdk/client-iot":
    "IoTClient, AttachPolicyCommand, AttachThingPrincipalCommand, CreateCertificateFromCsrCommand, CreateThingCommand, DeleteCertificateCommand, DeleteThingCommand, DetachPolicyCommand, DetachThingPrincipalCommand, ListThingPrincipalsCommand, UpdateCertificateCommand",
  "@aws-sdk/client-s3": "S3Client, PutObjectCommand, GetObjectCommand",
  "@aws-sdk/s3-request-presigner": "getSignedUrl",
  "openid-client":
    "discovery, Configuration, customFetch, allowInsecureRequests, enableNonRepudiationChecks, clockTolerance, buildAuthorizationUrl, calculatePKCECodeChallenge, authorizationCodeGrant, fetchUserInfo, None, ClientSecretBasic, ClientSecretPost",
} as const;
type Client = keyof typeof CLIENTS;
const ALL = Object.keys(CLIENTS) as Client[];
/** Of every function; what is used rarely (sessions of a home, certificates, downloads, sign-on) is loaded when it is. */
const COMMON = ALL.slice(0, 4);
const CLIENTS_OF: Record<FunctionName, Client[]> = {
  authorizer: COMMON,
  ingest: COMMON,
  rest: ALL,
  socket: COMMON,
  tick: [...COMMON, "@aws-sdk/client-iot"],
};

/** A module that does nothing but bring them. */
function bareSource(clients: readonly Client[]): string {
  const imports = clients.map((name) => `import { ${CLIENTS[name]} } from ${JSON.stringify(name)};`);
  return `${imports.join("\n")}\nexport const handler = async () => [${clients.map((name) => CLIENTS[name]).join(", ")}];`;
}

export interface Bundled {
  name: FunctionName;
  /** What is imported first. */
  path: string;
  /** Bytes of all files, without the source maps. */
  bytes: number;
  gzipped: number;
  /** Bytes of the bare bundle of the same clients, and where it was kept. */
  bare: { bytes: number; gzipped: number; path: string };
}

/**
 * Removes the files that nothing imports: whatever any source imports when it is needed becomes a file, even where that
 * source itself was left out.
 */
function removeUnused({ outputs }: Metafile, first: string): void {
  const files = Object.fromEntries(Object.entries(outputs).map(([path, output]) => [resolve(path), output]));
  const used = new Set([first]);
  for (const file of used)
    for (const { path, external } of files[file]?.imports ?? []) if (!external) used.add(resolve(path));
  for (const file of Object.keys(files)) if (!used.has(file.replace(/\.map$/, ""))) rmSync(file);
}

/** What lies in a folder, without the source maps. */
function weigh(folder: string) {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => readFileSync(join(folder, file)));
  const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
  return { bytes: sum(files.map(({ length }) => length)), gzipped: sum(files.map((file) => gzipSync(file).length)) };
}

/**
 * @param out default `dist/functions` of this checkout
 * @param bareFolder where the bare bundles are kept
 */
export async function bundleFunctions(out = OUT, bareFolder = join(out, "..", "bare")): Promise<Bundled[]> {
  const { startedAt: _startedAt, ...facts } = about(Date.now());
  const define = { BUNDLED_ABOUT: JSON.stringify(JSON.stringify(facts)) };
  const bundled: Bundled[] = [];
  for (const name of FUNCTION_NAMES) {
    const folder = join(out, name);
    const bare = join(bareFolder, name);
    for (const each of [folder, bare]) rmSync(each, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const entryPoints = [join(ROOT, "infra", "functions", `${name}.ts`)];
    const plugins = [lean(SERVED[name])];
    const { metafile } = await build({ ...functionOptions(folder), entryPoints, define, plugins, metafile: true });
    const path = join(folder, "index.mjs");
    removeUnused(metafile, path);
    const stdin = { contents: bareSource(CLIENTS_OF[name]), resolveDir: ROOT };
    const barePath = join(bare, "index.mjs");
    await build({ ...buildOptions(barePath), sourcemap: false, stdin });
    bundled.push({
      ...{ name, path, ...weigh(folder) },
      bare: { path: barePath, ...weigh(bare) },
    });
  }
  return bundled;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0).padStart(6)} kB`;

if (import.meta.main) {
  await bundlePages(DEPLOYED_PAGES);
  for (const { name, path, bytes, gzipped, bare } of await bundleFunctions())
    console.log(
      `${name.padEnd(11)}${kilobytes(bytes)}  gzip ${kilobytes(gzipped)}  ${(bytes / bare.bytes).toFixed(2)} × bare ${kilobytes(bare.bytes)}  ${relative(ROOT, path)}`,
    );
}
