/** Which calculated data points a channel has, and what they say (device-model 3). */

import { customDataPointsOf } from "../custom/bind.ts";
import type { ReadableValues } from "../custom/profile.ts";
import { channelKey, kindKey } from "../routing-keys.ts";
import { shownValue } from "../shown-value.ts";
import { type Channel, type DataPoint, type Device, valueKey } from "../types.ts";
import { bounds } from "../values.ts";
import { batteryOf, voltageLevel } from "./battery.ts";
import { apparentTemperature, dewPoint, dewPointSpread, enthalpy, frostPoint, vapourConcentration } from "./climate.ts";

/** `combined`: several parameters of the device as one, which can be set (device-model 3.5). */
export type CalculatedKind = "calculated" | "combined";

export interface CalculatedPoint {
  readonly kind: CalculatedKind;
  readonly name: string;
  /** Vocabulary of device-model 1.10. */
  readonly category: string;
  readonly unit: string | undefined;
  readonly uniqueId: string;
  /** What it is made of, for people: parameters. */
  readonly dependsOn: readonly string[];
  readonly sources: readonly DataPoint[];
  /** `null` while something is missing. */
  readonly value: (values: ReadableValues) => boolean | number | string | null;
}

const keyOf = ({ channel, paramset, parameter }: DataPoint): string => valueKey(channel, paramset, parameter);
const current = (values: ReadableValues, point: DataPoint): unknown => shownValue(values.get(keyOf(point)));
const number = (values: ReadableValues, point: DataPoint | undefined): number | undefined => {
  const value = point && current(values, point);
  return typeof value === "number" ? value : undefined;
};

type Air = (temperature: number, humidity: number, wind: number) => number | null;
interface AirRow {
  readonly name: string;
  readonly unit: string;
  readonly of: Air;
  /** What the model begins with; absent = every one. */
  readonly models?: readonly string[];
  readonly wind?: true;
}
const OUTDOOR = "hmip-stho";
const WEATHER = "hmip-swo";
const AIR: readonly AirRow[] = [
  { name: "DEW_POINT", unit: "°C", of: dewPoint },
  { name: "DEW_POINT_SPREAD", unit: "K", of: dewPointSpread },
  { name: "ENTHALPY", unit: "kJ/kg", of: enthalpy },
  { name: "VAPOR_CONCENTRATION", unit: "g/m³", of: vapourConcentration },
  { name: "FROST_POINT", unit: "°C", of: frostPoint, models: [OUTDOOR, WEATHER] },
  { name: "APPARENT_TEMPERATURE", unit: "°C", of: apparentTemperature, models: [WEATHER], wind: true },
];

/** Yes-or-no made of a choice. */
const DERIVED: readonly {
  name: string;
  models: readonly string[];
  channel: number;
  source: string;
  /** Labels that mean yes. */
  yes: readonly string[];
}[] = [
  { name: "WINDOW_OPEN", models: ["hmip-srh", "hm-sec-rhs"], channel: 1, source: "STATE", yes: ["TILTED", "OPEN"] },
  {
    name: "SMOKE_ALARM",
    models: ["hmip-swsd"],
    channel: 1,
    source: "SMOKE_DETECTOR_ALARM_STATUS",
    yes: ["PRIMARY_ALARM", "SECONDARY_ALARM"],
  },
  {
    name: "INTRUSION_ALARM",
    models: ["hmip-swsd"],
    channel: 1,
    source: "SMOKE_DETECTOR_ALARM_STATUS",
    yes: ["INTRUSION_ALARM"],
  },
];

const begins = (device: Device, models: readonly string[]): boolean => {
  const lower = device.model.toLowerCase();
  return models.some((prefix) => lower.startsWith(prefix));
};

type Draft = Omit<CalculatedPoint, "kind" | "uniqueId" | "dependsOn">;

function airPoints(device: Device, channel: Channel): Draft[] {
  const temperature = channel.values.get("TEMPERATURE") ?? channel.values.get("ACTUAL_TEMPERATURE");
  const humidity = channel.values.get("HUMIDITY") ?? channel.values.get("ACTUAL_HUMIDITY");
  const wind = channel.values.get("WIND_SPEED");
  if (!temperature || !humidity) return [];
  return AIR.filter((row) => (!row.models || begins(device, row.models)) && (!row.wind || wind)).map((row) => ({
    name: row.name,
    category: "sensor",
    unit: row.unit,
    sources: [temperature, humidity, ...(row.wind && wind ? [wind] : [])],
    value: (values) => {
      const t = number(values, temperature);
      const h = number(values, humidity);
      const w = row.wind ? number(values, wind) : 0;
      return t === undefined || h === undefined || w === undefined ? null : row.of(t, h, w);
    },
  }));
}

