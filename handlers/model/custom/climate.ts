/** Thermostats: what all families have in common (device-model 2.5). Temperatures are °C. */
import { refuseArgument } from "./args.ts";
import { type Invocation, type Outcome, type Reading, type State, writes } from "./profile.ts";

/** A thermostat that is set to this or less is switched off. */
export const OFF_TEMPERATURE = 4.5;
/** Lowest temperature where the device itself says "off". */
const LOWEST = 5;
const HIGHEST = 30.5;
const STEP = 0.5;
/** Where nobody says how warm it shall be while away. */
const AWAY_TEMPERATURE = 12;

export type Mode = "auto" | "heat" | "cool" | "off";

/** How one family tells what the profiles of this file need. */
export interface Family {
  mode(reading: Reading): Mode;
  /** boost, away, week_program_1 …; `none`. */
  preset(reading: Reading, mode: Mode): string;
  modes(reading: Reading): readonly Mode[];
  /** comfort and eco where they can be ordered. */
  presets(reading: Reading): readonly string[];
  /** How many week programs there are. */
  programs(reading: Reading): number;
  /** Number of the week program in use, from 1. */
  program(reading: Reading): number | undefined;
  /** Whether it heats (cools) now; `undefined` = nobody knows. */
  active(reading: Reading): boolean | undefined;
}

/** The limits that the operator set on the device, else those of the device. */
export function temperatureLimits(reading: Reading): { min: number; max: number } {
  const described = reading.limits("setpoint");
  const min = reading.number("minimum") ?? described.min ?? LOWEST;
  return {
    min: min === OFF_TEMPERATURE ? LOWEST : min,
    max: reading.number("maximum") ?? described.max ?? HIGHEST,
  };
}

export const isOff = (reading: Reading): boolean =>
  (reading.number("setpoint") ?? Number.POSITIVE_INFINITY) <= OFF_TEMPERATURE;

/** More than any thermostat has; what a description says beyond it is not believed. */
export const PROGRAMS_LIMIT = 6;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
export const programName = (program: number): string => `week_program_${program}`;
const PROGRAM = /^week_program_(\d)$/;

function actionOf(family: Family, reading: Reading, mode: Mode): State {
  if (mode === "off") return { action: "off" };
  const active = family.active(reading);
  if (active === undefined) return {};
  return {
    action: active
      ? mode === "cool" || reading.text("heating_cooling") === "COOLING"
        ? "cooling"
        : "heating"
      : "idle",
  };
}

/** Members are absent where the device does not say; mode and preset have the contract's defaults. */
export function climateState(family: Family, reading: Reading): State {
  const unknown = reading.value("setpoint") === undefined;
  const mode = unknown ? "off" : family.mode(reading);
  const program = family.program(reading);
  const programs = family.programs(reading);
  const known: State = {
    current_temperature: reading.number("temperature"),
    set_temperature: reading.number("setpoint"),
    current_humidity: reading.number("humidity"),
    temperature_offset: reading.value("offset")?.toString(),
    optimum_start_stop: reading.flag("optimum_start_stop"),
    current_schedule_profile: program === undefined ? undefined : `P${program}`,
    device_active_profile_index: program === undefined ? undefined : program - 1,
  };
  const state: State = {
    state_uncertain: unknown || reading.value("temperature") === undefined,
    hvac_mode: mode,
    preset_mode: unknown ? "none" : family.preset(reading, mode),
    ...(unknown ? {} : actionOf(family, reading, mode)),
  };
  for (const name of Object.keys(known)) if (known[name] !== undefined) state[name] = known[name];
  if (programs > 0) state.available_profiles = numbers(programs).map((n) => `P${n}`);
  return state;
}

export function climateConfig(family: Family, reading: Reading): State {
  const { min, max } = temperatureLimits(reading);
  return {
    min_temp: min,
    max_temp: max,
    temp_step: STEP,
    temperature_unit: "°C",
    hvac_modes: family.modes(reading),
    preset_modes: [...family.presets(reading), ...numbers(family.programs(reading)).map(programName)],
  };
}

export function climateCapabilities(family: Family, reading: Reading): Record<string, boolean> {
  const modes = family.modes(reading);
  const presets = family.presets(reading);
  return {
    boost: presets.includes("boost"),
    profile: family.programs(reading) > 0,
    auto: modes.includes("auto"),
    heat: modes.includes("heat"),
    cool: modes.includes("cool"),
    off: modes.includes("off"),
    away: reading.has("away") || reading.has("away_start"),
    comfort: presets.includes("comfort"),
    eco: presets.includes("eco"),
  };
}

