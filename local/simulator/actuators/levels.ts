/** Switches and dimmers. */
import type { Value } from "../parameters.ts";
import { type Command, reportBoth, seconds } from "./command.ts";

const onTime = (values: Readonly<Record<string, Value>>): number | undefined =>
  typeof values.ON_TIME === "number" ? values.ON_TIME : seconds(values, "DURATION");

/** Watts of the lamp or machine behind a metering switch. */
const LOAD_WATTS = 62.4;

function meter(command: Command, on: boolean): void {
  const { world, device } = command;
  for (const address of device.paramsets.keys()) {
    if (!world.has(address, "POWER") || !world.has(address, "CURRENT")) continue;
    const power = on ? LOAD_WATTS : 0;
    world.report(address, { POWER: power, CURRENT: on ? 271 : 0 });
  }
}

export function switchOver(command: Command): void {
  const { world, address, values, hmip, movement } = command;
  const time = onTime(values) ?? movement.armed;
  if (values.STATE === undefined) {
    movement.armed = onTime(values);
    return;
  }
  movement.armed = undefined;
  const on = values.STATE === true;
  const timed = on && time !== undefined && time > 0;
  command.halt();
  if (hmip) reportBoth(command, { STATE: on, PROCESS: timed ? 1 : 0, SECTION: on ? 2 : 0 });
  else world.report(address, { STATE: on, WORKING: false });
  meter(command, on);
  if (!timed) return;
  command.later(time, () => {
    if (hmip) reportBoth(command, { STATE: false, PROCESS: 0, SECTION: 0 });
    else world.report(address, { STATE: false, WORKING: false });
    meter(command, false);
  });
}

/** Without RAMP_TIME a dimmer takes this long for any way, seconds. */
const DEFAULT_RAMP_SECONDS = 0.5;
/** While it ramps, a dimmer reports about this often, seconds. */
const REPORT_EVERY_SECONDS = 1;

const round = (level: number): number => Math.round(level * 200) / 200;

function level(command: Command, value: number, moving: boolean, up: boolean): void {
  const { world, device, address, hmip, movement } = command;
  movement.moving = moving;
  if (hmip) {
    reportBoth(command, {
      LEVEL: value,
      PROCESS: moving ? 1 : 0,
      ACTIVITY_STATE: moving ? (up ? 1 : 2) : 3,
      SECTION: 2,
    });
    return;
  }
  for (const other of device.paramsets.keys()) if (other !== address) world.report(other, { LEVEL_REAL: value });
  const direction = moving ? (up ? 1 : 2) : 0;
  world.report(address, { LEVEL: value, LEVEL_REAL: value, DIRECTION: direction, WORKING: moving });
}

/** Goes to a level within `time` seconds, reporting on the way; `then` runs when it is there. */
function ramp(command: Command, target: number, time: number, then: () => void): void {
  const from = command.world.number(command.address, "LEVEL");
  const startedAt = command.world.clock.now();
  const up = target >= from;
  const step = (): void => {
    const passed = (command.world.clock.now() - startedAt) / 1000;
    const left = time - passed;
    if (left <= 0.001) {
      level(command, target, false, up);
      then();
      return;
    }
    level(command, round(from + ((target - from) * passed) / time), true, up);
    command.later(Math.min(REPORT_EVERY_SECONDS, left), step);
  };
  step();
}

export function dimmer(command: Command): void {
  const { world, address, values, movement } = command;
  const current = world.number(address, "LEVEL");
  const colour = Object.entries(values).filter(([id]) => /^(HUE|SATURATION|COLOR_TEMPERATURE)$/.test(id));
  if (colour.length > 0) world.report(address, Object.fromEntries(colour));
  if ("RAMP_STOP" in values) {
    command.halt();
    level(command, current, false, true);
    return;
  }
  const target = "OLD_LEVEL" in values ? movement.lastLevel : values.LEVEL;
  if (typeof target !== "number") {
    movement.armed = onTime(values);
    return;
  }
  if (current > 0 && target === 0) movement.lastLevel = current;
  const time = onTime(values) ?? movement.armed;
  movement.armed = undefined;
  const rampTime =
    typeof values.RAMP_TIME === "number" ? values.RAMP_TIME : (seconds(values, "RAMP_TIME") ?? DEFAULT_RAMP_SECONDS);
  command.halt();
  ramp(command, Math.min(1, target), rampTime, () => {
    if (target > 0 && time !== undefined && time > 0) {
      command.later(time, () => ramp(command, 0, DEFAULT_RAMP_SECONDS, () => {}));
    }
  });
}
