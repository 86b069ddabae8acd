import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const LOCAL = join(import.meta.dirname, "..", "..", "local");

/** Runs a module that lies in local/, with the direct imports in force as the programs have them. */
async function run(code: string): Promise<string> {
  const args = ["-r", join(LOCAL, "direct-imports.cjs"), "--input-type=module", "-e", code];
  return (await promisify(execFile)(process.execPath, args, { cwd: LOCAL })).stdout;
}

test("a file is one module, whichever way it was found: directly, over a folder, by Node", async () => {
  const byNode = JSON.stringify(pathToFileURL(join(LOCAL, "settings.ts")).href);
  const code = `
    const ways = await Promise.all([import("./settings.ts"), import("./cli/../settings.ts"), import("./././settings.ts"),
      import("../local/settings.ts"), import(".././handlers/../local/settings.ts"), import(${byNode})]);
    console.log(new Set(ways).size, typeof ways[0].loadSettings);`;
  assert.equal(await run(code), "1 function\n");
});

test("dependencies are found by Node, with the conditions of their package.json", async () => {
  const code = `const { z } = await import("zod"); console.log(typeof z.object);`;
  assert.equal(await run(code), "function\n");
});

test("a file that is not there is told by its name", async () => {
  await assert.rejects(run(`await import("./no-such-file.ts")`), /no-such-file\.ts/);
});

test("the module node:http is there with what is its own, and without undici until somebody asks for it", async () => {
  const code = `
    import { createRequire } from "node:module";
    import { createServer, request } from "node:http";
    const loaded = () => process.moduleLoadList.some((name) => name.includes("undici/undici"));
    const told = [typeof createServer, typeof request, loaded()];
    const { WebSocket } = createRequire(import.meta.url)("node:http");
    console.log(...told, WebSocket === globalThis.WebSocket, loaded());`;
  assert.equal(await run(code), "function function false true true\n");
});
