/** What the home knows of a row of the Matter list, as attributes that a controller is to see: by the API alone, in Matter's units. */
import type { House, Row } from "../e2e/matter-house.ts";

type State = Readonly<Record<string, unknown>>;
export type Expected = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface Custom {
  readonly name: string;
  readonly kind: string;
  readonly state: State;
  readonly config?: State;
}

const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
const hundredths = (value: unknown): number | null => (typeof value === "number" ? Math.round(value * 100) : null);
const share = (value: unknown, of: number): number => (number(value) / of) * 254;

/** Near enough: Matter counts in 254ths and mireds, the home in its own steps. */
export class Near {
  readonly value: number;
  readonly off: number;
  constructor(value: number, off: number) {
    this.value = value;
    this.off = off;
  }
  has(seen: unknown): boolean {
    return typeof seen === "number" && Math.abs(seen - this.value) <= this.off;
  }
}

function light({ state }: Custom): Expected {
  const { brightness, color, color_temp_kelvin: kelvin } = state;
  const colour = color as { h: number; s: number } | undefined;
  const colours = {
    ...(colour
      ? { currentHue: new Near(share(colour.h, 360), 1), currentSaturation: new Near(share(colour.s, 100), 1) }
      : {}),
    ...(kelvin === undefined ? {} : { colorTemperatureMireds: new Near(1e6 / number(kelvin), 1) }),
  };
  return {
    onOff: { onOff: state.state === "ON" },
    ...(number(brightness) > 0 ? { levelControl: { currentLevel: new Near(share(brightness, 255), 1) } } : {}),
    ...(Object.keys(colours).length > 0 ? { colorControl: colours } : {}),
  };
}

const MOVES: Readonly<Record<string, number>> = { opening: 1, closing: 2 };
function cover({ state }: Custom): Expected {
  const { current_position: position, current_tilt_position: tilt, state: moves } = state;
  const closed = (value: unknown) => (typeof value === "number" ? new Near((100 - value) * 100, 50) : null);
  return {
    windowCovering: {
      currentPositionLiftPercent100ths: closed(position),
      ...("current_tilt_position" in state ? { currentPositionTiltPercent100ths: closed(tilt) } : {}),
      operationalStatus: { global: MOVES[String(moves)] ?? 0 },
    },
  };
}

const PLACES: Readonly<Record<string, number>> = { OPEN: 0, VENTILATION_POSITION: 5_000, CLOSED: 10_000 };
const garage = ({ state }: Custom): Expected => ({
  windowCovering: { currentPositionLiftPercent100ths: PLACES[String(state.door_state)] ?? null },
});

function heating({ state, config = {} }: Custom): Expected {
  const min = number(hundredths(config.min_temp));
  const max = number(hundredths(config.max_temp));
  const wanted = Math.min(max, Math.max(min, number(hundredths(state.set_temperature))));
  const air = hundredths(state.current_temperature);
  return {
    thermostat: {
      localTemperature: air,
      occupiedHeatingSetpoint: wanted,
      systemMode: state.hvac_mode === "off" ? 0 : 4,
      minHeatSetpointLimit: min,
      maxHeatSetpointLimit: max,
    },
    temperatureMeasurement: { measuredValue: air },
    ...("current_humidity" in state
      ? { relativeHumidityMeasurement: { measuredValue: hundredths(state.current_humidity) } }
      : {}),
  };
}

const LOCKED: Readonly<Record<string, number>> = { LOCKED: 1, UNLOCKED: 2 };
const lock = ({ state }: Custom): Expected => ({
  doorLock: { lockState: state.is_jammed === true ? 0 : (LOCKED[String(state.lock_state)] ?? null) },
});
const siren = ({ state }: Custom): Expected => ({
  onOff: { onOff: state.state === "on" },
  booleanState: { stateValue: state.state === "on" },
});

const ALARMS: Readonly<Record<string, number>> = { PRIMARY_ALARM: 2, SECONDARY_ALARM: 1 };
const smokeOf = (status: unknown): Expected => ({ smokeCoAlarm: { smokeState: ALARMS[String(status)] ?? 0 } });

const KINDS: readonly [kind: RegExp, shown: (custom: Custom) => Expected][] = [
  [/^switch$/, ({ state }) => ({ onOff: { onOff: state.is_on === true } })],
  [/^valve_irrigation$/, ({ state }) => ({ onOff: { onOff: state.is_open === true } })],
  [/^light/, light],
  [/^cover_garage$/, garage],
  [/^cover/, cover],
  [/^climate/, heating],
  [/^lock$/, lock],
  [/^siren$/, siren],
];

