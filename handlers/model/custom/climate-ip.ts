/** HomematicIP thermostats and their groups (device-model 2.5). */
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

/** SET_POINT_MODE and CONTROL_MODE count alike. */
const AUTOMATIC = 0;
const MANUAL = 1;
const PARTY = 2;
/** Both ends of no absence at all. */
const NEVER = "2000_01_01 00:00";

const warming = (reading: Reading): "heat" | "cool" =>
  (reading.text("heating_cooling") ?? "HEATING") === "HEATING" ? "heat" : "cool";

function mode(reading: Reading): Mode {
  if (isOff(reading)) return "off";
  return reading.number("set_point_mode") === MANUAL ? warming(reading) : "auto";
}

function preset(reading: Reading, now: Mode): string {
  if (reading.flag("boost") === true) return "boost";
  if (reading.number("set_point_mode") === PARTY) return "away";
  const program = reading.number("profile");
  return now === "auto" && program !== undefined ? programName(program) : "none";
}

/** A valve that is open, or a relay that calls for heat; the relay of a normally open valve says the opposite. */
function active(reading: Reading): boolean | undefined {
  const level = reading.number("level");
  if (level !== undefined) return level > 0;
  const state = reading.flag("state") ?? reading.flag("state_before");
  return state === undefined ? undefined : state !== (reading.text("valve_type") === "NORMALLY_OPEN");
}

const IP: Family = {
  mode,
  preset,
  modes: (reading) => [...(reading.has("control_mode") ? (["auto"] as const) : []), warming(reading), "off"],
  presets: (reading) => (reading.has("boost") ? ["boost"] : []),
  programs: (reading) => (reading.has("profile") ? Math.min(PROGRAMS_LIMIT, reading.limits("profile").max ?? 1) : 0),
  program: (reading) => reading.number("profile"),
  active,
};

const endBoost = (reading: Reading): Step[] => (reading.flag("boost") === true ? [{ sets: [["boost", false]] }] : []);

/**
 * Nothing is left to do. What people see is not enough: a setpoint of 4.5 °C in automatic mode looks like off until the
 * programme heats again, and an absence looks like automatic.
 */
function isSet(reading: Reading, wanted: Mode): boolean {
  if (!reading.sure("setpoint") || !reading.sure("set_point_mode") || wanted !== mode(reading)) return false;
  if (reading.flag("boost") === true) return false;
  return reading.number("set_point_mode") === (wanted === "auto" ? AUTOMATIC : MANUAL);
}

function setMode(invocation: Invocation): Outcome {
  const { reading } = invocation;
  const wanted = wantedMode(IP, invocation);
  if (isSet(reading, wanted)) return NOTHING;
  const temperature = wanted === "off" ? OFF_TEMPERATURE : manualTemperature(reading);
  const step: Step =
    wanted === "auto"
      ? { sets: [["control_mode", AUTOMATIC]] }
      : {
          sets: [
            ["control_mode", MANUAL],
            ["setpoint", temperature],
          ],
        };
  return { steps: [...endBoost(reading), step] };
}

function setProfile(invocation: Invocation): Outcome {
  const { reading } = invocation;
  const wanted = wantedPreset(IP, invocation, true);
  if (typeof wanted === "string") return writes(["boost", wanted === "boost"]);
  const toAuto: Step[] =
    mode(reading) === "auto"
      ? []
      : [
          {
            sets: [["control_mode", AUTOMATIC], ...(reading.has("boost") ? [["boost", false] as const] : [])],
          },
        ];
  return { steps: [...toAuto, { sets: [["profile", wanted]] }] };
}

function partyTime(at: number): string {
  const { year, month, day, time } = wallClock(at);
  return `${year}_${month}_${day} ${time}`;
}
const away = ({ start, end, temperature }: Absence): Outcome =>
  writes(
    ["set_point_mode", PARTY],
    ["setpoint", temperature],
    ["away_start", partyTime(start)],
    ["away_end", partyTime(end)],
  );
const AWAY = ["set_point_mode", "setpoint", "away_start", "away_end"];

const operations: Profile["operations"] = {
  set_temperature: { needs: ["setpoint"], takes: ["temperature"], run: (invocation) => setTemperature(IP, invocation) },
  enable_boost: { needs: ["boost"], run: () => writes(["boost", true]) },
  disable_boost: { needs: ["boost"], run: () => writes(["boost", false]) },
  set_mode: { needs: ["control_mode", "setpoint"], takes: ["mode"], run: setMode },
  set_profile: { needs: ["profile", "boost", "control_mode"], takes: ["profile"], run: setProfile },
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
  disable_away: {
    needs: AWAY,
    run: () => writes(["set_point_mode", PARTY], ["away_start", NEVER], ["away_end", NEVER]),
  },
};

const FIELDS: Fields = {
  setpoint: "SET_POINT_TEMPERATURE",
  set_point_mode: "SET_POINT_MODE",
  control_mode: "CONTROL_MODE",
  boost: "BOOST_MODE",
  profile: "ACTIVE_PROFILE",
  party: "PARTY_MODE",
  away_start: "PARTY_TIME_START",
  away_end: "PARTY_TIME_END",
  temperature: { parameter: "ACTUAL_TEMPERATURE", shown: true },
  humidity: { parameter: "HUMIDITY", shown: true },
  heating_cooling: { parameter: "HEATING_COOLING", shown: true },
  limits_not_for_manual: { parameter: "MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE", paramset: "MASTER" },
  optimum_start_stop: { parameter: "OPTIMUM_START_STOP", paramset: "MASTER" },
  maximum: { parameter: "TEMPERATURE_MAXIMUM", paramset: "MASTER" },
  minimum: { parameter: "TEMPERATURE_MINIMUM", paramset: "MASTER" },
  offset: { parameter: "TEMPERATURE_OFFSET", paramset: "MASTER" },
  lowering: { parameter: "TEMPERATURE_LOWERING", paramset: "MASTER" },
};

const thermostat = {
  category: "climate",
  kind: "climate_hmip",
  named: "setpoint",
  state: (reading: Reading) => climateState(IP, reading),
  details: climateSchedule,
  config: (reading: Reading) => climateConfig(IP, reading),
  capabilities: (reading: Reading) => climateCapabilities(IP, reading),
  operations,
  remember: {
    field: "setpoint",
    value: (reading: Reading) =>
      reading.number("set_point_mode") === MANUAL && !isOff(reading) ? reading.number("setpoint") : undefined,
  },
} as const;

export const IP_THERMOSTAT: Profile = {
  ...thermostat,
  fields: {
    ...FIELDS,
    level: { parameter: "LEVEL", shown: true },
    concentration: { parameter: "CONCENTRATION", shown: true },
    // wall thermostats with a relay of their own: behind the climate channel, or (floor controllers) before it
    valve_type: { at: 7, parameter: "HEATING_VALVE_TYPE", paramset: "MASTER" },
    state: { at: 8, parameter: "STATE", shown: true },
    state_before: { at: -5, parameter: "STATE" },
  },
};

export const IP_THERMOSTAT_GROUP: Profile = {
  ...thermostat,
  fields: {
    ...FIELDS,
    level: { parameter: "LEVEL" },
    valve_type: { parameter: "HEATING_VALVE_TYPE", paramset: "MASTER" },
    state: { at: 3, parameter: "STATE" },
  },
  withoutDefaults: true,
};
