/** `ccu-anywhere`: one command for every program, from the sources here; test/package tries the built one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SUBCOMMANDS } from "../../local/subcommands.ts";
import { startProgram } from "../support/program.ts";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));

test("help lists every command, a command has its own help", async (t) => {
  const help = startProgram(t, "main.ts", { args: ["--help"] });
  assert.deepEqual(await help.ended, { code: 0, signal: null });
  for (const [name, { summary }] of Object.entries(SUBCOMMANDS)) assert.ok(help.output().includes(summary), name);
  const own = startProgram(t, "main.ts", { args: ["relay", "--help"] });
  assert.equal((await own.ended).code, 0);
  assert.match(own.output(), /pair <address> <code>/);
});

test("what there is not is told in a line", async (t) => {
  for (const args of [["serve"], ["constructor"]]) {
    const program = startProgram(t, "main.ts", { args });
    assert.equal((await program.ended).code, 2);
    assert.equal(program.output(), `ccu-anywhere ${args[0]}: no such command. ccu-anywhere --help lists them.\n`);
  }
});

test("a command names the packages without which it cannot be loaded, and they are the optional ones", () => {
  for (const [name, { needs = [] }] of Object.entries(SUBCOMMANDS))
    for (const each of needs) assert.ok(manifest.peerDependenciesMeta[each]?.optional, `${name} needs ${each}`);
});