/** Heating by hand may leave the operator's limits where the device says so; those of the device itself hold always. */
export function setTemperature(family: Family, { reading, args }: Invocation): Outcome {
  const free = reading.flag("limits_not_for_manual") === true && family.mode(reading) === "heat";
  const limits = free ? reading.limits("setpoint") : temperatureLimits(reading);
  return writes(["setpoint", args.number("temperature", limits)]);
}

/** How warm heating by hand shall be: as it was last time, else as it is. */
export function manualTemperature(reading: Reading): number {
  const { min, max } = temperatureLimits(reading);
  const last = reading.remembered("setpoint") ?? reading.number("setpoint");
  if (typeof last !== "number" || last <= OFF_TEMPERATURE || last < min) return min;
  return Math.min(last, max);
}

export function wantedMode(family: Family, { reading, args }: Invocation): Mode {
  const modes = family.modes(reading);
  return args.label("mode", modes) as Mode;
}

/** `boost`, `none`, `comfort`, `eco` or the number of a week program. @throws Refusal 422 */
export function wantedPreset(family: Family, { reading, args }: Invocation, none: boolean): string | number {
  const programs = family.programs(reading);
  const allowed = [...(none ? ["none"] : []), ...family.presets(reading), ...numbers(programs).map(programName)];
  const label = args.label("profile", allowed);
  const program = PROGRAM.exec(label);
  return program ? Number(program[1]) : label;
}

// ---------------------------------------------------------------- away

export interface Absence {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  temperature: number;
}

/** Arguments of the three ways to be away. */
export const AWAY_UNTIL = ["until", "temperature"] as const;
export const AWAY_BY_CALENDAR = ["end", "away_temperature"] as const;
export const AWAY_BY_DURATION = ["hours", "duration_seconds", "duration", "away_temperature", "temperature"] as const;

const HOUR_MS = 3_600_000;
/** An absence begins a little ago, so that clocks that differ do not make it begin later. */
const AWAY_LEAD_MS = 10 * 60_000;
/** Longest absence: thermostats keep two digits of a year. */
const AWAY_LIMIT_MS = 365 * 24 * HOUR_MS;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/** RFC 3339, or `+` and a duration from now. */
function moment({ args, now }: Invocation, name: string): number {
  const text = args.text(name);
  const end = text.startsWith("+")
    ? now + args.durationOf(name, text.slice(1)) * 1000
    : ISO_TIME.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (Number.isNaN(end)) throw refuseArgument(name, "takes a time (RFC 3339) or `+` and a duration");
  if (end <= now) throw refuseArgument(name, "lies in the past");
  if (end - now > AWAY_LIMIT_MS) throw refuseArgument(name, "is more than a year ahead");
  return end;
}

function awayTemperature({ reading, args }: Invocation, name: string): number {
  const limits = temperatureLimits(reading);
  const { min, max } = limits;
  return args.maybeNumber(name, limits) ?? Math.min(max, Math.max(min, reading.number("lowering") ?? AWAY_TEMPERATURE));
}

export const awayUntil = (invocation: Invocation, end: string, temperature: string): Absence => ({
  start: invocation.now - AWAY_LEAD_MS,
  end: moment(invocation, end),
  temperature: awayTemperature(invocation, temperature),
});
export function awayFor(invocation: Invocation): Absence {
  const { args, now } = invocation;
  const limits = { min: 0, max: AWAY_LIMIT_MS / 1000 };
  const hours = args.maybeNumber("hours", { min: 0, max: AWAY_LIMIT_MS / HOUR_MS });
  const seconds = hours === undefined ? args.seconds("s", limits, ["duration_seconds"]) : hours * 3600;
  const temperature = awayTemperature(invocation, args.spelling("away_temperature", "temperature"));
  return { start: now - AWAY_LEAD_MS, end: now + seconds * 1000, temperature };
}
export const noLongerAway = (now: number): Absence => ({
  start: now - 11 * HOUR_MS,
  end: now - 10 * HOUR_MS,
  temperature: AWAY_TEMPERATURE,
});

const two = (value: number): string => String(value).padStart(2, "0");
/** Wall clock of the home, which is that of the machine next to the CCU. */
export function wallClock(at: number) {
  const date = new Date(at);
  return {
    year: date.getFullYear(),
    month: two(date.getMonth() + 1),
    day: two(date.getDate()),
    minute: date.getHours() * 60 + date.getMinutes(),
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
  };
}
