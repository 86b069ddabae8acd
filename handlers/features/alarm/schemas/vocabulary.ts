/** Closed lists of words about the alarm panel (contract). */
import * as z from "zod";

export const ALARM_STATES = ["disarmed", "arming", "armed", "pending", "triggered"] as const;
export const AlarmState = z.enum(ALARM_STATES);
export type AlarmState = z.infer<typeof AlarmState>;

/** Modes that a zone can be armed in. */
export const ARM_MODES = ["perimeter", "full", "night", "vacation", "custom"] as const;
export const ArmMode = z.enum(ARM_MODES);
export type ArmMode = z.infer<typeof ArmMode>;
/** What the contract says of a zone's mode; ours leaves it out while the zone is disarmed. */
export const AlarmMode = z.enum(["disarmed", ...ARM_MODES]);

export const SENSOR_TYPES = ["door", "window", "motion", "tamper", "hazard", "panic"] as const;
export const SensorType = z.enum(SENSOR_TYPES);
export type SensorType = z.infer<typeof SensorType>;

/** Outputs that need a device; in the contract's order. */
export const DEVICE_OUTPUT_CLASSES = [
  "acoustic_siren",
  "optical_siren",
  "switched_siren",
  "smoke_sounder",
  "alarm_light",
  "chirp",
] as const;
export const DeviceOutputClass = z.enum(DEVICE_OUTPUT_CLASSES);
export type DeviceOutputClass = z.infer<typeof DeviceOutputClass>;
export const OUTPUT_CLASSES = [
  "acoustic_siren",
  "switched_siren",
  "smoke_sounder",
  "optical_siren",
  "alarm_light",
  "chirp",
  "notification",
  "sysvar_mirror",
] as const;
export const OutputClass = z.enum(OUTPUT_CLASSES);
export type OutputClass = z.infer<typeof OutputClass>;

export const JOURNAL_CLASSES = ["arm", "disarm", "trigger", "silence", "bypass", "fault", "test", "config"] as const;
export const JournalClass = z.enum(JOURNAL_CLASSES);
export type JournalClass = z.infer<typeof JournalClass>;

export const CountdownKind = z.enum(["exit_delay", "entry_delay"]);

export const CODE_KINDS = ["pin", "keypad_slot", "remote_key"] as const;
export const CodeKind = z.enum(CODE_KINDS);
export type CodeKind = z.infer<typeof CodeKind>;

/** What Home Assistant calls the state of a panel. */
export const PanelState = z.enum([
  "disarmed",
  "arming",
  "pending",
  "triggered",
  "armed_home",
  "armed_away",
  "armed_night",
  "armed_vacation",
  "armed_custom_bypass",
]);
export type PanelState = z.infer<typeof PanelState>;
