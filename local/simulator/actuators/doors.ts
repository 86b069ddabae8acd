/** Door locks and the garage door. */
import type { Command } from "./command.ts";

/** Seconds that a lock turns, and that a garage door travels. */
const LOCK_SECONDS = 4;
const GARAGE_SECONDS = 15;

/** HmIP: LOCK_TARGET_LEVEL 0 locks, 1 unlocks, 2 opens. Classic: STATE true unlocks, OPEN opens. */
export function lock(command: Command): void {
  const { world, address, values, hmip } = command;
  if (hmip) {
    const target = values.LOCK_TARGET_LEVEL;
    if (typeof target !== "number") return;
    const unlocking = target > 0;
    world.report(address, { ACTIVITY_STATE: unlocking ? 1 : 2, PROCESS: 1 });
    command.later(LOCK_SECONDS, () => {
      world.report(address, { LOCK_STATE: unlocking ? 2 : 1, ACTIVITY_STATE: 3, PROCESS: 0 });
    });
    return;
  }
  if (!("STATE" in values) && !("OPEN" in values)) return;
  const unlocking = "OPEN" in values || values.STATE === true;
  world.report(address, { DIRECTION: unlocking ? 1 : 2, STATE_UNCERTAIN: true });
  command.later(LOCK_SECONDS, () => {
    world.report(address, { STATE: unlocking, DIRECTION: 0, STATE_UNCERTAIN: false });
  });
}

/** DOOR_COMMAND 1 opens, 2 stops, 3 closes, 4 ventilates. DOOR_STATE 0 closed, 1 open, 2 ventilation, 3 unknown. */
export function garage(command: Command): void {
  const { world, address, values } = command;
  const wanted = values.DOOR_COMMAND;
  if (wanted === 2) {
    command.halt();
    world.report(address, { DOOR_STATE: 3, PROCESS: 0, SECTION: 0, ACTIVITY_STATE: 3 });
    return;
  }
  if (wanted !== 1 && wanted !== 3 && wanted !== 4) return;
  const opening = wanted !== 3;
  world.report(address, { DOOR_STATE: 3, PROCESS: 1, SECTION: opening ? 2 : 5, ACTIVITY_STATE: opening ? 1 : 2 });
  command.later(GARAGE_SECONDS, () => {
    const arrived = wanted === 1 ? 1 : wanted === 4 ? 2 : 0;
    world.report(address, { DOOR_STATE: arrived, PROCESS: 0, SECTION: 0, ACTIVITY_STATE: 3 });
  });
}
