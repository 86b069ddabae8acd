/** Plain dimmers, and the parts that all lights share (device-model 2.7). */
import { light } from "./light.ts";
import type { Fields } from "./profile.ts";

/** Timers in plain seconds. */
const SECONDS_FIELDS: Fields = { level: "LEVEL", on_time: "ON_TIME", ramp_time: "RAMP_TIME" };
/** Timers as a number with a unit. */
export const UNIT_FIELDS: Fields = {
  level: "LEVEL",
  on_unit: "DURATION_UNIT",
  on_time: "DURATION_VALUE",
  ramp_unit: "RAMP_TIME_UNIT",
  ramp_time: "RAMP_TIME_VALUE",
};
/** Classic dimmers. */
export const RF_FIELDS: Fields = {
  ...SECONDS_FIELDS,
  real_level: { parameter: "LEVEL_REAL", shown: true },
};

export const IP_DIMMER = light({
  kind: "light",
  fields: { ...SECONDS_FIELDS, group_level: { at: -1, parameter: "LEVEL", shown: true } },
  secondaries: [1, 2],
  feedback: -1,
});
export const RF_DIMMER = light({ kind: "light", fields: RF_FIELDS });
export const RF_DIMMER_WITH_VIRTUAL = light({ kind: "light", fields: RF_FIELDS, secondaries: [1, 2] });
