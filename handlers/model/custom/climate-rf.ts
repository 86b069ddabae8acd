/** Classic thermostats, their groups, and the first wall thermostats (device-model 2.5). */
import {
  type Absence,
  AWAY_BY_CALENDAR,
  AWAY_BY_DURATION,
  AWAY_UNTIL,
  awayFor,
  awayUntil,
  climateCapabilities,
  climateConfig,
  climateState,
  type Family,
  isOff,
  type Mode,
  manualTemperature,
  noLongerAway,
  OFF_TEMPERATURE,
  PROGRAMS_LIMIT,
  programName,
  setTemperature,
  wallClock,
  wantedMode,
  wantedPreset,
} from "./climate.ts";
import { climateSchedule } from "./climate-schedule.ts";
import {
  type Fields,
  type Invocation,
  NOTHING,
  type Outcome,
  type Profile,
  type Reading,
  type Step,
  writes,
} from "./profile.ts";

function mode(reading: Reading): Mode {
  if (isOff(reading)) return "off";
  return reading.text("control_mode") === "MANU-MODE" ? "heat" : "auto";
}

/** Labels of the pointer; a pointer without labels counts from zero. */
const programLabels = (reading: Reading): readonly string[] => reading.labels("program");
function program(reading: Reading): number | undefined {
  const pointer = reading.value("program");
  if (typeof pointer === "number") return pointer + 1;
  const at = typeof pointer === "string" ? programLabels(reading).indexOf(pointer) : -1;
  return at < 0 ? undefined : at + 1;
}
function programs(reading: Reading): number {
  if (!reading.has("program")) return 0;
  return Math.min(PROGRAMS_LIMIT, programLabels(reading).length || (reading.limits("program").max ?? 0) + 1);
}

function preset(reading: Reading, now: Mode): string {
  const control = reading.text("control_mode");
  if (control === "BOOST-MODE") return "boost";
  if (control === "PARTY-MODE") return "away";
  const number = program(reading);
  return now === "auto" && number !== undefined ? programName(number) : "none";
}

const RF: Family = {
  mode,
  preset,
  modes: (reading) => [
    ...(reading.has("auto") ? (["auto"] as const) : []),
    ...(reading.has("manual") ? (["heat", "off"] as const) : []),
  ],
  presets: (reading) => ["boost", "comfort", "eco"].filter((name) => reading.has(name)),
  programs,
  program,
  active: (reading) => {
    const valve = reading.number("valve");
    return valve === undefined ? undefined : valve > 0;
  },
};

/**
 * Nothing is left to do. What people see is not enough: a setpoint of 4.5 °C in automatic mode looks like off until the
 * programme heats again, and an absence looks like automatic.
 */
function isSet(reading: Reading, wanted: Mode): boolean {
  if (!reading.sure("setpoint") || !reading.sure("control_mode") || wanted !== mode(reading)) return false;
  return reading.text("control_mode") === (wanted === "auto" ? "AUTO-MODE" : "MANU-MODE");
}

function setMode(invocation: Invocation): Outcome {
  const { reading } = invocation;
  const wanted = wantedMode(RF, invocation);
  if (isSet(reading, wanted)) return NOTHING;
  if (wanted === "auto") return writes(["auto", true]);
  if (wanted === "heat") return writes(["manual", manualTemperature(reading)]);
  // by hand first, as warm as it is: in automatic mode the next switching point would wake it
  const present = reading.number("setpoint") ?? OFF_TEMPERATURE;
  return { steps: [{ sets: [["manual", present]] }, { sets: [["setpoint", OFF_TEMPERATURE]] }] };
}

function setProfile(invocation: Invocation): Outcome {
  const { reading } = invocation;
  const wanted = wantedPreset(RF, invocation, false);
  if (typeof wanted === "string") return writes([wanted, true]);
  const toAuto: Step[] =
    mode(reading) === "auto"
      ? []
      : [{ sets: [["auto", true]] }, ...(reading.has("boost") ? [{ sets: [["boost", false]] } as const] : [])];
  const label = programLabels(reading)[wanted - 1] ?? wanted - 1;
  return { steps: [...toAuto, { sets: [["program", label]] }] };
}

