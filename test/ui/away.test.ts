/** What acts at home rests while the home is away: no file may send such an order without looking at it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { operations } from "../../handlers/api.ts";

const UI = join(import.meta.dirname, "..", "..", "assets", "ui");
const served = new Map(operations.map(({ spec }) => [`${spec.method} ${spec.path}`, spec.served]));
/** Orders that are sent from a file without controls: what holds their controls. */
const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  "state/messages.ts": ["views/MessagesPage.tsx", "views/MuteDialog.tsx"],
  "state/write.ts": [
    ...["views/Tile.tsx", "views/Programs.tsx", "views/Variables.tsx"],
    ...["pages/palette/entries.ts", "pages/plan/Marker.tsx"],
  ],
  "pages/alarm/Outputs.tsx": ["pages/alarm/DraftList.tsx", "pages/alarm/Outputs.tsx"],
  "pages/alarm/Sensors.tsx": ["pages/alarm/DraftList.tsx"],
  "pages/alarm/actions.ts": ["pages/alarm/Panel.tsx", "pages/alarm/Wizard.tsx"],
  "pages/device/paramset/draft.ts": ["pages/device/paramset/ParamsetForm.tsx"],
  "pages/device/paramset/lock.ts": ["pages/device/paramset/ParamsetForm.tsx"],
  "pages/matter/CommissioningWindow.tsx": ["pages/matter/MatterPage.tsx"],
  "pages/matter/Fabrics.tsx": ["pages/matter/MatterPage.tsx"],
  "pages/pairing/Inbox.tsx": ["pages/pairing/PairingPage.tsx"],
  "pages/pairing/Teaching.tsx": ["pages/pairing/PairingPage.tsx"],
  "pages/settings/store.ts": ["pages/settings/SectionForm.tsx"],
};
const sourceOf = (file: string): string => readFileSync(join(UI, file), "utf8");
const looksAtIt = (file: string): boolean => /<AtHome>|\baway\.value\b/.test(sourceOf(file));

test("every file with an order that is done at home looks at whether the home is there", () => {
  const found: string[] = [];
  for (const file of globSync("**/*.{ts,tsx}", { cwd: UI })) {
    const orders = [...sourceOf(file).matchAll(/client\.(POST|PUT|PATCH|DELETE)\(\s*"([^"]+)"/g)].map(
      ([, method, path]) => `${method} ${path}`,
    );
    for (const order of orders) assert.ok(served.has(order), `${file}: ${order}`);
    if (orders.some((order) => served.get(order) === "home")) found.push(file);
  }
  assert.ok(found.length > 30, String(found.length));
  assert.deepEqual(
    found.filter((file) => !(HELD_BY[file] ?? [file]).every(looksAtIt)),
    [],
  );
});
