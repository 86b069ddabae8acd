/**
 * What earlier versions have stored is read by this one: each file in stored/ holds records as that version wrote them,
 * sealed with a key of zeros, and what they mean. A version that changes how settings are stored adds a file.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { features, sectionsOf } from "../../handlers/api.ts";
import { openConfiguration } from "../../handlers/configuration/configuration.ts";
import { readCentrals } from "../../handlers/configuration/stored-centrals.ts";
import { siteId } from "../../handlers/ports/index.ts";

interface Stored {
  records: { key: string; value: object }[];
  /** Values that come from what is stored, by path. */
  effective: Record<string, unknown>;
  centrals: object[];
}

const folder = join(import.meta.dirname, "stored");
for (const name of readdirSync(folder))
  test(`${name} is read`, async () => {
    const { records, effective, centrals } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Stored;
    const store = createMemoryStore({ clock: createManualClock() }).site(siteId("test"));
    for (const { key, value } of records) await store.put("config", key, value);
    const errors: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
    const secrets = createSecrets({ key: new Uint8Array(32), cost: 4 });
    const declared = sectionsOf(features);
    const { effective: read } = await openConfiguration({ sections: declared, store, secrets, log });
    const fromStore = read().filter(({ source }) => source === "db");
    const known = Object.entries(effective).filter(([path]) =>
      declared.some(({ fields }) => fields.some((field) => field.path === path)),
    );
    assert.deepEqual(
      Object.fromEntries(fromStore.map(({ field: { path }, value }) => [path, value])),
      Object.fromEntries(known),
    );
    assert.deepEqual((await readCentrals({ store, secrets, log })).rows, centrals);
    assert.deepEqual(errors, []);
  });
