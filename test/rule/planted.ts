/**
 * Shows that the dependency rule bites: copies the checkout's configuration beside planted violations and expects the
 * linter to name each of them (`npm run check:rule`). A rule that finds nothing proves nothing.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const planted: Record<string, string> = {
  "handlers/kernel/planted-adapter.ts":
    'import { createExpressApp } from "../../adapters/express/app.ts";\nexport const a = createExpressApp;\n',
  "handlers/operations/planted-local.ts": 'import * as s from "../../local/server.ts";\nexport const a = s;\n',
  "handlers/model/planted-library.ts": 'import ws from "ws";\nexport const a = ws;\n',
  "handlers/model/planted-io.ts": 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n',
  "adapters/ws/planted-sibling.ts": 'import { openSqlite } from "../sqlite/index.ts";\nexport const a = openSqlite;\n',
  "adapters/ccu/codec/planted-sibling.ts": 'import * as m from "../../memory/store.ts";\nexport const a = m;\n',
  // every folder of adapters/, seen from another one
  ...Object.fromEntries(
    readdirSync(join(root, "adapters")).map((name) => [
      `adapters/other/planted-${name}.ts`,
      `import * as m from "../${name}/index.ts";\nexport const a = m;\n`,
    ]),
  ),
  "adapters/sqlite/planted-local.ts": 'import * as s from "../../local/server.ts";\nexport const a = s;\n',
};
const clean = 'import type { Clock } from "../ports.ts";\nexport type C = Clock;\n';

const folder = mkdtempSync(join(tmpdir(), "dependency-rule-"));
try {
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(planted)) write(file, text);
  write("handlers/kernel/clean.ts", clean);
  const biome = join(root, "node_modules", ".bin", "biome");
  const run = spawnSync(biome, ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const found = (JSON.parse(run.stdout) as { diagnostics: { category: string; location: unknown }[] }).diagnostics
    .filter((d) => d.category === "lint/style/noRestrictedImports")
    .map((d) => JSON.stringify(d.location));
  const missed = Object.keys(planted).filter((file) => !found.some((location) => location.includes(file)));
  const wrong = found.filter((location) => location.includes("clean.ts"));
  if (missed.length > 0 || wrong.length > 0) {
    console.error("the dependency rule missed", missed, "and wrongly names", wrong);
    process.exitCode = 1;
  } else
    console.log(`dependency rule: all ${Object.keys(planted).length} planted violations found, clean import passes`);
} finally {
  rmSync(folder, { recursive: true });
}
