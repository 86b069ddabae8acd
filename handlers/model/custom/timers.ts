/** How long something lasts, as devices count it (device-model 3.6). */
import type { Limits } from "./args.ts";
import type { Reading, Sets } from "./profile.ts";

/** Largest number beside a unit; above it the next unit is taken. */
const VALUE_LIMIT = 16_343;
/** With unit H: "not used". Lies outside the described limits, devices take it all the same. */
export const NOT_USED = 111_600;

/** Seconds as a number with its unit; what is above zero never becomes zero. */
export function encodeTimer(seconds: number): { unit: "S" | "M" | "H"; value: number } {
  if (seconds === NOT_USED) return { unit: "H", value: NOT_USED };
  const round = (value: number): number => (value > 0 ? Math.max(1, Math.round(value)) : 0);
  if (seconds <= VALUE_LIMIT) return { unit: "S", value: round(seconds) };
  const minutes = seconds / 60;
  return minutes <= VALUE_LIMIT ? { unit: "M", value: round(minutes) } : { unit: "H", value: round(minutes / 60) };
}

/**
 * Sets a timer: unit before value where the device has a unit, else plain seconds. `value` and `unit` are parts of the
 * profile. Nothing where the device has no such timer.
 */
export function timerSets(reading: Reading, value: string, unit: string, seconds: number | undefined): Sets {
  if (seconds === undefined || !reading.has(value)) return [];
  if (!reading.has(unit)) return [[value, seconds]];
  const timer = encodeTimer(seconds);
  return [
    [unit, timer.unit],
    [value, timer.value],
  ];
}

/** Seconds that a timer takes. */
export function timerLimits(reading: Reading, value: string, unit: string): Limits {
  const { max = VALUE_LIMIT } = reading.limits(value);
  return { min: 0, max: reading.has(unit) ? Math.min(max, VALUE_LIMIT) * 3600 : max };
}
