/** Shutters and blinds: they take their time, report where they are on the way, and say when they have arrived. */
import type { Value } from "../parameters.ts";
import { type Command, reportBoth } from "./command.ts";

/** Seconds from closed to open. Real ones take 15 to 60. */
const TRAVEL_SECONDS = 20;
/** Seconds for a full turn of the slats. */
const SLAT_SECONDS = 2;
const REPORT_EVERY_SECONDS = 5;

/** `L2=50,L=30` in percent (HmIP). */
function combined(text: string): { LEVEL?: number; LEVEL_2?: number } {
  const result: { LEVEL?: number; LEVEL_2?: number } = {};
  for (const [, name, percent] of text.matchAll(/(L2?)=(\d+(?:\.\d+)?)/g)) {
    result[name === "L2" ? "LEVEL_2" : "LEVEL"] = Number(percent) / 100;
  }
  return result;
}

function position(command: Command, level: number, moving: boolean, up: boolean, slats: number | undefined): void {
  const { world, address, hmip, movement } = command;
  movement.moving = moving;
  const tilt: Record<string, Value> = slats === undefined ? {} : { LEVEL_2: slats };
  const direction = moving ? (up ? 1 : 2) : 0;
  if (hmip) {
    const state = { PROCESS: moving ? 1 : 0, ACTIVITY_STATE: moving ? direction : 3 };
    reportBoth(command, { LEVEL: level, ...tilt, ...state });
  } else world.report(address, { LEVEL: level, DIRECTION: direction, WORKING: moving });
}

const whole = (level: number): number => Math.round(level * 200) / 200;

function travel(command: Command, target: number, slats: number | undefined): void {
  const { world, address } = command;
  const from = world.number(address, "LEVEL");
  const startedAt = world.clock.now();
  const up = target >= from;
  const now = (): number => {
    const way = (world.clock.now() - startedAt) / 1000 / TRAVEL_SECONDS;
    return up ? Math.min(target, from + way) : Math.max(target, from - way);
  };
  const step = (): void => {
    const level = now();
    const left = Math.abs(target - level) * TRAVEL_SECONDS;
    if (left > 0.001) {
      position(command, whole(level), true, up, undefined);
      command.later(Math.min(REPORT_EVERY_SECONDS, left), step);
      return;
    }
    if (slats === undefined) position(command, target, false, up, undefined);
    else {
      position(command, target, true, up, undefined);
      command.later(SLAT_SECONDS, () => position(command, target, false, up, slats));
    }
  };
  command.halt();
  step();
  movementStop(command, () => position(command, whole(now()), false, up, undefined));
}

/** Stopping needs to know where the shutter is at that moment. */
const stops = new WeakMap<object, () => void>();
function movementStop(command: Command, stop: () => void): void {
  stops.set(command.movement, stop);
}

export function blind(command: Command): void {
  const { world, address, values, movement } = command;
  if ("STOP" in values) {
    command.halt();
    if (movement.moving) stops.get(movement)?.();
    return;
  }
  const text = values.COMBINED_PARAMETER;
  const wanted = typeof text === "string" ? combined(text) : values;
  const slats = typeof wanted.LEVEL_2 === "number" ? wanted.LEVEL_2 : undefined;
  // A lone LEVEL_2 is ignored by HmIP blinds (protocol 11.3).
  if (typeof wanted.LEVEL !== "number") return;
  // A blind with slats that is moving does not take a new position (protocol 11.3): stop it first.
  if (movement.moving && world.has(address, "LEVEL_2")) return;
  travel(command, Math.min(1, Math.max(0, wanted.LEVEL)), world.has(address, "LEVEL_2") ? slats : undefined);
}
