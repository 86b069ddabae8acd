/** Icon and meaning of a data point for generic user interfaces (device-model 1.17). */
import type { ParameterDescription } from "../ports/index.ts";

export interface UiHint {
  icon: string;
  semantic: string;
  state_color_rule?: string;
}

/** `KEY icon semantic [rule]`, one a line; icons without their `mdi:`. */
function table(text: string): readonly (readonly [key: string, hint: UiHint])[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [key = "", icon = "", semantic = "", rule] = line.trim().split(/ +/);
      return [
        key.replace("~", " "),
        Object.freeze({ icon: `mdi:${icon}`, semantic, ...(rule ? { state_color_rule: rule } : {}) }),
      ] as const;
    });
}

const BY_NAME: ReadonlyMap<string, UiHint> = new Map(
  table(`
  STATE circle state
  MOTION run-fast motion
  PRESENCE_DETECTION_STATE account-eye presence
  PRESENCE_DETECTION_ACTIVE account-eye-outline presence_active
  MOTION_DETECTION_ACTIVE run-fast motion_active
  RESET_MOTION restart action
  RESET_PRESENCE restart action
  ON_TIME timer-outline duration
  BOOST_TIME_PERIOD fire duration
  RAINING weather-pouring rain alarm_active
  WINDOW_STATE window-open-variant contact
  VALVE_STATE valve valve_position
  BURST_RX radio-tower diagnostic
  CONFIG_PENDING cog-clockwise diagnostic
  DUTY_CYCLE speedometer diagnostic
  DUTY_CYCLE_LEVEL speedometer diagnostic
  CARRIER_SENSE_LEVEL speedometer-medium diagnostic
  UPDATE_PENDING download diagnostic
  IP_ADDRESS ip-network diagnostic`),
);

/** First part that the name contains; the order is part of the contract's behaviour. */
const BY_PART = table(`
  SMOKE_DETECTOR smoke-detector-variant smoke alarm_active
  WATERLEVEL_DETECTED water-alert water_leak alarm_active
  MOISTURE_DETECTED water-alert water_leak alarm_active
  SABOTAGE shield-alert tamper alarm_active
  LOWBAT battery-alert battery_low alarm_active
  LOW_BAT battery-alert battery_low alarm_active
  STICKY_UNREACH lan-disconnect connectivity alarm_active
  UNREACH lan-disconnect connectivity alarm_active
  OPERATING_VOLTAGE flash-outline voltage
  MASS_CONCENTRATION smog particulate
  NUMBER_CONCENTRATION counter particulate_count
  TYPICAL_PARTICLE_SIZE dots-grid particle_size
  ENERGY_COUNTER counter energy
  GAS_VOLUME fire-circle gas_volume
  GAS_ENERGY fire-circle gas_energy
  ACTUAL_TEMPERATURE thermometer temperature temp_heat
  SET_POINT_TEMPERATURE thermometer-check temperature_setpoint temp_heat
  SETPOINT thermometer-check temperature_setpoint temp_heat
  HUMIDITY water-percent humidity humidity_band
  ILLUMINATION weather-sunny illuminance
  BRIGHTNESS brightness-6 brightness
  COLOR_TEMPERATURE thermometer-lines color_temperature
  COLOR palette color
  LEVEL percent level
  POWER flash power
  VOLTAGE flash-outline voltage
  CURRENT current-ac current
  FREQUENCY sine-wave frequency
  WIND_SPEED weather-windy wind_speed
  RAIN_COUNTER weather-pouring rain_volume
  AIR_PRESSURE gauge pressure
  FILLING_LEVEL gauge fill_level
  VAPOR water-opacity vapor
  DEW_POINT water-thermometer dew_point
  CO2_CONCENTRATION molecule-co2 co2
  PRESSURE gauge pressure
  DISTANCE ruler distance
  FLOW waves-arrow-right flow
  ACCELERATION axis-arrow acceleration
  DOOR door door
  WINDOW window-open-variant contact
  BUTTON gesture-tap-button button
  PRESS_SHORT gesture-tap button
  PRESS_LONG gesture-tap-hold button
  RSSI signal signal signal_weak
  BATTERY battery battery`);

const BY_UNIT: ReadonlyMap<string, UiHint> = new Map(
  table(`
  °C thermometer temperature temp_heat
  K thermometer temperature
  %~rF water-percent humidity humidity_band
  % percent level
  100% percent level
  lx weather-sunny illuminance
  W flash power
  kW flash power
  Wh counter energy
  kWh counter energy
  V flash-outline voltage
  mV flash-outline voltage
  A current-ac current
  mA current-ac current
  Hz sine-wave frequency
  dBm signal signal signal_weak
  µg/m³ smog particulate particulate_band
  1/cm³ counter particulate_count
  µm dots-grid particle_size
  ppm molecule-co2 concentration
  hPa gauge pressure
  mm ruler distance
  m ruler distance
  km ruler distance
  m/s weather-windy wind_speed
  km/h weather-windy wind_speed
  l cup-water volume
  m³ cube-outline volume
  l/m² weather-pouring rainfall
  s timer-outline duration
  min timer-outline duration
  h timer-outline duration
  ° angle-acute angle`),
);
const BY_UNIT_LOWER: ReadonlyMap<string, UiHint> = new Map(
  [...BY_UNIT].map(([unit, hint]) => [unit.trim().toLowerCase(), hint] as const).reverse(),
);

const BY_TYPE: ReadonlyMap<string, UiHint> = new Map(
  table(`
  BOOL circle-outline state
  INTEGER numeric measurement
  FLOAT chart-line-variant measurement
  ENUM format-list-bulleted enum
  STRING text text
  ACTION play action`),
);
const UNKNOWN: UiHint = Object.freeze({ icon: "mdi:chart-bar", semantic: "unknown" });
const ALARM_STATE: UiHint = Object.freeze({
  icon: "mdi:bell-alert",
  semantic: "alarm_state",
  state_color_rule: "alarm_active",
});

function isAlarmEnum({ TYPE, VALUE_LIST }: ParameterDescription): boolean {
  if (TYPE !== "ENUM" || !VALUE_LIST) return false;
  const [first, ...later] = VALUE_LIST;
  return (first === "IDLE_OFF" || first === "IDLE") && later.some((label) => String(label).includes("ALARM"));
}

/** `unit` is the cleaned one. Always answers: the floor is the parameter's type. */
export function uiHint(parameter: string, description: ParameterDescription, unit: string | undefined): UiHint {
  const name = parameter.toUpperCase();
  return (
    BY_NAME.get(name) ??
    BY_PART.find(([part]) => name.includes(part))?.[1] ??
    (isAlarmEnum(description) ? ALARM_STATE : undefined) ??
    (unit === undefined ? undefined : (BY_UNIT.get(unit) ?? BY_UNIT_LOWER.get(unit.trim().toLowerCase()))) ??
    BY_TYPE.get(description.TYPE) ??
    UNKNOWN
  );
}