const WET = /^(ALARMSTATE|WATERLEVEL_DETECTED|MOISTURE_DETECTED)$/;
/** By the cluster that has the value. */
const VALUES: Readonly<Record<number, (value: unknown, row: Row) => Expected>> = {
  6: (value) => ({ onOff: { onOff: value === true } }),
  69: (value, { dp_key }) => ({
    booleanState: {
      stateValue: !(value === true || (!WET.test(dp_key) && /^(OPEN|TILTED|WET|WATER)$/.test(String(value)))),
    },
  }),
  1030: (value) => ({ occupancySensing: { occupancy: { occupied: value === true } } }),
  92: (value) => ({ smokeCoAlarm: { smokeState: value === true ? 2 : 0, expressedState: value === true ? 1 : 0 } }),
  1026: (value) => ({ temperatureMeasurement: { measuredValue: hundredths(value) } }),
  1029: (value) => ({ relativeHumidityMeasurement: { measuredValue: hundredths(value) } }),
  1024: (value) => ({
    illuminanceMeasurement: {
      measuredValue: number(value) < 1 ? 0 : new Near(10_000 * Math.log10(number(value)) + 1, 1),
    },
  }),
  1027: (value) => ({ pressureMeasurement: { measuredValue: Math.round(number(value)) } }),
  1037: (value) => ({ carbonDioxideConcentrationMeasurement: { measuredValue: value } }),
  1066: (value) => ({ pm25ConcentrationMeasurement: { measuredValue: new Near(number(value), 1e-3) } }),
  1069: (value) => ({ pm10ConcentrationMeasurement: { measuredValue: new Near(number(value), 1e-3) } }),
  144: (value) => ({ electricalPowerMeasurement: { activePower: new Near(number(value) * 1_000, 1) } }),
  145: (value) => ({
    electricalEnergyMeasurement: { cumulativeEnergyImported: { energy: new Near(number(value) * 1_000, 1) } },
  }),
  59: () => ({}),
};
const COLOR_CONTROL = 768;
/** That of a type which has nothing of its own to tell. */
const EMPTY: ReadonlySet<number> = new Set([91]);

export const customsOf = async (house: House, device: string): Promise<readonly Custom[]> => {
  const { body } = await house.ask("GET", `/devices/${device}/cdps`);
  return body.items ?? body;
};

/** Its kind as the API names it; of a value its name. */
export async function kindOf(house: House, row: Row): Promise<string> {
  if (row.dp_kind !== "custom") return row.dp_key;
  return (await customsOf(house, row.device_address)).find(({ name }) => name === row.dp_key)?.kind ?? "unknown";
}

async function knownValue(house: House, { device_address, channel_no, dp_kind, dp_key }: Row): Promise<unknown> {
  const path = dp_kind === "calculated" || dp_kind === "combined" ? "calc-dps" : "data-points";
  const { body } = await house.ask("GET", `/devices/${device_address}/channels/${channel_no}/${path}/${dp_key}`);
  return body.value;
}

/** Of the device: beside each of its endpoints, where it has one. */
export async function batteryOf(house: House, { device_address }: Row): Promise<State> {
  const { LowBattery, BatteryLevel } = (await house.ask("GET", `/devices/${device_address}`)).body.availability;
  return {
    batChargeLevel: LowBattery === true ? 1 : 0,
    batReplacementNeeded: LowBattery === true,
    batPercentRemaining: typeof BatteryLevel === "number" ? new Near(BatteryLevel * 2, 1) : null,
  };
}

export async function expectedOf(house: House, row: Row & { clusters?: readonly number[] }): Promise<Expected> {
  const { device_address: device, dp_kind: kind, dp_key: name } = row;
  if (kind === "custom") {
    const custom = (await customsOf(house, device)).find((one) => one.name === name);
    const shown = custom && KINDS.find(([pattern]) => pattern.test(custom.kind))?.[1];
    if (custom?.kind === "siren_smoke") return smokeOf(await knownValue(house, row));
    if (!custom || !shown) throw new Error(`nobody has said what ${custom?.kind ?? name} looks like in Matter`);
    const { colorControl, ...others } = shown(custom);
    return row.clusters?.includes(COLOR_CONTROL) && colorControl ? { ...others, colorControl } : others;
  }
  const cluster = row.clusters?.find((one) => !EMPTY.has(one)) ?? 0;
  const shown = VALUES[cluster];
  if (!shown) throw new Error(`nobody has said what ${name} (${row.clusters}) looks like in Matter`);
  return shown(await knownValue(house, row), row);
}

/** What is not as expected: `cluster.attribute is …`. */
export function differences(expected: unknown, seen: unknown, path = ""): string[] {
  if (expected instanceof Near)
    return expected.has(typeof seen === "bigint" ? Number(seen) : seen)
      ? []
      : [`${path} is ${String(seen)}, not ${expected.value}`];
  if (typeof expected === "object" && expected !== null)
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, (seen as State | undefined)?.[name], path === "" ? name : `${path}.${name}`),
    );
  return Object.is(expected, seen) ? [] : [`${path} is ${String(seen)}, not ${String(expected)}`];
}
