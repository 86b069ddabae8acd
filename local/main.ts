#!/usr/bin/env node
/**
 * `ccu-anywhere`: one command for every program. What is written here must be understood by a Node that is too old for
 * the rest.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** As `engines` in package.json. */
const NEEDED: readonly [number, number] = [22, 18];
/** Exit code for a command line that means nothing, as every command has it (cli/exit-codes.ts). */
const USAGE = 2;
/** Exit code where something that the command needs is not there (as `sysexits.h` has it). */
const UNAVAILABLE = 69;

const here = import.meta.dirname ?? ".";

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
}

const version = (): string =>
  (JSON.parse(readFileSync(join(here, "..", "package.json"), "utf8")) as { version: string }).version;

function help(subcommands: Readonly<Record<string, { summary: string }>>): string {
  const width = Math.max(...Object.keys(subcommands).map((name) => name.length));
  const lines = Object.entries(subcommands).map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`);
  return [
    "ccu-anywhere server                 serves your CCU, or a simulated one where none is configured",
    "ccu-anywhere server --help          its settings",
    "ccu-anywhere login ccu.local:8080   logs in to a server, here or elsewhere",
    "ccu-anywhere watch                  shows what happens there",
    "",
    "Usage: ccu-anywhere <command> [options]",
    "",
    ...lines,
    "",
    "ccu-anywhere <command> --help tells more about a command; --version tells the version.",
  ].join("\n");
}

/** Those of `names` that cannot be loaded from where this program lies. */
function missing(names: readonly string[]): string[] {
  return names.filter((name) => {
    try {
      import.meta.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}

function end(code: number, line: string): void {
  console.error(line);
  process.exitCode = code;
}

async function main([name, ...argv]: readonly string[]): Promise<void> {
  if (isTooOld(process.versions.node))
    return end(
      UNAVAILABLE,
      `CCU Anywhere needs Node ${NEEDED.join(".")} or newer and this is ${process.versions.node}: install a newer Node.`,
    );
  if (name === "--version" || name === "-v") return console.log(version());
  const { SUBCOMMANDS } = await import("./subcommands.ts");
  if (name === undefined || name === "--help" || name === "-h" || name === "help")
    return console.log(help(SUBCOMMANDS));
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (!subcommand) return end(USAGE, `ccu-anywhere ${name}: no such command. ccu-anywhere --help lists them.`);
  const lacking = missing(subcommand.needs ?? []);
  if (lacking.length > 0)
    return end(UNAVAILABLE, `ccu-anywhere ${name} needs packages that are not installed: npm i ${lacking.join(" ")}`);
  const { keepCompiled } = await import("./compile-cache.ts");
  keepCompiled();
  createRequire(import.meta.url)("./direct-imports.cjs");
  const { run } = await subcommand.load();
  await run(argv);
}

await main(process.argv.slice(2));
