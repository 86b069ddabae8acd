/**
 * `npm run build`: the package that others install, in `dist/package`. Node strips no types inside node_modules, so
 * TypeScript writes JavaScript, declarations and source maps that hold their sources.
 */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { about } from "../adapters/node/about.ts";
import { bundlePages } from "./ui.ts";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "dist", "package");

/** A relative import of a TypeScript file: what `rewriteRelativeImportExtensions` changes in JavaScript, but not here. */
const SOURCE_IMPORT = /((?:from|import)\s*\(?\s*"\.{1,2}\/[^"]+)\.ts"/g;

/** Declarations name the files that are there. */
function correctDeclarations(): void {
  for (const file of globSync("**/*.d.ts", { cwd: OUT })) {
    const path = join(OUT, file);
    const text = readFileSync(path, "utf8");
    const corrected = text.replace(SOURCE_IMPORT, '$1.js"');
    if (corrected !== text) writeFileSync(path, corrected);
  }
}

/** What programs read of their own package, where they look for it. */
function addFiles(): void {
  cpSync(join(ROOT, "assets"), join(OUT, "assets"), { recursive: true });
  // in a language that TypeScript does not compile, since programs load it before anything else
  for (const name of ["direct-imports.cjs", "import-http.mjs"])
    cpSync(join(ROOT, "local", name), join(OUT, "local", name));
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { commit } = about(Date.now());
  writeFileSync(join(OUT, "package.json"), `${JSON.stringify({ name, version, type: "module", commit }, null, 2)}\n`);
}

rmSync(OUT, { recursive: true, force: true });
const tsc = join(dirname(import.meta.resolve("typescript/package.json").slice("file://".length)), "bin", "tsc");
execFileSync(process.execPath, [tsc, "-p", join(ROOT, "tsconfig.build.json")], { stdio: "inherit" });
correctDeclarations();
addFiles();
await bundlePages(join(OUT, "assets", "ui"));
