/**
 * Writes the published contract from the declarations: `npm run contract`. With `--check` it only compares and names
 * the file that has drifted (part of `npm run check`).
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import YAML from "yaml";
import { broadcasts, commands, extraSchemas, publishedOperations } from "../handlers/api.ts";
import { openapiDocument } from "../handlers/kernel/openapi.ts";
import { enumsDocument, wsapiDocument } from "../handlers/kernel/wsapi.ts";

const assets = join(import.meta.dirname, "..", "assets");
const openapi = openapiDocument(publishedOperations, broadcasts, extraSchemas);
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const notice = "# Generated from the declarations in handlers/ by `npm run contract`. Do not edit.\n";

const files: Record<string, string> = {
  "openapi.yaml": notice + YAML.stringify(openapi, { lineWidth: 120, aliasDuplicateObjects: false }),
  "wsapi.json": json(wsapiDocument(commands, broadcasts)),
  "schemas/enums.json": json(enumsDocument(openapi)),
};

const read = (file: string) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};

let drifted = 0;
for (const [name, text] of Object.entries(files)) {
  const file = join(assets, name);
  if (read(file) === text) continue;
  drifted++;
  if (process.argv.includes("--check"))
    console.error(`assets/${name} has drifted from the declarations: run npm run contract`);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote assets/${name}`);
  }
}
if (process.argv.includes("--check") && drifted > 0) process.exitCode = 1;
