/** What the program next to the CCU says of itself to those that answer for its home elsewhere. */
import type { ComponentReport } from "../kernel/component-health.ts";
import type { ToldAlarm } from "./told-alarm.ts";

export interface HomeProgram {
  /** What its parts report in `/health`. */
  readonly reports: readonly ComponentReport[];
  /** What of it is switched on: names in `capabilities` of `GET /info`, besides those that every program has. */
  readonly capabilities: readonly string[];
  /** What its alarm panel says. */
  readonly alarm?: ToldAlarm;
}

/** What it said last. */
export interface ToldProgram extends HomeProgram {
  /** Its relay is away: all that is known of the home was true then (milliseconds since the epoch). Absent: it is there. */
  readonly away?: number;
}
