/** Killed at any moment, the folder of backups is readable: what is listed is whole, and the last good one is there. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../../adapters/node/clock.ts";
import { createFileFolder } from "../../adapters/node/file-store.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { contentsOf } from "../../handlers/features/backups/home/archive/check.ts";
import { keptBackups } from "../../handlers/features/backups/kept-backups.ts";
import { STATE } from "../../handlers/features/backups/names.ts";
import { scratchFolder } from "../support/program.ts";

/** How often it is killed, and within how many milliseconds after its first backup. */
const KILLS = process.env.CCU_ANYWHERE_TEST_FULL ? 100 : 8;
const WITHIN_MS = 150;

/** Starts it, and kills it some time after it has told that it is at work. */
async function killed(program: string, folder: string, kill: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, (WITHIN_MS * (kill + 0.5)) / KILLS));
  child.kill("SIGKILL");
  await once(child, "close");
}

test(`a writer of copies of its own state is killed ${KILLS} times`, async (t) => {
  const folder = scratchFolder(t);
  for (let kill = 0; kill < KILLS; kill++) {
    await killed("state-writer.ts", folder, kill);
    const database = openSqlite(join(folder, "x.db"), { clock: systemClock, exclusive: true });
    const files = createFileFolder(join(folder, "backups"));
    const kept = await keptBackups(files, "state", STATE);
    assert.ok(kept.length >= 1, "a good one is there");
    for (const { id, file, counts } of kept) {
      const read = await files.read(file.name);
      assert.deepEqual(await database.state.countsOf(read?.content ?? assert.fail(`${id} is gone`)), counts);
    }
    // a copy that was being made goes with the next one
    for await (const _ of (await database.state.copy()).content);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".copy-")),
      [],
    );
    database.close();
  }
});

test(`a writer of backups is killed ${KILLS} times`, async (t) => {
  const folder = join(scratchFolder(t), "backups");
  for (let kill = 0; kill < KILLS; kill++) {
    await killed("backup-writer.ts", folder, kill);
    const files = createFileFolder(folder);
    const kept = await keptBackups(files);
    assert.ok(kept.length >= 1, "a good one is there");
    for (const { id, file, sha256, bytes } of kept) {
      const read = await files.read(file.name);
      const contents = await contentsOf(read?.content ?? assert.fail(`${id} is gone`));
      assert.deepEqual([contents.sha256, contents.bytes], [sha256, bytes]);
    }
    const odd = readdirSync(folder).filter((name) => name.startsWith("."));
    assert.deepEqual(odd, [], "what was being written is gone");
  }
});
