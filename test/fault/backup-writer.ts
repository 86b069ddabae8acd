/** Makes backups without end, into a folder, until it is killed: `node backup-writer.ts FOLDER`. */
import { systemClock } from "../../adapters/node/clock.ts";
import { createFileFolder } from "../../adapters/node/file-store.ts";
import { beginBackup } from "../../handlers/features/backups/home/create-backup.ts";
import { keptBackups, removeBackup } from "../../handlers/features/backups/kept-backups.ts";
import { backupArchive } from "../../local/simulator/logic/backup-archive.ts";
import { createTestSite } from "../support/site.ts";

/** As many files as are kept. */
const KEPT = 3;
const folder = process.argv[2] ?? "";
const archive = backupArchive({ files: { "usr/local/etc/config/homematic.regadom": "model ".repeat(50_000) } });

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < archive.length; at += 256) {
    yield archive.subarray(at, at + 256);
    if (at % 2048 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const files = createFileFolder(folder);
const site = { ...createTestSite({ ccu: { createBackup: pieces } }), clock: systemClock, backups: { files } };
for (let n = 0; ; n++) {
  const { run } = await beginBackup(site, files, "ccu-main");
  await run.ended;
  if (run.state === "failed") throw new Error(run.reason);
  for (const old of (await keptBackups(files)).slice(0, -KEPT)) await removeBackup(files, old);
  process.stdout.write(`${n}\n`);
}
