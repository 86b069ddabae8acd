/** Sirens, smoke detectors as sirens, and the sound module (device-model 2.9). */
import { type Args, refuseArgument } from "./args.ts";
import { REPETITIONS, repetitionsLabel } from "./light-colour.ts";
import {
  critical,
  type Invocation,
  type Outcome,
  type Profile,
  type Reading,
  type Sets,
  type State,
} from "./profile.ts";
import { timerLimits, timerSets } from "./timers.ts";

const onOff = (on: boolean | undefined): State => (on === undefined ? {} : { state: on ? "on" : "off" });

const DURATION = ["seconds", "duration_seconds"];
const duration = (reading: Reading, args: Args): number | undefined =>
  args.maybeSeconds("s", timerLimits(reading, "duration", "duration_unit"), DURATION);

/** What a parameter is without anybody's wish, as a label. */
function standard(reading: Reading, field: string): unknown {
  const description = reading.point(field)?.description;
  const value = description?.DEFAULT ?? description?.MIN;
  return typeof value === "number" ? (description?.VALUE_LIST?.[value] ?? value) : value;
}
/** What was written last: a chosen tone, lamp or sound is write-only, the device never says it. */
function chosen(reading: Reading, field: string): string | undefined {
  const kept = reading.remembered(field);
  return typeof kept === "string" && reading.labels(field).includes(kept) ? kept : undefined;
}

const SIGNALS = ["acoustic", "optical"] as const;
/** `DISABLE_ACOUSTIC_SIGNAL`, `DISABLE_OPTICAL_SIGNAL`. */
const isSilent = (label: unknown): boolean => typeof label !== "string" || label.startsWith("DISABLE_");

/**
 * Tone and lamp: as asked for, as chosen before, as the device has it by itself. An alarm that would neither sound nor
 * flash sounds with the first tone, unless that silence was asked for: then it is refused.
 */
function signals({ reading, args }: Invocation): Sets {
  const fields = SIGNALS.filter((field) => reading.has(field));
  const wanted = fields.map((field) => args.maybeLabel(field, reading.labels(field)));
  const labels = fields.map((field, at) => wanted[at] ?? chosen(reading, field) ?? standard(reading, field));
  if (labels.every(isSilent)) {
    const at = fields.findIndex((field, i) => wanted[i] === undefined && !reading.labels(field).every(isSilent));
    const field = fields[at];
    if (field === undefined) throw refuseArgument("acoustic", "nothing would sound or flash");
    labels[at] = reading.labels(field).find((label) => !isSilent(label));
  }
  return fields.map((field, at) => [field, labels[at]] as const);
}

function alarm(invocation: Invocation): Outcome {
  const { reading, args } = invocation;
  const seconds = duration(reading, args);
  const unit = standard(reading, "duration_unit");
  return critical(
    ...signals(invocation),
    ...(seconds === undefined
      ? standardDuration(reading, unit)
      : timerSets(reading, "duration", "duration_unit", seconds)),
  );
}
function standardDuration(reading: Reading, unit: unknown): Sets {
  if (!reading.has("duration")) return [];
  return [
    ...(reading.has("duration_unit") ? [["duration_unit", unit] as const] : []),
    ["duration", standard(reading, "duration") ?? 0],
  ];
}
function silence({ reading }: Invocation): Outcome {
  const sets: Sets = [
    ...SIGNALS.filter((field) => reading.has(field)).map((field) => [field, standard(reading, field)] as const),
    ...standardDuration(reading, standard(reading, "duration_unit")),
  ];
  return { steps: [{ sets, critical: true, passing: true }] };
}

export const SIREN: Profile = {
  category: "siren",
  kind: "siren",
  named: "acoustic_active",
  choices: SIGNALS,
  fields: {
    acoustic_active: "ACOUSTIC_ALARM_ACTIVE",
    optical_active: "OPTICAL_ALARM_ACTIVE",
    acoustic: { parameter: "ACOUSTIC_ALARM_SELECTION", shown: true },
    optical: { parameter: "OPTICAL_ALARM_SELECTION", shown: true },
    duration: "DURATION_VALUE",
    duration_unit: "DURATION_UNIT",
  },
  state: (reading) => {
    const sound = reading.flag("acoustic_active");
    const lamp = reading.flag("optical_active");
    return onOff(sound === undefined && lamp === undefined ? undefined : sound === true || lamp === true);
  },
  config: (reading) => ({
    supports_acoustic: reading.has("acoustic"),
    supports_optical: reading.has("optical"),
    supports_duration: reading.has("duration"),
    available_tones: reading.labels("acoustic"),
    available_lights: reading.labels("optical"),
  }),
  capabilities: (reading) => ({
    acoustic: reading.has("acoustic"),
    optical: reading.has("optical"),
    duration: reading.has("duration"),
    soundfiles: false,
    volume_set: false,
  }),
  operations: {
    turn_on: { needs: ["duration"], takes: ["acoustic", "optical", ...DURATION, "duration"], run: alarm },
    turn_off: { needs: ["duration"], run: silence },
    stop: { needs: ["duration"], run: silence },
  },
};

