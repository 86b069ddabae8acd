/**
 * Loaded before the programs of this folder (`node -r`), in a language that every Node understands: one too old to run
 * TypeScript would say "Unknown file extension" and nothing else. And before the first TypeScript: with what was stripped at
 * the last start (`compile-cache.ts` says where), Node need not load its stripper at all, 20 ms of processor time (measured).
 */
"use strict";

const { join } = require("node:path");

/** As `engines` in package.json: type stripping is on by default from here. */
const NEEDED = [22, 18];

const [major, minor] = process.versions.node.split(".").map(Number);
const isOld = major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);

/** What to do, in one line; undefined = nothing. */
function advice() {
  if (isOld)
    return `CCU Anywhere needs Node ${NEEDED.join(".")} or newer and this is ${process.versions.node}: run "npm ci && npm rebuild node" (it brings one along, where install scripts are allowed), or install a newer Node.`;
  try {
    require.resolve("zod");
  } catch (_error) {
    return 'The packages are not installed: run "npm ci" first.';
  }
  return undefined;
}

const line = advice();
if (line !== undefined) {
  console.error(line);
  process.exit(1);
}

require("node:module").enableCompileCache(join(__dirname, "..", "node_modules", ".cache", "ccu-anywhere"));
require("./direct-imports.cjs");
