/** Writes records and copies of its database without end, until it is killed: `node state-writer.ts FOLDER`. */
import { join } from "node:path";
import { systemClock } from "../../adapters/node/clock.ts";
import { createFileFolder } from "../../adapters/node/file-store.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { backUpState } from "../../handlers/features/backups/home/own-state.ts";
import { keptBackups, removeBackup } from "../../handlers/features/backups/kept-backups.ts";
import { STATE } from "../../handlers/features/backups/names.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createTestSite } from "../support/site.ts";

/** As many copies as are kept. */
const KEPT = 2;
const folder = process.argv[2] ?? "";
const database = openSqlite(join(folder, "x.db"), { clock: systemClock, exclusive: true });
const store = database.store.site(siteId("home"));
const files = createFileFolder(join(folder, "backups"));
const site = { ...createTestSite(), clock: systemClock };

void (async () => {
  for (let n = 0; ; n++) {
    await store.put("user", `u${n % 500}`, { n, pad: "x".repeat(1_000) });
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
})();
for (let n = 0; ; n++) {
  await backUpState(site, files, database.state);
  for (const old of (await keptBackups(files, "state", STATE)).slice(0, -KEPT)) await removeBackup(files, old);
  process.stdout.write(`${n}\n`);
}
