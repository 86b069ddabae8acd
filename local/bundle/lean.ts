/** How functions are bundled: small; what a function rarely needs is a file of its own beside it. */
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";
import { type Declarations, servedAtHome } from "./served-at-home.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
const HANDLERS = join(ROOT, "handlers", "/");
const FEATURES = join(HANDLERS, "features");
const LRU_CACHE = fileURLToPath(import.meta.resolve("lru-cache"));

/** CommonJS within a bundle (mqtt) asks for `require`, which a module has not. */
const REQUIRE =
  'import { createRequire as _createRequire } from "node:module"; const require = _createRequire(import.meta.url);';

const REFUSES = 'function none() { throw new Error("no JSON Schema here"); }';
/** Schemas that are compiled to code: asked for by name only, and nobody here does. */
const NO_COMPILER = `${REFUSES}
export { none as INVALID, none as compile, none as withParser, none as compileFn };
export { none as ZodCompileAsyncError, none as ZodCompileUnsupportedError };`;
const NO_JSON_SCHEMA = `${REFUSES}
export const createToJSONSchemaMethod = () => none;
export const createStandardJSONSchemaMethod = () => none;
export { none as initializeContext, none as handleUnrepresentable, none as processSchema, none as process };
export { none as extractDefs, none as finalize };`;

/**
 * Leaves out what no function uses: use cases of the home, schemas of answers, declarations that this function does not
 * serve; zod's error texts in fifty languages, its compiler and its JSON Schema, a copy of Node's streams, SOCKS proxies, traces for developers, encrypted id tokens, and ways to
 * log in to AWS other than the environment (which is where Lambda puts the credentials).
 */
export const lean = (served: readonly Declarations[]): Plugin => ({
  name: "lean",
  setup(build) {
    const { onLoad, onResolve } = build;
    void servedAtHome(FEATURES, served).setup(build);
    const module = (filter: RegExp, contents: string, resolveDir = ROOT) => {
      onResolve({ filter }, ({ path }) => ({ path, namespace: `lean:${filter.source}` }));
      onLoad({ filter: /.*/, namespace: `lean:${filter.source}` }, () => ({ contents, resolveDir, loader: "js" }));
    };
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
    // an import of one as a module asks for each of its exports, some of which load much (`http`: undici)
    onResolve({ filter: /./ }, ({ path, kind }) => {
      if (kind !== "import-statement" || !isBuiltin(path)) return undefined;
      return { path: path.startsWith("node:") ? path : `node:${path}`, namespace: "builtin", sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: "js",
    }));
    module(/^readable-stream$/, 'module.exports = require("node:stream");');
    // files of handlers/ only declare: what is not used is left out with all that it would use
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return { path: file, sideEffects: !file.startsWith(HANDLERS) };
    });
    onLoad({ filter: /zod\/v4\/classic\/from-json-schema\.js$/ }, () => ({
      contents: 'export function fromJSONSchema() { throw new Error("not here"); }',
    }));
    // of documents that are made before a function is: none here asks for the JSON Schema of anything
    onLoad({ filter: /zod\/v4\/core\/compile\.js$/ }, () => ({ contents: NO_COMPILER }));
    onLoad({ filter: /zod\/v4\/core\/json-schema-generator\.js$/ }, () => ({
      contents: "export class JSONSchemaGenerator {}",
    }));
    onLoad({ filter: /zod\/v4\/core\/to-json-schema\.js$/ }, () => ({ contents: NO_JSON_SCHEMA }));
    module(/^debug$/, "module.exports = () => Object.assign(() => {}, { enabled: false });");
    // mqtt brings an older copy of what is there anyway
    onResolve({ filter: /^lru-cache$/ }, () => ({ path: LRU_CACHE }));
    module(/^socks$/, 'exports.SocksClient = { createConnection() { throw new Error("no proxy here"); } };');
    // of encrypted id tokens, which nobody asks for
    module(/^jose\/jwe\/compact\/decrypt$/, 'export function compactDecrypt() { throw new Error("not here"); }');
    module(
      /^@aws-sdk\/credential-provider-node$/,
      'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
    );
  },
});

const options: BuildOptions = {
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
};

/** Everything in one file. */
export const buildOptions = (outfile: string): BuildOptions => ({ ...options, outfile });

/**
 * `index.mjs` in `folder`, beside it what is imported when it is needed: a cold start need not read the clients of
 * certificates, files and sign-on, a third of what `rest` carries.
 */
export const functionOptions = (folder: string): BuildOptions => ({
  ...options,
  outdir: folder,
  entryNames: "index",
  chunkNames: "[name]-[hash]",
  outExtension: { ".js": ".mjs" },
  splitting: true,
});