/** A smoke detector can howl for burglars as well. */
export const SMOKE_SIREN: Profile = {
  category: "siren",
  kind: "siren_smoke",
  named: "status",
  fields: {
    status: { parameter: "SMOKE_DETECTOR_ALARM_STATUS", shown: true },
    command: "SMOKE_DETECTOR_COMMAND",
  },
  state: (reading) => {
    const status = reading.text("status");
    return onOff(status === undefined ? undefined : status !== "IDLE_OFF");
  },
  config: () => ({ kind: "smoke" }),
  capabilities: () => ({ acoustic: true, optical: false, duration: false, soundfiles: false, volume_set: false }),
  operations: {
    turn_on: { needs: ["command"], run: () => critical(["command", "INTRUSION_ALARM"]) },
    turn_off: { needs: ["command"], run: () => critical(["command", "INTRUSION_ALARM_OFF"]) },
  },
};

// ---------------------------------------------------------------- sound module

const VOLUME = 0.5;
const PLAYING_SECONDS = 10;
/** SOUNDFILE_001 … SOUNDFILE_189. */
const LAST_SOUND = 189;

const PLAY = [
  ...["soundfile_index", "tone", "volume", "volume_level", "repetitions_index", "repetitions", "ramp_time"],
  ...DURATION,
  "duration",
];

function soundfile({ reading, args }: Invocation): Sets {
  const labels = reading.labels("soundfile");
  if (args.has("tone")) return [["soundfile", args.label("tone", labels)]];
  const index = args.maybeInteger("soundfile_index", { min: 1, max: LAST_SOUND });
  const last = chosen(reading, "soundfile");
  if (index === undefined) return last === undefined ? [] : [["soundfile", last]];
  return [["soundfile", `SOUNDFILE_${String(index).padStart(3, "0")}`]];
}

function play(invocation: Invocation): Outcome {
  const { reading, args } = invocation;
  const volume = args.maybeNumber(args.spelling("volume", "volume_level"), { min: 0, max: 1 }) ?? VOLUME;
  const times = args.maybeInteger(args.spelling("repetitions_index", "repetitions"), REPETITIONS) ?? 0;
  const ramp = args.maybeNumber("ramp_time", timerLimits(reading, "ramp", "ramp_unit")) ?? 0;
  return critical(
    ["level", volume],
    ...soundfile(invocation),
    ...(reading.has("repetitions") ? [["repetitions", repetitionsLabel(times)] as const] : []),
    ...timerSets(reading, "ramp", "ramp_unit", ramp),
    ...timerSets(reading, "duration", "duration_unit", duration(reading, args) ?? PLAYING_SECONDS),
  );
}

export const SOUND_PLAYER: Profile = {
  category: "siren",
  kind: "siren_sound",
  named: "level",
  choices: ["soundfile"],
  fields: {
    level: "LEVEL",
    soundfile: { parameter: "SOUNDFILE", shown: true },
    repetitions: "REPETITIONS",
    duration: "DURATION_VALUE",
    duration_unit: "DURATION_UNIT",
    ramp: "RAMP_TIME_VALUE",
    ramp_unit: "RAMP_TIME_UNIT",
    direction: "ACTIVITY_STATE",
  },
  state: (reading) => {
    const activity = reading.text("direction");
    return onOff(activity === undefined ? undefined : activity === "UP" || activity === "DOWN");
  },
  config: (reading) => ({
    supports_acoustic: true,
    supports_optical: false,
    supports_duration: reading.has("duration"),
    available_tones: reading.labels("soundfile"),
    available_lights: [],
    available_soundfiles: reading.labels("soundfile"),
    available_repetitions: reading.labels("repetitions"),
  }),
  capabilities: (reading) => ({
    acoustic: true,
    optical: false,
    duration: reading.has("duration"),
    soundfiles: reading.has("soundfile"),
    volume_set: true,
  }),
  operations: {
    turn_on: { needs: ["level"], takes: PLAY, run: play },
    turn_off: {
      needs: ["level"],
      run: ({ reading }) => critical(["level", 0], ...timerSets(reading, "duration", "duration_unit", 0)),
    },
  },
};
