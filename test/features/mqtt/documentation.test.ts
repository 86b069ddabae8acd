/** The page says what the tables of the source say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CUSTOM } from "../../../handlers/features/mqtt/home/discovery/custom.ts";
import { DATA_POINTS } from "../../../handlers/features/mqtt/home/discovery/data-points.ts";

test("docs/mqtt.md has the mapping of every category", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "mqtt.md"), "utf8");
  const [, table = ""] = /<!-- mapping -->([\s\S]*)<!-- \/mapping -->/.exec(page) ?? [];
  const rows = [...table.matchAll(/^\| (\w+) \| (\w+) \|$/gm)].map(([, here, there]) => [here, there]);
  const source = [...Object.entries(CUSTOM), ...Object.entries(DATA_POINTS)];
  // `switch` is a category of both
  assert.deepEqual(
    Object.fromEntries(rows),
    Object.fromEntries(source.map(([here, { component }]) => [here, component])),
  );
  assert.equal(rows.length, new Set(source.map(([here]) => here)).size);
});
