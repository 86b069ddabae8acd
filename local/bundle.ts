/** `npm run bundle`: the pages in dist/pages; each function as one file, `dist/functions/<name>/index.mjs`, and what it weighs. */
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { about } from "../adapters/node/about.ts";
import { buildOptions, lean, ROOT } from "./bundle/lean.ts";
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
  path: string;
  /** Bytes, without the source map. */
  bytes: number;
  gzipped: number;
  /** Bytes of the bare bundle of the same clients, and where it was kept. */
  bare: { bytes: number; gzipped: number; path: string };
}

const weigh = (path: string) => ({
  path,
  bytes: statSync(path).size,
  gzipped: gzipSync(readFileSync(path)).length,
});

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
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "index.mjs");
    const entryPoints = [join(ROOT, "infra", "functions", `${name}.ts`)];
    await build({ ...buildOptions(path), entryPoints, define, plugins: [lean(SERVED[name])] });
    const bare = join(bareFolder, `${name}.mjs`);
    const stdin = { contents: bareSource(CLIENTS_OF[name]), resolveDir: ROOT };
    await build({ ...buildOptions(bare), sourcemap: false, stdin });
    bundled.push({ name, ...weigh(path), bare: weigh(bare) });
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
