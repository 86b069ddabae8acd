/**
 * The alarm panel killed before every write of a house's life. With a memory store at each of them; as a process that gets
 * SIGKILL, on a database, at some of them, with CCU_ANYWHERE_TEST_FULL at each.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { idle, startPanel, zoneRow } from "../features/alarm/support/panel.ts";
import { scratchFolder } from "../support/program.ts";
import { beforeWrites, checkRestarted, LIFE } from "./alarm-life.ts";

const DOWN_MS = 3000;

/** Killed before its nth write. @returns the chapter, `LIFE.length` where it lived to its end */
async function liveUntil(kill: number) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("home"));
  await store.put("alarm-zone", "house", zoneRow);
  let left = kill;
  const dead = Promise.withResolvers<void>();
  const until = beforeWrites(store, async () => {
    left -= 1;
    if (left > 0) return;
    dead.resolve();
    await new Promise(() => {});
  });
  let chapter = -1;
  const life = async () => {
    const panel = await startPanel({ clock, store: until });
    for (const { live } of LIFE) {
      chapter += 1;
      await live(panel);
      await idle();
    }
    chapter = LIFE.length;
  };
  await Promise.race([life(), dead.promise]);
  return { clock, store, chapter: Math.max(chapter, 0) };
}

test("killed before any write of the life of a house, the alarm panel goes on as it should", async () => {
  let kills = 0;
  for (let kill = 1; ; kill += 1) {
    const { clock, store, chapter } = await liveUntil(kill);
    if (chapter === LIFE.length) break;
    kills += 1;
    const later = createManualClock(clock.now() + DOWN_MS);
    const panel = await startPanel({ clock: later, store });
    await checkRestarted(panel, chapter, `write ${kill}, in "${LIFE[chapter]?.name}"`);
  }
  assert.ok(kills > LIFE.length * 2, `${kills} writes`);
});

/** How it ended: the chapter in which it was killed and the time on its clock. */
async function killedProcess(file: string, kill: number): Promise<{ chapter: number; now: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "alarm-writer.ts"), file, String(kill)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  await once(child, "close");
  const [chapter, now] = (said.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { chapter: chapter ?? 0, now: now ?? 0 };
}

test("killed with SIGKILL, its database is whole, and the alarm panel goes on as it should", async (t) => {
  const folder = scratchFolder(t);
  const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);
  const chosen = isFull ? Array.from({ length: 1000 }, (_, at) => at + 1) : [2, 9, 13, 23, 31];
  for (const kill of chosen) {
    const file = join(folder, `${kill}.db`);
    const { chapter, now } = await killedProcess(file, kill);
    if (chapter === LIFE.length) {
      assert.ok(isFull, "all of them are in the life");
      break;
    }
    const database = openSqlite(file, { clock: systemClock, exclusive: true });
    const store = database.store.site(siteId("home"));
    const panel = await startPanel({ clock: createManualClock(now + DOWN_MS), store });
    await checkRestarted(panel, chapter, `write ${kill}, in "${LIFE[chapter]?.name}"`);
    database.close();
  }
});
