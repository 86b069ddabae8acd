/** Commands as controllers send them, and what each does to a simulated device. */
import assert from "node:assert/strict";
import { ColorControlClient } from "@matter/main/behaviors/color-control";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { LevelControlClient } from "@matter/main/behaviors/level-control";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { WindowCoveringClient } from "@matter/main/behaviors/window-covering";
import { Thermostat } from "@matter/main/clusters/thermostat";
import { ORDERS } from "../../handlers/features/matter/home/mapping/orders.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { partOf, type Remote, until as soon, write } from "../adapters/matter/bench.ts";
import { nameOf, type Row } from "./matter-house.ts";

/** A command, and what of the simulated device it moves: `channel.parameter` and what that becomes. */
export type Step = readonly [
  cluster: Remote,
  command: string,
  args: object | undefined,
  moved: string,
  becomes: unknown,
];
export interface Played {
  readonly kind: string;
  readonly device: string;
  readonly steps: readonly Step[];
}

export const NOW = { transitionTime: 0, optionsMask: {}, optionsOverride: {} };
export const on = (command: string, moved: string, becomes: unknown): Step => [
  OnOffClient,
  command,
  undefined,
  moved,
  becomes,
];
export const level = (command: string, args: object, moved: string, becomes: unknown): Step => [
  LevelControlClient,
  command,
  { ...NOW, ...args },
  moved,
  becomes,
];
export const colour = (command: string, args: object, moved: string, becomes: unknown): Step => [
  ColorControlClient,
  command,
  { ...NOW, ...args },
  moved,
  becomes,
];
export const cover = (command: string, args: object | undefined, moved: string, becomes: unknown): Step => [
  WindowCoveringClient,
  command,
  args,
  moved,
  becomes,
];
export const lock = (command: string, moved: string, becomes: unknown): Step => [
  DoorLockClient,
  command,
  {},
  moved,
  becomes,
];
export const heat = (attribute: string, value: number, moved: string, becomes: unknown): Step => [
  Thermostat,
  "set",
  { [attribute]: value },
  moved,
  becomes,
];
export const lift = (percent: number) => ({ liftPercent100thsValue: percent * 100 });
export const tilt = (percent: number) => ({ tiltPercent100thsValue: percent * 100 });
export const near = (wanted: number) => (value: unknown) =>
  typeof value === "number" && Math.abs(value - wanted) < 0.02;

export const switching = (parameter: string): Step[] => [
  on("on", parameter, true),
  on("off", parameter, false),
  on("toggle", parameter, true),
];
export const dimming = (parameter: string): Step[] => [
  on("on", parameter, (value: unknown) => Number(value) > 0),
  level("moveToLevel", { level: 127 }, parameter, near(0.5)),
  level("step", { stepMode: 1, stepSize: 51 }, parameter, near(0.3)),
  on("off", parameter, 0),
  level("moveToLevelWithOnOff", { level: 254 }, parameter, 1),
  on("toggle", parameter, 0),
];
/** From half open it moves down, stands still, moves to a place, and up. `up`, `down`, `still`: of the parameter that tells. */
export const travelling = (parameter: string, up: unknown, down: unknown, still: unknown): Step[] => [
  cover("downOrClose", undefined, parameter, down),
  cover("stopMotion", undefined, parameter, still),
  cover("goToLiftPercentage", lift(80), parameter, down),
  cover("upOrOpen", undefined, parameter, up),
];
export const heating = (parameter: string): Step[] => [
  heat("occupiedHeatingSetpoint", 2_150, parameter, 21.5),
  heat("systemMode", 0, parameter, 4.5),
  heat("systemMode", 4, parameter, (value: unknown) => Number(value) > 4.5),
];

/** Whether the controller sees what the simulated channel is. */
function agrees({ state }: Remote, value: (parameter: string) => unknown, main: string): boolean {
  const { onOff, levelControl, colorControl } = state;
  const differs = (seen: number, parameter: string, share: number) => {
    const found = value(parameter);
    return typeof found === "number" && Math.abs(seen / 254 - found / share) > 0.02;
  };
  if (onOff && onOff.onOff !== Number(value(main)) > 0) return false;
  if (levelControl && onOff.onOff && differs(levelControl.currentLevel, "LEVEL", 1)) return false;
  const { currentHue, currentSaturation } = colorControl ?? {};
  return !colorControl || !(differs(currentHue, "HUE", 360) || differs(currentSaturation, "SATURATION", 1));
}

/**
 * Plays everything; fails where a simulated device does not move, or a command of the mapping table was left out.
 * @param rows of what is played, in the same order
 */
export async function play(
  { peer, simulator }: { peer: Remote; simulator: Pick<Simulator, "world"> },
  all: readonly Played[],
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  const told = new Map<string, Set<string>>();
  for (const [at, { kind, device, steps }] of all.entries()) {
    const name = nameOf(rows[at] as Row);
    const part = await soon(name, () => partOf(peer, name));
    const commands = told.get(kind) ?? new Set();
    told.set(kind, commands);
    const [main, mainParameter = ""] = (steps[0]?.[3] ?? "").split(".");
    const of = (id: string) => simulator.world.value(`${device}:${main}`, id);
    for (const [cluster, command, args, moved, becomes] of steps) {
      const [channel, parameter = ""] = moved.split(".");
      const value = () => simulator.world.value(`${device}:${channel}`, parameter);
      const isThere = typeof becomes === "function" ? becomes : (seen: unknown) => seen === becomes;
      // some commands begin at what the home shows, and the CCU's event may be on its way. A write needs no such thing
      if (command !== "set") await soon(`${kind} is shown as it is`, () => agrees(part, of, mainParameter));
      if (command === "set") await write(peer, part, cluster, args ?? {});
      else await part.act((agent: Remote) => agent.get(cluster)[command](args));
      commands.add(command === "set" ? (Object.keys(args ?? {})[0] as string) : command);
      await soon(`${kind} ${device} ${command} ${JSON.stringify(args)}: ${moved} is ${value()}`, () =>
        isThere(value()),
      );
    }
  }
  for (const [kind, commands] of told)
    if (ORDERS[kind]) assert.ok(commands.size >= Object.keys(ORDERS[kind]).length, `${kind}: ${[...commands]}`);
  return new Set(told.keys());
}
