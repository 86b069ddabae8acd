/** Which parameters tell that a channel moves, and what their values say. */
import type { Channel } from "../model/types.ts";

/** Of BidCos and HmIP: these decide alone where a channel has one of them. */
const DECIDING: readonly string[] = ["PROCESS", "WORKING", "WORKING_SLATS"];
/** Where it has none, the direction tells. */
const DIRECTIONS: readonly string[] = ["ACTIVITY_STATE", "DIRECTION"];

const MOVING: ReadonlySet<unknown> = new Set([true, "NOT_STABLE", "UP", "DOWN"]);
const RESTING: ReadonlySet<unknown> = new Set([false, "STABLE", "NONE"]);

/** The parameters of a channel that tell of its movements; empty where it has none. */
export function movementParameters({ values }: Pick<Channel, "values">): readonly string[] {
  const deciding = DECIDING.filter((name) => values.has(name));
  return deciding.length > 0 ? deciding : DIRECTIONS.filter((name) => values.has(name));
}

/**
 * What the values of those parameters say together: one that moves is enough (slats turn while the level rests).
 * `undefined` where none says anything.
 */
export function movementOf(values: readonly unknown[]): "moving" | "resting" | undefined {
  if (values.some((value) => MOVING.has(value))) return "moving";
  return values.some((value) => RESTING.has(value)) ? "resting" : undefined;
}

/** Writing one of these ends every target of the channel where it is (RAMP_STOP: dimmers of BidCos). */
export const STOPS: ReadonlySet<string> = new Set(["STOP", "RAMP_STOP"]);
