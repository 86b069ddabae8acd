/**
 * Writes the published contract from the declarations: `npm run contract`. With `--check` it only compares and names
 * the file that has drifted (part of `npm run check`).
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import YAML from "yaml";
import { commands } from "../handlers/api.ts";
import { broadcasts, contractOf } from "../handlers/contract.ts";
import { alarmDiagram } from "./alarm-diagram.ts";
import { contractTypes } from "./contract-types.ts";
import { mappingTable, unseenTable } from "./matter-tables.ts";
import { centralTable, programTable, settingsTable } from "./settings.ts";

const root = join(import.meta.dirname, "..");
const { openapi, wsapi, enums } = contractOf();
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const notice = "# Generated from the declarations in handlers/ by `npm run contract`. Do not edit.\n";

const read = (file: string) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

/** The text between `<!-- name -->` and `<!-- /name -->` is ours, the rest is written by people. */
const fill = (text: string, name: string, table: string) =>
  text.replace(
    new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`),
    (_all, start, end) => `${start}${table.trimEnd()}\n${end}`,
  );

const files: Record<string, string> = {
  "README.md": fill(read(join(root, "README.md")) ?? "", "settings", programTable()),
  "docs/configuration.md": fill(
    fill(read(join(root, "docs/configuration.md")) ?? "", "settings", settingsTable()),
    "centrals",
    centralTable(),
  ),
  "docs/matter.md": fill(
    fill(read(join(root, "docs/matter.md")) ?? "", "mapping", mappingTable()),
    "unseen",
    unseenTable(),
  ),
  "docs/alarm.md": fill(read(join(root, "docs/alarm.md")) ?? "", "states", alarmDiagram()),
  "assets/openapi.yaml": notice + YAML.stringify(openapi, { lineWidth: 120, aliasDuplicateObjects: false }),
  "assets/wsapi.json": json(wsapi),
  "assets/schemas/enums.json": json(enums),
  "adapters/client/contract.ts": contractTypes(openapi, commands, broadcasts),
};

let drifted = 0;
for (const [name, text] of Object.entries(files)) {
  const file = join(root, name);
  if (read(file) === text) continue;
  drifted++;
  if (process.argv.includes("--check"))
    console.error(`${name} has drifted from the declarations: run npm run contract`);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
}
if (process.argv.includes("--check") && drifted > 0) process.exitCode = 1;
