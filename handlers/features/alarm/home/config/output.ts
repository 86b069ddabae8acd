/** Configuration of an output (contract: AlarmOutput.config), with everything that is not given at its default. */
import * as z from "zod";
import { flag, modeNames } from "./kinds.ts";

export { OUTPUT_CLASSES, type OutputClass } from "../../schemas/vocabulary.ts";

/** Seconds (facts 1.1): longer is cut to it. */
export const ACOUSTIC_MOST_S = 600;
export const OPTICAL_DEFAULT_S = 600;
export const OPTICAL_MOST_S = 3600;
const atMost = (most: number) => (given: number) => Math.min(given, most);

/** A label of the device's list, or its index. */
const selection = z.union([z.string(), z.int().min(0)]).optional();

export const OutputConfig = z.object({
  /** Empty: all. */
  modes: modeNames,
  outdoor: flag(),
  /** The CCU may sound it, too: it is not stopped when nobody here sounds it. */
  shared_with_ccu: flag(),
  /** Absent: `alarm.default_siren_seconds`. */
  duration_s: z.int().min(1).transform(atMost(ACOUSTIC_MOST_S)).optional(),
  optical_duration_s: z.int().min(1).default(OPTICAL_DEFAULT_S).transform(atMost(OPTICAL_MOST_S)),
  acoustic_tone: selection,
  optical_pattern: selection,
  /** Of a dimmer, 0 to 1. */
  level: z.number().min(0).max(1).optional(),
  chirp_arm_tone: selection,
  chirp_disarm_tone: selection,
  chirp_tick_tone: selection,
  soundfile_index: z.int().min(0).optional(),
  volume: z.number().min(0).max(1).default(0.5),
  sysvar_name: z.string().default(""),
  sysvar_existing: flag(),
  sysvar_allow_disarm: flag(),
  notify_mqtt: z
    .boolean()
    .nullish()
    .transform((given) => given ?? true),
  notify_webhook: z
    .boolean()
    .nullish()
    .transform((given) => given ?? true),
});
export type OutputConfig = z.output<typeof OutputConfig>;
