/** Plain, measured and calculated values, and keys, as Matter endpoints: the first row that fits counts. docs/matter.md shows the table. */
import type { MatterAttributes } from "../../../../ports/matter-bridge.ts";
import type { Projection } from "./device-types.ts";
import * as unit from "./units.ts";

/** What a value is to be recognised by. */
export interface ValueSource {
  readonly parameter: string;
  readonly unit: string | undefined;
  readonly channelType: string;
  readonly isNumber: boolean;
}

export interface ValueRow {
  /** For the table of the documentation. */
  readonly text: string;
  readonly fits: (source: ValueSource) => boolean;
  readonly projection?: Projection;
  readonly reason?: string;
  /** `undefined`: the value is unknown and Matter has no word for that, so the endpoint counts as unreachable. */
  readonly attributes?: (value: unknown) => MatterAttributes | undefined;
}

const numeric = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** A cluster with one `measuredValue`, which may be unknown. */
const measured =
  (cluster: string, convert: (value: number) => number, min = -Infinity, max = Infinity): ValueRow["attributes"] =>
  (value) => {
    const found = numeric(value);
    return { [cluster]: { measuredValue: found === null ? null : unit.within(convert(found), min, max) } };
  };

/** Contacts are `true` where they are closed. `isOpen` of a value that is known. */
const contact =
  (isOpen: (value: unknown) => boolean): ValueRow["attributes"] =>
  (value) =>
    value === undefined || value === null ? undefined : { booleanState: { stateValue: !isOpen(value) } };
const isTrue = (value: unknown): boolean => value === true;
const oneOf =
  (...labels: unknown[]) =>
  (value: unknown): boolean =>
    value === true || labels.includes(value);

const named =
  (parameter: RegExp, ...units: (string | undefined)[]) =>
  (source: ValueSource): boolean =>
    parameter.test(source.parameter) && (units.length === 0 || units.includes(source.unit));
const on =
  (channelType: RegExp) =>
  ({ parameter, channelType: type }: ValueSource): boolean =>
    parameter === "STATE" && channelType.test(type);

