/** One telegram to a channel, and what every kind of actuator needs to carry it out. */
import type { ChannelKind, SimDevice } from "../kinds.ts";
import type { Value } from "../parameters.ts";
import type { World } from "../world.ts";

/** What a channel that moves must remember between commands. */
export class Movement {
  /** ON_TIME that was sent alone and waits for the next switching on, seconds. */
  armed: number | undefined;
  /** Level before the last switching off: OLD_LEVEL goes back to it. */
  lastLevel = 1;
  moving = false;
}

export interface Command {
  world: World;
  device: SimDevice;
  channel: ChannelKind;
  address: string;
  values: Readonly<Record<string, Value>>;
  hmip: boolean;
  /** Runs after `seconds` unless another command for the same channel comes first. */
  later(seconds: number, task: () => void): void;
  /** Stops what the channel is doing. */
  halt(): void;
  movement: Movement;
}
/** Reports of a virtual receiver appear on the channel that shows the output as well (protocol 6). */
export function reportBoth(command: Command, values: Readonly<Record<string, Value>>): void {
  const { world, device, channel, address } = command;
  if (channel.reportsOn !== undefined) world.report(`${device.address}:${channel.reportsOn}`, values);
  world.report(address, values);
}

const UNIT_SECONDS = [1, 60, 3600];

/** Seconds of an HmIP number and unit pair, or `undefined` where the command has none. */
export function seconds(values: Readonly<Record<string, Value>>, name: string): number | undefined {
  const value = values[`${name}_VALUE`];
  if (typeof value !== "number" || value === 111600) return undefined;
  const unit = values[`${name}_UNIT`];
  return value * (UNIT_SECONDS[typeof unit === "number" ? unit : 0] ?? 1);
}
