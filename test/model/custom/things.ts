/** Devices of every registration, with parameters as such devices have them; our own words, no file of the field. */
import { buildDevice } from "../../../handlers/model/build.ts";
import { customDataPointsOf, findCustom, reading } from "../../../handlers/model/custom/bind.ts";
import { customClaim } from "../../../handlers/model/custom/claims.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import type { Field } from "../../../handlers/model/custom/profile.ts";
import { REGISTRATIONS, type Registration } from "../../../handlers/model/custom/registry.ts";
import type { Device, ValueState } from "../../../handlers/model/types.ts";
import type { DeviceBundle, ParameterDescription, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { bundle, type ChannelShape, EVENT, parameter, READ, WRITE } from "../../support/devices.ts";

const RWE = READ | WRITE | EVENT;
const RE = READ | EVENT;
export const fraction = (operations = RWE, more = {}) =>
  parameter("FLOAT", operations, { MIN: 0, MAX: 1.01, DEFAULT: 0, UNIT: "100%", ...more });
export const float = (operations: number, MIN: number, MAX: number) =>
  parameter("FLOAT", operations, { MIN, MAX, DEFAULT: MIN });
export const integer = (operations: number, MIN: number, MAX: number) =>
  parameter("INTEGER", operations, { MIN, MAX, DEFAULT: MIN });
export const bool = (operations: number) => parameter("BOOL", operations, { MIN: false, MAX: true, DEFAULT: false });
export const choice = (operations: number, ...VALUE_LIST: string[]) =>
  parameter("ENUM", operations, { VALUE_LIST, MIN: VALUE_LIST[0], MAX: VALUE_LIST.at(-1), DEFAULT: VALUE_LIST[0] });
const action = () => parameter("ACTION", WRITE, { MIN: false, MAX: true });
const text = (operations: number) => parameter("STRING", operations);
const COLOURS = ["BLACK", "BLUE", "GREEN", "TURQUOISE", "RED", "PURPLE", "YELLOW", "WHITE", "OLD_VALUE", "DO_NOT_CARE"];
const UNITS = ["S", "M", "H"];

/** What a parameter looks like on the devices that have it. */
const LEXICON: Readonly<Record<string, ParameterDescription>> = {
  LEVEL: fraction(),
  LEVEL_2: fraction(),
  LEVEL_SLATS: fraction(RWE, { MAX: 1 }),
  LEVEL_REAL: fraction(RE),
  LEVEL_COMBINED: text(WRITE),
  COMBINED_PARAMETER: text(WRITE),
  STOP: action(),
  STATE: bool(RWE),
  DIRECTION: choice(RE, "NONE", "UP", "DOWN", "UNDEFINED"),
  ACTIVITY_STATE: choice(RE, "UNKNOWN", "UP", "DOWN", "STABLE"),
  ON_TIME: float(WRITE, 0, 8_580_000),
  RAMP_TIME: float(WRITE, 0, 8_580_000),
  DURATION_VALUE: integer(WRITE, 0, 16_343),
  DURATION_UNIT: choice(WRITE, ...UNITS),
  RAMP_TIME_VALUE: integer(WRITE, 0, 16_343),
  RAMP_TIME_UNIT: choice(WRITE, ...UNITS),
  HUE: integer(RWE, 0, 361),
  SATURATION: fraction(),
  COLOR_TEMPERATURE: integer(RWE, 1000, 10_200),
  EFFECT: choice(RWE, "NO_EFFECT", "EFFECT_01", "EFFECT_02"),
  PROGRAM: integer(RWE, 0, 255),
  COLOR: choice(RWE, ...COLOURS),
  COLOR_BEHAVIOUR: choice(RWE, "OFF", "ON", "BLINKING_SLOW", "OLD_VALUE", "DO_NOT_CARE"),
  ON_TIME_LIST_1: choice(WRITE, "PERMANENTLY_ON", "100MS", "200MS", "500MS", "1S", "5S"),
  REPETITIONS: choice(WRITE, "NO_REPETITION", "REPETITIONS_001", "REPETITIONS_018", "INFINITE_REPETITIONS"),
  SOUNDFILE: choice(WRITE, "INTERNAL_SOUNDFILE", "SOUNDFILE_001", "SOUNDFILE_189"),
  DOOR_STATE: choice(RE, "CLOSED", "OPEN", "VENTILATION_POSITION", "POSITION_UNKNOWN"),
  DOOR_COMMAND: choice(WRITE, "NOP", "OPEN", "STOP", "CLOSE", "PARTIAL_OPEN"),
  SECTION: integer(RE, 0, 15),
  LOCK_STATE: choice(RE, "UNKNOWN", "LOCKED", "UNLOCKED"),
  LOCK_TARGET_LEVEL: choice(WRITE, "LOCKED", "UNLOCKED", "OPEN"),
  ERROR: choice(RE, "NO_ERROR", "CLUTCH_FAILURE", "MOTOR_ABORTED"),
  ERROR_JAMMED: bool(RE),
  STATE_UNCERTAIN: bool(RE),
  OPEN: action(),
  GLOBAL_BUTTON_LOCK: bool(READ | WRITE),
  ACCESS_AUTHORIZATION: choice(WRITE, "DISABLE", "ENABLE"),
  ACOUSTIC_ALARM_ACTIVE: bool(RE),
  OPTICAL_ALARM_ACTIVE: bool(RE),
  ACOUSTIC_ALARM_SELECTION: choice(WRITE, "DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING"),
  OPTICAL_ALARM_SELECTION: choice(WRITE, "DISABLE_OPTICAL_SIGNAL", "BLINKING_BOTH_REPEATING"),
  SMOKE_DETECTOR_ALARM_STATUS: choice(RE, "IDLE_OFF", "PRIMARY_ALARM", "INTRUSION_ALARM", "SECONDARY_ALARM"),
  SMOKE_DETECTOR_COMMAND: choice(WRITE, "RESERVED_ALARM_OFF", "INTRUSION_ALARM_OFF", "INTRUSION_ALARM"),
  SET_POINT_TEMPERATURE: float(RWE, 4.5, 30.5),
  SET_TEMPERATURE: float(RWE, 4.5, 30.5),
  SETPOINT: float(RWE, 6, 30),
  SET_POINT_MODE: integer(RWE, 0, 3),
  CONTROL_MODE: integer(WRITE, 0, 3),
  BOOST_MODE: bool(WRITE | EVENT),
  ACTIVE_PROFILE: integer(RWE, 1, 6),
  PARTY_MODE: bool(RE),
  PARTY_TIME_START: text(RWE),
  PARTY_TIME_END: text(RWE),
  ACTUAL_TEMPERATURE: float(RE, -40, 80),
  TEMPERATURE: float(RE, -40, 80),
  HUMIDITY: integer(RE, 0, 100),
  ACTUAL_HUMIDITY: integer(RE, 0, 100),
  HEATING_COOLING: choice(RWE, "HEATING", "COOLING"),
  AUTO_MODE: action(),
  MANU_MODE: float(WRITE, 4.5, 30.5),
  COMFORT_MODE: action(),
  LOWERING_MODE: action(),
  PARTY_MODE_SUBMIT: text(WRITE),
  VALVE_STATE: integer(RE, 0, 99),
  CONCENTRATION: float(RE, 0, 10_000),
  MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE: bool(READ | WRITE),
  OPTIMUM_START_STOP: bool(READ | WRITE),
  TEMPERATURE_MAXIMUM: float(READ | WRITE, 15, 30.5),
  TEMPERATURE_MINIMUM: float(READ | WRITE, 4.5, 14.5),
  TEMPERATURE_OFFSET: float(READ | WRITE, -3.5, 3.5),
  TEMPERATURE_LOWERING: float(READ | WRITE, 5, 25),
  WEEK_PROGRAM_POINTER: choice(READ | WRITE, "WEEK PROGRAM 1", "WEEK PROGRAM 2", "WEEK PROGRAM 3"),
  HEATING_VALVE_TYPE: choice(READ | WRITE, "NORMALLY_CLOSE", "NORMALLY_OPEN"),
  DEVICE_OPERATION_MODE: choice(READ | WRITE, "RGBW", "RGB", "2_TUNABLE_WHITE", "4_PWM"),
  CHANNEL_OPERATION_MODE: choice(READ | WRITE, "INACTIVE", "SHUTTER", "TILTING"),
  DISPLAY_DATA_BACKGROUND_COLOR: choice(WRITE, "WHITE", "BLACK"),
  DISPLAY_DATA_TEXT_COLOR: choice(WRITE, "WHITE", "BLACK"),
  DISPLAY_DATA_ICON: choice(WRITE, "NO_ICON", "ICON_ON"),
  DISPLAY_DATA_ALIGNMENT: choice(WRITE, "LEFT", "CENTER", "RIGHT"),
  DISPLAY_DATA_STRING: text(WRITE),
  DISPLAY_DATA_ID: integer(WRITE, 1, 5),
  ACOUSTIC_NOTIFICATION_SELECTION: choice(WRITE, "OFF", "SOUND_SHORT"),
  INTERVAL: integer(WRITE, 1, 15),
  DISPLAY_DATA_COMMIT: action(),
  BURST_LIMIT_WARNING: bool(RE),
};
/** Classic devices differ where the same word means something else. */
const CLASSIC: Readonly<Record<string, ParameterDescription>> = {
  LEVEL: fraction(RWE, { MAX: 1 }),
  COLOR: integer(RWE, 0, 255),
  CONTROL_MODE: choice(RE, "AUTO-MODE", "MANU-MODE", "PARTY-MODE", "BOOST-MODE"),
  BOOST_MODE: action(),
};
const SPECIAL: Readonly<Record<string, Readonly<Record<string, ParameterDescription>>>> = {
  "HM-Sec-Win": { LEVEL: fraction(RWE, { MAX: 1, SPECIAL: { LOCKED: -0.005 } }) },
  "HmIP-WRCD": { REPETITIONS: integer(WRITE, 0, 15) },
};

function descriptionOf(model: string, name: string): ParameterDescription {
  const classic = /^(hm-|hb|bc-|zel|hss|hmw-|263)/i.test(model) ? CLASSIC[name] : undefined;
  const found = SPECIAL[model]?.[name] ?? classic ?? LEXICON[name];
  if (!found) throw new Error(`nothing is known of ${name}`);
  return found;
}

/** A device that has all parts of a registration; `without` leaves parameters out, `described` says how some look. */
export const thing = (
  registration: Registration,
  model?: string,
  without?: readonly string[],
  described?: ParamsetDescription,
): Device =>
  buildDevice(thingBundle(registration, model, without, described), { central: "ccu-main", claim: customClaim })!;

/** The same as a driver delivers it. */
export function thingBundle(
  registration: Registration,
  model = registration.models[0]!,
  without: readonly string[] = [],
  described: ParamsetDescription = {},
): DeviceBundle {
  const channels: Record<number, Required<Pick<ChannelShape, "values" | "master">> & ChannelShape> = {};
  const root: ParamsetDescription = {};
  const at = (number: number) => (channels[number] ??= { type: "CHANNEL", values: {}, master: {} });
  const { profile } = registration;
  for (const base of registration.channels) {
    const owns = base === "device" ? [null] : [base, ...(profile.secondaries ?? []).map((offset) => base + offset)];
    for (const own of owns)
      for (const entry of Object.values(profile.fields)) {
        const field: Field = typeof entry === "string" ? { parameter: entry } : entry;
        if (without.includes(field.parameter)) continue;
        const description = described[field.parameter] ?? descriptionOf(model, field.parameter);
        const offset = field.at;
        const number =
          field.channel ??
          (offset === "device" || base === "device" ? null : offset === undefined ? own : base + offset);
        if (number === null) root[field.parameter] = description;
        else if (number >= 0)
          at(number)[field.paramset === "MASTER" ? "master" : "values"][field.parameter] = description;
      }
  }
  return bundle({ address: "0001TEST000001", model, master: root, channels });
}

/** A device of the model, with the parts of all its registrations of the kind. */
export function thingOf(
  model: string,
  kind?: string,
  without?: readonly string[],
  described?: ParamsetDescription,
): Device {
  const registration = REGISTRATIONS.find(
    ({ models, profile }) => models.includes(model) && (kind === undefined || profile.kind === kind),
  );
  if (!registration) throw new Error(`${model} is not registered`);
  return thing(registration, model, without, described);
}

type Given = Readonly<Record<string, unknown>>;
/**
 * Values by `<channel>/<parameter>`, where `-` is the device, `!` in front a write under way, `?` what is remembered, `~`
 * what was kept from before a restart, and `@7` behind it says when it changed.
 */
export function valuesOf(device: Device, given: Given): Map<string, ValueState> {
  const values = new Map<string, ValueState>();
  for (const [name, value] of Object.entries(given)) {
    const mark = /^[!?~]/.exec(name)?.[0];
    const [place = "", at = "1"] = name.replace(/^[!?~]/, "").split("@");
    const [number = "", word = ""] = place.split("/");
    const channel = number === "-" ? device.root : device.channels.find((c) => String(c.number) === number);
    const paramset = channel?.values.has(word) ? "VALUES" : "MASTER";
    const key = `${number}/${mark === "?" ? "REMEMBERED" : paramset}/${word}`;
    const seen = { source: mark === "~" ? "cache" : "live", changedAt: Number(at), seenAt: Number(at) } as const;
    values.set(key, mark === "!" ? { ...seen, value: null, optimistic: { value } } : { ...seen, value });
  }
  return values;
}

export function stateOf(device: Device, name: string, given: Given) {
  const custom = findCustom(device, name)!;
  return custom.profile.state(reading(custom, valuesOf(device, given)));
}

/** 2026-01-01 12:00 in whatever zone the machine is in. */
export const NOON = new Date(2026, 0, 1, 12).getTime();

/** Writes as `channel/PARAMSET` with values in order; `!` in front of what overtakes others. */
export function writesOf(
  device: Device,
  name: string,
  operation: string,
  params: Given = {},
  given: Given = {},
  armed?: number,
): unknown[] {
  const wish = { operation, params, now: NOON, ...(armed === undefined ? {} : { armed }) };
  const { writes } = plan(findCustom(device, name)!, valuesOf(device, given), wish);
  return writes.map(({ channel, paramset, values, priority }) => [
    `${priority === "critical" ? "!" : ""}${channel ?? "-"}${paramset === "MASTER" ? "/MASTER" : ""}`,
    ...values.map(({ dataPoint, value }) => `${dataPoint.parameter}=${value.value}`),
  ]);
}
export { customDataPointsOf };