const TEMPERATURE = { type: "temperatureSensor" } as const;
const temperature = measured("temperatureMeasurement", unit.temperature);
const CONTACT = { type: "contactSensor" } as const;
const air = (extra: NonNullable<Projection["extra"]>): Projection => ({ type: "airQualitySensor", extra });
/** Milliwatts, milliwatt hours: 62 bits in Matter, 53 here. */
const milli = (value: number): number =>
  unit.within(Math.round(value * 1_000), -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

export const VALUE_ROWS: readonly ValueRow[] = [
  {
    text: "Contacts of doors and windows, handles, tilt sensors, contact inputs: `STATE`",
    fits: on(/SHUTTER_CONTACT|ROTARY_HANDLE|TILT_SENSOR|CONTACT_INTERFACE|MULTI_MODE_INPUT/),
    projection: CONTACT,
    attributes: contact(oneOf("OPEN", "TILTED")),
  },
  {
    text: "Water sensors: `STATE`; `ALARMSTATE`, `WATERLEVEL_DETECTED`, `MOISTURE_DETECTED`",
    fits: (source) =>
      on(/WATERDETECTION/)(source) || named(/^(ALARMSTATE|WATERLEVEL_DETECTED|MOISTURE_DETECTED)$/)(source),
    projection: CONTACT,
    reason: "a contact that is open where there is water: Alexa drops bridges that have Matter's water sensor",
    attributes: contact(oneOf("WET", "WATER")),
  },
  {
    text: "Smoke detectors: `STATE`",
    fits: on(/SMOKE_DETECTOR/),
    projection: { type: "smokeCoAlarm" },
    attributes: (value) => (typeof value === "boolean" ? unit.smoke(value ? "critical" : "normal", false) : undefined),
  },
  {
    text: "`MOTION`, `PRESENCE_DETECTION_STATE`",
    fits: named(/^(MOTION|PRESENCE_DETECTION_STATE)$/),
    projection: { type: "occupancySensor" },
    attributes: (value) =>
      typeof value === "boolean" ? { occupancySensing: { occupancy: { occupied: value } } } : undefined,
  },
  {
    text: "Temperatures in °C",
    fits: named(/TEMPERATURE|^DEWPOINT$/, "°C"),
    projection: TEMPERATURE,
    attributes: temperature,
  },
  {
    text: "Humidity of the air in %",
    fits: named(/HUMIDITY/, "%"),
    projection: { type: "humiditySensor" },
    attributes: measured("relativeHumidityMeasurement", unit.humidity),
  },
  {
    text: "Brightness in lux",
    fits: named(/ILLUMINATION|^LUX$/, "lx", undefined),
    projection: { type: "lightSensor" },
    attributes: measured("illuminanceMeasurement", unit.illuminance, 0, 0xfffe),
  },
  {
    text: "Air pressure in hPa",
    fits: named(/AIR_PRESSURE/, "hPa"),
    projection: { type: "pressureSensor" },
    // counts in tenths of a kilopascal, which are hectopascals
    attributes: measured("pressureMeasurement", Math.round, -32_767, 32_767),
  },
  {
    text: "CO₂ in ppm",
    fits: named(/^CONCENTRATION$|CO2/, "ppm"),
    projection: air(["carbonDioxideConcentrationMeasurement"]),
    attributes: measured("carbonDioxideConcentrationMeasurement", (value) => value, 0, 1e6),
  },
  {
    text: "Fine dust PM 2.5 in µg/m³",
    fits: named(/^MASS_CONCENTRATION_PM_2_5$/, "µg/m³"),
    projection: air(["pm25ConcentrationMeasurement"]),
    attributes: measured("pm25ConcentrationMeasurement", (value) => value, 0, 1e6),
  },
  {
    text: "Fine dust PM 10 in µg/m³",
    fits: named(/^MASS_CONCENTRATION_PM_10$/, "µg/m³"),
    projection: air(["pm10ConcentrationMeasurement"]),
    attributes: measured("pm10ConcentrationMeasurement", (value) => value, 0, 1e6),
  },
  {
    text: "Power in W",
    fits: named(/^(IEC_)?POWER$/, "W"),
    projection: { type: "electricalSensor", extra: ["electricalPowerMeasurement"] },
    attributes: (value) => {
      const found = numeric(value);
      return { electricalPowerMeasurement: { activePower: found === null ? null : milli(found) } };
    },
  },
  {
    text: "Energy in Wh",
    fits: named(/^(IEC_)?ENERGY_COUNTER$/, "Wh"),
    projection: { type: "electricalSensor", extra: ["electricalEnergyMeasurement"] },
    attributes: (value) => {
      const found = numeric(value);
      return {
        electricalEnergyMeasurement: {
          cumulativeEnergyImported: found === null || found < 0 ? null : { energy: milli(found) },
        },
      };
    },
  },
  {
    text: "Everything else that is measured: wind, rain, sunshine, voltage, current, gas, water …",
    fits: ({ isNumber, unit: of, channelType }) =>
      isNumber && of !== undefined && of !== "" && channelType !== "MAINTENANCE",
    reason: "Matter has no device type for this that apps know",
  },
];

/** By name. */
export const CALCULATED_ROWS: Readonly<Record<string, Omit<ValueRow, "fits" | "text">>> = {
  DEW_POINT: { projection: TEMPERATURE, attributes: temperature },
  FROST_POINT: { projection: TEMPERATURE, attributes: temperature },
  APPARENT_TEMPERATURE: { projection: TEMPERATURE, attributes: temperature },
  WINDOW_OPEN: { projection: CONTACT, attributes: contact(isTrue) },
  INTRUSION_ALARM: {
    projection: CONTACT,
    reason: "a contact that is open while there is an alarm",
    attributes: contact(isTrue),
  },
  SMOKE_ALARM: {
    projection: { type: "smokeCoAlarm" },
    attributes: (value) => (typeof value === "boolean" ? unit.smoke(value ? "critical" : "normal", false) : undefined),
  },
  OPERATING_VOLTAGE_LEVEL: { reason: "the battery of whatever else of the device is shown" },
  DEW_POINT_SPREAD: { reason: "Matter knows no differences of temperatures" },
  ENTHALPY: { reason: "Matter knows no enthalpy" },
  VAPOR_CONCENTRATION: { reason: "Matter knows no absolute humidity" },
  DOOR_MODE: { reason: "the door itself can be shown" },
  duration: { reason: "how long a siren sounds is no value of Matter's" },
};

/** Switches that are no custom data points: OnOff has no word for unknown, which counts as off. */
export const SWITCH_ROW: Pick<ValueRow, "projection" | "reason" | "attributes"> = {
  projection: { type: "onOffPlugInUnit" },
  attributes: (value) => ({ onOff: { onOff: value === true } }),
};

/** Keys of remote controls and wall switches. */
export const KEY_PROJECTION: Projection = { type: "genericSwitch" };

export const valueRow = (source: ValueSource): ValueRow | undefined => VALUE_ROWS.find((row) => row.fits(source));
