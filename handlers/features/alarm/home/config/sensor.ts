/** Configuration of a sensor (contract: AlarmSensor.config), with everything that is not given at its default. */
import * as z from "zod";
import { flag, modeNames, SECONDS_MOST, seconds } from "./kinds.ts";

/** `""`: the contract takes a sensor without a type. */
export const SENSOR_TYPES = ["door", "window", "motion", "tamper", "hazard", "panic"] as const;
export type SensorType = (typeof SENSOR_TYPES)[number] | "";

export const SensorConfig = z.object({
  /** Modes in which it is a member. */
  modes: modeNames,
  /** Activity during the exit delay is tolerated. */
  use_exit_delay: flag(),
  /** Activity while armed starts the entry delay. */
  use_entry_delay: flag(),
  /** Seconds, in place of the mode's. */
  entry_delay_override_s: z.int().min(0).max(SECONDS_MOST).nullable().default(null),
  /** Fire, water, gas, panic: fires in every state. */
  always_on: flag(),
  /** Being open is no reason against arming. */
  allow_open_after_arming: flag(),
  /** Closing it during the exit delay arms, 5 s later. */
  arm_after_closing: flag(),
  /** What would block makes a bypass of itself. */
  bypass_auto: flag(),
  trigger_when_unavailable: flag(),
  chime: flag(),
  /** Seconds that it must stay active to count. */
  hold_time: seconds(0),
  /** Cross-zoning: two sensors of a group within a minute. */
  group: z.string().default(""),
  panic_silent: flag(),
  /** Labels of an enumeration that count as active; empty: everything but its first value does. */
  active_values: z.array(z.string()).default([]),
});
export type SensorConfig = z.output<typeof SensorConfig>;