/** The limit that the operator set; until it was read, the one that the device comes with. */
function lowLimit(values: ReadableValues, limit: DataPoint): number | undefined {
  const { DEFAULT } = limit.description;
  return number(values, limit) ?? (typeof DEFAULT === "number" ? DEFAULT : bounds(limit.description).min);
}

function batteryPoint(device: Device, channel: Channel): Draft[] {
  const battery = batteryOf(device.model);
  if (!battery) return [];
  const own = channel.values.get("OPERATING_VOLTAGE");
  const voltage = own ?? channel.values.get("BATTERY_STATE");
  const limit = (own && channel.master.get("LOW_BAT_LIMIT")) ?? device.root.master.get("LOW_BAT_LIMIT");
  if (!voltage || !limit) return [];
  return [
    {
      name: "OPERATING_VOLTAGE_LEVEL",
      category: "sensor",
      unit: "%",
      sources: [voltage],
      value: (values) => {
        const volts = number(values, voltage);
        const low = lowLimit(values, limit);
        return volts === undefined || low === undefined ? null : voltageLevel(volts, low, battery.full);
      },
    },
  ];
}

function derivedPoints(device: Device, channel: Channel): Draft[] {
  return DERIVED.flatMap(({ name, models, channel: at, source, yes }) => {
    const point = channel.number === at && begins(device, models) ? channel.values.get(source) : undefined;
    if (!point) return [];
    return [
      {
        name,
        category: "binary_sensor",
        unit: undefined,
        sources: [point],
        value: (values: ReadableValues) => {
          const value = current(values, point);
          return value === undefined || value === null ? null : typeof value === "string" && yes.includes(value);
        },
      },
    ];
  });
}

/** Door states that are modes as well; where the door stands in between, nobody knows. */
const DOOR_MODES: ReadonlySet<unknown> = new Set(["CLOSED", "OPEN", "VENTILATION_POSITION"]);

/** Several parameters as one value (device-model 3.5); only those that clients see. */
function combinedPoints(device: Device, channel: Channel): Draft[] {
  const custom = customDataPointsOf(device).points.find((point) => point.channel === channel);
  if (custom?.profile.kind === "siren" && custom.fields.duration)
    // never reported: a siren does not tell how long it will go on
    return [
      {
        name: "duration",
        category: "action_number",
        unit: "s",
        sources: [custom.fields.duration.point],
        value: () => null,
      },
    ];
  const door = custom?.profile.kind === "cover_garage" ? custom.fields.door_state?.point : undefined;
  if (!door) return [];
  const value = (values: ReadableValues) => {
    const state = current(values, door);
    return DOOR_MODES.has(state) ? String(state) : null;
  };
  return [{ name: "DOOR_MODE", category: "select", unit: undefined, sources: [door], value }];
}

function build(device: Device, channel: Channel): CalculatedPoint[] {
  const key = channelKey(channel);
  const finish =
    (kind: CalculatedKind) =>
    (draft: Draft): CalculatedPoint => ({
      ...draft,
      kind,
      uniqueId: key === "" ? "" : `${kindKey(key, channel.address, kind)}_${draft.name.toLowerCase()}`,
      dependsOn: draft.sources.map(({ parameter }) => parameter),
    });
  return [
    ...[...airPoints(device, channel), ...batteryPoint(device, channel), ...derivedPoints(device, channel)].map(
      finish("calculated"),
    ),
    ...combinedPoints(device, channel).map(finish("combined")),
  ];
}

/** A channel belongs to one device and is a value, like it: what it has is found once. */
const known = new WeakMap<Channel, readonly CalculatedPoint[]>();

export function calculatedOf(device: Device, channel: Channel): readonly CalculatedPoint[] {
  let points = known.get(channel);
  if (!points) {
    points = build(device, channel);
    known.set(channel, points);
  }
  return points;
}

/** Labels of a paired status that leave the value valid (device-model 1.18). */
const VALID: ReadonlySet<unknown> = new Set(["NORMAL", "UNKNOWN", 0, 1, undefined, null]);

/** Whether everything that it is made of was observed and is valid. */
export function isCalculatedAvailable(point: CalculatedPoint, values: ReadableValues): boolean {
  return point.sources.every((source) => {
    const state = values.get(keyOf(source));
    const status = values.get(valueKey(source.channel, source.paramset, `${source.parameter}_STATUS`));
    return state !== undefined && state.source !== "unobserved" && VALID.has(shownValue(status));
  });
}

/** Whether anything that it is made of was observed, and when that changed last (milliseconds since the epoch). */
export function calculatedAge(
  point: CalculatedPoint,
  values: ReadableValues,
): { observed: boolean; changedAt: number } {
  const states = point.sources.flatMap((source) => values.get(keyOf(source)) ?? []);
  const seen = states.filter(({ source }) => source !== "unobserved");
  return { observed: seen.length > 0, changedAt: seen.reduce((at, { changedAt }) => Math.max(at, changedAt), 0) };
}