/** Temperature, then both ends as minute of the day, day, month and year of two digits each. */
function submit({ start, end, temperature }: Absence): string {
  const part = (at: number): string => {
    const { minute, day, month, year } = wallClock(at);
    return `${minute},${day},${month},${String(year % 100).padStart(2, "0")}`;
  };
  return `${temperature.toFixed(1)},${part(start)},${part(end)}`;
}
const away = (absence: Absence): Outcome => writes(["away", submit(absence)]);
const AWAY = ["away"];

const operations: Profile["operations"] = {
  set_temperature: { needs: ["setpoint"], takes: ["temperature"], run: (invocation) => setTemperature(RF, invocation) },
  enable_boost: { needs: ["boost"], run: () => writes(["boost", true]) },
  disable_boost: { needs: ["boost"], run: () => writes(["boost", false]) },
  set_mode: { needs: ["auto", "manual", "setpoint"], takes: ["mode"], run: setMode },
  set_profile: {
    takes: ["profile"],
    when: (reading) => RF.presets(reading).length > 0 || (programs(reading) > 0 && reading.has("auto")),
    run: setProfile,
  },
  enable_away: {
    needs: AWAY,
    takes: AWAY_UNTIL,
    run: (invocation) => away(awayUntil(invocation, "until", "temperature")),
  },
  enable_away_by_calendar: {
    needs: AWAY,
    takes: AWAY_BY_CALENDAR,
    run: (invocation) => away(awayUntil(invocation, "end", "away_temperature")),
  },
  enable_away_by_duration: { needs: AWAY, takes: AWAY_BY_DURATION, run: (invocation) => away(awayFor(invocation)) },
  disable_away: { needs: AWAY, run: ({ now }) => away(noLongerAway(now)) },
};

const FIELDS: Fields = {
  setpoint: "SET_TEMPERATURE",
  control_mode: "CONTROL_MODE",
  auto: "AUTO_MODE",
  manual: "MANU_MODE",
  boost: "BOOST_MODE",
  comfort: "COMFORT_MODE",
  eco: "LOWERING_MODE",
  away: "PARTY_MODE_SUBMIT",
  temperature: { parameter: "ACTUAL_TEMPERATURE", shown: true },
  humidity: { parameter: "ACTUAL_HUMIDITY", shown: true },
  valve: { parameter: "VALVE_STATE", shown: true },
  limits_not_for_manual: { at: "device", parameter: "MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE", paramset: "MASTER" },
  maximum: { at: "device", parameter: "TEMPERATURE_MAXIMUM", paramset: "MASTER" },
  minimum: { at: "device", parameter: "TEMPERATURE_MINIMUM", paramset: "MASTER" },
  offset: { at: "device", parameter: "TEMPERATURE_OFFSET", paramset: "MASTER" },
  program: { at: "device", parameter: "WEEK_PROGRAM_POINTER", paramset: "MASTER" },
};

export const RF_THERMOSTAT: Profile = {
  category: "climate",
  kind: "climate_rf",
  named: "setpoint",
  fields: FIELDS,
  state: (reading) => climateState(RF, reading),
  details: climateSchedule,
  config: (reading) => climateConfig(RF, reading),
  capabilities: (reading) => climateCapabilities(RF, reading),
  operations,
  remember: {
    field: "setpoint",
    value: (reading) => (mode(reading) === "heat" ? reading.number("setpoint") : undefined),
  },
};
export const RF_THERMOSTAT_GROUP: Profile = { ...RF_THERMOSTAT, withoutDefaults: true };

/** They take a temperature and nothing else. */
const SIMPLE: Family = {
  mode: () => "heat",
  preset: () => "none",
  modes: () => ["heat"],
  presets: () => [],
  programs: () => 0,
  program: () => undefined,
  active: () => undefined,
};
export const RF_SIMPLE_THERMOSTAT: Profile = {
  category: "climate",
  kind: "climate_simple",
  named: "setpoint",
  fields: {
    setpoint: { at: 1, parameter: "SETPOINT" },
    temperature: { parameter: "TEMPERATURE", shown: true },
    humidity: { parameter: "HUMIDITY", shown: true },
  },
  state: (reading) => climateState(SIMPLE, reading),
  details: climateSchedule,
  config: (reading) => climateConfig(SIMPLE, reading),
  capabilities: (reading) => climateCapabilities(SIMPLE, reading),
  operations: {
    set_temperature: {
      needs: ["setpoint"],
      takes: ["temperature"],
      run: (invocation) => setTemperature(SIMPLE, invocation),
    },
  },
};
