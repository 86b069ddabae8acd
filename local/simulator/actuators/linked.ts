/** What a receiver does when the key of a direct link is pressed, as far as the LINK paramsets here say it. */
import type { Value } from "../parameters.ts";
import { plainDefault, type World } from "../world.ts";
import type { Actuators } from "./index.ts";

/** SHORT_ACTION_TYPE and the like: 0 = the press does nothing. */
const INACTIVE = 0;
/** Targets of a jump at which the channel is off. */
const OFF_TARGETS = /^(OFF|OFFDELAY|NO_JUMP_IGNORE_COMMAND)$/;
/** Seconds of HmIP's time bases; 31 of the last one, and 108000 s on BidCos, mean "for good". */
const BASES = [0.1, 1, 5, 10, 60, 300, 600, 3600];
const FOREVER_FACTOR = 31;
const FOREVER_SECONDS = 108_000;

export interface LinkedPress {
  world: World;
  actuators: Actuators;
  receiver: string;
  /** LINK values of the receiver that differ from their defaults. */
  stored: ReadonlyMap<string, Value>;
  long: boolean;
}

/** Carries out one press. A receiver that has neither STATE nor LEVEL does nothing visible. */
export function pressLinked({ world, actuators, receiver, stored, long }: LinkedPress): void {
  const description = world.description(receiver, "LINK") ?? {};
  const setting = (name: string): Value | undefined => {
    // The same settings count for long presses where the device has no own ones for them.
    const id = [`${long ? "LONG" : "SHORT"}_${name}`, `SHORT_${name}`].find((one) => Object.hasOwn(description, one));
    const parameter = id === undefined ? undefined : description[id];
    if (id === undefined || !parameter) return undefined;
    const value = stored.get(id) ?? plainDefault(parameter);
    return parameter.TYPE === "ENUM" ? (parameter.VALUE_LIST?.[Number(value)] ?? value) : value;
  };
  if (setting("ACTION_TYPE") === "INACTIVE" || setting("ACTION_TYPE") === INACTIVE) return;
  const isOn = world.value(receiver, "STATE") === true || world.number(receiver, "LEVEL") > 0;
  // A target for "off" that leads to off again: the press switches nothing on.
  if (!isOn && OFF_TARGETS.test(String(setting("JT_OFF") ?? "ON"))) return;
  actuators.command(receiver, world.has(receiver, "LEVEL") ? levels(setting, isOn) : states(setting, isOn));
}

type Setting = (name: string) => Value | undefined;

function states(setting: Setting, isOn: boolean): Record<string, Value> {
  const seconds = isOn ? undefined : onSeconds(setting);
  return { STATE: !isOn, ...(seconds === undefined ? {} : { ON_TIME: seconds }) };
}

function levels(setting: Setting, isOn: boolean): Record<string, Value> {
  if (isOn) return { LEVEL: 0 };
  const wanted = setting("ON_LEVEL");
  // Beyond 1 stands for the level before it was switched off.
  const level: Record<string, Value> =
    typeof wanted === "number" && wanted > 1 ? { OLD_LEVEL: true } : { LEVEL: wanted ?? 1 };
  const ramp = setting("RAMPON_TIME");
  return { ...level, ...(typeof ramp === "number" ? { RAMP_TIME: ramp } : {}) };
}

function onSeconds(setting: Setting): number | undefined {
  const plain = setting("ON_TIME");
  if (typeof plain === "number") return plain < FOREVER_SECONDS ? plain : undefined;
  const factor = setting("ON_TIME_FACTOR");
  const base = setting("ON_TIME_BASE");
  if (typeof factor !== "number" || base === undefined || factor >= FOREVER_FACTOR) return undefined;
  const list = ["100MS", "1S", "5S", "10S", "1M", "5M", "10M", "1H"];
  return factor * (BASES[list.indexOf(String(base))] ?? 1);
}
