/** The package as somebody else gets it: packed, and installed in a folder that knows nothing of this checkout. */
import { execFile } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { programsOf } from "./documents.ts";

const run = promisify(execFile);
export const ROOT = join(import.meta.dirname, "..", "..");
/** The least that the package runs on (`engines`), beside the Node that runs this. */
export const OLDEST_NODE = "22.18.0";
/** The package that holds nothing but Node's program for this machine (the package `node` would fetch it by a script). */
export const NODE_PACKAGE = [process.platform === "darwin" ? "node-bin" : "node", process.platform, process.arch].join(
  "-",
);

/** Bytes on disk of `npm i ccu-anywhere` in an empty folder, with everything that it depends on (issue 10). */
export const SIZE_LIMIT = 60_000_000;

export interface Installed {
  /** The folder that somebody works in. */
  readonly folder: string;
  /** The packed file. */
  readonly file: string;
  /** Bytes on disk of everything that `npm i ccu-anywhere` brought. */
  readonly bytes: number;
  /** Adds packages beside it. */
  add(...names: string[]): Promise<void>;
  /** A folder in it with the programs of these pages of the checkout. */
  programs(pages: readonly string[], name: string): string;
  remove(): void;
}

/** Bytes that the file system has given to a folder. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    bytes += lstatSync(join(entry.parentPath, entry.name)).blocks * 512;
  return bytes;
}

async function npm(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd: folder, maxBuffer: 1 << 26 });
  return stdout;
}

/** Packs the checkout (which builds it) and installs the file. */
export async function installPackage(): Promise<Installed> {
  const top = mkdtempSync(join(tmpdir(), "ccu-anywhere-package-"));
  const folder = join(top, "app");
  mkdirSync(folder);
  await npm(ROOT, "pack", "--silent", "--pack-destination", top);
  const file = join(top, readdirSync(top).find((name) => name.endsWith(".tgz")) as string);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true }));
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  await npm(folder, "install", ...quiet, file);
  return {
    folder,
    file,
    bytes: sizeOf(join(folder, "node_modules")),
    add: async (...names) => void (await npm(folder, "install", ...quiet, ...names)),
    programs(pages, name) {
      const place = join(folder, name);
      mkdirSync(place, { recursive: true });
      for (const page of pages)
        for (const [program, source] of programsOf(readFileSync(join(ROOT, page), "utf8")))
          writeFileSync(join(place, program), source);
      return place;
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}
