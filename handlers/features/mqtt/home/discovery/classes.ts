/** What Home Assistant is told about plain values besides their unit: kind, statistics, whether they are diagnostics. */

export interface SensorClass {
  readonly device_class?: string;
  readonly state_class?: "measurement" | "total_increasing";
  readonly entity_category?: "diagnostic" | "config";
  /** Few people need it: Home Assistant knows it, but it is off. */
  readonly enabled_by_default?: false;
}

type Row = readonly [parameter: RegExp, unit: string | undefined, found: SensorClass];
const diagnostic = { entity_category: "diagnostic" } as const;
const quiet = { entity_category: "diagnostic", enabled_by_default: false } as const;
const measured = (device_class: string): SensorClass => ({ device_class, state_class: "measurement" });
const counted = (device_class: string): SensorClass => ({ device_class, state_class: "total_increasing" });

/** The first row that fits counts. The unit must be one that Home Assistant takes for the class. */
const SENSORS: readonly Row[] = [
  [/^RSSI_/, "dBm", { ...measured("signal_strength"), ...quiet }],
  [/^OPERATING_VOLTAGE_LEVEL$/, "%", { ...measured("battery"), ...diagnostic }],
  [/^OPERATING_VOLTAGE$|^BATTERY_STATE$/, "V", { ...measured("voltage"), ...diagnostic }],
  [/^(DUTY_CYCLE|CARRIER_SENSE)_LEVEL$/, "%", { state_class: "measurement", ...quiet }],
  [/TEMPERATURE|^DEW_POINT$|^FROST_POINT$/, "°C", measured("temperature")],
  [/HUMIDITY/, "%", measured("humidity")],
  [/ILLUMINATION|^LUX$/, "lx", measured("illuminance")],
  [/^POWER$|^IEC_POWER$/, "W", measured("power")],
  [/ENERGY_COUNTER|^GAS_ENERGY/, "Wh", counted("energy")],
  [/VOLTAGE/, "V", measured("voltage")],
  [/CURRENT/, "mA", measured("current")],
  [/FREQUENCY/, "Hz", measured("frequency")],
  [/AIR_PRESSURE/, "hPa", measured("atmospheric_pressure")],
  [/WIND_SPEED/, "km/h", measured("wind_speed")],
  [/RAIN_COUNTER/, "mm", counted("precipitation")],
  [/SUNSHINEDURATION/, "min", counted("duration")],
  [/^CONCENTRATION$|CO2/, "ppm", measured("carbon_dioxide")],
  [/MASS_CONCENTRATION_PM_10/, "µg/m³", measured("pm10")],
  [/MASS_CONCENTRATION_PM_2_5/, "µg/m³", measured("pm25")],
  [/MASS_CONCENTRATION_PM_1/, "µg/m³", measured("pm1")],
  [/GAS_VOLUME/, "m³", counted("gas")],
  [/WATER_VOLUME(?!_SINCE)/, "L", counted("water")],
  [/(ERROR|STATUS|_REASON|ACTIVITY_STATE|PROCESS|SECTION)/, undefined, diagnostic],
];

export function sensorClass(parameter: string, unit: string | undefined, isNumber: boolean): SensorClass {
  const row = SENSORS.find(([name, wanted]) => name.test(parameter) && wanted === unit);
  if (row) return row[2];
  return isNumber && unit !== undefined ? { state_class: "measurement" } : {};
}

const BINARY: readonly (readonly [parameter: RegExp, found: SensorClass])[] = [
  [/^(STICKY_)?UNREACH$/, { device_class: "problem", ...quiet }],
  [/^(CONFIG|UPDATE|DEVICE_IN_BOOTLOADER)(_PENDING)?$/, quiet],
  [/^DUTY_?CYCLE$/, { device_class: "problem", ...quiet }],
  [/^LOW_?BAT$/, { device_class: "battery", ...diagnostic }],
  [/SABOTAGE/, { device_class: "tamper", ...diagnostic }],
  [/^ERROR|_ERROR|POWER_MAINS_FAILURE|EMERGENCY_OPERATION/, { device_class: "problem", ...diagnostic }],
  [/^MOTION$/, { device_class: "motion" }],
  [/^PRESENCE_DETECTION_STATE$/, { device_class: "occupancy" }],
  [/SMOKE_ALARM|SMOKE_DETECTOR/, { device_class: "smoke" }],
  [/INTRUSION_ALARM|ALARMSTATE/, { device_class: "safety" }],
  [/WATERLEVEL_DETECTED|MOISTURE_DETECTED|RAINING/, { device_class: "moisture" }],
  [/^WINDOW_OPEN$|^WINDOW_STATE$/, { device_class: "window" }],
];
/** A contact says STATE, whatever it is a contact of. */
const CONTACTS = /CONTACT|ROTARY_HANDLE/;

export function binaryClass(parameter: string, channelType = ""): SensorClass {
  if (parameter === "STATE" && CONTACTS.test(channelType)) return { device_class: "opening" };
  return BINARY.find(([name]) => name.test(parameter))?.[1] ?? {};
}
