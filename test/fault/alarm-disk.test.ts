/**
 * A disk that takes nothing from any write of a house's life on: sirens sound, everybody can disarm, it is told; and when it takes
 * writes again, what is stored is what is.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { RETRY_MS } from "../../handlers/features/alarm/home/engine/persistence.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { ANNA, idle, type Panel, startPanel, zoneRow } from "../features/alarm/support/panel.ts";
import { beforeWrites, LIFE } from "./alarm-life.ts";

/** From which writes on: every fifth, and with `npm run test:full` every one. */
const STEP = process.env.CCU_ANYWHERE_TEST_FULL ? 1 : 5;
const HOUSE = { zone: "house", ...ANNA };

interface Disk {
  /** Writes until it is full; none left: it takes nothing. */
  left: number;
  failed: boolean;
}

/** The chapters are lived as far as a full disk lets them: whoever arms is refused, and everything else goes on. */
async function live(panel: Panel, disk: Disk): Promise<void> {
  for (const { name, live: chapter } of LIFE) {
    const before = panel.state();
    const fired = panel.fired.length;
    const wasFull = disk.left <= 0;
    const refused = await chapter(panel).then(
      () => false,
      () => true,
    );
    await idle();
    if (refused) {
      assert.ok(disk.failed && /arms/.test(name), `${name} was refused`);
      assert.equal(panel.state(), before, `${name}: what is refused changes nothing`);
    }
    // the alarm is raised, whatever is written of it
    if (wasFull && before === "armed" && name === "a window") assert.equal(panel.fired.length, fired + 1);
    if (wasFull && name === "a fire") assert.equal(panel.fired.length, fired + 1, "a fire sounds");
    if (/^(disarms|leaves)/.test(name)) assert.equal(panel.state(), "disarmed", name);
    if (wasFull && panel.state() !== before) assert.equal(panel.engine.health().healthy, false, `${name}: it is told`);
  }
}

async function tellsTheTruth(panel: Panel, note: string): Promise<void> {
  const stored = await panel.store.get<{ state: string }>("alarm-state", "house");
  assert.equal(stored?.value.state ?? "disarmed", panel.state(), note);
  assert.deepEqual(panel.engine.health(), { healthy: true, note: "" }, note);
  const events = await panel.events();
  assert.equal(events.length, panel.started.figures().alarm_journal_entries_total, note);
}

async function fullFrom(write: number): Promise<boolean> {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("home"));
  await store.put("alarm-zone", "house", zoneRow);
  const disk: Disk = { left: write - 1, failed: false };
  const full = beforeWrites(store, async () => {
    disk.left -= 1;
    if (disk.left >= 0) return;
    disk.failed = true;
    throw new Error("no space left on the device");
  });
  const panel = await startPanel({ clock, store: full });
  // nothing is begun without its store: it is tried again until it can be read and counted
  if (panel.state() === undefined) assert.equal(panel.engine.health().healthy, false);
  else await live(panel, disk);
  if (!disk.failed) return false;

  // raised while nothing is stored, and mended in the middle of it
  disk.left = Number.POSITIVE_INFINITY;
  await panel.pass(RETRY_MS * 2);
  await tellsTheTruth(panel, `mended after write ${write}`);
  assert.ok((await panel.arm()).ok, "it can be armed again");
  await panel.report("window", "OPEN");
  assert.equal(panel.state(), "triggered");
  const later = await startPanel({ clock: createManualClock(clock.now() + 3000), store });
  assert.equal(later.state(), "triggered", "a restart finds it as it was");
  assert.ok((await later.engine.disarm(HOUSE)).ok);
  return true;
}

test("a disk that is full from any write on holds up no siren and nobody who disarms, and is told", async () => {
  let write = 1;
  while (await fullFrom(write)) write += STEP;
  assert.ok(write > LIFE.length * 2, `${write} writes`);
});

test("a disk that fails a single write, whichever, loses nothing of what is", async () => {
  for (let write = 1; ; write += STEP) {
    const clock = createManualClock();
    const store = createMemoryStore({ clock }).site(siteId("home"));
    await store.put("alarm-zone", "house", zoneRow);
    const disk: Disk = { left: write, failed: false };
    const flaky = beforeWrites(store, async () => {
      disk.left -= 1;
      if (disk.left !== 0) return;
      disk.failed = true;
      throw new Error("input/output error");
    });
    const panel = await startPanel({ clock, store: flaky });
    if (panel.state() === undefined) await panel.pass(RETRY_MS);
    else await live(panel, { left: 1, failed: true });
    await panel.pass(RETRY_MS * 2);
    await tellsTheTruth(panel, `after write ${write} failed`);
    if (!disk.failed) break;
  }
});
