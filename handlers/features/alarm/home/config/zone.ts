/** Configuration of a zone (contract: AlarmZone.config), with everything that is not given at its default. */
import * as z from "zod";
import { choice, flag, isMode, type Mode, seconds } from "./kinds.ts";

/** Seconds of the triggered phase (facts 1.1). */
export const TRIGGER_DEFAULT_S = 180;
export const TRIGGER_MOST_S = 600;
/** More cycles than that sound for longer than the acoustic budget of any incident allows. */
export const RETRIGGER_MOST = 100;
/** Schedules of one zone: three a day. */
export const SCHEDULES_MOST = 21;

export const OutputPolicy = z.object({
  /** Nothing acoustic. */
  silent: flag(),
  /** Outputs flagged `outdoor` stay off. */
  exclude_outdoor: flag(),
  /** Smoke detectors sound only when true. */
  smoke_sounders: flag(),
  arm_disarm_chirps: flag(),
  countdown_ticks: flag(),
});
export type OutputPolicy = z.output<typeof OutputPolicy>;
const policy = OutputPolicy.prefault({});

export const ModeConfig = z.object({
  exit_delay_s: seconds(0),
  entry_delay_s: seconds(0),
  /** 0 means the default; more than the maximum means the maximum. */
  trigger_time_s: z
    .int()
    .min(0)
    .default(0)
    .transform((given) => (given === 0 ? TRIGGER_DEFAULT_S : Math.min(given, TRIGGER_MOST_S))),
  pre_alarm_s: seconds(0),
  max_retrigger_cycles: z.int().min(0).max(RETRIGGER_MOST).default(0),
  outputs: policy,
});
export type ModeConfig = z.output<typeof ModeConfig>;

const verdict = (fallback: "block" | "warn") => choice(["block", "warn", "ignore"], fallback);

/** `time` as written: one that is no time of day is left out by whoever runs the schedules, and told. */
export const ScheduleEntry = z.object({
  time: z.string(),
  /** 0 = Sunday; empty: every day. */
  days: z.array(z.int().min(0).max(6)).default([]),
  mode: z.string(),
  /** False: a reminder only. */
  auto_arm: flag(),
});
export type ScheduleEntry = z.output<typeof ScheduleEntry>;

export const ZoneConfig = z.object({
  /** Only these can be armed. Names that are no modes are left out. */
  modes: z
    .record(z.string(), ModeConfig)
    .default({})
    .transform(
      (modes): Readonly<Partial<Record<Mode, ModeConfig>>> =>
        Object.fromEntries(Object.entries(modes).filter(([name]) => isMode(name))),
    ),
  post_trigger: choice(["return_to_armed", "disarm"], "return_to_armed"),
  /** Only after `disarm`; 0: stays disarmed. */
  auto_rearm_s: seconds(0),
  central_loss: choice(["alert", "trigger"], "alert"),
  blockers: z
    .object({
      open: verdict("block"),
      unreachable: verdict("block"),
      sabotage: verdict("block"),
      low_battery: verdict("warn"),
    })
    .prefault({}),
  code_policy: z
    .object({
      require_arm: flag(),
      /** null: as soon as there is a code that could be asked for. */
      require_disarm: z.boolean().nullable().default(null),
      /** By source: `mqtt`, `keypad` ... */
      require_silence: z.record(z.string(), z.boolean()).default({}),
    })
    .prefault({}),
  hazard_outputs: policy,
  panic_outputs: policy,
  schedules: z.array(ScheduleEntry).max(SCHEDULES_MOST).default([]),
});
export type ZoneConfig = z.output<typeof ZoneConfig>;
